// SPDX-License-Identifier: MIT
#include "build/settings.h"

#include "scratch.h"

static struct setting compiler_off[] = {{"MICROPY_ENABLE_COMPILER", "0"}};
static struct setting compiler_on[] = {{"MICROPY_ENABLE_COMPILER", "1"}};
static struct setting asserts[] = {{"MICROPY_ENABLE_COMPILER", "0"}, {"A_FIRST", "(1)"}};
static const char *wraps[] = {"mp_init", "abort"};
static const char *sources[] = {"src/b.c", "src/a.c"};
static const char *gone[] = {"mp_compile"};
static const char *needed[] = {"ctl.other"};

static struct build_change qemu_off = {.port = "qemu",
                                       .macros = compiler_off,
                                       .macro_count = 1,
                                       .wraps = {wraps, 2},
                                       .sources = {sources, 2},
                                       .symbols_absent = {gone, 1}};
static struct build_change any_off = {.port = "*", .macros = asserts, .macro_count = 2};
static struct build_change qemu_on = {.port = "qemu", .macros = compiler_on, .macro_count = 1};
static struct build_change elsewhere = {
    .port = "rp2", .macros = compiler_on, .macro_count = 1, .freeze_application = true};

static const struct control off = {.id = "ctl.b-off", .builds = &qemu_off, .build_count = 1};
static const struct control also = {.id = "ctl.a-also", .builds = &any_off, .build_count = 1};
static const struct control on = {.id = "ctl.on", .builds = &qemu_on, .build_count = 1};
static const struct control other_port = {
    .id = "ctl.rp2", .builds = &elsewhere, .build_count = 1, .needs = {needed, 1}};

static bool merge(struct scratch *scratch, const struct control *const *controls, size_t count,
                  struct settings *out)
{
    const struct settings_request request = {"qemu", controls, count, 25};
    return settings_merge(scratch->arena, &scratch->diag, &request, out);
}

static void no_controls_change_nothing(void **state)
{
    struct settings settings;
    assert_true(merge(*state, NULL, 0, &settings));
    assert_int_equal(settings.macro_count + settings.wrap_count + settings.wish_count, 0);
    assert_false(settings.guard);
}

static void merge_sorts_and_takes_equal_settings_once(void **state)
{
    struct settings settings;
    const struct control *const controls[] = {&off, &also};
    assert_true(merge(*state, controls, 2, &settings));
    assert_int_equal(settings.macro_count, 2);
    assert_string_equal(settings.macros[0].name, "A_FIRST");
    assert_string_equal(settings.macros[1].control, "ctl.a-also");
    assert_string_equal(settings.wraps[0].name, "abort");
    assert_string_equal(settings.sources.items[0], "src/a.c");
    assert_string_equal(settings.controls.items[0], "ctl.a-also");
    assert_string_equal(settings.wishes[0].symbol, "mp_compile");
    assert_false(settings.wishes[0].present);
    assert_true(settings.guard);
}

static void merge_refuses_two_values_for_one_macro(void **state)
{
    struct scratch *scratch = *state;
    struct settings settings;
    const struct control *const controls[] = {&on, &off};
    assert_false(merge(scratch, controls, 2, &settings));
    assert_string_equal(scratch_only(scratch, DIAG_INPUT)->text,
                        "ctl.b-off sets MICROPY_ENABLE_COMPILER to 0 and ctl.on sets it to 1");
}

static void merge_leaves_other_ports_alone(void **state)
{
    struct scratch *scratch = *state;
    struct settings settings;
    const struct control *const controls[] = {&other_port, &off};
    assert_true(merge(scratch, controls, 2, &settings));
    assert_string_equal(settings.macros[0].value, "0");
    assert_false(settings.freeze_application);
}

static void merge_takes_a_signed_application_from_any_control(void **state)
{
    struct settings settings;
    static struct build_change signs = {.port = "qemu", .signed_application = true};
    static const struct control signed_app = {.id = "ctl.s", .builds = &signs, .build_count = 1};
    const struct control *const controls[] = {&off, &signed_app};
    assert_true(merge(*state, controls, 1, &settings));
    assert_false(settings.signed_application);
    assert_true(merge(*state, controls, 2, &settings));
    assert_true(settings.signed_application);
}

static void merge_refuses_controls_that_exclude_each_other(void **state)
{
    struct scratch *scratch = *state;
    struct settings settings;
    static const char *excluded[] = {"ctl.b-off"};
    static const struct control frozen = {.id = "ctl.frozen", .conflicts = {excluded, 1}};
    const struct control *const controls[] = {&off, &frozen};
    assert_false(merge(scratch, controls, 2, &settings));
    assert_string_equal(scratch_only(scratch, DIAG_INPUT)->text, "ctl.frozen excludes ctl.b-off");
}

static void merge_warns_when_none_of_several_prerequisites_is_there(void **state)
{
    struct scratch *scratch = *state;
    struct settings settings;
    static const char *either[] = {"ctl.b-off", "ctl.third"};
    static const struct control choosy = {.id = "ctl.choosy", .needs_one = {either, 2}};
    const struct control *const controls[] = {&choosy, &off};
    assert_true(merge(scratch, controls, 2, &settings));
    assert_int_equal(scratch->diag.count, 0);
    assert_true(merge(scratch, controls, 1, &settings));
    assert_string_equal(scratch_only(scratch, DIAG_WARNING)->text,
                        "ctl.choosy is built without one of ctl.b-off, ctl.third, which it needs");
}

static void merge_warns_of_a_prerequisite_that_is_left_out(void **state)
{
    struct scratch *scratch = *state;
    struct settings settings;
    const struct control *const controls[] = {&other_port};
    assert_true(merge(scratch, controls, 1, &settings));
    assert_string_equal(scratch_only(scratch, DIAG_WARNING)->text,
                        "ctl.rp2 is built without ctl.other, which it needs");
}

static bool merge_in(struct scratch *scratch, const struct control *control, int minor,
                     struct settings *out)
{
    const struct settings_request request = {"qemu", &control, 1, minor};
    return settings_merge(scratch->arena, &scratch->diag, &request, out);
}

static void what_came_with_a_later_version_is_left_out(void **state)
{
    static struct setting rom[] = {{"MICROPY_VFS_ROM", "0"}, {"MICROPY_PY_UCTYPES", "0"}};
    static const char *wrap[] = {"mp_type_vfs_rom", "mp_init"};
    static const char *hooks[] = {"__wrap_mp_type_vfs_rom", "__wrap_mp_init"};
    static struct build_change change = {.port = "qemu",
                                         .macros = rom,
                                         .macro_count = 2,
                                         .wraps = {wrap, 2},
                                         .symbols_present = {hooks, 2},
                                         .symbols_absent = {wrap, 1}};
    static const struct control control = {.id = "ctl.rom", .builds = &change, .build_count = 1};
    struct settings settings;
    assert_true(merge_in(*state, &control, 25, &settings));
    assert_int_equal(settings.macro_count + settings.wrap_count + settings.wish_count, 2 + 2 + 3);
    assert_true(merge_in(*state, &control, 24, &settings));
    assert_int_equal(settings.macro_count + settings.wrap_count + settings.wish_count, 1 + 1 + 2);
}

static void what_no_switch_closes_is_an_error_before_the_build(void **state)
{
    struct scratch *scratch = *state;
    static struct setting memory[] = {{"MICROPY_PY_MACHINE_MEMX", "0"}};
    static struct build_change change = {.port = "*", .macros = memory, .macro_count = 1};
    static const struct control control = {.id = "ctl.mem", .builds = &change, .build_count = 1};
    struct settings settings;
    assert_true(merge_in(scratch, &control, 23, &settings));
    assert_false(merge_in(scratch, &control, 22, &settings));
    assert_string_equal(scratch_only(scratch, DIAG_INPUT)->text,
                        "ctl.mem cannot close machine.mem8, mem16 and mem32 in MicroPython 1.22: "
                        "MICROPY_PY_MACHINE_MEMX is there since 1.23 only");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(no_controls_change_nothing),
        SCRATCH_TEST(merge_sorts_and_takes_equal_settings_once),
        SCRATCH_TEST(merge_refuses_two_values_for_one_macro),
        SCRATCH_TEST(merge_leaves_other_ports_alone),
        SCRATCH_TEST(merge_takes_a_signed_application_from_any_control),
        SCRATCH_TEST(merge_refuses_controls_that_exclude_each_other),
        SCRATCH_TEST(merge_warns_when_none_of_several_prerequisites_is_there),
        SCRATCH_TEST(merge_warns_of_a_prerequisite_that_is_left_out),
        SCRATCH_TEST(what_came_with_a_later_version_is_left_out),
        SCRATCH_TEST(what_no_switch_closes_is_an_error_before_the_build),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
