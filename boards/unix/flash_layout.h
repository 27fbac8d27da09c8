// flash_layout.h - where flash and chip file of the device unix lie: wherever the kernel mapped
// them (process.c).
#ifndef FLASH_LAYOUT_H
#define FLASH_LAYOUT_H

#include <stdint.h>

#include "common/mapped_layout.h"

uintptr_t board_flash_address(void);
uintptr_t board_chip_address(void);

#define FLASH_ADDRESS board_flash_address()
#define CHIP_ADDRESS  board_chip_address()

#endif
