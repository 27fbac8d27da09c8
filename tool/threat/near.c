// SPDX-License-Identifier: MIT
#include "threat/near.h"

#include "threat/engine.h"
#include "threat/text.h"

#include <stdlib.h>

enum { TEXT_LIMIT = 4 * 1024 * 1024, SHOWN = 10 };

struct finder {
    struct arena *arena;
    struct diag *diag;
    const struct engine *engine;
    struct near_misses *out;
    size_t capacity;
};

static bool would_be_above(const struct engine *engine, const struct path *path, enum factor factor)
{
    struct potential moved = path->potential;
    (void)potential_easier(&moved, factor);
    const size_t goal = (size_t)(path->goal - engine->catalogue->goals);
    const size_t adversary = (size_t)(path->adversary - engine->model->adversaries);
    return stakes_judge(engine_stakes(engine, goal, adversary),
                        feasibility_of(potential_score(&moved)), path->class_steps)
        .above;
}

static void add(struct finder *finder, const struct path *path, enum factor factor)
{
    struct near_misses *out = finder->out;
    out->items =
        arena_grow(finder->arena, out->items, out->count, &finder->capacity, sizeof *out->items);
    struct near_miss *miss = &out->items[out->count++];
    *miss = (struct near_miss){
        .path = *path, .factor = factor, .above = would_be_above(finder->engine, path, factor)};
    out->above_count += miss->above;
    miss->path.open = false;
    miss->path.above = false;
    miss->path.fragile = true;
    miss->path.why = arena_printf(finder->arena, "%s lacks the %s for it", path->adversary->id,
                                  factor_word(factor));
    miss->path.fragile_why =
        arena_printf(finder->arena, "one level easier in %s would open it%s", factor_word(factor),
                     miss->above ? " and put it above the appetite" : "");
}

// What lies within the ceilings when those for one factor are a level higher, and not as they are.
static bool find_by(struct finder *finder, enum factor factor)
{
    const struct model *model = finder->engine->model;
    AUTO_ARENA scratch = arena_new();
    struct potential *ceilings = ARENA_ARRAY(scratch, struct potential, model->adversaries_count);
    for (size_t i = 0; i < model->adversaries_count; i++) {
        ceilings[i] = model->adversaries[i].ceiling;
        ceiling_lift(&ceilings[i], factor);
    }
    const struct query query = {.ceilings = ceilings};
    struct path_list list;
    if (!engine_paths(finder->engine, finder->arena, finder->diag, &query, &list)) {
        return false;
    }
    finder->out->complete = finder->out->complete && list.complete;
    for (size_t i = 0; i < list.count; i++) {
        const struct path *path = &list.items[i];
        if (!potential_within(&path->potential, &path->adversary->ceiling)) {
            add(finder, path, factor);
        }
    }
    return true;
}

static int by_weight(const void *left, const void *right)
{
    const struct near_miss *a = left;
    const struct near_miss *b = right;
    if (a->above != b->above) {
        return a->above ? -1 : 1;
    }
    return path_order(&a->path, &b->path);
}

const struct near_misses *near_misses_find(struct arena *arena, struct diag *diag,
                                           const struct model *model,
                                           const struct catalogue *catalogue)
{
    struct finder finder = {.arena = arena, .diag = diag};
    finder.engine = engine_make(arena, diag, model, catalogue);
    finder.out = ARENA_NEW(arena, struct near_misses);
    finder.out->complete = true;
    for (unsigned i = 0; i < FACTOR_COUNT; i++) {
        if (finder.engine == NULL || !find_by(&finder, (enum factor)i)) {
            return NULL;
        }
    }
    if (finder.out->count > 0) {
        qsort(finder.out->items, finder.out->count, sizeof *finder.out->items, by_weight);
    }
    for (size_t i = 0; i < finder.out->count; i++) {
        finder.out->items[i].path.number = (unsigned)i + 1;
    }
    return finder.out;
}

const char *near_misses_text(struct arena *arena, const struct near_misses *near, bool all)
{
    struct buf out;
    buf_init(&out, arena, TEXT_LIMIT);
    if (near->count == 0) {
        return "";
    }
    buf_printf(&out,
               "\nNear misses: %zu closed path%s that one level in one factor would open, "
               "%zu of them above the appetite\n",
               near->count, near->count == 1 ? "" : "s", near->above_count);
    const size_t last = all ? near->count : near->above_count;
    const size_t shown = !all && last > SHOWN ? SHOWN : last;
    for (size_t i = 0; i < shown; i++) {
        buf_puts(&out, "\n      ");
        path_write(&out, "      ", &near->items[i].path);
        buf_printf(&out, "      near: %s\n", near->items[i].path.fragile_why);
    }
    if (shown < near->count) {
        buf_printf(&out, "\n  %zu more near misses: --all lists them\n", near->count - shown);
    }
    return out.data;
}

json_t *near_misses_to_json(const struct near_misses *near)
{
    json_t *list = json_array();
    for (size_t i = 0; i < near->count; i++) {
        const struct near_miss *miss = &near->items[i];
        (void)json_array_append_new(
            list, json_pack("{s:o, s:s, s:b}", "path", path_to_json(&miss->path), "factor",
                            factor_word(miss->factor), "would_be_above", miss->above));
    }
    return list;
}
