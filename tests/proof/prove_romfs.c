// SPDX-License-Identifier: MIT
// The clauses of a contract are no code to clang-format.
// clang-format off
#include "bytes_contracts.h"

#include "mpsec/romfs.h"

#define WRITABLE(pointer) __CPROVER_rw_ok(pointer, sizeof *(pointer))

// Every level of a walk lies within its content.
#define LEVEL_OK(walk, i)                                                                          \
    ((i) >= (walk)->depth ||                                                                       \
     ((walk)->levels[i].next <= (walk)->levels[i].end &&                                           \
      (walk)->levels[i].end <= (walk)->content.size &&                                             \
      (walk)->levels[i].last_size <= (walk)->content.size &&                                       \
      (walk)->levels[i].last <= (walk)->content.size - (walk)->levels[i].last_size))
#define LEVELS_OK(walk)                                                                            \
    ((walk)->depth >= 1 && (walk)->depth <= MPSEC_ROMFS_DEPTH_MAX && LEVEL_OK(walk, 0) &&           \
     LEVEL_OK(walk, 1) && LEVEL_OK(walk, 2) && LEVEL_OK(walk, 3) && LEVEL_OK(walk, 4) &&           \
     LEVEL_OK(walk, 5) && LEVEL_OK(walk, 6) && LEVEL_OK(walk, 7))
// The folders that a walk is in and the bytes left in them: fewer with each event, so that it ends.
#define TO_DO_IN(walk, i, of)                                                                      \
    ((i) < of((walk)->depth) ?                                                                     \
     (uint64_t)of((walk)->levels[i].end) - of((walk)->levels[i].next) + 1 : 0)
#define TO_DO_OF(walk, of)                                                                         \
    (TO_DO_IN(walk, 0, of) + TO_DO_IN(walk, 1, of) + TO_DO_IN(walk, 2, of) +                       \
     TO_DO_IN(walk, 3, of) + TO_DO_IN(walk, 4, of) + TO_DO_IN(walk, 5, of) +                       \
     TO_DO_IN(walk, 6, of) + TO_DO_IN(walk, 7, of))
#define NOW(value)      (value)
#define TO_DO(walk)     TO_DO_OF(walk, NOW)
#define WAS_TO_DO(walk) TO_DO_OF(walk, OLD)
#define WALK_OK(walk) (WRITABLE(walk) && READABLE((walk)->content) && LEVELS_OK(walk))

#include "romfs.c"

// On success something was read: no loop over what these read runs for ever.
#define GETS_ON(reader)                                                                            \
    ADVANCES(reader)                                                                               \
    ENSURES(RESULT != MPSEC_OK ||                                                                  \
            (!(reader)->failed && (reader)->rest.size < OLD((reader)->rest.size)))
// `span` and what is left were both there before, and something else was.
#define GETS_ON_BY(span, reader)                                                                   \
    ((span).size < OLD((reader)->rest.size) &&                                                     \
     (reader)->rest.size < OLD((reader)->rest.size) - (span).size)

static enum mpsec_err read_number(struct mpsec_reader *reader, uint32_t *out)
REQUIRES(WRITABLE(out))
GETS_ON(reader)
ASSIGNS(*out)
;

static enum mpsec_err read_sized(struct mpsec_reader *reader, struct mpsec_span *out)
REQUIRES(WRITABLE(out))
GETS_ON(reader)
ASSIGNS(*out)
ENSURES(RESULT != MPSEC_OK || (READ_FROM(*out, reader) && GETS_ON_BY(*out, reader)))
;

static enum mpsec_err read_record(struct mpsec_reader *reader, struct record *out)
REQUIRES(WRITABLE(out))
GETS_ON(reader)
ASSIGNS(*out)
ENSURES(RESULT != MPSEC_OK || (READ_FROM(out->value, reader) && GETS_ON_BY(out->value, reader)))
;

static bool is_dots(struct mpsec_span name)
REQUIRES(READABLE(name) && name.size > 0)
ASSIGNS()
;

static bool is_name(struct mpsec_span name)
REQUIRES(READABLE(name))
ASSIGNS()
ENSURES(!RESULT || (name.size > 0 && name.size <= MPSEC_ROMFS_NAME_MAX))
;

static bool is_before(struct mpsec_span a, struct mpsec_span b)
REQUIRES(READABLE(a) && READABLE(b))
ASSIGNS()
;

static enum mpsec_err read_name(struct mpsec_reader *reader, struct mpsec_span last,
                                struct mpsec_span *out)
REQUIRES(WRITABLE(out) && READABLE(last))
GETS_ON(reader)
ASSIGNS(*out)
ENSURES(RESULT != MPSEC_OK || (READ_FROM(*out, reader) && GETS_ON_BY(*out, reader) &&
                               out->size > 0 && out->size <= MPSEC_ROMFS_NAME_MAX))
;

static struct mpsec_span part_of(struct mpsec_span content, size_t offset, size_t size)
REQUIRES(READABLE(content) && offset <= content.size && size <= content.size - offset)
ASSIGNS()
ENSURES(RESULT.size == size && INSIDE(RESULT, content))
;

static enum mpsec_err follow(struct mpsec_span content, struct mpsec_span pointer,
                             struct mpsec_span *out)
REQUIRES(READABLE(content) && READABLE(pointer) && WRITABLE(out))
ASSIGNS(*out)
ENSURES(RESULT != MPSEC_OK || INSIDE(*out, content))
;

static enum mpsec_err read_data(struct mpsec_span content, struct mpsec_reader *reader,
                                struct mpsec_span *out)
REQUIRES(READABLE(content) && READER_OK(reader) && WRITABLE(out))
REQUIRES(INSIDE(reader->rest, content))
ASSIGNS(*reader, *out)
ENSURES(RESULT != MPSEC_OK || INSIDE(*out, content))
;

enum mpsec_err mpsec_romfs_open(struct mpsec_span bytes, struct mpsec_romfs *out)
REQUIRES(READABLE(bytes) && WRITABLE(out))
ASSIGNS(*out)
ENSURES(RESULT != MPSEC_OK || (INSIDE(out->content, bytes) && LEVELS_OK(out)))
;

static enum mpsec_err read_next(struct mpsec_reader *reader, struct record *out)
REQUIRES(WRITABLE(out))
ADVANCES(reader)
ASSIGNS(*out)
ENSURES(RESULT != MPSEC_OK || out->kind == KIND_NONE ||
        (READ_FROM(out->value, reader) && GETS_ON_BY(out->value, reader)))
;

static enum mpsec_err enter(struct mpsec_romfs *walk, size_t next, size_t end)
REQUIRES(WALK_OK(walk) && next <= end && end <= walk->content.size)
ASSIGNS(walk->depth, walk->levels)
ENSURES(LEVELS_OK(walk))
ENSURES(RESULT != MPSEC_OK || TO_DO(walk) == WAS_TO_DO(walk) + (end - next) + 1)
;

static enum mpsec_err read_entry(struct mpsec_romfs *walk, struct record record,
                                 struct mpsec_romfs_entry *out)
REQUIRES(WALK_OK(walk) && WRITABLE(out) && INSIDE(record.value, walk->content))
REQUIRES(record.value.size <= walk->levels[walk->depth - 1].next)
ASSIGNS(walk->depth, walk->levels, *out)
ENSURES(LEVELS_OK(walk))
ENSURES(RESULT != MPSEC_OK || (INSIDE(out->name, walk->content) &&
                               INSIDE(out->data, walk->content) &&
                               TO_DO(walk) < WAS_TO_DO(walk) + record.value.size))
;

enum mpsec_err mpsec_romfs_next(struct mpsec_romfs *walk, struct mpsec_romfs_entry *out)
REQUIRES(WALK_OK(walk) && WRITABLE(out))
ASSIGNS(walk->depth, walk->levels, *out)
ENSURES(LEVELS_OK(walk))
ENSURES(RESULT != MPSEC_OK || (INSIDE(out->name, walk->content) &&
                               INSIDE(out->data, walk->content)))
ENSURES(RESULT != MPSEC_OK || out->event == MPSEC_ROMFS_END || TO_DO(walk) < WAS_TO_DO(walk))
;

enum mpsec_err mpsec_romfs_check(struct mpsec_span bytes)
REQUIRES(READABLE(bytes))
ASSIGNS()
;

struct mpsec_romfs nondet_walk(void);

static struct mpsec_romfs any_walk(void)
{
    struct mpsec_romfs walk = nondet_walk();
    walk.content = ANY_SPAN();
    return walk;
}

void prove_read_number(void)
{
    struct mpsec_reader reader = ANY_READER();
    uint32_t out;
    (void)read_number(&reader, &out);
}

void prove_read_sized(void)
{
    struct mpsec_reader reader = ANY_READER();
    struct mpsec_span out;
    (void)read_sized(&reader, &out);
}

void prove_read_record(void)
{
    struct mpsec_reader reader = ANY_READER();
    struct record out;
    (void)read_record(&reader, &out);
}

void prove_is_dots(void)
{
    (void)is_dots(ANY_SPAN());
}

void prove_is_name(void)
{
    (void)is_name(ANY_SPAN());
}

void prove_is_before(void)
{
    const struct mpsec_span whole = any_object();
    (void)is_before(any_part(whole), nondet_bool() ? any_part(whole) : ANY_SPAN());
}

void prove_read_name(void)
{
    struct mpsec_reader reader = ANY_READER();
    struct mpsec_span out;
    (void)read_name(&reader, ANY_SPAN(), &out);
}

void prove_part_of(void)
{
    (void)part_of(ANY_SPAN(), nondet_size(), nondet_size());
}

void prove_follow(void)
{
    struct mpsec_span out;
    (void)follow(ANY_SPAN(), ANY_SPAN(), &out);
}

void prove_read_data(void)
{
    const struct mpsec_span content = ANY_SPAN();
    struct mpsec_reader reader = {any_part(content), nondet_bool()};
    struct mpsec_span out;
    (void)read_data(content, &reader, &out);
}

void prove_mpsec_romfs_open(void)
{
    struct mpsec_romfs out;
    (void)mpsec_romfs_open(ANY_SPAN(), &out);
}

void prove_read_next(void)
{
    struct mpsec_reader reader = ANY_READER();
    struct record out;
    (void)read_next(&reader, &out);
}

void prove_enter(void)
{
    struct mpsec_romfs walk = any_walk();
    (void)enter(&walk, nondet_size(), nondet_size());
}

void prove_read_entry(void)
{
    struct mpsec_romfs walk = any_walk();
    struct mpsec_romfs_entry out;
    (void)read_entry(&walk, (struct record){nondet_u32(), any_part(walk.content)}, &out);
}

void prove_mpsec_romfs_next(void)
{
    struct mpsec_romfs walk = any_walk();
    struct mpsec_romfs_entry out;
    (void)mpsec_romfs_next(&walk, &out);
}

void prove_mpsec_romfs_check(void)
{
    (void)mpsec_romfs_check(ANY_SPAN());
}
