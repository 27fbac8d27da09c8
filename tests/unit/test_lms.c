// SPDX-License-Identifier: MIT
#include "mpsec/lms.h"

// cmocka.h needs these four before it.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIELD_MAX = 2048, FIELDS = 3, PATH_SIZE = 512, VECTORS_MIN = 25 };

// One file of tests/vectors/lms.
struct vector {
    char expect[64];
    uint8_t bytes[FIELDS][FIELD_MAX]; // public key, message, signature
    size_t sizes[FIELDS];
};

static void load(const char *name, struct vector *vector)
{
    char path[PATH_SIZE];
    snprintf(path, sizeof path, "%s/lms/%s", VECTORS, name);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    char line[256];
    size_t field = 0;
    *vector = (struct vector){.sizes = {0}};
    while (fgets(line, sizeof line, file) != NULL) {
        if (line[0] == '#') {
            (void)sscanf(line, "# expect: %63s", vector->expect);
        } else if (strchr(line, ':') != NULL) {
            field = line[0] == 'p' ? 0 : line[0] == 'm' ? 1 : 2;
        } else {
            const char *at = line;
            for (unsigned value; sscanf(at, "%2x", &value) == 1 && at[1] != '\0'; at += 2) {
                vector->bytes[field][vector->sizes[field]++] = (uint8_t)value;
            }
        }
    }
    fclose(file);
}

// The signature lies in a block of exactly its size, so that ASan sees every read past it.
static enum mpsec_signature_check verify(const struct vector *vector)
{
    uint8_t *exact = malloc(vector->sizes[2] > 0 ? vector->sizes[2] : 1);
    memcpy(exact, vector->bytes[2], vector->sizes[2]);
    assert_int_equal(vector->sizes[0], MPSEC_LMS_PUBLIC_SIZE);
    const enum mpsec_signature_check answer =
        mpsec_lms_verify(vector->bytes[0], (struct mpsec_span){vector->bytes[1], vector->sizes[1]},
                         (struct mpsec_span){exact, vector->sizes[2]});
    free(exact);
    return answer;
}

static void verify_gives_every_vector_its_answer(void **state)
{
    (void)state;
    DIR *folder = opendir(VECTORS "/lms");
    assert_non_null(folder);
    unsigned count = 0;
    for (const struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder)) {
        if (strstr(entry->d_name, ".txt") == NULL) {
            continue;
        }
        struct vector vector;
        load(entry->d_name, &vector);
        const bool good = strcmp(vector.expect, "MPSEC_SIGNATURE_GOOD") == 0;
        const enum mpsec_signature_check want = good ? MPSEC_SIGNATURE_GOOD : MPSEC_SIGNATURE_BAD;
        if (verify(&vector) != want) {
            fail_msg("%s: want %s", entry->d_name, vector.expect);
        }
        count++;
    }
    closedir(folder);
    assert_true(count >= VECTORS_MIN);
}

// Every byte of the signature counts: the checksum makes sure that no chain is skipped.
static void verify_refuses_a_change_in_any_word(void **state)
{
    (void)state;
    struct vector vector;
    load("leaf_682.txt", &vector);
    assert_int_equal(verify(&vector), MPSEC_SIGNATURE_GOOD);
    for (size_t at = 0; at < vector.sizes[2]; at += 4) {
        const uint8_t bit = (uint8_t)(1U << at / 4 % 8);
        vector.bytes[2][at + at / 4 % 4] ^= bit;
        if (verify(&vector) != MPSEC_SIGNATURE_BAD) {
            fail_msg("byte %zu", at);
        }
        vector.bytes[2][at + at / 4 % 4] ^= bit;
    }
}

static void parse_shows_each_part_where_it_lies(void **state)
{
    (void)state;
    struct vector vector;
    struct mpsec_lms_signature parts;
    load("leaf_682.txt", &vector);
    const uint8_t *start = vector.bytes[2];
    const struct mpsec_span whole = {start, vector.sizes[2]};
    assert_int_equal(mpsec_lms_signature_parse(whole, &parts), MPSEC_OK);
    assert_int_equal(parts.q, 682);
    assert_ptr_equal(parts.c.data, start + 8);
    assert_ptr_equal(parts.chains.data, start + 40);
    assert_int_equal(parts.chains.size, 34 * 32);
    assert_ptr_equal(parts.path.data, start + 1132);
    assert_ptr_equal(parts.path.data + parts.path.size, start + vector.sizes[2]);
}

static void parse_leaves_out_untouched_on_every_error(void **state)
{
    (void)state;
    static const char *const wrong[] = {"short.txt",     "long.txt",     "empty.txt",
                                        "leaf_1024.txt", "ots_type.txt", "type.txt"};
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        struct vector vector;
        struct mpsec_lms_signature parts;
        struct mpsec_lms_signature before;
        load(wrong[i], &vector);
        memset(&parts, 0x5a, sizeof parts);
        memcpy(&before, &parts, sizeof before);
        const struct mpsec_span whole = {vector.bytes[2], vector.sizes[2]};
        assert_int_equal(mpsec_lms_signature_parse(whole, &parts), MPSEC_ERR_LMS);
        assert_memory_equal(&parts, &before, sizeof parts);
    }
}

static void parse_takes_no_bytes_without_a_pointer(void **state)
{
    (void)state;
    struct mpsec_lms_signature parts;
    assert_int_equal(mpsec_lms_signature_parse((struct mpsec_span){NULL, 0}, &parts),
                     MPSEC_ERR_LMS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(verify_gives_every_vector_its_answer),
        cmocka_unit_test(verify_refuses_a_change_in_any_word),
        cmocka_unit_test(parse_shows_each_part_where_it_lies),
        cmocka_unit_test(parse_leaves_out_untouched_on_every_error),
        cmocka_unit_test(parse_takes_no_bytes_without_a_pointer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
