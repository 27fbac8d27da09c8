// SPDX-License-Identifier: MIT
// esp.c - images of Espressif's boot loaders: an application with its segments, or a whole flash
// with a partition table (ESP-IDF, esp_image_format and esp_partition).
#include "audit/load/loaders.h"

#include <string.h>

enum {
    ESP_MAGIC = 0xe9,
    SEGMENTS_MAX = 16,
    HEADER_SIZE = 8,
    EXTENDED_SIZE = 16,
    TABLE_STEP = 0x1000,
    TABLE_FAR = 0x20000, // no boot loader is larger
    TABLE_MAGIC = 0x50aa,
    TABLE_MAX = 96,
    TABLE_TYPE_APP = 0,
    LABEL_SIZE = 16,
    ESP8266_FLASH = 0x40200000, // where the flash is seen, from its first byte on
};

static const struct chip {
    unsigned id;
    const char *name, *architecture;
} chips[] = {
    {0, "ESP32", "xtensa"},    {2, "ESP32-S2", "xtensa"}, {5, "ESP32-C3", "riscv"},
    {9, "ESP32-S3", "xtensa"}, {12, "ESP32-C2", "riscv"}, {13, "ESP32-C6", "riscv"},
    {16, "ESP32-H2", "riscv"}, {18, "ESP32-P4", "riscv"}, {20, "ESP32-C61", "riscv"},
    {23, "ESP32-C5", "riscv"},
};
enum { CHIP_COUNT = sizeof chips / sizeof *chips };

static const struct chip esp8266 = {0, "ESP8266", "xtensa"};

// The first segment's address tells the old header from the new one.
static const struct chip *chip_of(struct span bytes)
{
    struct cursor cursor = cursor_of(bytes);
    const uint8_t magic = cursor_u8(&cursor);
    const uint8_t count = cursor_u8(&cursor);
    (void)cursor_span(&cursor, HEADER_SIZE - 2);
    struct cursor old = cursor;
    const uint32_t address = cursor_u32(&old);
    const uint32_t size = cursor_u32(&old);
    if (magic != ESP_MAGIC || count == 0 || count > SEGMENTS_MAX || old.failed) {
        return NULL;
    }
    if (address >= 0x3ffe8000 && address < 0x40400000 && size > 0 && size < 0x100000) {
        return &esp8266;
    }
    (void)cursor_span(&cursor, 4);
    const unsigned id = cursor_u16(&cursor);
    for (size_t i = 0; i < CHIP_COUNT; i++) {
        if (!cursor.failed && chips[i].id == id) {
            return &chips[i];
        }
    }
    return NULL;
}

static size_t find_table(struct span bytes)
{
    for (size_t at = TABLE_STEP; at <= TABLE_FAR && at + 32 <= bytes.size; at += TABLE_STEP) {
        struct cursor cursor = cursor_of(span_part(bytes, at, 12));
        const unsigned magic = cursor_u16(&cursor);
        const unsigned type = cursor_u8(&cursor);
        (void)cursor_u8(&cursor);
        const uint32_t offset = cursor_u32(&cursor);
        if (magic == TABLE_MAGIC && type <= 1 && offset % TABLE_STEP == 0 && offset > at) {
            return at;
        }
    }
    return 0;
}

bool is_esp(struct span bytes)
{
    return chip_of(bytes) != NULL || (bytes.size > TABLE_STEP && bytes.data[0] == 0xff &&
                                      bytes.data[1] == 0xff && find_table(bytes) != 0);
}

static const char *load_application(const struct loading *loading, struct span bytes,
                                    const char *label)
{
    const struct chip *chip = chip_of(bytes);
    struct image *image = chip == NULL ? NULL : images_add(loading->arena, loading->out, "esp");
    if (image == NULL) {
        return "an application of the ESP image is damaged: no chip has such a header";
    }
    struct pieces pieces = {.arena = loading->arena};
    struct cursor cursor = cursor_of(bytes);
    (void)cursor_u8(&cursor);
    const unsigned count = cursor_u8(&cursor);
    (void)cursor_span(&cursor, HEADER_SIZE - 2 + (chip == &esp8266 ? 0 : EXTENDED_SIZE));
    for (unsigned i = 0; i < count; i++) {
        const uint32_t address = cursor_u32(&cursor);
        const uint32_t size = cursor_u32(&cursor);
        const struct span segment = cursor_span(&cursor, size);
        if (cursor.failed) {
            return "the ESP image is damaged: a segment reaches past its end";
        }
        const char *wrong =
            pieces_add(&pieces, address, segment, (size_t)(segment.data - loading->bytes.data));
        if (wrong != NULL) {
            return wrong;
        }
    }
    if (chip == &esp8266) { // most of its code is read from the flash where it lies
        const char *wrong = pieces_add(&pieces, ESP8266_FLASH, bytes, 0);
        if (wrong != NULL) {
            return wrong;
        }
    }
    image->architecture = chip->architecture;
    image->word_size = 4;
    image->linear = true;
    image->part = label == NULL
                      ? chip->name
                      : arena_printf(loading->arena, "%s, partition %s", chip->name, label);
    return pieces_finish(&pieces, image);
}

struct partition {
    unsigned magic, type;
    uint32_t offset, size;
    char label[LABEL_SIZE + 1];
};

static bool read_partition(struct cursor *cursor, struct partition *out)
{
    *out = (struct partition){.magic = cursor_u16(cursor), .type = cursor_u8(cursor)};
    (void)cursor_u8(cursor);
    out->offset = cursor_u32(cursor);
    out->size = cursor_u32(cursor);
    const struct span label = cursor_span(cursor, LABEL_SIZE);
    (void)cursor_u32(cursor);
    if (cursor->failed || out->magic != TABLE_MAGIC) {
        return false;
    }
    for (size_t i = 0; i < LABEL_SIZE; i++) {
        const unsigned char c = label.data[i];
        out->label[i] = c == 0 || (c > ' ' && c < 0x7f) ? (char)c : '?';
    }
    return true;
}

// Every application of the table that holds one. A file for the ESP32 begins at flash address
// 0x1000, so that the table's offsets are 0x1000 too far for it.
static const char *load_partitions(const struct loading *loading, size_t table)
{
    const struct span bytes = loading->bytes;
    const size_t shift = table == 0x8000 ? 0 : 0x8000 - (table < 0x8000 ? table : 0x8000);
    struct cursor cursor = cursor_of(span_part(bytes, table, (size_t)TABLE_MAX * 32));
    struct partition partition;
    while (read_partition(&cursor, &partition)) {
        if (partition.type != TABLE_TYPE_APP || partition.offset < shift) {
            continue;
        }
        const struct span content = span_part(bytes, partition.offset - shift, partition.size);
        if (content.size == 0 || content.data[0] != ESP_MAGIC) {
            continue; // an empty slot
        }
        const char *wrong =
            load_application(loading, content, arena_strdup(loading->arena, partition.label));
        if (wrong != NULL) {
            return wrong;
        }
    }
    return loading->out->count > 0 ? NULL : "no partition of the flash image holds an application";
}

const char *load_esp(const struct loading *loading)
{
    const size_t table = find_table(loading->bytes);
    return table != 0 ? load_partitions(loading, table)
                      : load_application(loading, loading->bytes, NULL);
}
