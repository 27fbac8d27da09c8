// SPDX-License-Identifier: MIT
#include "command.h"

#include "base/file.h"
#include "plan/plan.h"
#include "plan/text.h"

#include <stdio.h>
#include <string.h>

enum { LOCK_LIMIT = 1024 * 1024 };

struct cmd_plan_options {
    struct option_list without;
    struct option_list with;
    bool bonus;
    bool check;
    bool dry_run;
};

static struct names names_of(const struct option_list *list)
{
    return (struct names){.items = list->items, .count = list->count};
}

// Compares with, or writes, the lock. A what-if (--without) never becomes the plan of record.
static bool keep_lock(struct context *context, const struct cmd_plan_options *options,
                      const struct plan *plan, enum status *status)
{
    const char *path = path_join(context->arena, plan->model->folder, "plan.lock.yaml");
    const char *lock = plan_to_lock(context->arena, plan);
    if (options->check) {
        struct file_bytes old;
        if (!file_load(context->arena, &context->diag, "plan lock", path, LOCK_LIMIT, &old)) {
            return false;
        }
        if (strcmp(old.data, lock) != 0) {
            diag_warning(&context->diag, (struct place){.file = path}, "run mpsec plan",
                         "the plan is stale");
            *status = STATUS_FINDINGS;
        }
        return true;
    }
    if (options->dry_run || options->without.count > 0 || !plan->feasible) {
        return true;
    }
    return file_write(&context->diag, path, lock, strlen(lock));
}

static json_t *answer(struct context *context, const struct cmd_plan_options *options,
                      const char *path, enum status *status)
{
    const struct catalogue *catalogue;
    const struct model *model;
    if (!command_model(context, path, &catalogue, &model)) {
        return NULL;
    }
    const struct plan_options how = {.without = names_of(&options->without),
                                     .with = names_of(&options->with),
                                     .bonus = options->bonus,
                                     .brief = options->check && !context->json};
    const struct plan *plan = plan_make(context->arena, &context->diag, model, catalogue, &how);
    if (plan == NULL) {
        return NULL;
    }
    *status = plan_is_good(plan) ? STATUS_CLEAN : STATUS_FINDINGS;
    if (!keep_lock(context, options, plan, status)) {
        return NULL;
    }
    if (!context->json && !(options->check && *status == STATUS_CLEAN)) {
        fputs(plan_text(context->arena, plan), stdout);
    }
    return plan_to_json(plan);
}

enum status cmd_plan(struct context *context, int argc, char *argv[])
{
    struct cmd_plan_options options = {0};
    const struct option table[] = {
        {"without", 0, OPTION_LIST, &options.without, "CONTROL",
         "take a control out of the optimum: what reopens?"},
        {"with", 0, OPTION_LIST, &options.with, "CONTROL", "choose a control in any case"},
        {"bonus", 0, OPTION_FLAG, &options.bonus, NULL,
         "add controls that answer nothing and save resources"},
        {"check", 0, OPTION_FLAG, &options.check, NULL,
         "compare with plan.lock.yaml; exit status 1 when it is stale"},
        {"dry-run", 'n', OPTION_FLAG, &options.dry_run, NULL, "do not write plan.lock.yaml"},
    };
    const struct usage usage = {
        .synopsis = "mpsec plan [OPTION]... [MODEL]",
        .summary = "Choose the cheapest controls that answer every path above the appetite.",
        .options = table,
        .option_count = sizeof table / sizeof table[0],
        .notes = "MODEL is device.yaml when it is not given. The plan is written to plan.lock.yaml "
                 "beside it,\nunless it is infeasible or --without asks what would be.",
    };
    int operands;
    enum status status;
    if (!command_options(context, &usage, argc, argv, &operands, &status)) {
        return status;
    }
    status = STATUS_CLEAN;
    json_t *document = NULL;
    if (operands > 1) {
        diag_input(&context->diag, NO_PLACE, "see mpsec plan --help",
                   "plan takes one model, not %d", operands);
    } else {
        document = answer(context, &options, operands > 0 ? argv[0] : NULL, &status);
    }
    return command_end(context, "plan", document, status);
}
