// SPDX-License-Identifier: MIT
// What stands in frozen code and in the bytes of a firmware: functions, texts, secrets, USB.
#include "audit/facts/bytecode.h"
#include "audit/facts/facts.h"

#include "scratch.h"
#include "tiny_firmware.h"

#include <openssl/pem.h>

static const struct tiny_form plain = {
    .word = 4, .hash = 2, .length = 1, .representation = 'A', .compiler = true, .base = 0x8000000};

static const struct inventory *audit(struct scratch *scratch, const struct tiny_firmware *firmware)
{
    const struct image image = tiny_image(scratch->arena, firmware);
    return audit_image(scratch->arena, &image);
}

static bool holds(const struct names *names, const char *name)
{
    for (size_t i = 0; i < names->count; i++) {
        if (strcmp(names->items[i], name) == 0) {
            return true;
        }
    }
    return false;
}

static void functions_and_texts_of_frozen_code_are_read_in_every_form(void **state)
{
    struct scratch *scratch = *state;
    static const char representations[] = {'A', 'B', 'C', 'D', 'A'};
    for (size_t i = 0; i < sizeof representations; i++) {
        struct tiny_form form = plain;
        form.dangerous = true;
        form.representation = representations[i];
        form.word = i == 4 ? 8 : 4;
        const struct inventory *inventory = audit(scratch, tiny_firmware(scratch->arena, &form));
        assert_int_equal(inventory->frozen_count, 1);
        const struct frozen_entry *entry = &inventory->frozen_modules[0];
        assert_string_equal(entry->file, "main.py");
        assert_false(entry->partly);
        assert_int_equal(entry->functions.count, 1);
        assert_string_equal(entry->functions.items[0], "greet(name)");
        assert_true(holds(&entry->constants, "a text of the application"));
        static const char *const numbers[] = {"-305419896", "0.5", "-31337", "5"};
        assert_int_equal(entry->numbers.count, sizeof numbers / sizeof *numbers);
        for (size_t j = 0; j < entry->numbers.count; j++) {
            assert_string_equal(entry->numbers.items[j], numbers[j]);
        }
        assert_string_equal(entry->password, "connect() is handed a text of 14 characters");
        assert_int_equal(inventory_fact(inventory, "app-frozen"), FACT_PRESENT);
        assert_int_equal(inventory_fact(inventory, "wifi-password"), FACT_PRESENT);
        assert_int_equal(inventory_fact(inventory, "frozen-source"), FACT_ABSENT);
    }
}

static void a_function_that_lies_outside_is_read_partly(void **state)
{
    struct scratch *scratch = *state;
    struct tiny_form form = plain;
    form.dangerous = true;
    struct tiny_firmware *firmware = tiny_firmware(scratch->arena, &form);
    // The only word that points to the inner function: its table of functions.
    static const unsigned char greet[] = {0x19, 0x04, 0x02, 0x03, 0x51, 0x63};
    const unsigned char *at = memmem(firmware->bytes, firmware->size, greet, sizeof greet);
    const uint32_t address = (uint32_t)(form.base + (uint64_t)(at - firmware->bytes));
    unsigned char *word = memmem(firmware->bytes, firmware->size, &address, sizeof address);
    assert_non_null(word);
    memset(word, 0xff, sizeof address);
    const struct inventory *inventory = audit(scratch, firmware);
    assert_true(inventory->frozen_modules[0].partly);
    assert_int_equal(inventory->frozen_modules[0].functions.count, 0);
}

static void the_same_module_twice_running_is_no_table(void **state)
{
    struct scratch *scratch = *state;
    struct tiny_form form = plain;
    form.dangerous = true;
    struct tiny_firmware *firmware = tiny_firmware(scratch->arena, &form);
    const uint64_t module = audit(scratch, firmware)->frozen_modules[0].address;
    (void)tiny_words_at(firmware, (const uint64_t[]){module, module}, 2);
    const struct inventory *inventory = audit(scratch, firmware);
    assert_int_equal(inventory->frozen_count, 1);
    assert_int_equal(inventory_fact(inventory, "frozen-source"), FACT_ABSENT);
}

static void bytecode_is_stepped_through_to_its_last_instruction(void **state)
{
    (void)state;
    // if x: return 1 / return 2: the first return is not the end, a jump leads behind it.
    static const unsigned char bytes[] = {0xb0, 0x44, 0x42, 0x81, 0x63, 0x82, 0x63, 0x63};
    struct image_segment segment = {.bytes = bytes, .size = sizeof bytes};
    const struct image image = {.word_size = 4, .segments = &segment, .segment_count = 1};
    struct code code = {.image = &image};
    struct instruction in = {0};
    size_t count = 0;
    while (!in.last && code_next(&code, &in)) {
        count++;
    }
    assert_int_equal(count, 6);
    assert_int_equal(code.at, 7);
}

static void bytecode_that_the_image_ends_in_fails(void **state)
{
    (void)state;
    static const unsigned char bytes[] = {0x10, 0x80};
    struct image_segment segment = {.bytes = bytes, .size = sizeof bytes};
    const struct image image = {.word_size = 4, .segments = &segment, .segment_count = 1};
    struct code code = {.image = &image};
    struct instruction in;
    struct prelude prelude;
    assert_false(code_next(&code, &in));
    assert_false(prelude_read(&image, 1, &prelude));
    assert_false(prelude_read(&image, 2, &prelude));
}

static const struct inventory *with_bytes(struct scratch *scratch, const void *bytes, size_t size)
{
    struct tiny_firmware *firmware = tiny_firmware(scratch->arena, &plain);
    const uint64_t at = tiny_room(firmware, size + 1);
    memcpy(firmware->bytes + (at - plain.base), bytes, size);
    return audit(scratch, firmware);
}

// The fact with the bytes in the image, and without them.
static void expect(struct scratch *scratch, const char *fact, const void *bytes, size_t size)
{
    const struct inventory *with = with_bytes(scratch, bytes, size);
    const struct inventory *without = with_bytes(scratch, "", 0);
    assert_int_equal(inventory_fact(with, fact), FACT_PRESENT);
    assert_int_equal(inventory_find(with, fact)->item_count, 1);
    assert_int_equal(inventory_fact(without, fact), FACT_ABSENT);
}

static void a_private_key_is_found_when_it_is_one(void **state)
{
    struct scratch *scratch = *state;
    EVP_PKEY *key = EVP_EC_gen("P-256");
    BIO *bio = BIO_new(BIO_s_mem());
    char *text;
    unsigned char *der = NULL;
    assert_true(PEM_write_bio_PrivateKey(bio, key, NULL, NULL, 0, NULL, NULL));
    const long size = BIO_get_mem_data(bio, &text);
    expect(scratch, "private-key", text, (size_t)size);
    // A header, and a header with something else behind it, are in every TLS library.
    const struct inventory *header =
        with_bytes(scratch, "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", 59);
    assert_int_equal(inventory_fact(header, "private-key"), FACT_ABSENT);
    // One that was spoilt is not known to be none, wherever the bit is.
    for (size_t place = 11; place < (size_t)size - 4; place += 9) {
        unsigned char *spoilt = arena_alloc(scratch->arena, (size_t)size, 1);
        memcpy(spoilt, text, (size_t)size);
        spoilt[place] ^= 1;
        const struct inventory *inventory = with_bytes(scratch, spoilt, (size_t)size);
        assert_int_not_equal(inventory_fact(inventory, "private-key"), FACT_ABSENT);
    }
    const int length = i2d_PrivateKey(key, &der);
    assert_true(length > 0);
    expect(scratch, "private-key", der, (size_t)length);
    OPENSSL_free(der);
    BIO_free(bio);
    EVP_PKEY_free(key);
}

static void tokens_and_default_passwords_are_found(void **state)
{
    static const char *const tokens[] = {
        "AKIA0123456789ABCDEF", "ghp_0123456789abcdefghijABCDEFGHIJ012345",
        "glpat-0123456789abcdefghij", "AIza0123456789abcdefghijABCDEFGHIJ01234",
        "hf_0123456789abcdefghijABCDEFGHIJ0123"};
    for (size_t i = 0; i < sizeof tokens / sizeof *tokens; i++) {
        expect(*state, "access-token", tokens[i], strlen(tokens[i]) + 1);
    }
    expect(*state, "default-password", "picoW123", 9);
    expect(*state, "default-password", "pybd0123", 9);
    expect(*state, "default-password", "alif0123", 9);
    expect(*state, "default-password", "micropythoN", 12);
    expect(*state, "default-password", "www.wipy.io", 12);
}

static void file_systems_and_images_inside_are_found(void **state)
{
    static const unsigned char romfs[] = {0xd2, 0xcd, 0x31, 4, 1, 2, 'x', 'y'};
    static const unsigned char image[32 + 16] = {0x3d, 0xb8, 0xf3, 0x96, 0, 0, 0,
                                                 0,    32,   0,    0,    0, 16};
    expect(*state, "romfs", romfs, sizeof romfs);
    expect(*state, "application-image", image, sizeof image);
}

static void usb_functions_are_read_from_their_descriptors(void **state)
{
    // A configuration with one mass storage interface of two endpoints; one with a serial port.
    static const unsigned char drive[] = {9,  2, 32, 0, 1, 1,    0, 0x80, 50, 9, 4,
                                          0,  0, 2,  8, 6, 80,   0, 7,    5,  1, 2,
                                          64, 0, 0,  7, 5, 0x81, 2, 64,   0,  0};
    static const unsigned char serial[] = {9, 2, 25, 0, 1, 1, 0, 0x80, 50, 9, 4, 0, 0,
                                           1, 2, 2,  0, 0, 7, 5, 0x81, 3,  8, 0, 16};
    const struct inventory *with_drive = with_bytes(*state, drive, sizeof drive);
    assert_int_equal(inventory_fact(with_drive, "usb-msc"), FACT_PRESENT);
    assert_int_equal(inventory_fact(with_drive, "usb-serial"), FACT_ABSENT);
    assert_int_equal(with_drive->identity.usb.count, 1);
    assert_string_equal(with_drive->identity.usb.items[0], "mass storage");
    const struct inventory *with_serial = with_bytes(*state, serial, sizeof serial);
    assert_int_equal(inventory_fact(with_serial, "usb-serial"), FACT_PRESENT);
    assert_int_equal(inventory_fact(with_serial, "usb-msc"), FACT_ABSENT);
    // One that does not add up is none.
    unsigned char broken[sizeof drive];
    memcpy(broken, drive, sizeof drive);
    broken[2]++;
    const struct inventory *with_broken = with_bytes(*state, broken, sizeof broken);
    assert_int_not_equal(inventory_fact(with_broken, "usb-msc"), FACT_PRESENT);
}

// Where strings were collected with other settings than the code was compiled with.
static void a_decorator_among_the_strings_is_no_emitter(void **state)
{
    static const struct {
        const char *bytes;
        size_t size;
    } tables[] = {{"\1r1\0\2r2\0\3r3", 11}, {"\1ne\2cs\3cc", 9}, {"\6a6\0\7a7\0\10a8", 11}};
    const struct inventory *inventory = with_bytes(*state, "", 0);
    assert_int_equal(inventory_fact(inventory, "compiler"), FACT_PRESENT);
    assert_int_equal(inventory_fact(inventory, "emitters-configured"), FACT_ABSENT);
    assert_int_equal(inventory_fact(inventory, "emitters"), FACT_ABSENT);
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++) {
        inventory = with_bytes(*state, tables[i].bytes, tables[i].size);
        assert_int_equal(inventory_fact(inventory, "emitters"), FACT_UNKNOWN);
    }
}

// A firmware with frozen source, whose bytecode hands no password over.
static struct tiny_firmware *with_source(struct scratch *scratch, const char *source)
{
    struct tiny_form form = plain;
    form.dangerous = true;
    form.source = source;
    struct tiny_firmware *firmware = tiny_firmware(scratch->arena, &form);
    static const unsigned char method[] = {0x14, 0x04, 0x10, 0x05, 0x10, 0x06};
    unsigned char *at = memmem(firmware->bytes, firmware->size, method, sizeof method);
    assert_non_null(at);
    at[1] = 3; // another method than connect
    return firmware;
}

static void source_without_a_word_of_a_radio_holds_no_password(void **state)
{
    struct scratch *scratch = *state;
    static const struct {
        const char *source;
        enum fact_state password;
    } rows[] = {
        {"def readable():\n    return 'this line is source'\n", FACT_ABSENT},
        {"def key_of(door):\n    return 'a door is no radio'\n", FACT_ABSENT},
        {"import network\nnetwork.WLAN().connect('home-net', 'quiet-otter-71')\n", FACT_UNKNOWN},
        {"def set(w):\n    w.CONFIG(key='quiet-otter-71')\n", FACT_UNKNOWN},
        {"WIFI_KEY = 'quiet-otter-71'\n", FACT_UNKNOWN},
        {"psk = 'quiet-otter-71'\n", FACT_UNKNOWN},
        {"a = '\xc3\xa9'\n", FACT_UNKNOWN},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct inventory *inventory = audit(scratch, with_source(scratch, rows[i].source));
        assert_int_equal(inventory->source.count, 1);
        assert_string_equal(inventory->source.items[0], "lib.py");
        assert_int_equal(inventory_fact(inventory, "frozen-source"), FACT_PRESENT);
        assert_int_equal(inventory_fact(inventory, "wifi-password"), rows[i].password);
    }
}

// One name was not understood, and its text stands in front of those that were.
static void source_whose_name_is_not_read_makes_unsure(void **state)
{
    struct scratch *scratch = *state;
    struct tiny_firmware *firmware = with_source(scratch, "a = 1\n");
    static const char texts[] = "first = 'the text in front'\n\0second = 2\n";
    const uint64_t at = tiny_room(firmware, sizeof texts);
    memcpy(firmware->bytes + (at - plain.base), texts, sizeof texts);
    const uint64_t sizes = tiny_room(firmware, 16);
    tiny_put(firmware, sizes, strlen(texts), 4);
    tiny_put(firmware, sizes + 4, strlen(texts + strlen(texts) + 1), 4);
    unsigned char *first = memmem(firmware->bytes, firmware->size, "a = 1\n", 6);
    memset(first, 0, 6); // only the two are left, and one name for them
    const struct inventory *inventory = audit(scratch, firmware);
    assert_int_equal(inventory->source.count, 1);
    assert_int_equal(inventory_fact(inventory, "frozen-source"), FACT_PRESENT);
    assert_int_equal(inventory_fact(inventory, "wifi-password"), FACT_UNKNOWN);
}

static void machine_code_that_could_name_a_radio_is_not_judged(void **state)
{
    struct scratch *scratch = *state;
    struct tiny_firmware *firmware = with_source(scratch, NULL);
    assert_int_equal(inventory_fact(audit(scratch, firmware), "wifi-password"), FACT_ABSENT);
    // main.py's own function becomes one of machine code.
    static const unsigned char module[] = {0x18, 0x02, 0x01, 0x32};
    const unsigned char *at = memmem(firmware->bytes, firmware->size, module, sizeof module);
    const uint32_t address = (uint32_t)(plain.base + (uint64_t)(at - firmware->bytes));
    unsigned char *record = memmem(firmware->bytes, firmware->size, &address, sizeof address);
    assert_non_null(record);
    record[2 - (int)plain.word] = 3;
    assert_int_equal(inventory_fact(audit(scratch, firmware), "wifi-password"), FACT_UNKNOWN);
}

// A port may take Ctrl-C and not show it to Python: the smallest build for Unix does.
static void no_table_tells_that_the_keyboard_cannot_interrupt(void **state)
{
    struct scratch *scratch = *state;
    const struct inventory *inventory = audit(scratch, tiny_firmware(scratch->arena, &plain));
    assert_null(inventory->doubt);
    assert_int_equal(inventory_fact(inventory, "compiler"), FACT_PRESENT);
    assert_int_equal(inventory_fact(inventory, "webrepl"), FACT_ABSENT);
    assert_int_equal(inventory_fact(inventory, "keyboard-interrupt"), FACT_UNKNOWN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(no_table_tells_that_the_keyboard_cannot_interrupt),
        SCRATCH_TEST(functions_and_texts_of_frozen_code_are_read_in_every_form),
        SCRATCH_TEST(a_function_that_lies_outside_is_read_partly),
        SCRATCH_TEST(the_same_module_twice_running_is_no_table),
        SCRATCH_TEST(bytecode_is_stepped_through_to_its_last_instruction),
        SCRATCH_TEST(bytecode_that_the_image_ends_in_fails),
        SCRATCH_TEST(a_private_key_is_found_when_it_is_one),
        SCRATCH_TEST(tokens_and_default_passwords_are_found),
        SCRATCH_TEST(file_systems_and_images_inside_are_found),
        SCRATCH_TEST(usb_functions_are_read_from_their_descriptors),
        SCRATCH_TEST(a_decorator_among_the_strings_is_no_emitter),
        SCRATCH_TEST(source_without_a_word_of_a_radio_holds_no_password),
        SCRATCH_TEST(source_whose_name_is_not_read_makes_unsure),
        SCRATCH_TEST(machine_code_that_could_name_a_radio_is_not_judged),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
