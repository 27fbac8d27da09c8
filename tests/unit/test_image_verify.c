// SPDX-License-Identifier: MIT
#include "mpsec/image_verify.h"

#include "mpsec/der.h"

#include "hybrid_vector.h"

// cmocka.h needs these four before it.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <dirent.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// The images are MCUboot's imgtool's, the key is theirs: see tests/vectors/imgtool/README.md.
enum { IMAGE_MAX = 4096, FLOOR = 7 };

struct sample {
    uint8_t bytes[IMAGE_MAX];
    size_t size;
    struct mpsec_image image;
};

static void load(const char *name, struct sample *sample)
{
    char path[512];
    snprintf(path, sizeof path, "%s/imgtool/%s", VECTORS, name);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    sample->size = fread(sample->bytes, 1, sizeof sample->bytes, file);
    fclose(file);
    assert_int_equal(
        mpsec_image_parse((struct mpsec_span){sample->bytes, sample->size}, &sample->image),
        MPSEC_OK);
}

static struct mpsec_key signer_key(void)
{
    struct mpsec_key key = {.roles = MPSEC_ROLE_RELEASE};
    FILE *file = fopen(VECTORS "/imgtool/signer.pub.pem", "r");
    assert_non_null(file);
    EVP_PKEY *public_key = PEM_read_PUBKEY(file, NULL, NULL, NULL);
    fclose(file);
    unsigned char *spki = NULL;
    assert_int_equal(i2d_PUBKEY(public_key, &spki), MPSEC_SPKI_SIZE);
    EVP_PKEY_free(public_key);
    const struct mpsec_span whole = {spki, MPSEC_SPKI_SIZE};
    mpsec_sha256(&whole, 1, key.id);
    memcpy(key.point, spki + MPSEC_SPKI_SIZE - MPSEC_P256_POINT_SIZE, sizeof key.point);
    OPENSSL_free(spki);
    return key;
}

static struct mpsec_policy policy_of(const struct mpsec_key *key)
{
    return (struct mpsec_policy){
        .keys = key,
        .key_count = 1,
        .roles = MPSEC_ROLE_RELEASE,
        .signers = 1,
        .security_counter = FLOOR,
    };
}

static enum mpsec_verdict judge(const struct sample *sample, const struct mpsec_policy *policy)
{
    return mpsec_image_verify(&sample->image, sample->image.payload, policy);
}

static const struct {
    const char *name;
    enum mpsec_verdict want;
} rows[] = {
    {"good.img", MPSEC_VERDICT_ADMIT},
    {"pubkey_tlv.img", MPSEC_VERDICT_ADMIT},
    {"badsig.img", MPSEC_VERDICT_DENY_SIGNATURE},
    {"forged.img", MPSEC_VERDICT_DENY_SIGNATURE},
    {"otherkey.img", MPSEC_VERDICT_DENY_KEY},
    {"enc_aes128.img", MPSEC_VERDICT_DENY_DIGEST}, // the ciphertext is not what was signed
};

static void verify_gives_imgtools_images_their_verdict(void **state)
{
    (void)state;
    const struct mpsec_key key = signer_key();
    const struct mpsec_policy policy = policy_of(&key);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct sample sample;
        load(rows[i].name, &sample);
        assert_int_equal(judge(&sample, &policy), rows[i].want);
    }
}

static void verify_denies_an_empty_policy(void **state)
{
    (void)state;
    const struct mpsec_key key = signer_key();
    struct sample sample;
    load("good.img", &sample);
    struct mpsec_policy policy = policy_of(&key);
    policy.signers = 0;
    assert_int_equal(judge(&sample, &policy), MPSEC_VERDICT_DENY_POLICY);
    policy = policy_of(&key);
    policy.roles = 0;
    assert_int_equal(judge(&sample, &policy), MPSEC_VERDICT_DENY_POLICY);
    policy = policy_of(&key);
    policy.key_count = 0;
    assert_int_equal(judge(&sample, &policy), MPSEC_VERDICT_DENY_POLICY);
}

static void verify_denies_a_counter_below_the_floor(void **state)
{
    (void)state;
    const struct mpsec_key key = signer_key();
    struct sample sample;
    load("good.img", &sample);
    struct mpsec_policy policy = policy_of(&key);
    policy.security_counter = FLOOR + 1;
    assert_int_equal(judge(&sample, &policy), MPSEC_VERDICT_DENY_ROLLBACK);
    policy.security_counter = FLOOR - 1;
    assert_int_equal(judge(&sample, &policy), MPSEC_VERDICT_ADMIT);
}

static void verify_denies_a_revoked_key_and_a_wrong_role(void **state)
{
    (void)state;
    struct mpsec_key key = signer_key();
    struct sample sample;
    load("good.img", &sample);
    struct mpsec_policy policy = policy_of(&key);
    policy.revoked = 1;
    assert_int_equal(judge(&sample, &policy), MPSEC_VERDICT_DENY_REVOKED);
    policy.revoked = 2;
    assert_int_equal(judge(&sample, &policy), MPSEC_VERDICT_ADMIT);
    key.roles = MPSEC_ROLE_SERVICE | MPSEC_ROLE_DEVELOPMENT;
    assert_int_equal(judge(&sample, &policy), MPSEC_VERDICT_DENY_ROLE);
}

static void verify_denies_an_image_that_carries_no_class_when_asked(void **state)
{
    (void)state;
    static const uint8_t class_id[MPSEC_CLASS_ID_SIZE] = {1};
    const struct mpsec_key key = signer_key();
    struct sample sample;
    load("good.img", &sample);
    struct mpsec_policy policy = policy_of(&key);
    policy.class_id = (struct mpsec_span){class_id, sizeof class_id};
    assert_int_equal(judge(&sample, &policy), MPSEC_VERDICT_DENY_CLASS);
    policy = policy_of(&key);
    policy.vendor_id = (struct mpsec_span){class_id, sizeof class_id};
    assert_int_equal(judge(&sample, &policy), MPSEC_VERDICT_DENY_CLASS);
}

static void a_head_promises_what_its_signers_hold(void **state)
{
    (void)state;
    const struct mpsec_key key = signer_key();
    struct mpsec_policy policy = policy_of(&key);
    struct sample sample;
    load("good.img", &sample);
    assert_int_equal(mpsec_image_promise(&sample.image, &policy), MPSEC_VERDICT_AUTHENTIC);
    policy.security_counter = FLOOR + 1;
    assert_int_equal(mpsec_image_promise(&sample.image, &policy), MPSEC_VERDICT_DENY_ROLLBACK);
    policy.security_counter = FLOOR;
    load("badsig.img", &sample);
    assert_int_equal(mpsec_image_promise(&sample.image, &policy), MPSEC_VERDICT_DENY_SIGNATURE);
}

static void verify_does_not_count_one_key_twice(void **state)
{
    (void)state;
    const struct mpsec_key key = signer_key();
    struct sample sample;
    load("good.img", &sample);
    struct mpsec_policy policy = policy_of(&key);
    policy.signers = 2;
    assert_int_equal(judge(&sample, &policy), MPSEC_VERDICT_DENY_SIGNERS);
    sample.image.signers[1] = sample.image.signers[0];
    sample.image.signer_count = 2;
    assert_int_equal(judge(&sample, &policy), MPSEC_VERDICT_DENY_SIGNERS);
}

static void verify_admits_the_vendor_and_class_that_were_asked(void **state)
{
    (void)state;
    static const uint8_t id[MPSEC_CLASS_ID_SIZE] = {1};
    const struct mpsec_span asked = {id, sizeof id};
    const struct mpsec_key key = signer_key();
    struct mpsec_policy policy = policy_of(&key);
    policy.vendor_id = policy.class_id = asked;
    struct sample sample;
    load("good.img", &sample);
    sample.image.vendor_id = sample.image.class_id = asked;
    assert_int_equal(judge(&sample, &policy), MPSEC_VERDICT_ADMIT);
}

static void verify_looks_at_no_key_and_no_signer_past_the_most(void **state)
{
    (void)state;
    struct mpsec_key keys[MPSEC_KEYS_MAX + 1];
    memset(keys, 0, sizeof keys);
    keys[MPSEC_KEYS_MAX] = signer_key();
    struct mpsec_policy policy = policy_of(keys);
    policy.key_count = MPSEC_KEYS_MAX + 1;
    struct sample sample;
    load("good.img", &sample);
    assert_int_equal(judge(&sample, &policy), MPSEC_VERDICT_DENY_KEY);
    keys[0] = keys[MPSEC_KEYS_MAX];
    assert_int_equal(judge(&sample, &policy), MPSEC_VERDICT_ADMIT);
    sample.image.signers[1] = sample.image.signers[0];
    sample.image.signer_count = MPSEC_SIGNERS_MAX + 1;
    assert_int_equal(judge(&sample, &policy), MPSEC_VERDICT_ADMIT);
}

static void verify_denies_a_signature_that_is_no_der(void **state)
{
    (void)state;
    const struct mpsec_key key = signer_key();
    const struct mpsec_policy policy = policy_of(&key);
    struct sample sample;
    load("good.img", &sample);
    struct mpsec_span *signature = &sample.image.signers[0].signature;
    *signature = mpsec_span_first(*signature, signature->size - 1);
    assert_int_equal(judge(&sample, &policy), MPSEC_VERDICT_DENY_SIGNATURE);
}

static void verify_denies_plaintext_of_another_size(void **state)
{
    (void)state;
    const struct mpsec_key key = signer_key();
    const struct mpsec_policy policy = policy_of(&key);
    struct sample sample;
    load("good.img", &sample);
    const struct mpsec_span shorter =
        mpsec_span_first(sample.image.payload, sample.image.payload.size - 1);
    assert_int_equal(mpsec_image_verify(&sample.image, shorter, &policy),
                     MPSEC_VERDICT_DENY_DIGEST);
}

static void no_single_flipped_bit_is_admitted(void **state)
{
    (void)state;
    const struct mpsec_key key = signer_key();
    const struct mpsec_policy policy = policy_of(&key);
    struct sample sample;
    load("good.img", &sample);
    for (size_t bit = 0; bit < sample.size * 8; bit += BIT_STEP) {
        struct mpsec_image image;
        sample.bytes[bit / 8] ^= (uint8_t)(1U << bit % 8);
        const bool admitted =
            mpsec_image_parse((struct mpsec_span){sample.bytes, sample.size}, &image) == MPSEC_OK &&
            mpsec_image_verify(&image, image.payload, &policy) == MPSEC_VERDICT_ADMIT;
        assert_false(admitted);
        sample.bytes[bit / 8] ^= (uint8_t)(1U << bit % 8);
    }
}

// An encrypted image of 2 KB, made here: header, ciphertext, protected
// area, digest, one or two signers, encryption record, their signatures of the ciphertext.
enum { LARGE_PAYLOAD = 1680, LARGE_SIGNERS = 2 };

struct large {
    uint8_t bytes[IMAGE_MAX];
    size_t size;
    uint8_t plaintext[LARGE_PAYLOAD];
    struct mpsec_key keys[LARGE_SIGNERS];
    size_t signers;
    struct mpsec_image image;
};

static void put(struct large *large, const void *bytes, size_t size)
{
    assert_true(large->size + size <= sizeof large->bytes);
    memcpy(large->bytes + large->size, bytes, size);
    large->size += size;
}

static void put_numbers(struct large *large, unsigned first, unsigned second)
{
    const uint8_t bytes[] = {(uint8_t)first, (uint8_t)(first >> 8), (uint8_t)second,
                             (uint8_t)(second >> 8)};
    put(large, bytes, sizeof bytes);
}

static void put_record(struct large *large, unsigned type, const void *bytes, size_t size)
{
    put_numbers(large, type, (unsigned)size);
    put(large, bytes, size);
}

static size_t sign(EVP_PKEY *pair, const uint8_t digest[MPSEC_SHA256_SIZE], uint8_t der[80])
{
    size_t size = 80;
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(pair, NULL);
    assert_int_equal(EVP_PKEY_sign_init(context), 1);
    assert_int_equal(EVP_PKEY_sign(context, der, &size, digest, MPSEC_SHA256_SIZE), 1);
    EVP_PKEY_CTX_free(context);
    return size;
}

static struct mpsec_key entry_of(EVP_PKEY *pair)
{
    struct mpsec_key key = {.roles = MPSEC_ROLE_RELEASE};
    unsigned char *spki = NULL;
    assert_int_equal(i2d_PUBKEY(pair, &spki), MPSEC_SPKI_SIZE);
    const struct mpsec_span whole = {spki, MPSEC_SPKI_SIZE};
    mpsec_sha256(&whole, 1, key.id);
    memcpy(key.point, spki + MPSEC_SPKI_SIZE - MPSEC_P256_POINT_SIZE, sizeof key.point);
    OPENSSL_free(spki);
    return key;
}

// One signature in 256 has an r of fewer than 32 bytes.
static void verify_admits_a_signature_with_a_short_number(void **state)
{
    (void)state;
    EVP_PKEY *pair = EVP_EC_gen("P-256");
    const struct mpsec_key key = entry_of(pair);
    const struct mpsec_policy policy = policy_of(&key);
    struct sample sample;
    load("good.img", &sample);
    struct mpsec_signer *signer = &sample.image.signers[0];
    struct mpsec_der_signature numbers = {.r = {NULL, MPSEC_SCALAR_SIZE}};
    uint8_t der[80];
    while (numbers.r.size == MPSEC_SCALAR_SIZE) {
        signer->signature = (struct mpsec_span){der, sign(pair, sample.image.digest.data, der)};
        assert_int_equal(mpsec_der_signature_parse(signer->signature, &numbers), MPSEC_OK);
    }
    signer->key_id = (struct mpsec_span){key.id, MPSEC_KEY_ID_SIZE};
    assert_int_equal(judge(&sample, &policy), MPSEC_VERDICT_ADMIT);
    EVP_PKEY_free(pair);
}

static void put_header(struct large *large)
{
    static const uint8_t header[MPSEC_HEADER_SIZE] = {0x3d,
                                                      0xb8,
                                                      0xf3,
                                                      0x96,
                                                      0,
                                                      0,
                                                      0,
                                                      0,
                                                      32,
                                                      0,
                                                      12,
                                                      0,
                                                      LARGE_PAYLOAD & 0xff,
                                                      LARGE_PAYLOAD >> 8,
                                                      0,
                                                      0,
                                                      0x14,
                                                      0,
                                                      0,
                                                      0,
                                                      1,
                                                      0,
                                                      0,
                                                      0,
                                                      0,
                                                      0,
                                                      0,
                                                      0,
                                                      0,
                                                      0,
                                                      0,
                                                      0};
    put(large, header, sizeof header);
}

// The ciphertext stands for one: what matters here is who signed it, not how it was made.
static void make_large(struct large *large, size_t signers)
{
    static const uint8_t counter[4] = {FLOOR, 0, 0, 0};
    uint8_t ciphertext[LARGE_PAYLOAD];
    uint8_t wrapped[MPSEC_ENCRYPTION_128_SIZE] = {4};
    uint8_t digest[MPSEC_SHA256_SIZE];
    uint8_t der[80];
    EVP_PKEY *pairs[LARGE_SIGNERS] = {EVP_EC_gen("P-256"), EVP_EC_gen("P-256")};
    *large = (struct large){.signers = signers};
    for (size_t i = 0; i < LARGE_PAYLOAD; i++) {
        large->plaintext[i] = (uint8_t)(i * 7);
        ciphertext[i] = (uint8_t)(i * 11 + 3);
    }
    put_header(large);
    put(large, ciphertext, sizeof ciphertext);
    const uint8_t *protected = large->bytes + large->size;
    put_numbers(large, MPSEC_PROTECTED_AREA_MAGIC, 12);
    put_record(large, MPSEC_RECORD_SECURITY_COUNTER, counter, sizeof counter);
    const struct mpsec_span parts[] = {
        {large->bytes, MPSEC_HEADER_SIZE}, {large->plaintext, LARGE_PAYLOAD}, {protected, 12}};
    mpsec_sha256(parts, 3, digest);
    const size_t area = large->size;
    put_numbers(large, MPSEC_AREA_MAGIC, 0);
    put_record(large, MPSEC_RECORD_SHA256, digest, sizeof digest);
    for (size_t i = 0; i < signers; i++) {
        large->keys[i] = entry_of(pairs[i]);
        put_record(large, MPSEC_RECORD_KEY_ID, large->keys[i].id, MPSEC_KEY_ID_SIZE);
        put_record(large, MPSEC_RECORD_ECDSA, der, sign(pairs[i], digest, der));
    }
    put_record(large, MPSEC_RECORD_ENCRYPTION, wrapped, sizeof wrapped);
    large->bytes[area + 2] = (uint8_t)(large->size - area);
    large->bytes[area + 3] = (uint8_t)((large->size - area) >> 8);
    const struct mpsec_span bare = {large->bytes, large->size};
    assert_int_equal(mpsec_image_parse(bare, &large->image), MPSEC_OK);
    mpsec_image_ciphertext_digest(&large->image, digest);
    for (size_t i = 0; i < signers; i++) {
        put_record(large, MPSEC_RECORD_CIPHERTEXT_SIGNATURE, der, sign(pairs[i], digest, der));
    }
    EVP_PKEY_free(pairs[0]);
    EVP_PKEY_free(pairs[1]);
    large->bytes[area + 2] = (uint8_t)(large->size - area);
    large->bytes[area + 3] = (uint8_t)((large->size - area) >> 8);
    const struct mpsec_span whole = {large->bytes, large->size};
    assert_int_equal(mpsec_image_parse(whole, &large->image), MPSEC_OK);
}

static struct mpsec_policy policy_of_large(const struct large *large)
{
    struct mpsec_policy policy = policy_of(large->keys);
    policy.key_count = large->signers;
    policy.signers = (uint32_t)large->signers;
    return policy;
}

static void authenticate_accepts_what_all_signers_sealed(void **state)
{
    (void)state;
    struct large large;
    make_large(&large, LARGE_SIGNERS);
    struct mpsec_policy policy = policy_of_large(&large);
    assert_int_equal(mpsec_image_authenticate(&large.image, &policy), MPSEC_VERDICT_AUTHENTIC);
    const struct mpsec_span plaintext = {large.plaintext, LARGE_PAYLOAD};
    assert_int_equal(mpsec_image_verify(&large.image, plaintext, &policy), MPSEC_VERDICT_ADMIT);
    policy.security_counter = FLOOR + 1;
    assert_int_equal(mpsec_image_authenticate(&large.image, &policy), MPSEC_VERDICT_DENY_ROLLBACK);
    policy.security_counter = FLOOR;
    policy.revoked = 2;
    assert_int_equal(mpsec_image_authenticate(&large.image, &policy), MPSEC_VERDICT_DENY_REVOKED);
    policy.revoked = 0;
    policy.signers = 0;
    assert_int_equal(mpsec_image_authenticate(&large.image, &policy), MPSEC_VERDICT_DENY_POLICY);
}

static void authenticate_cannot_tell_without_signed_ciphertext(void **state)
{
    (void)state;
    const struct mpsec_key key = signer_key();
    const struct mpsec_policy policy = policy_of(&key);
    struct sample sample;
    load("enc_aes128.img", &sample);
    assert_int_equal(mpsec_image_authenticate(&sample.image, &policy), MPSEC_VERDICT_CANNOT_TELL);
    load("good.img", &sample);
    assert_int_equal(mpsec_image_authenticate(&sample.image, &policy), MPSEC_VERDICT_CANNOT_TELL);
}

static void authenticate_does_not_take_one_signature_for_the_other(void **state)
{
    (void)state;
    struct large large;
    make_large(&large, LARGE_SIGNERS);
    const struct mpsec_policy policy = policy_of_large(&large);
    struct mpsec_image image = large.image;
    image.signers[0].ciphertext_signature = image.signers[0].signature;
    assert_int_equal(mpsec_image_authenticate(&image, &policy), MPSEC_VERDICT_DENY_SIGNATURE);
    image = large.image;
    image.signers[0].signature = image.signers[0].ciphertext_signature;
    assert_int_equal(mpsec_image_authenticate(&image, &policy), MPSEC_VERDICT_DENY_SIGNATURE);
}

static bool is_inside(const struct large *large, size_t byte, struct mpsec_span part)
{
    const size_t start = (size_t)(part.data - large->bytes);
    return byte >= start && byte < start + part.size;
}

// A changed byte of ciphertext or wrapped key gives another message, and a signature over
// another message is refused by its arithmetic: for those bits it is enough that the hash
// changes, and the costly check is made for one in 64. All other bits are checked to the end.
static bool is_refused(const struct large *large, size_t bit, const uint8_t good[MPSEC_SHA256_SIZE],
                       const struct mpsec_policy *policy)
{
    struct mpsec_image image;
    if (mpsec_image_parse((struct mpsec_span){large->bytes, large->size}, &image) != MPSEC_OK) {
        return true;
    }
    const bool only_hashed = is_inside(large, bit / 8, large->image.payload) ||
                             is_inside(large, bit / 8, large->image.encryption);
    if (only_hashed && bit % 64 != 0) {
        uint8_t digest[MPSEC_SHA256_SIZE];
        mpsec_image_ciphertext_digest(&image, digest);
        return memcmp(digest, good, sizeof digest) != 0;
    }
    return mpsec_image_authenticate(&image, policy) != MPSEC_VERDICT_AUTHENTIC;
}

static void no_single_flipped_bit_of_2_kb_is_authentic(void **state)
{
    (void)state;
    struct large large;
    make_large(&large, 1);
    assert_in_range(large.size, 2048, IMAGE_MAX);
    const struct mpsec_policy policy = policy_of_large(&large);
    uint8_t good[MPSEC_SHA256_SIZE];
    mpsec_image_ciphertext_digest(&large.image, good);
    assert_int_equal(mpsec_image_authenticate(&large.image, &policy), MPSEC_VERDICT_AUTHENTIC);
    for (size_t bit = 0; bit < large.size * 8; bit += BIT_STEP) {
        large.bytes[bit / 8] ^= (uint8_t)(1U << bit % 8);
        if (!is_refused(&large, bit, good, &policy)) {
            fail_msg("bit %zu of %zu bytes", bit, large.size);
        }
        large.bytes[bit / 8] ^= (uint8_t)(1U << bit % 8);
    }
}

static enum mpsec_verdict verdict_of(const char *name)
{
    static const struct {
        const char *name;
        enum mpsec_verdict verdict;
    } names[] = {
        {"MPSEC_VERDICT_ADMIT", MPSEC_VERDICT_ADMIT},
        {"MPSEC_VERDICT_AUTHENTIC", MPSEC_VERDICT_AUTHENTIC},
        {"MPSEC_VERDICT_DENY_LMS", MPSEC_VERDICT_DENY_LMS},
        {"MPSEC_VERDICT_DENY_SIGNATURE", MPSEC_VERDICT_DENY_SIGNATURE},
        {"MPSEC_VERDICT_DENY_DIGEST", MPSEC_VERDICT_DENY_DIGEST},
    };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcmp(names[i].name, name) == 0) {
            return names[i].verdict;
        }
    }
    fail_msg("'%s' is no verdict", name);
    return MPSEC_VERDICT_DENY_POLICY;
}

static void verify_gives_hybrid_images_their_verdict(void **state)
{
    (void)state;
    uint8_t lms[MPSEC_LMS_PUBLIC_SIZE];
    const struct mpsec_key hybrid = hybrid_key(lms);
    struct mpsec_key plain = hybrid;
    plain.lms = NULL;
    DIR *folder = opendir(VECTORS "/hybrid");
    assert_non_null(folder);
    unsigned count = 0;
    for (const struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder)) {
        struct hybrid_vector vector;
        if (strstr(entry->d_name, ".txt") == NULL) {
            continue;
        }
        assert_true(hybrid_load(entry->d_name, &vector) > 0);
        if (hybrid_judge(&vector, &hybrid) != verdict_of(vector.with) ||
            hybrid_judge(&vector, &plain) != verdict_of(vector.without)) {
            fail_msg("%s", entry->d_name);
        }
        count++;
    }
    closedir(folder);
    assert_true(count >= 10);
}

static void verify_denies_where_only_the_other_signer_has_an_lms_signature(void **state)
{
    (void)state;
    uint8_t lms[MPSEC_LMS_PUBLIC_SIZE];
    const struct mpsec_key key = hybrid_key(lms);
    struct hybrid_vector vector;
    struct mpsec_image image;
    assert_true(hybrid_load("both.txt", &vector) > 0);
    assert_int_equal(mpsec_image_parse((struct mpsec_span){vector.bytes, vector.size}, &image),
                     MPSEC_OK);
    image.signers[1] = image.signers[0];
    image.signers[0].lms = (struct mpsec_span){NULL, 0};
    image.signer_count = 2;
    const struct mpsec_policy policy = {
        .keys = &key, .key_count = 1, .roles = MPSEC_ROLE_RELEASE, .signers = 1};
    assert_int_equal(mpsec_image_verify(&image, image.payload, &policy), MPSEC_VERDICT_DENY_LMS);
}

static void verify_denies_an_lms_key_of_other_parameters(void **state)
{
    (void)state;
    uint8_t lms[MPSEC_LMS_PUBLIC_SIZE];
    const struct mpsec_key key = hybrid_key(lms);
    struct hybrid_vector vector;
    assert_true(hybrid_load("both.txt", &vector) > 0);
    assert_int_equal(hybrid_judge(&vector, &key), MPSEC_VERDICT_ADMIT);
    lms[3]--; // H5
    assert_int_equal(hybrid_judge(&vector, &key), MPSEC_VERDICT_DENY_LMS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(verify_gives_imgtools_images_their_verdict),
        cmocka_unit_test(verify_denies_an_empty_policy),
        cmocka_unit_test(verify_denies_a_counter_below_the_floor),
        cmocka_unit_test(verify_denies_a_revoked_key_and_a_wrong_role),
        cmocka_unit_test(verify_denies_an_image_that_carries_no_class_when_asked),
        cmocka_unit_test(a_head_promises_what_its_signers_hold),
        cmocka_unit_test(verify_does_not_count_one_key_twice),
        cmocka_unit_test(verify_admits_the_vendor_and_class_that_were_asked),
        cmocka_unit_test(verify_looks_at_no_key_and_no_signer_past_the_most),
        cmocka_unit_test(verify_denies_a_signature_that_is_no_der),
        cmocka_unit_test(verify_admits_a_signature_with_a_short_number),
        cmocka_unit_test(verify_denies_plaintext_of_another_size),
        cmocka_unit_test(no_single_flipped_bit_is_admitted),
        cmocka_unit_test(authenticate_accepts_what_all_signers_sealed),
        cmocka_unit_test(authenticate_cannot_tell_without_signed_ciphertext),
        cmocka_unit_test(authenticate_does_not_take_one_signature_for_the_other),
        cmocka_unit_test(no_single_flipped_bit_of_2_kb_is_authentic),
        cmocka_unit_test(verify_gives_hybrid_images_their_verdict),
        cmocka_unit_test(verify_denies_where_only_the_other_signer_has_an_lms_signature),
        cmocka_unit_test(verify_denies_an_lms_key_of_other_parameters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
