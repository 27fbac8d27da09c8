// SPDX-License-Identifier: MIT
#include "memory_flash.h"

#include <string.h>

static bool is_inside(const struct memory_flash *memory, uint32_t offset, size_t size)
{
    return offset <= memory->size && size <= memory->size - offset;
}

static bool read_bytes(void *context, uint32_t offset, uint8_t *out, size_t size)
{
    struct memory_flash *memory = context;
    if (!is_inside(memory, offset, size)) {
        memory->broken_rules++;
        return false;
    }
    memcpy(out, memory->bytes + offset, size);
    return true;
}

static bool program_bytes(void *context, uint32_t offset, const uint8_t *bytes, size_t size)
{
    struct memory_flash *memory = context;
    const uint32_t granule = memory->flash.granule;
    if (!is_inside(memory, offset, size) || offset % granule != 0 || size % granule != 0) {
        memory->broken_rules++;
        return false;
    }
    if (memory->refuses) {
        return false;
    }
    for (uint32_t at = offset; at < offset + size; at += granule) {
        if (memory->programmed[at / granule]) {
            memory->broken_rules++;
            return false;
        }
        memory->programmed[at / granule] = true;
    }
    memcpy(memory->bytes + offset, bytes, size);
    memory->programs++;
    return true;
}

static bool erase_sector(void *context, uint32_t offset)
{
    struct memory_flash *memory = context;
    const uint32_t size = memory->flash.sector_size;
    if (!is_inside(memory, offset, size) || offset % size != 0) {
        memory->broken_rules++;
        return false;
    }
    if (memory->refuses) {
        return false;
    }
    memset(memory->bytes + offset, memory->flash.erased, size);
    memset(memory->programmed + offset / memory->flash.granule, 0, size / memory->flash.granule);
    memory->erasures++;
    return true;
}

static const uint8_t *map_bytes(void *context, uint32_t offset, size_t size)
{
    const struct memory_flash *memory = context;
    return is_inside(memory, offset, size) ? memory->bytes + offset : NULL;
}

void memory_flash_init(struct memory_flash *memory, uint32_t size, uint32_t sector_size,
                       uint32_t granule)
{
    memset(memory, 0, sizeof *memory);
    memory->size = size;
    memory->flash = (struct mpsec_flash){
        .context = memory,
        .sector_size = sector_size,
        .granule = granule,
        .erased = 0xff,
        .read = read_bytes,
        .program = program_bytes,
        .erase = erase_sector,
        .map = map_bytes,
    };
    memset(memory->bytes, memory->flash.erased, sizeof memory->bytes);
}
