// SPDX-License-Identifier: MIT
// source.c - Python frozen into the firmware as it was written.
//
// Its names stand in front of those of the frozen modules, its texts one behind the other
// somewhere else, and a table of sizes, which ends in 0, ties the two together.
#include "audit/facts/facts.h"

#include <ctype.h>
#include <string.h>

enum { SOURCES_MAX = 64, NAME_MAX = 128, TEXTS_MAX = 256, SIZE_BYTES = 4 };

static bool is_text_byte(unsigned char byte)
{
    return isprint(byte) || byte == '\n' || byte == '\r' || byte == '\t' || byte >= 0x80;
}

// The names in front of `names`, the nearest first.
static size_t names_before(const char *start, const char *names, const char **out)
{
    size_t count = 0;
    while (count < SOURCES_MAX && names - start > 4 && names[-1] == '\0') {
        const char *name = names - 1;
        while (name > start && names - name < NAME_MAX && isgraph((unsigned char)name[-1])) {
            name--;
        }
        const size_t length = strlen(name);
        // A literal of the importer's, which the linker may put anywhere.
        if (length < 4 || strcmp(name + length - 3, ".py") != 0 ||
            strcmp(name, "__init__.py") == 0) {
            break;
        }
        out[count++] = name;
        names = name;
    }
    return count;
}

static bool looks_like_python(const unsigned char *text, size_t size)
{
    static const char *const signs[] = {"import ", "def ", "print(", "class ", " = ", "=", "#"};
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        if (memmem(text, size, signs[i], strlen(signs[i])) != NULL) {
            return true;
        }
    }
    return false;
}

static bool holds(const struct image *image, const unsigned char *bytes, size_t size)
{
    for (size_t i = 0; i < image->segment_count; i++) {
        const struct image_segment *segment = &image->segments[i];
        if (memmem(segment->bytes, segment->size, bytes, size) != NULL) {
            return true;
        }
    }
    return false;
}

// Whether `count` texts begin at `text` whose sizes stand in a table.
static bool sizes_agree(const struct image *image, const unsigned char *text,
                        const unsigned char *end, size_t count)
{
    unsigned char table[(SOURCES_MAX + 1) * SIZE_BYTES] = {0};
    for (size_t i = 0; i < count; i++) {
        const unsigned char *last = text < end ? memchr(text, 0, (size_t)(end - text)) : NULL;
        if (last == NULL) {
            return false;
        }
        const size_t size = (size_t)(last - text);
        for (size_t j = 0; j < SIZE_BYTES; j++) {
            const size_t shift = image->big_endian ? SIZE_BYTES - 1 - j : j;
            table[i * SIZE_BYTES + j] = (unsigned char)(size >> (8 * shift));
        }
        text = last + 1;
    }
    return holds(image, table, (count + 1) * SIZE_BYTES);
}

// A text with lines that looks like Python, and is the first of `count` with a table of sizes.
static const unsigned char *find_texts(const struct image *image,
                                       const struct image_segment *segment, size_t count)
{
    const unsigned char *end = segment->bytes + segment->size;
    const unsigned char *at = segment->bytes;
    size_t seen = 0;
    while (seen < TEXTS_MAX && (at = memchr(at, '\n', (size_t)(end - at))) != NULL) {
        const unsigned char *text = at;
        while (text > segment->bytes && is_text_byte(text[-1])) {
            text--;
        }
        const unsigned char *last = memchr(at, 0, (size_t)(end - at));
        if (last == NULL) {
            return NULL;
        }
        if (looks_like_python(text, (size_t)(last - text))) {
            seen++;
            if (sizes_agree(image, text, end, count)) {
                return text;
            }
        }
        at = last;
    }
    return NULL;
}

void source_find(struct subject *subject, const char *start, const char *names)
{
    const char *found[SOURCES_MAX];
    const struct image *image = subject->image;
    for (size_t count = names_before(start, names, found); count > 0; count--) {
        subject->source_unsure = true;
        for (size_t i = 0; i < image->segment_count; i++) {
            const unsigned char *text = find_texts(image, &image->segments[i], count);
            if (text == NULL) {
                continue;
            }
            subject->source.items = ARENA_ARRAY(subject->arena, const char *, count);
            subject->source.count = count;
            for (size_t j = 0; j < count; j++) {
                subject->source.items[j] = found[count - 1 - j];
            }
            (void)image_address_of(image, text, &subject->source_address);
            subject->source_unsure = false;
            return;
        }
    }
}

void tables_source(const struct subject *subject, const struct rule *rule, struct fact *fact)
{
    (void)rule;
    fact->rule = "frozen-table";
    fact->confidence = CONFIDENCE_MEDIUM;
    for (size_t i = 0; i < subject->source.count; i++) {
        add_place(subject, fact, subject->source_address, "frozen source",
                  subject->source.items[i]);
    }
    if (subject->source.count > 0) {
        say_present(subject, fact,
                    arena_printf(subject->arena, "%zu files are frozen as source, from 0x%08llx",
                                 subject->source.count,
                                 (unsigned long long)subject->source_address));
    } else if (subject->has_frozen) {
        say_absent_in_tables(subject, fact, "no source file in the table of frozen files");
    } else if (subject->pools.count > 0 && !pools_own(&subject->pools, ".frozen")) {
        say_absent_in_tables(subject, fact, "the firmware has no frozen folder in its search path");
    } else {
        say_unknown(fact, "the table of frozen files was not found, or has names without a text");
    }
}

// A password is looked for in code that is read; in source it would only be a text.
void tables_wifi(const struct subject *subject, const struct rule *rule, struct fact *fact)
{
    (void)rule;
    bool partly = subject->source.count > 0 || subject->source_unsure;
    fact->rule = "frozen-code";
    fact->confidence = CONFIDENCE_MEDIUM;
    for (size_t i = 0; i < subject->frozen_count; i++) {
        const struct frozen_entry *entry = &subject->frozen_modules[i];
        partly = partly || entry->partly || entry->machine_code > 0;
        if (entry->password != NULL) {
            add_place(subject, fact, entry->address, "frozen module", entry->file);
            say_present(subject, fact,
                        arena_printf(subject->arena, "in %s, %s", entry->file, entry->password));
        }
    }
    if (fact->state == FACT_PRESENT) {
        return;
    }
    if (partly) {
        say_unknown(fact, "some frozen code is source, machine code or of another form");
    } else if (subject->has_frozen) {
        say_absent_in_tables(
            subject, fact,
            arena_printf(subject->arena,
                         "no code of %zu frozen modules hands one over or stores it",
                         subject->frozen_count));
    } else if (subject->pools.count > 0 && !pools_own(&subject->pools, ".frozen")) {
        say_absent_in_tables(subject, fact, "nothing is frozen that could hand one over");
    } else {
        say_unknown(fact, "the table of frozen files was not found");
    }
}
