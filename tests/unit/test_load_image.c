// SPDX-License-Identifier: MIT
#include "audit/load/loaders.h"

#include "audit/tables/scan.h"
#include "base/buf.h"
#include "base/process.h"
#include "scratch.h"
#include "tiny_elf.h"

enum { FILE_MAX = 256 * 1024 };

static struct images load(struct scratch *scratch, const void *bytes, size_t size)
{
    struct images images;
    assert_true(
        images_load(scratch->arena, &scratch->diag, "file", (struct span){bytes, size}, &images));
    return images;
}

static void refuse(struct scratch *scratch, const void *bytes, size_t size, const char *why)
{
    struct images images;
    struct diag diag;
    diag_init(&diag, scratch->arena);
    assert_false(images_load(scratch->arena, &diag, "file", (struct span){bytes, size}, &images));
    assert_int_equal(diag.input_errors, 1);
    assert_string_equal(diag.entries[0].text, why);
}

static void refuse_text(struct scratch *scratch, const char *text, const char *why)
{
    refuse(scratch, text, strlen(text), why);
}

static void put(struct buf *out, uint64_t value, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        const unsigned char byte = (unsigned char)(i < sizeof value ? value >> (8 * i) : 0);
        buf_add(out, &byte, 1);
    }
}

static void a_file_of_no_kind_is_one_image_without_place(void **state)
{
    const struct images images = load(*state, "anything", 8);
    assert_int_equal(images.count, 1);
    assert_string_equal(images.items[0].format, "bin");
    assert_false(images.items[0].placed);
    assert_int_equal(images.items[0].segments[0].size, 8);
    assert_int_equal(load(*state, "", 0).items[0].segment_count, 0);
}

static void bytes_are_found_inside_their_segment_only(void **state)
{
    struct image_segment segments[] = {{0x100, (const unsigned char *)"abcd", 4, 0},
                                       {0x200, (const unsigned char *)"efgh", 4, 4}};
    const struct image image = {.word_size = 4, .segments = segments, .segment_count = 2};
    uint64_t word;
    (void)state;
    assert_memory_equal(image_at(&image, 0x102, 2), "cd", 2);
    assert_non_null(image_at(&image, 0x204, 0));
    assert_null(image_at(&image, 0x102, 3));
    assert_null(image_at(&image, 0xff, 1));
    assert_null(image_at(&image, 0x104, 1));
    assert_null(image_at(&image, UINT64_MAX, 1));
    assert_true(image_word(&image, 0x200, &word));
    assert_int_equal(word, 0x68676665);
    assert_false(image_word(&image, 0x201, &word));
    assert_null(image_text(&image, 0x100, 8));
}

static void hex_records_become_memory(void **state)
{
    static const char text[] = ":020000040800F2\r\n:040010006162636462\r\n"
                               ":04001400656667684E\r\n:00000001FF\r\n";
    // 04+00+10+61+62+63+64 = 0x19e, checksum 62; 04+00+14+65+66+67+68 = 0x1b2, checksum 4e.
    const struct images images = load(*state, text, sizeof text - 1);
    assert_int_equal(images.count, 1);
    assert_string_equal(images.items[0].format, "intel-hex");
    assert_int_equal(images.items[0].segment_count, 1);
    assert_int_equal(images.items[0].segments[0].address, 0x8000010);
    assert_memory_equal(images.items[0].segments[0].bytes, "abcdefgh", 8);
    assert_null(images.items[0].missing);
}

static void a_hex_file_without_end_lacks_something(void **state)
{
    static const char text[] = ":040010006162636462\n";
    const struct images images = load(*state, text, sizeof text - 1);
    assert_string_equal(images.items[0].missing, "the HEX file has no end record");
}

static void a_universal_hex_file_holds_a_firmware_for_each_board(void **state)
{
    static const char text[] = ":020000040000FA\n:0400000A9900C0DEBB\n:040000006162636472\n"
                               ":0400000A9903C0DEB8\n:0400000D6566676855\n:00000001FF\n";
    const struct images images = load(*state, text, sizeof text - 1);
    assert_int_equal(images.count, 2);
    assert_string_equal(images.items[0].part, "board 0x9900");
    assert_memory_equal(images.items[0].segments[0].bytes, "abcd", 4);
    assert_string_equal(images.items[1].part, "board 0x9903");
    assert_memory_equal(images.items[1].segments[0].bytes, "efgh", 4);
}

static void a_damaged_hex_file_is_refused_by_line(void **state)
{
    refuse_text(*state, ":00000001FF\n:040010006162636463\n",
                "line 2 of the HEX file has a wrong checksum");
    refuse_text(*state, ":00000001FF\n:04001000\n", "line 2 of the HEX file is cut short");
    refuse_text(*state, ":00000001FF\nx", "line 2 of the HEX file does not begin with a colon");
    refuse_text(*state, ":00000009F7\n",
                "line 1 of the HEX file is of a kind that Intel HEX does not have");
    refuse_text(*state, ":00000001FF\n", "the HEX file holds no data");
    refuse_text(*state, ":040010006162636462\n:040012006162636460\n:00000001FF\n",
                "two pieces of the file say different things about the same memory");
}

static void add_block(struct buf *out, uint32_t family, uint32_t number, uint32_t count)
{
    put(out, 0x0a324655, 4);
    put(out, 0x9e5d5157, 4);
    put(out, family != 0 ? 0x2000 : 0, 4);
    put(out, 0x10000000 + 256 * number, 4);
    put(out, 256, 4);
    put(out, number, 4);
    put(out, count, 4);
    put(out, family, 4);
    for (size_t i = 0; i < 476; i++) {
        put(out, number + 1, 1);
    }
    put(out, 0x0ab16f30, 4);
}

static void uf2_blocks_become_a_firmware_for_each_family(void **state)
{
    struct scratch *scratch = *state;
    struct buf file;
    buf_init(&file, scratch->arena, FILE_MAX);
    add_block(&file, 0xe48bff56, 1, 2);
    add_block(&file, 0xe48bff56, 0, 2);
    add_block(&file, 0xe48bff5a, 0, 2);
    const struct images images = load(scratch, file.data, file.size);
    assert_int_equal(images.count, 2);
    assert_string_equal(images.items[0].part, "family 0xe48bff56");
    assert_string_equal(images.items[0].architecture, "arm");
    assert_int_equal(images.items[0].segment_count, 1);
    assert_int_equal(images.items[0].segments[0].size, 512);
    assert_null(images.items[0].missing);
    assert_string_equal(images.items[1].architecture, "riscv");
    assert_string_equal(images.items[1].missing, "1 of 2 UF2 blocks are missing");
}

static void a_damaged_uf2_file_is_refused_by_block(void **state)
{
    struct scratch *scratch = *state;
    struct buf file;
    buf_init(&file, scratch->arena, FILE_MAX);
    add_block(&file, 1, 0, 2);
    add_block(&file, 1, 1, 2);
    refuse(scratch, file.data, file.size - 1, "the UF2 block at offset 512 is damaged");
    file.data[512 + 511] = 0;
    refuse(scratch, file.data, file.size, "the UF2 block at offset 512 is damaged");
    file.data[8] = 1; // not for the flash
    refuse(scratch, file.data, 512, "the UF2 file holds no block for the flash");
}

static uint32_t crc(const char *bytes, size_t size)
{
    uint32_t value = UINT32_MAX;
    for (size_t i = 0; i < size; i++) {
        value ^= (unsigned char)bytes[i];
        for (int bit = 0; bit < 8; bit++) {
            value = value >> 1 ^ ((value & 1) != 0 ? 0xedb88320 : 0);
        }
    }
    return value;
}

static struct buf dfuse(struct arena *arena, uint32_t element_size)
{
    struct buf file;
    buf_init(&file, arena, FILE_MAX);
    buf_puts(&file, "DfuSe\001");
    put(&file, 0, 4);
    put(&file, 1, 1);
    buf_puts(&file, "Target");
    put(&file, 0, 1);
    put(&file, 1, 4);
    char name[255] = "internal flash";
    buf_add(&file, name, sizeof name);
    put(&file, 0, 4);
    put(&file, 1, 4);
    put(&file, 0x8000000, 4);
    put(&file, element_size, 4);
    buf_puts(&file, "abcd");
    put(&file, 0, 6);
    put(&file, 0x11a, 2);
    buf_puts(&file, "UFD\020");
    put(&file, crc(file.data, file.size), 4);
    return file;
}

static void a_dfuse_element_becomes_memory(void **state)
{
    struct scratch *scratch = *state;
    const struct buf file = dfuse(scratch->arena, 4);
    const struct images images = load(scratch, file.data, file.size);
    assert_int_equal(images.count, 1);
    assert_string_equal(images.items[0].format, "dfuse");
    assert_string_equal(images.items[0].part, "setting 0, internal flash");
    assert_int_equal(images.items[0].segments[0].address, 0x8000000);
    assert_memory_equal(images.items[0].segments[0].bytes, "abcd", 4);
    file.data[20]++;
    refuse(scratch, file.data, file.size, "the checksum of the DFU file is wrong");
    refuse(scratch, file.data, 100, "the DFU file has no suffix: it is cut short");
    const struct buf wrong = dfuse(scratch->arena, 5);
    refuse(scratch, wrong.data, wrong.size,
           "the DfuSe file is damaged: an element reaches past its end");
}

static struct buf esp(struct arena *arena, uint32_t size)
{
    struct buf file;
    buf_init(&file, arena, FILE_MAX);
    put(&file, 0xe9, 1);
    put(&file, 1, 1); // segments
    put(&file, 0x0210, 2);
    put(&file, 0x40080000, 4);
    put(&file, 0, 4);
    put(&file, 5, 2); // ESP32-C3
    put(&file, 0, 10);
    put(&file, 0x3c000020, 4);
    put(&file, size, 4);
    buf_puts(&file, "abcd");
    return file;
}

static void an_esp_application_has_its_segments(void **state)
{
    struct scratch *scratch = *state;
    const struct buf file = esp(scratch->arena, 4);
    const struct images images = load(scratch, file.data, file.size);
    assert_int_equal(images.count, 1);
    assert_string_equal(images.items[0].format, "esp");
    assert_string_equal(images.items[0].part, "ESP32-C3");
    assert_string_equal(images.items[0].architecture, "riscv");
    assert_int_equal(images.items[0].segments[0].address, 0x3c000020);
    const struct buf wrong = esp(scratch->arena, 5);
    refuse(scratch, wrong.data, wrong.size,
           "the ESP image is damaged: a segment reaches past its end");
}

static void a_flash_image_has_an_application_per_partition(void **state)
{
    struct scratch *scratch = *state;
    struct buf file;
    const struct buf application = esp(scratch->arena, 4);
    buf_init(&file, scratch->arena, FILE_MAX);
    for (size_t i = 0; i < 0x8000; i++) {
        put(&file, 0xff, 1);
    }
    for (uint32_t slot = 0; slot < 3; slot++) { // the third is empty
        put(&file, 0x50aa, 2);
        put(&file, 0x1000, 2);
        put(&file, 0x10000 + slot * 0x1000, 4);
        put(&file, 0x1000, 4);
        buf_add(&file, "ota_0\0\0\0\0\0\0\0\0\0\0", 16);
        put(&file, 0, 4);
    }
    while (file.size < 0x13000) {
        put(&file, 0xff, 1);
    }
    memcpy(file.data + 0x10000, application.data, application.size);
    memcpy(file.data + 0x11000, application.data, application.size);
    const struct images images = load(scratch, file.data, file.size);
    assert_int_equal(images.count, 2);
    assert_string_equal(images.items[1].part, "ESP32-C3, partition ota_0");
    memset(file.data + 0x10000, 0xff, 0x2000);
    refuse(scratch, file.data, file.size, "no partition of the flash image holds an application");
}

static void the_data_of_a_wasm_module_becomes_memory(void **state)
{
    static const unsigned char module[] = {0,  'a',  's',  'm', 1,    0, 0, 0, // header
                                           11, 10,   1,               // data, 10 bytes, 1 segment
                                           0,  0x41, 0x80, 8,   0x0b, // at 1024
                                           3,  'a',  'b',  'c'};
    const struct images images = load(*state, module, sizeof module);
    assert_int_equal(images.count, 1);
    assert_string_equal(images.items[0].format, "wasm");
    assert_int_equal(images.items[0].segments[0].address, 1024);
    assert_memory_equal(images.items[0].segments[0].bytes, "abc", 3);
    refuse(*state, module, sizeof module - 1,
           "the WebAssembly module is damaged: a section reaches past its end");
    refuse(*state, module, 8, "the WebAssembly module has no data");
}

static void an_elf_file_is_its_segments(void **state)
{
    struct scratch *scratch = *state;
    const struct tiny_elf in = {.bytes = "abcdefgh", .size = 8, .address = 0x1000};
    const struct buf file = tiny_elf(scratch->arena, &in);
    const struct images images = load(scratch, file.data, file.size);
    assert_int_equal(images.count, 1);
    assert_string_equal(images.items[0].format, "elf");
    assert_string_equal(images.items[0].architecture, "arm");
    assert_int_equal(images.items[0].segments[0].address, 0x1000);
    assert_memory_equal(images.items[0].segments[0].bytes, "abcdefgh", 8);
    refuse(scratch, "\177ELF", 4, "the ELF file is damaged: nothing can be said about it");
}

static bool points_to(const struct image *image, uint64_t address, const char *wanted)
{
    const char *text = image_text(image, address, 64);
    return text != NULL && strcmp(text, wanted) == 0;
}

// Links a program with a table of three texts; how often the table is in what was loaded, and
// whether the file has relocations in the packed form.
static size_t tables_of_a_program(struct scratch *scratch, const char *form, bool *packed)
{
    const char *source = scratch_write(
        scratch, "table.c",
        "const char *const table[] = {\"table-one\", \"table-two\", \"table-three\"};\n"
        "int main(int count, char **words)\n"
        "{\n"
        "    (void)words;\n"
        "    return table[count % 3][0];\n"
        "}\n");
    const char *program = scratch_path(scratch, "program");
    const char *const words[] = {"gcc", "-fPIE", "-pie", form, source, "-o", program, NULL};
    const struct process_request request = {.argv = words};
    const struct process_result result = process_run(&scratch->diag, &request);
    struct file_bytes bytes;
    size_t found = 0;
    assert_int_equal(result.end, PROCESS_EXITED);
    assert_int_equal(result.status, 0);
    assert_true(
        file_load(scratch->arena, &scratch->diag, "program", program, IMAGE_SIZE_MAX, &bytes));
    const struct images images = load(scratch, bytes.data, bytes.size);
    const struct image *image = &images.items[0];
    *packed = false;
    for (struct scan scan = SCAN_START(image); scan_next(&scan);) {
        found += points_to(image, scan.value, "table-one") &&
                 points_to(image, scan_ahead(&scan, 1), "table-two") &&
                 points_to(image, scan_ahead(&scan, 2), "table-three");
        *packed = *packed || (scan.value == DT_RELR && scan_ahead(&scan, 2) == DT_RELRSZ);
    }
    return found;
}

static void pointers_are_whole_whatever_form_relocations_have(void **state)
{
    bool packed;
    assert_int_equal(tables_of_a_program(*state, "-Wl,-z,nopack-relative-relocs", &packed), 1);
    assert_false(packed);
    assert_int_equal(tables_of_a_program(*state, "-Wl,-z,pack-relative-relocs", &packed), 1);
    assert_true(packed);
}

// A position-independent program keeps its pointers in its relocations only.
static void the_relocations_of_a_program_are_applied(void **state)
{
    struct scratch *scratch = *state;
    unsigned char memory[256] = {0};
    const Elf64_Rela rela[] = {{0x10a0, ELF64_R_INFO(0, R_X86_64_RELATIVE), 0x1234},
                               {0x10a8, ELF64_R_INFO(1, R_X86_64_64), 2}};
    const Elf64_Sym symbols[] = {{0}, {.st_value = 0x4000, .st_shndx = 1}};
    const Elf64_Dyn dynamic[] = {
        {DT_RELA, {0x1000}}, {DT_RELASZ, {sizeof rela}}, {DT_SYMTAB, {0x1040}}, {DT_NULL, {0}}};
    memcpy(memory, rela, sizeof rela);
    memcpy(memory + 0x40, symbols, sizeof symbols);
    memcpy(memory + 0xb0, dynamic, sizeof dynamic);
    Elf64_Ehdr header = {
        .e_ident = {ELFMAG0, ELFMAG1, ELFMAG2, ELFMAG3, ELFCLASS64, ELFDATA2LSB, EV_CURRENT},
        .e_type = ET_DYN,
        .e_machine = EM_X86_64,
        .e_version = EV_CURRENT,
        .e_phoff = sizeof header,
        .e_ehsize = sizeof header,
        .e_phentsize = sizeof(Elf64_Phdr),
        .e_phnum = 2,
    };
    const size_t offset = sizeof header + 2 * sizeof(Elf64_Phdr);
    const Elf64_Phdr segments[] = {
        {.p_type = PT_LOAD, .p_offset = offset, .p_vaddr = 0x1000, .p_filesz = 256, .p_memsz = 256},
        {.p_type = PT_DYNAMIC,
         .p_offset = offset + 0xb0,
         .p_vaddr = 0x10b0,
         .p_filesz = sizeof dynamic}};
    struct buf file;
    buf_init(&file, scratch->arena, FILE_MAX);
    buf_add(&file, &header, sizeof header);
    buf_add(&file, segments, sizeof segments);
    buf_add(&file, memory, sizeof memory);
    const struct images images = load(scratch, file.data, file.size);
    uint64_t word;
    assert_true(image_word(&images.items[0], 0x10a0, &word));
    assert_int_equal(word, 0x1234);
    assert_true(image_word(&images.items[0], 0x10a8, &word));
    assert_int_equal(word, 0x4002);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(a_file_of_no_kind_is_one_image_without_place),
        SCRATCH_TEST(bytes_are_found_inside_their_segment_only),
        SCRATCH_TEST(hex_records_become_memory),
        SCRATCH_TEST(a_hex_file_without_end_lacks_something),
        SCRATCH_TEST(a_universal_hex_file_holds_a_firmware_for_each_board),
        SCRATCH_TEST(a_damaged_hex_file_is_refused_by_line),
        SCRATCH_TEST(uf2_blocks_become_a_firmware_for_each_family),
        SCRATCH_TEST(a_damaged_uf2_file_is_refused_by_block),
        SCRATCH_TEST(a_dfuse_element_becomes_memory),
        SCRATCH_TEST(an_esp_application_has_its_segments),
        SCRATCH_TEST(a_flash_image_has_an_application_per_partition),
        SCRATCH_TEST(the_data_of_a_wasm_module_becomes_memory),
        SCRATCH_TEST(an_elf_file_is_its_segments),
        SCRATCH_TEST(the_relocations_of_a_program_are_applied),
        SCRATCH_TEST(pointers_are_whole_whatever_form_relocations_have),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
