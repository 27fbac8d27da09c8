// SPDX-License-Identifier: MIT
// run.c - plans, builds, audits, attacks; the verdict itself is judge.c.
#include "verify/verify.h"

#include "base/file.h"
#include "base/process.h"
#include "image/application.h"
#include "image/device_keys.h"

#include <string.h>

struct job {
    struct arena *arena;
    struct diag *diag;
    const struct verify_request *request;
    const char *what; // for the progress of the stage that runs
};

static void tell_build(void *context, const char *what, unsigned compiled)
{
    const struct job *job = context;
    const struct verify_request *request = job->request;
    request->progress(request->progress_context, arena_printf(job->arena, "build %s", what),
                      compiled, 0);
}

static void tell_attack(void *context, size_t done, size_t total)
{
    const struct job *job = context;
    job->request->progress(job->request->progress_context, job->what, done, total);
}

// A build that is taken as it stands must at least be the build of this plan.
static bool fits(struct job *job, const struct build *build, const struct control *const *controls,
                 size_t count)
{
    bool same = build->controls.count == count;
    for (size_t i = 0; same && i < count; i++) {
        same = names_has(&build->controls, controls[i]->id);
    }
    if (!same) {
        diag_input(job->diag, (struct place){.file = build->out},
                   "run mpsec verify without --reuse", "this build has not the plan's controls");
    }
    return same;
}

static const struct build *make(struct job *job, const char *name,
                                const struct control *const *controls, size_t count)
{
    const struct verify_request *request = job->request;
    const char *out = path_join(job->arena, request->out, name);
    if (request->reuse) {
        const struct build *build = build_load(job->arena, job->diag, out);
        return build != NULL && fits(job, build, controls, count) ? build : NULL;
    }
    const struct build_request build = {
        .model = request->model,
        .micropython = request->micropython,
        .home = request->home,
        .out = out,
        .controls = controls,
        .device_keys = count > 0 ? device_keys_text(job->arena, job->diag, request->model) : NULL,
        .control_count = count,
        .quiet = request->progress == NULL,
        .progress = request->progress != NULL ? tell_build : NULL,
        .progress_context = job,
    };
    return build_run(job->arena, job->diag, &build);
}

// What a device runs whose application is signed. One that was made elsewhere, by a key that is
// not here, is taken as it stands.
static bool make_application(struct job *job)
{
    const struct verify_request *request = job->request;
    const struct build_request build = {
        .model = request->model, .micropython = request->micropython, .home = request->home};
    const struct application_request wanted = {
        .model = request->model,
        .mpy_cross = build_mpy_cross(job->arena, job->diag, &build),
        .out = request->out,
    };
    if (wanted.mpy_cross == NULL) {
        return false;
    }
    json_t *application = application_make(job->arena, job->diag, &wanted);
    json_decref(application);
    return application != NULL;
}

static bool is_signed(const struct plan *plan)
{
    for (size_t i = 0; i < plan->choice_count; i++) {
        const struct control *control = plan->choices[i].control;
        for (size_t b = 0; b < control->build_count; b++) {
            if (control->builds[b].signed_application) {
                return true;
            }
        }
    }
    return false;
}

static bool make_both(struct job *job, struct verify_input *input)
{
    const struct plan *plan = input->plan;
    const struct control **controls =
        ARENA_ARRAY(job->arena, const struct control *, plan->choice_count);
    for (size_t i = 0; i < plan->choice_count; i++) {
        controls[i] = plan->choices[i].control;
    }
    input->stock = make(job, "stock", NULL, 0);
    if (input->stock == NULL) {
        return false;
    }
    input->hardened = make(job, "hardened", controls, plan->choice_count);
    if (input->hardened == NULL) {
        return false;
    }
    return job->request->reuse || !is_signed(plan) || make_application(job);
}

static const struct attack_results *attack(struct job *job, const struct verify_input *input,
                                           const char *name, const struct build *target)
{
    const struct verify_request *request = job->request;
    const char *folder = path_join(job->arena, request->out, "attack");
    const struct attack_request attack = {
        .catalogue = request->catalogue,
        .model = request->model,
        .target = target,
        .lab = input->stock,
        .micropython = request->micropython,
        .home = request->home,
        .work = path_join(job->arena, folder, name),
        .progress = request->progress != NULL ? tell_attack : NULL,
        .progress_context = job,
    };
    job->what = arena_printf(job->arena, "attack %s", name);
    return attack_run(job->arena, job->diag, &attack);
}

static bool look(struct job *job, struct verify_input *input)
{
    input->stock_inventory = audit_run(job->arena, job->diag, input->stock->elf);
    input->hardened_inventory = audit_run(job->arena, job->diag, input->hardened->elf);
    if (input->stock_inventory == NULL || input->hardened_inventory == NULL) {
        return false;
    }
    input->on_stock = attack(job, input, "stock", input->stock);
    if (input->on_stock == NULL) {
        return false;
    }
    input->on_hardened = attack(job, input, "hardened", input->hardened);
    return input->on_hardened != NULL;
}

const struct verification *verify_run(struct arena *arena, struct diag *diag,
                                      const struct verify_request *request)
{
    struct job job = {.arena = arena, .diag = diag, .request = request};
    const struct plan_options options = {.without = request->without, .brief = true};
    struct verify_input input = {
        .plan = plan_make(arena, diag, request->model, request->catalogue, &options),
    };
    input.not_built = request->model->device.board->target == NULL;
    input.reused = request->reuse && !input.not_built;
    if (input.plan == NULL ||
        (!input.not_built && (!make_both(&job, &input) || !look(&job, &input)))) {
        return NULL;
    }
    return verify_judge(arena, diag, &input);
}
