// SPDX-License-Identifier: MIT
// open.c - the attack paths that a firmware leaves open, to whom.
#include "audit/draft.h"

#include "base/buf.h"

#include <string.h>

enum { TEXT_LIMIT = 1024 * 1024 };

static bool is_wanted(const struct check *check, const struct fact *fact)
{
    const enum fact_state wanted =
        strcmp(check->expect, "present") == 0 ? FACT_PRESENT : FACT_ABSENT;
    return fact != NULL && fact->state == wanted;
}

static bool is_closed(const struct catalogue *catalogue, const struct inventory *inventory,
                      const struct leaf *leaf)
{
    size_t seen = 0;
    for (size_t i = 0; i < leaf->checks.count; i++) {
        const struct check *check = catalogue_check(catalogue, leaf->checks.items[i]);
        if (check == NULL) {
            continue; // a live attack: it takes a running device
        }
        if (!is_wanted(check, inventory_find(inventory, check->rule))) {
            return false;
        }
        seen++;
    }
    return seen > 0;
}

// One control that does what was seen: the engine takes effects from the catalogue it is given.
static const struct catalogue *with_evidence(struct arena *arena, const struct catalogue *catalogue,
                                             const struct inventory *inventory,
                                             struct open_paths *out)
{
    struct catalogue *copy = ARENA_NEW(arena, struct catalogue);
    struct control *shown = ARENA_NEW(arena, struct control);
    *copy = *catalogue;
    *shown = (struct control){
        .id = "seen", .effects = ARENA_ARRAY(arena, struct effect, catalogue->leaves_count)};
    out->closed.items = ARENA_ARRAY(arena, const char *, catalogue->leaves_count);
    for (size_t i = 0; i < catalogue->leaves_count; i++) {
        const struct leaf *leaf = &catalogue->leaves[i];
        if (is_closed(catalogue, inventory, leaf)) {
            shown->effects[shown->effect_count++] = (struct effect){.leaf = leaf->id, .cut = true};
            out->closed.items[out->closed.count++] = leaf->id;
        }
    }
    copy->controls = shown;
    copy->controls_count = 1;
    return copy;
}

bool open_paths_find(struct arena *arena, struct diag *diag, const struct catalogue *catalogue,
                     const struct inventory *inventory, const struct board *board,
                     struct open_paths *out)
{
    *out = (struct open_paths){.board = board};
    const char *text = draft_model(arena, catalogue, inventory, board, true);
    const struct model *parsed = model_parse(arena, diag, catalogue, "the draft of a model", text,
                                             strlen(text), date_today());
    if (parsed == NULL) {
        return false;
    }
    // The draft has no folder of an application to name; what was found in it counts all the same.
    const char **traits = ARENA_ARRAY(arena, const char *, 1);
    traits[0] = "secrets-in-code";
    struct model *model = ARENA_NEW(arena, struct model);
    *model = *parsed;
    model->application.traits = (struct names){traits, draft_has_secrets(inventory) ? 1 : 0};
    const struct catalogue *shown = with_evidence(arena, catalogue, inventory, out);
    const struct control *const seen[] = {shown->controls};
    out->threats = threats_find(arena, diag, model, shown, seen, 1);
    return out->threats != NULL;
}

static const struct path *first_path(const struct threats *threats, const struct headline *line)
{
    for (size_t i = 0; i < threats->path_count; i++) {
        const struct path *path = &threats->paths[i];
        if (path->goal == line->goal && path->adversary == line->adversary) {
            return path;
        }
    }
    return NULL;
}

static size_t count_paths(const struct threats *threats, const struct headline *line)
{
    size_t count = 0;
    for (size_t i = 0; i < threats->path_count; i++) {
        const struct path *path = &threats->paths[i];
        count += path->goal == line->goal && path->adversary == line->adversary;
    }
    return count;
}

static void put_goal(struct buf *out, const struct threats *threats, const struct headline *line)
{
    const struct path *path = first_path(threats, line);
    const size_t count = count_paths(threats, line);
    buf_printf(out, "    %-18s %3zu %s, the easiest %s:", line->goal->id, count,
               count == 1 ? "path" : "paths", feasibility_word(line->feasibility));
    for (size_t i = 0; path != NULL && i < path->leaf_count; i++) {
        buf_printf(out, "%s %s", i == 0 ? "" : ",", path->leaves[i]->id);
    }
    buf_puts(out, "\n");
}

const char *open_paths_text(struct arena *arena, const struct open_paths *open)
{
    const struct threats *threats = open->threats;
    struct buf out;
    buf_init(&out, arena, TEXT_LIMIT);
    buf_printf(&out, "open on a %s, before any control that this file does not show:\n",
               open->board->id);
    for (size_t i = 0; i < threats->model->adversaries_count; i++) {
        const struct adversary *adversary = &threats->model->adversaries[i];
        size_t goals = 0;
        buf_printf(&out, "  %s (%s)\n", adversary->id, adversary->profile->title);
        for (size_t j = 0; j < threats->headline_count; j++) {
            const struct headline *line = &threats->headlines[j];
            if (line->adversary == adversary && line->reachable && line->open) {
                put_goal(&out, threats, line);
                goals++;
            }
        }
        buf_puts(&out, goals == 0
                           ? "    nothing, as far as a firmware without its application tells\n"
                           : "");
    }
    buf_printf(&out, "%zu steps are closed by what the image shows; unknown closes nothing\n",
               open->closed.count);
    return out.data;
}

json_t *open_paths_to_json(const struct open_paths *open)
{
    json_t *paths = json_array();
    json_t *closed = json_array();
    const struct threats *threats = open->threats;
    for (size_t i = 0; i < threats->headline_count; i++) {
        const struct headline *line = &threats->headlines[i];
        const struct path *path = first_path(threats, line);
        if (!line->reachable || !line->open || path == NULL) {
            continue;
        }
        json_t *leaves = json_array();
        for (size_t j = 0; j < path->leaf_count; j++) {
            json_array_append_new(leaves, json_string(path->leaves[j]->id));
        }
        json_array_append_new(
            paths, json_pack("{s:s, s:s, s:s, s:I, s:o}", "adversary", line->adversary->id, "goal",
                             line->goal->id, "feasibility", feasibility_word(line->feasibility),
                             "paths", (json_int_t)count_paths(threats, line), "leaves", leaves));
    }
    for (size_t i = 0; i < open->closed.count; i++) {
        json_array_append_new(closed, json_string(open->closed.items[i]));
    }
    return json_pack("{s:s, s:o, s:o}", "board", open->board->id, "open", paths, "closed", closed);
}
