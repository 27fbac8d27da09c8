// SPDX-License-Identifier: MIT
// frozen.c - Python frozen into the firmware: file names, functions, constants.
#include "audit/facts/facts.h"

#include "audit/tables/scan.h"
#include "base/buf.h"

enum { FROZEN_MAX = 1024, NAMES_MAX = 64 * 1024, HALF = 2 };

static bool ends_in(const char *text, const char *end)
{
    const size_t length = strlen(text);
    const size_t tail = strlen(end);
    return length > tail && strcmp(text + length - tail, end) == 0;
}

// {table of names, table of constants, function}: the first name is the file's, the second the
// module's. The second is what a pair of numbers does not have by chance.
static bool read_module(const struct subject *subject, const struct scan *scan, size_t module_name,
                        struct frozen_entry *out)
{
    const struct image *image = subject->image;
    uint64_t file, name;
    if (!image_number(image, scan->value + HALF, HALF, &name) || name != module_name ||
        !image_number(image, scan->value, HALF, &file) || file >= subject->pools.count) {
        return false;
    }
    const char *text = string_of(&subject->objects, (size_t)file);
    const uint64_t constants = scan_ahead(scan, 1);
    if ((!ends_in(text, ".py") && !ends_in(text, ".mpy")) ||
        (constants != 0 && image_at(image, constants, image->word_size) == NULL) ||
        image_at(image, scan_ahead(scan, 2), 4) == NULL) {
        return false;
    }
    *out = (struct frozen_entry){.file = text, .address = scan->address};
    return true;
}

static const struct frozen_entry *entry_at(const struct frozen_entry *entries, size_t count,
                                           uint64_t address)
{
    size_t low = 0;
    size_t high = count;
    while (low < high) { // they were found in order of address
        const size_t middle = low + (high - low) / 2;
        if (entries[middle].address < address) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < count && entries[low].address == address ? &entries[low] : NULL;
}

// The table that points to the modules: the longest run of such pointers. What is in no table is
// no module, though it looked like one (relocations do). No table names one twice running, as two
// relocations may: the value of one and the place of the next.
static size_t find_table(const struct subject *subject, struct frozen_entry *entries, size_t count)
{
    struct frozen_entry *best = ARENA_ARRAY(subject->arena, struct frozen_entry, count);
    size_t longest = 0;
    for (struct scan scan = SCAN_START(subject->image); scan_next(&scan);) {
        size_t run = 0;
        while (run < count && entry_at(entries, count, scan_ahead(&scan, run)) != NULL &&
               (run == 0 || scan_ahead(&scan, run) != scan_ahead(&scan, run - 1))) {
            run++;
        }
        for (size_t i = 0; run > longest && i < run; i++) {
            const struct frozen_entry *entry = entry_at(entries, count, scan_ahead(&scan, i));
            best[i] = entry != NULL ? *entry : best[i];
        }
        longest = run > longest ? run : longest;
    }
    memcpy(entries, best, longest * sizeof *entries);
    return longest;
}

// mp_frozen_names: the files frozen as source, then the modules' files, then an empty name. False
// when it was not found, or when it is not sure which files stand in front.
static bool find_names(struct subject *subject, const struct buf *names)
{
    for (size_t i = 0; i < subject->image->segment_count; i++) {
        const struct image_segment *segment = &subject->image->segments[i];
        const char *start = (const char *)segment->bytes;
        const char *at = memmem(start, segment->size, names->data, names->size);
        if (at != NULL) {
            source_find(subject, start, at);
            return !subject->source_unsure;
        }
    }
    return false;
}

void frozen_find(struct subject *subject)
{
    const size_t module_name = pools_number(&subject->pools, "<module>");
    struct frozen_entry *entries = ARENA_ARRAY(subject->arena, struct frozen_entry, FROZEN_MAX);
    size_t count = 0;
    if (module_name == 0) {
        return;
    }
    for (struct scan scan = SCAN_START(subject->image); scan_next(&scan) && count < FROZEN_MAX;) {
        if (scan.value != 0 && read_module(subject, &scan, module_name, &entries[count])) {
            count++;
        }
    }
    count = find_table(subject, entries, count);
    struct buf names;
    buf_init(&names, subject->arena, NAMES_MAX);
    subject->frozen_modules = entries;
    subject->frozen_count = count;
    subject->frozen.items = ARENA_ARRAY(subject->arena, const char *, count + 1);
    for (size_t i = 0; i < count; i++) {
        buf_add(&names, entries[i].file, strlen(entries[i].file) + 1);
        subject->frozen.items[subject->frozen.count++] = entries[i].file;
    }
    buf_add(&names, "", 1);
    subject->has_frozen = count > 0 && find_names(subject, &names);
}

static bool is_entry(const char *name)
{
    return strcmp(name, "main.py") == 0 || strcmp(name, "main.mpy") == 0;
}

void tables_frozen(const struct subject *subject, const struct rule *rule, struct fact *fact)
{
    (void)rule;
    fact->rule = "frozen-table";
    fact->confidence = CONFIDENCE_HIGH;
    for (size_t i = 0; i < subject->frozen_count; i++) {
        const struct frozen_entry *entry = &subject->frozen_modules[i];
        if (!is_entry(entry->file)) {
            continue;
        }
        add_place(subject, fact, entry->address, "frozen module", entry->file);
        say_present(subject, fact,
                    arena_printf(subject->arena, "frozen module %s at 0x%08llx", entry->file,
                                 (unsigned long long)entry->address));
        return;
    }
    for (size_t i = 0; i < subject->source.count; i++) {
        if (is_entry(subject->source.items[i])) {
            add_place(subject, fact, subject->source_address, "frozen source", "main.py");
            say_present(subject, fact, "main.py is frozen as source");
            return;
        }
    }
    if (subject->has_frozen) {
        say_absent_in_tables(subject, fact,
                             arena_printf(subject->arena,
                                          "no main.py in the table of %zu frozen modules",
                                          subject->frozen_count));
    } else if (subject->pools.count > 0 && !pools_own(&subject->pools, ".frozen")) {
        say_absent_in_tables(subject, fact, "the firmware has no frozen folder in its search path");
    } else {
        say_unknown(fact,
                    arena_printf(subject->arena,
                                 "main.py is not among %zu frozen modules; as source it would "
                                 "not be seen",
                                 subject->frozen_count));
    }
}
