// SPDX-License-Identifier: MIT
#include "machine.h"

#include <fcntl.h>
#include <gelf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "memo.h"

static int register_ids[CPU_REGISTERS] = {
    UC_ARM_REG_R0,  UC_ARM_REG_R1, UC_ARM_REG_R2, UC_ARM_REG_R3, UC_ARM_REG_R4,   UC_ARM_REG_R5,
    UC_ARM_REG_R6,  UC_ARM_REG_R7, UC_ARM_REG_R8, UC_ARM_REG_R9, UC_ARM_REG_R10,  UC_ARM_REG_R11,
    UC_ARM_REG_R12, UC_ARM_REG_SP, UC_ARM_REG_LR, UC_ARM_REG_PC, UC_ARM_REG_CPSR,
};

// ---------------------------------------------------------------------------------- firmware

static bool load_segments(Elf *elf, struct firmware *out)
{
    size_t count = 0;
    (void)elf_getphdrnum(elf, &count);
    for (size_t i = 0; i < count; i++) {
        GElf_Phdr part;
        size_t room = 0;
        const char *raw = elf_rawfile(elf, &room);
        if (gelf_getphdr(elf, (int)i, &part) == NULL || part.p_type != PT_LOAD ||
            part.p_filesz == 0) {
            continue;
        }
        if (part.p_vaddr + part.p_filesz > WORLD_CODE_SIZE ||
            part.p_offset + part.p_filesz > room) {
            return false;
        }
        memcpy(out->code + part.p_vaddr, raw + part.p_offset, part.p_filesz);
    }
    return true;
}

static void load_symbols(Elf *elf, struct firmware *out)
{
    Elf_Scn *section = NULL;
    while ((section = elf_nextscn(elf, section)) != NULL) {
        GElf_Shdr header;
        if (gelf_getshdr(section, &header) == NULL || header.sh_type != SHT_SYMTAB) {
            continue;
        }
        Elf_Data *data = elf_getdata(section, NULL);
        const size_t rows = header.sh_size / header.sh_entsize;
        for (size_t i = 0; i < rows && out->count < sizeof out->symbols / sizeof *out->symbols;
             i++) {
            GElf_Sym symbol;
            (void)gelf_getsym(data, (int)i, &symbol);
            const int type = GELF_ST_TYPE(symbol.st_info);
            if (type != STT_FUNC && type != STT_OBJECT) {
                continue;
            }
            struct symbol *row = &out->symbols[out->count++];
            (void)snprintf(row->name, sizeof row->name, "%s",
                           elf_strptr(elf, header.sh_link, symbol.st_name));
            row->at = (uint32_t)symbol.st_value & (type == STT_FUNC ? ~1U : ~0U);
            row->size = (uint32_t)symbol.st_size;
        }
    }
}

const struct symbol *firmware_symbol(const struct firmware *firmware, const char *name)
{
    for (size_t i = 0; i < firmware->count; i++) {
        if (strcmp(firmware->symbols[i].name, name) == 0) {
            return &firmware->symbols[i];
        }
    }
    return NULL;
}

const char *firmware_function(const struct firmware *firmware, uint32_t at)
{
    for (size_t i = 0; i < firmware->count; i++) {
        const struct symbol *symbol = &firmware->symbols[i];
        if (symbol->at < WORLD_CODE_SIZE && at >= symbol->at && at - symbol->at < symbol->size) {
            return symbol->name;
        }
    }
    return "?";
}

static bool find_places(struct firmware *out)
{
    static const char *const names[] = {"fault_main", "fault_end", "fault_given"};
    uint32_t *const places[] = {&out->start, &out->end, &out->given};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const struct symbol *symbol = firmware_symbol(out, names[i]);
        if (symbol == NULL) {
            return false;
        }
        *places[i] = symbol->at;
    }
    const struct symbol *ram = firmware_symbol(out, "fault_image_ram");
    out->image_ram = ram == NULL ? 0 : ram->at;
    return true;
}

bool firmware_load(const char *path, struct firmware *out)
{
    (void)elf_version(EV_CURRENT);
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    Elf *elf = fd < 0 ? NULL : elf_begin(fd, ELF_C_READ, NULL);
    memset(out, 0, sizeof *out);
    bool good = elf != NULL && load_segments(elf, out);
    if (good) {
        load_symbols(elf, out);
        good = find_places(out);
    }
    out->thumb1 = strstr(path, "m0plus") != NULL;
    if (!good) {
        (void)fprintf(stderr, "%s: not a firmware of tests/fault\n", path);
    }
    (void)elf_end(elf);
    (void)close(fd);
    return good;
}

enum { IT_STOP = 0xbf00 }; // an opcode of the form 0xbfXY with Y not 0 begins an IT block

// ------------------------------------------------------------------------------- instructions

unsigned instruction_size(const uint8_t *code, uint32_t at)
{
    return code[at + 1U] >> 3 >= 0x1d ? 4 : 2;
}

uint8_t it_after(uint8_t it, unsigned opcode)
{
    if ((opcode & 0xff00U) == IT_STOP && (opcode & 0xfU) != 0) {
        return (uint8_t)opcode;
    }
    return (it & 7U) == 0 ? 0 : (uint8_t)((it & 0xe0U) | (it << 1 & 0x1fU));
}

// In the CPSR the bits of an IT block stand in two places (ARMv7-M, B1.4.2).
uint8_t cpu_it(const struct cpu *cpu)
{
    const uint32_t flags = cpu->r[CPU_FLAGS];
    return (uint8_t)((flags >> 8 & 0xfcU) | (flags >> 25 & 3U));
}

void cpu_set_it(struct cpu *cpu, uint8_t it)
{
    cpu->r[CPU_FLAGS] &= ~(0xfc00U | 3U << 25);
    cpu->r[CPU_FLAGS] |= (it & 0xfcU) << 8 | (it & 3U) << 25;
}

// ------------------------------------------------------------------------------------ engine

void engine_note(const struct engine *engine, uint32_t address, size_t size, bool write)
{
    struct trace *trace = engine->trace;
    if (trace == NULL || size == 0) {
        return;
    }
    if (trace->count < TRACE_PLACES) {
        trace->places[trace->count].at = address;
        trace->places[trace->count].size = (uint32_t)size;
        trace->places[trace->count].write = write;
    }
    trace->count++;
}

uint8_t *engine_at(const struct engine *engine, uint32_t address, size_t size, bool write)
{
    const struct {
        uint32_t at, size;
        const uint8_t *bytes;
        bool writable;
    } regions[] = {
        {WORLD_RAM_AT, WORLD_RAM_SIZE, engine->memory, true},
        {WORLD_STORE_AT, MEMORY_STORE, engine->memory + WORLD_RAM_SIZE, false},
        {WORLD_CONTROLLER_AT, MEMORY_STORE, engine->memory + WORLD_RAM_SIZE, true},
        {WORLD_FIXED_AT, WORLD_PAGE, engine->fixed, false},
        {WORLD_CODE_AT, WORLD_CODE_SIZE, engine->code, false},
    };
    for (size_t i = 0; i < sizeof regions / sizeof *regions; i++) {
        const uint32_t offset = address - regions[i].at;
        if (address >= regions[i].at && offset <= regions[i].size &&
            size <= regions[i].size - offset) {
            if (write && !regions[i].writable) {
                return NULL;
            }
            engine_note(engine, one_place(address), size, write);
            return (uint8_t *)(uintptr_t)regions[i].bytes + offset;
        }
    }
    return NULL;
}

static bool on_fetch(uc_engine *uc, uc_mem_type type, uint64_t address, int size, int64_t value,
                     void *user)
{
    (void)uc, (void)type, (void)size, (void)value;
    ((struct engine *)user)->fetched = (uint32_t)address;
    return false;
}

static void on_block(uc_engine *uc, uint64_t address, uint32_t size, void *user)
{
    struct engine *engine = user;
    (void)size;
    if (++engine->blocks > engine->blocks_max) {
        engine->timed_out = true;
        (void)uc_emu_stop(uc);
    } else if (engine->watch != NULL && engine->watch(engine, (uint32_t)address, engine->watcher)) {
        engine->is_known = true;
        (void)uc_emu_stop(uc);
    }
}

static void on_memo(uc_engine *uc, uint64_t address, uint32_t size, void *user)
{
    struct engine *engine = user;
    (void)size;
    if (!memo_answer(engine->memo, engine, (uint32_t)address)) {
        engine->astray = true;
        (void)uc_emu_stop(uc);
    }
}

static bool map_memory(const struct engine *engine)
{
    uc_engine *uc = engine->uc;
    return uc_mem_map_ptr(uc, WORLD_CODE_AT, WORLD_CODE_SIZE, UC_PROT_READ | UC_PROT_EXEC,
                          engine->code) == UC_ERR_OK &&
           uc_mem_map_ptr(uc, WORLD_FIXED_AT, WORLD_PAGE, UC_PROT_READ,
                          (void *)(uintptr_t)engine->fixed) == UC_ERR_OK &&
           uc_mem_map_ptr(uc, WORLD_RAM_AT, WORLD_RAM_SIZE, UC_PROT_READ | UC_PROT_WRITE,
                          engine->memory) == UC_ERR_OK &&
           uc_mem_map_ptr(uc, WORLD_STORE_AT, MEMORY_STORE, UC_PROT_READ,
                          engine->memory + WORLD_RAM_SIZE) == UC_ERR_OK &&
           uc_mem_map_ptr(uc, WORLD_CONTROLLER_AT, MEMORY_STORE, UC_PROT_READ | UC_PROT_WRITE,
                          engine->memory + WORLD_RAM_SIZE) == UC_ERR_OK;
}

// What the memo answers for becomes `bx lr`, with the answer given in front of it: nothing in the
// engine has to be led around a function from outside.
static bool put_memo(struct engine *engine)
{
    static const uint8_t bx_lr[] = {0x70, 0x47};
    for (size_t i = 0; i < memo_count(engine->memo); i++) {
        const uint32_t at = memo_entry(engine->memo, i);
        uc_hook hook;
        memcpy(engine->code + at, bx_lr, sizeof bx_lr);
        if (uc_hook_add(engine->uc, &hook, UC_HOOK_CODE, (void *)(uintptr_t)on_memo, engine, at,
                        at) != UC_ERR_OK) {
            return false;
        }
    }
    return true;
}

bool engine_open(struct engine *engine, const struct firmware *firmware, struct memo *memo,
                 uint8_t *memory, const uint8_t *fixed)
{
    *engine = (struct engine){.firmware = firmware,
                              .memo = memo,
                              .memory = memory,
                              .fixed = fixed,
                              .code = aligned_alloc(WORLD_PAGE, WORLD_CODE_SIZE),
                              .blocks_max = UINT64_MAX};
    uc_hook hook;
    if (engine->code == NULL ||
        uc_open(UC_ARCH_ARM, (uc_mode)(UC_MODE_THUMB | UC_MODE_MCLASS), &engine->uc) != UC_ERR_OK) {
        return false;
    }
    memcpy(engine->code, firmware->code, WORLD_CODE_SIZE);
    const int model = firmware->thumb1 ? UC_CPU_ARM_CORTEX_M0 : UC_CPU_ARM_CORTEX_M3;
    return uc_ctl_set_cpu_model(engine->uc, model) == UC_ERR_OK && map_memory(engine) &&
           uc_hook_add(engine->uc, &hook, UC_HOOK_MEM_FETCH_UNMAPPED | UC_HOOK_MEM_FETCH_PROT,
                       (void *)(uintptr_t)on_fetch, engine, 1, 0) == UC_ERR_OK &&
           uc_hook_add(engine->uc, &hook, UC_HOOK_BLOCK, (void *)(uintptr_t)on_block, engine, 1,
                       0) == UC_ERR_OK &&
           (memo == NULL || put_memo(engine)) &&
           uc_context_alloc(engine->uc, &engine->clean) == UC_ERR_OK &&
           uc_context_save(engine->uc, engine->clean) == UC_ERR_OK;
}

void engine_recover(const struct engine *engine)
{
    (void)uc_context_restore(engine->uc, engine->clean);
}

void engine_close(struct engine *engine)
{
    if (engine->uc != NULL) {
        (void)uc_context_free(engine->clean);
        (void)uc_close(engine->uc);
    }
    free(engine->code);
}

void engine_read(const struct engine *engine, struct cpu *cpu)
{
    void *values[CPU_REGISTERS];
    if (engine->fast != NULL) {
        *cpu = *engine->fast;
        return;
    }
    for (int i = 0; i < CPU_REGISTERS; i++) {
        values[i] = &cpu->r[i];
    }
    (void)uc_reg_read_batch(engine->uc, register_ids, values, CPU_REGISTERS);
}

void engine_write(const struct engine *engine, const struct cpu *cpu)
{
    void *values[CPU_REGISTERS];
    struct cpu copy = *cpu;
    copy.r[CPU_PC] |= 1U;
    for (int i = 0; i < CPU_REGISTERS; i++) {
        values[i] = &copy.r[i];
    }
    (void)uc_reg_write_batch(engine->uc, register_ids, values, CPU_REGISTERS);
}

void engine_answer(const struct engine *engine, uint32_t value)
{
    if (engine->fast != NULL) {
        engine->fast->r[0] = value;
    } else {
        (void)uc_reg_write(engine->uc, UC_ARM_REG_R0, &value);
    }
}

struct cpu engine_reset(const struct engine *engine)
{
    struct cpu cpu;
    engine_read(engine, &cpu);
    for (int i = 0; i < CPU_PC; i++) {
        cpu.r[i] = 0;
    }
    cpu.r[13] = WORLD_RAM_AT + WORLD_RAM_SIZE;
    cpu.r[14] = UINT32_MAX; // returning from fault_main() is a crash
    cpu.r[CPU_PC] = engine->firmware->start;
    return cpu;
}

static bool is_data(const struct engine *engine, uint32_t at)
{
    return at >= WORLD_CODE_SIZE && engine_at(engine, at, 2, false) != NULL;
}

enum stop engine_run(struct engine *engine, const struct cpu *cpu)
{
    engine->blocks = 0;
    engine->timed_out = false;
    engine->astray = false;
    engine->is_known = false;
    engine->fetched = 0;
    struct cpu at = *cpu;
    // WFI and WFE stop the emulator; a device goes on at the next interrupt.
    for (int pauses = 0; pauses < 4; pauses++) {
        engine_write(engine, &at);
        const uc_err err = uc_emu_start(engine->uc, at.r[CPU_PC] | 1U, engine->firmware->end, 0, 0);
        if (engine->timed_out) {
            return STOP_TIMEOUT;
        }
        if (engine->is_known) {
            return STOP_KNOWN;
        }
        if (err != UC_ERR_OK || engine->astray) {
            engine_recover(engine);
            return is_data(engine, engine->fetched) ? STOP_DATA : STOP_CRASH;
        }
        engine_read(engine, &at);
        if (at.r[CPU_PC] == engine->firmware->end) {
            return STOP_END;
        }
    }
    return STOP_CRASH;
}
