// SPDX-License-Identifier: MIT
#include "image/forge.h"

#include "image/device_keys.h"
#include "image/sign.h"
#include "image/verdict.h"
#include "scratch.h"

#include <openssl/ec.h>
#include <openssl/evp.h>

static const struct mpsec_span theirs = {(const uint8_t *)"their payload, longer", 21};
static const struct mpsec_span ours = {(const uint8_t *)"our payload", 11};

struct maker {
    struct model model;
    struct key key;
    struct mpsec_span genuine;
};

static void make(struct scratch *scratch, struct maker *maker)
{
    *maker = (struct maker){0};
    maker->model.device.id = "mast";
    maker->model.application.counter = "7";
    assert_true(key_of_pair(EVP_EC_gen("P-256"), "release", &maker->key));
    struct sign_request wanted = {.draft = {.payload = ours, .counter = 7}};
    assert_true(device_ids(&scratch->diag, &maker->model, &wanted.draft.ids));
    wanted.signers[0] = &maker->key;
    wanted.signer_count = 1;
    assert_true(image_sign(scratch->arena, &scratch->diag, &wanted, &maker->genuine));
}

// As the device does: this class, this key, and nothing below the counter.
static struct judgement judge(struct scratch *scratch, const struct maker *maker,
                              struct mpsec_span image)
{
    struct judgement out;
    struct judge_request request = {.keys = &maker->key, .key_count = 1, .signers = 1, .floor = 7};
    assert_true(device_ids(&scratch->diag, &maker->model, &request.ids));
    assert_true(image_judge(scratch->arena, &scratch->diag, image, &request, &out));
    return out;
}

static void the_genuine_image_is_admitted(void **state)
{
    struct maker maker;
    make(*state, &maker);
    assert_true(judge(*state, &maker, maker.genuine).accepted);
    key_release(&maker.key);
}

static void each_forgery_is_refused_for_its_own_reason(void **state)
{
    static const struct {
        enum forgery forgery;
        const char *name;
    } cases[] = {
        {FORGERY_UNSIGNED, "MPSEC_ERR_MISSING"},
        {FORGERY_STRANGER, "MPSEC_VERDICT_DENY_KEY"},
        {FORGERY_BORROWED, "MPSEC_VERDICT_DENY_DIGEST"},
    };
    struct scratch *scratch = *state;
    struct maker maker;
    make(scratch, &maker);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct forge_request wanted = {&maker.model, theirs, maker.genuine, cases[i].forgery};
        struct mpsec_span image;
        assert_true(image_forge(scratch->arena, &scratch->diag, &wanted, &image));
        const struct judgement said = judge(scratch, &maker, image);
        assert_false(said.accepted);
        assert_string_equal(said.name, cases[i].name);
    }
    key_release(&maker.key);
}

static void what_cannot_be_borrowed_comes_from_a_stranger(void **state)
{
    struct scratch *scratch = *state;
    struct maker maker;
    make(scratch, &maker);
    const struct forge_request wanted = {&maker.model, theirs, {0}, FORGERY_BORROWED};
    struct mpsec_span image;
    assert_true(image_forge(scratch->arena, &scratch->diag, &wanted, &image));
    assert_false(judge(scratch, &maker, image).accepted);
    key_release(&maker.key);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(the_genuine_image_is_admitted),
        SCRATCH_TEST(each_forgery_is_refused_for_its_own_reason),
        SCRATCH_TEST(what_cannot_be_borrowed_comes_from_a_stranger),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
