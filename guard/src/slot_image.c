// SPDX-License-Identifier: MIT
#include "mpsec/slot_image.h"

size_t mpsec_slot_image_size(struct mpsec_span slot)
{
    struct mpsec_reader r = mpsec_reader_of(slot);
    const uint32_t magic = mpsec_read_u32(&r);
    (void)mpsec_read_u32(&r); // load address
    const uint16_t header_size = mpsec_read_u16(&r);
    const uint16_t protected_size = mpsec_read_u16(&r);
    const uint32_t payload_size = mpsec_read_u32(&r);
    (void)mpsec_read_span(&r, MPSEC_HEADER_SIZE - 16U);
    (void)mpsec_read_span(&r, payload_size);
    (void)mpsec_read_span(&r, protected_size);

    struct mpsec_reader area = r;
    (void)mpsec_read_u16(&area);
    const uint16_t area_size = mpsec_read_u16(&area);
    (void)mpsec_read_span(&r, area_size);
    if (r.failed || area.failed || magic != MPSEC_IMAGE_MAGIC || header_size != MPSEC_HEADER_SIZE) {
        return 0;
    }
    return slot.size - r.rest.size;
}

struct mpsec_span mpsec_slot_image_take(const struct mpsec_device *device, uint32_t slot,
                                        bool *copied)
{
    const struct mpsec_flash *flash = device->flash;
    const uint32_t offset = device->layout.slots[slot];
    const uint8_t *seen = flash->map(flash->context, offset, device->layout.slot_size);

    *copied = false;
    if (seen == NULL) {
        return (struct mpsec_span){NULL, 0};
    }
    const struct mpsec_span whole = {seen, device->layout.slot_size};
    const size_t size = mpsec_slot_image_size(whole);
    if (size > device->ram_size) {
        return mpsec_span_first(whole, size);
    }
    if (size == 0 || !flash->read(flash->context, offset, device->ram, size)) {
        return (struct mpsec_span){NULL, 0};
    }
    *copied = true;
    return (struct mpsec_span){device->ram, size};
}
