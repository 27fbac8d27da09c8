// SPDX-License-Identifier: MIT
#include "provision/provision.h"

#include <string.h>

// Doors in the order in which they close. Behind the last one nothing can be set from outside.
static const char *const doors[] = {"unsigned-firmware", "debug-port", "rom-download"};
enum { DOOR_COUNT = sizeof doors / sizeof *doors };

static size_t rank(const struct control *control)
{
    size_t last = 0;
    for (size_t i = 0; i < DOOR_COUNT; i++) {
        if (names_has(&control->loses, doors[i])) {
            last = i + 1;
        }
    }
    return last;
}

static bool needs(const struct control *control, const struct control *other)
{
    return names_has(&control->needs, other->id) || names_has(&control->needs_one, other->id);
}

// Whether some control that is not placed yet has to come before this one.
static bool must_wait(const struct control *const *controls, size_t count, const bool *placed,
                      const struct control *control)
{
    for (size_t i = 0; i < count; i++) {
        if (!placed[i] && controls[i] != control &&
            (rank(controls[i]) < rank(control) || needs(control, controls[i]))) {
            return true;
        }
    }
    return false;
}

static size_t next_of(const struct control *const *controls, size_t count, const bool *placed)
{
    size_t any = SIZE_MAX;
    size_t best = SIZE_MAX;
    for (size_t i = 0; i < count; i++) {
        if (placed[i]) {
            continue;
        }
        if (any == SIZE_MAX || strcmp(controls[i]->id, controls[any]->id) < 0) {
            any = i;
        }
        if (!must_wait(controls, count, placed, controls[i]) &&
            (best == SIZE_MAX || strcmp(controls[i]->id, controls[best]->id) < 0)) {
            best = i;
        }
    }
    return best != SIZE_MAX ? best : any; // they wait for each other: the order of ids decides
}

struct provision *provision_make(struct arena *arena, const struct model *model,
                                 const struct control *const *controls, size_t count)
{
    struct provision *provision = ARENA_NEW(arena, struct provision);
    bool *placed = ARENA_ARRAY(arena, bool, count);
    size_t steps = 0;
    for (size_t i = 0; i < count; i++) {
        steps += controls[i]->provision_count;
        placed[i] = controls[i]->provision_count == 0;
    }
    provision->model = model;
    provision->items = ARENA_ARRAY(arena, struct provision_item, steps);
    for (size_t i = next_of(controls, count, placed); i != SIZE_MAX;
         i = next_of(controls, count, placed)) {
        placed[i] = true;
        for (size_t j = 0; j < controls[i]->provision_count; j++) {
            const struct provision_step *step = &controls[i]->provision[j];
            provision->items[provision->count++] =
                (struct provision_item){.control = controls[i], .step = step};
            provision->irreversible += step->irreversible;
        }
    }
    return provision;
}

// A copy of the step in which what `fuse` is set to is `value`.
static const struct provision_step *step_with(struct arena *arena,
                                              const struct provision_step *step, const char *fuse,
                                              const char *value)
{
    struct provision_step *copy = ARENA_NEW(arena, struct provision_step);
    *copy = *step;
    copy->sets = ARENA_ARRAY(arena, struct setting, step->set_count);
    for (size_t i = 0; i < step->set_count; i++) {
        copy->sets[i] = step->sets[i];
        if (strcmp(step->sets[i].name, fuse) == 0) {
            copy->sets[i].value = value;
        }
    }
    return copy;
}

void provision_give(struct arena *arena, struct provision *provision, const char *fuse,
                    const char *value)
{
    for (size_t i = 0; i < provision->count; i++) {
        struct provision_item *item = &provision->items[i];
        item->step = step_with(arena, item->step, fuse, value);
    }
}
