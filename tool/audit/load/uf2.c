// SPDX-License-Identifier: MIT
// uf2.c - https://github.com/microsoft/uf2: 512-byte blocks, each with its address and family.
#include "audit/load/loaders.h"

enum {
    UF2_BLOCK = 512,
    UF2_DATA = 476,
    UF2_MAGIC_1 = 0x0a324655,
    UF2_NOT_FLASH = 0x1,
    UF2_CONTAINER = 0x1000,
    UF2_HAS_FAMILY = 0x2000,
};
static const uint32_t magic_2 = 0x9e5d5157;
static const uint32_t magic_end = 0x0ab16f30;

struct block {
    uint32_t flags, address, payload, number, count, family;
    struct span data;
};

struct family {
    uint32_t id;
    struct pieces pieces;
    uint32_t declared, seen;
};

struct families {
    struct family items[IMAGE_PARTS_MAX];
    size_t count;
};

bool is_uf2(struct span bytes)
{
    struct cursor cursor = cursor_of(bytes);
    return cursor_u32(&cursor) == UF2_MAGIC_1 && cursor_u32(&cursor) == magic_2;
}

static bool read_block(struct cursor *cursor, struct block *out)
{
    const uint32_t magic_1 = cursor_u32(cursor);
    const bool begins = cursor_u32(cursor) == magic_2 && magic_1 == UF2_MAGIC_1;
    out->flags = cursor_u32(cursor);
    out->address = cursor_u32(cursor);
    out->payload = cursor_u32(cursor);
    out->number = cursor_u32(cursor);
    out->count = cursor_u32(cursor);
    out->family = cursor_u32(cursor);
    out->data = cursor_span(cursor, UF2_DATA);
    return begins && cursor_u32(cursor) == magic_end && !cursor->failed &&
           out->payload <= UF2_DATA && out->number < out->count;
}

static struct family *family_of(struct families *families, struct arena *arena, uint32_t id)
{
    for (size_t i = 0; i < families->count; i++) {
        if (families->items[i].id == id) {
            return &families->items[i];
        }
    }
    if (families->count == IMAGE_PARTS_MAX) {
        return NULL;
    }
    struct family *family = &families->items[families->count++];
    *family = (struct family){.id = id, .pieces.arena = arena};
    return family;
}

static const char *architecture_of(uint32_t family)
{
    static const struct {
        uint32_t family;
        const char *name;
    } known[] = {
        {0xe48bff56, "arm"},    {0xe48bff59, "arm"},    {0xe48bff5a, "riscv"},
        {0x68ed2b88, "arm"},    {0x55114460, "arm"},    {0xada52840, "arm"},
        {0x57755a57, "arm"},    {0x1c5f21b0, "xtensa"}, {0xbfdd4eee, "xtensa"},
        {0xc47e5767, "xtensa"}, {0xd42ba06c, "riscv"},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (known[i].family == family) {
            return known[i].name;
        }
    }
    return NULL;
}

static const char *finish(const struct loading *loading, struct family *family)
{
    // On Espressif's chips the blocks carry a flash image, which has its own addresses.
    const char *architecture = architecture_of(family->id);
    struct image whole = {0};
    const char *wrong = pieces_finish(&family->pieces, &whole);
    if (wrong != NULL) {
        return wrong;
    }
    const struct span first = {whole.segments[0].bytes, whole.segments[0].size};
    const size_t before = loading->out->count;
    if (is_esp(first) && (architecture == NULL || architecture[0] != 'a')) {
        const struct loading inner = {loading->arena, first, loading->out};
        wrong = load_esp(&inner);
    } else {
        struct image *image = images_add(loading->arena, loading->out, "uf2");
        if (image == NULL) {
            return "the UF2 file holds more firmwares than can be told apart";
        }
        *image = (struct image){.format = "uf2",
                                .architecture = architecture,
                                .word_size = architecture != NULL ? 4 : 0,
                                .placed = true,
                                .segments = whole.segments,
                                .segment_count = whole.segment_count};
    }
    for (size_t i = before; wrong == NULL && i < loading->out->count; i++) {
        struct image *image = &loading->out->items[i];
        image->part = arena_printf(loading->arena, "family 0x%08x", family->id);
        if (family->seen < family->declared) {
            image->missing = arena_printf(loading->arena, "%u of %u UF2 blocks are missing",
                                          family->declared - family->seen, family->declared);
        }
    }
    return wrong;
}

const char *load_uf2(const struct loading *loading)
{
    struct families *families = ARENA_NEW(loading->arena, struct families);
    struct cursor cursor = cursor_of(loading->bytes);
    for (size_t at = 0; cursor.rest.size > 0; at += UF2_BLOCK) {
        struct block block;
        if (!read_block(&cursor, &block)) {
            return arena_printf(loading->arena, "the UF2 block at offset %zu is damaged", at);
        }
        if ((block.flags & (UF2_NOT_FLASH | UF2_CONTAINER)) != 0) {
            continue;
        }
        const uint32_t id = (block.flags & UF2_HAS_FAMILY) != 0 ? block.family : 0;
        struct family *family = family_of(families, loading->arena, id);
        if (family == NULL) {
            return "the UF2 file names more families than there are chips";
        }
        family->declared = block.count > family->declared ? block.count : family->declared;
        family->seen++;
        const struct span payload = {block.data.data, block.payload};
        const char *wrong = pieces_add(&family->pieces, block.address, payload, at + 32);
        if (wrong != NULL) {
            return wrong;
        }
    }
    for (size_t i = 0; i < families->count; i++) {
        const char *wrong = finish(loading, &families->items[i]);
        if (wrong != NULL) {
            return wrong;
        }
    }
    return families->count > 0 ? NULL : "the UF2 file holds no block for the flash";
}
