// SPDX-License-Identifier: MIT
// fuzz_tables.c - no image makes the walkers of MicroPython's tables crash or hang.
//
// The fuzzer could not guess a table of 300 hashed strings, so it is given a firmware that has
// all tables, in the form that the first byte and the last bit choose, and writes over it what it
// likes.
#include "audit/facts/facts.h"
#include "audit/output.h"

#include "tiny_firmware.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { PATCH = 4 }; // two bytes of place, two of value

static struct tiny_form form_of(uint8_t choice, bool guard)
{
    static const char representations[] = {'A', 'B', 'C', 'D'};
    struct tiny_form form = {.word = 4,
                             .hash = 2,
                             .length = 1,
                             .representation = representations[choice & 3],
                             .compiler = true,
                             .dangerous = true,
                             .guard = guard,
                             .base = (choice & 4) != 0 ? 0x8000000 : 0,
                             .source = "import network\nnetwork.WLAN().connect('a', 'b')\n"};
    form.word = (choice & 8) != 0 && form.representation != 'C' ? 8 : 4;
    form.big_endian = (choice & 16) != 0;
    form.inline_records = (choice & 32) != 0;
    form.hash = (choice & 64) != 0 && !form.inline_records ? 0 : 2;
    return form;
}

static void audit(struct arena *arena, const struct image *image)
{
    struct inventory *inventory = audit_image(arena, image);
    const struct view view = {.verbose = true};
    inventory->file = "fuzz";
    inventory->sha256 = "";
    (void)inventory_text(arena, inventory, &view);
    json_decref(inventory_to_json(inventory));
    for (size_t i = 0; i < inventory->fact_count; i++) {
        const struct fact *fact = &inventory->facts[i];
        if (fact->evidence == NULL || (!inventory->recognised && fact->state != FACT_UNKNOWN)) {
            abort();
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0) {
        return 0;
    }
    AUTO_ARENA arena = arena_new();
    const struct tiny_form form = form_of(data[0], (data[size - 1] & 1) != 0);
    const struct tiny_firmware *firmware = tiny_firmware(arena, &form);
    for (size_t at = 1; at + PATCH <= size; at += PATCH) {
        const size_t place = (size_t)(data[at] << 8 | data[at + 1]) % firmware->size;
        firmware->bytes[place] = data[at + 2];
        firmware->bytes[(place + 1) % firmware->size] = data[at + 3];
    }
    struct image image = tiny_image(arena, firmware);
    if ((data[0] & 128) == 0) {
        audit(arena, &image);
        return 0;
    }
    image.placed = false;
    image.word_size = 0;
    image.segments[0].address = 0;
    const struct images places = pools_place(arena, &image);
    for (size_t i = 0; i < places.count; i++) {
        audit(arena, &places.items[i]);
    }
    return 0;
}
