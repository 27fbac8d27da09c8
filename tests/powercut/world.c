// SPDX-License-Identifier: MIT
#include "world.h"

#include "mpsec/evidence.h"

#include <string.h>

enum { SLOT_SECTORS = 3, CHUNK = 48 };

static void put(struct image_bytes *image, const void *bytes, size_t size)
{
    memcpy(image->bytes + image->size, bytes, size);
    image->size += size;
}

static void put_u16(struct image_bytes *image, size_t value)
{
    put(image, (const uint8_t[]){(uint8_t)value, (uint8_t)(value >> 8)}, 2);
}

static void put_u32(struct image_bytes *image, size_t value)
{
    put_u16(image, value & 0xffffU);
    put_u16(image, value >> 16);
}

static void put_record(struct image_bytes *image, size_t type, const uint8_t *bytes, size_t size)
{
    put_u16(image, type);
    put_u16(image, size);
    put(image, bytes, size);
}

static void make_image(const struct factory *factory, uint32_t counter, struct image_bytes *image)
{
    static const uint8_t none[64];
    uint8_t digest[MPSEC_SHA256_SIZE];
    uint8_t signature[2 + 34 + 3] = {0x30, 37, 2, 32};

    image->size = 0;
    put_u32(image, MPSEC_IMAGE_MAGIC);
    put_u32(image, 0);
    put_u16(image, MPSEC_HEADER_SIZE);
    put_u16(image, 12);
    put_u32(image, factory->payload);
    put_u32(image, MPSEC_FLAG_NON_BOOTABLE);
    put(image, none, 12);
    for (size_t i = 0; i < factory->payload; i++) {
        put(image, &(uint8_t){(uint8_t)(counter * 31U + i * 7U)}, 1);
    }
    put_u16(image, MPSEC_PROTECTED_AREA_MAGIC);
    put_u16(image, 12);
    put_u16(image, MPSEC_RECORD_SECURITY_COUNTER);
    put_u16(image, 4);
    put_u32(image, counter);

    mpsec_sha256(&(struct mpsec_span){image->bytes, image->size}, 1, digest);
    mpsec_p256_expected_r(factory->key.point, digest, none, signature + 4);
    memcpy(signature + 36, (const uint8_t[]){2, 1, 1}, 3); // s = 1
    put_u16(image, MPSEC_AREA_MAGIC);
    put_u16(image, 4 + 36 + 36 + 4 + sizeof signature);
    put_record(image, MPSEC_RECORD_SHA256, digest, sizeof digest);
    put_record(image, MPSEC_RECORD_KEY_ID, factory->key.id, sizeof factory->key.id);
    put_record(image, MPSEC_RECORD_ECDSA, signature, sizeof signature);

    const size_t behind = MPSEC_HEADER_SIZE + factory->payload;
    image->head_size = image->size - factory->payload;
    memcpy(image->head, image->bytes, MPSEC_HEADER_SIZE);
    memcpy(image->head + MPSEC_HEADER_SIZE, image->bytes + behind, image->size - behind);
}

void factory_make(struct factory *factory, const struct geometry *geometry)
{
    memset(factory, 0, sizeof *factory);
    factory->key.roles = MPSEC_ROLE_RELEASE;
    memset(factory->key.id, 0x4b, sizeof factory->key.id);
    factory->payload = geometry->payload;
    for (uint32_t counter = 1; counter <= WORLD_VERSIONS; counter++) {
        make_image(factory, counter, &factory->images[counter]);
    }
}

static void promise(struct world *world, bool kept, const char *words)
{
    if (!kept && world->broken == NULL) {
        world->broken = words;
    }
}

// One sector of the journal, shown as both.
struct one_sector {
    struct sim *sim;
    uint32_t at;
};

static bool read_one_sector(void *context, uint32_t offset, uint8_t *out, size_t size)
{
    const struct one_sector *one = context;
    const struct mpsec_flash *flash = &one->sim->flash;
    return flash->read(one->sim, one->at + offset % flash->sector_size, out, size);
}

// I6: before a sector of the journal goes, the other one must hold a record that is marked.
static void look_before_erasure(struct sim *sim, uint32_t offset)
{
    struct world *world = (struct world *)((char *)sim - offsetof(struct world, sim));
    const uint32_t first = world->device.layout.journal;
    const uint32_t behind = first + MPSEC_JOURNAL_SECTORS * sim->flash.sector_size;
    if (offset < first || offset >= behind || world->confirmed == 0) {
        return; // no journal, or one in which nothing stands that must not be lost
    }
    struct one_sector one = {sim, offset == first ? first + sim->flash.sector_size : first};
    struct mpsec_flash flash = sim->flash;
    flash.context = &one;
    flash.read = read_one_sector;
    struct mpsec_journal other;
    mpsec_journal_open(&other, &flash, 0);
    promise(world, other.keep != MPSEC_JOURNAL_SECTORS, "I6: the last good record was erased");
}

static bool chip_key(uint8_t out[MPSEC_CHIP_KEY_SIZE])
{
    memset(out, 0x6b, MPSEC_CHIP_KEY_SIZE);
    return true;
}

// As a programmer does, past the guard.
static void install(struct world *world, uint32_t at, const struct image_bytes *image)
{
    const uint32_t granule = world->sim.flash.granule;
    memcpy(world->sim.bytes + at, image->bytes, image->size);
    memset(world->sim.state + at / granule, 1, (image->size + granule - 1) / granule);
}

void world_make(struct world *world, const struct factory *factory, const struct geometry *geometry)
{
    memset(world, 0, sizeof *world);
    static const struct mpsec_chip chip = {.key = chip_key};
    const uint32_t sector = geometry->flash.sector_size;
    const uint32_t slot_size = SLOT_SECTORS * sector;
    const uint32_t receipts = 2 * slot_size + MPSEC_JOURNAL_SECTORS * sector;
    sim_init(&world->sim, receipts + (geometry->chip ? MPSEC_SLOTS * sector : 0), &geometry->flash);
    world->factory = factory;
    world->device = (struct mpsec_device){
        .flash = &world->sim.flash,
        .chip = geometry->chip ? &chip : NULL,
        .layout = {.slots = {0, slot_size},
                   .slot_size = slot_size,
                   .journal = 2 * slot_size,
                   .receipts = geometry->chip ? receipts : 0},
        .policy = {.keys = &factory->key,
                   .key_count = 1,
                   .roles = MPSEC_ROLE_RELEASE,
                   .signers = 1},
        .attempts = WORLD_ATTEMPTS,
        .step = 100,
    };
    const struct image_bytes *first = &factory->images[1];
    world->spoilt = geometry->spoilt;
    install(world, 0, first);
    if (world->spoilt) {
        install(world, slot_size, first);
        world->sim.bytes[MPSEC_HEADER_SIZE] ^= 1; // of the payload
    }
    world->sim.on_erase = look_before_erasure;
}

void world_copy(struct world *to, const struct world *from)
{
    *to = *from;
    sim_adopt(&to->sim);
    to->device.flash = &to->sim.flash;
}

uint64_t world_hash(const struct world *world)
{
    const uint64_t promised =
        (uint64_t)world->confirmed << 40 | (uint64_t)world->confirming << 20 | world->floor_seen;
    return sim_hash(&world->sim) ^ promised * UINT64_C(0x9e3779b97f4a7c15);
}

static bool is_payload(const struct world *world, struct mpsec_span out, uint32_t counter)
{
    if (counter == 0 || counter > WORLD_VERSIONS || out.size != world->factory->payload) {
        return false;
    }
    const struct image_bytes *image = &world->factory->images[counter];
    return memcmp(out.data, image->bytes + MPSEC_HEADER_SIZE, out.size) == 0;
}

// Whether the other slot runs in the place of the broken one, as on a spoilt device until its first
// update begins.
static bool stands_in(const struct world *world)
{
    return world->spoilt && world->admission.slot == 1 && world->admission.state.active == 0 &&
           world->admission.state.phase != MPSEC_SLOT_TRIAL;
}

void world_boot(struct world *world)
{
    mpsec_admit(&world->device, &world->launch, &world->admission);
    const struct mpsec_span out = mpsec_launch_open(&world->launch);
    const struct mpsec_state *state = &world->admission.state;
    const uint32_t counter = world->admission.security_counter;

    promise(world, is_payload(world, out, counter), "I1: no verified image runs");
    promise(world, counter >= world->confirmed, "I2: an image below the floor runs");
    promise(world, state->floor >= world->floor_seen && state->floor >= world->confirmed,
            "I3: the floor sank");
    promise(world, state->floor <= world->confirming, "I3: the floor rose without a confirm");
    if (world->admission.slot == state->active) {
        promise(world, counter <= 1 || counter <= world->confirming,
                "an image is active that never confirmed itself");
    } else {
        promise(world, state->phase == MPSEC_SLOT_TRIAL || stands_in(world),
                "I1: the active slot does not hold");
    }
    world->floor_seen = state->floor;
}

void world_confirm(struct world *world)
{
    const uint32_t counter = world->admission.security_counter;
    if (stands_in(world)) {
        return; // nothing was promised of it, and there is nothing to confirm
    }
    if (counter > world->confirming) {
        world->confirming = counter;
    }
    const enum mpsec_update_result result =
        mpsec_update_confirm(&world->device, world->admission.slot, counter);
    promise(world, result == MPSEC_UPDATE_OK, "I4: a confirm was refused");
    if (counter > world->confirmed) {
        world->confirmed = counter;
    }
}

void world_update(struct world *world, uint32_t counter)
{
    struct mpsec_update update;
    const struct image_bytes *image = &world->factory->images[counter];
    const struct mpsec_span head = {image->head, image->head_size};
    enum mpsec_update_result result =
        mpsec_update_begin(&update, &world->device, head, world->admission.slot);

    while (result == MPSEC_UPDATE_OK && update.written < image->size) {
        const size_t left = image->size - update.written;
        const struct mpsec_span part = {image->bytes + update.written, left < CHUNK ? left : CHUNK};
        result = mpsec_update_write(&update, part);
    }
    if (result == MPSEC_UPDATE_OK) {
        result = mpsec_update_finish(&update);
    }
    promise(world, result == MPSEC_UPDATE_OK, "I4: a good update was refused");
}

void world_update_if_free(struct world *world, uint32_t counter)
{
    struct mpsec_journal journal;
    mpsec_journal_open(&journal, world->device.flash, world->device.layout.journal);
    if (journal.state.phase != MPSEC_SLOT_TRIAL) {
        world_update(world, counter);
    }
}

// Boots until nothing is tried any more, and never confirms.
static void run_out_of_attempts(struct world *world)
{
    for (int boots = 0; boots <= WORLD_ATTEMPTS + 1; boots++) {
        sim_power_up(&world->sim);
        world_boot(world);
    }
    promise(world, world->admission.slot == world->admission.state.active || stands_in(world),
            "I7: a trial that never confirmed itself goes on");
}

void world_live_on(struct world *world)
{
    world_boot(world);
    const uint32_t next = world->confirming + 1U;
    if (world->admission.state.phase == MPSEC_SLOT_RECEIVING) {
        world_update(world, next < WORLD_VERSIONS ? next : WORLD_VERSIONS); // the one that was cut
    }
    run_out_of_attempts(world);

    world_update(world, WORLD_VERSIONS);
    sim_power_up(&world->sim);
    world_boot(world);
    promise(world, world->admission.security_counter == WORLD_VERSIONS,
            "I4: an update does not run");
    world_confirm(world);
    world_boot(world);
    promise(world,
            world->admission.security_counter == WORLD_VERSIONS &&
                world->admission.state.floor == WORLD_VERSIONS &&
                world->admission.slot == world->admission.state.active,
            "I4: a confirmed update does not stay");
    world_boot(world);
    promise(world, world->admission.recalled == (world->device.chip != NULL),
            "I8: an image that ran by its signature is not known again");
    promise(world, world->sim.violations == 0, "I5: a rule of the flash was broken");
}
