// SPDX-License-Identifier: MIT
#include "attack/run.h"

#include "attack/flash.h"
#include "base/file.h"

#include <string.h>
#include <unistd.h>

enum { EVIDENCE_WORDS = 150, BEFORE_PRIZE = 60, ANSWER_MAX = 240 };

// Whether the device showed the prize. Looked for in everything that came, since a slow device
// may answer an early step late.
static size_t prize_seen(const struct run *run)
{
    return run->script->prize == PRIZE_CONSOLE
               ? line_find(&run->device.line, run->script->success, 0)
               : 0;
}

static bool has_prize(const struct run *run)
{
    return run->flash_found || prize_seen(run) > 0;
}

static const char *prize_words(const struct run *run)
{
    const size_t end = prize_seen(run);
    if (end == 0) {
        return arena_printf(run->arena, "on the flash chip: %s",
                            bytes_words(run->arena, run->script->success, EVIDENCE_WORDS));
    }
    const char *console = run->device.line.console.data;
    const size_t prize = end - run->script->success.size;
    size_t begin = prize > BEFORE_PRIZE ? prize - BEFORE_PRIZE : 0;
    for (size_t i = prize; i > begin; i--) {
        if (console[i - 1] == '\n') {
            begin = i;
        }
    }
    return bytes_words(run->arena, (struct bytes){console + begin, end - begin}, EVIDENCE_WORDS);
}

static bool line_is_told(const struct run *run, struct bytes line)
{
    const struct works *works = run->bench->works;
    const bool telemetry =
        works != NULL && memmem(line.data, line.size, works->sign, strlen(works->sign)) != NULL;
    return line.size > 0 && !telemetry;
}

// What the device said to the attack, without the lines of its daily work.
static const char *answer_words(const struct run *run)
{
    struct buf answer;
    buf_init(&answer, run->arena, ANSWER_MAX);
    const struct buf *console = &run->device.line.console;
    for (size_t at = run->answer_from; at < console->size;) {
        const char *from = console->data + at;
        const char *newline = memchr(from, '\n', console->size - at);
        size_t size = newline != NULL ? (size_t)(newline - from) : console->size - at;
        at += size + 1;
        while (size > 0 && (from[size - 1] == '\r' || from[size - 1] == ' ')) {
            size--;
        }
        if (newline != NULL && line_is_told(run, (struct bytes){from, size})) {
            buf_printf(&answer, "%s%s", answer.size > 0 ? " | " : "",
                       bytes_words(run->arena, (struct bytes){from, size}, EVIDENCE_WORDS));
        }
    }
    return answer.size > 0 ? arena_printf(run->arena, "answer: %s", answer.data) : "no answer";
}

static enum outcome not_delivered(struct run *run, struct attack_result *result)
{
    result->evidence = run->trouble != NULL ? run->trouble : "interrupted";
    return OUTCOME_NOT_RUN;
}

static bool deliver(struct run *run)
{
    for (size_t i = 0; i < run->script->step_count; i++) {
        if (has_prize(run)) {
            return true; // what comes behind it cannot undo it
        }
        if (process_interrupted() || !step_run(run, &run->script->steps[i])) {
            return false;
        }
    }
    return true;
}

// The device runs, and its application does not any more: what an attack on availability wants.
static enum outcome judge_stopped(struct run *run, struct attack_result *result)
{
    const bool alive = run_alive_within(run, run->bench->works->within_ms);
    if (!device_runs(&run->device) || process_interrupted()) {
        return not_delivered(run, result);
    }
    result->evidence = arena_printf(run->arena, "%s; the application %s", answer_words(run),
                                    alive ? "works on" : "has stopped");
    return alive ? OUTCOME_REFUSED : OUTCOME_SUCCEEDED;
}

static enum outcome judge(struct run *run, struct attack_result *result)
{
    const bool delivered = deliver(run);
    if (delivered && run->script->prize == PRIZE_CONSOLE && !has_prize(run)) {
        (void)line_wait(&run->device.line, run->script->success, 0, run->script->settle_ms);
    }
    if (has_prize(run)) {
        result->evidence = prize_words(run);
        return OUTCOME_SUCCEEDED;
    }
    if (!delivered || !device_runs(&run->device)) {
        (void)(delivered && run_alive(run)); // puts the reason into `trouble`
        return not_delivered(run, result);
    }
    if (run->script->prize == PRIZE_NONE) {
        result->evidence = "every step came to its end";
        return OUTCOME_SUCCEEDED;
    }
    if (run->script->prize == PRIZE_STOPPED) {
        return judge_stopped(run, result);
    }
    const bool alive = run_alive(run);
    // The proof may have come while we watched for a sign of life.
    if (has_prize(run)) {
        result->evidence = prize_words(run);
        return OUTCOME_SUCCEEDED;
    }
    if (!device_runs(&run->device) || process_interrupted()) {
        return not_delivered(run, result);
    }
    result->evidence = arena_printf(run->arena, "%s; %s", answer_words(run),
                                    alive ? "the application works on" : run->trouble);
    return alive ? OUTCOME_REFUSED : OUTCOME_INCONCLUSIVE;
}

// A device fresh from the factory. False with `trouble` set.
static bool set_up(struct run *run)
{
    struct diag diag;
    diag_init(&diag, run->arena);
    const struct bench *bench = run->bench;
    device_init(&run->device, run->arena, bench->machine, bench->home);
    if (!folder_make(&diag, run->folder)) {
        run->trouble = "the work folder cannot be made";
        return false;
    }
    if (bench->machine == NULL) {
        run->device.serial = serial_open(&diag, bench->serial);
        run->trouble = run->device.serial < 0 ? "the serial port cannot be opened" : NULL;
        return run->trouble == NULL;
    }
    run->device.flash = path_join(run->arena, run->folder, "flash.bin");
    run->device.log = path_join(run->arena, run->folder, "emulator.log");
    (void)unlink(run->device.log);
    if (bench->base == NULL || !flash_copy(&diag, bench->base, run->device.flash)) {
        run->trouble = bench->base == NULL ? bench->base_trouble : "no room for a flash chip";
        return false;
    }
    return true;
}

static void tidy_up(struct run *run, struct attack_result *result)
{
    struct diag diag;
    diag_init(&diag, run->arena);
    device_release(&run->device);
    file_close_at(&run->device.serial);
    line_flush(&run->device.line);
    const struct buf *transcript = &run->device.line.transcript;
    const char *path = path_join(run->arena, run->folder, "console.txt");
    if (file_write(&diag, path, transcript->data, transcript->size)) {
        result->transcript = path;
    }
    if (run->device.flash != NULL) {
        (void)unlink(run->device.flash);
    }
}

void run_script(struct arena *arena, const struct bench *bench, const struct script *script,
                const char *folder, struct attack_result *result)
{
    struct run run = {.arena = arena, .bench = bench, .script = script, .folder = folder};
    const uint64_t begun = clock_ms();
    result->outcome = set_up(&run) ? judge(&run, result) : not_delivered(&run, result);
    result->tried = script_words(arena, script);
    tidy_up(&run, result);
    result->duration_ms = (uint32_t)(clock_ms() - begun);
}
