// SPDX-License-Identifier: MIT
// powercut.c - cuts the power in every operation of a device's life, and in its recovery again.
//
//   powercut [--seconds N] [--first]
//   powercut --sequences N   every sequence of up to N operations and cuts instead
//
// --first stops at the first broken promise. // Prints what was done, and each broken promise with
// the cut that led to it. Exit status: 0 when every promise was kept, 1 when not, 2 for a wrong
// command line.
#include "sequences.h"
#include "world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { STEPS = 16, SEEDS = 2, RESUME_CUTS = 4, DEPTHS = 3, SET_BITS = 24, REPORTS_MAX = 10 };

// The payloads are longer than a sector.
static const struct geometry geometries[] = {
    {"1 byte granules, sectors of 256",
     {.sector_size = 256, .granule = 1, .erased = 0xff},
     150,
     false,
     false},
    {"2 byte granules, sectors of 256",
     {.sector_size = 256, .granule = 2, .erased = 0xff},
     150,
     false,
     false},
    {"4 byte granules, sectors of 512",
     {.sector_size = 512, .granule = 4, .erased = 0xff},
     420,
     false,
     false},
    {"8 byte granules, sectors of 512",
     {.sector_size = 512, .granule = 8, .erased = 0xff},
     420,
     false,
     false},
    {"16 byte granules, sectors of 512",
     {.sector_size = 512, .granule = 16, .erased = 0xff},
     420,
     false,
     false},
    {"32 byte granules, sectors of 512",
     {.sector_size = 512, .granule = 32, .erased = 0xff},
     420,
     false,
     false},
    {"16 byte granules that erase to 0",
     {.sector_size = 256, .granule = 16, .erased = 0},
     200,
     false,
     false},
    {"256 byte pages, sectors of 2048",
     {.sector_size = 2048, .granule = 256, .erased = 0xff},
     1900,
     false,
     false},
    {"8 byte granules, a chip with a key",
     {.sector_size = 512, .granule = 8, .erased = 0xff},
     420,
     true,
     false},
    {"64 byte granules that erase to 0, a chip with a key",
     {.sector_size = 512, .granule = 64, .erased = 0},
     420,
     true,
     false},
    {"2 byte granules, the active slot broken",
     {.sector_size = 256, .granule = 2, .erased = 0xff},
     150,
     false,
     true},
    {"8 byte granules, a chip with a key, the active slot broken",
     {.sector_size = 512, .granule = 8, .erased = 0xff},
     420,
     true,
     true},
};

enum { GEOMETRIES = sizeof geometries / sizeof geometries[0] };

enum act { BOOT, CONFIRM, UPDATE };

// A life: installed, confirmed, updated; updated and never confirmed; updated again.
static const struct step {
    enum act act;
    uint32_t counter;
} life[STEPS] = {
    {BOOT, 0},   {CONFIRM, 0}, {BOOT, 0},    {UPDATE, 2}, {BOOT, 0}, {CONFIRM, 0},
    {BOOT, 0},   {UPDATE, 3},  {BOOT, 0},    {BOOT, 0},   {BOOT, 0}, {BOOT, 0},
    {UPDATE, 3}, {BOOT, 0},    {CONFIRM, 0}, {BOOT, 0},
};

// States of the flash that were looked at already, by hash.
struct seen {
    uint64_t *hashes; // 0: free
    size_t count;
};

struct campaign {
    struct seen seen;
    uint64_t cuts;     // runs that were cut
    uint64_t distinct; // of which left a state that was new
    uint64_t lives;    // lived on from, with every promise looked at
    uint64_t nested;   // of the cuts: in a recovery
    unsigned broken;
    clock_t deadline;
    bool stop_at_first;
    const char *geometry;
    unsigned depth; // cuts that may follow the first one
    uint32_t fill;
    uint32_t step;
};

static bool is_new(struct seen *seen, uint64_t hash)
{
    const size_t mask = ((size_t)1 << SET_BITS) - 1U;
    hash = hash == 0 ? 1 : hash;
    for (size_t at = (size_t)(hash >> 20) & mask;; at = (at + 1U) & mask) {
        if (seen->hashes[at] == hash) {
            return false;
        }
        if (seen->hashes[at] == 0) {
            if (seen->count >= mask / 2U) {
                fprintf(stderr, "powercut: the set of states is full\n");
                exit(1);
            }
            seen->hashes[at] = hash;
            seen->count++;
            return true;
        }
    }
}

static void act(struct world *world, const struct step *step)
{
    switch (step->act) {
    case BOOT:
        world_boot(world);
        break;
    case CONFIRM:
        world_confirm(world);
        break;
    case UPDATE:
        world_update(world, step->counter);
        break;
    }
}

// Acts with the power cut at operation `at`. False: there is no such operation any more.
static bool act_cut(struct world *world, const struct step *step, uint32_t at, enum sim_cut cut,
                    uint64_t seed)
{
    jmp_buf power;
    world->sim.power = &power;
    sim_arm(&world->sim, at, cut, seed);
    if (setjmp(power) == 0) {
        act(world, step);
        return false;
    }
    return true;
}

static void tell(struct campaign *campaign, const struct world *world)
{
    if (world->broken == NULL) {
        return;
    }
    campaign->broken++;
    if (campaign->stop_at_first) {
        printf("BROKEN %s: %s\n", world->broken, campaign->geometry);
        exit(1);
    }
    if (campaign->broken <= REPORTS_MAX) {
        printf("BROKEN %s: %s, fill %u, step %u\n", world->broken, campaign->geometry,
               campaign->fill, campaign->step);
    }
}

static void recover(struct campaign *campaign, struct world *world, unsigned depth);

static void cut_recovery(struct campaign *campaign, const struct world *world,
                         const struct step *step, uint32_t at, unsigned depth)
{
    struct world copy;
    for (int cut = 0; cut < CUT_MODES; cut++) {
        world_copy(&copy, world);
        if (act_cut(&copy, step, at, (enum sim_cut)cut, at + depth)) {
            campaign->nested++;
            recover(campaign, &copy, depth);
        }
    }
}

static uint32_t operations_of(const struct world *world, const struct step *step)
{
    static struct world copy;
    world_copy(&copy, world);
    sim_arm(&copy.sim, UINT32_MAX, CUT_BEFORE, 1);
    act(&copy, step);
    return copy.sim.done;
}

static void cut_recoveries(struct campaign *campaign, const struct world *world, unsigned depth)
{
    static const struct step boot = {BOOT, 0};
    const struct step resume = {UPDATE, world->confirming + 1U};
    const uint32_t of_boot = operations_of(world, &boot);
    for (uint32_t at = 0; at < of_boot; at++) {
        cut_recovery(campaign, world, &boot, at, depth);
    }
    struct mpsec_journal journal;
    mpsec_journal_open(&journal, world->device.flash, world->device.layout.journal);
    if (journal.state.phase != MPSEC_SLOT_RECEIVING) {
        return;
    }
    const uint32_t of_resume = operations_of(world, &resume);
    for (uint32_t i = 0; i < RESUME_CUTS && of_resume > 0; i++) {
        cut_recovery(campaign, world, &resume, i * (of_resume - 1U) / RESUME_CUTS, depth);
    }
}

// The power came back after a cut. `depth` more cuts may follow.
static void recover(struct campaign *campaign, struct world *world, unsigned depth)
{
    struct world copy;
    campaign->cuts++;
    sim_power_up(&world->sim);
    const uint64_t hash = world_hash(world);
    const bool is_new_here = is_new(&campaign->seen, hash);
    if (is_new_here) {
        campaign->distinct++;
    }
    // A state that was looked at with fewer cuts to follow is looked at again.
    if (depth > 0 ? !is_new(&campaign->seen, hash + depth) : !is_new_here) {
        return;
    }
    if (depth > 0 && world->broken == NULL) {
        cut_recoveries(campaign, world, depth - 1U);
    }
    if (!is_new_here) {
        return;
    }
    world_copy(&copy, world);
    sim_arm(&copy.sim, UINT32_MAX, CUT_BEFORE, campaign->distinct);
    world_live_on(&copy);
    campaign->lives++;
    tell(campaign, &copy);
}

static void cut_step(struct campaign *campaign, const struct world *world, const struct step *step)
{
    struct world copy;
    const uint32_t operations = operations_of(world, step);
    for (uint32_t at = 0; at < operations && clock() < campaign->deadline; at++) {
        for (uint64_t run = 0; run < CUT_MODES * SEEDS; run++) {
            world_copy(&copy, world);
            if (act_cut(&copy, step, at, (enum sim_cut)(run % CUT_MODES), run)) {
                recover(campaign, &copy, campaign->depth);
            }
        }
    }
}

// Puts the journal at another place in its round, so that the change of sectors meets each step.
static void fill_journal(struct world *world, uint32_t records)
{
    struct mpsec_journal journal;
    mpsec_journal_open(&journal, world->device.flash, world->device.layout.journal);
    const struct mpsec_state state = journal.state;
    for (uint32_t i = 0; i < records; i++) {
        if (!mpsec_journal_append(&journal, &state)) {
            world->broken = "the journal could not be filled";
        }
    }
}

static void cut_life(struct campaign *campaign, const struct geometry *geometry, uint32_t fill)
{
    static struct factory factory;
    struct world world;
    factory_make(&factory, geometry);
    world_make(&world, &factory, geometry);
    campaign->geometry = geometry->name;
    campaign->fill = fill;
    fill_journal(&world, fill);

    for (uint32_t step = 0; step < STEPS; step++) {
        campaign->step = step;
        cut_step(campaign, &world, &life[step]);
        sim_arm(&world.sim, UINT32_MAX, CUT_BEFORE, step);
        act(&world, &life[step]);
    }
    tell(campaign, &world);
}

// First every single cut, at every place of the journal; then cuts that are followed by others.
static void cut_geometry(struct campaign *campaign, const struct geometry *geometry)
{
    const uint32_t capacity = mpsec_journal_capacity(&geometry->flash);
    const uint64_t before = campaign->distinct;
    unsigned whole = 0;
    for (campaign->depth = 0; campaign->depth < DEPTHS; campaign->depth++) {
        for (uint32_t fill = 0; fill < capacity && clock() < campaign->deadline; fill++) {
            cut_life(campaign, geometry, fill);
        }
        whole += clock() < campaign->deadline ? 1U : 0U;
    }
    printf("%s: %llu distinct states; whole up to %u cuts in a row\n", geometry->name,
           (unsigned long long)(campaign->distinct - before), whole);
}

static bool read_options(int argc, char *argv[], unsigned *seconds, bool *stop_at_first)
{
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--first") == 0) {
            *stop_at_first = true;
        } else if (strcmp(argv[i], "--seconds") == 0 && i + 1 < argc) {
            i++;
            char *end = NULL;
            *seconds = (unsigned)strtoul(argv[i], &end, 10);
            if (*end != '\0' || *seconds == 0) {
                return false;
            }
        } else {
            return false;
        }
    }
    return true;
}

// Exit status as of the program.
static int go_through_sequences(const char *length)
{
    char *end = NULL;
    const unsigned long wanted = strtoul(length, &end, 10);
    if (*end != '\0' || wanted == 0 || wanted > 12) {
        fprintf(stderr, "powercut: --sequences wants a number from 1 to 12\n");
        return 2;
    }
    const struct sequences_result result = sequences_run((unsigned)wanted);
    printf("sequences of up to %lu operations and cuts: %llu steps, %llu states, %u broken "
           "promises%s%s\n",
           wanted, (unsigned long long)result.sequences, (unsigned long long)result.states,
           result.broken, result.broken > 0 ? ": " : "", result.broken > 0 ? result.first : "");
    return result.broken == 0 ? 0 : 1;
}

int main(int argc, char *argv[])
{
    if (argc == 3 && strcmp(argv[1], "--sequences") == 0) {
        return go_through_sequences(argv[2]);
    }
    struct campaign campaign = {.seen = {calloc((size_t)1 << SET_BITS, sizeof(uint64_t)), 0}};
    unsigned seconds = 3600;
    if (!read_options(argc, argv, &seconds, &campaign.stop_at_first)) {
        fprintf(stderr, "usage: powercut [--seconds N] [--first]\n");
        return 2;
    }
    if (campaign.seen.hashes == NULL) {
        return 2;
    }
    for (uint32_t i = 0; i < GEOMETRIES; i++) {
        // Each geometry has its share of the time.
        campaign.deadline = clock() + (clock_t)seconds * CLOCKS_PER_SEC / GEOMETRIES;
        cut_geometry(&campaign, &geometries[i]);
    }
    free(campaign.seen.hashes);
    printf("%llu cuts (%llu of them in a recovery), %llu distinct states, %llu lived on, "
           "%u broken promises\n",
           (unsigned long long)campaign.cuts, (unsigned long long)campaign.nested,
           (unsigned long long)campaign.distinct, (unsigned long long)campaign.lives,
           campaign.broken);
    return campaign.broken == 0 ? 0 : 1;
}
