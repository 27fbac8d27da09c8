// SPDX-License-Identifier: MIT
#include "inner.h"

#include <stdlib.h>
#include <string.h>

#include "fast.h"

enum { HALVES = WORLD_CODE_SIZE / 2 };

// How often the instruction at each half-word of the code was executed.
struct counts {
    uint64_t of[HALVES];
    uint64_t branches;
};

struct showing {
    const struct counts *wanted;
    void (*visit)(void *user, const struct point *point);
    void *user;
};

static bool is_occurrence(uint64_t wanted, uint64_t number)
{
    return wanted != 0 && (number == 0 || number == wanted / 2U || number == wanted - 1U);
}

static bool run(struct engine *engine, const uint8_t *start, struct counts *counts,
                const struct showing *showing)
{
    memcpy(engine->memory, start, MEMORY_SIZE);
    struct thumb thumb = {.engine = engine, .cpu = engine_reset(engine)};
    memset(counts, 0, sizeof *counts);
    while (thumb.cpu.r[CPU_PC] != engine->firmware->end) {
        const uint32_t at = thumb.cpu.r[CPU_PC];
        const uint64_t number = counts->of[at / 2U % HALVES]++;
        if (showing != NULL && is_occurrence(showing->wanted->of[at / 2U % HALVES], number)) {
            const struct point point = {&thumb.cpu, engine->memory, at / 2U + number % 3U};
            showing->visit(showing->user, &point);
        }
        if (thumb_step(&thumb) != THUMB_ON) {
            return false;
        }
        counts->branches += thumb.jumped || thumb.forked ? 1U : 0U;
    }
    return true;
}

uint64_t inner_walk(struct engine *plain, struct engine *outer, const uint8_t *start,
                    void (*visit)(void *user, const struct point *point), void *user)
{
    struct counts *counts = calloc(3, sizeof *counts);
    uint64_t branches = 0;
    if (counts != NULL && run(plain, start, &counts[0], NULL) &&
        run(outer, start, &counts[1], NULL)) {
        for (size_t i = 0; i < HALVES; i++) {
            counts[0].of[i] = counts[1].of[i] == 0 ? counts[0].of[i] : 0;
        }
        branches = counts[0].branches;
        const struct showing showing = {&counts[0], visit, user};
        if (visit != NULL && !run(plain, start, &counts[2], &showing)) {
            branches = 0;
        }
    }
    free(counts);
    return branches;
}
