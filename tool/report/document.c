// SPDX-License-Identifier: MIT
#include "report/document.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

const char *member_text(const json_t *object, const char *key)
{
    return json_string_value(json_object_get(object, key));
}

const char *member_word(const json_t *object, const char *key)
{
    const char *text = member_text(object, key);
    return text != NULL ? text : HTML_NONE;
}

bool member_true(const json_t *object, const char *key)
{
    return json_is_true(json_object_get(object, key));
}

bool is_not_built(const struct report *report)
{
    return result_is_not_built(report->result);
}

bool result_is_not_built(const json_t *result)
{
    const char *state = member_text(result, "state");
    return state != NULL && strcmp(state, "not built") == 0;
}

int64_t member_number(const json_t *object, const char *key, int64_t otherwise)
{
    const json_t *value = json_object_get(object, key);
    return json_is_integer(value) ? json_integer_value(value) : otherwise;
}

const char *digits(struct arena *arena, int64_t number, bool sign)
{
    char plain[24];
    snprintf(plain, sizeof plain, "%" PRIu64, number < 0 ? 0 - (uint64_t)number : (uint64_t)number);
    const size_t count = strlen(plain);
    char *text = arena_alloc(arena, count + count / 3 + 2, 1);
    size_t size = 0;
    if (number < 0 || (sign && number > 0)) {
        text[size++] = number < 0 ? '-' : '+';
    }
    for (size_t i = 0; i < count; i++) {
        if (i > 0 && (count - i) % 3 == 0) {
            text[size++] = ',';
        }
        text[size++] = plain[i];
    }
    return text;
}

const char *number_text(struct arena *arena, const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    return json_is_integer(value) ? digits(arena, json_integer_value(value), false) : HTML_NONE;
}

const char *counted(struct arena *arena, int64_t count, const char *singular, const char *plural)
{
    return arena_printf(arena, "%s %s", digits(arena, count, false),
                        count == 1 ? singular : plural);
}

const json_t *member_list(const json_t *object, const char *key)
{
    const json_t *list = json_object_get(object, key);
    return json_is_array(list) ? list : NULL;
}

const char *joined(struct arena *arena, const json_t *list, const char *between)
{
    struct buf text;
    buf_init(&text, arena, REPORT_PAGE_LIMIT);
    for (size_t i = 0; i < json_array_size(list); i++) {
        const char *word = json_string_value(json_array_get(list, i));
        buf_puts(&text, i > 0 ? between : "");
        buf_puts(&text, word != NULL ? word : HTML_NONE);
    }
    return text.data;
}

static bool has_check(const struct checks *checks, const char *id)
{
    for (size_t i = 0; i < checks->count; i++) {
        const char *known = member_text(checks->items[i], "id");
        if (known != NULL && id != NULL && strcmp(known, id) == 0) {
            return true;
        }
    }
    return false;
}

struct checks distinct_checks(struct arena *arena, const json_t *result)
{
    struct checks checks = {0};
    size_t capacity = 0;
    const json_t *leaves = member_list(result, "leaves");
    for (size_t i = 0; i < json_array_size(leaves); i++) {
        const json_t *of_leaf = member_list(json_array_get(leaves, i), "checks");
        for (size_t k = 0; k < json_array_size(of_leaf); k++) {
            const json_t *check = json_array_get(of_leaf, k);
            if (has_check(&checks, member_text(check, "id"))) {
                continue;
            }
            checks.items =
                arena_grow(arena, checks.items, checks.count, &capacity, sizeof *checks.items);
            checks.items[checks.count++] = check;
        }
    }
    return checks;
}

int64_t checks_with(const struct checks *checks, const char *build, const char *word)
{
    int64_t count = 0;
    for (size_t i = 0; i < checks->count; i++) {
        const char *outcome = member_text(checks->items[i], build);
        count += outcome != NULL && strcmp(outcome, word) == 0;
    }
    return count;
}

const char *verdict_tone(const char *verdict)
{
    if (verdict == NULL) {
        return "warn";
    }
    if (strcmp(verdict, "pass") == 0) {
        return "good";
    }
    if (strcmp(verdict, "asserted") == 0) {
        return "plain";
    }
    return strcmp(verdict, "fail") == 0 ? "bad" : "warn";
}
