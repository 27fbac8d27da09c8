// SPDX-License-Identifier: MIT
#include "verify/verify.h"

static void set_text(json_t *object, const char *key, const char *text)
{
    if (text != NULL) {
        json_object_set_new(object, key, json_string(text));
    }
}

static json_t *check_to_json(const struct check_result *check)
{
    json_t *object = json_object();
    set_text(object, "id", check->id);
    set_text(object, "title", check->title);
    set_text(object, "tried", check->tried);
    set_text(object, "stock", check->stock);
    set_text(object, "hardened", check->hardened);
    set_text(object, "evidence", check->evidence);
    set_text(object, "verdict", verdict_word(check->verdict));
    return object;
}

static json_t *response_to_json(const struct response *response)
{
    json_t *object = json_object();
    set_text(object, "threat", response->threat);
    set_text(object, "response", response_word(response->kind));
    set_text(object, "owner", response->owner);
    set_text(object, "reason", response->reason);
    set_text(object, "recipient", response->recipient);
    struct arena *arena = arena_new();
    set_text(object, "expires", date_text(arena, response->expires));
    arena_release(arena);
    return object;
}

static json_t *leaf_to_json(const struct leaf_result *result)
{
    json_t *object = json_object();
    set_text(object, "leaf", result->leaf->id);
    set_text(object, "title", result->leaf->title);
    set_text(object, "verdict", verdict_word(result->verdict));
    json_object_set_new(object, "above", json_boolean(result->above));
    set_text(object, "asserted", result->leaf->asserted);
    if (result->response != NULL) {
        json_object_set_new(object, "response", response_to_json(result->response));
    }
    json_t *checks = json_array();
    for (size_t i = 0; i < result->check_count; i++) {
        json_array_append_new(checks, check_to_json(&result->checks[i]));
    }
    json_object_set_new(object, "checks", checks);
    return object;
}

static json_t *counts_to_json(const size_t counts[VERDICT_ASSERTED + 1])
{
    json_t *object = json_object();
    for (unsigned i = 0; i <= VERDICT_ASSERTED; i++) {
        json_object_set_new(object, verdict_word((enum verdict)i),
                            json_integer((json_int_t)counts[i]));
    }
    return object;
}

static json_t *tally_to_json(const struct tally *tally)
{
    json_t *object = json_object();
    json_object_set_new(object, "count", json_integer((json_int_t)tally->count));
    json_object_set_new(object, "stock", json_integer((json_int_t)tally->stock));
    json_object_set_new(object, "hardened", json_integer((json_int_t)tally->hardened));
    json_object_set_new(object, "unknown", json_integer((json_int_t)tally->unknown));
    return object;
}

static json_t *works_to_json(const struct verification *verification)
{
    json_t *object = json_object();
    json_object_set_new(object, "known", json_boolean(verification->works_known));
    json_object_set_new(object, "stock", json_boolean(verification->works_on_stock));
    json_object_set_new(object, "hardened", json_boolean(verification->works_on_hardened));
    return object;
}

static json_t *inventories_to_json(const struct verify_input *input)
{
    json_t *object = json_object();
    if (input->stock_inventory != NULL) {
        json_object_set_new(object, "stock", inventory_to_json(input->stock_inventory));
    }
    if (input->hardened_inventory != NULL) {
        json_object_set_new(object, "hardened", inventory_to_json(input->hardened_inventory));
    }
    return object;
}

static json_t *names_to_json(const struct names *names)
{
    json_t *list = json_array();
    for (size_t i = 0; i < names->count; i++) {
        json_array_append_new(list, json_string(names->items[i]));
    }
    return list;
}

// What is open without any control, and what is open when only shown effects count.
static json_t *threats_on_both(const struct verification *verification)
{
    json_t *object = json_object();
    json_object_set_new(object, "before", threats_to_json(verification->input.plan->before));
    json_object_set_new(object, "observed", threats_to_json(verification->observed));
    return object;
}

json_t *verification_to_json(const struct verification *verification)
{
    const struct verify_input *input = &verification->input;
    json_t *object = json_object();
    json_t *leaves = json_array();
    for (size_t i = 0; i < verification->leaf_count; i++) {
        json_array_append_new(leaves, leaf_to_json(&verification->leaves[i]));
    }
    set_text(object, "device", input->plan->model->device.id);
    json_object_set_new(object, "good_enough", json_boolean(verification->good_enough));
    json_object_set_new(object, "reasons", names_to_json(&verification->reasons));
    json_object_set_new(object, "counts", counts_to_json(verification->counts));
    json_object_set_new(object, "attacks", tally_to_json(&verification->attacks));
    json_object_set_new(object, "statics", tally_to_json(&verification->statics));
    json_object_set_new(object, "works", works_to_json(verification));
    json_object_set_new(object, "leaves", leaves);
    json_object_set_new(object, "threats", threats_on_both(verification));
    json_object_set_new(object, "plan", plan_to_json(input->plan));
    set_text(object, "state", input->not_built ? "not built" : "built");
    json_object_set_new(object, "reused", json_boolean(input->reused));
    json_object_set_new(object, "stock",
                        input->not_built ? json_null() : build_to_json(input->stock));
    json_object_set_new(object, "hardened",
                        input->not_built ? json_null() : build_to_json(input->hardened));
    json_object_set_new(object, "inventory", inventories_to_json(input));
    json_object_set_new(object, "interfaces", findings_to_json(&verification->interfaces));
    return object;
}
