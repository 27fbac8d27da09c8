// SPDX-License-Identifier: MIT
// fuzz_machine.c - no bytes make the readers of machine code read past an image, or loop.
//
// The first byte chooses the machine, the second where the image lies; the rest is code. Each
// place is asked everything. A vector begins a firmware's own functions
// (tests/unit/test_machine.c).
#include "audit/facts/machine.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { HEAD = 2, FOLLOW_MAX = 4 };

static void ask(const struct spot *spot)
{
    uint64_t target;
    struct constants constants;
    struct spot other = *spot;
    const size_t left = spot->segment->size - spot->at;
    size_t length = spot_call(spot, &target);
    if (length > left || spot_jump(spot, &target) > left) {
        abort(); // an instruction that is not all there is none
    }
    for (size_t i = 0; i < FOLLOW_MAX && spot_follow(&other); i++) {
        if (other.at >= other.segment->size) {
            abort();
        }
    }
    (void)spot_returns(spot);
    (void)spot_stores_argument(spot);
    (void)spot_begins(spot);
    (void)spot_ends(spot);
    if (spot->machine == MACHINE_X86_64 && spot_length(spot) > left) {
        abort();
    }
    (void)spot_hands(spot, 1, 2);
    spot_second_argument(spot, &constants);
    if (constants.count > CONSTANTS_MAX) {
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size <= HEAD) {
        return 0;
    }
    const enum machine machine = (enum machine)(data[0] % MACHINE_COUNT);
    struct image_segment segments[] = {
        {.address = (uint64_t)data[1] << 24, .bytes = data + HEAD, .size = (size - HEAD + 1) / 2},
        {.bytes = data + HEAD + (size - HEAD + 1) / 2, .size = (size - HEAD) / 2}};
    segments[1].address = segments[0].address + segments[0].size + data[1] % 8;
    const struct image image = {.word_size = machine == MACHINE_X86_64 ? 8 : 4,
                                .segments = segments,
                                .segment_count = segments[1].size > 0 ? 2 : 1};
    for (size_t i = 0; i < image.segment_count; i++) {
        struct spot spot = {machine, &image, &segments[i], 0};
        (void)spot_count_second(&spot, size, 1);
        for (; spot.at < segments[i].size; spot.at++) {
            ask(&spot);
        }
    }
    return 0;
}
