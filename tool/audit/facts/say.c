// SPDX-License-Identifier: MIT
#include "audit/facts/facts.h"

#include "base/buf.h"

enum { LIST_MAX = 4096, PLACES_MAX = 8 };

void say_present(const struct subject *subject, struct fact *fact, const char *evidence)
{
    (void)subject;
    fact->state = FACT_PRESENT;
    fact->evidence = evidence;
}

void say_unknown(struct fact *fact, const char *why)
{
    fact->state = FACT_UNKNOWN;
    fact->evidence = why;
}

// The one way to `absent` for what is read from tables: a doubt about them turns it into `unknown`.
void say_absent_in_tables(const struct subject *subject, struct fact *fact, const char *why)
{
    fact->state = subject->table_doubt == NULL ? FACT_ABSENT : FACT_UNKNOWN;
    fact->evidence = subject->table_doubt == NULL ? why : subject->table_doubt;
}

void add_place(const struct subject *subject, struct fact *fact, uint64_t address,
               const char *structure, const char *value)
{
    if (fact->items == NULL) {
        fact->items = ARENA_ARRAY(subject->arena, struct evidence, PLACES_MAX);
    }
    if (fact->item_count == PLACES_MAX) {
        return;
    }
    struct evidence *item = &fact->items[fact->item_count++];
    *item = (struct evidence){.has_address = subject->image->placed,
                              .address = address,
                              .structure = structure,
                              .value = value};
    for (size_t i = 0; i < subject->image->segment_count; i++) {
        const struct image_segment *segment = &subject->image->segments[i];
        if (address >= segment->address && address - segment->address < segment->size) {
            // Text formats and blocks have no offset that counts bytes of memory one by one.
            item->has_offset = subject->image->linear && segment->offset != NO_OFFSET;
            item->offset = segment->offset + (size_t)(address - segment->address);
        }
    }
}

const char *list_words(struct arena *arena, const char *const *words)
{
    struct buf text;
    buf_init(&text, arena, LIST_MAX);
    for (const char *const *word = words; *word != NULL; word++) {
        buf_printf(&text, "%s%s", word == words ? "" : ", ", *word);
    }
    return text.data;
}
