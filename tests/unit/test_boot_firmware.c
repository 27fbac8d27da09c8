// SPDX-License-Identifier: MIT
#include "image/boot_firmware.h"

#include "scratch.h"

#include <openssl/ec.h>
#include <openssl/pem.h>

enum { FIRST = 0x110, LAST = 0x200, SIZE = 0x300, WORDS = 5 };

static void put_block(uint8_t *at, uint32_t item, int32_t link)
{
    const uint32_t words[WORDS] = {0xffffded3U, item, 0xffU | 1U << 8, (uint32_t)link, 0xab123579U};
    for (size_t i = 0; i < sizeof words; i++) {
        at[i] = (uint8_t)(words[i / 4] >> (8 * (i % 4)));
    }
}

// The vector table and the two blocks of a build, in a firmware that is `mark` elsewhere.
static void write_firmware(struct scratch *scratch, uint8_t mark)
{
    uint8_t image[SIZE];
    static const uint8_t vectors[] = {0x00, 0x20, 0x08, 0x20, 0x81, 0x01, 0x00, 0x10};
    memset(image, mark, sizeof image);
    memcpy(image, vectors, sizeof vectors);
    put_block(image + FIRST, 0x142U | 0x1021U << 16, LAST - FIRST);
    put_block(image + LAST, 0x1feU, FIRST - LAST);
    const char *path = scratch_path(scratch, "hardened/firmware.bin");
    assert_true(folder_make(&scratch->diag, path_folder(scratch->arena, path)));
    assert_true(file_write(&scratch->diag, path, image, sizeof image));
}

static const char *make_key(const struct scratch *scratch, const char *name)
{
    const char *path = scratch_path(scratch, name);
    FILE *file = fopen(path, "w");
    EVP_PKEY *pair = EVP_EC_gen("secp256k1");
    assert_non_null(file);
    assert_int_equal(PEM_write_PrivateKey(file, pair, NULL, NULL, 0, NULL, NULL), 1);
    EVP_PKEY_free(pair);
    assert_int_equal(fclose(file), 0);
    return path;
}

static struct setting burnt[] = {{.name = BOOT_KEY_FUSE, .value = "hash"}};
static struct provision_step step = {.sets = burnt, .set_count = 1};
static const struct control lock = {.id = "ctl.lock", .provision = &step, .provision_count = 1};
static const struct control *const controls[] = {&lock};

static struct build_request request_of(const struct scratch *scratch, size_t count)
{
    return (struct build_request){
        .out = scratch->folder, .controls = controls, .control_count = count};
}

static bool is_there(const struct scratch *scratch, const char *name)
{
    return file_exists(scratch_path(scratch, name));
}

static bool is_kept(struct scratch *scratch, const char *key)
{
    const struct build_request request = request_of(scratch, 1);
    json_t *made = boot_firmware_make(scratch->arena, &scratch->diag, &request, key);
    assert_non_null(made);
    const bool kept = json_is_true(json_object_get(made, "kept"));
    json_decref(made);
    return kept;
}

static void make_signs_anew_only_what_is_new(void **state)
{
    struct scratch *scratch = *state;
    const char *key = make_key(scratch, "boot.pem");
    write_firmware(scratch, 1);
    assert_false(is_kept(scratch, key));
    assert_true(is_there(scratch, "firmware-signed.bin"));
    assert_true(is_there(scratch, "firmware-signed.uf2"));
    const char *hash = boot_firmware_hash(scratch->arena, scratch->folder);
    assert_memory_equal(hash, "sha256:", 7);
    assert_int_equal(strlen(hash), 7 + 2 * BOOT_HASH_SIZE);
    assert_true(is_kept(scratch, key));
    write_firmware(scratch, 2);
    assert_false(is_kept(scratch, key));
    const char *other = make_key(scratch, "other.pem");
    assert_false(is_kept(scratch, other));
    assert_string_not_equal(boot_firmware_hash(scratch->arena, scratch->folder), hash);
    scratch_write(scratch, "firmware-signed.bin", "somebody's");
    assert_false(is_kept(scratch, other));
}

static void make_without_a_key_leaves_none_of_an_earlier_build(void **state)
{
    struct scratch *scratch = *state;
    struct build_request request = request_of(scratch, 1);
    write_firmware(scratch, 1);
    assert_false(is_kept(scratch, make_key(scratch, "boot.pem")));
    json_t *made = boot_firmware_make(scratch->arena, &scratch->diag, &request, NULL);
    assert_non_null(json_object_get(made, "missing"));
    assert_non_null(strstr(boot_firmware_text(scratch->arena, made), "NOT SIGNED"));
    json_decref(made);
    assert_false(is_there(scratch, "firmware-signed.bin"));
    assert_false(is_there(scratch, "firmware-signed.uf2"));
    assert_null(boot_firmware_hash(scratch->arena, scratch->folder));
    request = request_of(scratch, 0); // nothing is burnt, nothing is missing
    assert_null(boot_firmware_make(scratch->arena, &scratch->diag, &request, NULL));
    assert_string_equal(boot_firmware_text(scratch->arena, NULL), "");
    assert_false(diag_failed(&scratch->diag));
}

static void make_says_that_what_is_to_be_encrypted_is_neither(void **state)
{
    struct scratch *scratch = *state;
    static struct setting key_rows[] = {{.name = BOOT_CIPHER_FUSE, .value = "secret"}};
    static struct provision_step load = {.sets = key_rows, .set_count = 1};
    static const struct control encrypt = {.provision = &load, .provision_count = 1};
    const struct control *const both[] = {&lock, &encrypt};
    const struct build_request request = {
        .out = scratch->folder, .controls = both, .control_count = 2};
    json_t *made = boot_firmware_make(scratch->arena, &scratch->diag, &request, NULL);
    assert_non_null(strstr(boot_firmware_text(scratch->arena, made), "NOT SIGNED: nor encrypted"));
    json_decref(made);
}

static void make_refuses_firmware_of_another_kind(void **state)
{
    struct scratch *scratch = *state;
    const struct build_request request = request_of(scratch, 1);
    scratch_write(scratch, "hardened/firmware.bin", "no blocks at all");
    const char *key = make_key(scratch, "boot.pem");
    assert_null(boot_firmware_make(scratch->arena, &scratch->diag, &request, key));
    (void)scratch_only(scratch, DIAG_INPUT);
    assert_false(is_there(scratch, "firmware-signed.bin"));
}

static void hash_takes_sixty_four_digits_and_nothing_else(void **state)
{
    struct scratch *scratch = *state;
    static const char *const records[] = {"{", "[]", "{\"key_hash\": 1}", "{\"key_hash\": \"\"}",
                                          "{\"key_hash\": \"ab\\n\"}"};
    for (size_t i = 0; i < sizeof records / sizeof *records; i++) {
        scratch_write(scratch, "firmware-signed.json", records[i]);
        assert_null(boot_firmware_hash(scratch->arena, scratch->folder));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(make_signs_anew_only_what_is_new),
        SCRATCH_TEST(make_without_a_key_leaves_none_of_an_earlier_build),
        SCRATCH_TEST(make_says_that_what_is_to_be_encrypted_is_neither),
        SCRATCH_TEST(make_refuses_firmware_of_another_kind),
        SCRATCH_TEST(hash_takes_sixty_four_digits_and_nothing_else),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
