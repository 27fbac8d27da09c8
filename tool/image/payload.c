// SPDX-License-Identifier: MIT
#include "image/payload.h"

#include "image/verdict.h"
#include "mpsec/romfs.h"

#include <string.h>

enum {
    KIND_ROMFS = 1,
    MPY_HEADER_SIZE = 4,
    MPY_ARCH_SHIFT = 2,
    MPY_ARCH_MASK = 0x0f,
    VERSION_AT = 1,
    ARCH_AT = 2,
};

// In the order of MicroPython's MP_NATIVE_ARCH_*; the first means bytecode for any machine.
static const char *const architectures[] = {
    "any",       "x86",       "x64",    "armv6",     "armv6m",  "armv7m",  "armv7em",
    "armv7emsp", "armv7emdp", "xtensa", "xtensawin", "rv32imc", "rv64imc",
};
enum { ARCHITECTURE_COUNT = sizeof architectures / sizeof architectures[0] };

static bool starts_as_romfs(struct mpsec_span payload)
{
    static const uint8_t magic[] = {0xd2, 0xcd, 0x31};
    return payload.size >= sizeof magic && memcmp(payload.data, magic, sizeof magic) == 0;
}

static bool ends_with(struct mpsec_span name, const char *end)
{
    const size_t size = strlen(end);
    return name.size >= size && memcmp(name.data + name.size - size, end, size) == 0;
}

static bool note(uint8_t *slot, uint8_t value)
{
    const bool agrees = *slot == 0 || value == 0 || *slot == value;
    *slot = value != 0 ? value : *slot;
    return agrees;
}

static bool look_at_file(struct diag *diag, const struct mpsec_romfs_entry *file,
                         struct payload_kind *kind)
{
    if (!ends_with(file->name, ".mpy")) {
        return true;
    }
    const struct place place = {.file = (const char *)NULL};
    const int shown = (int)file->name.size;
    if (file->data.size < MPY_HEADER_SIZE || file->data.data[0] != 'M') {
        diag_input(diag, place, NULL, "%.*s in the ROMFS is no .mpy file", shown,
                   (const char *)file->name.data);
        return false;
    }
    const uint8_t arch = (uint8_t)(file->data.data[2] >> MPY_ARCH_SHIFT & MPY_ARCH_MASK);
    if (!note(&kind->bytes[VERSION_AT], file->data.data[1]) || !note(&kind->bytes[ARCH_AT], arch)) {
        diag_input(diag, place, "compile all of it with one mpy-cross for one target",
                   "%.*s in the ROMFS is for another MicroPython or machine than the files before",
                   shown, (const char *)file->name.data);
        return false;
    }
    return true;
}

bool payload_kind_find(struct arena *arena, struct diag *diag, struct mpsec_span payload,
                       struct payload_kind *out)
{
    (void)arena;
    *out = (struct payload_kind){0};
    if (!starts_as_romfs(payload)) {
        return true;
    }
    struct mpsec_romfs walk;
    struct mpsec_romfs_entry entry = {.event = MPSEC_ROMFS_LEAVE};
    enum mpsec_err err = mpsec_romfs_open(payload, &walk);
    while (err == MPSEC_OK && entry.event != MPSEC_ROMFS_END) {
        err = mpsec_romfs_next(&walk, &entry);
        if (err == MPSEC_OK && entry.event == MPSEC_ROMFS_FILE &&
            !look_at_file(diag, &entry, out)) {
            return false;
        }
    }
    if (err != MPSEC_OK) {
        diag_input(diag, NO_PLACE, "make it with mpsec image romfs",
                   "the payload starts as a ROMFS and is not a sound one: %s",
                   image_error_text(err));
        return false;
    }
    out->known = true;
    out->bytes[0] = KIND_ROMFS;
    return true;
}

const char *payload_kind_text(struct arena *arena, struct mpsec_span record)
{
    if (record.size != MPSEC_PAYLOAD_KIND_SIZE || record.data[0] != KIND_ROMFS) {
        return "unknown";
    }
    const unsigned arch = record.data[ARCH_AT];
    if (record.data[VERSION_AT] == 0) {
        return "ROMFS";
    }
    return arena_printf(arena, "ROMFS, .mpy version %u, architecture %s", record.data[VERSION_AT],
                        arch < ARCHITECTURE_COUNT ? architectures[arch] : "unknown");
}
