// SPDX-License-Identifier: MIT
// The clauses of a contract are no code to clang-format.
// clang-format off
#define TELLS_TRANSITIONS
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
// Its journal, besides; and a slot of its device whose number is no matter.
#define JOURNAL_OF_UPDATE(update)                                                                  \
    (JOURNAL_SANE(&(update)->journal) &&                                                           \
     SAME((update)->journal.flash, (update)->device->flash) &&                                     \
     SECTORS_AT((update)->journal.offset, (update)->journal.flash))
#define UPDATE_GOES_ON(update) (UPDATE_SANE(update) && JOURNAL_OF_UPDATE(update))
#define TAG_OF(image, head)                                                                        \
    ((image)->digest.size == MPSEC_DIGEST_SIZE && INSIDE((image)->digest, head))
#define NOTES_OF_UPDATE noted_journal_floor, noted_again, noted_head, noted_stored

static struct mpsec_image noted_head, noted_stored; // as they were judged
#define HEAD_HOLDS(device)                                                                         \
    (noted_head.security_counter >= noted_journal_floor &&                                         \
     noted_head.security_counter >= (device)->policy.security_counter &&                           \
     noted_head.encryption.size == 0)
#define STORED_HOLDS(device)                                                                       \
    (noted_stored.security_counter >= noted_journal_floor &&                                       \
     noted_stored.security_counter >= (device)->policy.security_counter)

#include "update.c"

static bool receives(const struct mpsec_state *state, const uint8_t *tag)
REQUIRES(__CPROVER_r_ok(state, sizeof *state) && __CPROVER_r_ok(tag, MPSEC_IMAGE_TAG_SIZE))
ASSIGNS()
ENSURES(!RESULT || state->phase == MPSEC_SLOT_RECEIVING)
;

// Only what a key of the device promised, not below the floor, and no larger than a slot.
static enum mpsec_update_result judge_head(struct mpsec_update *update, struct mpsec_span head,
                                           struct mpsec_image *image)
REQUIRES(WRITABLE(update) && DEVICE_OK(update->device) && READABLE(head) && WRITABLE(image))
ASSIGNS(update->size, update->verdict, *image, noted_journal_floor, noted_head)
ENSURES(RESULT != MPSEC_UPDATE_OK || (update->size > 0 && update->size >= head.size &&
                                      update->size <= update->device->layout.slot_size))
ENSURES(RESULT != MPSEC_UPDATE_OK || (HEAD_HOLDS(update->device) &&
                                      update->verdict == MPSEC_VERDICT_AUTHENTIC))
ENSURES(RESULT != MPSEC_UPDATE_OK || TAG_OF(image, head))
;

// Erases its own slot and no other; what is received counts as nothing until it is finished.
static bool begin_afresh(struct mpsec_update *update, const uint8_t *tag)
REQUIRES(UPDATE_HERE(update) && JOURNAL_OF_UPDATE(update))
REQUIRES(IN_FLASH(update->base, update->device->layout.slot_size))
REQUIRES(__CPROVER_r_ok(tag, MPSEC_IMAGE_TAG_SIZE))
ASSIGNS(update->journal, update->erase_at, noted_again)
ENSURES(JOURNAL_OF_UPDATE(update))
ENSURES(!RESULT || update->journal.state.phase == MPSEC_SLOT_RECEIVING)
ENSURES(!RESULT || update->journal.state.active == OLD(update->journal.state.active))
;

enum mpsec_update_result mpsec_update_begin(struct mpsec_update *update,
                                            const struct mpsec_device *device,
                                            struct mpsec_span head, uint32_t running)
REQUIRES(WRITABLE(update) && UPDATABLE(device) && READABLE(head) && running <= MPSEC_SLOTS)
ASSIGNS(*update, NOTES_OF_UPDATE)
ENSURES(update->open == (RESULT == MPSEC_UPDATE_OK))
ENSURES(!update->open || (SAME(update->device, device) && UPDATE_GOES_ON(update)))
ENSURES(!update->open || (HEAD_HOLDS(device) && update->size <= device->layout.slot_size))
ENSURES(!update->open || (update->journal.state.phase == MPSEC_SLOT_RECEIVING &&
                          update->base == device->layout.slots[1 - update->journal.state.active]))
ENSURES(!update->open || running >= MPSEC_SLOTS || update->journal.state.active == running)
;

// Only what every rule admits, and is not below the floor as it is now.
static enum mpsec_update_result judge_stored(struct mpsec_update *update)
REQUIRES(WRITABLE(update) && UPDATABLE(update->device))
REQUIRES(update->size > 0 && update->size <= SLOT_MAX)
ASSIGNS(update->verdict, noted_journal_floor, noted_stored)
ENSURES(IS_RESULT(RESULT))
ENSURES(RESULT != MPSEC_UPDATE_OK || (STORED_HOLDS(update->device) &&
                                      update->verdict == MPSEC_VERDICT_ADMIT &&
                                      update->journal.state.phase == MPSEC_SLOT_RECEIVING))
;

static bool is_ours(struct mpsec_update *update)
REQUIRES(UPDATE_HERE(update) && SECTORS_AT(update->device->layout.journal, update->device->flash))
ASSIGNS(update->journal)
ENSURES(JOURNAL_OF_UPDATE(update))
ENSURES(!RESULT || (update->journal.state.phase == MPSEC_SLOT_RECEIVING &&
                    update->journal.state.active == OLD(update->journal.state.active)))
;

// It is staged only when the image that lies in the slot holds; whatever else, it is over.
enum mpsec_update_result mpsec_update_finish(struct mpsec_update *update)
REQUIRES(WRITABLE(update) && (!update->open || (UPDATABLE(update->device) && UPDATE_GOES_ON(update))))
ASSIGNS(*update, NOTES_OF_UPDATE)
ENSURES(IS_RESULT(RESULT) && (!update->open || RESULT == MPSEC_UPDATE_ORDER))
ENSURES(RESULT != MPSEC_UPDATE_OK || (STORED_HOLDS(update->device) && !update->open &&
                                      update->verdict == MPSEC_VERDICT_ADMIT))
ENSURES(RESULT != MPSEC_UPDATE_OK ||
        (update->journal.state.phase == MPSEC_SLOT_STAGED &&
         update->journal.state.active == OLD(update->journal.state.active)))
ENSURES(update->journal.state.phase != MPSEC_SLOT_STAGED || RESULT == MPSEC_UPDATE_OK ||
        RESULT == MPSEC_UPDATE_ORDER || OLD(update->journal.state.phase) == MPSEC_SLOT_STAGED)
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

#define WHOLE_POLICY(device)                                                                       \
    const struct mpsec_span whole = any_object();                                                  \
    SOME_KEYS(device.policy);                                                                      \
    ANY_CLASSES(device.policy, whole)

void prove_judge_head(void)
{
    ANY_UPDATE(update);
    WHOLE_POLICY(device);
    struct mpsec_image image;
    (void)judge_head(&update, ANY_SPAN(), &image);
}

void prove_begin_afresh(void)
{
    ANY_UPDATE(update);
    const uint8_t tag[MPSEC_IMAGE_TAG_SIZE];
    update.journal.flash = device.flash;
    (void)begin_afresh(&update, tag);
}

void prove_mpsec_update_begin(void)
{
    ANY_UPDATE(update);
    WHOLE_POLICY(device);
    (void)mpsec_update_begin(&update, &device, ANY_SPAN(), nondet_u32());
}

void prove_judge_stored(void)
{
    ANY_UPDATE(update);
    WHOLE_POLICY(device);
    (void)judge_stored(&update);
}

void prove_is_ours(void)
{
    ANY_UPDATE(update);
    (void)is_ours(&update);
}

void prove_mpsec_update_finish(void)
{
    ANY_UPDATE(update);
    WHOLE_POLICY(device);
    update.journal.flash = device.flash;
    (void)mpsec_update_finish(&update);
}
