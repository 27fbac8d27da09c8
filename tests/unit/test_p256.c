// SPDX-License-Identifier: MIT
#include "mpsec/crypto.h"

// cmocka.h needs these four before it.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

enum { HALF = MPSEC_P256_SIGNATURE_SIZE / 2 };

// RFC 6979, A.2.5: the key, and its signature of SHA-256("sample").
static const char point_hex[] = "60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"
                                "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299";
static const char digest_hex[] = "af2bdbe1aa9b6ec1e2ade1d694f41fc71a831d0268e9891562113d8a62add1bf";
static const char signature_hex[] =
    "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
    "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8";
static const char order_hex[] = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";

struct signed_digest {
    uint8_t point[MPSEC_P256_POINT_SIZE];
    uint8_t digest[MPSEC_SHA256_SIZE];
    uint8_t signature[MPSEC_P256_SIGNATURE_SIZE];
};

static uint8_t digit(char letter)
{
    return (uint8_t)(letter <= '9' ? letter - '0' : letter - 'a' + 10);
}

static void put_hex(const char *hex, uint8_t *out)
{
    for (size_t i = 0; hex[i] != '\0'; i += 2) {
        out[i / 2] = (uint8_t)(digit(hex[i]) * 16 + digit(hex[i + 1]));
    }
}

static struct signed_digest sample(void)
{
    struct signed_digest it;
    put_hex(point_hex, it.point);
    put_hex(digest_hex, it.digest);
    put_hex(signature_hex, it.signature);
    return it;
}

// What both ways of asking say: the library's own comparison, and ours on the outside.
static bool holds(const struct signed_digest *it)
{
    uint8_t r[HALF];
    mpsec_p256_expected_r(it->point, it->digest, it->signature, r);
    const bool outside = memcmp(r, it->signature, HALF) == 0;
    const bool inside =
        mpsec_p256_verify(it->point, it->digest, it->signature) == MPSEC_SIGNATURE_GOOD;
    assert_int_equal(outside, inside);
    return inside;
}

static void expected_r_is_r_of_a_signature_that_holds(void **state)
{
    (void)state;
    const struct signed_digest it = sample();
    assert_true(holds(&it));
}

// With a digest of 0 nothing of the base point is added: r = s = x of the key is a signature.
static void expected_r_takes_a_digest_of_zero(void **state)
{
    (void)state;
    struct signed_digest it = sample();
    memset(it.digest, 0, sizeof it.digest);
    memcpy(it.signature, it.point, HALF);
    memcpy(it.signature + HALF, it.point, HALF);
    assert_true(holds(&it));
}

static void expected_r_is_another_for_every_flipped_byte(void **state)
{
    (void)state;
    for (size_t i = 0; i < MPSEC_SHA256_SIZE; i += 5) {
        struct signed_digest it = sample();
        it.digest[i] ^= 1;
        assert_false(holds(&it));
        it = sample();
        it.signature[i] ^= 1;
        assert_false(holds(&it));
        it = sample();
        it.signature[HALF + i] ^= 1;
        assert_false(holds(&it));
    }
}

// Out of range, or off the curve: every bit of the answer differs from r.
static void expected_r_is_the_complement_for_what_is_no_signature(void **state)
{
    (void)state;
    for (int row = 0; row < 5; row++) {
        struct signed_digest it = sample();
        uint8_t *const half = it.signature + (row % 2 == 0 ? 0 : HALF);
        if (row == 4) {
            it.point[0] ^= 1;
        } else if (row < 2) {
            memset(half, 0, HALF);
        } else {
            put_hex(order_hex, half);
        }
        uint8_t r[HALF];
        mpsec_p256_expected_r(it.point, it.digest, it.signature, r);
        for (size_t i = 0; i < HALF; i++) {
            assert_int_equal(r[i], (uint8_t)~it.signature[i]);
        }
        assert_false(holds(&it));
    }
}

// With the base point for a key the two multiples meet in equal points, which no addition of two
// different ones can add. The signature is that of the private key 1, by tests/oracle/p256.py.
static void a_key_that_is_the_base_point_is_a_key(void **state)
{
    (void)state;
    struct signed_digest it;
    put_hex("6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
            "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5",
            it.point);
    put_hex("fa9c90df89f4b9247ce1fd4574eb5f589409be98cfd482d4a43581cf94caefdd", it.digest);
    put_hex("2ff4c26c95054cd0213b8f5fb7bf3919955f3e0bf6169912e80498bc618bfaed"
            "02d9a5551588addb6a3f5d8223676fc656f093ad4bb240441dd16558b336cbbf",
            it.signature);
    assert_true(holds(&it));
    it.digest[0] ^= 1;
    assert_false(holds(&it));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(expected_r_is_r_of_a_signature_that_holds),
        cmocka_unit_test(expected_r_takes_a_digest_of_zero),
        cmocka_unit_test(expected_r_is_another_for_every_flipped_byte),
        cmocka_unit_test(expected_r_is_the_complement_for_what_is_no_signature),
        cmocka_unit_test(a_key_that_is_the_base_point_is_a_key),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
