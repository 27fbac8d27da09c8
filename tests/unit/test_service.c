// SPDX-License-Identifier: MIT
// The console behind the door: what each scope opens, and an update that comes in line by line.
#include "mpsec/service.h"

#include "one_device.h"

// cmocka.h needs these four before it.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>

#define LOG_TXT "2f6c6f672e747874" // "/log.txt"

enum { ALL = 0x1f, FUZZED_LINES = 100000 };

static struct {
    struct one_device one;
    struct mpsec_service service;
    struct mpsec_service_config config;
    struct signed_image image;
    unsigned restarts, erasures;
    char reply[MPSEC_UNLOCK_REPLY_MAX];
} world;

static bool no_record(struct mpsec_unlock_record *record)
{
    *record = (struct mpsec_unlock_record){0};
    return true;
}

static bool store_nothing(const struct mpsec_unlock_record *record)
{
    (void)record;
    return true;
}

static bool zeros(uint8_t *out, size_t size)
{
    memset(out, 0, size);
    return true;
}

static uint32_t no_time(void)
{
    return 0;
}

static int read_file(const char *path, uint32_t offset, uint8_t *out, size_t size)
{
    static const char data[] =
        "seventy bytes of data, in which a technician finds out what went wrong";
    const size_t all = sizeof data - 1;
    if (strcmp(path, "/log.txt") != 0) {
        return -1;
    }
    const size_t left = offset < all ? all - offset : 0;
    const size_t count = left < size ? left : size;
    memcpy(out, data + (offset < all ? offset : 0), count);
    return (int)count;
}

static bool erase_data(void)
{
    world.erasures++;
    return true;
}

static void restart(void)
{
    world.restarts++;
}

static const struct mpsec_unlock_port door_port = {no_record, store_nothing, zeros, no_time};
static const struct mpsec_service_port port = {read_file, erase_data, restart};

static int power_on(void **unused)
{
    (void)unused;
    memset(&world, 0, sizeof world);
    one_device_make(&world.one);
    one_device_add_chip(&world.one);
    one_device_install(&world.one, 0, "running", 1);
    one_device_image(&world.one, "a newer application", 2, &world.image);
    world.config = (struct mpsec_service_config){.device = &world.one.device,
                                                 .port = &port,
                                                 .running = 0,
                                                 .unlock = {.port = &door_port, .scopes = ALL}};
    mpsec_service_start(&world.service, &world.config);
    return 0;
}

static int power_off(void **unused)
{
    (void)unused;
    one_device_release(&world.one);
    return 0;
}

// The door as two signatures that hold leave it.
static void open_for(uint32_t scopes)
{
    struct mpsec_unlock *door = &world.service.door;
    door->first = door->second = MPSEC_SIGNATURE_GOOD;
    door->scopes = scopes;
    door->closed = ~scopes;
}

static const char *say(const char *line)
{
    world.reply[0] = '\0';
    for (const char *c = line; *c != '\0'; c++) {
        const size_t size =
            mpsec_service_byte(&world.service, &world.config, (uint8_t)*c, world.reply);
        assert_int_equal(size, 0);
    }
    const size_t size = mpsec_service_byte(&world.service, &world.config, '\n', world.reply);
    assert_int_equal(size, strlen(world.reply));
    assert_true(size == 0 || strcmp(world.reply + size - 2, "\r\n") == 0);
    world.reply[size > 0 ? size - 2 : 0] = '\0';
    return world.reply;
}

static const char *say_bytes(const char *word, uint32_t offset, const uint8_t *bytes, size_t count)
{
    char line[MPSEC_UNLOCK_LINE_MAX + 1];
    int size = snprintf(line, sizeof line, "mpsec: %s %08x", word, (unsigned)offset);
    for (size_t i = 0; i < count; i++) {
        size += snprintf(line + size, sizeof line - (size_t)size, "%02x", bytes[i]);
    }
    return say(line);
}

static const char *failed(enum mpsec_update_result result, enum mpsec_verdict verdict)
{
    static char line[MPSEC_UNLOCK_REPLY_MAX];
    (void)snprintf(line, sizeof line, "mpsec: failed %08x%08x", (unsigned)result,
                   (unsigned)verdict);
    return line;
}

// The head, line by line; the payload stands between its two parts.
static void send_head(const struct signed_image *image)
{
    uint8_t head[SIGNED_IMAGE_MAX];
    const size_t payload = (size_t)(image->bytes[12] | image->bytes[13] << 8);
    const size_t size = image->size - payload;
    memcpy(head, image->bytes, MPSEC_HEADER_SIZE);
    memcpy(head + MPSEC_HEADER_SIZE, image->bytes + MPSEC_HEADER_SIZE + payload,
           size - MPSEC_HEADER_SIZE);
    for (size_t at = 0; at < size; at += MPSEC_SERVICE_CHUNK) {
        const size_t left = size - at;
        const size_t count = left < MPSEC_SERVICE_CHUNK ? left : (size_t)MPSEC_SERVICE_CHUNK;
        char wanted[40];
        (void)snprintf(wanted, sizeof wanted, "mpsec: next %08zx00000000", at + count);
        assert_string_equal(say_bytes("head", (uint32_t)at, head + at, count), wanted);
    }
}

static size_t number_in(const char *reply)
{
    assert_int_equal(strncmp(reply, "mpsec: next ", 12), 0);
    assert_int_equal(strlen(reply), 12 + 16);
    return (size_t)(strtoull(reply + 12, NULL, 16) >> 32);
}

static void an_update_comes_line_by_line_and_is_staged(void **unused)
{
    (void)unused;
    open_for(MPSEC_SCOPE_UPDATE);
    send_head(&world.image);
    size_t at = number_in(say("mpsec: begin"));
    assert_int_equal(at, 0);
    while (at < world.image.size) {
        const size_t left = world.image.size - at;
        const size_t count = left < 64 ? left : 64;
        at = number_in(say_bytes("data", (uint32_t)at, world.image.bytes + at, count));
    }
    assert_string_equal(say("mpsec: finish"), "mpsec: staged");
    assert_int_equal(one_device_state(&world.one).phase, MPSEC_SLOT_STAGED);
    assert_string_equal(say("mpsec: restart"), "");
    assert_int_equal(world.restarts, 1);
}

static void a_line_that_came_twice_or_was_lost_changes_nothing(void **unused)
{
    (void)unused;
    open_for(MPSEC_SCOPE_UPDATE);
    send_head(&world.image);
    assert_int_equal(number_in(say("mpsec: begin")), 0);
    assert_int_equal(number_in(say_bytes("data", 0, world.image.bytes, 64)), 64);
    assert_int_equal(number_in(say_bytes("data", 0, world.image.bytes, 64)), 64);
    assert_int_equal(number_in(say_bytes("data", 128, world.image.bytes + 128, 64)), 64);
    assert_int_equal(number_in(say_bytes("data", 64, world.image.bytes + 64, 64)), 128);
    assert_string_equal(say("mpsec: finish"), failed(MPSEC_UPDATE_ORDER, MPSEC_VERDICT_AUTHENTIC));
}

static void the_slot_that_runs_is_left_alone_though_it_is_not_the_active_one(void **unused)
{
    (void)unused;
    one_device_install(&world.one, 1, "in its place", 1);
    world.config.running = 1;
    open_for(MPSEC_SCOPE_UPDATE);
    send_head(&world.image);
    assert_int_equal(number_in(say("mpsec: begin")), 0);
    assert_int_equal(one_device_state(&world.one).active, 1);
}

static void a_wrong_image_is_refused_by_its_head_and_why_is_said(void **unused)
{
    (void)unused;
    struct signed_image image = world.image;
    open_for(MPSEC_SCOPE_UPDATE);
    image.bytes[image.size - 1] ^= 1;
    send_head(&image);
    assert_string_equal(say("mpsec: begin"),
                        failed(MPSEC_UPDATE_DENIED, MPSEC_VERDICT_DENY_SIGNATURE));
    assert_true(
        one_device_set(&world.one, &(struct mpsec_state){.phase = MPSEC_SLOT_NONE, .floor = 3}));
    send_head(&world.image);
    assert_string_equal(say("mpsec: begin"),
                        failed(MPSEC_UPDATE_DENIED, MPSEC_VERDICT_DENY_ROLLBACK));
    one_device_image(&world.one, "far", 1000, &image);
    send_head(&image);
    assert_string_equal(say("mpsec: begin"), failed(MPSEC_UPDATE_STEP, 0));
    assert_string_equal(say("mpsec: data 0000000000"), failed(MPSEC_UPDATE_ORDER, 0));
    assert_string_equal(say("mpsec: head 0000000100"), failed(MPSEC_UPDATE_ORDER, 0));
    assert_string_equal(say("mpsec: head 0000000000"), "mpsec: next 0000000100000000");
    assert_string_equal(say("mpsec: begin"), failed(MPSEC_UPDATE_FORM, 0));
    const uint8_t *slot = world.one.memory.bytes + DEVICE_SLOT_SIZE;
    for (size_t i = 0; i < DEVICE_SLOT_SIZE; i++) {
        assert_int_equal(slot[i], 0xff);
    }
}

static void each_scope_opens_its_own_words_and_no_other(void **unused)
{
    (void)unused;
    static const struct {
        const char *line;
        uint32_t scope;
    } words[] = {
        {"mpsec: begin", MPSEC_SCOPE_UPDATE},
        {"mpsec: finish", MPSEC_SCOPE_UPDATE},
        {"mpsec: head 0000000000", MPSEC_SCOPE_UPDATE},
        {"mpsec: data 0000000000", MPSEC_SCOPE_UPDATE},
        {"mpsec: read 00000000" LOG_TXT, MPSEC_SCOPE_READ},
        {"mpsec: erase", MPSEC_SCOPE_ERASE},
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        mpsec_service_start(&world.service, &world.config);
        assert_string_equal(say(words[i].line), "");
        for (uint32_t scope = 1; scope <= MPSEC_SCOPE_ERASE; scope <<= 1) {
            open_for(scope);
            assert_int_equal(say(words[i].line)[0] != '\0', scope == words[i].scope);
        }
        open_for(ALL ^ words[i].scope);
        assert_string_equal(say(words[i].line), "");
    }
    assert_int_equal(world.erasures, 1);
    mpsec_service_start(&world.service, &world.config);
    assert_string_equal(say("mpsec: restart"), "");
    assert_int_equal(world.restarts, 0);
}

static void a_file_is_read_piece_by_piece(void **unused)
{
    (void)unused;
    open_for(MPSEC_SCOPE_READ);
    assert_int_equal(strncmp(say("mpsec: read 00000000" LOG_TXT), "mpsec: file 736576", 18), 0);
    assert_string_equal(say("mpsec: read 00000040" LOG_TXT), "mpsec: file 2077726f6e67");
    assert_string_equal(say("mpsec: read 00000046" LOG_TXT), "mpsec: file ");
    assert_string_equal(say("mpsec: read 000000002f6e6f6e65"), "mpsec: no file");
}

// Lines near to the right ones, at a closed door: nothing is answered, nothing changes.
static void a_hundred_thousand_hostile_lines_do_nothing(void **unused)
{
    (void)unused;
    static const char *const starts[] = {"mpsec: head ",   "mpsec: data ",   "mpsec: begin",
                                         "mpsec: finish",  "mpsec: read ",   "mpsec: erase",
                                         "mpsec: restart", "mpsec: answer ", ""};
    static uint8_t before[DEVICE_SECTORS * DEVICE_SECTOR];
    memcpy(before, world.one.memory.bytes, sizeof before);
    srand(1);
    for (int i = 0; i < FUZZED_LINES; i++) {
        char line[200];
        size_t size = strlen(strcpy(line, starts[rand() % 9]));
        for (int more = rand() % 40; more > 0; more--) {
            line[size++] = "0123456789abcdef /\x7f"[rand() % 19];
        }
        line[size] = '\0';
        const char *said = say(line);
        assert_true(said[0] == '\0' || strcmp(said, "mpsec: refused") == 0);
    }
    assert_int_equal(world.restarts + world.erasures, 0);
    assert_memory_equal(before, world.one.memory.bytes, sizeof before);
}

// The same lines at an open door: what they write, the running slot and the floor survive.
static void no_hostile_line_reaches_the_running_slot(void **unused)
{
    (void)unused;
    static uint8_t before[DEVICE_SLOT_SIZE];
    memcpy(before, world.one.memory.bytes, sizeof before);
    open_for(MPSEC_SCOPE_UPDATE);
    srand(2);
    for (int i = 0; i < 300; i++) {
        struct signed_image image = world.image;
        image.bytes[(size_t)rand() % image.size] ^= (uint8_t)(1 << rand() % 8);
        for (size_t at = 0; at < image.size; at += 64) {
            (void)say_bytes(rand() % 4 == 0 ? "data" : "head", (uint32_t)at, image.bytes + at, 64);
        }
        (void)say("mpsec: begin");
        (void)say_bytes("data", 0, image.bytes, 64);
        (void)say("mpsec: finish");
    }
    assert_memory_equal(before, world.one.memory.bytes, sizeof before);
    assert_int_not_equal(one_device_state(&world.one).phase, MPSEC_SLOT_STAGED);
    assert_int_equal(one_device_state(&world.one).floor, 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, power_on, power_off)
    const struct CMUnitTest tests[] = {
        TEST(an_update_comes_line_by_line_and_is_staged),
        TEST(a_line_that_came_twice_or_was_lost_changes_nothing),
        TEST(the_slot_that_runs_is_left_alone_though_it_is_not_the_active_one),
        TEST(a_wrong_image_is_refused_by_its_head_and_why_is_said),
        TEST(each_scope_opens_its_own_words_and_no_other),
        TEST(a_file_is_read_piece_by_piece),
        TEST(a_hundred_thousand_hostile_lines_do_nothing),
        TEST(no_hostile_line_reaches_the_running_slot),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
