// arena.h - memory that is given back all at once.
//
// One arena per command: a stage allocates from the arena it is given, nobody frees a node,
// the command releases the arena. Memory comes zeroed. Running out of memory ends the
// program with status 3 and a message: the one exit below the command layer, because no
// caller could do better. Inputs have ceilings (file.h), so a hostile file cannot cause it.
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stdarg.h>
#include <stddef.h>

struct arena;

// Gives a new, empty arena; release it with arena_release().
struct arena *arena_new(void);

// Frees the arena and everything that came from it. NULL is allowed.
void arena_release(struct arena *arena);

// `count` zeroed elements of `size` bytes, aligned for any type. Never NULL, also for 0.
void *arena_alloc(struct arena *arena, size_t count, size_t size);

char *arena_strdup(struct arena *arena, const char *text);
char *arena_strndup(struct arena *arena, const char *text, size_t size);
__attribute__((format(printf, 2, 3))) char *arena_printf(struct arena *arena, const char *format,
                                                         ...);
__attribute__((format(printf, 2, 0))) char *arena_vprintf(struct arena *arena, const char *format,
                                                          va_list args);

// Room for one more element in an array that grows: returns the array, moved when it was full.
// `*capacity` is updated; start with NULL, 0 and 0.
void *arena_grow(struct arena *arena, void *array, size_t count, size_t *capacity, size_t size);

#define ARENA_NEW(arena, type)          ((type *)arena_alloc((arena), 1, sizeof(type)))
#define ARENA_ARRAY(arena, type, count) ((type *)arena_alloc((arena), (count), sizeof(type)))

static inline void arena_release_at(struct arena **arena)
{
    arena_release(*arena);
}
#define AUTO_ARENA __attribute__((cleanup(arena_release_at))) struct arena *

#endif
