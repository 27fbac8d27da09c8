// SPDX-License-Identifier: MIT
// steps.c - what each step of a script does to the device.
#include "attack/run.h"

#include "attack/flash.h"
#include "attack/forge.h"
#include "base/file.h"

#include <stdio.h>
#include <string.h>

enum { SEND_MS = 5000, DIGITS_MAX = 18, SIGNS_WANTED = 3, PATIENCE = 3, TEXT_WORDS = 60 };

static bool fail(struct run *run, const char *trouble)
{
    if (run->trouble == NULL) {
        run->trouble = trouble;
    }
    return false;
}

static bool still_there(struct run *run)
{
    if (!device_runs(&run->device)) {
        return fail(run, run->device.machine != NULL ? "the emulator ended while the attack ran"
                                                     : "the serial port went away");
    }
    if (run->device.line.console.full) {
        return fail(run, "the device floods the console");
    }
    return true;
}

static bool power_on_with(struct run *run, const char *words)
{
    struct diag diag;
    diag_init(&diag, run->arena);
    if (!device_power_on(&run->device, &diag, run->bench->elf, words)) {
        return fail(run, diag.count > 0 ? diag.entries[0].text : "the device cannot be reached");
    }
    run->seen = run->device.line.console.size;
    run->answer_from = run->seen;
    return true;
}

static bool power_off(struct run *run)
{
    if (!still_there(run)) {
        return false;
    }
    return device_power_off(&run->device) ||
           fail(run, "a board on a serial port cannot be switched off from here");
}

static bool power_on(struct run *run)
{
    return power_on_with(run, NULL);
}

// One life of the program with words of the attacker's. That it ends by itself is no failure.
static bool start_with(struct run *run, const struct step *step)
{
    if (run->device.machine == NULL || !run->device.machine->takes_words) {
        return fail(run, "this device is no program that is started with words");
    }
    if (run->device.on) {
        return fail(run, "the script starts a device that is switched on");
    }
    const char *words = arena_strndup(run->arena, step->text.data, step->text.size);
    if (!power_on_with(run, words)) {
        return false;
    }
    (void)line_listen(&run->device.line, step->ms);
    return device_power_off(&run->device);
}

static bool wait_for(struct run *run, const struct step *step)
{
    struct line *line = &run->device.line;
    const size_t end = line_wait(line, step->text, run->seen, step->ms);
    if (end > 0) {
        run->seen = end;
        return true;
    }
    if (!still_there(run)) {
        return false;
    }
    return step->kind == STEP_LISTEN ||
           fail(run, arena_printf(run->arena, "\"%s\" did not come within %u ms",
                                  bytes_words(run->arena, step->text, TEXT_WORDS), step->ms));
}

static bool send(struct run *run, struct bytes bytes)
{
    if (!run->device.on) {
        return fail(run, "the script sends to a device that is switched off");
    }
    struct line *line = &run->device.line;
    run->seen = line->console.size;
    run->answer_from = run->seen;
    if (line_send(line, bytes, SEND_MS)) {
        return still_there(run);
    }
    return still_there(run) && fail(run, "the device does not take what is sent");
}

static bool storm(struct run *run, const struct step *step)
{
    const uint64_t end = clock_ms() + step->ms;
    const size_t seen = run->device.line.console.size;
    while (clock_ms() < end) {
        if (!send(run, step->text)) {
            return false;
        }
        (void)line_listen(&run->device.line, step->every_ms);
    }
    run->seen = seen;
    run->answer_from = seen;
    return still_there(run);
}

static const char *module_name(struct arena *arena, const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *name = slash != NULL ? slash + 1 : path;
    return arena_strndup(arena, name, strcspn(name, "."));
}

static bool drop(struct run *run, const struct step *step)
{
    if (run->device.machine == NULL || run->bench->lab.elf == NULL) {
        return fail(run, "there is no stock build to write the flash chip with");
    }
    if (run->device.on) {
        return fail(run, "the script writes the flash chip of a device that is switched on");
    }
    struct app_file file = {.path = step->path, .bytes = step->text};
    if (step->form == DROP_BYTECODE || step->form == DROP_NATIVE) {
        const struct mpy_request request = {
            .compiler = run->bench->mpy_cross,
            .architecture = run->device.machine->architecture,
            .folder = run->folder,
            .name = module_name(run->arena, step->path),
        };
        const char *trouble =
            mpy_compile(run->arena, &request, step->form, step->text, &file.bytes);
        if (trouble != NULL) {
            return fail(run, trouble);
        }
    }
    struct lab lab = run->bench->lab;
    lab.log = path_join(run->arena, run->folder, "lab.log");
    const struct app_files files = {&file, 1};
    const char *trouble = lab_write(run->arena, &lab, run->device.flash, &files);
    if (trouble != NULL) {
        return fail(run, trouble);
    }
    line_remark(&run->device.line, arena_printf(run->arena, "wrote %s", step->path));
    return true;
}

static bool forge(struct run *run, const struct step *step)
{
    const char *trouble = forge_write(run, step);
    if (trouble != NULL) {
        return fail(run, trouble);
    }
    line_remark(&run->device.line, "wrote another application into the first slot");
    return true;
}

static bool search_flash(struct run *run, const struct step *step)
{
    if (run->device.machine == NULL) {
        return fail(run, "the flash chip of a board on a serial port cannot be read from here");
    }
    struct diag diag;
    diag_init(&diag, run->arena);
    const bool found = flash_search(&diag, run->device.flash, step->text);
    if (diag_failed(&diag)) {
        return fail(run, diag.entries[0].text);
    }
    run->flash_found = run->flash_found || found;
    line_remark(&run->device.line,
                found ? "the prize is on the flash chip" : "the prize is not on the flash chip");
    return true;
}

bool run_number(const struct run *run, struct bytes text, size_t from, uint64_t *number,
                size_t *end)
{
    const struct line *line = &run->device.line;
    const size_t begin = line_find(line, text, from);
    if (begin == 0) {
        return false;
    }
    uint64_t value = 0;
    size_t at = begin;
    while (at < line->console.size && at - begin < DIGITS_MAX && line->console.data[at] >= '0' &&
           line->console.data[at] <= '9') {
        value = value * 10 + (uint64_t)(line->console.data[at++] - '0');
    }
    // A number at the very end of what came may still grow.
    if (at == begin || at == line->console.size) {
        return false;
    }
    *number = value;
    *end = at;
    return true;
}

static bool note(struct run *run, const struct step *step)
{
    size_t at = 0;
    size_t end = 0;
    run->has_noted = false;
    while (run_number(run, step->text, at, &run->noted, &end)) {
        run->has_noted = true;
        at = end;
    }
    return run->has_noted ||
           fail(run, arena_printf(run->arena, "no number came behind \"%s\"",
                                  bytes_words(run->arena, step->text, TEXT_WORDS)));
}

static bool greater(struct run *run, const struct step *step)
{
    const uint64_t deadline = clock_ms() + step->ms;
    size_t at = run->seen;
    while (run->has_noted && clock_ms() < deadline && line_listen(&run->device.line, 20)) {
        uint64_t number;
        size_t end;
        while (run_number(run, step->text, at, &number, &end)) {
            at = end;
            if (number > run->noted) {
                run->seen = end;
                return true;
            }
        }
    }
    return still_there(run) &&
           fail(run, arena_printf(run->arena, "no number above %llu came behind \"%s\"",
                                  (unsigned long long)run->noted,
                                  bytes_words(run->arena, step->text, TEXT_WORDS)));
}

// One chance to see the numbers grow: a device that started afresh in between gets another.
static bool grows(struct run *run, struct bytes sign, uint32_t within_ms)
{
    uint64_t last = 0;
    unsigned signs = 0;
    size_t at = run->device.line.console.size;
    const uint64_t deadline = clock_ms() + within_ms;
    while (clock_ms() < deadline && line_listen(&run->device.line, 20)) {
        uint64_t number;
        size_t end;
        while (run_number(run, sign, at, &number, &end)) {
            signs = signs > 0 && number > last ? signs + 1 : 1;
            last = number;
            at = end;
        }
        if (signs >= SIGNS_WANTED) {
            run->seen = at;
            return true;
        }
    }
    return false;
}

bool run_alive_within(struct run *run, uint32_t ms)
{
    if (run->bench->works == NULL) {
        return fail(run, "the model has no application.works, so nobody knows its sign of life");
    }
    if (!power_on(run)) {
        return false;
    }
    const struct bytes sign = bytes_of(run->bench->works->sign);
    if (grows(run, sign, ms)) {
        return true;
    }
    return still_there(run) &&
           fail(run, arena_printf(run->arena, "\"%s\" with a growing number did not come",
                                  bytes_words(run->arena, sign, TEXT_WORDS)));
}

bool run_alive(struct run *run)
{
    const struct works *works = run->bench->works;
    return run_alive_within(run, works != NULL ? PATIENCE * works->within_ms : 0);
}

bool step_run(struct run *run, const struct step *step)
{
    switch (step->kind) {
    case STEP_POWER_ON:
        return power_on(run);
    case STEP_POWER_OFF:
        return power_off(run);
    case STEP_START_WITH:
        return start_with(run, step);
    case STEP_WAIT:
    case STEP_LISTEN:
        return wait_for(run, step);
    case STEP_ALIVE:
        return run_alive(run);
    case STEP_SEND:
        return send(run, step->text);
    case STEP_PAUSE:
        (void)line_listen(&run->device.line, step->ms);
        return still_there(run);
    case STEP_STORM:
        return storm(run, step);
    case STEP_DROP:
        return drop(run, step);
    case STEP_FORGE:
        return forge(run, step);
    case STEP_SEARCH_FLASH:
        return search_flash(run, step);
    case STEP_NOTE:
        return note(run, step);
    case STEP_GREATER:
        return greater(run, step);
    }
    return fail(run, "unknown step");
}
