// SPDX-License-Identifier: MIT
#include "attack/attack.h"

#include "base/buf.h"

#include <string.h>

enum { TEXT_LIMIT = 1 << 20 };

const char *outcome_word(enum outcome outcome)
{
    switch (outcome) {
    case OUTCOME_SUCCEEDED:
        return "succeeded";
    case OUTCOME_REFUSED:
        return "refused";
    case OUTCOME_INCONCLUSIVE:
        return "inconclusive";
    case OUTCOME_NOT_RUN:
        return "not-run";
    }
    return "not-run";
}

static void set_text(json_t *object, const char *key, const char *text)
{
    if (text != NULL) {
        json_object_set_new(object, key, json_string(text));
    }
}

static json_t *result_to_json(const struct attack_result *result)
{
    json_t *object = json_object();
    if (result->attack != NULL) {
        set_text(object, "attack", result->attack->id);
        set_text(object, "title", result->attack->title);
        set_text(object, "over", result->attack->over);
    }
    set_text(object, "outcome", outcome_word(result->outcome));
    set_text(object, "tried", result->tried);
    set_text(object, "evidence", result->evidence);
    set_text(object, "transcript", result->transcript);
    json_object_set_new(object, "duration_ms", json_integer(result->duration_ms));
    return object;
}

json_t *attack_results_to_json(const struct attack_results *results)
{
    json_t *object = json_object();
    json_t *list = json_array();
    for (size_t i = 0; i < results->count; i++) {
        json_array_append_new(list, result_to_json(&results->items[i]));
    }
    json_object_set_new(object, "attacks", list);
    if (results->has_works) {
        json_object_set_new(object, "works", result_to_json(&results->works));
    }
    return object;
}

size_t attack_results_count(const struct attack_results *results, enum outcome outcome)
{
    size_t count = 0;
    for (size_t i = 0; i < results->count; i++) {
        count += results->items[i].outcome == outcome;
    }
    return count;
}

static void add_line(struct buf *buf, const char *id, int width, const struct attack_result *result)
{
    buf_printf(buf, "%-*s  %-12s  %s\n", width, id, outcome_word(result->outcome),
               result->evidence != NULL ? result->evidence : "");
}

const char *attack_results_to_text(struct arena *arena, const struct attack_results *results)
{
    struct buf buf;
    buf_init(&buf, arena, TEXT_LIMIT);
    int width = 0;
    for (size_t i = 0; i < results->count; i++) {
        const int size = (int)strnlen(results->items[i].attack->id, 80);
        width = size > width ? size : width;
    }
    buf_printf(&buf, "%zu attacks: %zu succeeded, %zu refused, %zu inconclusive, %zu not run\n\n",
               results->count, attack_results_count(results, OUTCOME_SUCCEEDED),
               attack_results_count(results, OUTCOME_REFUSED),
               attack_results_count(results, OUTCOME_INCONCLUSIVE),
               attack_results_count(results, OUTCOME_NOT_RUN));
    for (size_t i = 0; i < results->count; i++) {
        add_line(&buf, results->items[i].attack->id, width, &results->items[i]);
    }
    if (results->has_works) {
        buf_printf(&buf, "\nthe application %s: %s\n",
                   results->works.outcome == OUTCOME_SUCCEEDED ? "does its work"
                                                               : "was not seen to do its work",
                   results->works.evidence != NULL ? results->works.evidence : "");
    }
    return buf.data;
}
