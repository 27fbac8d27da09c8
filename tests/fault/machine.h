// machine.h - the emulated device: its firmware, its memory, and one engine that executes it.
//
// Several engines may share their memory, so that one can go on where another stopped.
#ifndef MACHINE_H
#define MACHINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <unicorn/unicorn.h>

#include "firmware/world.h"

enum {
    MEMORY_STORE = 16 * WORLD_PAGE,
    // RAM and the first page of the flash: all that a case with small slots changes.
    MEMORY_STATE = WORLD_RAM_SIZE + WORLD_PAGE,
    MEMORY_SIZE = WORLD_RAM_SIZE + MEMORY_STORE,
    CPU_PC = 15,
    CPU_FLAGS = 16, // CPSR, with the IT bits
    CPU_REGISTERS = 17,
};

struct symbol {
    char name[48];
    uint32_t at, size;
};

struct firmware {
    uint8_t code[WORLD_CODE_SIZE];
    struct symbol symbols[512];
    size_t count;
    uint32_t start, end, given, image_ram;
    bool thumb1; // a Cortex-M0+
};

struct cpu {
    uint32_t r[CPU_REGISTERS];
};

// One address for what is seen at two: that of the flash.
static inline uint32_t one_place(uint32_t at)
{
    return at - WORLD_CONTROLLER_AT < MEMORY_STORE ? at - WORLD_CONTROLLER_AT + WORLD_STORE_AT : at;
}

struct memo;
struct engine;

// What is asked at the start of a basic block; true ends the run as STOP_KNOWN.
typedef bool (*block_watch)(struct engine *engine, uint32_t pc, void *user);

// Places in memory that were read, or overwritten whole, in this order.
enum { TRACE_PLACES = 64 };
struct trace {
    size_t count; // may be more than are kept: then the trace is worth nothing
    struct {
        uint32_t at, size;
        bool write;
    } places[TRACE_PLACES];
};

struct engine {
    uc_engine *uc;
    uc_context *clean; // as it was opened: an exception leaves traces that no register shows
    const struct firmware *firmware;
    struct memo *memo;    // NULL: the cryptography is executed like everything else
    uint8_t *memory;      // MEMORY_SIZE: RAM, then flash; borrowed
    const uint8_t *fixed; // one page; borrowed
    uint8_t *code;        // of this engine alone
    uint64_t blocks;      // basic blocks executed since the last start
    uint64_t blocks_max;  // more are a timeout
    bool timed_out, astray;
    block_watch watch; // NULL: nobody looks
    void *watcher;
    bool is_known;
    struct cpu *fast;    // whose registers count while the emulator rests; NULL: its own
    struct trace *trace; // NULL: nobody asks
    uint32_t fetched;    // the address that could not be executed, if that was what ended it
};

enum stop { STOP_END, STOP_CRASH, STOP_DATA, STOP_TIMEOUT, STOP_KNOWN };

// Reads an ELF file. False, with a message on stderr, when it is not what firmware/ builds.
bool firmware_load(const char *path, struct firmware *out);
const struct symbol *firmware_symbol(const struct firmware *firmware, const char *name);
// The function that an address lies in; "?" if none.
const char *firmware_function(const struct firmware *firmware, uint32_t at);

// The size in bytes of the instruction at an address of the code.
unsigned instruction_size(const uint8_t *code, uint32_t at);
// The IT bits behind an instruction: `it` before it, `opcode` its first half-word.
uint8_t it_after(uint8_t it, unsigned opcode);
uint8_t cpu_it(const struct cpu *cpu);
void cpu_set_it(struct cpu *cpu, uint8_t it);

// Opens an engine on memory that the caller keeps. `memo` answers for the cryptography.
bool engine_open(struct engine *engine, const struct firmware *firmware, struct memo *memo,
                 uint8_t *memory, const uint8_t *fixed);
void engine_close(struct engine *engine);

// Makes the engine forget an exception.
void engine_recover(const struct engine *engine);

// Runs from `cpu` until fault_end() or until it cannot go on.
enum stop engine_run(struct engine *engine, const struct cpu *cpu);
void engine_read(const struct engine *engine, struct cpu *cpu);
void engine_write(const struct engine *engine, const struct cpu *cpu);
struct cpu engine_reset(const struct engine *engine);

// Where the harness finds `size` bytes of the device's memory; NULL: not all of them exist or, if
// they are to be written, some cannot be.
uint8_t *engine_at(const struct engine *engine, uint32_t address, size_t size, bool write);

void engine_note(const struct engine *engine, uint32_t address, size_t size, bool write);
void engine_answer(const struct engine *engine, uint32_t value); // sets r0

#endif
