// SPDX-License-Identifier: MIT
#include "fast.h"

#include <stdlib.h>
#include <string.h>

enum {
    STEPS = 1 << 18,
    ACCESSES = 1 << 21,
    STATES = 1 << 13,
    BUCKETS = 1 << 12,
    BLOCK = 64, // bytes compared at once
    NONE = UINT16_MAX,
    BYTE_BITS = 8,
    FLAG_BITS = 0xf0000, // in masks of thumb.h
};

struct access {
    uint32_t at, size;
    bool write;
};

struct step {
    uint32_t reads, writes;
    uint32_t first, count; // of its accesses
    uint16_t state;        // of the one before it, or NONE
};

struct state {
    struct cpu cpu;
    uint32_t alive; // registers and flags that are read later
    uint16_t next;  // of the same bucket
};

struct contents {
    uint8_t bytes[MEMORY_STATE];
    uint8_t alive[MEMORY_STATE / BYTE_BITS]; // a bit for each byte that is read later
};

struct fast {
    uint64_t branches;
    struct state *states;
    struct contents *contents; // of the same number
    size_t differed;           // where the last comparison found a difference: often there again
    uint16_t count;
    uint16_t buckets[BUCKETS];
};

// What is needed only while it learns.
struct lesson {
    struct step *steps;
    struct access *accesses;
    size_t count, accessed;
    uint8_t alive[MEMORY_STATE / BYTE_BITS];
};

static size_t bucket_of(const struct cpu *cpu)
{
    return (cpu->r[CPU_PC] / 2U * 31U + cpu->r[13] / 4U) % BUCKETS;
}

static void set_alive(uint8_t *alive, uint32_t at, uint32_t size, bool value)
{
    for (uint32_t i = 0; i < size; i++) {
        const uint32_t place = at + i;
        size_t offset = MEMORY_STATE;
        if (place - WORLD_RAM_AT < WORLD_RAM_SIZE) {
            offset = place - WORLD_RAM_AT;
        } else if (place - WORLD_STORE_AT < WORLD_PAGE) {
            offset = WORLD_RAM_SIZE + (place - WORLD_STORE_AT);
        }
        if (offset < MEMORY_STATE) {
            const uint8_t bit = (uint8_t)(1U << offset % BYTE_BITS);
            alive[offset / BYTE_BITS] =
                (uint8_t)(value ? alive[offset / BYTE_BITS] | bit
                                : alive[offset / BYTE_BITS] & (uint8_t)~bit);
        }
    }
}

static bool keep_state(struct fast *fast, const struct thumb *thumb)
{
    if (fast->count == STATES) {
        return false;
    }
    struct state *state = &fast->states[fast->count];
    const size_t bucket = bucket_of(&thumb->cpu);
    state->cpu = thumb->cpu;
    memcpy(fast->contents[fast->count].bytes, thumb->engine->memory, MEMORY_STATE);
    state->next = fast->buckets[bucket];
    fast->buckets[bucket] = fast->count++;
    return true;
}

// One instruction of the undisturbed run, and what it touches.
static bool learn_step(struct fast *fast, struct lesson *lesson, struct thumb *thumb)
{
    struct trace trace = {.count = 0};
    struct step *step = &lesson->steps[lesson->count++];
    step->state = NONE;
    if (thumb->returned) {
        step->state = fast->count;
        if (!keep_state(fast, thumb)) {
            return false;
        }
    }
    thumb->engine->trace = &trace;
    const enum thumb_stop stop = thumb_step(thumb);
    thumb->engine->trace = NULL;
    if (stop != THUMB_ON || trace.count > TRACE_PLACES ||
        lesson->accessed + trace.count > ACCESSES) {
        return false;
    }
    fast->branches += thumb->jumped || thumb->forked ? 1U : 0U;
    step->reads = thumb->reads;
    step->writes = thumb->writes;
    step->first = (uint32_t)lesson->accessed;
    step->count = (uint32_t)trace.count;
    for (size_t i = 0; i < trace.count; i++) {
        lesson->accesses[lesson->accessed++] =
            (struct access){trace.places[i].at, trace.places[i].size, trace.places[i].write};
    }
    return true;
}

static bool learn_forwards(struct fast *fast, struct lesson *lesson, struct engine *engine,
                           const struct cpu *reset)
{
    struct thumb thumb = {.engine = engine, .cpu = *reset};
    while (thumb.cpu.r[CPU_PC] != engine->firmware->end) {
        if (lesson->count == STEPS || !learn_step(fast, lesson, &thumb)) {
            return false;
        }
    }
    return true;
}

// What is looked at when the end is reached: the answer, and what it may point to.
static void start_alive(struct lesson *lesson, const struct firmware *firmware)
{
    set_alive(lesson->alive, firmware->given, 8, true);
    set_alive(lesson->alive, WORLD_STORE_AT, WORLD_PAGE, true);
    if (firmware->image_ram != 0) {
        set_alive(lesson->alive, firmware->image_ram, WORLD_SLOT_SIZE, true);
    }
}

static void learn_backwards(struct fast *fast, struct lesson *lesson)
{
    uint32_t alive = 0;
    for (size_t i = lesson->count; i > 0; i--) {
        const struct step *step = &lesson->steps[i - 1U];
        const struct access *accesses = &lesson->accesses[step->first];
        alive = (alive & ~step->writes) | step->reads;
        for (size_t k = 0; k < 2U * step->count; k++) { // first what it writes, then what it reads
            const struct access *access = &accesses[k % step->count];
            if (access->write == (k < step->count)) {
                set_alive(lesson->alive, access->at, access->size, !access->write);
            }
        }
        if (step->state != NONE) {
            fast->states[step->state].alive = alive;
            memcpy(fast->contents[step->state].alive, lesson->alive, sizeof lesson->alive);
        }
    }
}

struct fast *fast_learn(struct engine *engine, const struct cpu *reset)
{
    struct fast *fast = calloc(1, sizeof *fast);
    struct lesson *lesson = calloc(1, sizeof *lesson);
    bool good = false;
    if (fast != NULL && lesson != NULL) {
        memset(fast->buckets, 0xff, sizeof fast->buckets);
        fast->states = calloc(STATES, sizeof *fast->states);
        fast->contents = calloc(STATES, sizeof *fast->contents);
        lesson->steps = calloc(STEPS, sizeof *lesson->steps);
        lesson->accesses = calloc(ACCESSES, sizeof *lesson->accesses);
        good = fast->states != NULL && fast->contents != NULL && lesson->steps != NULL &&
               lesson->accesses != NULL && learn_forwards(fast, lesson, engine, reset);
    }
    if (good) {
        start_alive(lesson, engine->firmware);
        learn_backwards(fast, lesson);
    }
    if (lesson != NULL) {
        free(lesson->steps);
        free(lesson->accesses);
    }
    free(lesson);
    if (!good) {
        fast_free(fast);
        return NULL;
    }
    return fast;
}

void fast_free(struct fast *fast)
{
    if (fast != NULL) {
        free(fast->states);
        free(fast->contents);
    }
    free(fast);
}

uint64_t fast_branches(const struct fast *fast)
{
    return fast->branches;
}

static bool registers_agree(const struct state *state, const struct cpu *cpu)
{
    for (unsigned i = 0; i < CPU_PC; i++) {
        if ((state->alive >> i & 1U) != 0 && state->cpu.r[i] != cpu->r[i]) {
            return false;
        }
    }
    // Of the other bits only those of an IT block say anything, and the emulator shows some or not.
    const uint32_t apart = state->cpu.r[CPU_FLAGS] ^ cpu->r[CPU_FLAGS];
    return cpu_it(&state->cpu) == cpu_it(cpu) && (apart >> 12 & state->alive & FLAG_BITS) == 0;
}

static bool block_agrees(const struct contents *contents, const uint8_t *memory, size_t from)
{
    if (memcmp(contents->bytes + from, memory + from, BLOCK) == 0) {
        return true;
    }
    for (size_t i = from; i < from + BLOCK; i++) {
        if (contents->bytes[i] != memory[i] &&
            (contents->alive[i / BYTE_BITS] >> i % BYTE_BITS & 1U) != 0) {
            return false;
        }
    }
    return true;
}

static bool memory_agrees(struct fast *fast, const struct contents *contents, const uint8_t *memory)
{
    if (!block_agrees(contents, memory, fast->differed)) {
        return false;
    }
    for (size_t i = 0; i < MEMORY_STATE; i += BLOCK) {
        if (!block_agrees(contents, memory, i)) {
            fast->differed = i;
            return false;
        }
    }
    return true;
}

bool fast_is_back(struct fast *fast, const struct thumb *thumb)
{
    const struct cpu *cpu = &thumb->cpu;
    for (uint16_t i = fast->buckets[bucket_of(cpu)]; i != NONE; i = fast->states[i].next) {
        const struct state *state = &fast->states[i];
        if (state->cpu.r[CPU_PC] == cpu->r[CPU_PC] && state->cpu.r[13] == cpu->r[13] &&
            registers_agree(state, cpu) &&
            memory_agrees(fast, &fast->contents[i], thumb->engine->memory)) {
            return true;
        }
    }
    return false;
}
