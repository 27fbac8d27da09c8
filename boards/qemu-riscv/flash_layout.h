// flash_layout.h - where things lie in the flash of the RV32 device.
//
// The flash is the second CFI chip of QEMU's machine `virt`, backed by a file of the host (see
// README.md). Offsets count from the start of the chip, so they are also offsets in that file.
// Every region starts on and consists of whole sectors.
#ifndef FLASH_LAYOUT_H
#define FLASH_LAYOUT_H

#define FLASH_ADDRESS     0x22000000u
#define FLASH_SIZE        0x02000000u
#define FLASH_SECTOR_SIZE 0x00040000u
#define FLASH_GRANULE     4u // two chips of 16 bits side by side take one word at a time

// The writable filesystem. Python sees this region and no other.
#define FLASH_FS_OFFSET 0x00000000u
#define FLASH_FS_SIZE   0x00800000u

// Signed application images and the journal that chooses between them.
#define FLASH_SLOT_A_OFFSET  0x00800000u
#define FLASH_SLOT_B_OFFSET  0x00a00000u
#define FLASH_SLOT_SIZE      0x00200000u
#define FLASH_JOURNAL_OFFSET 0x00c00000u
#define FLASH_JOURNAL_SIZE   0x00080000u

// The counts of the service door, and what an earlier boot knows of the images.
#define FLASH_TALLY_OFFSET    0x00c80000u
#define FLASH_TALLY_SIZE      0x00080000u
#define FLASH_RECEIPTS_OFFSET 0x00d00000u
#define FLASH_RECEIPTS_SIZE   0x00080000u

// Sealed secrets, written when the device is made.
#define FLASH_SECRETS_OFFSET 0x00d80000u
#define FLASH_SECRETS_SIZE   0x00040000u

// Where QEMU puts the file that stands for fuses and noise: memory that nothing else uses.
#define CHIP_ADDRESS 0x80800000u

// Written once when the device is made: its identity in the first FLASH_UNIQUE_ID_SIZE bytes.
#define FLASH_FACTORY_OFFSET 0x01fc0000u
#define FLASH_UNIQUE_ID_SIZE 8u

#endif
