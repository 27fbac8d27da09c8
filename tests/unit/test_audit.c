// SPDX-License-Identifier: MIT
#include "audit/audit.h"

#include "scratch.h"
#include "tiny_elf.h"

enum { SYMBOLS_MAX = 24, TEXT_SIZE = 128 };

#define FUNCTION(name)                                   \
    {                                                    \
        (name), 0x1000, 4, STT_FUNC, false, false, false \
    }

// What shows MicroPython, and that the table was not stripped.
static const struct tiny_symbol core[] = {
    {"mp_module_builtins_globals_table", 0x1000, 4, STT_OBJECT, true, false, false},
    FUNCTION("gc_alloc"),
    FUNCTION("mp_builtin_module_map"),
    FUNCTION("mp_execute_bytecode"),
    FUNCTION("mp_type_type"),
    FUNCTION("mp_module_builtins_globals"),
    FUNCTION("mp_call_function_n_kw"),
    FUNCTION("mp_load_global"),
};
enum { CORE_COUNT = sizeof core / sizeof *core };

// The core from symbol `first` on, and one more that may be nameless.
static const struct inventory *audit(struct scratch *scratch, size_t first, struct tiny_symbol more,
                                     const char *text)
{
    struct tiny_symbol symbols[SYMBOLS_MAX];
    size_t count = 0;
    for (size_t i = first; i < CORE_COUNT; i++) {
        symbols[count++] = core[i];
    }
    symbols[count] = more;
    count += more.name != NULL;
    char bytes[TEXT_SIZE] = {0};
    memcpy(bytes, text, strlen(text));
    const struct tiny_elf in = {
        .bytes = bytes, .size = TEXT_SIZE, .address = 0x1000, .symbols = symbols, .count = count};
    const struct buf file = tiny_elf(scratch->arena, &in);
    const char *path = scratch_path(scratch, "firmware.elf");
    assert_true(file_write(&scratch->diag, path, file.data, file.size));
    return audit_run(scratch->arena, &scratch->diag, path);
}

static const struct tiny_symbol nothing = {0};

static void a_thing_that_no_symbol_shows_is_absent_from_a_whole_table(void **state)
{
    const struct inventory *inventory = audit(*state, 0, nothing, "");
    assert_true(inventory->recognised);
    assert_null(inventory->doubt);
    assert_int_equal(inventory_fact(inventory, "compiler"), FACT_ABSENT);
    assert_int_equal(inventory_fact(inventory, "webrepl"), FACT_ABSENT);
}

static void one_core_name_less_makes_every_absence_unknown(void **state)
{
    const struct inventory *inventory = audit(*state, 2, nothing, "");
    assert_true(inventory->recognised);
    assert_string_equal(inventory->doubt, "the symbol table is not complete: no gc_alloc");
    for (size_t i = 0; i < inventory->fact_count; i++) {
        // What has no meaning for a program without an operating system stays without.
        const bool of_system = strncmp(inventory->facts[i].name, "elf-", 4) == 0;
        assert_true(inventory->facts[i].state == FACT_UNKNOWN ||
                    (of_system && inventory->facts[i].state == FACT_NOT_APPLICABLE));
    }
}

static void stripped_local_names_make_every_absence_unknown(void **state)
{
    const struct inventory *inventory = audit(*state, 1, nothing, "");
    assert_string_equal(inventory->doubt,
                        "the symbol table is not complete: local names were stripped");
    assert_int_equal(inventory_fact(inventory, "compiler"), FACT_UNKNOWN);
}

static void what_is_seen_is_present_even_in_a_doubtful_table(void **state)
{
    const struct inventory *inventory =
        audit(*state, 1, (struct tiny_symbol)FUNCTION("mp_compile"), "");
    assert_int_equal(inventory_fact(inventory, "compiler"), FACT_PRESENT);
}

// Each rule: a symbol that shows the thing, and that its lack hides it.
static void each_rule_sees_its_symbol(void **state)
{
    static const struct {
        const char *fact, *symbol;
    } rows[] = {
        {"bluetooth", "mp_module_bluetooth"},
        {"boot-hook", "__wrap_mp_init"},
        {"bootloader-entry", "machine_bootloader_obj"},
        {"compiler", "mp_parse.constprop.0"},
        {"dma-access", "rp2_dma_type"},
        {"dupterm", "mp_os_dupterm_obj"},
        {"emitters", "emit_inline_thumb_method_table"},
        {"espnow", "mp_module_esp_espnow"},
        {"eval-exec", "mp_builtin_execfile_obj"},
        {"ffi", "mp_module_ffi"},
        {"flash-access", "rp2_flash_type"},
        {"fs-import", "mp_vfs_import_stat"},
        {"driver-adc", "machine_adc_type"},
        {"driver-i2c", "mp_machine_soft_i2c_type"},
        {"driver-i2s", "machine_i2s_type"},
        {"driver-pulses", "rp2_state_machine_type"},
        {"driver-spi", "machine_spi_type"},
        {"driver-uart", "machine_uart_type"},
        {"keyboard-interrupt", "mp_hal_set_interrupt_char"},
        {"marshal", "mp_module_marshal"},
        {"mpy-load", "load_raw_code"},
        {"network", "mp_module_socket"},
        {"raw-memory", "machine_mem32_obj"},
        {"service-door", "mpsec_service_byte"},
        {"settrace", "mp_prof_settrace"},
        {"signed-application", "mpsec_admit"},
        {"tls", "mp_module_tls"},
        {"touch-1200", "usbd_cdc_run_bootloader_task"},
        {"uctypes", "mp_module_uctypes"},
        {"usb-msc", "tud_msc_read10_cb"},
        {"usb-runtime", "machine_usb_device_type"},
        {"usb-serial", "tud_cdc_n_write"},
        {"verbose-errors", "mp_obj_str_format"},
        {"vfs-fat", "mp_fat_vfs_type"},
        {"vfs-littlefs", "mp_type_vfs_lfs2"},
        {"vfs-mount", "mp_vfs_umount_obj"},
        {"vfs-rom", "mp_type_vfs_rom"},
        {"webrepl", "mp_module_webrepl"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct inventory *with =
            audit(*state, 0, (struct tiny_symbol)FUNCTION(rows[i].symbol), "");
        assert_int_equal(inventory_fact(with, rows[i].fact), FACT_PRESENT);
    }
}

static void a_prompt_without_a_compiler_only_stands_in(void **state)
{
    const struct inventory *inventory =
        audit(*state, 0, (struct tiny_symbol)FUNCTION("pyexec_raw_repl"), "");
    assert_int_equal(inventory_fact(inventory, "repl-raw"), FACT_ABSENT);
    assert_int_equal(inventory_fact(inventory, "repl-paste"), FACT_ABSENT);
    assert_int_equal(inventory_fact(inventory, "repl-friendly"), FACT_ABSENT);
}

static void machine_code_needs_the_loader_as_well_as_the_glue(void **state)
{
    const struct inventory *inventory =
        audit(*state, 0, (struct tiny_symbol)FUNCTION("mp_emit_glue_assign_native"), "");
    assert_int_equal(inventory_fact(inventory, "native-load"), FACT_ABSENT);
}

static void the_table_of_frozen_names_is_read_to_its_end(void **state)
{
    const struct tiny_symbol names = {
        "mp_frozen_names", 0x1000, 10, STT_OBJECT, false, false, false};
    const struct inventory *inventory = audit(*state, 0, names, "a.py");
    assert_int_equal(inventory->frozen.count, 1);
    assert_string_equal(inventory->frozen.items[0], "a.py");
}

static void a_table_of_frozen_names_without_end_is_unknown_ground(void **state)
{
    const struct tiny_symbol names = {
        "mp_frozen_names", 0x1000, 4, STT_OBJECT, false, false, false};
    const struct inventory *inventory = audit(*state, 0, names, "main.py");
    assert_int_equal(inventory->frozen.count, 0);
}

static void the_version_is_that_of_the_banner(void **state)
{
    const struct inventory *inventory =
        audit(*state, 0, nothing, "3.4.0; MicroPython v1.25.0 on 2025-04-15");
    assert_string_equal(inventory->version, "1.25.0");
}

static void a_text_that_only_names_a_version_has_none(void **state)
{
    assert_null(audit(*state, 0, nothing, "a board (from MicroPython v1.27)")->version);
    assert_null(audit(*state, 0, nothing, "MicroPython v1.27 on every board")->version);
    assert_null(audit(*state, 0, nothing, "MicroPython v1.27 on ")->version);
}

static enum fact_state state_of(const struct inventory *inventory, const char *name)
{
    for (size_t i = 0; i < inventory->fact_count; i++) {
        if (strcmp(inventory->facts[i].name, name) == 0) {
            return inventory->facts[i].state;
        }
    }
    fail_msg("there is no fact %s", name);
    return FACT_UNKNOWN;
}

static void nothing_is_absent_from_a_version_that_nobody_looked_at(void **state)
{
    const struct inventory *known = audit(*state, 0, nothing, "MicroPython v1.29.0 on 2026-08-01");
    assert_int_equal(state_of(known, "vfs-rom"), FACT_ABSENT);
    const struct inventory *newer = audit(*state, 0, nothing, "MicroPython v1.30.0 on 2026-12-01");
    assert_int_equal(state_of(newer, "vfs-rom"), FACT_UNKNOWN);
    const struct tiny_symbol rom = {"mp_type_vfs_rom", 0x1000, 4, STT_OBJECT, false, false, false};
    newer = audit(*state, 0, rom, "MicroPython v1.30.0 on 2026-12-01");
    assert_int_equal(state_of(newer, "vfs-rom"), FACT_PRESENT);
}

static void what_a_hook_stands_before_is_out_of_reach(void **state)
{
    const struct tiny_symbol hook = FUNCTION("__wrap_mp_type_vfs_rom");
    assert_int_equal(state_of(audit(*state, 0, hook, ""), "vfs-rom"), FACT_ABSENT);
}

static void a_file_that_is_not_micropython_is_never_clean(void **state)
{
    struct scratch *scratch = *state;
    const char *path = scratch_write(scratch, "file", "#!/bin/sh\n");
    const struct inventory *inventory = audit_run(scratch->arena, &scratch->diag, path);
    assert_false(inventory->recognised);
    for (size_t i = 0; i < inventory->fact_count; i++) {
        assert_int_equal(inventory->facts[i].state, FACT_UNKNOWN);
    }
}

static void a_damaged_elf_file_is_an_error(void **state)
{
    struct scratch *scratch = *state;
    const char *path = scratch_write(scratch, "file", "\177ELF\1\1\1");
    assert_null(audit_run(scratch->arena, &scratch->diag, path));
    assert_int_equal(scratch->diag.input_errors, 1);
}

static void facts_are_sorted_and_each_has_evidence(void **state)
{
    const struct inventory *inventory = audit(*state, 0, nothing, "");
    for (size_t i = 0; i < inventory->fact_count; i++) {
        assert_non_null(inventory->facts[i].evidence);
        assert_true(i == 0 || strcmp(inventory->facts[i - 1].name, inventory->facts[i].name) < 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(a_thing_that_no_symbol_shows_is_absent_from_a_whole_table),
        SCRATCH_TEST(one_core_name_less_makes_every_absence_unknown),
        SCRATCH_TEST(stripped_local_names_make_every_absence_unknown),
        SCRATCH_TEST(what_is_seen_is_present_even_in_a_doubtful_table),
        SCRATCH_TEST(each_rule_sees_its_symbol),
        SCRATCH_TEST(a_prompt_without_a_compiler_only_stands_in),
        SCRATCH_TEST(machine_code_needs_the_loader_as_well_as_the_glue),
        SCRATCH_TEST(the_table_of_frozen_names_is_read_to_its_end),
        SCRATCH_TEST(a_table_of_frozen_names_without_end_is_unknown_ground),
        SCRATCH_TEST(the_version_is_that_of_the_banner),
        SCRATCH_TEST(a_text_that_only_names_a_version_has_none),
        SCRATCH_TEST(nothing_is_absent_from_a_version_that_nobody_looked_at),
        SCRATCH_TEST(what_a_hook_stands_before_is_out_of_reach),
        SCRATCH_TEST(a_file_that_is_not_micropython_is_never_clean),
        SCRATCH_TEST(a_damaged_elf_file_is_an_error),
        SCRATCH_TEST(facts_are_sorted_and_each_has_evidence),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
