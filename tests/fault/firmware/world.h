// world.h - where everything lies in the emulated device. Known to firmware and harness.
//
// Only the code is executable. What the harness changes from case to case, keys and flash, lies in
// pages of its own, so that all cases run the same code.
#ifndef WORLD_H
#define WORLD_H

enum {
    WORLD_PAGE = 0x1000,

    WORLD_CODE_AT = 0, // 16 pages, as linked by world.ld
    WORLD_CODE_SIZE = 16 * WORLD_PAGE,

    // What a device has as constants of its own: its keys and names.
    WORLD_FIXED_AT = 0x08000000,
    WORLD_KEYS_AT = WORLD_FIXED_AT,           // two of struct mpsec_key: release, service
    WORLD_CLASS_AT = WORLD_FIXED_AT + 0x100,  // 16 bytes
    WORLD_DEVICE_AT = WORLD_FIXED_AT + 0x110, // 16 bytes
    WORLD_RUNS_AT = WORLD_FIXED_AT + 0x120,   // 32 bytes, digest of the application
    WORLD_NONCE_AT = WORLD_FIXED_AT + 0x140,  // 16 bytes that the random source gives
    WORLD_LINES_AT = WORLD_FIXED_AT + 0x150,  // what comes in on the console, ends with a 0

    // Of a chip that has a key: that key, and a receipt that must never be in its flash; zeros:
    // none.
    WORLD_CHIP_KEY_AT = WORLD_FIXED_AT + 0x400,
    WORLD_NEVER_AT = WORLD_FIXED_AT + 0x420,
    WORLD_RECEIPT_SIZE = 32,

    // The flash: two slots and two journal sectors, as small as the guard takes them.
    WORLD_STORE_AT = 0x10000000,
    // The same as its controller sees it. A store to the flash itself is a fault, as on a part.
    WORLD_CONTROLLER_AT = 0x18000000,
    WORLD_SECTOR = 160,
    WORLD_GRANULE = 8,
    WORLD_SLOT_SIZE = 5 * WORLD_SECTOR,
    WORLD_SLOT_1 = WORLD_SLOT_SIZE,
    WORLD_JOURNAL = 2 * WORLD_SLOT_SIZE,
    WORLD_RECEIPTS = WORLD_JOURNAL + 2 * WORLD_SECTOR,
    WORLD_STORE_SIZE = WORLD_RECEIPTS + 2 * WORLD_SECTOR,

    WORLD_RAM_AT = 0x20000000, // 2 pages, the stack at their end
    WORLD_RAM_SIZE = 2 * WORLD_PAGE,
};

#endif
