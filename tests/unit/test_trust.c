// SPDX-License-Identifier: MIT
// Whom the guard in a firmware believes, read from its table of keys.
#include "audit/facts/facts.h"

#include "scratch.h"
#include "tiny_firmware.h"

static const struct tiny_form plain = {.word = 4,
                                       .hash = 2,
                                       .length = 1,
                                       .representation = 'A',
                                       .compiler = true,
                                       .guard = true,
                                       .base = 0x8000000};
// The beginning of the only key's id.
static const unsigned char id[] = {0x10, 0xe9, 0x93, 0x9c, 0x6e, 0x42};

enum { ROLES_AT = 96, SERVICE = 4 };

static const struct inventory *audit(struct scratch *scratch, const struct tiny_firmware *firmware)
{
    const struct image image = tiny_image(scratch->arena, firmware);
    return audit_image(scratch->arena, &image);
}

static unsigned char *row_of(const struct tiny_firmware *firmware)
{
    unsigned char *row = memmem(firmware->bytes, firmware->size, id, sizeof id);
    assert_non_null(row);
    return row;
}

static void policy_and_key_are_read_in_every_form(void **state)
{
    struct scratch *scratch = *state;
    for (unsigned i = 0; i < 4; i++) {
        struct tiny_form form = plain;
        form.word = (i & 1) != 0 ? 8 : 4;
        form.big_endian = (i & 2) != 0;
        const struct inventory *inventory = audit(scratch, tiny_firmware(scratch->arena, &form));
        const struct fact *fact = inventory_find(inventory, "signed-application");
        assert_int_equal(fact->state, FACT_PRESENT);
        assert_string_equal(fact->rule, "key-table");
        assert_int_equal(fact->item_count, 2);
        assert_string_equal(fact->items[0].structure, "policy of the guard");
        assert_string_equal(fact->items[0].value, "release");
        assert_string_equal(fact->items[1].structure, "key of the guard");
        assert_string_equal(fact->items[1].value, "release or service, 10e9939c6e42abbd...");
    }
}

static void without_a_guard_nothing_is_signed(void **state)
{
    struct scratch *scratch = *state;
    struct tiny_form form = plain;
    form.guard = false;
    const struct inventory *inventory = audit(scratch, tiny_firmware(scratch->arena, &form));
    assert_int_equal(inventory_fact(inventory, "signed-application"), FACT_ABSENT);
    assert_int_equal(inventory_fact(inventory, "service-door"), FACT_ABSENT);
}

static void a_key_that_is_not_that_of_its_id_is_none(void **state)
{
    struct scratch *scratch = *state;
    for (size_t at = 0; at < ROLES_AT; at += 5) {
        struct tiny_firmware *firmware = tiny_firmware(scratch->arena, &plain);
        row_of(firmware)[at] ^= 1U;
        const struct inventory *inventory = audit(scratch, firmware);
        assert_int_equal(inventory_fact(inventory, "signed-application"), FACT_UNKNOWN);
    }
}

static void what_the_policy_asks_must_be_there(void **state)
{
    struct scratch *scratch = *state;
    static const struct {
        size_t at; // in the policy, which lies right behind the row
        unsigned char value;
        enum fact_state state;
    } cases[] = {
        {0, 0, FACT_UNKNOWN},  // points elsewhere
        {4, 2, FACT_UNKNOWN},  // two rows
        {4, 9, FACT_UNKNOWN},  // more than a guard looks at
        {8, 1, FACT_UNKNOWN},  // the key is revoked
        {8, 2, FACT_UNKNOWN},  // a key is revoked that is not there
        {12, 2, FACT_UNKNOWN}, // a role that the key has not
        {12, 5, FACT_PRESENT}, // one of two
        {16, 0, FACT_UNKNOWN}, // nobody must sign
        {16, 2, FACT_UNKNOWN}, // two, where there is one
        {16, 1, FACT_PRESENT},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct tiny_firmware *firmware = tiny_firmware(scratch->arena, &plain);
        const uint32_t row =
            (uint32_t)(plain.base + (uint64_t)(row_of(firmware) - firmware->bytes));
        unsigned char *policy = memmem(firmware->bytes, firmware->size, &row, sizeof row);
        assert_non_null(policy);
        policy[cases[i].at] = cases[i].value;
        const struct inventory *inventory = audit(scratch, firmware);
        assert_int_equal(inventory_fact(inventory, "signed-application"), cases[i].state);
    }
}

static void keys_without_the_module_are_not_judged(void **state)
{
    struct scratch *scratch = *state;
    struct tiny_form form = plain;
    form.guard = false;
    struct tiny_firmware *firmware = tiny_firmware(scratch->arena, &form);
    tiny_trust(firmware);
    assert_int_equal(inventory_fact(audit(scratch, firmware), "signed-application"), FACT_UNKNOWN);
    row_of(firmware)[ROLES_AT] = SERVICE; // who may only open the door signs nothing
    assert_int_equal(inventory_fact(audit(scratch, firmware), "signed-application"), FACT_ABSENT);
}

static void a_door_needs_its_words_what_it_hashes_and_a_key(void **state)
{
    struct scratch *scratch = *state;
    static const char words[] = "head \0data \0read \0begin\0finish\0erase\0restart\0";
    for (unsigned i = 0; i < 8; i++) {
        struct tiny_form form = plain;
        form.guard = (i & 4) != 0;
        struct tiny_firmware *firmware = tiny_firmware(scratch->arena, &form);
        if ((i & 1) != 0) {
            const uint64_t at = tiny_room(firmware, sizeof words);
            memcpy(firmware->bytes + (at - form.base), words, sizeof words);
        }
        if ((i & 2) != 0) {
            (void)tiny_text(firmware, "mpsec-unlock-1");
        }
        const enum fact_state right = i == 7         ? FACT_PRESENT
                                      : (i & 3) != 0 ? FACT_UNKNOWN
                                                     : FACT_ABSENT;
        assert_int_equal(inventory_fact(audit(scratch, firmware), "service-door"), right);
    }
}

static void more_keys_than_a_guard_has_end_the_search(void **state)
{
    struct scratch *scratch = *state;
    struct tiny_firmware *firmware = tiny_firmware(scratch->arena, &plain);
    for (size_t i = 0; i < TRUSTED_MAX + 8; i++) {
        tiny_trust(firmware);
    }
    const struct inventory *inventory = audit(scratch, firmware);
    assert_int_equal(inventory_fact(inventory, "signed-application"), FACT_PRESENT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(policy_and_key_are_read_in_every_form),
        SCRATCH_TEST(without_a_guard_nothing_is_signed),
        SCRATCH_TEST(a_key_that_is_not_that_of_its_id_is_none),
        SCRATCH_TEST(what_the_policy_asks_must_be_there),
        SCRATCH_TEST(keys_without_the_module_are_not_judged),
        SCRATCH_TEST(a_door_needs_its_words_what_it_hashes_and_a_key),
        SCRATCH_TEST(more_keys_than_a_guard_has_end_the_search),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
