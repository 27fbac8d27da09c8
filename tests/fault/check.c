// SPDX-License-Identifier: MIT
#include "check.h"

#include <stdio.h>
#include <string.h>

#include "memo.h"

enum { PENDING_MAX = 8 };

struct pending {
    uint32_t returns_to, stack;
    struct memo_result result;
    char name[48];
};

struct comparison {
    struct memo *memo;
    struct walker *walker;
    struct memo_check *check;
    struct pending pending[PENDING_MAX]; // calls within calls, the innermost last
    size_t count;
    uint8_t interesting[WORLD_CODE_SIZE / 2];
};

static void compare(struct comparison *comparison, const struct pending *call)
{
    const struct memo_result *result = &call->result;
    for (size_t i = 0; i < result->count; i++) {
        const uint8_t *found =
            engine_at(&comparison->walker->engine, result->at[i], result->size, false);
        comparison->check->compared++;
        if (memcmp(found, result->bytes[i], result->size) != 0) {
            if (comparison->check->different++ == 0) {
                memcpy(comparison->check->first, call->name, sizeof call->name);
            }
        }
    }
}

static void begin_call(struct comparison *comparison, const struct point *point)
{
    struct pending *call = &comparison->pending[comparison->count];
    const uint32_t entry = point->cpu->r[CPU_PC];
    if (comparison->count == PENDING_MAX ||
        !memo_expect(comparison->memo, &comparison->walker->engine, entry, &call->result)) {
        return;
    }
    call->returns_to = point->cpu->r[14] & ~1U;
    call->stack = point->cpu->r[13];
    (void)snprintf(call->name, sizeof call->name, "%s",
                   firmware_function(comparison->walker->engine.firmware, entry));
    comparison->interesting[call->returns_to / 2U] = 1;
    comparison->count++;
}

static void visit(void *user, const struct point *point)
{
    struct comparison *comparison = user;
    const uint32_t pc = point->cpu->r[CPU_PC];
    while (comparison->count > 0) {
        const struct pending *call = &comparison->pending[comparison->count - 1U];
        if (call->returns_to != pc || call->stack != point->cpu->r[13]) {
            break;
        }
        compare(comparison, call);
        comparison->count--;
    }
    for (size_t i = 0; i < memo_count(comparison->memo); i++) {
        if (memo_entry(comparison->memo, i) == pc) {
            begin_call(comparison, point);
        }
    }
}

bool memo_compare(const struct firmware *firmware, uint8_t *memory, const uint8_t *fixed,
                  uint64_t limit, struct memo_check *out)
{
    static struct comparison comparison; // the one large thing of a program that does no other
    struct walker walker;
    *out = (struct memo_check){.compared = 0};
    comparison.memo = memo_make(firmware, MEMO_INNER);
    comparison.walker = &walker;
    comparison.check = out;
    bool good = comparison.memo != NULL && walker_open(&walker, firmware, NULL, memory, fixed);
    if (good) {
        for (size_t i = 0; i < memo_count(comparison.memo); i++) {
            comparison.interesting[memo_entry(comparison.memo, i) / 2U] = 1;
        }
        walker.interesting = comparison.interesting;
        walker.visit = visit;
        walker.user = &comparison;
        walker.limit = limit;
        const struct cpu reset = engine_reset(&walker.engine);
        good = walker_run(&walker, &reset) == STOP_END || walker.count >= limit;
    }
    walker_close(&walker);
    memo_free(comparison.memo);
    return good;
}

uint64_t count_instructions(const struct firmware *firmware, uint8_t *memory, const uint8_t *fixed)
{
    static const uint8_t none[WORLD_CODE_SIZE / 2];
    struct walker walker;
    uint64_t count = 0;
    if (walker_open(&walker, firmware, NULL, memory, fixed)) {
        walker.interesting = none;
        const struct cpu reset = engine_reset(&walker.engine);
        count = walker_run(&walker, &reset) == STOP_END ? walker.count : 0;
    }
    walker_close(&walker);
    return count;
}
