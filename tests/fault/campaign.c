// SPDX-License-Identifier: MIT
#include "campaign.h"

#include <stdlib.h>
#include <string.h>

#include "inner.h"
#include "memo.h"

enum { BITS_PER_BYTE = 8, FOUND_MAX = sizeof((struct tally *)0)->found / sizeof(struct found) };

struct run {
    const struct campaign *campaign;
    struct injector *injector;
    struct injector *slow; // does everything with the emulator, for MODE_AGREE
    struct walker *second; // walks on from a first skip, for pairs
    struct tally *tally;
    struct point first;
};

// Where the decision is made and handed on; a slice of a campaign always has all of these.
static bool is_deciding(const struct firmware *firmware, uint32_t at)
{
    static const char *const names[] = {
        "fault_main",
        "hand_over",
        "ask",
        "mpsec_admit",
        "holds",
        "mpsec_evidence_gather",
        "bytes_apart",
        "bytes_apart_backwards",
        "mpsec_launch_",
        "mpsec_receipt_",
        "signer",
        "find_key",
        "mpsec_p256_",
        "mpsec_image_verify",
        "judge_signature",
        "mpsec_unlock_allows",
        "take_answer",
        "take_line",
        "check",
        "mpsec_unlock_is_open",
        "p256_ecdsa_verify",
    };
    const char *function = firmware_function(firmware, at);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strncmp(function, names[i], strlen(names[i])) == 0) {
            return true;
        }
    }
    return false;
}

// Whether this campaign tries its faults at a point; counts it if so.
static bool takes(struct run *run, const struct point *point)
{
    const struct campaign *campaign = run->campaign;
    const bool decides = campaign->mode != MODE_INNER &&
                         is_deciding(run->injector->tail.firmware, point->cpu->r[CPU_PC]);
    if (!decides && point->index % campaign->of != campaign->part) {
        return false;
    }
    run->tally->points++;
    run->tally->deciding += decides ? 1U : 0U;
    return true;
}

static void note(struct run *run, const struct point *point, struct fault fault,
                 enum outcome outcome)
{
    struct tally *tally = run->tally;
    tally->outcomes[fault.kind][outcome]++;
    if (outcome != OUTCOME_ACCEPTED) {
        return;
    }
    if (tally->found_count < FOUND_MAX) {
        tally->found[tally->found_count++] =
            (struct found){point->cpu->r[CPU_PC], point->index, fault};
    }
}

// The two count time differently, one in branches and one in blocks: a run that ends just before
// its time is over for the one may have no end for the other. Nothing that was accepted is passed
// over.
static bool differ(enum outcome a, enum outcome b)
{
    const bool no_end = a == OUTCOME_TIMEOUT || b == OUTCOME_TIMEOUT;
    const bool accepted = a == OUTCOME_ACCEPTED || b == OUTCOME_ACCEPTED;
    return a != b && (accepted || !no_end);
}

static void fault_at(struct run *run, const struct point *point, struct fault fault)
{
    const enum outcome outcome = inject(run->injector, point->cpu, point->memory, fault);
    note(run, point, fault, outcome);
    if (run->campaign->mode == MODE_AGREE) {
        const enum outcome slowly = inject(run->slow, point->cpu, point->memory, fault);
        run->tally->apart += differ(outcome, slowly) ? 1U : 0U;
    }
}

static void control_at(struct run *run, const struct point *point)
{
    const struct fault none = {FAULT_NONE, 0};
    const enum outcome outcome = inject(run->injector, point->cpu, point->memory, none);
    run->tally->controls++;
    run->tally->controls_bad += outcome != run->tally->golden ? 1U : 0U;
    if (outcome != run->tally->golden && run->tally->bad_control == 0) {
        run->tally->bad_control = point->cpu->r[CPU_PC];
    }
}

// One control, one skip and one flip of each bit.
static void visit_single(void *user, const struct point *point)
{
    struct run *run = user;
    if (!takes(run, point)) {
        return;
    }
    control_at(run, point);
    if (run->campaign->mode == MODE_CONTROL) {
        return;
    }
    fault_at(run, point, (struct fault){FAULT_SKIP, 0});
    const unsigned size = instruction_size(run->injector->tail.code, point->cpu->r[CPU_PC]);
    for (unsigned bit = 0; bit < size * BITS_PER_BYTE; bit++) {
        fault_at(run, point, (struct fault){FAULT_FLIP, bit});
    }
}

static void visit_second(void *user, const struct point *point)
{
    fault_at(user, point, (struct fault){FAULT_SKIP, 0});
}

// Two skips, the second one of the next PAIR_WINDOW instructions.
static void visit_pair(void *user, const struct point *point)
{
    struct run *run = user;
    struct walker *second = run->second;
    if (!takes(run, point)) {
        return;
    }
    struct cpu after = *point->cpu;
    after.r[CPU_PC] += instruction_size(run->injector->tail.code, after.r[CPU_PC]);
    cpu_set_it(&after, it_after(cpu_it(point->cpu), 0));
    memcpy(second->engine.memory, point->memory, MEMORY_STATE);
    second->visit = visit_second;
    second->user = run;
    second->limit = PAIR_WINDOW;
    (void)walker_run(second, &after);
}

static uint8_t *new_memory(const uint8_t *store)
{
    uint8_t *memory = aligned_alloc(WORLD_PAGE, MEMORY_SIZE);
    if (memory != NULL) {
        memset(memory, 0, MEMORY_SIZE);
        memcpy(memory + WORLD_RAM_SIZE, store, WORLD_PAGE);
    }
    return memory;
}

// The undisturbed run: what it ends with, and how long it may take.
static bool run_golden(struct run *run, struct injector *injector, const uint8_t *store)
{
    memset(injector->memory, 0, MEMORY_SIZE);
    memcpy(injector->memory + WORLD_RAM_SIZE, store, WORLD_PAGE);
    const struct cpu reset = engine_reset(&injector->tail);
    injector->is_good = run->campaign->is_good;
    if (!injector_learn(injector, &reset)) {
        return false;
    }
    if (injector != run->slow) {
        memset(injector->memory, 0, MEMORY_SIZE);
        memcpy(injector->memory + WORLD_RAM_SIZE, store, WORLD_PAGE);
        injector->fast = fast_learn(&injector->tail, &reset);
    }
    injector->tail.blocks_max = 3 * injector->tail.blocks;
    injector->step.blocks_max = 1000;
    run->tally->blocks = injector->tail.blocks;
    run->tally->golden = injector->golden_outcome;
    return true;
}

// Every instruction inside the cryptography, three times.
static bool run_inner(struct run *run, struct walker *walker)
{
    struct engine plain = {.uc = NULL};
    uint8_t *memory = new_memory(run->campaign->store);
    uint8_t *start = new_memory(run->campaign->store);
    bool good = false;
    if (memory != NULL && start != NULL && run->injector->fast != NULL &&
        engine_open(&plain, walker->engine.firmware, NULL, memory, run->campaign->fixed)) {
        run->injector->inside = inner_walk(&plain, &walker->engine, start, NULL, NULL);
        good = run->injector->inside != 0 &&
               inner_walk(&plain, &walker->engine, start, visit_single, run) != 0;
    }
    engine_close(&plain);
    free(memory);
    free(start);
    return good;
}

bool campaign_run(const struct campaign *campaign, const struct firmware *firmware,
                  struct tally *tally)
{
    struct memo *memo = memo_make(firmware, MEMO_INNER);
    struct memo *whole = memo_make(firmware, MEMO_WHOLE);
    struct injector injector = {.runs = 0};
    struct walker walker = {.limit = 0};
    struct walker second = {.limit = 0};
    uint8_t *memory = new_memory(campaign->store);
    uint8_t *memory_2 = new_memory(campaign->store);
    struct injector slow = {.runs = 0};
    struct run run = {campaign, &injector, &slow, &second, tally, {NULL, NULL, 0}};
    const bool compares = campaign->mode == MODE_AGREE;
    bool good = false;

    *tally = (struct tally){.points = 0};
    if (memo != NULL && whole != NULL && memory != NULL && memory_2 != NULL &&
        injector_open(&injector, firmware, campaign->mode == MODE_INNER ? NULL : memo, whole,
                      campaign->fixed) &&
        (!compares || injector_open(&slow, firmware, memo, whole, campaign->fixed)) &&
        walker_open(&walker, firmware, memo, memory, campaign->fixed) &&
        walker_open(&second, firmware, memo, memory_2, campaign->fixed)) {
        walker.visit = campaign->mode == MODE_PAIRS ? visit_pair : visit_single;
        walker.user = &run;
        const struct cpu reset = engine_reset(&walker.engine);
        good = (!compares || run_golden(&run, &slow, campaign->store)) &&
               run_golden(&run, &injector, campaign->store) &&
               (campaign->mode == MODE_INNER ? run_inner(&run, &walker)
                                             : walker_run(&walker, &reset) == STOP_END);
        tally->instructions = walker.count;
        tally->runs = injector.runs;
        tally->known = injector.known;
        tally->masked = injector.masked;
        tally->left = injector.left;
        tally->is_fast = injector.fast != NULL;
    }
    walker_close(&walker);
    walker_close(&second);
    injector_close(&injector);
    injector_close(&slow);
    free(memory);
    free(memory_2);
    memo_free(memo);
    memo_free(whole);
    return good;
}
