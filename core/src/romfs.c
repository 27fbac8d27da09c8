// SPDX-License-Identifier: MIT
#include "mpsec/romfs.h"

enum {
    KIND_NONE = 0, // no record is left; none can be of this kind
    KIND_PADDING = 1,
    KIND_DATA = 2,
    KIND_POINTER = 3,
    KIND_FOLDER = 4,
    KIND_FILE = 5,

    NUMBER_BYTES_MAX = 10, // five carry 32 bits, the rest is padding (§2)
    NUMBER_MORE = 0x80,
    NUMBER_BITS = 0x7f,
    NUMBER_SHIFT = 7,
    PADDING_MAX = 15, // of an encrypted payload (§1)
    CONTROL_MAX = 0x1f,
    DELETE = 0x7f,
};

struct record {
    uint32_t kind;
    struct mpsec_span value;
};

// A number (§2). MicroPython's reader lets it wrap, so what does not fit 32 bits is refused.
static enum mpsec_err read_number(struct mpsec_reader *reader, uint32_t *out)
{
    uint32_t value = 0;
    for (unsigned i = 0; i < NUMBER_BYTES_MAX; i++) {
        const uint8_t byte = mpsec_read_u8(reader);
        if (reader->failed) {
            return MPSEC_ERR_ROMFS_BOUNDS;
        }
        if (value > UINT32_MAX >> NUMBER_SHIFT) {
            return MPSEC_ERR_ROMFS_NUMBER;
        }
        value = value << NUMBER_SHIFT | (byte & (uint32_t)NUMBER_BITS);
        if ((byte & NUMBER_MORE) == 0) {
            *out = value;
            return MPSEC_OK;
        }
    }
    return MPSEC_ERR_ROMFS_NUMBER;
}

// A number and that many bytes.
static enum mpsec_err read_sized(struct mpsec_reader *reader, struct mpsec_span *out)
{
    uint32_t size = 0;
    const enum mpsec_err err = read_number(reader, &size);
    if (err != MPSEC_OK) {
        return err;
    }
    *out = mpsec_read_span(reader, size);
    return reader->failed ? MPSEC_ERR_ROMFS_BOUNDS : MPSEC_OK;
}

static enum mpsec_err read_record(struct mpsec_reader *reader, struct record *out)
{
    const enum mpsec_err err = read_number(reader, &out->kind);
    return err == MPSEC_OK ? read_sized(reader, &out->value) : err;
}

static bool is_dots(struct mpsec_span name)
{
    return name.size <= 2 && name.data[0] == '.' && name.data[name.size - 1] == '.';
}

// A name that the path of a file can hold, and that a terminal can show (§4).
static bool is_name(struct mpsec_span name)
{
    if (name.size == 0 || name.size > MPSEC_ROMFS_NAME_MAX || is_dots(name)) {
        return false;
    }
    for (size_t i = 0; i < name.size; i++) {
        const uint8_t byte = name.data[i];
        if (byte <= CONTROL_MAX || byte == DELETE || byte == '/') {
            return false;
        }
    }
    return true;
}

// Bytewise, a prefix before what it begins.
static bool is_before(struct mpsec_span a, struct mpsec_span b)
{
    const size_t common = a.size < b.size ? a.size : b.size;
    for (size_t i = 0; i < common; i++) {
        if (a.data[i] != b.data[i]) {
            return a.data[i] < b.data[i];
        }
    }
    return a.size < b.size;
}

// The name of a file or folder; names of one folder rise, so that none stands twice (§4).
static enum mpsec_err read_name(struct mpsec_reader *reader, struct mpsec_span last,
                                struct mpsec_span *out)
{
    struct mpsec_span name = {0};
    const enum mpsec_err err = read_sized(reader, &name);
    if (err != MPSEC_OK) {
        return err;
    }
    if (!is_name(name)) {
        return MPSEC_ERR_ROMFS_NAME;
    }
    if (last.size > 0 && !is_before(last, name)) {
        return MPSEC_ERR_ROMFS_ORDER;
    }
    *out = name;
    return MPSEC_OK;
}

// `size` bytes of the content from `offset` on, which lie inside.
static struct mpsec_span part_of(struct mpsec_span content, size_t offset, size_t size)
{
    struct mpsec_reader bytes = mpsec_reader_of(content);
    (void)mpsec_read_span(&bytes, offset);
    return mpsec_read_span(&bytes, size);
}

// A pointer names bytes of the content (§5). The sum is never formed, so it cannot wrap.
static enum mpsec_err follow(struct mpsec_span content, struct mpsec_span pointer,
                             struct mpsec_span *out)
{
    struct mpsec_reader r = mpsec_reader_of(pointer);
    uint32_t size = 0;
    uint32_t offset = 0;
    enum mpsec_err err = read_number(&r, &size);
    if (err == MPSEC_OK) {
        err = read_number(&r, &offset);
    }
    if (err != MPSEC_OK) {
        return err;
    }
    if (r.rest.size != 0 || offset > content.size || size > content.size - offset) {
        return MPSEC_ERR_ROMFS_BOUNDS;
    }
    *out = part_of(content, offset, size);
    return MPSEC_OK;
}

// The records of a file: padding, and exactly one that says where its data is (§5).
static enum mpsec_err read_data(struct mpsec_span content, struct mpsec_reader *reader,
                                struct mpsec_span *out)
{
    bool found = false;
    while (reader->rest.size > 0) {
        struct record record;
        enum mpsec_err err = read_record(reader, &record);
        if (err != MPSEC_OK) {
            return err;
        }
        if (record.kind == KIND_PADDING) {
            continue;
        }
        if (record.kind != KIND_DATA && record.kind != KIND_POINTER) {
            return MPSEC_ERR_ROMFS_RECORD;
        }
        if (found) {
            return MPSEC_ERR_ROMFS_DATA;
        }
        found = true;
        *out = record.value;
        if (record.kind == KIND_POINTER) {
            err = follow(content, record.value, out);
        }
        if (err != MPSEC_OK) {
            return err;
        }
    }
    return found ? MPSEC_OK : MPSEC_ERR_ROMFS_DATA;
}

enum mpsec_err mpsec_romfs_open(struct mpsec_span bytes, struct mpsec_romfs *out)
{
    struct mpsec_reader r = mpsec_reader_of(bytes);
    const uint8_t first = mpsec_read_u8(&r);
    const uint8_t second = mpsec_read_u8(&r);
    const uint8_t third = mpsec_read_u8(&r);
    if (first != 0xd2 || second != 0xcd || third != 0x31) {
        return MPSEC_ERR_ROMFS_MAGIC;
    }
    struct mpsec_span content = {0};
    const enum mpsec_err err = read_sized(&r, &content);
    if (err != MPSEC_OK) {
        return err;
    }
    if ((bytes.size - r.rest.size) % 2 != 0) {
        return MPSEC_ERR_ROMFS_ODD;
    }
    if (r.rest.size > PADDING_MAX) {
        return MPSEC_ERR_ROMFS_TRAILING;
    }
    for (size_t i = 0; i < r.rest.size; i++) {
        if (r.rest.data[i] != 0) {
            return MPSEC_ERR_ROMFS_TRAILING;
        }
    }
    out->content = content;
    out->depth = 1;
    out->levels[0] = (struct mpsec_romfs_level){.end = content.size};
    return MPSEC_OK;
}

// The next record that is a file or a folder, or KIND_NONE.
static enum mpsec_err read_next(struct mpsec_reader *reader, struct record *out)
{
    while (reader->rest.size > 0) {
        const enum mpsec_err err = read_record(reader, out);
        if (err != MPSEC_OK) {
            return err;
        }
        switch (out->kind) {
        case KIND_PADDING:
        case KIND_DATA: // of a file that points at it
            break;
        case KIND_FOLDER:
        case KIND_FILE:
            return MPSEC_OK;
        default:
            return MPSEC_ERR_ROMFS_RECORD;
        }
    }
    *out = (struct record){.kind = KIND_NONE};
    return MPSEC_OK;
}

static enum mpsec_err enter(struct mpsec_romfs *walk, size_t next, size_t end)
{
    if (walk->depth >= MPSEC_ROMFS_DEPTH_MAX) {
        return MPSEC_ERR_ROMFS_DEPTH;
    }
    walk->levels[walk->depth] = (struct mpsec_romfs_level){.next = next, .end = end};
    walk->depth++;
    return MPSEC_OK;
}

// The entry of a record that ends where the level now stands.
static enum mpsec_err read_entry(struct mpsec_romfs *walk, struct record record,
                                 struct mpsec_romfs_entry *out)
{
    struct mpsec_romfs_level *level = &walk->levels[walk->depth - 1];
    const struct mpsec_span last = part_of(walk->content, level->last, level->last_size);
    struct mpsec_reader r = mpsec_reader_of(record.value);
    struct mpsec_romfs_entry entry = {.event = MPSEC_ROMFS_FILE};
    enum mpsec_err err = read_name(&r, last, &entry.name);
    if (err != MPSEC_OK) {
        return err;
    }
    const size_t behind = level->next - r.rest.size;
    level->last = behind - entry.name.size;
    level->last_size = entry.name.size;
    if (record.kind == KIND_FOLDER) {
        entry.event = MPSEC_ROMFS_FOLDER;
        err = enter(walk, behind, level->next);
    } else {
        err = read_data(walk->content, &r, &entry.data);
    }
    if (err == MPSEC_OK) {
        *out = entry;
    }
    return err;
}

enum mpsec_err mpsec_romfs_next(struct mpsec_romfs *walk, struct mpsec_romfs_entry *out)
{
    struct mpsec_romfs_level *level = &walk->levels[walk->depth - 1];
    const size_t left = level->end - level->next;
    struct mpsec_reader r = mpsec_reader_of(part_of(walk->content, level->next, left));
    struct record record;
    const enum mpsec_err err = read_next(&r, &record);
    if (err != MPSEC_OK) {
        return err;
    }
    level->next = level->end - r.rest.size;
    if (record.kind != KIND_NONE) {
        return read_entry(walk, record, out);
    }
    *out = (struct mpsec_romfs_entry){.event = MPSEC_ROMFS_END};
    if (walk->depth > 1) {
        walk->depth--;
        out->event = MPSEC_ROMFS_LEAVE;
    }
    return MPSEC_OK;
}

enum mpsec_err mpsec_romfs_check(struct mpsec_span bytes)
{
    struct mpsec_romfs walk;
    struct mpsec_romfs_entry entry = {.event = MPSEC_ROMFS_LEAVE};
    enum mpsec_err err = mpsec_romfs_open(bytes, &walk);
    while (err == MPSEC_OK && entry.event != MPSEC_ROMFS_END) {
        err = mpsec_romfs_next(&walk, &entry);
    }
    return err;
}
