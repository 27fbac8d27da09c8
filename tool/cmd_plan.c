// SPDX-License-Identifier: MIT
#include "cmd_plan.h"

#include "base/process.h"
#include "plan/pareto.h"
#include "plan/text.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct cmd_plan_options {
    struct option_list without, with;
    struct plan_options how;
    struct respond_request respond;
    bool check, dry_run, pareto;
};

struct work {
    struct context *context;
    const struct cmd_plan_options *options;
    const struct catalogue *catalogue;
    const struct model *model;
    struct plan_options how;
    enum status status;
};

static void show_progress(void *context, size_t rows)
{
    uint64_t *shown = context;
    if (clock_ms() - *shown >= 200U) { // milliseconds
        *shown = clock_ms();
        fprintf(stderr, "\x1b[Kplanning: %zu rules\r", rows); // what follows is written over it
    }
}

// Compares with, or writes, the lock. A what-if (--without) never becomes the plan of record.
static bool keep_lock(struct work *work, const struct plan *plan)
{
    struct context *context = work->context;
    if (!work->options->check) {
        return work->options->dry_run || work->options->without.count > 0 || !plan->feasible ||
               plan_lock_write(context->arena, &context->diag, plan);
    }
    bool current = false;
    const bool read = plan_lock_check(context->arena, &context->diag, plan, &current);
    work->status = current ? work->status : STATUS_FINDINGS;
    return read;
}

static json_t *run_plan(struct work *work)
{
    struct context *context = work->context;
    const struct plan *plan =
        plan_make(context->arena, &context->diag, work->model, work->catalogue, &work->how);
    if (plan == NULL) {
        return NULL;
    }
    work->status = plan_is_good(plan) ? STATUS_CLEAN : STATUS_FINDINGS;
    if (!keep_lock(work, plan)) {
        return NULL;
    }
    if (!context->json && !(work->options->check && work->status == STATUS_CLEAN)) {
        fputs(plan_text(context->arena, plan), stdout);
    }
    return plan_to_json(plan);
}

static json_t *run_pareto(struct work *work)
{
    struct context *context = work->context;
    const struct pareto *pareto =
        pareto_find(context->arena, &context->diag, work->model, work->catalogue, &work->how);
    if (pareto == NULL) {
        return NULL;
    }
    if (!context->json) {
        fputs(pareto_text(context->arena, pareto), stdout);
    }
    return pareto_to_json(pareto);
}

static json_t *answer(struct work *work, const char *path)
{
    const struct cmd_plan_options *options = work->options;
    if (!command_model(work->context, path, &work->catalogue, &work->model)) {
        return NULL;
    }
    work->how = options->how;
    work->how.without = (struct names){options->without.items, options->without.count};
    work->how.with = (struct names){options->with.items, options->with.count};
    work->how.brief = options->check && !work->context->json;
    const bool watched =
        !work->context->quiet && !work->context->json && isatty(STDERR_FILENO) != 0;
    uint64_t shown = clock_ms(); // short planning shows nothing
    work->how.watcher = (struct watcher){watched ? show_progress : NULL, &shown};
    json_t *document = options->pareto ? run_pareto(work) : run_plan(work);
    work->how.watcher = (struct watcher){NULL, NULL};
    fputs(watched ? "\x1b[K" : "", stderr);
    return document;
}

enum status cmd_plan(struct context *context, int argc, char *argv[])
{
    struct cmd_plan_options options = {0};
    const struct option table[] = {
        {"without", 0, OPTION_LIST, &options.without, "CONTROL",
         "take a control out of the optimum: what reopens?"},
        {"with", 0, OPTION_LIST, &options.with, "CONTROL", "choose a control in any case"},
        {"bonus", 0, OPTION_FLAG, &options.how.bonus, NULL, "add what only saves resources"},
        {"check", 0, OPTION_FLAG, &options.check, NULL, "fail when plan.lock.yaml is stale"},
        {"dry-run", 'n', OPTION_FLAG, &options.dry_run, NULL, "do not write plan.lock.yaml"},
        {"thorough", 0, OPTION_FLAG, &options.how.thorough, NULL,
         "seek the proof that nothing is cheaper"},
        {"pareto", 0, OPTION_FLAG, &options.pareto, NULL, "show cost against what stays open"},
        {"baseline", 0, OPTION_TEXT, &options.how.baseline, "FILE",
         "fail only on paths that are new or worse than in FILE"},
        {"owner", 0, OPTION_TEXT, &options.respond.owner, "WHO", "respond: who answers for it"},
        {"reason", 0, OPTION_TEXT, &options.respond.reason, "WHY", "respond: why"},
        {"expires", 0, OPTION_TEXT, &options.respond.expires, "DATE", "respond: until when"},
        {"recipient", 0, OPTION_TEXT, &options.respond.recipient, "WHOM", "respond: transfer to"},
    };
    const struct usage usage = {
        "mpsec plan [OPTION]... [MODEL]",
        "Choose the cheapest controls that answer every path above the appetite.", table,
        sizeof table / sizeof table[0],
        "MODEL is device.yaml when it is not given. The plan is written to plan.lock.yaml beside "
        "it,\nunless infeasible or only asked about (--without). FILE is mpsec plan --json's.\n"
        "mpsec plan respond LEAF accept|transfer [MODEL] answers in MODEL and keeps its comments."};
    int operands;
    enum status status;
    if (!command_options(context, &usage, argc, argv, &operands, &status)) {
        return status;
    }
    const int at = operands >= 3 && strcmp(argv[0], "respond") == 0 ? 3 : 0;
    const char *path;
    if (!command_operand(context, "plan", operands - at, argv + at, &path)) {
        return command_end(context, "plan", NULL, STATUS_USAGE);
    }
    if (at > 0) {
        options.respond.threat = argv[1];
        options.respond.kind = argv[2];
        return cmd_plan_respond(context, path, &options.respond);
    }
    struct work work = {.context = context, .options = &options, .status = STATUS_CLEAN};
    json_t *document = answer(&work, path);
    return command_end(context, "plan", document, work.status);
}
