// SPDX-License-Identifier: MIT
#include "attack/battery.h"

#include "attack/flash.h"
#include "base/file.h"
#include "image/writer.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>

enum { WATCH_EVERY_MS = 100 };

enum home { HOME_FILES, HOME_FIRMWARE, HOME_SLOT };

// Where this build expects its application.
static enum home application_home(const struct attack_request *request)
{
    enum home home = HOME_FILES;
    for (size_t i = 0; i < request->target->controls.count; i++) {
        const struct control *control =
            catalogue_control(request->catalogue, request->target->controls.items[i]);
        for (size_t b = 0; control != NULL && b < control->build_count; b++) {
            const struct build_change *change = &control->builds[b];
            const bool ours = strcmp(change->port, "*") == 0 ||
                              strcmp(change->port, request->model->device.board->port) == 0;
            home = ours && change->freeze_application ? HOME_FIRMWARE : home;
            home = ours && change->signed_application ? HOME_SLOT : home;
        }
    }
    return home;
}

// The factory's programmer: the signed image goes into the first slot.
static bool write_image(struct battery *battery, const char *chip)
{
    struct bench *bench = &battery->bench;
    struct diag diag;
    struct file_bytes image;
    diag_init(&diag, battery->arena);
    if (bench->machine->slots[0] == 0) {
        bench->base_trouble = "this target has no slot for a signed application";
        return false;
    }
    if (!file_load(battery->arena, &diag, "application's image", bench->image, IMAGE_LIMIT,
                   &image) ||
        !flash_write(&diag, chip, bench->machine->slots[0],
                     (struct bytes){image.data, image.size})) {
        bench->base_trouble = diag.entries[0].text;
        return false;
    }
    return true;
}

static bool write_application(struct battery *battery, const struct app_files *files,
                              const char *chip)
{
    struct bench *bench = &battery->bench;
    if (bench->lab.elf == NULL) {
        bench->base_trouble = "there is no stock build to write the application with";
        return false;
    }
    const char *trouble = lab_write(battery->arena, &bench->lab, chip, files);
    if (trouble != NULL) {
        bench->base_trouble = arena_printf(
            battery->arena, "the application cannot be put on the device: %s", trouble);
    }
    return trouble == NULL;
}

// Every device is switched on once before it leaves the factory: a blank chip is formatted by
// the firmware's own first boot.
static void first_boot(struct battery *battery, const char *chip)
{
    struct run run = {.arena = battery->arena, .bench = &battery->bench};
    struct diag diag;
    diag_init(&diag, battery->arena);
    device_init(&run.device, battery->arena, battery->bench.machine, battery->bench.home);
    run.device.flash = chip;
    run.device.log = path_join(battery->arena, battery->request->work, "emulator.log");
    (void)run_alive(&run); // a device that is silent shows it in every attack
    device_release(&run.device);
}

void battery_provision(struct battery *battery, const struct app_files *files)
{
    struct bench *bench = &battery->bench;
    struct diag diag;
    diag_init(&diag, battery->arena);
    const char *chip = path_join(battery->arena, battery->request->work, "base.bin");
    if (!flash_blank(&diag, chip, bench->machine->flash_size)) {
        bench->base_trouble = diag.entries[0].text;
        return;
    }
    const enum home home = application_home(battery->request);
    const bool written =
        home == HOME_FIRMWARE ||
        (home == HOME_SLOT ? write_image(battery, chip) : write_application(battery, files, chip));
    if (!written) {
        return;
    }
    first_boot(battery, chip);
    bench->base = chip;
}

// What the workers share: the next job is taken by number, and nobody else touches it.
struct crew {
    struct battery *battery;
    atomic_size_t next;
    struct arena *arenas[BATTERY_AT_A_TIME];
    atomic_size_t arena_next;
    atomic_size_t done;
};

static void *work(void *context)
{
    struct crew *crew = context;
    struct arena *arena = crew->arenas[atomic_fetch_add(&crew->arena_next, 1)];
    struct battery *battery = crew->battery;
    for (;;) {
        const size_t number = atomic_fetch_add(&crew->next, 1);
        if (number >= battery->job_count) {
            return NULL;
        }
        // The application's own work takes longest, so it goes first.
        const size_t last = battery->job_count - 1;
        const size_t at = !battery->has_works ? number : number == 0 ? last : number - 1;
        struct job *job = &battery->jobs[at];
        if (job->ready) {
            run_script(arena, &battery->bench, &job->script, job->folder, &job->result);
        }
        atomic_fetch_add(&crew->done, 1);
    }
}

static char *dup_text(struct arena *arena, const char *text)
{
    return text == NULL ? NULL : arena_strdup(arena, text);
}

// The workers' memory ends with them, so the texts move to the command's arena.
static void keep(struct arena *arena, struct attack_result *result)
{
    result->tried = dup_text(arena, result->tried);
    result->evidence = dup_text(arena, result->evidence);
    result->transcript = dup_text(arena, result->transcript);
}

static void watch(struct crew *crew)
{
    const struct attack_request *request = crew->battery->request;
    const struct timespec span = {.tv_nsec = WATCH_EVERY_MS * 1000000L};
    const size_t total = crew->battery->job_count;
    for (size_t done = 0; request->progress != NULL && done < total;) {
        done = atomic_load(&crew->done);
        request->progress(request->progress_context, done, total);
        nanosleep(&span, NULL);
    }
}

bool battery_run(struct battery *battery, struct diag *diag)
{
    struct crew crew = {.battery = battery};
    pthread_t threads[BATTERY_AT_A_TIME];
    size_t started = 0;
    // A serial port serves one script at a time.
    const size_t wanted = battery->bench.machine == NULL ? 1 : (size_t)BATTERY_AT_A_TIME;
    for (size_t i = 0; i < wanted; i++) {
        crew.arenas[i] = arena_new();
    }
    while (started < wanted && pthread_create(&threads[started], NULL, work, &crew) == 0) {
        started++;
    }
    if (started > 0) {
        watch(&crew);
    }
    for (size_t i = 0; i < started; i++) {
        (void)pthread_join(threads[i], NULL);
    }
    for (size_t i = 0; started > 0 && i < battery->job_count; i++) {
        keep(battery->arena, &battery->jobs[i].result);
    }
    for (size_t i = 0; i < wanted; i++) {
        arena_release(crew.arenas[i]);
    }
    if (started == 0) {
        diag_environment(diag, NO_PLACE, NULL, "no thread can be started for the attacks");
    }
    return started > 0;
}

const struct attack_results *battery_results(const struct battery *battery)
{
    struct attack_results *results = ARENA_NEW(battery->arena, struct attack_results);
    results->has_works = battery->has_works;
    results->count = battery->job_count - (battery->has_works ? 1 : 0);
    results->items = ARENA_ARRAY(battery->arena, struct attack_result, results->count);
    for (size_t i = 0; i < results->count; i++) {
        results->items[i] = battery->jobs[i].result;
    }
    if (battery->has_works) {
        results->works = battery->jobs[battery->job_count - 1].result;
    }
    return results;
}
