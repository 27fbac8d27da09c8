// SPDX-License-Identifier: MIT
#include "walk.h"

#include "memo.h"

static bool is_entry(const struct walker *walker, uint32_t at)
{
    const struct memo *memo = walker->engine.memo;
    for (size_t i = 0; memo != NULL && i < memo_count(memo); i++) {
        if (memo_entry(memo, i) == at) {
            return true;
        }
    }
    return false;
}

static void on_code(uc_engine *uc, uint64_t address, uint32_t size, void *user)
{
    struct walker *walker = user;
    const uint32_t pc = (uint32_t)address;
    (void)size;
    if (is_entry(walker, pc)) {
        return;
    }
    if (walker->limit != 0 && walker->count >= walker->limit) {
        (void)uc_emu_stop(uc);
        return;
    }
    // Within a block the engine knows the IT bits and does not tell; so they are counted here.
    const uint8_t *code = walker->engine.code;
    const uint8_t it = pc == walker->expected ? walker->it : 0;
    const unsigned opcode = (unsigned)(code[pc] | code[pc + 1U] << 8);
    if (walker->interesting == NULL || walker->interesting[pc / 2U] != 0) {
        struct cpu cpu;
        engine_read(&walker->engine, &cpu);
        cpu.r[CPU_PC] = pc;
        cpu_set_it(&cpu, it);
        walker->visit(walker->user, &(struct point){&cpu, walker->engine.memory, walker->count});
    }
    walker->count++;
    walker->it = it_after(it, opcode);
    walker->expected = pc + instruction_size(code, pc);
}

bool walker_open(struct walker *walker, const struct firmware *firmware, struct memo *memo,
                 uint8_t *memory, const uint8_t *fixed)
{
    uc_hook hook;
    *walker = (struct walker){.limit = 0};
    return engine_open(&walker->engine, firmware, memo, memory, fixed) &&
           uc_hook_add(walker->engine.uc, &hook, UC_HOOK_CODE, (void *)(uintptr_t)on_code, walker,
                       WORLD_CODE_AT, WORLD_CODE_SIZE - 1U) == UC_ERR_OK;
}

void walker_close(struct walker *walker)
{
    engine_close(&walker->engine);
}

enum stop walker_run(struct walker *walker, const struct cpu *from)
{
    walker->count = 0;
    walker->expected = from->r[CPU_PC];
    walker->it = cpu_it(from);
    return engine_run(&walker->engine, from);
}
