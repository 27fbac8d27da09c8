// SPDX-License-Identifier: MIT
#include "audit/load/loaders.h"

#include <elf.h>
#include <string.h>

enum { DYNAMIC_MAX = 1024, RELOCATIONS_MAX = 4 * 1000 * 1000 };

// What the dynamic section says about relocations. Addresses in memory, sizes in bytes.
struct dynamic {
    uint64_t rela, rela_size, rel, rel_size, symtab;
};

struct relocating {
    struct image *image;
    const struct elf *elf;
    struct dynamic dynamic;
};

static void note(struct dynamic *dynamic, uint64_t tag, uint64_t value)
{
    const struct {
        uint64_t tag;
        uint64_t *place;
    } known[] = {
        {DT_RELA, &dynamic->rela},      {DT_RELASZ, &dynamic->rela_size}, {DT_REL, &dynamic->rel},
        {DT_RELSZ, &dynamic->rel_size}, {DT_SYMTAB, &dynamic->symtab},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (known[i].tag == tag) {
            *known[i].place = value;
        }
    }
}

// The image's own copy of a word. The segments are copies that elf_parse() made for us.
static unsigned char *word_at(const struct relocating *in, uint64_t address)
{
    for (size_t i = 0; i < in->image->segment_count; i++) {
        const struct image_segment *segment = &in->image->segments[i];
        const size_t word = in->image->word_size;
        if (address >= segment->address && segment->size >= word &&
            address - segment->address <= segment->size - word) {
            unsigned char *bytes;
            memcpy(&bytes, &segment->bytes, sizeof bytes); // ours to write
            return bytes + (address - segment->address);
        }
    }
    return NULL;
}

static void put(const struct relocating *in, uint64_t address, uint64_t value)
{
    unsigned char *word = word_at(in, address);
    const size_t size = in->image->word_size;
    for (size_t i = 0; word != NULL && i < size; i++) {
        word[in->image->big_endian ? size - 1 - i : i] = (unsigned char)(value >> (8 * i));
    }
}

enum kind { OTHER, RELATIVE, SYMBOLIC };

static enum kind kind_of(unsigned machine, uint64_t type)
{
    static const struct {
        unsigned machine, relative, symbolic[2];
    } known[] = {
        {EM_X86_64, R_X86_64_RELATIVE, {R_X86_64_64, R_X86_64_GLOB_DAT}},
        {EM_386, R_386_RELATIVE, {R_386_32, R_386_GLOB_DAT}},
        {EM_AARCH64, R_AARCH64_RELATIVE, {R_AARCH64_ABS64, R_AARCH64_GLOB_DAT}},
        {EM_ARM, R_ARM_RELATIVE, {R_ARM_ABS32, R_ARM_GLOB_DAT}},
        {EM_RISCV, R_RISCV_RELATIVE, {R_RISCV_32, R_RISCV_64}},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (known[i].machine != machine) {
            continue;
        }
        if (type == known[i].relative) {
            return RELATIVE;
        }
        return type == known[i].symbolic[0] || type == known[i].symbolic[1] ? SYMBOLIC : OTHER;
    }
    return OTHER;
}

// The value of a symbol of this very file; 0 for one that another file has to supply.
static uint64_t symbol_value(const struct relocating *in, uint64_t index)
{
    const bool wide = in->image->word_size == 8;
    const uint64_t size = wide ? sizeof(Elf64_Sym) : sizeof(Elf32_Sym);
    uint64_t value = 0;
    if (in->dynamic.symtab == 0 || index > RELOCATIONS_MAX) {
        return 0;
    }
    const uint64_t at = in->dynamic.symtab + index * size;
    return image_number(in->image, at + (wide ? 8 : 4), in->image->word_size, &value) ? value : 0;
}

static void apply_table(const struct relocating *in, uint64_t table, uint64_t size, bool addend)
{
    const struct image *image = in->image;
    const uint64_t word = image->word_size;
    const uint64_t entry = addend ? 3 * word : 2 * word;
    for (uint64_t i = 0; table != 0 && i < size / entry && i < RELOCATIONS_MAX; i++) {
        uint64_t place, info, plus = 0;
        const uint64_t at = table + i * entry;
        if (!image_word(image, at, &place) || !image_word(image, at + word, &info)) {
            return;
        }
        if (!image_word(image, addend ? at + 2 * word : place, &plus)) {
            continue;
        }
        const uint64_t index = word == 8 ? info >> 32 : info >> 8;
        const uint64_t type = word == 8 ? info & UINT32_MAX : info & 0xff;
        const enum kind kind = kind_of(in->elf->machine, type);
        if (kind == RELATIVE) {
            put(in, place, plus);
        } else if (kind == SYMBOLIC) {
            put(in, place, symbol_value(in, index) + plus);
        }
    }
}

// RELR only adds the load address, which is 0 here: the words are true as they stand.
static void apply(struct relocating *in)
{
    const uint64_t word = in->image->word_size;
    for (uint64_t i = 0; i < DYNAMIC_MAX && i < in->elf->dynamic_size / (2 * word); i++) {
        const uint64_t at = in->elf->dynamic_address + i * 2 * word;
        uint64_t tag, value;
        if (!image_word(in->image, at, &tag) || !image_word(in->image, at + word, &value) ||
            tag == DT_NULL) {
            break;
        }
        note(&in->dynamic, tag, value);
    }
    apply_table(in, in->dynamic.rela, in->dynamic.rela_size, true);
    apply_table(in, in->dynamic.rel, in->dynamic.rel_size, false);
}

const char *load_elf(const struct loading *loading)
{
    struct elf *elf = ARENA_NEW(loading->arena, struct elf);
    if (elf_parse(loading->arena, loading->bytes.data, loading->bytes.size, elf) != ELF_PARSED) {
        return "the ELF file is damaged: nothing can be said about it";
    }
    struct image *image = images_add(loading->arena, loading->out, "elf");
    image->architecture = elf->architecture;
    image->word_size = elf->word_size;
    image->big_endian = !elf->little_endian;
    image->elf = elf;
    image->linear = true;
    elf_marks_read(loading->bytes, elf->word_size == 8, image->big_endian, &image->marks);
    struct pieces pieces = {.arena = loading->arena};
    for (size_t i = 0; i < elf->segment_count; i++) {
        const struct elf_segment *segment = &elf->segments[i];
        const char *wrong =
            pieces_add(&pieces, segment->address, (struct span){segment->bytes, segment->size},
                       segment->offset);
        if (wrong != NULL) {
            return wrong;
        }
    }
    if (elf->segment_count == 0) {
        image->missing = "the file is an object, not a linked firmware";
        return NULL;
    }
    const char *wrong = pieces_finish(&pieces, image);
    if (wrong != NULL) {
        return wrong;
    }
    struct relocating relocating = {.image = image, .elf = elf};
    apply(&relocating);
    return NULL;
}
