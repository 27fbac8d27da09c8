// SPDX-License-Identifier: MIT
#include "plan/pareto.h"

#include "base/buf.h"

enum { TEXT_LIMIT = 64 * 1024, ROWS = 4 };

static void count_left(struct pareto_row *row, const struct threats *threats)
{
    row->open = threats->path_count;
    row->above = threats->above_count;
}

static void fill(struct arena *arena, const struct plan *plan, struct pareto_row *row)
{
    row->feasible = plan->feasible;
    row->price = plan->price;
    row->irreversible_steps = plan->irreversible_steps;
    row->functions_lost = plan->functions_lost.count;
    row->controls.items = ARENA_ARRAY(arena, const char *, plan->choice_count);
    for (size_t i = 0; i < plan->choice_count; i++) {
        row->controls.items[row->controls.count++] = plan->choices[i].control->id;
    }
}

// Plans for one appetite and judges the result by the model's own.
static bool plan_row(struct arena *arena, struct diag *diag, const struct model *model,
                     const struct plan *plan, struct pareto_row *row)
{
    const struct control **controls =
        ARENA_ARRAY(arena, const struct control *, plan->choice_count);
    for (size_t i = 0; i < plan->choice_count; i++) {
        controls[i] = plan->choices[i].control;
    }
    const struct threats *left =
        threats_find(arena, diag, model, plan->catalogue, controls, plan->choice_count);
    if (left == NULL) {
        return false;
    }
    fill(arena, plan, row);
    count_left(row, left);
    return true;
}

static void relax(enum feasibility *accept, enum feasibility to)
{
    *accept = to > *accept ? to : *accept;
}

const struct pareto *pareto_find(struct arena *arena, struct diag *diag, const struct model *model,
                                 const struct catalogue *catalogue,
                                 const struct plan_options *options)
{
    static const char *const words[ROWS] = {"everything", "medium or less", "low or less",
                                            "as the model"};
    static const enum feasibility accepted[ROWS] = {FEASIBILITY_HIGH, FEASIBILITY_MEDIUM,
                                                    FEASIBILITY_LOW, FEASIBILITY_VERY_LOW};
    struct pareto *pareto = ARENA_NEW(arena, struct pareto);
    struct plan_options brief = *options;
    brief.brief = true;
    pareto->rows = ARENA_ARRAY(arena, struct pareto_row, ROWS);
    for (size_t i = 0; i < ROWS; i++) {
        struct model *variant = ARENA_NEW(arena, struct model);
        *variant = *model;
        for (size_t j = 0; j < IMPACT_COUNT; j++) {
            relax(&variant->appetite.accept_up_to[j], accepted[i]);
            relax(&variant->appetite.class_break[j], accepted[i]);
        }
        const struct plan *plan = plan_make(arena, diag, variant, catalogue, &brief);
        struct pareto_row *row = &pareto->rows[pareto->count++];
        row->appetite = words[i];
        if (plan == NULL || !plan_row(arena, diag, model, plan, row)) {
            return NULL;
        }
    }
    return pareto;
}

const char *pareto_text(struct arena *arena, const struct pareto *pareto)
{
    struct buf out;
    buf_init(&out, arena, TEXT_LIMIT);
    buf_printf(&out, "%-16s %-10s %8s %8s %10s %6s %6s\n", "accepts", "plan", "controls", "steps",
               "price", "open", "above");
    for (size_t i = 0; i < pareto->count; i++) {
        const struct pareto_row *row = &pareto->rows[i];
        buf_printf(&out, "%-16s %-10s %8zu %8u %9.2f%% %6zu %6zu\n", row->appetite,
                   row->feasible ? "feasible" : "infeasible", row->controls.count,
                   row->irreversible_steps, row->price * 100.0, row->open, row->above);
    }
    buf_puts(&out, "price: of the budgets or their nominal scales; open: paths left within "
                   "someone's reach;\nabove: those above the model's own appetite, answered by a "
                   "response or not\n");
    return out.data;
}

json_t *pareto_to_json(const struct pareto *pareto)
{
    json_t *rows = json_array();
    for (size_t i = 0; i < pareto->count; i++) {
        const struct pareto_row *row = &pareto->rows[i];
        json_t *controls = json_array();
        for (size_t j = 0; j < row->controls.count; j++) {
            (void)json_array_append_new(controls, json_string(row->controls.items[j]));
        }
        (void)json_array_append_new(
            rows,
            json_pack("{s:s, s:b, s:o, s:f, s:i, s:i, s:i, s:i}", "accepts", row->appetite,
                      "feasible", row->feasible, "controls", controls, "normalised", row->price,
                      "irreversible_steps", (int)row->irreversible_steps, "functions_lost",
                      (int)row->functions_lost, "open", (int)row->open, "above", (int)row->above));
    }
    return json_pack("{s:o}", "pareto", rows);
}
