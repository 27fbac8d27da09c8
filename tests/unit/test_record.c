// SPDX-License-Identifier: MIT
#include "build/record.h"

#include "scratch.h"

static struct build sample(struct scratch *scratch)
{
    static const char *controls[] = {"ctl.a", "ctl.b"};
    static struct gate_fact gate[] = {
        {"ctl.a", "mp_init", GATE_CALLERS, true, true, "main.o"},
        {"ctl.b", "mp_parse", GATE_SYMBOL, false, false, NULL},
    };
    const char *elf = scratch_write(scratch, "firmware.elf", "ELF");
    struct artefact *artefact = ARENA_NEW(scratch->arena, struct artefact);
    *artefact =
        (struct artefact){"firmware.elf", elf, file_sha256(scratch->arena, &scratch->diag, elf), 3};
    return (struct build){
        .out = scratch->folder,
        .board = "MPS2_AN385",
        .target = "qemu-arm",
        .version = "1.25.0",
        .compiler = "cc 1",
        .controls = {controls, 2},
        .flash_bytes = 5000000000,
        .ram_bytes = 7,
        .artefacts = artefact,
        .artefact_count = 1,
        .gate = gate,
        .gate_count = 2,
        .elf = elf,
        .inputs = "0011",
    };
}

static void load_gives_back_what_write_wrote(void **state)
{
    struct scratch *scratch = *state;
    const struct build build = sample(scratch);
    assert_true(record_write(scratch->arena, &scratch->diag, &build));
    const struct build *loaded = build_load(scratch->arena, &scratch->diag, scratch->folder);
    assert_non_null(loaded);
    json_t *before = build_to_json(&build);
    json_t *after = build_to_json(loaded);
    assert_true(json_equal(before, after));
    assert_string_equal(loaded->elf, build.elf);
    json_decref(before);
    json_decref(after);
}

static void load_refuses_a_firmware_that_was_changed(void **state)
{
    struct scratch *scratch = *state;
    const struct build build = sample(scratch);
    assert_true(record_write(scratch->arena, &scratch->diag, &build));
    scratch_write(scratch, "firmware.elf", "ElF");
    assert_null(build_load(scratch->arena, &scratch->diag, scratch->folder));
    assert_string_equal(scratch_only(scratch, DIAG_INPUT)->text,
                        "this is not the file that was built");
}

static void load_refuses_what_is_no_record(void **state)
{
    static const char *const texts[] = {
        "",
        "[]",
        "{}",
        "{\"format\": 2}",
        // A name must not lead out of the folder.
        "{\"format\":1,\"board\":\"b\",\"target\":\"t\",\"micropython\":\"1\",\"compiler\":\"c\","
        "\"inputs\":\"i\",\"controls\":[],\"flash_bytes\":1,\"ram_bytes\":1,\"gate\":[],"
        "\"artefacts\":[{\"name\":\"../x\",\"sha256\":\"0\",\"size\":1}]}",
    };
    struct scratch *scratch = *state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        scratch_write(scratch, "build.json", texts[i]);
        assert_null(build_load(scratch->arena, &scratch->diag, scratch->folder));
        assert_int_equal(scratch->diag.input_errors, i + 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(load_gives_back_what_write_wrote),
        SCRATCH_TEST(load_refuses_a_firmware_that_was_changed),
        SCRATCH_TEST(load_refuses_what_is_no_record),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
