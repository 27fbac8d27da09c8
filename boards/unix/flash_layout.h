// flash_layout.h - where things lie in the flash of the device unix: as on the reference device.
//
// The flash is a file of the host that is mapped wherever the kernel likes (process.c).
#ifndef UNIX_FLASH_LAYOUT_H
#define UNIX_FLASH_LAYOUT_H

#include <stdint.h>

#include "qemu-arm/flash_layout.h"

uintptr_t board_flash_address(void);
uintptr_t board_chip_address(void);

#undef FLASH_ADDRESS
#define FLASH_ADDRESS board_flash_address()
#undef CHIP_ADDRESS
#define CHIP_ADDRESS board_chip_address()

#endif
