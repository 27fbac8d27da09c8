// SPDX-License-Identifier: MIT
// elf_marks.c - what compiler and linker wrote into an ELF file about its protection.
#include "audit/load/loaders.h"

#include <elf.h>
#include <string.h>

enum { HEADERS_MAX = 256, ENTRIES_MAX = 1024 };

struct reading {
    struct span bytes;
    bool wide, big_endian;
    struct elf_marks *out;
};

static bool number(const struct reading *in, uint64_t at, size_t size, uint64_t *out)
{
    if (at > in->bytes.size || size > in->bytes.size - at) {
        return false;
    }
    *out = bytes_number(in->bytes.data + at, size, in->big_endian);
    return true;
}

static void read_flags(const struct reading *in, uint64_t at, uint64_t size)
{
    const uint64_t word = in->wide ? 8 : 4;
    uint64_t tag, value;
    in->out->hosted = true;
    for (uint64_t i = 0; i < ENTRIES_MAX && i < size / (2 * word); i++) {
        if (!number(in, at + i * 2 * word, word, &tag) ||
            !number(in, at + i * 2 * word + word, word, &value) || tag == DT_NULL) {
            return;
        }
        in->out->binds_now = in->out->binds_now || tag == DT_BIND_NOW ||
                             (tag == DT_FLAGS && (value & DF_BIND_NOW) != 0) ||
                             (tag == DT_FLAGS_1 && (value & DF_1_NOW) != 0);
    }
}

static void read_header(const struct reading *in, uint64_t at)
{
    uint64_t type, flags, offset, size;
    if (!number(in, at, 4, &type) || !number(in, at + (in->wide ? 4 : 24), 4, &flags) ||
        !number(in, at + (in->wide ? 8 : 4), in->wide ? 8 : 4, &offset) ||
        !number(in, at + (in->wide ? 32 : 16), in->wide ? 8 : 4, &size)) {
        return;
    }
    if (type == PT_DYNAMIC) {
        read_flags(in, offset, size);
    } else if (type == PT_INTERP) {
        in->out->hosted = true;
    } else if (type == PT_GNU_STACK) {
        in->out->stack_noted = true;
        in->out->stack_runs = (flags & PF_X) != 0;
    } else if (type == PT_GNU_RELRO) {
        in->out->relro = true;
    }
}

// A name between NULs: the table of names that the loader reads is never stripped.
static bool names(const struct reading *in, const char *name)
{
    const size_t size = strlen(name) + 1;
    const unsigned char *at = in->bytes.data;
    const unsigned char *end = in->bytes.data + in->bytes.size;
    while (at < end && (at = memmem(at, (size_t)(end - at), name, size)) != NULL) {
        if (at > in->bytes.data && at[-1] == '\0') {
            return true;
        }
        at++;
    }
    return false;
}

void elf_marks_read(struct span bytes, bool wide, bool big_endian, struct elf_marks *out)
{
    static const char *const fortified[] = {"__memcpy_chk", "__strcpy_chk",   "__snprintf_chk",
                                            "__printf_chk", "__fprintf_chk",  "__memset_chk",
                                            "__read_chk",   "__vsnprintf_chk"};
    const struct reading in = {bytes, wide, big_endian, out};
    uint64_t type, table, entry, count;
    *out = (struct elf_marks){0};
    if (!number(&in, 16, 2, &type) || !number(&in, wide ? 32 : 28, wide ? 8 : 4, &table) ||
        !number(&in, wide ? 54 : 42, 2, &entry) || !number(&in, wide ? 56 : 44, 2, &count)) {
        return;
    }
    for (uint64_t i = 0; i < count && i < HEADERS_MAX; i++) {
        read_header(&in, table + i * entry);
    }
    out->moves = type == ET_DYN;
    out->takes_signals = out->hosted && names(&in, "sigaction");
    out->stack_checked = names(&in, "__stack_chk_fail");
    for (size_t i = 0; i < sizeof fortified / sizeof *fortified; i++) {
        out->fortified = out->fortified || names(&in, fortified[i]);
    }
}
