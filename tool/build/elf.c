// SPDX-License-Identifier: MIT
#include "build/elf.h"

#include <gelf.h>
#include <libelf.h>
#include <stdlib.h>
#include <string.h>

enum { SYMBOL_MAX = 1000 * 1000, SECTION_MAX = 20 * 1000, SEGMENT_MAX = 1000 };

// What the passes over one file share.
struct reading {
    struct arena *arena;
    Elf *elf;
    GElf_Ehdr header;
    struct elf *out;
    size_t capacity;
    size_t *order; // index in the file -> index in out->symbols + 1; 0: left out
    size_t file_count;
};

static const char *architecture_of(unsigned machine)
{
    static const struct {
        unsigned machine;
        const char *name;
    } known[] = {
        {EM_ARM, "arm"},       {EM_RISCV, "riscv"},     {EM_XTENSA, "xtensa"}, {EM_386, "x86"},
        {EM_X86_64, "x86-64"}, {EM_AARCH64, "aarch64"}, {EM_MIPS, "mips"},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (known[i].machine == machine) {
            return known[i].name;
        }
    }
    return "other";
}

static bool read_header(struct reading *reading)
{
    if (gelf_getehdr(reading->elf, &reading->header) == NULL) {
        return false;
    }
    struct elf *out = reading->out;
    out->architecture = architecture_of(reading->header.e_machine);
    out->word_size = gelf_getclass(reading->elf) == ELFCLASS64 ? 8 : 4;
    out->little_endian = reading->header.e_ident[EI_DATA] == ELFDATA2LSB;
    out->relocatable = reading->header.e_type == ET_REL;
    out->machine = reading->header.e_machine;
    return true;
}

static bool read_segments(struct reading *reading, const unsigned char *bytes, size_t size)
{
    size_t count = 0;
    if (elf_getphdrnum(reading->elf, &count) != 0 || count > SEGMENT_MAX) {
        return false;
    }
    struct elf *out = reading->out;
    out->segments = ARENA_ARRAY(reading->arena, struct elf_segment, count);
    for (size_t i = 0; i < count; i++) {
        GElf_Phdr segment;
        if (gelf_getphdr(reading->elf, (int)i, &segment) == NULL) {
            return false;
        }
        if (segment.p_type == PT_DYNAMIC) {
            out->dynamic_address = segment.p_vaddr;
            out->dynamic_size = segment.p_filesz;
        }
        if (segment.p_type != PT_LOAD || segment.p_filesz == 0) {
            continue;
        }
        if (segment.p_offset > size || segment.p_filesz > size - segment.p_offset ||
            segment.p_vaddr > UINT64_MAX - segment.p_filesz) {
            return false;
        }
        unsigned char *copy = arena_alloc(reading->arena, segment.p_filesz, 1);
        memcpy(copy, bytes + segment.p_offset, segment.p_filesz);
        out->segments[out->segment_count++] = (struct elf_segment){
            .address = segment.p_vaddr,
            .bytes = copy,
            .size = segment.p_filesz,
            .offset = segment.p_offset,
            .writable = (segment.p_flags & PF_W) != 0,
            .executable = (segment.p_flags & PF_X) != 0,
        };
    }
    return true;
}

// As binutils' size counts: what is allocated and not writable is text.
static void count_section(struct elf *out, const GElf_Shdr *section)
{
    if ((section->sh_flags & SHF_ALLOC) == 0 || section->sh_size > ELF_SIZE_MAX) {
        return;
    }
    const int64_t size = (int64_t)section->sh_size;
    if (section->sh_type == SHT_NOBITS) {
        out->bss_bytes += size;
    } else if ((section->sh_flags & SHF_WRITE) == 0 || (section->sh_flags & SHF_EXECINSTR) != 0) {
        out->text_bytes += size;
    } else {
        out->data_bytes += size;
    }
}

static enum elf_symbol_kind kind_of(const GElf_Sym *symbol)
{
    switch (GELF_ST_TYPE(symbol->st_info)) {
    case STT_FUNC:
        return ELF_SYMBOL_FUNCTION;
    case STT_OBJECT:
        return ELF_SYMBOL_OBJECT;
    default:
        return ELF_SYMBOL_OTHER;
    }
}

static void add_symbol(struct reading *reading, const GElf_Sym *symbol, const char *name,
                       size_t index)
{
    const unsigned type = GELF_ST_TYPE(symbol->st_info);
    // '$' begins the mapping symbols of Arm and RISC-V, which are no names of anything.
    if (name[0] == '\0' || name[0] == '$' || type == STT_FILE || type == STT_SECTION) {
        return;
    }
    struct elf *out = reading->out;
    out->symbols = arena_grow(reading->arena, out->symbols, out->symbol_count, &reading->capacity,
                              sizeof *out->symbols);
    const bool thumb = reading->header.e_machine == EM_ARM && type == STT_FUNC;
    out->symbols[out->symbol_count++] = (struct elf_symbol){
        .name = arena_strdup(reading->arena, name),
        .address = thumb ? symbol->st_value & ~(uint64_t)1 : symbol->st_value,
        .size = symbol->st_size,
        .kind = kind_of(symbol),
        .defined = symbol->st_shndx != SHN_UNDEF,
        .local = GELF_ST_BIND(symbol->st_info) == STB_LOCAL,
    };
    reading->order[index] = out->symbol_count;
}

static bool read_symbols(struct reading *reading, Elf_Scn *section, const GElf_Shdr *header)
{
    Elf_Data *data = elf_getdata(section, NULL);
    if (data == NULL || header->sh_entsize == 0) {
        return false;
    }
    const size_t count = data->d_size / header->sh_entsize;
    if (count > SYMBOL_MAX || reading->order != NULL) {
        return false; // two symbol tables: which one is true?
    }
    reading->order = ARENA_ARRAY(reading->arena, size_t, count);
    reading->file_count = count;
    for (size_t i = 0; i < count; i++) {
        GElf_Sym symbol;
        if (gelf_getsym(data, (int)i, &symbol) == NULL) {
            return false;
        }
        const char *name = elf_strptr(reading->elf, header->sh_link, symbol.st_name);
        if (name == NULL) {
            return false;
        }
        add_symbol(reading, &symbol, name, i);
    }
    reading->out->has_symbols = reading->out->symbol_count > 0;
    return true;
}

static void mark_reference(struct reading *reading, uint64_t info)
{
    const uint64_t index = GELF_R_SYM(info);
    if (index < reading->file_count && reading->order[index] != 0) {
        reading->out->symbols[reading->order[index] - 1].referenced = true;
    }
}

static bool read_relocations(struct reading *reading, Elf_Scn *section, const GElf_Shdr *header)
{
    Elf_Data *data = elf_getdata(section, NULL);
    if (data == NULL || header->sh_entsize == 0 || reading->order == NULL) {
        return false;
    }
    const size_t count = data->d_size / header->sh_entsize;
    for (size_t i = 0; i < count && i < SYMBOL_MAX; i++) {
        GElf_Rel rel;
        GElf_Rela rela;
        if (header->sh_type == SHT_REL && gelf_getrel(data, (int)i, &rel) != NULL) {
            mark_reference(reading, rel.r_info);
        } else if (header->sh_type == SHT_RELA && gelf_getrela(data, (int)i, &rela) != NULL) {
            mark_reference(reading, rela.r_info);
        }
    }
    return true;
}

// Whether a relocation section patches what is never loaded: debug information names functions that
// nothing calls. When its section cannot be told, it counts as loaded.
static bool patches_notes_only(const struct reading *reading, const GElf_Shdr *header)
{
    GElf_Shdr patched;
    Elf_Scn *section = header->sh_info == 0 ? NULL : elf_getscn(reading->elf, header->sh_info);
    return section != NULL && gelf_getshdr(section, &patched) != NULL &&
           (patched.sh_flags & SHF_ALLOC) == 0;
}

// Visits the sections of one kind of interest: symbols first, relocations need them.
static bool read_sections(struct reading *reading, bool relocations)
{
    size_t names = 0;
    size_t seen = 0;
    (void)elf_getshdrstrndx(reading->elf, &names);
    for (Elf_Scn *section = elf_nextscn(reading->elf, NULL); section != NULL;
         section = elf_nextscn(reading->elf, section)) {
        GElf_Shdr header;
        if (gelf_getshdr(section, &header) == NULL || ++seen > SECTION_MAX) {
            return false;
        }
        const bool is_relocation = header.sh_type == SHT_REL || header.sh_type == SHT_RELA;
        if (relocations && is_relocation && !patches_notes_only(reading, &header) &&
            !read_relocations(reading, section, &header)) {
            return false;
        }
        if (relocations) {
            continue;
        }
        const char *name = elf_strptr(reading->elf, names, header.sh_name);
        reading->out->lto =
            reading->out->lto || (name != NULL && strncmp(name, ".gnu.lto_", 9) == 0);
        count_section(reading->out, &header);
        if (header.sh_type == SHT_SYMTAB && !read_symbols(reading, section, &header)) {
            return false;
        }
    }
    return true;
}

static int by_name(const void *left, const void *right)
{
    const struct elf_symbol *a = left;
    const struct elf_symbol *b = right;
    const int order = strcmp(a->name, b->name);
    if (order != 0) {
        return order;
    }
    return a->address < b->address ? -1 : a->address > b->address;
}

static enum elf_result parse(struct reading *reading, const unsigned char *bytes, size_t size)
{
    if (elf_kind(reading->elf) != ELF_K_ELF) {
        return ELF_BROKEN;
    }
    if (!read_header(reading) || !read_segments(reading, bytes, size) ||
        !read_sections(reading, false) ||
        (reading->out->relocatable && !read_sections(reading, true))) {
        return ELF_BROKEN;
    }
    if (reading->out->symbol_count > 0) {
        qsort(reading->out->symbols, reading->out->symbol_count, sizeof *reading->out->symbols,
              by_name);
    }
    return ELF_PARSED;
}

enum elf_result elf_parse(struct arena *arena, const void *bytes, size_t size, struct elf *out)
{
    *out = (struct elf){.architecture = "other"};
    if (size < SELFMAG || memcmp(bytes, ELFMAG, SELFMAG) != 0) {
        return ELF_FOREIGN;
    }
    if (size > ELF_SIZE_MAX || elf_version(EV_CURRENT) == EV_NONE) {
        return ELF_BROKEN;
    }
    // libelf wants writable, aligned memory.
    char *copy = arena_alloc(arena, size, 1);
    memcpy(copy, bytes, size);
    struct elf found = *out;
    struct reading reading = {.arena = arena, .out = &found, .elf = elf_memory(copy, size)};
    if (reading.elf == NULL) {
        return ELF_BROKEN;
    }
    const enum elf_result result = parse(&reading, (const unsigned char *)copy, size);
    elf_end(reading.elf);
    if (result == ELF_PARSED) {
        *out = found;
    }
    return result;
}

// Index of the first symbol whose name is not before `name`.
static size_t lower_bound(const struct elf *elf, const char *name)
{
    size_t low = 0;
    size_t high = elf->symbol_count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (strcmp(elf->symbols[middle].name, name) < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

const struct elf_symbol *elf_find(const struct elf *elf, const char *name)
{
    const size_t length = strlen(name);
    for (size_t i = lower_bound(elf, name); i < elf->symbol_count; i++) {
        const struct elf_symbol *symbol = &elf->symbols[i];
        if (strncmp(symbol->name, name, length) != 0) {
            break;
        }
        if (symbol->defined && (symbol->name[length] == '\0' || symbol->name[length] == '.')) {
            return symbol;
        }
    }
    return NULL;
}

const struct elf_symbol *elf_find_exact(const struct elf *elf, const char *name)
{
    const size_t i = lower_bound(elf, name);
    return i < elf->symbol_count && strcmp(elf->symbols[i].name, name) == 0 ? &elf->symbols[i]
                                                                            : NULL;
}

const unsigned char *elf_bytes(const struct elf *elf, uint64_t address, size_t size)
{
    for (size_t i = 0; i < elf->segment_count; i++) {
        const struct elf_segment *segment = &elf->segments[i];
        if (address >= segment->address && address - segment->address <= segment->size &&
            size <= segment->size - (address - segment->address)) {
            return segment->bytes + (address - segment->address);
        }
    }
    return NULL;
}
