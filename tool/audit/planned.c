// SPDX-License-Identifier: MIT
// planned.c - the controls of the plan, as far as the image shows whether they are in force.
#include "audit/draft.h"

#include "base/file.h"
#include "base/yaml.h"

#include <string.h>

enum { LOCK_MAX = 1024 * 1024 };

const char *in_force_word(enum in_force state)
{
    switch (state) {
    case IN_FORCE:
        return "in force";
    case NOT_IN_FORCE:
        return "not in force";
    case NOT_SHOWN:
        return "not shown";
    case NOT_CHECKED:
        break;
    }
    return "not checked";
}

// The worst of what the checks of one leaf say.
static void judge_leaf(struct arena *arena, const struct catalogue *catalogue,
                       const struct inventory *inventory, const struct leaf *leaf,
                       struct planned_control *out)
{
    for (size_t i = 0; i < leaf->checks.count; i++) {
        const struct check *check = catalogue_check(catalogue, leaf->checks.items[i]);
        const struct fact *fact = check != NULL ? inventory_find(inventory, check->rule) : NULL;
        if (fact == NULL) {
            continue;
        }
        const enum fact_state wanted =
            strcmp(check->expect, "present") == 0 ? FACT_PRESENT : FACT_ABSENT;
        const enum in_force state = fact->state == wanted                ? IN_FORCE
                                    : fact->state == FACT_UNKNOWN        ? NOT_SHOWN
                                    : fact->state == FACT_NOT_APPLICABLE ? NOT_SHOWN
                                                                         : NOT_IN_FORCE;
        const bool worse = out->state == NOT_CHECKED || state == NOT_IN_FORCE ||
                           (state == NOT_SHOWN && out->state == IN_FORCE);
        if (worse && out->state != NOT_IN_FORCE) {
            out->state = state;
            out->check = check->id;
            out->why = arena_printf(arena, "%s is %s: %s", fact->name, fact_state_word(fact->state),
                                    fact->evidence);
        }
    }
}

static struct planned_control judge(struct arena *arena, const struct catalogue *catalogue,
                                    const struct inventory *inventory,
                                    const struct control *control)
{
    struct planned_control out = {.control = control,
                                  .state = NOT_CHECKED,
                                  .why = "no static check tells whether it is in force"};
    for (size_t i = 0; i < control->effect_count; i++) {
        const struct leaf *leaf = catalogue_leaf(catalogue, control->effects[i].leaf);
        if (leaf != NULL && control->effects[i].cut) {
            judge_leaf(arena, catalogue, inventory, leaf, &out);
        }
    }
    return out;
}

bool planned_controls_find(struct arena *arena, struct diag *diag,
                           const struct catalogue *catalogue, const struct inventory *inventory,
                           const struct model *model, struct planned_controls *out)
{
    struct file_bytes bytes;
    *out = (struct planned_controls){0};
    const char *path = path_join(arena, model->folder, "plan.lock.yaml");
    if (!file_exists(path)) {
        return true;
    }
    if (!file_load(arena, diag, "plan", path, LOCK_MAX, &bytes)) {
        return false;
    }
    const struct yaml_node *lock =
        yaml_parse(arena, diag, path, (const char *)bytes.data, bytes.size);
    if (lock == NULL) {
        return false;
    }
    const struct yaml_node *list = lock->kind == YAML_MAPPING ? yaml_get(lock, "controls") : NULL;
    const size_t count = list != NULL && list->kind == YAML_SEQUENCE ? list->count : 0;
    out->lock = path;
    out->items = ARENA_ARRAY(arena, struct planned_control, count);
    for (size_t i = 0; i < count; i++) {
        const struct yaml_node *name =
            list->items[i].kind == YAML_MAPPING ? yaml_get(&list->items[i], "control") : NULL;
        const struct control *control =
            name != NULL && name->text != NULL ? catalogue_control(catalogue, name->text) : NULL;
        if (control != NULL) {
            out->items[out->count++] = judge(arena, catalogue, inventory, control);
        }
    }
    return true;
}

json_t *planned_controls_to_json(const struct planned_controls *planned)
{
    json_t *list = json_array();
    for (size_t i = 0; i < planned->count; i++) {
        const struct planned_control *item = &planned->items[i];
        json_array_append_new(list, json_pack("{s:s, s:s, s:s, s:s?}", "control", item->control->id,
                                              "state", in_force_word(item->state), "why", item->why,
                                              "check", item->check));
    }
    return list;
}
