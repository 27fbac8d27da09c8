// SPDX-License-Identifier: MIT
#include "mpsec/crypto.h"

// cmocka.h needs these four before it.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

enum { BYTES_MAX = 256 };

struct bytes {
    uint8_t data[BYTES_MAX];
    size_t size;
};

static struct bytes from_hex(const char *text)
{
    struct bytes bytes = {.size = 0};
    for (unsigned value; sscanf(text, "%2x", &value) == 1; text += 2) {
        bytes.data[bytes.size++] = (uint8_t)value;
    }
    return bytes;
}

static struct bytes repeated(uint8_t value, size_t size)
{
    struct bytes bytes = {.size = size};
    memset(bytes.data, value, size);
    return bytes;
}

static struct bytes from_text(const char *text)
{
    struct bytes bytes = {.size = strlen(text)};
    memcpy(bytes.data, text, bytes.size);
    return bytes;
}

static struct mpsec_span span_of(const struct bytes *bytes)
{
    return (struct mpsec_span){bytes->data, bytes->size};
}

// RFC 4231, test cases 1 to 7; case 5 says the first 16 bytes only.
static void hmac_gives_the_tags_of_rfc_4231(void **state)
{
    (void)state;
    const struct {
        struct bytes key;
        struct bytes data;
        const char *tag;
    } cases[] = {
        {repeated(0x0b, 20), from_text("Hi There"),
         "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"},
        {from_text("Jefe"), from_text("what do ya want for nothing?"),
         "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
        {repeated(0xaa, 20), repeated(0xdd, 50),
         "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"},
        {from_hex("0102030405060708090a0b0c0d0e0f10111213141516171819"), repeated(0xcd, 50),
         "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"},
        {repeated(0x0c, 20), from_text("Test With Truncation"), "a3b6167473100ee06e0c796c2955552b"},
        {repeated(0xaa, 131), from_text("Test Using Larger Than Block-Size Key - Hash Key First"),
         "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"},
        {repeated(0xaa, 131),
         from_text("This is a test using a larger than block-size key and a larger than "
                   "block-size data. The key needs to be hashed before being used by the HMAC "
                   "algorithm."),
         "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        uint8_t tag[MPSEC_SHA256_SIZE];
        const struct bytes want = from_hex(cases[i].tag);
        const struct mpsec_span part = span_of(&cases[i].data);
        mpsec_hmac_sha256(span_of(&cases[i].key), &part, 1, tag);
        assert_memory_equal(tag, want.data, want.size);
    }
}

static void hmac_takes_keys_around_the_size_of_a_block(void **state)
{
    (void)state;
    // Of a key of exactly one block nothing is hashed; one byte more and its digest is the key.
    const struct mpsec_span part = {(const uint8_t *)"x", 1};
    uint8_t of_block[MPSEC_SHA256_SIZE];
    uint8_t of_more[MPSEC_SHA256_SIZE];
    uint8_t of_digest[MPSEC_SHA256_SIZE];
    const struct bytes block = repeated(7, MPSEC_SHA256_BLOCK_SIZE);
    const struct bytes more = repeated(7, MPSEC_SHA256_BLOCK_SIZE + 1);
    const struct mpsec_span whole = span_of(&more);
    uint8_t digest[MPSEC_SHA256_SIZE];
    mpsec_sha256(&whole, 1, digest);
    mpsec_hmac_sha256(span_of(&block), &part, 1, of_block);
    mpsec_hmac_sha256(whole, &part, 1, of_more);
    mpsec_hmac_sha256((struct mpsec_span){digest, sizeof digest}, &part, 1, of_digest);
    assert_memory_equal(of_more, of_digest, sizeof of_more);
    assert_memory_not_equal(of_block, of_more, sizeof of_more);
}

static void an_empty_key_and_no_parts_are_allowed(void **state)
{
    (void)state;
    const struct bytes want =
        from_hex("b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
    uint8_t tag[MPSEC_SHA256_SIZE];
    mpsec_hmac_sha256((struct mpsec_span){NULL, 0}, NULL, 0, tag);
    assert_memory_equal(tag, want.data, sizeof tag);
}

static void pieces_give_the_same_as_the_whole(void **state)
{
    (void)state;
    const struct bytes data = repeated(0x5a, 200);
    const struct bytes key = repeated(3, 32);
    const struct mpsec_span whole = span_of(&data);
    uint8_t digest[MPSEC_SHA256_SIZE];
    uint8_t tag[MPSEC_SHA256_SIZE];
    mpsec_sha256(&whole, 1, digest);
    mpsec_hmac_sha256(span_of(&key), &whole, 1, tag);
    for (size_t cut = 0; cut <= data.size; cut++) {
        const struct mpsec_span parts[] = {
            {data.data, cut}, {NULL, 0}, {data.data + cut, data.size - cut}};
        uint8_t again[MPSEC_SHA256_SIZE];
        mpsec_sha256(parts, 3, again);
        assert_memory_equal(again, digest, sizeof digest);
        struct mpsec_hmac_state hmac;
        mpsec_hmac_start(&hmac, span_of(&key));
        for (size_t i = 0; i < 3; i++) {
            mpsec_hmac_add(&hmac, parts[i]);
        }
        mpsec_hmac_finish(&hmac, again);
        assert_memory_equal(again, tag, sizeof tag);
    }
}

static void finish_wipes_the_state(void **state)
{
    (void)state;
    static const struct mpsec_hmac_state zeros;
    static const struct mpsec_sha256_state zero_hash;
    const struct bytes key = repeated(9, 32);
    struct mpsec_hmac_state hmac;
    struct mpsec_sha256_state hash;
    uint8_t tag[MPSEC_SHA256_SIZE];
    memset(&hmac, 1, sizeof hmac);
    memset(&hash, 0, sizeof hash); // mbedTLS wipes its context, which may be shorter
    mpsec_hmac_start(&hmac, span_of(&key));
    mpsec_hmac_finish(&hmac, tag);
    assert_memory_equal(&hmac, &zeros, sizeof hmac);
    mpsec_sha256_start(&hash);
    mpsec_sha256_finish(&hash, tag);
    assert_memory_equal(&hash, &zero_hash, sizeof hash);
}

static void equal_ct_sees_every_byte(void **state)
{
    (void)state;
    uint8_t a[33];
    uint8_t b[33];
    memset(a, 0xa5, sizeof a);
    memset(b, 0xa5, sizeof b);
    assert_true(mpsec_bytes_equal_ct(a, b, sizeof a));
    assert_true(mpsec_bytes_equal_ct(NULL, NULL, 0));
    for (size_t bit = 0; bit < sizeof a * 8; bit++) {
        b[bit / 8] ^= (uint8_t)(1U << bit % 8);
        assert_false(mpsec_bytes_equal_ct(a, b, sizeof a));
        assert_true(mpsec_bytes_equal_ct(a, b, bit / 8));
        b[bit / 8] ^= (uint8_t)(1U << bit % 8);
    }
}

static void wipe_overwrites_all_and_no_more(void **state)
{
    (void)state;
    uint8_t bytes[] = {1, 2, 3, 4, 5};
    mpsec_wipe(bytes + 1, 3);
    assert_memory_equal(bytes, ((uint8_t[]){1, 0, 0, 0, 5}), sizeof bytes);
    mpsec_wipe(bytes, 0);
    assert_int_equal(bytes[0], 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hmac_gives_the_tags_of_rfc_4231),
        cmocka_unit_test(hmac_takes_keys_around_the_size_of_a_block),
        cmocka_unit_test(an_empty_key_and_no_parts_are_allowed),
        cmocka_unit_test(pieces_give_the_same_as_the_whole),
        cmocka_unit_test(finish_wipes_the_state),
        cmocka_unit_test(equal_ct_sees_every_byte),
        cmocka_unit_test(wipe_overwrites_all_and_no_more),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
