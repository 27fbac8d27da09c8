// SPDX-License-Identifier: MIT
#include "image/sign.h"

#include "image/opening.h"
#include "image/verdict.h"

// cmocka.h needs these four before it.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <string.h>

enum { PAYLOAD_SIZE = 100 };

struct bench {
    struct arena *arena;
    struct diag diag;
    struct key signer, second, device;
    uint8_t payload[PAYLOAD_SIZE];
    struct sign_request request;
};

static void set_up(struct bench *bench)
{
    *bench = (struct bench){.arena = arena_new()};
    diag_init(&bench->diag, bench->arena);
    assert_true(key_of_pair(EVP_EC_gen("P-256"), "signer", &bench->signer));
    assert_true(key_of_pair(EVP_EC_gen("P-256"), "second", &bench->second));
    assert_true(key_of_pair(EVP_EC_gen("P-256"), "device", &bench->device));
    for (size_t i = 0; i < PAYLOAD_SIZE; i++) {
        bench->payload[i] = (uint8_t)i;
    }
    bench->request = (struct sign_request){
        .draft.payload = {bench->payload, PAYLOAD_SIZE},
        .draft.version = {1, 2, 3, 4},
        .draft.counter = 7,
        .signers = {&bench->signer, &bench->second},
        .signer_count = 1,
    };
}

static void tear_down(struct bench *bench)
{
    key_release(&bench->signer);
    key_release(&bench->second);
    key_release(&bench->device);
    arena_release(bench->arena);
}

static enum mpsec_verdict judge(struct bench *bench, struct mpsec_span image,
                                const struct key *opener)
{
    const struct judge_request request = {
        .keys = &bench->signer, .key_count = 1, .signers = 1, .decryption_key = opener};
    struct judgement judgement;
    assert_true(image_judge(bench->arena, &bench->diag, image, &request, &judgement));
    return judgement.verdict;
}

static void sign_makes_what_is_admitted(void **state)
{
    (void)state;
    struct bench bench;
    struct mpsec_span image;
    struct mpsec_image parsed;
    set_up(&bench);
    assert_true(image_sign(bench.arena, &bench.diag, &bench.request, &image));
    assert_int_equal(judge(&bench, image, NULL), MPSEC_VERDICT_ADMIT);
    assert_int_equal(mpsec_image_parse(image, &parsed), MPSEC_OK);
    assert_true(mpsec_span_equal(parsed.payload, bench.request.draft.payload));
    assert_true(mpsec_span_equal(image_write(bench.arena, &parsed), image));
    tear_down(&bench);
}

static void sign_encrypts_for_one_key(void **state)
{
    (void)state;
    struct bench bench;
    struct mpsec_span image;
    struct opening opening;
    set_up(&bench);
    bench.request.recipient = &bench.device;
    bench.request.draft.encryption = MPSEC_FLAG_AES256;
    assert_true(image_sign(bench.arena, &bench.diag, &bench.request, &image));
    assert_int_equal(judge(&bench, image, NULL), MPSEC_VERDICT_AUTHENTIC);
    assert_int_equal(judge(&bench, image, &bench.device), MPSEC_VERDICT_ADMIT);
    assert_int_equal(judge(&bench, image, &bench.second), MPSEC_VERDICT_DENY_DIGEST);
    assert_true(image_open(bench.arena, &bench.diag, image, &bench.device, &opening));
    assert_true(opening.opened);
    assert_memory_equal(opening.payload.data, bench.payload, PAYLOAD_SIZE);
    assert_true(image_open(bench.arena, &bench.diag, image, &bench.second, &opening));
    assert_false(opening.opened);
    tear_down(&bench);
}

// A point off the curve would give bits of the device's key away: it is refused before it is used.
static void open_refuses_a_changed_encryption_record(void **state)
{
    (void)state;
    struct bench bench;
    struct mpsec_span image;
    struct mpsec_image parsed;
    set_up(&bench);
    bench.request.recipient = &bench.device;
    bench.request.draft.encryption = MPSEC_FLAG_AES128;
    assert_true(image_sign(bench.arena, &bench.diag, &bench.request, &image));
    assert_int_equal(mpsec_image_parse(image, &parsed), MPSEC_OK);
    const size_t start = (size_t)(parsed.encryption.data - image.data);
    uint8_t *bytes = arena_alloc(bench.arena, image.size, 1);
    for (size_t at = 0; at < parsed.encryption.size; at++) {
        struct opening opening;
        memcpy(bytes, image.data, image.size);
        bytes[start + at] ^= 1;
        const struct mpsec_span changed = {bytes, image.size};
        assert_true(image_open(bench.arena, &bench.diag, changed, &bench.device, &opening));
        assert_false(opening.opened);
    }
    tear_down(&bench);
}

static void sign_refuses_one_key_twice(void **state)
{
    (void)state;
    struct bench bench;
    struct mpsec_span image;
    set_up(&bench);
    bench.request.signers[1] = &bench.signer;
    bench.request.signer_count = 2;
    assert_false(image_sign(bench.arena, &bench.diag, &bench.request, &image));
    assert_int_equal(bench.diag.input_errors, 1);
    tear_down(&bench);
}

static void encrypt_refuses_an_image_of_another_signer(void **state)
{
    (void)state;
    struct bench bench;
    struct mpsec_span image;
    struct mpsec_span encrypted;
    set_up(&bench);
    assert_true(image_sign(bench.arena, &bench.diag, &bench.request, &image));
    bench.request.signers[0] = &bench.second;
    bench.request.recipient = &bench.device;
    bench.request.draft.encryption = MPSEC_FLAG_AES128;
    assert_false(image_encrypt(bench.arena, &bench.diag, image, &bench.request, &encrypted));
    assert_int_equal(bench.diag.input_errors, 1);
    bench.request.signers[0] = &bench.signer;
    assert_true(image_encrypt(bench.arena, &bench.diag, image, &bench.request, &encrypted));
    assert_int_equal(judge(&bench, encrypted, NULL), MPSEC_VERDICT_AUTHENTIC);
    tear_down(&bench);
}

static void draft_parse_takes_exactly_a_draft(void **state)
{
    (void)state;
    struct bench bench;
    struct mpsec_span draft;
    struct mpsec_image parsed;
    set_up(&bench);
    assert_true(draft_make(bench.arena, &bench.diag, &bench.request.draft, &draft));
    assert_int_equal(draft_parse(bench.arena, draft, &parsed), MPSEC_OK);
    assert_int_equal(parsed.signer_count, 0);
    assert_int_equal(parsed.security_counter, 7);
    for (size_t size = 0; size < draft.size; size++) {
        assert_int_not_equal(draft_parse(bench.arena, mpsec_span_first(draft, size), &parsed),
                             MPSEC_OK);
    }
    uint8_t *longer = arena_alloc(bench.arena, draft.size + 1, 1);
    memcpy(longer, draft.data, draft.size);
    assert_int_not_equal(
        draft_parse(bench.arena, (struct mpsec_span){longer, draft.size + 1}, &parsed), MPSEC_OK);
    tear_down(&bench);
}

static void signature_of_raw_is_canonical_der(void **state)
{
    (void)state;
    static const uint8_t want[] = {0x30, 0x08, 0x02, 0x02, 0x00, 0x80, 0x02, 0x02, 0x01, 0x00};
    uint8_t raw[MPSEC_P256_SIGNATURE_SIZE] = {0};
    struct signature signature;
    raw[31] = 0x80;
    raw[62] = 0x01;
    assert_true(signature_of_raw(raw, &signature));
    assert_int_equal(signature.size, sizeof want);
    assert_memory_equal(signature.der, want, sizeof want);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sign_makes_what_is_admitted),
        cmocka_unit_test(sign_encrypts_for_one_key),
        cmocka_unit_test(open_refuses_a_changed_encryption_record),
        cmocka_unit_test(sign_refuses_one_key_twice),
        cmocka_unit_test(encrypt_refuses_an_image_of_another_signer),
        cmocka_unit_test(draft_parse_takes_exactly_a_draft),
        cmocka_unit_test(signature_of_raw_is_canonical_der),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
