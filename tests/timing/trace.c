// SPDX-License-Identifier: MIT
// trace.c - writes down what an emulated core executes, reads and writes, for
// scripts/constant-time, which loads it: Python would take a microsecond or two for each
// instruction.
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <unicorn/unicorn.h>

enum { WORDS_MAX = 1 << 22, FLASH_SIZE = 0x40000 };

static uint32_t words[WORDS_MAX];
static size_t count;
static uint8_t executed[FLASH_SIZE]; // by address: whether an instruction starts there and ran

void trace_start(void);
size_t trace_size(void);
const uint32_t *trace_words(void);
const uint8_t *trace_executed(void);
bool trace_attach(uc_engine *uc);

void trace_start(void)
{
    count = 0;
    memset(executed, 0, sizeof executed);
}

// Bytes; as many as there is room for: the trace was too long.
size_t trace_size(void)
{
    return count * sizeof words[0];
}

const uint32_t *trace_words(void)
{
    return words;
}

const uint8_t *trace_executed(void)
{
    return executed;
}

static void note(uint32_t word)
{
    if (count < WORDS_MAX) {
        words[count] = word;
        count++;
    }
}

static void on_code(uc_engine *uc, uint64_t address, uint32_t size, void *user)
{
    (void)uc;
    (void)size;
    (void)user;
    note((uint32_t)address);
    executed[address % FLASH_SIZE] = 1;
}

static void on_memory(uc_engine *uc, uc_mem_type type, uint64_t address, int size, int64_t value,
                      void *user)
{
    (void)uc;
    (void)value;
    (void)user;
    note((uint32_t)type);
    note((uint32_t)address);
    note((uint32_t)size);
}

bool trace_attach(uc_engine *uc)
{
    uc_hook code, memory;
    return uc_hook_add(uc, &code, UC_HOOK_CODE, (void *)(uintptr_t)on_code, NULL, 1, 0) ==
               UC_ERR_OK &&
           uc_hook_add(uc, &memory, UC_HOOK_MEM_READ | UC_HOOK_MEM_WRITE,
                       (void *)(uintptr_t)on_memory, NULL, 1, 0) == UC_ERR_OK;
}
