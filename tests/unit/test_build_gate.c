// SPDX-License-Identifier: MIT
#include "build/gate.h"

#include "scratch.h"
#include "tiny_elf.h"

static struct assignment wrapped[] = {{"target", "", "ctl.hook"}};
static struct wish wishes[] = {{"ctl.gone", "mp_compile", false}, {"ctl.there", "guard", true}};

static struct workspace workspace(const struct scratch *scratch, size_t wraps, size_t wish_count)
{
    return (struct workspace){
        .obj = scratch_path(scratch, "obj"),
        .tree = {.known = true},
        .settings = {.wraps = wrapped,
                     .wrap_count = wraps,
                     .wishes = wishes,
                     .wish_count = wish_count},
    };
}

static void put_object(struct scratch *scratch, const char *name, const struct tiny_elf *in)
{
    const struct buf file = tiny_elf(scratch->arena, in);
    const char *path = scratch_path(scratch, name);
    assert_true(folder_make(&scratch->diag, path_folder(scratch->arena, path)));
    assert_true(file_write(&scratch->diag, path, file.data, file.size));
}

static struct elf firmware(struct scratch *scratch, const char *a, const char *b)
{
    const struct tiny_symbol symbols[] = {
        {a, 0x1000, 4, STT_FUNC, false, false, false},
        {b, 0x1004, 4, STT_FUNC, false, false, false},
    };
    const struct tiny_elf in = {
        .bytes = "12345678", .size = 8, .address = 0x1000, .symbols = symbols, .count = 2};
    const struct buf file = tiny_elf(scratch->arena, &in);
    struct elf elf;
    assert_int_equal(elf_parse(scratch->arena, file.data, file.size, &elf), ELF_PARSED);
    return elf;
}

static const struct tiny_symbol caller[] = {{"target", 0, 0, STT_NOTYPE, false, true, true}};
static const struct tiny_symbol definer[] = {{"target", 0, 4, STT_FUNC, false, false, false}};
static const struct tiny_symbol selfish[] = {{"target", 0, 4, STT_FUNC, false, false, true}};

static struct tiny_elf object_of(const struct tiny_symbol *symbols)
{
    return (struct tiny_elf){
        .relocatable = true, .bytes = "1234", .size = 4, .symbols = symbols, .count = 1};
}

static bool pass(struct scratch *scratch, size_t wraps, size_t wish_count, const struct elf *elf,
                 struct build *build)
{
    const struct workspace space = workspace(scratch, wraps, wish_count);
    return gate_pass(scratch->arena, &scratch->diag, &space, elf, build);
}

static void a_hook_that_a_caller_reaches_is_in_force(void **state)
{
    struct scratch *scratch = *state;
    struct build build = {0};
    const struct tiny_elf calls = object_of(caller);
    const struct tiny_elf defines = object_of(definer);
    put_object(scratch, "obj/py/a.o", &calls);
    put_object(scratch, "obj/b.o", &defines);
    const struct elf elf = firmware(scratch, "__wrap_target", "other");
    assert_true(pass(scratch, 1, 0, &elf, &build));
    assert_int_equal(build.gate_count, 3);
    assert_string_equal(build.gate[1].detail, "py/a.o");
}

static void refuse(struct scratch *scratch, const struct elf *elf, const char *said)
{
    struct build build = {0};
    assert_false(pass(scratch, 1, 0, elf, &build));
    assert_string_equal(scratch_only(scratch, DIAG_ENVIRONMENT)->text, said);
}

static void a_hook_that_nobody_reaches_fails(void **state)
{
    struct scratch *scratch = *state;
    const struct tiny_elf defines = object_of(definer);
    put_object(scratch, "obj/b.o", &defines);
    const struct elf elf = firmware(scratch, "__wrap_target", "target");
    refuse(scratch, &elf, "ctl.hook: no other file calls target, so its hook guards nothing");
}

static void a_definer_that_calls_itself_past_the_hook_fails(void **state)
{
    struct scratch *scratch = *state;
    const struct tiny_elf calls = object_of(caller);
    const struct tiny_elf defines = object_of(selfish);
    put_object(scratch, "obj/a.o", &calls);
    put_object(scratch, "obj/vfs.o", &defines);
    const struct elf elf = firmware(scratch, "__wrap_target", "target");
    refuse(scratch, &elf, "ctl.hook: vfs.o calls its own target past the hook");
}

static void a_definer_may_name_what_the_control_leaves_to_it(void **state)
{
    struct scratch *scratch = *state;
    struct build build = {0};
    const struct tiny_elf calls = object_of(caller);
    const struct tiny_elf defines = object_of(selfish);
    put_object(scratch, "obj/a.o", &calls);
    put_object(scratch, "obj/vfs.o", &defines);
    const struct elf elf = firmware(scratch, "__wrap_target", "target");
    struct workspace space = workspace(scratch, 1, 0);
    static const char *own[] = {"target"};
    space.settings.own = (struct names){own, 1};
    assert_true(gate_pass(scratch->arena, &scratch->diag, &space, &elf, &build));
    assert_int_equal(build.gate_count, 2);
}

static void a_hook_that_the_linker_never_took_fails(void **state)
{
    struct scratch *scratch = *state;
    const struct tiny_elf calls = object_of(caller);
    put_object(scratch, "obj/a.o", &calls);
    const struct elf elf = firmware(scratch, "other", "target");
    refuse(scratch, &elf, "ctl.hook: the symbol __wrap_target is not in the firmware");
}

static void no_hook_is_needed_where_nothing_is_left_to_reach(void **state)
{
    struct scratch *scratch = *state;
    struct build build = {0};
    assert_true(folder_make(&scratch->diag, scratch_path(scratch, "obj")));
    const struct elf elf = firmware(scratch, "other", "another");
    assert_true(pass(scratch, 1, 0, &elf, &build));
    assert_int_equal(build.gate_count, 1);
    assert_false(build.gate[0].expect_present);
}

static void in_an_unknown_version_each_hook_has_to_be_there(void **state)
{
    struct scratch *scratch = *state;
    struct build build = {0};
    const struct tiny_elf calls = object_of(caller);
    put_object(scratch, "obj/a.o", &calls);
    const struct elf elf = firmware(scratch, "other", "another");
    struct workspace space = workspace(scratch, 1, 0);
    space.tree.known = false;
    assert_false(gate_pass(scratch->arena, &scratch->diag, &space, &elf, &build));
    assert_string_equal(scratch_only(scratch, DIAG_ENVIRONMENT)->text,
                        "ctl.hook: the symbol __wrap_target is not in the firmware");
}

static void link_time_optimisation_is_refused(void **state)
{
    struct scratch *scratch = *state;
    struct tiny_elf calls = object_of(caller);
    calls.lto = true;
    put_object(scratch, "obj/a.o", &calls);
    const struct elf elf = firmware(scratch, "__wrap_target", "other");
    refuse(scratch, &elf, "link-time optimisation would undo the controls' hooks without a word");
}

static void wishes_are_held_against_the_symbols(void **state)
{
    struct scratch *scratch = *state;
    struct build build = {0};
    const struct elf good = firmware(scratch, "guard", "other");
    assert_true(pass(scratch, 0, 2, &good, &build));
    const struct elf bad = firmware(scratch, "guard", "mp_compile.isra.0");
    assert_false(pass(scratch, 0, 2, &bad, &build));
    assert_string_equal(scratch_only(scratch, DIAG_ENVIRONMENT)->text,
                        "ctl.gone: the symbol mp_compile is still in the firmware");
}

static void a_firmware_without_symbols_proves_nothing(void **state)
{
    struct scratch *scratch = *state;
    struct build build = {0};
    const struct elf elf = {0};
    assert_false(pass(scratch, 0, 0, &elf, &build));
    assert_int_equal(scratch->diag.environment_errors, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(a_hook_that_a_caller_reaches_is_in_force),
        SCRATCH_TEST(a_hook_that_nobody_reaches_fails),
        SCRATCH_TEST(a_definer_that_calls_itself_past_the_hook_fails),
        SCRATCH_TEST(a_definer_may_name_what_the_control_leaves_to_it),
        SCRATCH_TEST(a_hook_that_the_linker_never_took_fails),
        SCRATCH_TEST(no_hook_is_needed_where_nothing_is_left_to_reach),
        SCRATCH_TEST(in_an_unknown_version_each_hook_has_to_be_there),
        SCRATCH_TEST(link_time_optimisation_is_refused),
        SCRATCH_TEST(wishes_are_held_against_the_symbols),
        SCRATCH_TEST(a_firmware_without_symbols_proves_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
