// flash_layout.h - where flash and chip file lie in the address space of the reference device.
//
// The flash is QEMU's 16 MiB PSRAM, backed by a file of the host (see README.md).
#ifndef FLASH_LAYOUT_H
#define FLASH_LAYOUT_H

#include "common/mapped_layout.h"

#define FLASH_ADDRESS 0x21000000u

// Where QEMU puts the file that stands for fuses and noise: memory that nothing else uses.
#define CHIP_ADDRESS 0x20000000u

#endif
