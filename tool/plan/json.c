// SPDX-License-Identifier: MIT
#include "plan/plan.h"

static json_t *strings(const struct names *names)
{
    json_t *list = json_array();
    for (size_t i = 0; i < names->count; i++) {
        (void)json_array_append_new(list, json_string(names->items[i]));
    }
    return list;
}

static json_t *choice_to_json(const struct choice *choice)
{
    json_t *reopens = json_array();
    for (size_t i = 0; i < choice->reopen_count; i++) {
        (void)json_array_append_new(reopens, path_to_json(&choice->reopens[i]));
    }
    return json_pack("{s:s, s:s, s:s, s:b, s:s*, s:o}", "control", choice->control->id, "title",
                     choice->control->title, "category",
                     choice->control->category == CONTROL_ELIMINATE ? "eliminate" : "reduce",
                     "bonus", choice->bonus, "because", choice->because, "reopens", reopens);
}

static json_t *response_to_json(struct arena *arena, const struct response *response)
{
    return json_pack("{s:s, s:s, s:s*, s:s*, s:s*, s:s, s:b}", "threat", response->threat,
                     "response", response_word(response->kind), "owner", response->owner, "reason",
                     response->reason, "recipient", response->recipient, "expires",
                     date_text(arena, response->expires), "expired", response->expired);
}

static json_t *residual_to_json(struct arena *arena, const struct plan *plan)
{
    json_t *list = json_array();
    for (size_t i = 0; i < plan->residual_count; i++) {
        (void)json_array_append_new(
            list, json_pack("{s:o, s:o}", "path", path_to_json(plan->residual[i]), "answer",
                            response_to_json(arena, plan->residual_response[i])));
    }
    return list;
}

static json_t *paths_to_json(const struct path *const *paths, size_t count)
{
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++) {
        (void)json_array_append_new(list, path_to_json(paths[i]));
    }
    return list;
}

static json_t *price_to_json(const struct plan *plan)
{
    return json_pack("{s:I, s:I, s:I, s:f, s:o, s:o, s:i}", "flash_b",
                     (json_int_t)plan->flash_bytes, "ram_b", (json_int_t)plan->ram_bytes, "boot_us",
                     (json_int_t)plan->boot_us, "normalised", plan->price, "functions_lost",
                     strings(&plan->functions_lost), "unpriced", strings(&plan->unpriced),
                     "irreversible_steps", (int)plan->irreversible_steps);
}

static json_t *exits_to_json(const struct plan *plan)
{
    json_t *list = json_array();
    for (size_t i = 0; i < plan->exit_count; i++) {
        (void)json_array_append_new(list, json_pack("{s:s, s:f}", "text", plan->exits[i].text,
                                                    "price", plan->exits[i].price));
    }
    return list;
}

json_t *plan_to_json(const struct plan *plan)
{
    AUTO_ARENA scratch = arena_new();
    json_t *choices = json_array();
    for (size_t i = 0; i < plan->choice_count; i++) {
        (void)json_array_append_new(choices, choice_to_json(&plan->choices[i]));
    }
    json_t *expired = json_array();
    for (size_t i = 0; i < plan->expired_count; i++) {
        (void)json_array_append_new(expired, response_to_json(scratch, plan->expired[i]));
    }
    json_t *json = json_pack("{s:s, s:b, s:b, s:i, s:i, s:o, s:o, s:o, s:o, s:o, s:o}", "device",
                             plan->model->device.id, "feasible", plan->feasible, "good",
                             plan_is_good(plan), "before", (int)plan->before->above_count, "after",
                             (int)plan->after->above_count, "controls", choices, "price",
                             price_to_json(plan), "residual", residual_to_json(scratch, plan),
                             "unanswered", paths_to_json(plan->unanswered, plan->unanswered_count),
                             "expired", expired, "by_hand", strings(&plan->by_hand));
    if (plan->known_count > 0) {
        (void)json_object_set_new(json, "known", json_integer((json_int_t)plan->known_count));
    }
    if (plan->unproved != NULL) {
        (void)json_object_set_new(json, "unproved", json_string(plan->unproved));
    }
    if (plan->binding != NULL) {
        (void)json_object_set_new(json, "binding", json_string(plan->binding));
    }
    if (plan->next_best_why != NULL) {
        (void)json_object_set_new(json, "next_best",
                                  json_pack("{s:o, s:f, s:s}", "controls",
                                            strings(&plan->next_best), "normalised",
                                            plan->next_best_price, "why", plan->next_best_why));
    }
    if (!plan->feasible) {
        (void)json_object_set_new(json, "conflict", strings(&plan->conflict));
        (void)json_object_set_new(json, "exits", exits_to_json(plan));
    }
    return json;
}
