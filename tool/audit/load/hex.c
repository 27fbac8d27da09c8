// SPDX-License-Identifier: MIT
// hex.c - Intel HEX, and universal HEX (https://tech.microbit.org/software/spec-universal-hex):
// blocks for several boards in one file, told apart by the number in each block's first record.
#include "audit/load/loaders.h"

enum {
    RECORD_DATA = 0,
    RECORD_END = 1,
    RECORD_SEGMENT = 2,
    RECORD_START_SEGMENT = 3,
    RECORD_LINEAR = 4,
    RECORD_START_LINEAR = 5,
    RECORD_BLOCK_START = 0x0a,
    RECORD_BLOCK_END = 0x0b,
    RECORD_PADDED = 0x0c,
    RECORD_CUSTOM_DATA = 0x0d,
    RECORD_OTHER_DATA = 0x0e,
    RECORD_MAX = 255,
};

struct record {
    unsigned type, size;
    uint32_t address;
    const unsigned char *data;
};

struct board {
    uint32_t id;
    struct pieces pieces;
};

struct reading {
    const struct loading *loading;
    size_t at, line; // in the text
    unsigned char *bytes;
    size_t used; // of `bytes`
    uint32_t upper;
    struct board boards[IMAGE_PARTS_MAX];
    size_t board_count, board;
    bool universal, ended;
};

static int digit(unsigned char c)
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    if (c >= 'A' && c <= 'F') {
        return c - 'A' + 10;
    }
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool is_hex(struct span bytes)
{
    if (bytes.size < 11 || bytes.data[0] != ':') {
        return false;
    }
    for (size_t i = 1; i < 11; i++) {
        if (digit(bytes.data[i]) < 0) {
            return false;
        }
    }
    return true;
}

static bool read_byte(struct reading *reading, unsigned *out)
{
    const struct span text = reading->loading->bytes;
    if (text.size - reading->at < 2) {
        return false;
    }
    const int high = digit(text.data[reading->at]);
    const int low = digit(text.data[reading->at + 1]);
    if (high < 0 || low < 0) {
        return false;
    }
    *out = (unsigned)(high << 4 | low);
    reading->at += 2;
    return true;
}

// One record behind its colon. Its data stay in reading->bytes.
static const char *read_record(struct reading *reading, struct record *out)
{
    unsigned head[4];
    unsigned sum = 0;
    for (size_t i = 0; i < 4; i++) {
        if (!read_byte(reading, &head[i])) {
            return "is cut short";
        }
        sum += head[i];
    }
    *out = (struct record){.type = head[3],
                           .size = head[0],
                           .address = head[1] << 8 | head[2],
                           .data = reading->bytes + reading->used};
    for (size_t i = 0; i <= out->size; i++) {
        unsigned byte;
        if (!read_byte(reading, &byte)) {
            return "is cut short";
        }
        sum += byte;
        if (i < out->size) {
            reading->bytes[reading->used + i] = (unsigned char)byte;
        }
    }
    reading->used += out->size;
    return (sum & 0xff) == 0 ? NULL : "has a wrong checksum";
}

static const char *choose_board(struct reading *reading, const struct record *record)
{
    if (record->size < 2) {
        return "begins a block without naming its board";
    }
    const uint32_t id = (uint32_t)record->data[0] << 8 | record->data[1];
    reading->universal = true;
    for (reading->board = 0; reading->board < reading->board_count; reading->board++) {
        if (reading->boards[reading->board].id == id) {
            return NULL;
        }
    }
    if (reading->board_count == IMAGE_PARTS_MAX) {
        return "names one board too many";
    }
    reading->boards[reading->board_count++] =
        (struct board){.id = id, .pieces.arena = reading->loading->arena};
    return NULL;
}

static const char *take(struct reading *reading, const struct record *record)
{
    const unsigned char *data = record->data;
    switch (record->type) {
    case RECORD_DATA:
    case RECORD_CUSTOM_DATA: // what a universal file calls the data of a newer board
        return pieces_add(&reading->boards[reading->board].pieces,
                          (uint64_t)reading->upper + record->address,
                          (struct span){data, record->size}, reading->at);
    case RECORD_SEGMENT:
    case RECORD_LINEAR:
        if (record->size != 2) {
            return "has an address of the wrong size";
        }
        reading->upper = (uint32_t)(data[0] << 8 | data[1]);
        reading->upper <<= record->type == RECORD_LINEAR ? 16 : 4;
        return NULL;
    case RECORD_END:
        reading->ended = true;
        return NULL;
    case RECORD_BLOCK_START:
        return choose_board(reading, record);
    case RECORD_START_SEGMENT:
    case RECORD_START_LINEAR:
    case RECORD_BLOCK_END:
    case RECORD_PADDED:
    case RECORD_OTHER_DATA:
        return NULL;
    default:
        return "is of a kind that Intel HEX does not have";
    }
}

static const char *finish(struct reading *reading)
{
    const struct loading *loading = reading->loading;
    for (size_t i = 0; i < reading->board_count; i++) {
        struct board *board = &reading->boards[i];
        if (board->pieces.count == 0) {
            continue;
        }
        struct image *image = images_add(loading->arena, loading->out, "intel-hex");
        const char *wrong = image == NULL ? "the file holds more firmwares than can be told apart"
                                          : pieces_finish(&board->pieces, image);
        if (wrong != NULL) {
            return wrong;
        }
        if (reading->universal) {
            image->part = arena_printf(loading->arena, "board 0x%04x", board->id);
        }
        if (!reading->ended) {
            image->missing = "the HEX file has no end record";
        }
    }
    return loading->out->count > 0 ? NULL : "the HEX file holds no data";
}

const char *load_hex(const struct loading *loading)
{
    struct reading *reading = ARENA_NEW(loading->arena, struct reading);
    const struct span text = loading->bytes;
    reading->loading = loading;
    reading->bytes = arena_alloc(loading->arena, text.size / 2 + RECORD_MAX, 1);
    reading->boards[0].pieces.arena = loading->arena;
    reading->board_count = 1;
    while (reading->at < text.size) {
        const unsigned char c = text.data[reading->at++];
        if (c == '\n') {
            reading->line++;
        }
        if (c == '\n' || c == '\r' || c == ' ' || c == '\t' || c == 0) {
            continue;
        }
        struct record record;
        const char *wrong =
            c == ':' ? read_record(reading, &record) : "does not begin with a colon";
        wrong = wrong != NULL ? wrong : take(reading, &record);
        if (wrong != NULL) {
            return arena_printf(loading->arena, "line %zu of the HEX file %s", reading->line + 1,
                                wrong);
        }
    }
    return finish(reading);
}
