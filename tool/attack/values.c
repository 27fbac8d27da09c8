// SPDX-License-Identifier: MIT
#include "attack/values.h"

#include "base/buf.h"

#include <inttypes.h>
#include <string.h>
#include <sys/random.h>

enum { FACTOR_LOW = 10000, FACTOR_SPAN = 90000, TEXT_LIMIT = 1 << 20, NO_VALUE = VALUE_COUNT };

static const char *const names[VALUE_COUNT] = {
    [VALUE_A] = "a",
    [VALUE_B] = "b",
    [VALUE_PRODUCT] = "product",
    [VALUE_NONCE] = "nonce",
    [VALUE_APP_FILE] = "app_file",
    [VALUE_APP_LINE] = "app_line",
    [VALUE_FROZEN_MODULE] = "frozen_module",
    [VALUE_OPTIONAL_MODULE] = "optional_module",
};

struct bytes bytes_of(const char *text)
{
    return (struct bytes){text, strlen(text)};
}

static bool random_u64(uint64_t *out)
{
    return getrandom(out, sizeof *out, 0) == (ssize_t)sizeof *out;
}

bool random_below(size_t limit, size_t *out)
{
    uint64_t drawn;
    if (!random_u64(&drawn)) {
        return false;
    }
    // The limits here are tiny beside 2^64, so the bias of the remainder is nothing to see.
    *out = (size_t)(drawn % limit);
    return true;
}

bool values_draw(struct arena *arena, struct values *values)
{
    size_t a;
    size_t b;
    uint64_t nonce;
    if (!random_below(FACTOR_SPAN, &a) || !random_below(FACTOR_SPAN, &b) || !random_u64(&nonce)) {
        return false;
    }
    a += FACTOR_LOW;
    b += FACTOR_LOW;
    values->text[VALUE_A] = arena_printf(arena, "%zu", a);
    values->text[VALUE_B] = arena_printf(arena, "%zu", b);
    values->text[VALUE_PRODUCT] = arena_printf(arena, "%" PRIu64, (uint64_t)a * b);
    values->text[VALUE_NONCE] = arena_printf(arena, "%016" PRIx64, nonce);
    return true;
}

static bool is_name_char(char c)
{
    return (c >= 'a' && c <= 'z') || c == '_';
}

// The size of the name in "{name}" at `at`, or 0 when there is none.
static size_t name_size(struct bytes text, size_t at)
{
    if (text.data[at] != '{') {
        return 0;
    }
    size_t size = 0;
    while (at + 1 + size < text.size && is_name_char(text.data[at + 1 + size])) {
        size++;
    }
    return at + 1 + size < text.size && text.data[at + 1 + size] == '}' ? size : 0;
}

static size_t find_name(const char *name, size_t size)
{
    for (size_t i = 0; i < VALUE_COUNT; i++) {
        if (strlen(names[i]) == size && memcmp(names[i], name, size) == 0) {
            return i;
        }
    }
    return NO_VALUE;
}

const char *values_unknown(struct arena *arena, struct bytes text)
{
    for (size_t at = 0; at < text.size; at++) {
        const size_t size = name_size(text, at);
        if (size > 0 && find_name(text.data + at + 1, size) == NO_VALUE) {
            return arena_strndup(arena, text.data + at + 1, size);
        }
    }
    return NULL;
}

bool values_prove(struct bytes text)
{
    for (size_t at = 0; at < text.size; at++) {
        const size_t size = name_size(text, at);
        const size_t value = size > 0 ? find_name(text.data + at + 1, size) : (size_t)NO_VALUE;
        if (value == VALUE_PRODUCT || value == VALUE_NONCE || value == VALUE_APP_LINE) {
            return true;
        }
    }
    return false;
}

bool values_expand(struct arena *arena, const struct values *values, struct bytes text,
                   struct bytes *out, const char **missing)
{
    struct buf buf;
    buf_init(&buf, arena, TEXT_LIMIT);
    for (size_t at = 0; at < text.size; at++) {
        const size_t size = name_size(text, at);
        const size_t value = size > 0 ? find_name(text.data + at + 1, size) : (size_t)NO_VALUE;
        if (value == NO_VALUE) {
            buf_add(&buf, text.data + at, 1);
            continue;
        }
        if (values->text[value] == NULL) {
            *missing = names[value];
            return false;
        }
        buf_puts(&buf, values->text[value]);
        at += size + 1;
    }
    *out = (struct bytes){buf.size > 0 ? buf.data : "", buf.size};
    return true;
}
