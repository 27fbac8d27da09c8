// flash.h - the guard's regions of a Pico's flash.
#ifndef RP2_FLASH_H
#define RP2_FLASH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Each returns false, and changes nothing, when the range is not inside the regions of
// flash_layout.h or not made of whole pages (256 bytes) or sectors. While flash is written nothing
// else runs.
bool rp2_flash_program(uint32_t offset, const uint8_t *bytes, size_t size);
bool rp2_flash_erase(uint32_t offset);

// Erases the port's filesystem, which nobody may use any more. False: some of it is still there.
bool rp2_flash_erase_filesystem(void);

// Where the processor sees the bytes, or NULL.
const uint8_t *rp2_flash_at(uint32_t offset, size_t size);

#endif
