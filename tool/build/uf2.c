// SPDX-License-Identifier: MIT
#include "build/uf2.h"

#include <string.h>

enum { BLOCK_SIZE = 512, PAYLOAD_SIZE = 256, PAYLOAD_AT = 32, END_AT = 508, BYTE_BITS = 8 };

#define MAGIC_START_0 0x0a324655U // "UF2\n"
#define MAGIC_START_1 0x9e5d5157U
#define MAGIC_END     0x0ab16f30U
#define FAMILY_GIVEN  0x00002000U

static void put(unsigned char *at, uint32_t word)
{
    for (unsigned i = 0; i < sizeof word; i++) {
        at[i] = (unsigned char)(word >> (BYTE_BITS * i));
    }
}

struct file_bytes uf2_of(struct arena *arena, const struct file_bytes *image, uint32_t address,
                         uint32_t family)
{
    const uint32_t count = (uint32_t)((image->size + PAYLOAD_SIZE - 1) / PAYLOAD_SIZE);
    unsigned char *blocks = arena_alloc(arena, (size_t)count * BLOCK_SIZE, 1);
    for (uint32_t i = 0; i < count; i++) {
        unsigned char *block = blocks + (size_t)i * BLOCK_SIZE;
        const size_t at = (size_t)i * PAYLOAD_SIZE;
        const size_t left = image->size - at;
        const uint32_t header[] = {
            MAGIC_START_0, MAGIC_START_1, FAMILY_GIVEN, address + (uint32_t)at, PAYLOAD_SIZE, i,
            count,         family};
        memset(block, 0, BLOCK_SIZE);
        for (size_t word = 0; word < sizeof header / sizeof *header; word++) {
            put(block + sizeof *header * word, header[word]);
        }
        memcpy(block + PAYLOAD_AT, image->data + at, left < PAYLOAD_SIZE ? left : PAYLOAD_SIZE);
        put(block + END_AT, MAGIC_END);
    }
    return (struct file_bytes){.data = (char *)blocks, .size = (size_t)count * BLOCK_SIZE};
}
