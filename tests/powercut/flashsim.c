// SPDX-License-Identifier: MIT
#include "flashsim.h"

#include <stdlib.h>
#include <string.h>

enum granule_state { BLANK, PROGRAMMED, METASTABLE, UNREADABLE };

enum { NONE = UINT32_MAX };

uint32_t sim_random(struct sim *sim)
{
    sim->random = sim->random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(sim->random >> 33);
}

static bool is_inside(const struct sim *sim, uint32_t offset, size_t size)
{
    return offset <= sim->size && size <= sim->size - offset;
}

static uint8_t read_byte(struct sim *sim, uint32_t at)
{
    if (sim->state[at / sim->flash.granule] != METASTABLE) {
        return sim->bytes[at];
    }
    const uint8_t coin = (uint8_t)sim_random(sim);
    return (uint8_t)((sim->bytes[at] & coin) | (sim->meant[at] & ~coin));
}

static bool read_bytes(void *context, uint32_t offset, uint8_t *out, size_t size)
{
    struct sim *sim = context;
    if (!is_inside(sim, offset, size)) {
        sim->violations++;
        return false;
    }
    for (uint32_t i = 0; i < size; i++) {
        if (sim->state[(offset + i) / sim->flash.granule] == UNREADABLE) {
            return false;
        }
        out[i] = read_byte(sim, offset + i);
    }
    return true;
}

static const uint8_t *map_bytes(void *context, uint32_t offset, size_t size)
{
    struct sim *sim = context;
    return read_bytes(context, offset, sim->seen + offset, size) ? sim->seen + offset : NULL;
}

static bool is_due(struct sim *sim)
{
    const bool due = sim->done == sim->cut_at;
    sim->done++;
    return due;
}

// What byte `i` of `size` reads as after the cut, between what it was and what it was to be.
static uint8_t half_done(struct sim *sim, uint32_t i, uint32_t size, uint8_t was, uint8_t wanted)
{
    const uint32_t share = sim->done % size; // of a few cuts each gets another place
    const uint8_t coin = (uint8_t)sim_random(sim);
    switch (sim->cut) {
    case CUT_PREFIX:
        return i < share ? wanted : was;
    case CUT_SUFFIX:
        return i >= share ? wanted : was;
    case CUT_BITS:
    case CUT_UNREADABLE:
        return (uint8_t)((was & coin) | (wanted & ~coin));
    case CUT_BEFORE:
    case CUT_METASTABLE:
        return was;
    case CUT_AFTER:
    case CUT_WEAK:
    case CUT_MODES:
        break;
    }
    return wanted;
}

static void cut_range(struct sim *sim, uint32_t offset, uint32_t size, const uint8_t *wanted)
{
    const uint32_t granule = sim->flash.granule;
    for (uint32_t i = 0; i < size; i++) {
        sim->meant[offset + i] = wanted[i];
        sim->bytes[offset + i] = half_done(sim, i, size, sim->bytes[offset + i], wanted[i]);
    }
    for (uint32_t at = offset; at < offset + size; at += granule) {
        uint8_t *state = &sim->state[at / granule];
        if (sim->cut == CUT_METASTABLE) {
            *state = METASTABLE;
        } else if (sim->cut == CUT_UNREADABLE && sim_random(sim) % 2 == 0) {
            *state = UNREADABLE;
        } else if (sim->cut != CUT_BEFORE) {
            *state = PROGRAMMED;
        }
    }
    longjmp(*sim->power, 1);
}

static void program_granule(struct sim *sim, uint32_t offset, const uint8_t *bytes)
{
    const uint32_t granule = sim->flash.granule;
    if (sim->state[offset / granule] != BLANK) {
        sim->violations++; // a second time between two erasures
    }
    if (is_due(sim)) {
        cut_range(sim, offset, granule, bytes);
    }
    memcpy(sim->bytes + offset, bytes, granule);
    sim->state[offset / granule] = PROGRAMMED;
}

static bool program_bytes(void *context, uint32_t offset, const uint8_t *bytes, size_t size)
{
    struct sim *sim = context;
    const uint32_t granule = sim->flash.granule;
    if (!is_inside(sim, offset, size) || offset % granule != 0 || size % granule != 0) {
        sim->violations++;
        return false;
    }
    for (uint32_t at = 0; at < size; at += granule) {
        program_granule(sim, offset + at, bytes + at);
    }
    return true;
}

static bool erase_sector(void *context, uint32_t offset)
{
    struct sim *sim = context;
    const uint32_t size = sim->flash.sector_size;
    uint8_t blank[SIM_SECTOR_MAX];
    if (!is_inside(sim, offset, size) || offset % size != 0) {
        sim->violations++;
        return false;
    }
    if (sim->on_erase != NULL) {
        sim->on_erase(sim, offset);
    }
    const bool due = is_due(sim);
    memset(blank, sim->flash.erased, size);
    if (due && sim->cut != CUT_WEAK && sim->cut != CUT_AFTER) {
        cut_range(sim, offset, size, blank);
    }
    memcpy(sim->bytes + offset, blank, size);
    memset(sim->state + offset / sim->flash.granule, BLANK, size / sim->flash.granule);
    if (sim->weak_at == offset) {
        sim->weak_at = NONE;
    }
    if (due) {
        sim->weak_at = sim->cut == CUT_WEAK ? offset : sim->weak_at;
        longjmp(*sim->power, 1);
    }
    return true;
}

void sim_init(struct sim *sim, uint32_t size, const struct mpsec_flash *geometry)
{
    memset(sim, 0, sizeof *sim);
    if (size > SIM_MAX || geometry->sector_size > SIM_SECTOR_MAX) {
        abort(); // the geometry is wrong, and the run would say nothing
    }
    sim->size = size;
    sim->cut_at = NONE;
    sim->weak_at = NONE;
    sim->flash = *geometry;
    sim->flash.context = sim;
    sim->flash.read = read_bytes;
    sim->flash.program = program_bytes;
    sim->flash.erase = erase_sector;
    sim->flash.map = map_bytes;
    memset(sim->bytes, geometry->erased, sizeof sim->bytes);
}

void sim_arm(struct sim *sim, uint32_t cut_at, enum sim_cut cut, uint64_t seed)
{
    sim->done = 0;
    sim->cut_at = cut_at;
    sim->cut = cut;
    sim->random = seed * UINT64_C(0x9e3779b97f4a7c15) + cut_at + 1U;
}

void sim_power_up(struct sim *sim)
{
    sim->cut_at = NONE;
    if (sim->weak_at == NONE || sim_random(sim) % 2 == 0) {
        return; // weak cells may hold for one more start
    }
    const uint32_t end = sim->weak_at + sim->flash.sector_size;
    for (uint32_t at = sim->weak_at; at < end; at++) {
        if (sim_random(sim) % 4 == 0) {
            sim->bytes[at] = (uint8_t)(sim->bytes[at] ^ (1U << sim_random(sim) % 8U));
            sim->state[at / sim->flash.granule] = PROGRAMMED;
        }
    }
    sim->weak_at = NONE;
}

uint64_t sim_hash(const struct sim *sim)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);
    for (uint32_t i = 0; i < sim->size; i++) {
        const uint8_t state = sim->state[i / sim->flash.granule];
        hash = (hash ^ sim->bytes[i]) * UINT64_C(0x100000001b3);
        if (state >= METASTABLE) {
            hash = (hash ^ sim->meant[i] ^ (uint64_t)state << 9) * UINT64_C(0x100000001b3);
        }
    }
    return hash ^ sim->weak_at;
}

void sim_adopt(struct sim *copy)
{
    copy->flash.context = copy;
}
