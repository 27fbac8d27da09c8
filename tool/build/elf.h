// elf.h - symbols, references and bytes of an ELF file, without trust in it.
//
// A firmware under audit may be hostile: every offset is checked, nothing is executed and
// nothing points into the file once elf_parse() has returned. libelf underneath.
#ifndef BUILD_ELF_H
#define BUILD_ELF_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { ELF_SIZE_MAX = 64 * 1024 * 1024 };

enum elf_symbol_kind { ELF_SYMBOL_FUNCTION, ELF_SYMBOL_OBJECT, ELF_SYMBOL_OTHER };

struct elf_symbol {
    const char *name;
    uint64_t address; // Thumb bit removed
    uint64_t size;
    enum elf_symbol_kind kind;
    bool defined;    // false: another file has to supply it
    bool local;      // not visible to other files
    bool referenced; // a relocation of what this file loads names it
};

// A piece of memory that the file fills.
struct elf_segment {
    uint64_t address;
    const unsigned char *bytes;
    size_t size;
    size_t offset; // in the file
    bool writable, executable;
};

struct elf {
    const char *architecture; // "arm", "riscv", "xtensa", "x86", "x86-64", "aarch64", "other"
    size_t word_size;         // 4 or 8
    bool little_endian;
    bool relocatable;           // an object file, not yet linked
    bool lto;                   // holds the compiler's own code: its symbols are not the last word
    bool has_symbols;           // a symbol table, whole and not empty
    struct elf_symbol *symbols; // sorted by name, then address; nameless ones are left out
    size_t symbol_count;
    struct elf_segment *segments;
    size_t segment_count;
    unsigned machine;         // e_machine
    uint64_t dynamic_address; // of the dynamic section in memory; 0: none
    uint64_t dynamic_size;
    int64_t text_bytes, data_bytes, bss_bytes; // as binutils' size counts them
};

enum elf_result {
    ELF_PARSED,
    ELF_FOREIGN, // not an ELF file
    ELF_BROKEN,  // begins like one and contradicts itself
};

// Parses `bytes`, which are borrowed for the call only.
enum elf_result elf_parse(struct arena *arena, const void *bytes, size_t size, struct elf *out);

// The first defined symbol called `name`, or a clone that the compiler made of it
// ("name.constprop.0", "name.isra.2", "name.part.0"); NULL when there is none.
const struct elf_symbol *elf_find(const struct elf *elf, const char *name);

// The first symbol called exactly `name`, defined or not; NULL when there is none.
const struct elf_symbol *elf_find_exact(const struct elf *elf, const char *name);

// `size` bytes of initialised memory at `address`, or NULL when the file does not fill them.
const unsigned char *elf_bytes(const struct elf *elf, uint64_t address, size_t size);

#endif
