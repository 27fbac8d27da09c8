// SPDX-License-Identifier: MIT
#include "mpsec/romfs.h"

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

enum { ROMFS_MAX = 4096, NAME_MAX_SIZE = 512, VECTORS_MIN = 55 };

// One file of tests/vectors/romfs: `# expect: NAME` and hex lines.
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

static struct vector load(const char *name)
{
    char path[NAME_MAX_SIZE];
    char line[256];
    uint8_t bytes[ROMFS_MAX];
    struct vector vector = {.size = 0};
    snprintf(path, sizeof path, "%s/romfs/%s", VECTORS, name);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    while (fgets(line, sizeof line, file) != NULL) {
        unsigned value;
        if (line[0] == '#') {
            (void)sscanf(line, "# expect: %63s", vector.expect);
            continue;
        }
        for (const char *at = line; at[0] != '\n' && sscanf(at, "%2x", &value) == 1; at += 2) {
            bytes[vector.size++] = (uint8_t)value;
        }
    }
    fclose(file);
    vector.bytes = malloc(vector.size > 0 ? vector.size : 1);
    memcpy(vector.bytes, bytes, vector.size);
    return vector;
}

static struct mpsec_span span_of(const struct vector *vector)
{
    return (struct mpsec_span){vector->bytes, vector->size};
}

static void check_gives_every_vector_its_verdict(void **state)
{
    (void)state;
    DIR *folder = opendir(VECTORS "/romfs");
    assert_non_null(folder);
    unsigned count = 0;
    for (const struct dirent *entry = readdir(folder); entry != NULL; entry = readdir(folder)) {
        if (strstr(entry->d_name, ".txt") == NULL) {
            continue;
        }
        struct vector vector = load(entry->d_name);
        const enum mpsec_err err = mpsec_romfs_check(span_of(&vector));
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

static void check_takes_no_bytes_without_a_pointer(void **state)
{
    (void)state;
    assert_int_equal(mpsec_romfs_check((struct mpsec_span){NULL, 0}), MPSEC_ERR_ROMFS_MAGIC);
}

static void next_shows_folders_and_files_in_order(void **state)
{
    (void)state;
    static const struct {
        enum mpsec_romfs_event event;
        const char *name;
    } want[] = {
        {MPSEC_ROMFS_FOLDER, "lib"}, {MPSEC_ROMFS_FILE, "a.mpy"}, {MPSEC_ROMFS_FOLDER, "sub"},
        {MPSEC_ROMFS_LEAVE, ""},     {MPSEC_ROMFS_LEAVE, ""},     {MPSEC_ROMFS_FILE, "x"},
        {MPSEC_ROMFS_END, ""},
    };
    struct vector vector = load("tree.txt");
    struct mpsec_romfs walk;
    assert_int_equal(mpsec_romfs_open(span_of(&vector), &walk), MPSEC_OK);
    for (size_t i = 0; i < sizeof want / sizeof want[0]; i++) {
        struct mpsec_romfs_entry entry;
        assert_int_equal(mpsec_romfs_next(&walk, &entry), MPSEC_OK);
        assert_int_equal(entry.event, want[i].event);
        assert_int_equal(entry.name.size, strlen(want[i].name));
        if (entry.name.size > 0) {
            assert_memory_equal(entry.name.data, want[i].name, entry.name.size);
        }
    }
    free(vector.bytes);
}

static void next_follows_a_pointer_to_its_bytes(void **state)
{
    (void)state;
    struct vector vector = load("pointer.txt");
    struct mpsec_romfs walk;
    struct mpsec_romfs_entry entry;
    assert_int_equal(mpsec_romfs_open(span_of(&vector), &walk), MPSEC_OK);
    assert_int_equal(mpsec_romfs_next(&walk, &entry), MPSEC_OK);
    assert_int_equal(entry.data.size, strlen("pointed at"));
    assert_memory_equal(entry.data.data, "pointed at", entry.data.size);
    free(vector.bytes);
}

// Shorter by one byte or more it is not the same file system, and never a sound one.
static void check_refuses_every_shorter_prefix(void **state)
{
    (void)state;
    struct vector vector = load("tree.txt");
    for (size_t size = 0; size < vector.size; size++) {
        uint8_t *exact = malloc(size > 0 ? size : 1);
        memcpy(exact, vector.bytes, size);
        assert_int_not_equal(mpsec_romfs_check((struct mpsec_span){exact, size}), MPSEC_OK);
        free(exact);
    }
    free(vector.bytes);
}

static void check_answers_for_every_single_changed_byte(void **state)
{
    (void)state;
    struct vector vector = load("tree.txt");
    for (size_t at = 0; at < vector.size; at++) {
        const uint8_t before = vector.bytes[at];
        for (unsigned value = 0; value < 256; value++) {
            vector.bytes[at] = (uint8_t)value;
            const enum mpsec_err err = mpsec_romfs_check(span_of(&vector));
            assert_true(err == MPSEC_OK || err >= MPSEC_ERR_ROMFS_MAGIC);
        }
        vector.bytes[at] = before;
    }
    free(vector.bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(check_gives_every_vector_its_verdict),
        cmocka_unit_test(check_takes_no_bytes_without_a_pointer),
        cmocka_unit_test(next_shows_folders_and_files_in_order),
        cmocka_unit_test(next_follows_a_pointer_to_its_bytes),
        cmocka_unit_test(check_refuses_every_shorter_prefix),
        cmocka_unit_test(check_answers_for_every_single_changed_byte),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
