// SPDX-License-Identifier: MIT
#include "image/boot_image.h"

#include "image/boot_key.h"
#include "mpsec/crypto.h"

#include <string.h>

// Words and types as the pico-sdk names them (boot/picobin.h), after the RP2350 datasheet, 5.9.
#define BLOCK_START 0xffffded3U
#define BLOCK_END   0xab123579U
#define WIDE_SIZE   0x80U
enum {
    WORD = 4,
    FIRST_REACH = 4096,
    BLOCKS_MAX = 16,
    ITEM_WORDS_MAX = 90, // a block of an image is at most 384 bytes long
    COPIED_WORDS_MAX = 32,
    FRAME_WORDS = 4, // start, last item, link, end
    ITEM_VECTOR_TABLE = 0x03,
    ITEM_LOAD_MAP = 0x06,
    ITEM_SIGNATURE = 0x09,
    ITEM_IMAGE_TYPE = 0x42,
    ITEM_ENTRY_POINT = 0x44,
    ITEM_HASH_DEF = 0x47,
    ITEM_LAST = 0xff,
    VECTOR_TABLE_WORDS = 2,
    ENTRY_POINT_WORDS = 3,
    LOAD_MAP_WORDS = 4,
    HASH_DEF_WORDS = 2,
    SIGNATURE_WORDS = 33,
    SHA256_OF_SECP256K1 = 1, // the only hash, and the only signature
    ADDED_WORDS =
        VECTOR_TABLE_WORDS + ENTRY_POINT_WORDS + LOAD_MAP_WORDS + HASH_DEF_WORDS + SIGNATURE_WORDS,
    // A program, in the secure state, of the Arm cores, of the RP2350.
    WANTED_TYPE = 0x1021,
};
#define RAM_START 0x20000000U
#define RAM_SIZE  0x82000U

struct block {
    size_t at;         // of its start word, in bytes
    size_t item_words; // what stands between start word and last item
    int32_t next;      // the next block's place, less its own
    bool defines;      // it begins with the type of an image
    bool sealed;       // it holds a hash, a signature or a load map
    bool enters;       // it says where the program begins
    uint32_t vectors;  // where the vector table lies; 0: unsaid, so at the firmware's start
};

static uint32_t get(const uint8_t *at)
{
    return at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

static void put(uint8_t *at, uint32_t word)
{
    for (unsigned i = 0; i < WORD; i++) {
        at[i] = (uint8_t)(word >> (8 * i));
    }
}

static uint32_t item_size(uint32_t head)
{
    return (head & WIDE_SIZE) != 0 ? head >> 8 & 0xffffU : head >> 8 & 0xffU;
}

// One block, if a sound one starts there.
static bool block_parse(struct mpsec_span image, size_t at, struct block *out)
{
    struct block block = {.at = at};
    if (at % WORD != 0 || image.size < WORD || at > image.size - WORD ||
        get(image.data + at) != BLOCK_START) {
        return false;
    }
    while (block.item_words <= ITEM_WORDS_MAX) {
        const size_t item = at + WORD * (1 + block.item_words);
        if (item + 3 * (size_t)WORD > image.size) {
            return false;
        }
        const uint32_t head = get(image.data + item);
        const uint32_t type = head & 0xffU, size = item_size(head);
        if (type == ITEM_LAST) {
            block.next = (int32_t)get(image.data + item + WORD);
            *out = block;
            return size == block.item_words &&
                   get(image.data + item + 2 * (size_t)WORD) == BLOCK_END;
        }
        if (size == 0) {
            return false;
        }
        block.defines = block.defines || (block.item_words == 0 && type == ITEM_IMAGE_TYPE);
        block.sealed = block.sealed || type == ITEM_LOAD_MAP || type == ITEM_HASH_DEF ||
                       type == ITEM_SIGNATURE;
        if (type == ITEM_VECTOR_TABLE) {
            block.vectors = get(image.data + item + WORD);
        }
        block.enters = block.enters || type == ITEM_ENTRY_POINT;
        block.item_words += size;
    }
    return false;
}

static bool refuse(struct diag *diag, const char *why)
{
    diag_input(diag, NO_PLACE, "give the firmware.bin of a build for the RP2350", "%s", why);
    return false;
}

// The boot ROM looks for the first block in the first 4 KiB only.
static bool find_first(struct diag *diag, struct mpsec_span image, struct block *first)
{
    for (size_t at = 0; at + WORD <= image.size && at < FIRST_REACH; at += WORD) {
        if (block_parse(image, at, first)) {
            return true;
        }
    }
    return refuse(diag, "the firmware has no block for the boot ROM in its first 4 KiB");
}

// Walks the loop; *last is the block that leads back to the first.
static bool find_last(struct diag *diag, struct mpsec_span image, const struct block *first,
                      struct block *last)
{
    *last = *first;
    for (size_t i = 0; i < BLOCKS_MAX; i++) {
        if (last->sealed) {
            return refuse(diag, "the firmware is signed or hashed already");
        }
        const int64_t next = (int64_t)last->at + last->next;
        if (next == (int64_t)first->at) {
            return true;
        }
        if (next < 0 || next >= (int64_t)image.size || !block_parse(image, (size_t)next, last)) {
            break;
        }
    }
    return refuse(diag, "the blocks for the boot ROM are no sound loop");
}

// Whether the loop leads over the new block and back. Blocks of a hostile file may overlap.
static bool leads_over(struct mpsec_span image, const struct block *first, size_t added)
{
    struct block block;
    if (!block_parse(image, first->at, &block)) {
        return false;
    }
    for (size_t i = 0; i <= BLOCKS_MAX && block.at != added; i++) {
        const int64_t next = (int64_t)block.at + block.next;
        if (next < 0 || next >= (int64_t)image.size || !block_parse(image, (size_t)next, &block)) {
            return false;
        }
    }
    return block.at == added && (int64_t)block.at + block.next == (int64_t)first->at;
}

static bool is_wanted(struct diag *diag, struct mpsec_span image, const struct block *first,
                      uint32_t address)
{
    if (!first->defines || get(image.data + first->at + WORD) >> 16 != WANTED_TYPE) {
        return refuse(diag, "the firmware is no program for the secure Arm cores of the RP2350");
    }
    if (first->item_words > COPIED_WORDS_MAX) {
        return refuse(diag, "the firmware's first block is longer than any that is known");
    }
    if (first->vectors != 0 && first->vectors - address >= image.size) {
        diag_input(diag, NO_PLACE, "picotool encrypt --embed --sign takes its firmware.elf",
                   "the firmware is linked to run at 0x%08x and would not start from flash",
                   (unsigned)first->vectors);
        return false;
    }
    return true;
}

// Whether the vector table leads into the firmware, with a stack in RAM.
static bool has_vectors(struct diag *diag, struct mpsec_span image, const struct block *first,
                        uint32_t address)
{
    const size_t at = first->vectors == 0 ? 0 : first->vectors - address;
    if (at % WORD == 0 && image.size >= 2 * (size_t)WORD && at <= image.size - 2 * (size_t)WORD) {
        const uint32_t stack = get(image.data + at), entry = get(image.data + at + WORD);
        if (stack % WORD == 0 && stack - RAM_START <= RAM_SIZE && entry % 2 == 1 &&
            entry - address < image.size) {
            return true;
        }
    }
    return refuse(diag, "the firmware's vector table does not lead into it");
}

// Where the program begins, said and signed. Else the boot ROM reads it from flash again after
// the check, and stepping A4 can be told to start nothing without. Returns the words so far.
static size_t put_entry(uint8_t *image, uint8_t *block, uint32_t address, const struct block *first)
{
    const uint8_t *table = image + (first->vectors == 0 ? 0 : first->vectors - address);
    size_t words = 1 + first->item_words;
    if (first->vectors == 0) {
        put(block + WORD * words, ITEM_VECTOR_TABLE | VECTOR_TABLE_WORDS << 8);
        put(block + WORD * (words + 1), address);
        words += VECTOR_TABLE_WORDS;
    }
    if (!first->enters) {
        put(block + WORD * words, ITEM_ENTRY_POINT | ENTRY_POINT_WORDS << 8);
        put(block + WORD * (words + 1), get(table + WORD));
        put(block + WORD * (words + 2), get(table));
        words += ENTRY_POINT_WORDS;
    }
    return words;
}

// The new block, at the end of `size` bytes: the items of the first, and ours.
static size_t put_block(uint8_t *image, size_t size, uint32_t address, const struct block *first)
{
    uint8_t *block = image + size;
    put(block, BLOCK_START);
    memcpy(block + WORD, image + first->at + WORD, WORD * first->item_words);
    size_t words = put_entry(image, block, address, first);
    put(block + WORD * words, ITEM_LOAD_MAP | LOAD_MAP_WORDS << 8 | 1U << 24);
    // Where it is stored, from this item on; where it runs; how long it is.
    put(block + WORD * (words + 1), 0U - (uint32_t)(size + WORD * words));
    put(block + WORD * (words + 2), address);
    put(block + WORD * (words + 3), (uint32_t)size);
    words += LOAD_MAP_WORDS;
    put(block + WORD * words, ITEM_HASH_DEF | HASH_DEF_WORDS << 8 | SHA256_OF_SECP256K1 << 24);
    put(block + WORD * (words + 1), (uint32_t)(words + HASH_DEF_WORDS));
    words += HASH_DEF_WORDS;
    put(block + WORD * words, ITEM_SIGNATURE | SIGNATURE_WORDS << 8 | SHA256_OF_SECP256K1 << 24);
    const size_t last = words + SIGNATURE_WORDS;
    put(block + WORD * last, ITEM_LAST | (uint32_t)(last - 1) << 8);
    put(block + WORD * (last + 1), (uint32_t)((int64_t)first->at - (int64_t)size));
    put(block + WORD * (last + 2), BLOCK_END);
    return words;
}

bool boot_image_sign(struct arena *arena, struct diag *diag, struct mpsec_span firmware,
                     uint32_t address, const struct boot_key *key, struct mpsec_span *out)
{
    struct block first, last;
    if (!find_first(diag, firmware, &first) || !find_last(diag, firmware, &first, &last) ||
        !is_wanted(diag, firmware, &first, address) ||
        !has_vectors(diag, firmware, &first, address)) {
        return false;
    }
    const size_t size = (firmware.size + WORD - 1) / WORD * WORD;
    const size_t most = size + WORD * (FRAME_WORDS + first.item_words + ADDED_WORDS);
    uint8_t *image = arena_alloc(arena, most, 1);
    memset(image, 0, most);
    memcpy(image, firmware.data, firmware.size);
    put(image + last.at + WORD * (last.item_words + 2), (uint32_t)(size - last.at));
    const size_t signature = size + WORD * put_block(image, size, address, &first);
    const size_t whole = signature + WORD * (SIGNATURE_WORDS + (size_t)FRAME_WORDS - 1);
    if (!leads_over((struct mpsec_span){image, whole}, &first, size)) {
        return refuse(diag, "the blocks for the boot ROM are no sound loop");
    }
    const struct mpsec_span hashed = {image, signature};
    uint8_t digest[BOOT_HASH_SIZE];
    mpsec_sha256(&hashed, 1, digest);
    memcpy(image + signature + WORD, key->point, BOOT_POINT_SIZE);
    if (!boot_key_sign(diag, key, digest, image + signature + WORD + BOOT_POINT_SIZE)) {
        return false;
    }
    *out = (struct mpsec_span){image, whole};
    return true;
}
