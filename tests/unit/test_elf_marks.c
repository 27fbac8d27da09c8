// SPDX-License-Identifier: MIT
#include "audit/load/loaders.h"

#include "scratch.h"

#include <elf.h>
#include <stddef.h>

enum { SIZE = 512, DYNAMIC_AT = 256 };

// A file of 32 bits, little-endian, with three headers.
struct file {
    unsigned char bytes[SIZE];
};

static void put(struct file *file, size_t at, size_t size, uint64_t value)
{
    for (size_t i = 0; i < size; i++) {
        file->bytes[at + i] = (unsigned char)(value >> (8 * i));
    }
}

static struct file file_of(unsigned type, unsigned stack_flags, const uint32_t dynamic[4])
{
    struct file file = {{0}};
    const uint32_t headers[3][2] = {
        {PT_DYNAMIC, PF_R}, {PT_GNU_STACK, stack_flags}, {PT_GNU_RELRO, PF_R}};
    memcpy(file.bytes, "\177ELF\1\1\1", 7);
    put(&file, offsetof(Elf32_Ehdr, e_type), 2, type);
    put(&file, offsetof(Elf32_Ehdr, e_phoff), 4, sizeof(Elf32_Ehdr));
    put(&file, offsetof(Elf32_Ehdr, e_phentsize), 2, sizeof(Elf32_Phdr));
    put(&file, offsetof(Elf32_Ehdr, e_phnum), 2, 3);
    for (size_t i = 0; i < 3; i++) {
        const size_t at = sizeof(Elf32_Ehdr) + i * sizeof(Elf32_Phdr);
        put(&file, at + offsetof(Elf32_Phdr, p_type), 4, headers[i][0]);
        put(&file, at + offsetof(Elf32_Phdr, p_flags), 4, headers[i][1]);
        put(&file, at + offsetof(Elf32_Phdr, p_offset), 4, DYNAMIC_AT);
        put(&file, at + offsetof(Elf32_Phdr, p_filesz), 4, 16);
    }
    for (size_t i = 0; i < 4; i++) {
        put(&file, DYNAMIC_AT + 4 * i, 4, dynamic[i]);
    }
    return file;
}

static struct elf_marks marks_of(const struct file *file, size_t size)
{
    struct elf_marks marks;
    elf_marks_read((struct span){file->bytes, size}, false, false, &marks);
    return marks;
}

static void a_hardened_program_shows_each_protection(void **state)
{
    (void)state;
    struct file file = file_of(ET_DYN, PF_R | PF_W, (uint32_t[]){DT_FLAGS, DF_BIND_NOW, 0, 0});
    memcpy(file.bytes + 300, "\0__stack_chk_fail\0__memcpy_chk\0", 31);
    const struct elf_marks marks = marks_of(&file, SIZE);
    assert_true(marks.hosted && marks.moves && marks.relro && marks.binds_now);
    assert_true(marks.stack_noted && !marks.stack_runs);
    assert_true(marks.stack_checked && marks.fortified);
}

static void a_plain_program_shows_none(void **state)
{
    (void)state;
    struct file file = file_of(ET_EXEC, PF_R | PF_W | PF_X, (uint32_t[]){DT_FLAGS, 0, 0, 0});
    memcpy(file.bytes + 300, "\0my__stack_chk_fail\0", 20); // another name that ends like it
    const struct elf_marks marks = marks_of(&file, SIZE);
    assert_true(marks.hosted && marks.stack_noted && marks.stack_runs);
    assert_false(marks.moves || marks.binds_now || marks.stack_checked || marks.fortified);
}

static void a_file_that_ends_early_shows_none(void **state)
{
    (void)state;
    const struct file file = file_of(ET_DYN, 0, (uint32_t[]){DT_BIND_NOW, 0, 0, 0});
    for (size_t size = 0; size <= SIZE; size++) {
        const struct elf_marks marks = marks_of(&file, size);
        assert_true(size > DYNAMIC_AT || !marks.binds_now);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_hardened_program_shows_each_protection),
        cmocka_unit_test(a_plain_program_shows_none),
        cmocka_unit_test(a_file_that_ends_early_shows_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
