// SPDX-License-Identifier: MIT
#include "cmd_audit.h"

// A planned control that is not in force is a finding like an interface that nobody declared.
static void add_planned(struct context *context, const struct planned_controls *planned,
                        struct findings *findings, size_t *capacity)
{
    for (size_t i = 0; i < planned->count; i++) {
        const struct planned_control *item = &planned->items[i];
        if (item->state != NOT_IN_FORCE && item->state != NOT_SHOWN) {
            continue;
        }
        findings->items = arena_grow(context->arena, findings->items, findings->count, capacity,
                                     sizeof *findings->items);
        findings->items[findings->count++] = (struct finding){
            .check = item->check,
            .severity = item->state == NOT_IN_FORCE ? "error" : "note",
            .place = {.file = planned->lock, .line = 1},
            .evidence = arena_printf(context->arena, "the planned control %s is %s: %s",
                                     item->control->id, in_force_word(item->state), item->why),
            .advice = item->state == NOT_IN_FORCE
                          ? "build with mpsec build, or take the control out of the plan"
                          : "ask the ELF file with its symbols, or mpsec verify"};
    }
}

static bool judge(struct context *context, const struct inventories *all,
                  struct judgement *judgement)
{
    struct findings *findings = &judgement->findings;
    size_t capacity = 0;
    judgement->planned = ARENA_ARRAY(context->arena, struct planned_controls, all->count);
    for (size_t i = 0; i < all->count; i++) {
        const struct findings some = audit_compare(context->arena, all->items[i], judgement->model);
        for (size_t j = 0; j < some.count; j++) {
            findings->items = arena_grow(context->arena, findings->items, findings->count,
                                         &capacity, sizeof *findings->items);
            findings->items[findings->count++] = some.items[j];
        }
        if (!planned_controls_find(context->arena, &context->diag, judgement->catalogue,
                                   all->items[i], judgement->model, &judgement->planned[i])) {
            return false;
        }
        add_planned(context, &judgement->planned[i], findings, &capacity);
    }
    return true;
}

const struct board *audit_board(struct context *context, const struct catalogue *catalogue,
                                const struct inventory *inventory, const char *named)
{
    const struct board *board =
        named != NULL ? catalogue_board(catalogue, named) : draft_board(catalogue, inventory);
    const char *build = inventory->identity.build;
    if (!inventory->recognised) {
        diag_input(&context->diag, (struct place){.file = inventory->file}, "take another file",
                   "not recognised as MicroPython");
        return NULL;
    }
    if (board == NULL && named != NULL) {
        const struct names ids = CATALOGUE_IDS(context->arena, catalogue, boards);
        const char *near = names_closest(&ids, named);
        diag_input(&context->diag, NO_PLACE,
                   near == NULL ? "mpsec new lists the boards"
                                : arena_printf(context->arena, "did you mean %s?", near),
                   "there is no board %s", named);
    } else if (board == NULL) {
        diag_input(&context->diag, (struct place){.file = inventory->file}, "name it with --board",
                   "the firmware names no board of the catalogue%s%s",
                   build != NULL ? ", but " : "", build != NULL ? build : "");
    }
    return board;
}

static bool find_open(struct context *context, const struct inventories *all, const char *named,
                      struct judgement *judgement)
{
    judgement->open = ARENA_ARRAY(context->arena, struct open_paths, all->count);
    for (size_t i = 0; i < all->count; i++) {
        const struct board *board =
            audit_board(context, judgement->catalogue, all->items[i], named);
        if (board == NULL || !open_paths_find(context->arena, &context->diag, judgement->catalogue,
                                              all->items[i], board, &judgement->open[i])) {
            return false;
        }
    }
    return true;
}

static bool load_wishes(struct context *context, const struct audit_options *options,
                        struct judgement *judgement)
{
    if (options->model != NULL) {
        return command_model(context, options->model, &judgement->catalogue, &judgement->model);
    }
    if (options->paths) {
        judgement->catalogue =
            catalogue_load(context->arena, &context->diag, context->catalogue_folder);
        return judgement->catalogue != NULL;
    }
    return true;
}

bool audit_judge(struct context *context, const struct inventories *all,
                 const struct audit_options *options, struct judgement *out)
{
    *out = (struct judgement){0};
    return load_wishes(context, options, out) && (out->model == NULL || judge(context, all, out)) &&
           (!options->paths || find_open(context, all, options->board, out));
}
