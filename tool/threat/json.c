// SPDX-License-Identifier: MIT
#include "threat/threat.h"

static json_t *leaf_ids(const struct leaf *const *leaves, size_t count)
{
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++) {
        (void)json_array_append_new(list, json_string(leaves[i]->id));
    }
    return list;
}

json_t *path_to_json(const struct path *path)
{
    json_t *json = json_pack(
        "{s:i, s:s, s:s, s:o, s:o, s:i, s:s, s:s, s:s, s:b, s:b, s:b, s:b}", "number",
        (int)path->number, "goal", path->goal->id, "adversary", path->adversary->id, "leaves",
        leaf_ids(path->leaves, path->leaf_count), "potential", potential_to_json(&path->potential),
        "score", (int)path->score, "feasibility", feasibility_word(path->feasibility), "asset",
        path->asset->id, "impact", impact_word(path->impact), "class_break", path->class_break,
        "open", path->open, "above", path->above, "fragile", path->fragile);
    if (path->fragile_why != NULL) {
        (void)json_object_set_new(json, "fragile_why", json_string(path->fragile_why));
    }
    if (path->why != NULL) {
        (void)json_object_set_new(json, "why", json_string(path->why));
    }
    return json;
}

static json_t *headline_to_json(const struct headline *headline)
{
    json_t *json = json_pack("{s:s, s:s, s:b, s:b, s:b}", "goal", headline->goal->id, "adversary",
                             headline->adversary->id, "reachable", headline->reachable, "open",
                             headline->open, "above", headline->above);
    if (headline->reachable) {
        (void)json_object_set_new(json, "potential", potential_to_json(&headline->potential));
        (void)json_object_set_new(json, "score", json_integer(headline->score));
        (void)json_object_set_new(json, "feasibility",
                                  json_string(feasibility_word(headline->feasibility)));
    }
    return json;
}

json_t *threats_to_json(const struct threats *threats)
{
    json_t *paths = json_array();
    for (size_t i = 0; i < threats->path_count; i++) {
        (void)json_array_append_new(paths, path_to_json(&threats->paths[i]));
    }
    json_t *headlines = json_array();
    for (size_t i = 0; i < threats->headline_count; i++) {
        (void)json_array_append_new(headlines, headline_to_json(&threats->headlines[i]));
    }
    return json_pack("{s:s, s:s, s:i, s:i, s:b, s:o, s:o, s:o}", "device",
                     threats->model->device.id, "method", "attack-potential/1", "open",
                     (int)threats->path_count, "above", (int)threats->above_count, "complete",
                     threats->complete, "headlines", headlines, "paths", paths, "applicable",
                     leaf_ids(threats->applicable, threats->applicable_count));
}
