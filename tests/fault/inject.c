// SPDX-License-Identifier: MIT
#include "inject.h"

#include <stdlib.h>
#include <string.h>

enum {
    VERDICTS = 1 << 19,
    PASSED_MAX = 12,
    GOLDEN = 1 << 17,            // more than twice the blocks of an undisturbed run
    SIGNATURE_GOOD = 0x6b94e172, // mpsec/crypto.h
};

const char *const outcome_names[OUTCOMES] = {"refused", "booted", "accepted", "astray",
                                             "crash",   "data",   "image",    "timeout"};

struct verdict {
    uint64_t key[2]; // 0, 0: free
    enum outcome outcome;
};

struct golden {
    uint64_t keys[GOLDEN]; // 0: free
    uint64_t mixed;        // of the state that was looked for last
    bool is_learning;
};

bool injector_open(struct injector *injector, const struct firmware *firmware, struct memo *inner,
                   struct memo *whole, const uint8_t *fixed)
{
    *injector = (struct injector){.memory = aligned_alloc(WORLD_PAGE, MEMORY_SIZE),
                                  .verdicts = calloc(VERDICTS, sizeof(struct verdict)),
                                  .golden = calloc(1, sizeof(struct golden)),
                                  .is_door = firmware->image_ram == 0};
    if (injector->memory == NULL || injector->verdicts == NULL || injector->golden == NULL) {
        return false;
    }
    memset(injector->memory, 0, MEMORY_SIZE);
    return engine_open(&injector->step, firmware, inner, injector->memory, fixed) &&
           engine_open(&injector->tail, firmware, whole, injector->memory, fixed);
}

void injector_close(struct injector *injector)
{
    engine_close(&injector->step);
    engine_close(&injector->tail);
    fast_free(injector->fast);
    free(injector->memory);
    free(injector->verdicts);
    free(injector->golden);
}

// --------------------------------------------------------------------------------- one fault

static unsigned half_word(const uint8_t *code, uint32_t at)
{
    return (unsigned)(code[at] | code[at + 1U] << 8);
}

// Bytes from an address to the end of the image memory or the slot that it lies in; 0: in none.
static size_t bytes_behind(const struct engine *engine, uint32_t at)
{
    const uint32_t areas[] = {engine->firmware->image_ram, WORLD_STORE_AT,
                              WORLD_STORE_AT + WORLD_SLOT_1};
    for (size_t i = 0; i < sizeof areas / sizeof *areas; i++) {
        if (at >= areas[i] && at - areas[i] < WORLD_SLOT_SIZE) {
            return WORLD_SLOT_SIZE - (at - areas[i]);
        }
    }
    return 0;
}

// A receipt for the image that nobody signed would hold at every later boot.
static bool has_what_never_is_due(const struct engine *engine)
{
    static const uint8_t none[WORLD_RECEIPT_SIZE];
    const uint8_t *never = engine->fixed + (WORLD_NEVER_AT - WORLD_FIXED_AT);
    return memcmp(never, none, sizeof none) != 0 &&
           memmem(engine->memory + WORLD_RAM_SIZE + WORLD_RECEIPTS, 2 * WORLD_SECTOR, never,
                  sizeof none) != NULL;
}

enum outcome outcome_at_end(const struct engine *engine, bool is_door, bool is_good)
{
    uint32_t given[2];
    memcpy(given, engine_at(engine, engine->firmware->given, sizeof given, false), sizeof given);
    if (has_what_never_is_due(engine)) {
        return OUTCOME_ACCEPTED;
    }
    if (is_door) {
        if (given[0] != SIGNATURE_GOOD) {
            return OUTCOME_REFUSED;
        }
        return is_good ? OUTCOME_BOOTED : OUTCOME_ACCEPTED;
    }
    if (given[0] == 0 && given[1] == 0) {
        return OUTCOME_REFUSED;
    }
    const uint8_t *payload = engine_at(engine, given[0], 48, false);
    if (payload != NULL && given[1] == 48 && memcmp(payload, "goodgood", 8) == 0) {
        return OUTCOME_BOOTED;
    }
    // An address in front of the bad payload is enough, whatever the size says: a ROMFS tells its
    // own.
    const size_t left = bytes_behind(engine, given[0]);
    return left != 0 && memmem(engine_at(engine, given[0], left, false), left, "evil", 4) != NULL
               ? OUTCOME_ACCEPTED
               : OUTCOME_ASTRAY;
}

static enum outcome outcome_of(const struct injector *injector, enum stop stop)
{
    switch (stop) {
    case STOP_DATA:
        return bytes_behind(&injector->tail, injector->tail.fetched) != 0 ? OUTCOME_IMAGE
                                                                          : OUTCOME_DATA;
    case STOP_TIMEOUT:
        return OUTCOME_TIMEOUT;
    case STOP_END:
        return outcome_at_end(&injector->tail, injector->is_door, injector->is_good);
    case STOP_KNOWN:
        return injector->golden_outcome;
    case STOP_CRASH:
    default:
        return OUTCOME_CRASH;
    }
}

static void hash_bytes(const uint8_t *from, const uint8_t *end, uint64_t a[4])
{
    while (from < end) {
        const size_t left = (size_t)(end - from);
        uint64_t words[4] = {0};
        memcpy(words, from, left < sizeof words ? left : sizeof words);
        from += left < sizeof words ? left : sizeof words;
        for (size_t lane = 0; lane < 4; lane++) {
            a[lane] = (a[lane] ^ words[lane]) * 0xc2b2ae3d27d4eb4fU;
            a[lane] ^= a[lane] >> 32;
        }
    }
}

static void hash_state(const struct cpu *cpu, const uint8_t *memory, uint64_t key[2])
{
    uint64_t a[4] = {1, 2, 3, 4};
    for (size_t i = 0; i < CPU_REGISTERS; i++) {
        a[i & 3] = (a[i & 3] ^ cpu->r[i]) * 0x9e3779b97f4a7c15U;
        a[i & 3] ^= a[i & 3] >> 29;
    }
    const uint32_t deep = cpu->r[13] - WORLD_RAM_AT;
    const bool is_stack = deep >= WORLD_PAGE && deep <= WORLD_RAM_SIZE;
    const uint32_t live = is_stack ? deep & ~3U : WORLD_PAGE;
    hash_bytes(memory, memory + WORLD_PAGE, a);
    hash_bytes(memory + live, memory + MEMORY_STATE, a);
    key[0] = (a[0] * 31U) ^ (a[1] * 17U) ^ (a[2] << 7) ^ a[3];
    key[0] |= 1U;
    key[1] = a[0] + 3U * a[1] + 5U * a[2] + 7U * a[3];
}

static void engine_state(const struct engine *engine, uint32_t pc, uint64_t key[2])
{
    struct cpu cpu;
    engine_read(engine, &cpu);
    cpu.r[CPU_PC] = pc;
    hash_state(&cpu, engine->memory, key);
}

// The place of a state among those of the undisturbed run: where it is or where it would be.
static uint64_t *golden_place(struct golden *golden, const uint64_t key[2])
{
    const uint64_t mixed = (key[0] ^ key[1] << 1) | 1U;
    size_t at = mixed >> 7 & (GOLDEN - 1U);
    while (golden->keys[at] != 0 && golden->keys[at] != mixed) {
        at = (at + 1U) & (GOLDEN - 1U);
    }
    golden->mixed = mixed;
    return &golden->keys[at];
}

// Learning, every block is looked at; after a fault, those whose number is a power of two.
static bool on_watch(struct engine *engine, uint32_t pc, void *user)
{
    struct injector *injector = user;
    uint64_t key[2];
    if (!injector->golden->is_learning && (engine->blocks & (engine->blocks - 1U)) != 0) {
        return false;
    }
    engine_state(engine, pc, key);
    uint64_t *place = golden_place(injector->golden, key);
    if (injector->golden->is_learning) {
        *place = injector->golden->mixed;
        return false;
    }
    return *place != 0;
}

bool injector_learn(struct injector *injector, const struct cpu *reset)
{
    injector->tail.watch = on_watch;
    injector->tail.watcher = injector;
    injector->golden->is_learning = true;
    const bool good =
        engine_run(&injector->tail, reset) == STOP_END && injector->tail.blocks < GOLDEN / 2;
    injector->golden->is_learning = false;
    injector->golden_outcome =
        outcome_at_end(&injector->tail, injector->is_door, injector->is_good);
    return good;
}

// States of one run that are looked up, and kept with what came of it.
struct passed {
    uint64_t keys[PASSED_MAX][2];
    size_t count;
};

static struct verdict *verdict_place(const struct injector *injector, const uint64_t key[2])
{
    return &injector->verdicts[key[1] >> 7 & (VERDICTS - 1U)];
}

// Whether what follows from this state is known already.
static bool is_known(const struct injector *injector, struct passed *passed, const struct cpu *cpu,
                     enum outcome *outcome)
{
    uint64_t *key = passed->keys[passed->count];
    hash_state(cpu, injector->memory, key);
    const struct verdict *place = verdict_place(injector, key);
    const bool known = memcmp(place->key, key, 2 * sizeof *key) == 0;
    *outcome = known ? place->outcome : *outcome;
    passed->count += known ? 0 : 1U;
    return known;
}

// The same without the emulator, as far as that goes.
static enum outcome run_fast(struct injector *injector, const struct cpu *cpu,
                             struct passed *passed)
{
    struct thumb thumb = {.engine = &injector->tail, .cpu = *cpu};
    const uint64_t longest = 3U * fast_branches(injector->fast) + injector->inside;
    uint64_t returns = 0;
    enum outcome outcome = OUTCOME_TIMEOUT;
    for (uint64_t branches = 0; branches <= longest;) {
        if (thumb.cpu.r[CPU_PC] == injector->tail.firmware->end) {
            return outcome_at_end(&injector->tail, injector->is_door, injector->is_good);
        }
        const enum thumb_stop stop = thumb_step(&thumb);
        if (stop == THUMB_CRASH) {
            return OUTCOME_CRASH;
        }
        if (stop == THUMB_UNKNOWN) {
            injector->left++;
            return outcome_of(injector, engine_run(&injector->tail, &thumb.cpu));
        }
        branches += thumb.jumped || thumb.forked ? 1U : 0U;
        if (!thumb.returned) {
            continue;
        }
        returns++;
        if (fast_is_back(injector->fast, &thumb)) {
            injector->masked++;
            return injector->golden_outcome;
        }
        if ((returns & (returns - 1U)) == 0 && passed->count < PASSED_MAX &&
            is_known(injector, passed, &thumb.cpu, &outcome)) {
            injector->known++;
            return outcome;
        }
    }
    return outcome;
}

static enum outcome run_tail(struct injector *injector, const struct cpu *cpu)
{
    struct passed passed = {.count = 0};
    enum outcome outcome = OUTCOME_CRASH;
    if (is_known(injector, &passed, cpu, &outcome)) {
        injector->known++;
        return outcome;
    }
    if (injector->fast != NULL) {
        const uint64_t before = injector->masked + injector->known;
        outcome = run_fast(injector, cpu, &passed);
        injector->runs += injector->masked + injector->known == before ? 1U : 0U;
    } else {
        const enum stop stop = engine_run(&injector->tail, cpu);
        injector->masked += stop == STOP_KNOWN ? 1U : 0U;
        injector->runs += stop == STOP_KNOWN ? 0 : 1U;
        outcome = outcome_of(injector, stop);
    }
    for (size_t i = 0; i < passed.count; i++) {
        struct verdict *place = verdict_place(injector, passed.keys[i]);
        memcpy(place->key, passed.keys[i], sizeof place->key);
        place->outcome = outcome;
    }
    return outcome;
}

// Executes one instruction, `size` bytes long, as it now stands in the code of the first engine.
// False: it ended in an exception.
static bool execute_one(struct injector *injector, const struct cpu *at, unsigned size,
                        struct cpu *after)
{
    struct engine *step = &injector->step;
    const uint32_t pc = at->r[CPU_PC];
    const unsigned opcode = half_word(step->code, pc);
    if (it_after(0, opcode) != 0) { // IT itself: the engine does not tell the bits in between
        *after = *at;
        after->r[CPU_PC] = pc + 2;
        cpu_set_it(after, (uint8_t)opcode);
        return true;
    }
    step->blocks = 0;
    step->astray = false;
    step->fetched = 0;
    (void)uc_ctl_remove_cache(step->uc, pc, pc + 8U);
    engine_write(step, at);
    const uc_err err = uc_emu_start(step->uc, pc | 1U, pc + size, 0, 1);
    engine_read(step, after);
    if (err != UC_ERR_OK) {
        engine_recover(step);
    }
    if (step->fetched != 0) { // it branched to where nothing can be executed: the next one fails
        after->r[CPU_PC] = step->fetched;
        return true;
    }
    const uint8_t it = after->r[CPU_PC] == pc + size ? it_after(cpu_it(at), opcode) : 0;
    cpu_set_it(after, it);
    return err == UC_ERR_OK && !step->astray;
}

// The same without the emulator. False: it is the emulator's to do.
static bool execute_quickly(struct injector *injector, const struct cpu *at, struct cpu *after,
                            bool *went_on)
{
    struct thumb thumb = {.engine = &injector->step, .cpu = *at};
    const enum thumb_stop stop = thumb_step(&thumb);
    *after = thumb.cpu;
    *went_on = stop == THUMB_ON;
    return stop != THUMB_UNKNOWN;
}

static bool execute_faulted(struct injector *injector, const struct cpu *at, struct fault fault,
                            struct cpu *after)
{
    struct engine *step = &injector->step;
    const uint32_t pc = at->r[CPU_PC];
    if (fault.kind == FAULT_SKIP) {
        *after = *at;
        after->r[CPU_PC] = pc + instruction_size(step->code, pc);
        cpu_set_it(after, it_after(cpu_it(at), 0));
        return true;
    }
    uint8_t *byte = &step->code[pc + fault.bit / 8U];
    const uint8_t flip = fault.kind == FAULT_FLIP ? (uint8_t)(1U << fault.bit % 8U) : 0;
    bool went_on = false;
    *byte ^= flip;
    if (injector->fast == NULL || !execute_quickly(injector, at, after, &went_on)) {
        went_on = execute_one(injector, at, instruction_size(step->code, pc), after);
        (void)uc_ctl_remove_cache(step->uc, pc, pc + 8U);
    }
    *byte ^= flip;
    return went_on;
}

enum outcome inject(struct injector *injector, const struct cpu *at, const uint8_t *before,
                    struct fault fault)
{
    struct cpu after;
    memcpy(injector->memory, before, MEMORY_STATE);
    if (!execute_faulted(injector, at, fault, &after)) {
        return OUTCOME_CRASH;
    }
    if (after.r[CPU_PC] == injector->tail.firmware->end) {
        return outcome_at_end(&injector->tail, injector->is_door, injector->is_good);
    }
    return run_tail(injector, &after);
}
