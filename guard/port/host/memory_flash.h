// memory_flash.h - a flash in the memory of a host program, for tests.
//
// It has the rules of NOR flash with write-once granules: an erased byte reads 0xff (or 0x00), a
// granule is programmed once, whole, and then not again before its sector is erased. Who breaks a
// rule gets false, and `broken_rules` counts it. It never fails otherwise; for power that fails see
// tests/powercut.
#ifndef MEMORY_FLASH_H
#define MEMORY_FLASH_H

#include "mpsec/flash.h"

enum { MEMORY_FLASH_MAX = 65536 };

struct memory_flash {
    struct mpsec_flash flash; // hand out its address; context is this struct
    uint32_t size;
    uint8_t bytes[MEMORY_FLASH_MAX];
    bool programmed[MEMORY_FLASH_MAX]; // by granule
    unsigned programs;
    unsigned erasures;
    unsigned broken_rules;
    bool refuses; // every program and erase operation fails, as on a worn part
};

// Makes it blank. `size` is at most MEMORY_FLASH_MAX and a multiple of `sector_size`.
void memory_flash_init(struct memory_flash *memory, uint32_t size, uint32_t sector_size,
                       uint32_t granule);

#endif
