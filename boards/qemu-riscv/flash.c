// SPDX-License-Identifier: MIT
// flash.c - a pair of CFI flash chips side by side (command set 0001, Intel), driven by commands.
//
// A chip is asked for its geometry before the first command that changes anything (CFI, JESD68.01):
// one that is not what flash_layout.h says is never erased or programmed. Reading is a plain load:
// every function leaves the chips as memory, and nothing executes from them.
#include "common/board.h"
#include <flash_layout.h>

#include "virt.h"

// Each command goes to both chips at once, one in each half of the bus.
#define BOTH(byte) ((uint32_t)(byte) << 16 | (uint32_t)(byte))

enum {
    WORD = FLASH_GRANULE,
    READ_ARRAY = 0xff,
    READ_QUERY = 0x98,
    CLEAR_STATUS = 0x50,
    PROGRAM_WORD = 0x40,
    ERASE_BLOCK = 0x20,
    CONFIRM = 0xd0,
    READY = 0x80,
    FAILED = 0x3a, // erase, program, voltage or lock
    PIECE = 64,    // words that are merged with what is there before they are written
    ALL_BITS = 0xff,
};

// Of the query table, in words of the bus.
enum { QUERY = 0x10, COMMAND_SET = 0x13, CHIP_SIZE = 0x27, BLOCK_SIZE = 0x2f };

static volatile uint32_t *word_at(uint32_t offset)
{
    return (volatile uint32_t *)(uintptr_t)(FLASH_ADDRESS + offset);
}

static bool range_is_inside(uint32_t offset, size_t size)
{
    return offset <= FLASH_SIZE && size <= FLASH_SIZE - offset;
}

static void command(uint32_t offset, uint32_t byte)
{
    *word_at(offset) = BOTH(byte);
}

static bool both_say(uint32_t index, uint32_t byte)
{
    return (*word_at(index * WORD) & BOTH(ALL_BITS)) == BOTH(byte);
}

// What the two chips say of themselves: half of the size and of the block each.
static bool is_expected(void)
{
    const uint32_t block = FLASH_SECTOR_SIZE / 2u / 256u;
    uint32_t size = 0;
    while ((FLASH_SIZE / 2u) >> size != 1u) {
        size++;
    }
    command(0x55 * WORD, READ_QUERY);
    const bool good =
        both_say(QUERY, 'Q') && both_say(QUERY + 1, 'R') && both_say(QUERY + 2, 'Y') &&
        both_say(COMMAND_SET, 1) && both_say(COMMAND_SET + 1, 0) && both_say(CHIP_SIZE, size) &&
        both_say(BLOCK_SIZE, block & ALL_BITS) && both_say(BLOCK_SIZE + 1, block >> 8);
    command(0, READ_ARRAY);
    return good;
}

static bool finish(uint32_t offset)
{
    uint32_t status;
    do {
        status = *word_at(offset);
    } while ((status & BOTH(READY)) != BOTH(READY));
    return (status & BOTH(FAILED)) == 0;
}

// The word with those of its bytes cleared further that lie in the range.
static uint32_t merge(uint32_t word, uint32_t offset, const uint8_t *bytes, size_t size)
{
    for (uint32_t i = 0; i < WORD; i++) {
        const uint32_t at = offset + i; // relative to the range; wraps below its start
        if (at < size) {
            word &= ~((uint32_t)(uint8_t)~bytes[at] << (8u * i));
        }
    }
    return word;
}

static bool program_piece(uint32_t offset, const uint32_t *words, uint32_t count)
{
    bool good = true;
    for (uint32_t i = 0; good && i < count; i++) {
        command(offset + i * WORD, PROGRAM_WORD);
        *word_at(offset + i * WORD) = words[i];
        good = finish(offset + i * WORD);
    }
    if (!good) {
        command(offset, CLEAR_STATUS);
    }
    command(offset, READ_ARRAY);
    return good;
}

bool board_flash_read(uint32_t offset, uint8_t *out, size_t size)
{
    if (!range_is_inside(offset, size)) {
        return false;
    }
    const volatile uint8_t *from = (const volatile uint8_t *)(uintptr_t)(FLASH_ADDRESS + offset);
    for (size_t i = 0; i < size; i++) {
        out[i] = from[i];
    }
    return true;
}

bool board_flash_program(uint32_t offset, const uint8_t *bytes, size_t size)
{
    if (!range_is_inside(offset, size) || !is_expected()) {
        return false;
    }
    const uint32_t end = offset + (uint32_t)size;
    bool good = true;
    for (uint32_t at = offset - offset % WORD; good && at < end;) {
        uint32_t words[PIECE];
        uint32_t count = 0;
        for (; count < PIECE && at + count * WORD < end; count++) {
            const uint32_t here = at + count * WORD;
            words[count] = merge(*word_at(here), here - offset, bytes, size);
        }
        good = program_piece(at, words, count);
        at += count * WORD;
    }
    return good;
}

bool board_flash_erase(uint32_t offset, size_t size)
{
    if (!range_is_inside(offset, size) || offset % FLASH_SECTOR_SIZE != 0 ||
        size % FLASH_SECTOR_SIZE != 0 || !is_expected()) {
        return false;
    }
    bool good = true;
    for (uint32_t at = offset; good && at - offset < size; at += FLASH_SECTOR_SIZE) {
        command(at, ERASE_BLOCK);
        command(at, CONFIRM);
        good = finish(at);
        if (!good) {
            command(at, CLEAR_STATUS);
        }
        command(at, READ_ARRAY);
    }
    return good;
}
