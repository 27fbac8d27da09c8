// SPDX-License-Identifier: MIT
#include "plan/text.h"

#include "base/buf.h"
#include "threat/text.h"

enum { TEXT_LIMIT = 1024 * 1024, SHOWN_PATHS = 10 };

static void put_names(struct buf *out, const char *label, const struct names *names)
{
    if (names->count == 0) {
        return;
    }
    buf_printf(out, "  %s: ", label);
    for (size_t i = 0; i < names->count; i++) {
        buf_printf(out, "%s%s", i == 0 ? "" : ", ", names->items[i]);
    }
    buf_puts(out, "\n");
}

static void put_choices(struct buf *out, const struct plan *plan)
{
    if (plan->choice_count > 0) {
        buf_puts(out, "\nWhat to do\n");
    }
    for (size_t i = 0; i < plan->choice_count; i++) {
        const struct choice *choice = &plan->choices[i];
        buf_printf(out, "  %s: %s (%s)\n", choice->control->id, choice->control->title,
                   choice->control->category == CONTROL_ELIMINATE ? "eliminate" : "reduce");
        if (choice->reopen_count > 0) {
            buf_printf(out,
                       "      without it %zu path%s reopen%s, the worst: ", choice->reopen_count,
                       choice->reopen_count == 1 ? "" : "s", choice->reopen_count == 1 ? "s" : "");
            path_write(out, "      ", &choice->reopens[0]);
        } else {
            buf_printf(out, "      %s\n",
                       choice->bonus ? "a bonus: answers nothing, saves resources"
                                     : choice->because);
        }
    }
}

static void put_steps(struct buf *out, const struct plan *plan)
{
    bool first = true;
    for (size_t i = 0; i < plan->choice_count; i++) {
        const struct control *control = plan->choices[i].control;
        for (size_t j = 0; j < control->provision_count; j++) {
            const struct provision_step *step = &control->provision[j];
            buf_printf(out, "%s  %s%s: %s\n",
                       first ? "\nBy a person, outside the build (mpsec never does these)\n" : "",
                       step->irreversible ? "IRREVERSIBLE " : "", control->id, step->text);
            first = false;
        }
    }
}

static void put_certainty(struct buf *out, const struct plan *plan)
{
    if (plan->unproved != NULL) {
        buf_printf(out,
                   "  not proven to be the cheapest: %s\n"
                   "  (mpsec plan --thorough looks as long as it takes)\n",
                   plan->unproved);
    } else if (plan->next_best_why == NULL && plan->choice_count > 0) {
        buf_puts(out, plan->next_best_late
                          ? "  whether another set of controls does as well was not found in time\n"
                          : "  no other set of controls answers every path\n");
    }
}

static void put_cost(struct buf *out, const struct plan *plan)
{
    buf_printf(out,
               "\nWhat it costs (predicted; mpsec build measures)\n"
               "  flash %+lld B, RAM %+lld B, boot %+.1f ms; irreversible steps: %u\n",
               (long long)plan->flash_bytes, (long long)plan->ram_bytes,
               (double)plan->boot_us / 1000.0, plan->irreversible_steps);
    put_names(out, "functions lost", &plan->functions_lost);
    put_names(out, "never measured on this board, counted as 0 bytes", &plan->unpriced);
    put_names(out, "no build here carries these out: by hand", &plan->by_hand);
    if (plan->binding != NULL) {
        buf_printf(out, "  binding: %s\n", plan->binding);
    }
    put_certainty(out, plan);
    if (plan->next_best_why != NULL) {
        buf_printf(out, "  the next-best plan costs %s\n", plan->next_best_why);
        put_names(out, "  its controls", &plan->next_best);
    }
}

static void put_left(struct buf *out, struct arena *arena, const struct plan *plan)
{
    if (plan->residual_count > 0) {
        buf_puts(out, "\nWhat is left\n");
    }
    for (size_t i = 0; i < plan->residual_count; i++) {
        const struct response *response = plan->residual_response[i];
        buf_puts(out, "  ");
        path_write(out, "    ", plan->residual[i]);
        buf_printf(out, "    %s by %s until %s: %s\n",
                   response->kind == RESPONSE_TRANSFER ? "transferred" : "accepted",
                   response->owner, date_text(arena, response->expires), response->reason);
    }
    for (size_t i = 0; i < plan->expired_count; i++) {
        buf_printf(out, "\nExpired: the response to %s ended on %s and counts no longer\n",
                   plan->expired[i]->threat, date_text(arena, plan->expired[i]->expires));
    }
}

static void put_unanswered(struct buf *out, const struct plan *plan)
{
    if (plan->known_count > 0) {
        buf_printf(out, "\nOpen, above the appetite, and in the baseline: %zu\n",
                   plan->known_count);
    }
    if (plan->unanswered_count > 0) {
        buf_printf(out, "\nOpen and above the appetite: %zu\n", plan->unanswered_count);
    }
    for (size_t i = 0; i < plan->unanswered_count && i < SHOWN_PATHS; i++) {
        buf_puts(out, "  ");
        path_write(out, "    ", plan->unanswered[i]);
    }
    if (plan->unanswered_count > SHOWN_PATHS) {
        buf_printf(out, "  and %zu more\n", plan->unanswered_count - SHOWN_PATHS);
    }
}

static void put_infeasible(struct buf *out, const struct plan *plan)
{
    buf_printf(out,
               "%s: infeasible. No set of controls answers every path above the appetite.\n\n"
               "These cannot hold together; take any one away and the rest can\n",
               plan->model->device.id);
    for (size_t i = 0; i < plan->conflict.count; i++) {
        buf_printf(out, "  - %s\n", plan->conflict.items[i]);
    }
    buf_puts(out, plan->exit_count > 0
                      ? "\nWays out, cheapest first\n"
                      : "\nNo single change of the model that was tried makes it feasible\n");
    for (size_t i = 0; i < plan->exit_count; i++) {
        buf_printf(out, "  %zu. %s\n", i + 1, plan->exits[i].text);
    }
}

const char *plan_text(struct arena *arena, const struct plan *plan)
{
    struct buf out;
    buf_init(&out, arena, TEXT_LIMIT);
    if (!plan->feasible) {
        put_infeasible(&out, plan);
    } else {
        buf_printf(&out, "%s: %zu control%s; paths above the appetite: %s%zu before, %zu after\n",
                   plan->model->device.id, plan->choice_count, plan->choice_count == 1 ? "" : "s",
                   plan->before->complete ? "" : "at least ", plan->before->above_count,
                   plan->after->above_count);
        put_choices(&out, plan);
        put_steps(&out, plan);
        put_cost(&out, plan);
    }
    put_left(&out, arena, plan);
    put_unanswered(&out, plan);
    return out.data;
}
