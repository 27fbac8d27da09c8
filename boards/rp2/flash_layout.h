// flash_layout.h - where the guard's regions lie in the flash of a Pico.
//
// Between the firmware, which the linker keeps below them (regions.ld), and the port's filesystem,
// which begins at 640 KiB on a Pico and later on a Pico 2. Offsets count from the start of the
// flash.
#ifndef FLASH_LAYOUT_H
#define FLASH_LAYOUT_H

#define FLASH_SECTOR_OF_SLOTS  4096u
#define FLASH_GRANULE_OF_SLOTS 256u

#define FLASH_TALLY_OFFSET   0x0005e000u // the counts of the service door
#define FLASH_SLOT_A_OFFSET  0x00060000u
#define FLASH_SLOT_B_OFFSET  0x0007f000u
#define FLASH_SLOT_SIZE      0x0001f000u
#define FLASH_JOURNAL_OFFSET 0x0009e000u
#define FLASH_END_OF_SLOTS   0x000a0000u

#endif
