// names.h - lists of strings, and the word that was probably meant.
#ifndef BASE_NAMES_H
#define BASE_NAMES_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>

struct names {
    const char **items;
    size_t count;
};

bool names_has(const struct names *names, const char *item);

// The same strings in bytewise order.
struct names names_sorted(struct arena *arena, const struct names *names);

// The name nearest to `word` by edit distance, or NULL when none is near enough to be meant.
const char *names_closest(const struct names *names, const char *word);

#endif
