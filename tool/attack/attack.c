// SPDX-License-Identifier: MIT
// attack.c - the battery: which attacks, with which values, on which flash chip.
#include "attack/attack.h"

#include "attack/battery.h"
#include "attack/flash.h"
#include "base/file.h"
#include "threat/facts.h"

#include <string.h>
#include <unistd.h>

enum { VERSION_LIMIT = 4096 };

static bool is_asked_for(const struct attack_request *request, const struct attack *attack)
{
    if (request->only.count > 0) {
        return names_has(&request->only, attack->id);
    }
    for (size_t i = 0; i < request->catalogue->leaves_count; i++) {
        const struct leaf *leaf = &request->catalogue->leaves[i];
        if (names_has(&leaf->checks, attack->id) &&
            expr_holds(request->model, leaf->applies_when)) {
            return true;
        }
    }
    return false;
}

static bool check_only(struct diag *diag, const struct attack_request *request)
{
    bool good = true;
    for (size_t i = 0; i < request->only.count; i++) {
        if (catalogue_attack(request->catalogue, request->only.items[i]) == NULL) {
            diag_input(diag, NO_PLACE, "mpsec explain ID tells what the catalogue knows",
                       "there is no attack '%s'", request->only.items[i]);
            good = false;
        }
    }
    return good;
}

static bool draw(struct arena *arena, struct diag *diag, const struct bench *bench,
                 const struct app_files *files, struct values *values)
{
    *values = (struct values){{0}};
    if (bench->works != NULL) {
        values->text[VALUE_FROZEN_MODULE] = bench->works->frozen;
        values->text[VALUE_OPTIONAL_MODULE] = bench->works->optional;
    }
    if (!values_draw(arena, values) || !application_prize(arena, files, values)) {
        diag_environment(diag, NO_PLACE, NULL, "the kernel gives no random numbers");
        return false;
    }
    return true;
}

static void no_value(struct arena *arena, const char *missing, struct attack_result *result)
{
    result->outcome = OUTCOME_NOT_RUN;
    result->tried = "nothing";
    result->evidence = arena_printf(
        arena, "the application gives no value for {%s}: application.works and its files do",
        missing);
}

// One job for every attack asked for, all scripts read and filled in before the first one runs:
// a mistake in the last script must not cost the time of the others.
static bool plan_jobs(struct battery *battery, struct diag *diag,
                      const struct attack_request *request, const struct app_files *files)
{
    const struct catalogue *catalogue = request->catalogue;
    battery->jobs = ARENA_ARRAY(battery->arena, struct job, catalogue->attacks_count + 1);
    bool good = true;
    for (size_t i = 0; i < catalogue->attacks_count; i++) {
        const struct attack *attack = &catalogue->attacks[i];
        struct script script;
        struct values values;
        const char *missing;
        if (!is_asked_for(request, attack)) {
            continue;
        }
        struct job *job = &battery->jobs[battery->job_count];
        *job = (struct job){.result = {.attack = attack}};
        job->folder = path_join(battery->arena, request->work, attack->id);
        if (!script_parse(battery->arena, diag, attack->steps, attack->success, &script) ||
            !draw(battery->arena, diag, &battery->bench, files, &values)) {
            good = false;
            continue;
        }
        job->ready = script_expand(battery->arena, diag, &script, &values, &job->script, &missing);
        if (!job->ready && missing == NULL) {
            good = false;
            continue;
        }
        if (!job->ready) {
            no_value(battery->arena, missing, &job->result);
        }
        battery->job_count++;
    }
    return good;
}

// The application's own work is a job like the others, run beside them.
static bool plan_works(struct battery *battery, struct diag *diag,
                       const struct attack_request *request, const struct app_files *files)
{
    struct values values;
    const char *missing = NULL;
    if (battery->bench.works == NULL || request->only.count > 0) {
        return true;
    }
    struct job *job = &battery->jobs[battery->job_count];
    *job = (struct job){.folder = path_join(battery->arena, request->work, "works")};
    if (!draw(battery->arena, diag, &battery->bench, files, &values)) {
        return false;
    }
    job->ready = script_expand(battery->arena, diag, &battery->bench.works->script, &values,
                               &job->script, &missing);
    if (!job->ready) {
        no_value(battery->arena, missing, &job->result);
    }
    battery->has_works = true;
    battery->job_count++;
    return true;
}

// Without an emulator or a port nothing can be tried at all: that is no outcome of an attack.
static bool find_machine(struct battery *battery, struct diag *diag,
                         const struct attack_request *request)
{
    struct bench *bench = &battery->bench;
    if (request->serial != NULL) {
        AUTO_CLOSE int port = serial_open(diag, request->serial);
        return port >= 0;
    }
    const char *target = request->target != NULL ? request->target->target : "";
    bench->machine = machine_find(target);
    if (bench->machine == NULL) {
        diag_environment(diag, NO_PLACE, "attack a board on a serial port with --serial",
                         "the target '%s' cannot be emulated here", target);
        return false;
    }
    const char *const ask[] = {bench->machine->arguments[0], "--version", NULL};
    const size_t errors = diag->environment_errors;
    if (process_output(battery->arena, diag, ask, VERSION_LIMIT) == NULL &&
        diag->environment_errors == errors) {
        diag_environment(diag, NO_PLACE, NULL, "the emulator '%s' does not run", ask[0]);
    }
    return diag->environment_errors == errors;
}

static bool fill_bench(struct battery *battery, struct diag *diag,
                       const struct attack_request *request)
{
    struct bench *bench = &battery->bench;
    bench->serial = request->serial;
    bench->home = request->home;
    bench->model = request->model;
    bench->elf = request->target != NULL ? request->target->elf : NULL;
    bench->image =
        request->target == NULL
            ? NULL
            : path_join(battery->arena, path_folder(battery->arena, request->target->out),
                        "application.img");
    if (!find_machine(battery, diag, request)) {
        return false;
    }
    if (request->lab != NULL) {
        bench->lab = (struct lab){
            .machine = bench->machine,
            .home = request->home,
            .elf = request->lab->elf,
            .log = path_join(battery->arena, request->work, "lab.log"),
        };
    }
    return works_load(battery->arena, diag, request->model, &bench->works);
}

// The attacker's compiler matters to two attacks only; without it they are not run.
static const char *find_mpy_cross(struct arena *arena, struct diag *diag,
                                  const struct attack_request *request)
{
    struct diag quiet;
    diag_init(&quiet, arena);
    const struct build_request build = {
        .model = request->model,
        .micropython = request->micropython,
        .home = request->home,
        .quiet = true,
    };
    const char *program =
        request->micropython != NULL ? build_mpy_cross(arena, &quiet, &build) : NULL;
    if (program == NULL) {
        diag_warning(diag, NO_PLACE, NULL, "attacks with compiled code are not run: %s",
                     quiet.count > 0 ? quiet.entries[0].text : "there is no MicroPython tree");
    }
    return program;
}

const struct attack_results *attack_run(struct arena *arena, struct diag *diag,
                                        const struct attack_request *request)
{
    struct battery battery = {.arena = arena, .request = request};
    struct app_files files;
    if (!check_only(diag, request) || !folder_make(diag, request->work) ||
        !fill_bench(&battery, diag, request) ||
        !application_load(arena, diag, request->model, &files)) {
        return NULL;
    }
    const bool planned = plan_jobs(&battery, diag, request, &files);
    if (!plan_works(&battery, diag, request, &files) || !planned) {
        return NULL;
    }
    if (request->serial == NULL) {
        battery.bench.mpy_cross = find_mpy_cross(arena, diag, request);
        battery_provision(&battery, &files);
    }
    const bool ran = battery_run(&battery, diag);
    if (battery.bench.base != NULL) {
        (void)unlink(battery.bench.base);
    }
    if (process_interrupted()) {
        diag_environment(diag, NO_PLACE, NULL, "interrupted");
    }
    if (!ran || process_interrupted()) {
        return NULL;
    }
    return battery_results(&battery);
}
