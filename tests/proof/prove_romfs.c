// SPDX-License-Identifier: MIT
// The clauses of a contract are no code to clang-format.
// clang-format off
#include "bytes_contracts.h"

#include "mpsec/romfs.h"

#define WRITABLE(pointer) __CPROVER_rw_ok(pointer, sizeof *(pointer))

// Every level of a walk lies within its content.
#define LEVEL_OK(walk, i)                                                                          \
    ((i) >= (walk)->depth || (INSIDE((walk)->levels[i].records.rest, (walk)->content) &&            \
                              INSIDE((walk)->levels[i].last, (walk)->content)))
#define LEVELS_OK(walk)                                                                            \
    ((walk)->depth >= 1 && (walk)->depth <= MPSEC_ROMFS_DEPTH_MAX && LEVEL_OK(walk, 0) &&           \
     LEVEL_OK(walk, 1) && LEVEL_OK(walk, 2) && LEVEL_OK(walk, 3) && LEVEL_OK(walk, 4) &&           \
     LEVEL_OK(walk, 5) && LEVEL_OK(walk, 6) && LEVEL_OK(walk, 7))
#define WALK_OK(walk) (WRITABLE(walk) && READABLE((walk)->content) && LEVELS_OK(walk))
#define SAME_CONTENT(walk)                                                                         \
    ((walk)->content.size == OLD((walk)->content.size) &&                                          \
     (walk)->content.data == OLD((walk)->content.data))

#include "romfs.c"

// On success something was read: no loop over what these read runs for ever.
#define GETS_ON(reader)                                                                            \
    ADVANCES(reader)                                                                               \
    ENSURES(RESULT != MPSEC_OK ||                                                                  \
            (!(reader)->failed && (reader)->rest.size < OLD((reader)->rest.size)))

static enum mpsec_err read_number(struct mpsec_reader *reader, uint32_t *out)
REQUIRES(WRITABLE(out))
GETS_ON(reader)
ASSIGNS(*out)
;

static enum mpsec_err read_sized(struct mpsec_reader *reader, struct mpsec_span *out)
REQUIRES(WRITABLE(out))
GETS_ON(reader)
ASSIGNS(*out)
ENSURES(RESULT != MPSEC_OK || READ_FROM(*out, reader))
;

static enum mpsec_err read_record(struct mpsec_reader *reader, struct record *out)
REQUIRES(WRITABLE(out))
GETS_ON(reader)
ASSIGNS(*out)
ENSURES(RESULT != MPSEC_OK || READ_FROM(out->value, reader))
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

static enum mpsec_err read_name(struct mpsec_reader *reader, struct mpsec_span *last,
                                struct mpsec_span *out)
REQUIRES(WRITABLE(last) && WRITABLE(out) && READABLE(*last))
GETS_ON(reader)
ASSIGNS(*last, *out)
ENSURES(RESULT != MPSEC_OK || (READ_FROM(*out, reader) && out->size > 0 &&
                               out->size <= MPSEC_ROMFS_NAME_MAX))
ENSURES(last->size == (RESULT == MPSEC_OK ? out->size : OLD(last->size)))
ENSURES(last->data == (RESULT == MPSEC_OK ? out->data : OLD(last->data)))
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

static enum mpsec_err enter(struct mpsec_romfs *walk, struct mpsec_reader records)
REQUIRES(WALK_OK(walk) && INSIDE(records.rest, walk->content))
ASSIGNS(*walk)
ENSURES(LEVELS_OK(walk) && SAME_CONTENT(walk))
;

static enum mpsec_err read_entry(struct mpsec_romfs *walk, struct record record,
                                 struct mpsec_romfs_entry *out)
REQUIRES(WALK_OK(walk) && WRITABLE(out) && INSIDE(record.value, walk->content))
ASSIGNS(*walk, *out)
ENSURES(LEVELS_OK(walk) && SAME_CONTENT(walk))
ENSURES(RESULT != MPSEC_OK || (INSIDE(out->name, walk->content) &&
                               INSIDE(out->data, walk->content)))
;

enum mpsec_err mpsec_romfs_next(struct mpsec_romfs *walk, struct mpsec_romfs_entry *out)
REQUIRES(WALK_OK(walk) && WRITABLE(out))
ASSIGNS(*walk, *out)
ENSURES(LEVELS_OK(walk) && SAME_CONTENT(walk))
ENSURES(RESULT != MPSEC_OK || (INSIDE(out->name, walk->content) &&
                               INSIDE(out->data, walk->content)))
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

// A walk that is as deep as the case says: the prover finds one place that is known far easier than
// one of eight.
static struct mpsec_romfs any_walk_of_case(void)
{
    struct mpsec_romfs walk = any_walk();
    walk.depth = CASE;
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
    struct mpsec_span last = ANY_SPAN();
    struct mpsec_span out;
    (void)read_name(&reader, &last, &out);
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

void prove_enter(void)
{
    struct mpsec_romfs walk = any_walk();
    (void)enter(&walk, (struct mpsec_reader){nondet_span(), nondet_bool()});
}

void prove_read_entry(void)
{
    struct mpsec_romfs walk = any_walk_of_case();
    struct mpsec_romfs_entry out;
    (void)read_entry(&walk, (struct record){nondet_u32(), nondet_span()}, &out);
}

void prove_mpsec_romfs_next(void)
{
    struct mpsec_romfs walk = any_walk_of_case();
    struct mpsec_romfs_entry out;
    (void)mpsec_romfs_next(&walk, &out);
}

void prove_mpsec_romfs_check(void)
{
    (void)mpsec_romfs_check(ANY_SPAN());
}
