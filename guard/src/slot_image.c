// SPDX-License-Identifier: MIT
#include "mpsec/slot_image.h"

#include "mpsec/number.h"

// Where the sizes stand in a header and in that of an area (docs/spec/image-format.md §2, §3).
enum { HEADER_SIZE_AT = 8, PROTECTED_SIZE_AT = 10, PAYLOAD_SIZE_AT = 12, AREA_SIZE_AT = 2 };

// Reads from a slot, and never past its end.
static bool read_slot(const struct mpsec_device *device, uint32_t slot, size_t at,
                      uint8_t out[MPSEC_HEADER_SIZE], size_t size)
{
    const struct mpsec_flash *flash = device->flash;
    const uint32_t room = device->layout.slot_size;
    return at <= room && size <= room - at &&
           flash->read(flash->context, device->layout.slots[slot] + (uint32_t)at, out, size);
}

size_t mpsec_slot_image_size(const struct mpsec_device *device, uint32_t slot)
{
    uint8_t bytes[MPSEC_HEADER_SIZE];
    const size_t room = device->layout.slot_size;
    if (!read_slot(device, slot, 0, bytes, MPSEC_HEADER_SIZE)) {
        return 0;
    }
    const size_t payload_size = mpsec_get_u32(bytes + PAYLOAD_SIZE_AT);
    if (mpsec_get_u32(bytes) != MPSEC_IMAGE_MAGIC ||
        mpsec_get_u16(bytes + HEADER_SIZE_AT) != MPSEC_HEADER_SIZE || payload_size > room) {
        return 0;
    }

    const size_t area = MPSEC_HEADER_SIZE + payload_size + mpsec_get_u16(bytes + PROTECTED_SIZE_AT);
    if (!read_slot(device, slot, area, bytes, MPSEC_AREA_HEADER_SIZE)) {
        return 0;
    }
    const size_t size = area + mpsec_get_u16(bytes + AREA_SIZE_AT);
    return size <= room ? size : 0;
}

struct mpsec_span mpsec_slot_image_take(const struct mpsec_device *device, uint32_t slot,
                                        bool *copied)
{
    const struct mpsec_flash *flash = device->flash;
    const uint32_t offset = device->layout.slots[slot];
    const size_t size = mpsec_slot_image_size(device, slot);

    *copied = false;
    if (size == 0) {
        return (struct mpsec_span){NULL, 0};
    }
    if (size > device->ram_size) {
        const uint8_t *seen = flash->map(flash->context, offset, size);
        return (struct mpsec_span){seen, seen == NULL ? 0 : size};
    }
    if (!flash->read(flash->context, offset, device->ram, size)) {
        return (struct mpsec_span){NULL, 0};
    }
    *copied = true;
    return (struct mpsec_span){device->ram, size};
}
