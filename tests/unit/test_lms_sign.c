// SPDX-License-Identifier: MIT
// The key is the one of tests/vectors/make_lms_vectors.py, which Python made by the RFC.
#include "image/lms_sign.h"

// cmocka.h needs these four before it.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIELD_MAX = 2048 };

static int make_key(void **state)
{
    struct lms_secret *made = calloc(1, sizeof *made);
    *state = made;
    for (size_t i = 0; i < LMS_SEED_SIZE; i++) {
        made->seed[i] = (uint8_t)i;
    }
    memcpy(made->id, made->seed, sizeof made->id);
    return lms_leaves_make(made) ? 0 : 1;
}

static int drop_key(void **state)
{
    free(*state);
    return 0;
}

// One field of a file of tests/vectors/lms.
static size_t load(const char *name, const char *field, uint8_t out[FIELD_MAX])
{
    char path[512];
    char line[256];
    size_t size = 0;
    bool inside = false;
    snprintf(path, sizeof path, "%s/lms/%s", VECTORS, name);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    while (fgets(line, sizeof line, file) != NULL) {
        if (line[0] == '#' || strchr(line, ':') != NULL) {
            inside = strncmp(line, field, strlen(field)) == 0;
            continue;
        }
        const char *at = line;
        for (unsigned value; inside && sscanf(at, "%2x", &value) == 1; at += 2) {
            out[size++] = (uint8_t)value;
        }
    }
    fclose(file);
    return size;
}

static void the_public_key_is_the_one_of_the_vectors(void **state)
{
    uint8_t want[FIELD_MAX];
    uint8_t public_key[MPSEC_LMS_PUBLIC_SIZE];
    assert_int_equal(load("leaf_0.txt", "public", want), sizeof public_key);
    lms_public_of(*state, public_key);
    assert_memory_equal(public_key, want, sizeof public_key);
}

static void sign_gives_the_signatures_of_the_vectors(void **state)
{
    static const struct {
        const char *name;
        uint32_t q;
    } rows[] = {{"leaf_0.txt", 0},        {"leaf_1.txt", 1},      {"leaf_511.txt", 511},
                {"leaf_512.txt", 512},    {"leaf_682.txt", 682},  {"leaf_1023.txt", 1023},
                {"empty_message.txt", 2}, {"long_message.txt", 3}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint8_t message[FIELD_MAX];
        uint8_t want[FIELD_MAX];
        uint8_t signature[MPSEC_LMS_SIGNATURE_SIZE];
        const struct mpsec_span text = {message, load(rows[i].name, "message", message)};
        assert_int_equal(load(rows[i].name, "signature", want), sizeof signature);
        assert_true(lms_sign(*state, rows[i].q, text, want + 8, signature));
        assert_memory_equal(signature, want, sizeof signature);
    }
}

static void what_is_signed_verifies_and_nothing_else(void **state)
{
    static const uint8_t randomizer[MPSEC_SHA256_SIZE] = {1};
    uint8_t public_key[MPSEC_LMS_PUBLIC_SIZE];
    uint8_t signature[MPSEC_LMS_SIGNATURE_SIZE];
    const struct mpsec_span whole = {signature, sizeof signature};
    const struct mpsec_span message = {(const uint8_t *)"message", 7};
    lms_public_of(*state, public_key);
    for (uint32_t q = 0; q < MPSEC_LMS_LEAVES; q += 93) {
        assert_true(lms_sign(*state, q, message, randomizer, signature));
        assert_int_equal(mpsec_lms_verify(public_key, message, whole), MPSEC_SIGNATURE_GOOD);
        const struct mpsec_span shorter = {message.data, message.size - 1};
        assert_int_equal(mpsec_lms_verify(public_key, shorter, whole), MPSEC_SIGNATURE_BAD);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_public_key_is_the_one_of_the_vectors),
        cmocka_unit_test(sign_gives_the_signatures_of_the_vectors),
        cmocka_unit_test(what_is_signed_verifies_and_nothing_else),
    };
    return cmocka_run_group_tests(tests, make_key, drop_key);
}
