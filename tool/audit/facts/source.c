// SPDX-License-Identifier: MIT
// source.c - Python frozen into the firmware as it was written.
//
// Its names stand in front of those of the frozen modules, its texts one behind the other
// somewhere else, and a table of sizes, which ends in 0, ties the two together.
#include "audit/facts/facts.h"

#include <ctype.h>
#include <string.h>

enum {
    SOURCES_MAX = 64,
    NAME_MAX = 128,
    SIZE_BYTES = 4,
    TEXT_MAX = 1 << 20,
    GAP = 16, // bytes between the texts and their sizes
};

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

// Files frozen as source, and the table of their sizes.
struct texts {
    const struct image_segment *segment;
    const unsigned char *first, *end, *table;
    size_t count;
};

static uint64_t number_at(const struct image *image, const unsigned char *at)
{
    uint64_t number = 0;
    for (size_t i = 0; i < SIZE_BYTES; i++) {
        number |= (uint64_t)at[i] << (8 * (image->big_endian ? SIZE_BYTES - 1 - i : i));
    }
    return number;
}

// All of the sizes with a NUL behind each text; 0: this is no such table.
static size_t total_of(const struct image *image, const struct texts *texts)
{
    size_t total = 0;
    for (size_t i = 0; i < texts->count; i++) {
        const uint64_t size = number_at(image, texts->table + i * SIZE_BYTES);
        if (size == 0 || size > TEXT_MAX) {
            return 0;
        }
        total += (size_t)size + 1;
    }
    return number_at(image, texts->table + texts->count * SIZE_BYTES) == 0 ? total : 0;
}

static bool is_text(const unsigned char *text, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        if (!is_text_byte(text[i])) {
            return false;
        }
    }
    return text[size] == '\0';
}

// Whether texts of just these sizes stand from `first` on.
static bool are_texts(const struct image *image, struct texts *texts, const unsigned char *first)
{
    texts->first = first;
    for (size_t i = 0; i < texts->count; i++) {
        const size_t size = (size_t)number_at(image, texts->table + i * SIZE_BYTES);
        if (!is_text(first, size)) {
            return false;
        }
        first += size + 1;
    }
    texts->end = first;
    return looks_like_python(texts->first, (size_t)(texts->end - texts->first));
}

// The texts end right in front of their table, or begin right behind it: one file has both.
// Anywhere else a few bytes that look like a table say nothing.
static bool stand_beside(const struct image *image, struct texts *texts, size_t total)
{
    const struct image_segment *segment = texts->segment;
    const unsigned char *behind = texts->table + (texts->count + 1) * SIZE_BYTES;
    const size_t before = (size_t)(texts->table - segment->bytes);
    const size_t after = (size_t)(segment->bytes + segment->size - behind);
    for (size_t gap = 0; gap <= GAP; gap++) {
        if ((gap + total <= before && are_texts(image, texts, texts->table - gap - total)) ||
            (gap + total <= after && are_texts(image, texts, behind + gap))) {
            return true;
        }
    }
    return false;
}

// The longest, when there are several: what looks so by chance is short.
static bool find_texts(const struct image *image, const struct image_segment *segment, size_t count,
                       struct texts *out)
{
    const size_t size = (count + 1) * SIZE_BYTES;
    size_t longest = 0;
    for (size_t at = (size_t)(-segment->address & (SIZE_BYTES - 1)); at + size <= segment->size;
         at += SIZE_BYTES) {
        struct texts texts = {.segment = segment, .count = count, .table = segment->bytes + at};
        const size_t total = total_of(image, &texts);
        if (total > longest && stand_beside(image, &texts, total)) {
            longest = total;
            *out = texts;
        }
    }
    return longest > 0;
}

// Whether a text in front of them belongs to them as well, because the number in front of the table
// is its size: its name was not read.
static bool has_more(const struct image *image, const struct texts *texts)
{
    const unsigned char *start = texts->segment->bytes;
    if (texts->count == SOURCES_MAX || texts->table - start < SIZE_BYTES) {
        return texts->count == SOURCES_MAX;
    }
    const uint64_t size = number_at(image, texts->table - SIZE_BYTES);
    return size > 0 && size < (uint64_t)(texts->first - start) && texts->first[-1] == '\0' &&
           memchr(texts->first - 1 - size, 0, (size_t)size) == NULL;
}

static void note_sources(struct subject *subject, const struct texts *texts,
                         const char *const *names)
{
    subject->source.items = ARENA_ARRAY(subject->arena, const char *, texts->count);
    subject->source.count = texts->count;
    for (size_t i = 0; i < texts->count; i++) {
        subject->source.items[i] = names[texts->count - 1 - i];
    }
    subject->source_text = (struct span){texts->first, (size_t)(texts->end - texts->first)};
    subject->source_unsure = has_more(subject->image, texts);
    (void)image_address_of(subject->image, texts->first, &subject->source_address);
}

void source_find(struct subject *subject, const char *start, const char *names)
{
    const char *found[SOURCES_MAX];
    const struct image *image = subject->image;
    for (size_t count = names_before(start, names, found); count > 0; count--) {
        subject->source_unsure = true;
        for (size_t i = 0; i < image->segment_count; i++) {
            struct texts texts = {.count = 0};
            if (find_texts(image, &image->segments[i], count, &texts)) {
                note_sources(subject, &texts, found);
                return;
            }
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
