// SPDX-License-Identifier: MIT
// chip.c - identity, key and noise, which the host puts into memory before each reset
// (qemu-arm/README.md).
#include "board.h"
#include <flash_layout.h>

enum {
    MAGIC_SIZE = 4,
    ID_AT = MAGIC_SIZE,
    KEY_AT = ID_AT + BOARD_CHIP_ID_SIZE,
    NOISE_AT = KEY_AT + BOARD_CHIP_KEY_SIZE,
};

static bool read_chip(unsigned at, uint8_t *out, size_t size)
{
    static const char magic[MAGIC_SIZE] = {'m', 'p', 's', 'C'};
    const volatile uint8_t *chip = (const volatile uint8_t *)(uintptr_t)CHIP_ADDRESS;
    for (size_t i = 0; i < sizeof magic; i++) {
        if (chip[i] != (uint8_t)magic[i]) {
            return false;
        }
    }
    for (size_t i = 0; i < size; i++) {
        out[i] = chip[at + i];
    }
    return true;
}

bool board_chip_id(uint8_t out[BOARD_CHIP_ID_SIZE])
{
    return read_chip(ID_AT, out, BOARD_CHIP_ID_SIZE);
}

bool board_chip_key(uint8_t out[BOARD_CHIP_KEY_SIZE])
{
    return read_chip(KEY_AT, out, BOARD_CHIP_KEY_SIZE);
}

bool board_chip_noise(uint8_t out[BOARD_CHIP_NOISE_SIZE])
{
    return read_chip(NOISE_AT, out, BOARD_CHIP_NOISE_SIZE);
}
