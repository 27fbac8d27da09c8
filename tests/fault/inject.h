// inject.h - one fault at one instruction, and what the device makes of it.
//
// Two engines share one memory: the first executes the faulted instruction alone, the second, whose
// code is never touched, goes on from there to the end. States that were seen before are not run
// again: what a device does next follows from its registers and memory.
#ifndef INJECT_H
#define INJECT_H

#include "fast.h"

enum fault_kind { FAULT_NONE, FAULT_SKIP, FAULT_FLIP };

struct fault {
    enum fault_kind kind;
    unsigned bit; // of the fetched instruction, for FAULT_FLIP
};

enum outcome {
    OUTCOME_REFUSED,  // the end was reached and nothing was given away
    OUTCOME_BOOTED,   // the good payload was handed over, or the door opened by a good answer
    OUTCOME_ACCEPTED, // something was given away that must not be
    OUTCOME_ASTRAY,   // an address was handed over at which there is no payload
    OUTCOME_CRASH,    // an exception: the device stops or resets
    OUTCOME_DATA,     // execution went on in RAM or flash data, which this device cannot execute
    OUTCOME_IMAGE,    // the same, within the bytes of an image: code of whoever made it
    OUTCOME_TIMEOUT,  // did not end in three times the blocks of an undisturbed run
    OUTCOMES,
};

extern const char *const outcome_names[OUTCOMES];

struct injector {
    struct engine step, tail;
    uint8_t *memory; // MEMORY_SIZE, shared by both
    struct verdict *verdicts;
    struct golden *golden; // states of the undisturbed run
    enum outcome golden_outcome;
    bool is_door;
    bool is_good;      // opening the door is right
    struct fast *fast; // NULL: the emulator does everything
    uint64_t runs, known, masked;
    uint64_t inside; // branches inside the cryptography, for runs that begin there
    uint64_t left;   // runs that thumb.h had to leave to the emulator
};

// `inner` answers where a fault is, `whole` behind it.
bool injector_open(struct injector *injector, const struct firmware *firmware, struct memo *inner,
                   struct memo *whole, const uint8_t *fixed);
void injector_close(struct injector *injector);

// The undisturbed run from a state; keeps its states. False: it does not reach its end.
bool injector_learn(struct injector *injector, const struct cpu *reset);

// `at` is the state before the instruction, `before` the memory (MEMORY_STATE bytes).
enum outcome inject(struct injector *injector, const struct cpu *at, const uint8_t *before,
                    struct fault fault);

// What a device has given away whose memory an engine holds, once it reached its end.
enum outcome outcome_at_end(const struct engine *engine, bool is_door, bool is_good);

#endif
