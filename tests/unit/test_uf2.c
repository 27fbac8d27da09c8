// SPDX-License-Identifier: MIT
#include "build/uf2.h"

// cmocka.h needs these four before it.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

enum { BLOCK = 512, FAMILY = 0x12345678 };

static uint32_t word(const struct file_bytes *file, size_t at)
{
    const unsigned char *from = (const unsigned char *)file->data + at;
    return (uint32_t)from[0] | (uint32_t)from[1] << 8 | (uint32_t)from[2] << 16 |
           (uint32_t)from[3] << 24;
}

static void each_block_says_where_its_bytes_go(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new();
    char bytes[300];
    memset(bytes, 'x', sizeof bytes);
    bytes[256] = 'y';
    const struct file_bytes image = {bytes, sizeof bytes};
    const struct file_bytes uf2 = uf2_of(arena, &image, 0x10000000, FAMILY);
    assert_int_equal(uf2.size, 2 * BLOCK);
    for (uint32_t i = 0; i < 2; i++) {
        const size_t at = (size_t)i * BLOCK;
        assert_memory_equal(uf2.data + at, "UF2\n", 4);
        assert_int_equal(word(&uf2, at + 4), 0x9e5d5157);
        assert_int_equal(word(&uf2, at + 8), 0x2000);
        assert_int_equal(word(&uf2, at + 12), 0x10000000 + 256 * i);
        assert_int_equal(word(&uf2, at + 16), 256);
        assert_int_equal(word(&uf2, at + 20), i);
        assert_int_equal(word(&uf2, at + 24), 2);
        assert_int_equal(word(&uf2, at + 28), FAMILY);
        assert_int_equal(word(&uf2, at + 508), 0x0ab16f30);
    }
    assert_int_equal(uf2.data[32], 'x');
    assert_int_equal(uf2.data[BLOCK + 32], 'y');
}

static void the_last_block_is_filled_up_with_zeros(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new();
    char bytes[] = {'a'};
    const struct file_bytes image = {bytes, 1};
    const struct file_bytes uf2 = uf2_of(arena, &image, 0, FAMILY);
    assert_int_equal(uf2.size, BLOCK);
    assert_int_equal(uf2.data[32], 'a');
    for (size_t i = 33; i < 508; i++) {
        assert_int_equal(uf2.data[i], 0);
    }
}

static void an_image_of_whole_blocks_gets_no_further_one(void **state)
{
    (void)state;
    AUTO_ARENA arena = arena_new();
    char bytes[512] = {0};
    const struct file_bytes image = {bytes, sizeof bytes};
    assert_int_equal(uf2_of(arena, &image, 0, FAMILY).size, 2 * BLOCK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_block_says_where_its_bytes_go),
        cmocka_unit_test(the_last_block_is_filled_up_with_zeros),
        cmocka_unit_test(an_image_of_whole_blocks_gets_no_further_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
