// SPDX-License-Identifier: MIT
#include "sequences.h"

#include "world.h"

#include <setjmp.h>
#include <stdlib.h>

enum { TABLE_BITS = 22, NEWEST_UPDATE = WORLD_VERSIONS - 1 };

static const enum sim_cut cuts[] = {CUT_BEFORE, CUT_BITS, CUT_AFTER};

enum { CUTS = sizeof cuts / sizeof cuts[0] };

// Large pages make few operations, so that none has to be left out.
static const struct geometry geometry = {
    "256 byte pages", {.sector_size = 2048, .granule = 256, .erased = 0xff}, 300, false, false};

struct entry {
    uint64_t hash; // 0: free
    unsigned left; // operations that were still to come, plus 1
};

struct walk {
    struct entry *table;
    struct sequences_result result;
};

typedef void operation(struct world *world);

static void update_next(struct world *world)
{
    const uint32_t next = world->confirming + 1U;
    world_update_if_free(world, next < NEWEST_UPDATE ? next : NEWEST_UPDATE);
}

static void confirm_running(struct world *world)
{
    if (world->admission.slot < MPSEC_SLOTS) { // an application runs and can ask
        world_confirm(world);
    }
}

static operation *const operations[] = {world_boot, confirm_running, update_next};

enum { OPERATIONS = sizeof operations / sizeof operations[0] };

static uint64_t mix(uint64_t hash, uint64_t value)
{
    hash = (hash ^ value) * UINT64_C(0x9e3779b97f4a7c15);
    return hash ^ hash >> 29;
}

// What the guard can see: the slots, and the journal as it reads it. Record numbers are left out;
// only their order counts, and the newest is known.
static uint64_t hash_of(const struct world *world)
{
    struct mpsec_journal journal;
    mpsec_journal_open(&journal, world->device.flash, world->device.layout.journal);
    const struct mpsec_state *state = &journal.state;
    uint64_t hash = mix(1, world->confirmed << 16 | world->confirming << 8 | world->floor_seen);
    hash = mix(hash, (uint64_t)state->phase << 24 | (uint64_t)state->active << 16 |
                         (uint64_t)state->attempts << 8 | state->floor);
    hash = mix(hash, (uint64_t)state->candidate_tag[0] << 8 | state->active_tag[0]);
    hash = mix(hash, (uint64_t)journal.sector << 24 | (uint64_t)journal.next << 16 |
                         (uint64_t)journal.keep << 8 | journal.settled);
    hash = mix(hash, journal.broken);
    hash = mix(hash, (uint64_t)world->admission.slot << 32 | world->admission.security_counter);
    for (uint32_t at = 0; at < world->device.layout.journal; at++) {
        hash = mix(hash, world->sim.bytes[at]);
    }
    return hash == 0 ? 1 : hash;
}

// Whether this state still has to be gone on from with so many operations left. `*is_new` says
// whether it was never met at all.
static bool has_to_go_on(struct walk *walk, uint64_t hash, unsigned left, bool *is_new)
{
    const size_t mask = ((size_t)1 << TABLE_BITS) - 1U;
    size_t at = (size_t)(hash >> 8) & mask;
    while (walk->table[at].hash != 0 && walk->table[at].hash != hash) {
        at = (at + 1U) & mask;
    }
    struct entry *entry = &walk->table[at];
    *is_new = entry->hash == 0;
    if (!*is_new && entry->left > left) {
        return false;
    }
    walk->result.states += *is_new ? 1U : 0U;
    if (walk->result.states > mask / 2U) {
        abort(); // the table is too small to say that nothing was left out
    }
    *entry = (struct entry){hash, left + 1U};
    return true;
}

static void live_on(struct walk *walk, const struct world *world)
{
    struct world copy;
    world_copy(&copy, world);
    sim_arm(&copy.sim, UINT32_MAX, CUT_BEFORE, 1);
    world_live_on(&copy);
    if (copy.broken != NULL) {
        walk->result.broken++;
        walk->result.first = walk->result.first == NULL ? copy.broken : walk->result.first;
    }
}

static bool go_cut(struct world *world, operation *go, uint32_t at, enum sim_cut cut)
{
    jmp_buf power;
    world->sim.power = &power;
    sim_arm(&world->sim, at, cut, 1);
    if (setjmp(power) == 0) {
        go(world);
        return false;
    }
    sim_power_up(&world->sim);
    world->admission.slot = MPSEC_SLOTS; // nothing runs after a cut
    world->admission.security_counter = 0;
    return true;
}

static void visit(struct walk *walk, const struct world *world, unsigned left);

// The operation whole, and cut at each of its flash operations in each way.
static void go_all_ways(struct walk *walk, const struct world *world, operation *go, unsigned left)
{
    struct world *copy = malloc(sizeof *copy);
    if (copy == NULL) {
        abort();
    }
    world_copy(copy, world);
    (void)go_cut(copy, go, UINT32_MAX, CUT_BEFORE);
    const uint32_t count = copy->sim.done;
    walk->result.sequences++;
    visit(walk, copy, left);
    for (uint32_t way = 0; way < count * CUTS; way++) {
        world_copy(copy, world);
        if (go_cut(copy, go, way / CUTS, cuts[way % CUTS])) {
            walk->result.sequences++;
            visit(walk, copy, left);
        }
    }
    free(copy);
}

static void visit(struct walk *walk, const struct world *world, unsigned left)
{
    bool is_new = false;
    if (!has_to_go_on(walk, hash_of(world), left, &is_new)) {
        return;
    }
    if (is_new) {
        live_on(walk, world);
    }
    for (size_t i = 0; i < OPERATIONS && left > 0; i++) {
        go_all_ways(walk, world, operations[i], left - 1U);
    }
}

struct sequences_result sequences_run(unsigned length)
{
    static struct factory factory;
    struct world world;
    struct walk walk = {.table = calloc((size_t)1 << TABLE_BITS, sizeof(struct entry))};
    if (walk.table == NULL) {
        abort();
    }
    factory_make(&factory, &geometry);
    world_make(&world, &factory, &geometry);
    world.admission.slot = MPSEC_SLOTS;
    visit(&walk, &world, length);
    free(walk.table);
    return walk.result;
}
