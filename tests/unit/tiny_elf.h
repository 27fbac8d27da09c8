// tiny_elf.h - ELF files made in memory, so that a test says which symbols it means.
#ifndef TESTS_TINY_ELF_H
#define TESTS_TINY_ELF_H

#include "base/buf.h"

#include <elf.h>
#include <stdbool.h>
#include <string.h>

// 32-bit little-endian Arm. The symbols come in the order given; local ones must come first.
struct tiny_symbol {
    const char *name;
    uint32_t value, size;
    unsigned char type; // STT_FUNC, STT_OBJECT, ...
    bool local, undefined;
    bool referenced; // a relocation names it
};

struct tiny_elf {
    bool relocatable;
    bool lto;
    bool debug_relocations; // the relocations patch what is never loaded
    const void *bytes;      // of .text, which lies at `address`
    uint32_t size, address;
    const struct tiny_symbol *symbols;
    size_t count;
};

enum {
    TINY_TEXT = 1,
    TINY_SYMTAB,
    TINY_STRTAB,
    TINY_REL,
    TINY_NAMES,
    TINY_LTO,
    TINY_SECTIONS,
    TINY_LIMIT = 1024 * 1024,
};

static const char tiny_names[] = "\0.text\0.symtab\0.strtab\0.rel.text\0.shstrtab\0.gnu.lto_x";
enum { NAME_TEXT = 1, NAME_SYMTAB = 7, NAME_STRTAB = 15, NAME_REL = 23, NAME_SHSTRTAB = 33 };
enum { NAME_LTO = 43 };

static inline void tiny_symbols(const struct tiny_elf *in, struct buf *symtab, struct buf *strtab,
                                struct buf *rel)
{
    const Elf32_Sym none = {0};
    buf_add(symtab, &none, sizeof none);
    buf_add(strtab, "", 1);
    for (size_t i = 0; i < in->count; i++) {
        const struct tiny_symbol *symbol = &in->symbols[i];
        const Elf32_Sym entry = {
            .st_name = (Elf32_Word)strtab->size,
            .st_value = symbol->value,
            .st_size = symbol->size,
            .st_info =
                (unsigned char)((symbol->local ? STB_LOCAL : STB_GLOBAL) << 4 | symbol->type),
            .st_shndx = symbol->undefined ? SHN_UNDEF : TINY_TEXT,
        };
        buf_add(symtab, &entry, sizeof entry);
        buf_add(strtab, symbol->name, strlen(symbol->name) + 1);
        if (symbol->referenced) {
            const Elf32_Rel reference = {0, ELF32_R_INFO((Elf32_Word)i + 1, R_ARM_THM_PC22)};
            buf_add(rel, &reference, sizeof reference);
        }
    }
}

static inline Elf32_Shdr tiny_place(struct buf *file, const struct buf *content, Elf32_Word name,
                                    Elf32_Word type)
{
    while (file->size % 4 != 0) {
        buf_add(file, "", 1);
    }
    const Elf32_Shdr section = {
        .sh_name = name,
        .sh_type = type,
        .sh_offset = (Elf32_Off)file->size,
        .sh_size = (Elf32_Word)content->size,
        .sh_addralign = 1,
    };
    buf_add(file, content->data, content->size);
    return section;
}

static inline struct buf tiny_elf(struct arena *arena, const struct tiny_elf *in)
{
    struct buf file, text, symtab, strtab, rel, names;
    struct buf *const all[] = {&file, &text, &symtab, &strtab, &rel, &names};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        buf_init(all[i], arena, TINY_LIMIT);
    }
    buf_add(&text, in->bytes, in->size);
    buf_add(&names, tiny_names, sizeof tiny_names);
    tiny_symbols(in, &symtab, &strtab, &rel);

    Elf32_Ehdr header = {
        .e_ident = {ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3, ELFCLASS32, ELFDATA2LSB, EV_CURRENT},
        .e_type = in->relocatable ? ET_REL : ET_EXEC,
        .e_machine = EM_ARM,
        .e_version = EV_CURRENT,
        .e_phoff = in->relocatable ? 0 : sizeof header,
        .e_ehsize = sizeof header,
        .e_phentsize = in->relocatable ? 0 : sizeof(Elf32_Phdr),
        .e_phnum = in->relocatable ? 0 : 1,
        .e_shentsize = sizeof(Elf32_Shdr),
        .e_shnum = in->lto ? TINY_SECTIONS : TINY_LTO,
        .e_shstrndx = TINY_NAMES,
    };
    const Elf32_Phdr load = {
        .p_type = PT_LOAD,
        .p_offset = sizeof header + sizeof load,
        .p_vaddr = in->address,
        .p_filesz = in->size,
        .p_memsz = in->size,
    };
    Elf32_Shdr sections[TINY_SECTIONS] = {{0}};
    buf_add(&file, &header, sizeof header);
    buf_add(&file, &load, sizeof load);
    sections[TINY_TEXT] = tiny_place(&file, &text, NAME_TEXT, SHT_PROGBITS);
    sections[TINY_TEXT].sh_flags = SHF_ALLOC | SHF_EXECINSTR;
    sections[TINY_SYMTAB] = tiny_place(&file, &symtab, NAME_SYMTAB, SHT_SYMTAB);
    sections[TINY_SYMTAB].sh_link = TINY_STRTAB;
    sections[TINY_SYMTAB].sh_entsize = sizeof(Elf32_Sym);
    sections[TINY_STRTAB] = tiny_place(&file, &strtab, NAME_STRTAB, SHT_STRTAB);
    sections[TINY_REL] = tiny_place(&file, &rel, NAME_REL, SHT_REL);
    sections[TINY_REL].sh_link = TINY_SYMTAB;
    sections[TINY_REL].sh_info = in->debug_relocations ? TINY_NAMES : TINY_TEXT;
    sections[TINY_REL].sh_entsize = sizeof(Elf32_Rel);
    sections[TINY_NAMES] = tiny_place(&file, &names, NAME_SHSTRTAB, SHT_STRTAB);
    sections[TINY_LTO] = tiny_place(&file, &text, NAME_LTO, SHT_PROGBITS);
    while (file.size % 4 != 0) {
        buf_add(&file, "", 1);
    }
    header.e_shoff = (Elf32_Off)file.size;
    memcpy(file.data, &header, sizeof header);
    buf_add(&file, sections, header.e_shnum * sizeof sections[0]);
    return file;
}

#endif
