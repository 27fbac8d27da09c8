// SPDX-License-Identifier: MIT
// dfu.c - DfuSe 1.1a of ST (UM0391) and the plain file of USB DFU 1.1, appendix B: a suffix with
// a checksum over everything before it.
#include "audit/load/loaders.h"

#include <string.h>

enum {
    SUFFIX_SIZE = 16,
    SUFFIX_SIGN = 8, // of "UFD" in the suffix
    NAME_SIZE = 255,
    CRC_SIZE = 4,
};
static const uint32_t crc_polynomial = 0xedb88320;

bool is_dfu(struct span bytes)
{
    if (span_begins(bytes, "DfuSe\001")) {
        return true;
    }
    return bytes.size > SUFFIX_SIZE &&
           memcmp(bytes.data + bytes.size - SUFFIX_SIGN, "UFD\020", 4) == 0;
}

static uint32_t checksum(struct span bytes)
{
    uint32_t table[16];
    for (uint32_t i = 0; i < 16; i++) {
        table[i] = i;
        for (int bit = 0; bit < 4; bit++) {
            table[i] = table[i] >> 1 ^ ((table[i] & 1) != 0 ? crc_polynomial : 0);
        }
    }
    uint32_t crc = UINT32_MAX;
    for (size_t i = 0; i < bytes.size; i++) {
        crc ^= bytes.data[i];
        crc = crc >> 4 ^ table[crc & 15];
        crc = crc >> 4 ^ table[crc & 15];
    }
    return crc;
}

// The content in front of the suffix.
static const char *open_suffix(struct span bytes, struct span *content)
{
    if (bytes.size <= SUFFIX_SIZE ||
        memcmp(bytes.data + bytes.size - SUFFIX_SIGN, "UFD\020", 4) != 0) {
        return "the DFU file has no suffix: it is cut short";
    }
    const struct span covered = {bytes.data, bytes.size - CRC_SIZE};
    if (checksum(covered) != bytes_number(bytes.data + covered.size, CRC_SIZE, false)) {
        return "the checksum of the DFU file is wrong";
    }
    *content = (struct span){bytes.data, bytes.size - SUFFIX_SIZE};
    return NULL;
}

static const char *read_target(const struct loading *loading, struct cursor *cursor)
{
    const struct span sign = cursor_span(cursor, 6);
    const unsigned setting = cursor_u8(cursor);
    const bool named = cursor_u32(cursor) != 0;
    const struct span name = cursor_span(cursor, NAME_SIZE);
    (void)cursor_u32(cursor); // the size of the elements, which say it themselves
    const uint32_t count = cursor_u32(cursor);
    if (cursor->failed || !span_begins(sign, "Target")) {
        return "the DfuSe file is damaged: no target where one should be";
    }
    struct pieces pieces = {.arena = loading->arena};
    for (uint32_t i = 0; i < count && !cursor->failed; i++) {
        const uint32_t address = cursor_u32(cursor);
        const uint32_t size = cursor_u32(cursor);
        const struct span bytes = cursor_span(cursor, size);
        const char *wrong =
            pieces_add(&pieces, address, bytes,
                       bytes.size == 0 ? 0 : (size_t)(bytes.data - loading->bytes.data));
        if (wrong != NULL) {
            return wrong;
        }
    }
    if (cursor->failed) {
        return "the DfuSe file is damaged: an element reaches past its end";
    }
    struct image *image = images_add(loading->arena, loading->out, "dfuse");
    if (image == NULL) {
        return "the DfuSe file holds more targets than can be told apart";
    }
    const char *label =
        named ? arena_strndup(loading->arena, (const char *)name.data, NAME_SIZE) : "";
    image->part = arena_printf(loading->arena, "setting %u%s%s", setting, named ? ", " : "", label);
    image->linear = true;
    return pieces_finish(&pieces, image);
}

const char *load_dfu(const struct loading *loading)
{
    struct span content;
    const char *wrong = open_suffix(loading->bytes, &content);
    if (wrong != NULL) {
        return wrong;
    }
    if (!span_begins(content, "DfuSe")) {
        const struct loading inner = {loading->arena, content, loading->out};
        return load_raw(&inner);
    }
    struct cursor cursor = cursor_of(content);
    (void)cursor_span(&cursor, 6); // sign and version
    (void)cursor_u32(&cursor);     // size of the file
    const unsigned targets = cursor_u8(&cursor);
    for (unsigned i = 0; wrong == NULL && i < targets; i++) {
        wrong = read_target(loading, &cursor);
    }
    if (wrong == NULL && loading->out->count == 0) {
        return "the DfuSe file holds no target";
    }
    return wrong;
}
