// SPDX-License-Identifier: MIT
// wasm.c - the data section of a WebAssembly module: that is where its tables live.
// https://webassembly.github.io/spec/core/binary/modules.html
#include "audit/load/loaders.h"

#include <string.h>

enum {
    SECTION_DATA = 11,
    SECTION_MAX = 13,
    SEGMENT_ACTIVE = 0,
    SEGMENT_PASSIVE = 1,
    SEGMENT_ACTIVE_INDEXED = 2,
    OP_I32_CONST = 0x41,
    OP_I64_CONST = 0x42,
    OP_END = 0x0b,
};

bool is_wasm(struct span bytes)
{
    static const unsigned char magic[] = {0, 'a', 's', 'm', 1, 0, 0, 0};
    return bytes.size >= sizeof magic && memcmp(bytes.data, magic, sizeof magic) == 0;
}

// A constant expression. Addresses are below 2 GiB here, so that its sign does not matter.
static bool read_offset(struct cursor *cursor, uint64_t *out)
{
    const uint8_t op = cursor_u8(cursor);
    *out = cursor_leb128(cursor);
    return cursor_u8(cursor) == OP_END && (op == OP_I32_CONST || op == OP_I64_CONST);
}

static const char *read_segment(const struct loading *loading, struct cursor *cursor,
                                struct pieces *pieces, struct image *image)
{
    const uint64_t kind = cursor_leb128(cursor);
    uint64_t address = 0;
    if (kind == SEGMENT_ACTIVE_INDEXED) {
        (void)cursor_leb128(cursor);
    }
    if (kind == SEGMENT_PASSIVE) {
        image->missing = "the module places some of its data while it runs";
    } else if (kind > SEGMENT_ACTIVE_INDEXED) {
        return "the WebAssembly module is damaged: a data segment of unknown kind";
    } else if (!read_offset(cursor, &address)) {
        return "the WebAssembly module computes where its data lies";
    }
    const uint64_t size = cursor_leb128(cursor);
    const struct span bytes =
        cursor_span(cursor, size > loading->bytes.size ? loading->bytes.size + 1 : (size_t)size);
    if (cursor->failed) {
        return "the WebAssembly module is damaged: a data segment reaches past its end";
    }
    if (kind == SEGMENT_PASSIVE || bytes.size == 0) {
        return NULL;
    }
    return pieces_add(pieces, address, bytes, (size_t)(bytes.data - loading->bytes.data));
}

static const char *read_data(const struct loading *loading, struct span section)
{
    struct image *image = images_add(loading->arena, loading->out, "wasm");
    struct pieces pieces = {.arena = loading->arena};
    struct cursor cursor = cursor_of(section);
    const uint64_t count = cursor_leb128(&cursor);
    if (image == NULL || count > section.size) {
        return "the WebAssembly module is damaged: its data section contradicts itself";
    }
    image->architecture = "wasm";
    image->word_size = 4;
    image->linear = true;
    for (uint64_t i = 0; i < count; i++) {
        const char *wrong = read_segment(loading, &cursor, &pieces, image);
        if (wrong != NULL) {
            return wrong;
        }
    }
    return pieces_finish(&pieces, image);
}

const char *load_wasm(const struct loading *loading)
{
    struct cursor cursor = cursor_of(loading->bytes);
    (void)cursor_span(&cursor, 8); // magic and version
    while (cursor.rest.size > 0) {
        const uint8_t id = cursor_u8(&cursor);
        const uint64_t size = cursor_leb128(&cursor);
        if (cursor.failed || id > SECTION_MAX || size > cursor.rest.size) {
            return "the WebAssembly module is damaged: a section reaches past its end";
        }
        const struct span section = cursor_span(&cursor, (size_t)size);
        if (id == SECTION_DATA) {
            return read_data(loading, section);
        }
    }
    return "the WebAssembly module has no data";
}
