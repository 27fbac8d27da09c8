// SPDX-License-Identifier: MIT
// What is given keeps the promises of mpsec/romfs.h: every span inside the input, names that are
// names, folders that are left as often as they were entered.
#include "mpsec/romfs.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(bool condition)
{
    if (!condition) {
        abort();
    }
}

static void demand_inside(struct mpsec_span span, struct mpsec_span whole)
{
    if (span.size > 0) {
        demand(span.data >= whole.data && span.data + span.size <= whole.data + whole.size);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct mpsec_span whole = {data, size};
    struct mpsec_romfs walk;
    struct mpsec_romfs_entry entry = {.event = MPSEC_ROMFS_LEAVE};
    size_t depth = 1;
    enum mpsec_err err = mpsec_romfs_open(whole, &walk);
    while (err == MPSEC_OK && entry.event != MPSEC_ROMFS_END) {
        err = mpsec_romfs_next(&walk, &entry);
        if (err != MPSEC_OK) {
            break;
        }
        depth += entry.event == MPSEC_ROMFS_FOLDER;
        depth -= entry.event == MPSEC_ROMFS_LEAVE;
        demand(depth >= 1 && depth <= MPSEC_ROMFS_DEPTH_MAX && depth == walk.depth);
        if (entry.event == MPSEC_ROMFS_FILE || entry.event == MPSEC_ROMFS_FOLDER) {
            demand(entry.name.size >= 1 && entry.name.size <= MPSEC_ROMFS_NAME_MAX);
            demand_inside(entry.name, whole);
            demand_inside(entry.data, walk.content);
        }
    }
    demand((mpsec_romfs_check(whole) == MPSEC_OK) == (err == MPSEC_OK));
    return 0;
}
