// SPDX-License-Identifier: MIT
#include "base/names.h"

#include <stdlib.h>
#include <string.h>

enum { WORD_MAX = 48 }; // a longer word is not compared: nobody mistypes one

bool names_has(const struct names *names, const char *item)
{
    for (size_t i = 0; i < names->count; i++) {
        if (strcmp(names->items[i], item) == 0) {
            return true;
        }
    }
    return false;
}

static int by_bytes(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

struct names names_sorted(struct arena *arena, const struct names *names)
{
    struct names sorted = {ARENA_ARRAY(arena, const char *, names->count), names->count};
    if (names->count > 0) {
        memcpy(sorted.items, names->items, names->count * sizeof *names->items);
        qsort(sorted.items, sorted.count, sizeof *sorted.items, by_bytes);
    }
    return sorted;
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

// Edits (insert, delete, replace, swap of neighbours) from `a` to `b`; rows kept: three.
static size_t distance(const char *a, size_t a_size, const char *b, size_t b_size)
{
    size_t rows[3][WORD_MAX + 1];
    for (size_t j = 0; j <= b_size; j++) {
        rows[0][j] = j;
    }
    for (size_t i = 1; i <= a_size; i++) {
        size_t *row = rows[i % 3];
        const size_t *above = rows[(i + 2) % 3];
        const size_t *two_above = rows[(i + 1) % 3];
        row[0] = i;
        for (size_t j = 1; j <= b_size; j++) {
            const size_t change = above[j - 1] + (a[i - 1] != b[j - 1]);
            row[j] = least(change, least(above[j], row[j - 1]) + 1);
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
                row[j] = least(row[j], two_above[j - 2] + 1);
            }
        }
    }
    return rows[a_size % 3][b_size];
}

const char *names_closest(const struct names *names, const char *word)
{
    const size_t size = strnlen(word, WORD_MAX + 1);
    if (size == 0 || size > WORD_MAX) {
        return NULL;
    }
    const char *closest = NULL;
    size_t best = size < 6 ? 1 : size / 3; // so many letters may be wrong
    for (size_t i = 0; i < names->count; i++) {
        const size_t other = strnlen(names->items[i], WORD_MAX + 1);
        if (other > WORD_MAX) {
            continue;
        }
        const size_t edits = distance(word, size, names->items[i], other);
        if (edits < best || (edits == best && closest == NULL)) {
            best = edits;
            closest = names->items[i];
        }
    }
    return closest;
}
