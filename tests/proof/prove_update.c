// SPDX-License-Identifier: MIT
// The clauses of a contract are no code to clang-format.
// clang-format off
#include "evidence_contracts.h"
#include "flash_contracts.h"
#include "slots_contracts.h"
#include "mpsec/update.h"

// What an update asks of the device beyond what the boot asks: a sector behind the slot is still
// within what offsets can tell.
#define UPDATABLE(device)                                                                          \
    (DEVICE_OK(device) && (device)->layout.slots[0] <= UINT32_MAX - SLOT_MAX - SECTOR_MAX &&       \
     (device)->layout.slots[1] <= UINT32_MAX - SLOT_MAX - SECTOR_MAX)
// An update under way: it writes into one slot, and never behind its end.
#define UPDATE_SANE(update)                                                                        \
    ((update)->base <= UINT32_MAX - SLOT_MAX - SECTOR_MAX && (update)->size > 0 &&                 \
     (update)->size <= SLOT_MAX && (update)->written <= (update)->size &&                          \
     (update)->fill < (update)->device->flash->granule && (update)->fill <= (update)->written)
#define UPDATE_HERE(update)                                                                        \
    (WRITABLE(update) && __CPROVER_r_ok((update)->device, sizeof *(update)->device) &&             \
     FLASH_OK((update)->device->flash))
#define IS_RESULT(result)                                                                          \
    ((result) == MPSEC_UPDATE_OK || (result) == MPSEC_UPDATE_ORDER ||                              \
     (result) == MPSEC_UPDATE_FLASH || (result) == MPSEC_UPDATE_DIFFERS)

#include "update.c"

static bool receives(const struct mpsec_state *state, const uint8_t *tag)
REQUIRES(__CPROVER_r_ok(state, sizeof *state) && __CPROVER_r_ok(tag, MPSEC_IMAGE_TAG_SIZE))
ASSIGNS()
ENSURES(!RESULT || state->phase == MPSEC_SLOT_RECEIVING)
;

static void find_progress(struct mpsec_update *update)
REQUIRES(UPDATE_HERE(update) && UPDATE_SANE(update) && update->written == 0)
ASSIGNS(update->written, update->erase_at)
ENSURES(update->written < update->size)
;

static bool flush(struct mpsec_update *update)
REQUIRES(UPDATE_HERE(update) && update->written <= update->size && update->size <= SLOT_MAX)
REQUIRES(update->base <= UINT32_MAX - SLOT_MAX - SECTOR_MAX)
REQUIRES(update->fill <= update->device->flash->granule && update->fill <= update->written)
ASSIGNS(update->erase_at, update->fill, update->pending)
ENSURES(!RESULT || update->fill == 0)
;

// Never more than the head promised.
enum mpsec_update_result mpsec_update_write(struct mpsec_update *update, struct mpsec_span bytes)
REQUIRES(UPDATE_HERE(update) && READABLE(bytes) && (!update->open || UPDATE_SANE(update)))
ASSIGNS(update->pending, update->fill, update->written, update->erase_at, update->open)
ENSURES(IS_RESULT(RESULT) && (!update->open || UPDATE_SANE(update)))
ENSURES(RESULT != MPSEC_UPDATE_OK || update->written == OLD(update->written) + bytes.size)
;

enum mpsec_update_result mpsec_update_confirm(const struct mpsec_device *device, uint32_t slot,
                                              uint32_t counter)
REQUIRES(DEVICE_HERE(device) && slot < MPSEC_SLOTS)
ASSIGNS(noted_again)
ENSURES(IS_RESULT(RESULT))
;

struct mpsec_update nondet_update(void);
struct mpsec_state nondet_state(void);

#define ANY_UPDATE(update)                                                                         \
    ANY_DEVICE(device);                                                                            \
    struct mpsec_update update = nondet_update();                                                  \
    update.device = &device

void prove_receives(void)
{
    const struct mpsec_state state = nondet_state();
    const uint8_t tag[MPSEC_IMAGE_TAG_SIZE];
    (void)receives(&state, tag);
}

void prove_find_progress(void)
{
    ANY_UPDATE(update);
    find_progress(&update);
}

void prove_flush(void)
{
    ANY_UPDATE(update);
    (void)flush(&update);
}

void prove_mpsec_update_write(void)
{
    ANY_UPDATE(update);
    (void)mpsec_update_write(&update, ANY_SPAN());
}

void prove_mpsec_update_confirm(void)
{
    ANY_DEVICE(device);
    (void)mpsec_update_confirm(&device, nondet_u32(), nondet_u32());
}
