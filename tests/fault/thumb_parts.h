// thumb_parts.h - registers, flags and memory, for the files that execute instructions.
#ifndef THUMB_PARTS_H
#define THUMB_PARTS_H

#include <string.h>

#include "thumb.h"

enum { SP = 13, LR = 14 };

#define FLAG_N (1U << 31)
#define FLAG_Z (1U << 30)
#define FLAG_C (1U << 29)
#define FLAG_V (1U << 28)

static inline uint32_t field(uint32_t opcode, unsigned at, unsigned bits)
{
    return opcode >> at & ((1U << bits) - 1U);
}

static inline uint32_t get(struct thumb *thumb, unsigned number)
{
    thumb->reads |= 1U << number;
    return number == CPU_PC ? thumb->cpu.r[CPU_PC] + 4U : thumb->cpu.r[number];
}

static inline void set(struct thumb *thumb, unsigned number, uint32_t value)
{
    thumb->writes |= 1U << number;
    thumb->cpu.r[number] = value;
}

static inline bool get_flag(struct thumb *thumb, uint32_t flag)
{
    thumb->reads |= flag >> 12;
    return (thumb->cpu.r[CPU_FLAGS] & flag) != 0;
}

static inline void set_flag(struct thumb *thumb, uint32_t flag, bool value)
{
    uint32_t *flags = &thumb->cpu.r[CPU_FLAGS];
    if (thumb->quiet) {
        return;
    }
    thumb->writes |= flag >> 12;
    *flags = value ? *flags | flag : *flags & ~flag;
}

static inline uint32_t set_nz(struct thumb *thumb, uint32_t value)
{
    set_flag(thumb, FLAG_N, value >> 31 != 0);
    set_flag(thumb, FLAG_Z, value == 0);
    return value;
}

static inline uint32_t add(struct thumb *thumb, uint32_t a, uint32_t b, bool carry)
{
    const uint64_t sum = (uint64_t)a + b + (carry ? 1U : 0U);
    const uint32_t low = (uint32_t)sum;
    set_flag(thumb, FLAG_C, sum >> 32 != 0);
    set_flag(thumb, FLAG_V, (~(a ^ b) & (a ^ low)) >> 31 != 0);
    return set_nz(thumb, low);
}

// ------------------------------------------------------------------------------------- memory

static inline uint8_t *place_of(const struct engine *engine, uint32_t at, uint32_t size, bool write)
{
    if (at - WORLD_RAM_AT <= WORLD_RAM_SIZE - size) {
        return engine->memory + (at - WORLD_RAM_AT);
    }
    if (at - WORLD_CONTROLLER_AT <= MEMORY_STORE - size) {
        return engine->memory + WORLD_RAM_SIZE + (at - WORLD_CONTROLLER_AT);
    }
    if (write) {
        return NULL;
    }
    if (at - WORLD_STORE_AT <= MEMORY_STORE - size) {
        return engine->memory + WORLD_RAM_SIZE + (at - WORLD_STORE_AT);
    }
    if (at <= WORLD_CODE_SIZE - size) {
        return engine->code + at;
    }
    return at - WORLD_FIXED_AT <= WORLD_PAGE - size
               ? (uint8_t *)(uintptr_t)engine->fixed + (at - WORLD_FIXED_AT)
               : NULL;
}

// An access that is not aligned goes on, as in the emulator; this core would stop.
static inline uint8_t *reach(struct thumb *thumb, uint32_t at, uint32_t size, bool write)
{
    uint8_t *found = place_of(thumb->engine, at, size, write);
    if (found != NULL) {
        engine_note(thumb->engine, one_place(at), size, write);
    }
    return found;
}

static inline bool load(struct thumb *thumb, unsigned number, uint32_t at, uint32_t size)
{
    const uint8_t *from = reach(thumb, at, size, false);
    uint32_t value = 0;
    if (from == NULL) {
        return false;
    }
    memcpy(&value, from, size);
    set(thumb, number, value);
    return true;
}

static inline bool store(struct thumb *thumb, unsigned number, uint32_t at, uint32_t size)
{
    uint8_t *to = reach(thumb, at, size, true);
    const uint32_t value = get(thumb, number);
    if (to == NULL) {
        return false;
    }
    memcpy(to, &value, size);
    return true;
}

// -------------------------------------------------------------------------------------- jumps

static inline bool jump(struct thumb *thumb, uint32_t target)
{
    thumb->cpu.r[CPU_PC] = target & ~1U;
    thumb->jumped = true;
    return true;
}

// To an address whose lowest bit says that Thumb code stands there; other code this core has not.
static inline bool jump_out(struct thumb *thumb, uint32_t target)
{
    thumb->returned = true;
    (void)jump(thumb, target);
    return (target & 1U) != 0 || (target & ~1U) >= WORLD_CODE_SIZE;
}

// A shift by the low byte of a register: 0 to the left, 1 to the right, 2 with the sign, 3 around.
uint32_t shift_value(struct thumb *thumb, unsigned kind, uint32_t value, uint32_t by);

bool shift_immediate(struct thumb *thumb, uint32_t opcode);
bool add_small(struct thumb *thumb, uint32_t opcode);
bool immediate(struct thumb *thumb, uint32_t opcode);
bool data(struct thumb *thumb, uint32_t opcode);
bool extend(struct thumb *thumb, uint32_t opcode);

// Whether a condition holds, by its number.
bool holds(struct thumb *thumb, unsigned condition);
uint32_t sign(uint32_t value, unsigned bits);

// An instruction of two half-words, of a Cortex-M3.
enum thumb_stop wide(struct thumb *thumb, uint32_t first, uint32_t second);
bool call(struct thumb *thumb, uint32_t first, uint32_t second);

#endif
