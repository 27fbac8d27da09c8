// mapped_layout.h - where things lie in the 16 MiB of flash of mapped_flash.c.
//
// Offsets count from the start of the flash, so they are also offsets in the file behind it. Every
// region starts on and consists of whole sectors.
#ifndef MAPPED_LAYOUT_H
#define MAPPED_LAYOUT_H

#define FLASH_SIZE        0x01000000u
#define FLASH_SECTOR_SIZE 4096u
#define FLASH_GRANULE     8u

// The writable filesystem. Python sees this region and no other.
#define FLASH_FS_OFFSET 0x00000000u
#define FLASH_FS_SIZE   0x00100000u

// Reserved for signed application images and the journal that chooses between them.
#define FLASH_SLOT_A_OFFSET  0x00100000u
#define FLASH_SLOT_B_OFFSET  0x00300000u
#define FLASH_SLOT_SIZE      0x00200000u
#define FLASH_JOURNAL_OFFSET 0x00500000u
#define FLASH_JOURNAL_SIZE   0x00010000u

// The counts of the service door, and what an earlier boot knows of the images.
#define FLASH_TALLY_OFFSET    0x00510000u
#define FLASH_TALLY_SIZE      0x00002000u
#define FLASH_RECEIPTS_OFFSET 0x00512000u
#define FLASH_RECEIPTS_SIZE   0x00002000u

// Sealed secrets, written when the device is made.
#define FLASH_SECRETS_OFFSET 0x00520000u
#define FLASH_SECRETS_SIZE   0x00004000u

// Written once when the device is made: its identity in the first FLASH_UNIQUE_ID_SIZE bytes.
#define FLASH_FACTORY_OFFSET 0x00fff000u
#define FLASH_UNIQUE_ID_SIZE 8u

#endif
