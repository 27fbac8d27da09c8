// SPDX-License-Identifier: MIT
#include "mpsec/image.h"

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

enum { IMAGE_MAX = 8192, TEXT_MAX = 16384, NAME_MAX_SIZE = 512, VECTORS_MIN = 80 };

// One file of tests/vectors/image: `# expect: NAME` and hex lines.
struct vector {
    char expect[64];
    uint8_t *bytes; // a heap block of exactly `size`, so that ASan sees every read past it
    size_t size;
};

static const char *error_name(enum mpsec_err err)
{
    static const char *const names[] = {
#define NAME(name, sentence) #name,
        MPSEC_ERRORS(NAME)
#undef NAME
    };
    return names[err];
}

static void add_hex(struct vector *vector, const char *line)
{
    for (unsigned value; sscanf(line, "%2x", &value) == 1 && line[1] != '\0'; line += 2) {
        vector->bytes[vector->size++] = (uint8_t)value;
    }
}

static struct vector load(const char *path)
{
    struct vector vector = {.bytes = malloc(IMAGE_MAX)};
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    char line[256];
    while (fgets(line, sizeof line, file) != NULL) {
        if (line[0] == '#') {
            (void)sscanf(line, "# expect: %63s", vector.expect);
        } else {
            add_hex(&vector, line);
        }
    }
    fclose(file);
    uint8_t *exact = malloc(vector.size > 0 ? vector.size : 1);
    memcpy(exact, vector.bytes, vector.size);
    free(vector.bytes);
    vector.bytes = exact;
    return vector;
}

static struct vector load_named(const char *name)
{
    char path[NAME_MAX_SIZE];
    snprintf(path, sizeof path, "%s/image/%s.txt", VECTORS, name);
    return load(path);
}

static void parse_gives_every_vector_its_verdict(void **state)
{
    (void)state;
    DIR *folder = opendir(VECTORS "/image");
    assert_non_null(folder);
    unsigned count = 0;
    for (const struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder)) {
        if (strstr(entry->d_name, ".txt") == NULL) {
            continue;
        }
        char path[NAME_MAX_SIZE];
        snprintf(path, sizeof path, "%s/image/%s", VECTORS, entry->d_name);
        struct vector vector = load(path);
        struct mpsec_image image;
        const enum mpsec_err err =
            mpsec_image_parse((struct mpsec_span){vector.bytes, vector.size}, &image);
        if (strcmp(error_name(err), vector.expect) != 0) {
            print_error("%s: %s, want %s\n", entry->d_name, error_name(err), vector.expect);
        }
        assert_string_equal(error_name(err), vector.expect);
        free(vector.bytes);
        count++;
    }
    closedir(folder);
    assert_true(count >= VECTORS_MIN);
}

static void parse_leaves_out_untouched_on_every_error(void **state)
{
    (void)state;
    struct vector vector = load_named("trailing_byte");
    struct mpsec_image image;
    struct mpsec_image before;
    memset(&image, 0x5a, sizeof image);
    memcpy(&before, &image, sizeof before);
    assert_int_equal(mpsec_image_parse((struct mpsec_span){vector.bytes, vector.size}, &image),
                     MPSEC_ERR_TRAILING);
    assert_memory_equal(&image, &before, sizeof image);
    free(vector.bytes);
}

static void parse_shows_each_part_where_it_lies(void **state)
{
    (void)state;
    struct vector vector = load_named("all_protected");
    struct mpsec_image image;
    assert_int_equal(mpsec_image_parse((struct mpsec_span){vector.bytes, vector.size}, &image),
                     MPSEC_OK);
    assert_int_equal(image.version.major, 1);
    assert_int_equal(image.version.minor, 2);
    assert_int_equal(image.version.revision, 3);
    assert_int_equal(image.version.build, 4);
    assert_int_equal(image.flags, MPSEC_FLAG_NON_BOOTABLE);
    assert_int_equal(image.security_counter, 7);
    assert_ptr_equal(image.header.data, vector.bytes);
    assert_int_equal(image.payload.size, strlen("hello romfs"));
    assert_memory_equal(image.payload.data, "hello romfs", image.payload.size);
    assert_ptr_equal(image.hashed.data, vector.bytes);
    assert_ptr_equal(image.hashed.data + image.hashed.size,
                     image.protected.data + image.protected.size);
    assert_int_equal(image.vendor_id.size, 16);
    assert_int_equal(image.class_id.size, 16);
    assert_int_equal(image.payload_kind.size, 4);
    assert_int_equal(image.ciphertext_digest.size, 32);
    assert_int_equal(image.signer_count, 1);
    assert_int_equal(image.encryption.size, 0);
    free(vector.bytes);
}

static void parse_takes_no_bytes_without_a_pointer(void **state)
{
    (void)state;
    struct mpsec_image image;
    assert_int_equal(mpsec_image_parse((struct mpsec_span){NULL, 0}, &image), MPSEC_ERR_TRUNCATED);
}

static void parse_refuses_every_shorter_prefix(void **state)
{
    (void)state;
    struct vector vector = load_named("aes256");
    struct mpsec_image image;
    for (size_t size = 0; size < vector.size; size++) {
        uint8_t *exact = malloc(size > 0 ? size : 1);
        memcpy(exact, vector.bytes, size);
        assert_int_equal(mpsec_image_parse((struct mpsec_span){exact, size}, &image),
                         MPSEC_ERR_TRUNCATED);
        free(exact);
    }
    free(vector.bytes);
}

// What the head of an image says is what the image says, whose payload lies elsewhere.
static void judge_head(const struct vector *vector)
{
    const uint32_t payload = (uint32_t)vector->bytes[12] | (uint32_t)vector->bytes[13] << 8 |
                             (uint32_t)vector->bytes[14] << 16 | (uint32_t)vector->bytes[15] << 24;
    if (payload > vector->size - MPSEC_HEADER_SIZE) {
        return; // the head of an image that was cut off
    }
    const size_t size = vector->size - payload;
    uint8_t *head = malloc(size);
    memcpy(head, vector->bytes, MPSEC_HEADER_SIZE);
    memcpy(head + MPSEC_HEADER_SIZE, vector->bytes + MPSEC_HEADER_SIZE + payload,
           size - MPSEC_HEADER_SIZE);
    struct mpsec_image image = {.security_counter = 1};
    uint32_t said = 1;
    const enum mpsec_err err =
        mpsec_image_parse_head((struct mpsec_span){head, size}, &image, &said);
    assert_string_equal(error_name(err), vector->expect);
    assert_int_equal(said, err == MPSEC_OK ? payload : 1);
    assert_int_equal(image.payload.size, 0);
    free(head);
}

static void parse_head_agrees_with_parse_on_every_vector(void **state)
{
    (void)state;
    DIR *folder = opendir(VECTORS "/image");
    assert_non_null(folder);
    for (const struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder)) {
        if (strstr(entry->d_name, ".txt") == NULL) {
            continue;
        }
        char path[NAME_MAX_SIZE];
        snprintf(path, sizeof path, "%s/image/%s", VECTORS, entry->d_name);
        struct vector vector = load(path);
        if (vector.size >= MPSEC_HEADER_SIZE) {
            judge_head(&vector);
        }
        free(vector.bytes);
    }
    closedir(folder);
}

static const struct {
    const char *name;
    enum mpsec_err want;
} imgtool_rows[] = {
    // What MCUboot's own tool wrote. Form only: badsig, forged and otherkey are well formed.
    {"good.img", MPSEC_OK},
    {"pubkey_tlv.img", MPSEC_OK},
    {"badsig.img", MPSEC_OK},
    {"forged.img", MPSEC_OK},
    {"otherkey.img", MPSEC_OK},
    {"enc_aes128.img", MPSEC_OK},
    {"trailing_byte.img", MPSEC_ERR_TRAILING},
};

static void parse_reads_what_imgtool_wrote(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof imgtool_rows / sizeof imgtool_rows[0]; i++) {
        char path[NAME_MAX_SIZE];
        snprintf(path, sizeof path, "%s/imgtool/%s", VECTORS, imgtool_rows[i].name);
        uint8_t bytes[IMAGE_MAX];
        FILE *file = fopen(path, "rb");
        assert_non_null(file);
        const size_t size = fread(bytes, 1, sizeof bytes, file);
        fclose(file);
        struct mpsec_image image;
        assert_int_equal(mpsec_image_parse((struct mpsec_span){bytes, size}, &image),
                         imgtool_rows[i].want);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parse_gives_every_vector_its_verdict),
        cmocka_unit_test(parse_leaves_out_untouched_on_every_error),
        cmocka_unit_test(parse_shows_each_part_where_it_lies),
        cmocka_unit_test(parse_takes_no_bytes_without_a_pointer),
        cmocka_unit_test(parse_refuses_every_shorter_prefix),
        cmocka_unit_test(parse_head_agrees_with_parse_on_every_vector),
        cmocka_unit_test(parse_reads_what_imgtool_wrote),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
