// memo.h - answers for the cryptography: the same functions, compiled for the host.
//
// They are pure functions of what their arguments point to, so an answer can be computed by the
// host and kept. That the answers are those of the device's code is shown by memo_check().
#ifndef MEMO_H
#define MEMO_H

#include "machine.h"

enum memo_depth {
    MEMO_INNER, // field and point arithmetic and the block of SHA-256; what is around is executed
    // Also whole functions: signature checks, hashes, copies. For runs that are past their fault.
    MEMO_WHOLE,
};

// NULL, with a message on stderr, when the firmware lacks one that is needed.
struct memo *memo_make(const struct firmware *firmware, enum memo_depth depth);
void memo_free(struct memo *memo);

size_t memo_count(const struct memo *memo);
uint32_t memo_entry(const struct memo *memo, size_t index);
bool memo_is_entry(const struct memo *memo, uint32_t at);
// How many of r0 to r3 the function at `entry` is given.
unsigned memo_registers(const struct memo *memo, uint32_t entry);
// Whether an address lies in a function that the memo answers for.
bool memo_covers(const struct memo *memo, uint32_t at);

// Does what the function at `entry` does with the engine's registers and memory, as they are when
// it is called. False: an argument points to nothing.
bool memo_answer(struct memo *memo, const struct engine *engine, uint32_t entry);

// What the function at `entry` would write, as (address, bytes); for comparing with what it writes.
struct memo_result {
    uint32_t at[2];
    size_t count, size; // places, and bytes at each
    uint8_t bytes[2][64];
};
bool memo_expect(struct memo *memo, const struct engine *engine, uint32_t entry,
                 struct memo_result *out);

#endif
