// SPDX-License-Identifier: MIT
#include "attack/attack.h"

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
