// SPDX-License-Identifier: MIT
#include "mpsec/update.h"

#include "mpsec/evidence.h"
#include "mpsec/slot_image.h"
#include "mpsec/slots.h"

// Whether the image with this tag, the first bytes of its digest, is what is being received.
static bool receives(const struct mpsec_state *state, const uint8_t *tag)
{
    return state->phase == MPSEC_SLOT_RECEIVING &&
           mpsec_span_equal((struct mpsec_span){state->candidate_tag, MPSEC_IMAGE_TAG_SIZE},
                            (struct mpsec_span){tag, MPSEC_IMAGE_TAG_SIZE});
}

// What the head says, and whether it may become an update of this device.
static enum mpsec_update_result judge_head(struct mpsec_update *update, struct mpsec_span head,
                                           struct mpsec_image *image)
{
    const struct mpsec_device *device = update->device;
    uint32_t payload_size = 0;
    if (mpsec_image_parse_head(head, image, &payload_size) != MPSEC_OK) {
        return MPSEC_UPDATE_FORM;
    }
    if (head.size > device->layout.slot_size ||
        payload_size > device->layout.slot_size - head.size) {
        return MPSEC_UPDATE_SIZE;
    }
    update->size = (uint32_t)head.size + payload_size;

    const struct mpsec_policy policy = mpsec_evidence_policy(device);
    if (image->security_counter > policy.security_counter &&
        image->security_counter - policy.security_counter > device->step) {
        return MPSEC_UPDATE_STEP;
    }
    update->verdict = image->encryption.size > 0 ? MPSEC_VERDICT_CANNOT_TELL
                                                 : mpsec_image_promise(image, &policy);
    return update->verdict == MPSEC_VERDICT_AUTHENTIC ? MPSEC_UPDATE_OK : MPSEC_UPDATE_DENIED;
}

// How far an interrupted update came (§5): one sector before the first that is blank. From there on
// every sector is erased again, because any of them may be what an earlier cut left.
static void find_progress(struct mpsec_update *update)
{
    const struct mpsec_flash *flash = update->device->flash;
    uint32_t at = 0;
    while (at < update->size &&
           !mpsec_flash_is_blank(flash, update->base + at, flash->sector_size)) {
        update->written = at;
        at += flash->sector_size;
    }
    update->erase_at = update->written;
}

static bool begin_afresh(struct mpsec_update *update, const uint8_t *tag)
{
    const struct mpsec_device *device = update->device;
    struct mpsec_state state = update->journal.state;
    // What is staged must not be found half erased, and a resumed update not half another.
    if (state.phase != MPSEC_SLOT_NONE &&
        !(mpsec_slot_clear(&state) && mpsec_journal_append(&update->journal, &state))) {
        return false;
    }
    update->erase_at = UINT32_MAX;
    return mpsec_flash_erase(device->flash, update->base, device->layout.slot_size) &&
           mpsec_slot_receive(&state, tag) && mpsec_journal_append(&update->journal, &state);
}

enum mpsec_update_result mpsec_update_begin(struct mpsec_update *update,
                                            const struct mpsec_device *device,
                                            struct mpsec_span head, uint32_t running)
{
    *update = (struct mpsec_update){.device = device};
    struct mpsec_image image;
    const enum mpsec_update_result result = judge_head(update, head, &image);
    if (result != MPSEC_UPDATE_OK) {
        return result;
    }

    mpsec_journal_open(&update->journal, device->flash, device->layout.journal);
    struct mpsec_state *state = &update->journal.state;
    // Where the active slot does not hold, the other one runs, and must not be written.
    const bool stands_in = running == mpsec_slot_candidate(state);
    if (stands_in ? !mpsec_slot_stand_in(state) : state->phase == MPSEC_SLOT_TRIAL) {
        return MPSEC_UPDATE_BUSY;
    }
    if (stands_in) {
        update->journal.settled = false; // the journal does not say so yet
    }
    if (!mpsec_journal_settle(&update->journal)) {
        return MPSEC_UPDATE_FLASH;
    }
    update->base = device->layout.slots[mpsec_slot_candidate(state)];
    if (receives(state, image.digest.data)) {
        find_progress(update);
    } else if (!begin_afresh(update, image.digest.data)) {
        return MPSEC_UPDATE_FLASH;
    }
    update->open = true;
    return MPSEC_UPDATE_OK;
}

// Programs what is pending, filled up to a granule. After a resumption each sector is erased when
// it is reached.
static bool flush(struct mpsec_update *update)
{
    const struct mpsec_flash *flash = update->device->flash;
    const uint32_t at = update->written - update->fill;
    if (at == update->erase_at) {
        update->erase_at += flash->sector_size;
        if (!flash->erase(flash->context, update->base + at)) {
            return false;
        }
    }
    while (update->fill < flash->granule) {
        update->pending[update->fill] = flash->erased;
        update->fill++;
    }
    update->fill = 0;
    return flash->program(flash->context, update->base + at, update->pending, flash->granule);
}

enum mpsec_update_result mpsec_update_write(struct mpsec_update *update, struct mpsec_span bytes)
{
    if (!update->open || bytes.size > update->size - update->written) {
        return MPSEC_UPDATE_ORDER;
    }
    for (size_t i = 0; i < bytes.size; i++) {
        update->pending[update->fill] = bytes.data[i];
        update->fill++;
        update->written++;
        if (update->fill == update->device->flash->granule && !flush(update)) {
            update->open = false;
            return MPSEC_UPDATE_FLASH;
        }
    }
    return MPSEC_UPDATE_OK;
}

// The image as it lies in the slot, judged by every rule.
static enum mpsec_update_result judge_stored(struct mpsec_update *update)
{
    const struct mpsec_device *device = update->device;
    const uint8_t *seen = device->flash->map(device->flash->context, update->base, update->size);
    if (seen == NULL) {
        return MPSEC_UPDATE_FLASH;
    }
    struct mpsec_image image;
    if (mpsec_image_parse((struct mpsec_span){seen, update->size}, &image) != MPSEC_OK ||
        !receives(&update->journal.state, image.digest.data)) {
        return MPSEC_UPDATE_DIFFERS;
    }
    const struct mpsec_policy policy = mpsec_evidence_policy(device);
    update->verdict = mpsec_image_verify(&image, image.payload, &policy);
    return update->verdict == MPSEC_VERDICT_ADMIT ? MPSEC_UPDATE_OK : MPSEC_UPDATE_DIFFERS;
}

// Reads the journal again, and whether it still says that this image is being received.
static bool is_ours(struct mpsec_update *update)
{
    const struct mpsec_device *device = update->device;
    const struct mpsec_state then = update->journal.state;
    mpsec_journal_open(&update->journal, device->flash, device->layout.journal);
    const struct mpsec_state *now = &update->journal.state;
    return now->active == then.active && receives(now, then.candidate_tag);
}

enum mpsec_update_result mpsec_update_finish(struct mpsec_update *update)
{
    if (!update->open || update->written != update->size) {
        return MPSEC_UPDATE_ORDER;
    }
    update->open = false;
    if (update->fill > 0 && !flush(update)) {
        return MPSEC_UPDATE_FLASH;
    }
    // Another update may have begun since, over another way in: then this one is none any more.
    if (!is_ours(update)) {
        return MPSEC_UPDATE_ORDER;
    }
    struct mpsec_state state = update->journal.state;
    const enum mpsec_update_result result = judge_stored(update);
    const bool allowed = result == MPSEC_UPDATE_OK
                             ? mpsec_slot_stage(&state, update->device->attempts)
                             : mpsec_slot_clear(&state);
    if (!allowed || !mpsec_journal_append(&update->journal, &state)) {
        return MPSEC_UPDATE_FLASH;
    }
    return result;
}

enum mpsec_update_result mpsec_update_confirm(const struct mpsec_device *device, uint32_t slot,
                                              uint32_t counter)
{
    struct mpsec_journal journal;
    mpsec_journal_open(&journal, device->flash, device->layout.journal);
    const struct mpsec_state before = journal.state;
    if (!mpsec_slot_confirm(&journal.state, slot, counter)) {
        return MPSEC_UPDATE_ORDER;
    }
    if (journal.state.floor != before.floor || journal.state.phase != before.phase) {
        journal.settled = false; // not written yet
    }
    return mpsec_journal_settle(&journal) ? MPSEC_UPDATE_OK : MPSEC_UPDATE_FLASH;
}
