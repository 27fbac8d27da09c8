// SPDX-License-Identifier: MIT
#include "mpsec/unlock.h"

// cmocka.h needs these four before it.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SCOPES_ALLOWED = MPSEC_SCOPE_LOG | MPSEC_SCOPE_PROMPT, FUZZED_LINES = 100000 };

// A device whose clock, memory and random numbers the tests rule.
static struct {
    uint32_t now_ms;
    struct mpsec_unlock_record record;
    unsigned stores, seed;
    bool memory_fails, random_fails;
} world;

static bool world_load(struct mpsec_unlock_record *record)
{
    *record = world.record;
    return !world.memory_fails;
}

static bool world_store(const struct mpsec_unlock_record *record)
{
    if (world.memory_fails) {
        return false;
    }
    world.record = *record;
    world.stores++;
    return true;
}

static bool world_random(uint8_t *out, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        out[i] = (uint8_t)(world.seed * 31u + i);
    }
    return !world.random_fails;
}

static uint32_t world_ticks_ms(void)
{
    return world.now_ms;
}

static const struct mpsec_unlock_port port = {world_load, world_store, world_random,
                                              world_ticks_ms};
static EVP_PKEY *service_key, *other_key;
static struct mpsec_key keys[2];
static struct mpsec_unlock_config config;
static struct mpsec_unlock door;
static char reply[MPSEC_UNLOCK_REPLY_MAX];

static EVP_PKEY *make_key(struct mpsec_key *out, uint32_t roles)
{
    EVP_PKEY *key = EVP_EC_gen("P-256");
    unsigned char point[MPSEC_P256_POINT_SIZE + 1];
    size_t size = 0;
    assert_non_null(key);
    assert_int_equal(EVP_PKEY_get_octet_string_param(key, "pub", point, sizeof point, &size), 1);
    assert_int_equal(size, sizeof point);
    memcpy(out->point, point + 1, sizeof out->point);
    out->roles = roles;
    return key;
}

static int make_keys(void **state)
{
    (void)state;
    service_key = make_key(&keys[0], MPSEC_ROLE_SERVICE);
    other_key = make_key(&keys[1], MPSEC_ROLE_RELEASE);
    return 0;
}

static int free_keys(void **state)
{
    (void)state;
    EVP_PKEY_free(service_key);
    EVP_PKEY_free(other_key);
    return 0;
}

static int power_on(void **state)
{
    (void)state;
    memset(&world, 0, sizeof world);
    config = (struct mpsec_unlock_config){
        .port = &port, .device_id = "a device's id..", .keys = keys, .key_count = 2};
    config.scopes = SCOPES_ALLOWED;
    mpsec_unlock_start(&door, &config);
    return 0;
}

static void reboot(void)
{
    world.now_ms = 0;
    world.seed++;
    mpsec_unlock_start(&door, &config);
}

static const char *send(const char *line)
{
    reply[0] = '\0';
    for (const char *c = line; *c != '\0'; c++) {
        assert_int_equal(mpsec_unlock_byte(&door, &config, (uint8_t)*c, reply), 0);
    }
    const size_t size = mpsec_unlock_byte(&door, &config, '\r', reply);
    assert_int_equal(size, strlen(reply));
    return reply;
}

static void sign(EVP_PKEY *key, const uint8_t digest[32], uint8_t out[64])
{
    unsigned char der[128];
    size_t size = sizeof der;
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(key, NULL);
    assert_int_equal(EVP_PKEY_sign_init(context), 1);
    assert_int_equal(EVP_PKEY_sign(context, der, &size, digest, 32), 1);
    EVP_PKEY_CTX_free(context);
    const unsigned char *at = der;
    ECDSA_SIG *signature = d2i_ECDSA_SIG(NULL, &at, (long)size);
    assert_non_null(signature);
    assert_int_equal(BN_bn2binpad(ECDSA_SIG_get0_r(signature), out, 32), 32);
    assert_int_equal(BN_bn2binpad(ECDSA_SIG_get0_s(signature), out + 32, 32), 32);
    ECDSA_SIG_free(signature);
}

// The answer line to the challenge that stands in `challenge`, by `key`.
static const char *answer_to(const char *challenge, EVP_PKEY *key)
{
    static char line[MPSEC_UNLOCK_LINE_MAX + 1];
    uint8_t bytes[MPSEC_UNLOCK_CHALLENGE_SIZE], digest[32], signature[64];
    assert_memory_equal(challenge, "mpsec: challenge ", 17);
    for (size_t i = 0; i < sizeof bytes; i++) {
        unsigned value = 0;
        assert_int_equal(sscanf(challenge + 17 + 2 * i, "%2x", &value), 1);
        bytes[i] = (uint8_t)value;
    }
    mpsec_unlock_digest(bytes, digest);
    sign(key, digest, signature);
    memcpy(line, "mpsec: answer ", 15);
    for (size_t i = 0; i < sizeof signature; i++) {
        snprintf(line + 14 + 2 * i, 3, "%02x", signature[i]);
    }
    return line;
}

static void wait_s(uint32_t seconds)
{
    world.now_ms += seconds * 1000;
}

// ------------------------------------------------------------------------------------- opening

static void the_right_answer_opens_what_was_asked_for_and_nothing_else(void **state)
{
    (void)state;
    char answer[256];
    snprintf(answer, sizeof answer, "%s", answer_to(send("mpsec: unlock 01"), service_key));
    assert_false(mpsec_unlock_is_open(&door));
    assert_string_equal(send(answer), "mpsec: open 01\r\n");
    assert_int_equal(mpsec_unlock_allows(&door, MPSEC_SCOPE_LOG), MPSEC_SIGNATURE_GOOD);
    assert_int_not_equal(mpsec_unlock_allows(&door, MPSEC_SCOPE_PROMPT), MPSEC_SIGNATURE_GOOD);
    assert_int_not_equal(mpsec_unlock_allows(&door, MPSEC_SCOPE_ERASE), MPSEC_SIGNATURE_GOOD);
    assert_false(mpsec_unlock_is_closed(&door));
}

static void an_opening_is_counted_and_clears_the_failures(void **state)
{
    (void)state;
    const char *answer = answer_to(send("mpsec: unlock 05"), service_key);
    assert_int_equal(world.record.failures, 1);
    assert_string_equal(send(answer), "mpsec: open 05\r\n");
    assert_int_equal(world.record.failures, 0);
    assert_int_equal(world.record.openings, 1);
    assert_int_equal(world.record.attempts, 1);
}

static void a_reset_closes_the_door(void **state)
{
    (void)state;
    assert_string_equal(send(answer_to(send("mpsec: unlock 01"), service_key)),
                        "mpsec: open 01\r\n");
    reboot();
    assert_false(mpsec_unlock_is_open(&door));
    assert_true(mpsec_unlock_is_closed(&door));
}

static void an_open_door_gives_no_challenge(void **state)
{
    (void)state;
    assert_string_equal(send(answer_to(send("mpsec: unlock 01"), service_key)),
                        "mpsec: open 01\r\n");
    assert_string_equal(send("mpsec: unlock 04"), "mpsec: refused\r\n");
    assert_int_equal(mpsec_unlock_allows(&door, MPSEC_SCOPE_LOG), MPSEC_SIGNATURE_GOOD);
}

static void a_door_of_zeros_is_neither_open_nor_closed(void **state)
{
    (void)state;
    const struct mpsec_unlock zeros = {0};
    assert_false(mpsec_unlock_is_open(&zeros));
    assert_false(mpsec_unlock_is_closed(&zeros));
}

// -------------------------------------------------------------------------------------- silence

static void every_other_line_is_met_with_silence(void **state)
{
    (void)state;
    static const char *const lines[] = {
        "",
        "mpsec:",
        "mpsec: unlock ",
        "mpsec: unlock 1",
        "mpsec: unlock 001",
        "mpsec: unlock 0G",
        "mpsec: unlock 0A", // upper case
        "mpsec:  unlock 01",
        " mpsec: unlock 01",
        "mpsec: unlock 01 ",
        "mpsec: answer 00",
        "MPSEC: UNLOCK 01",
        "\x01print(1)\x04",
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        assert_string_equal(send(lines[i]), "");
    }
    assert_int_equal(world.stores, 0);
}

static void a_line_that_is_too_long_is_forgotten_whole(void **state)
{
    (void)state;
    char line[MPSEC_UNLOCK_LINE_MAX + 64];
    memset(line, 'x', sizeof line - 1);
    line[sizeof line - 1] = '\0';
    assert_string_equal(send(line), "");
    assert_memory_equal(send("mpsec: unlock 01"), "mpsec: challenge ", 17);
}

// ------------------------------------------------------------------------------------- refusals

static void no_scope_and_scopes_outside_the_mask_are_refused(void **state)
{
    (void)state;
    assert_string_equal(send("mpsec: unlock 00"), "mpsec: refused\r\n");
    assert_string_equal(send("mpsec: unlock 08"), "mpsec: refused\r\n");
    assert_string_equal(send("mpsec: unlock 0d"), "mpsec: refused\r\n");
    assert_int_equal(world.stores, 0);
}

static void an_answer_without_a_challenge_is_refused(void **state)
{
    (void)state;
    char answer[256];
    snprintf(answer, sizeof answer, "%s", answer_to(send("mpsec: unlock 01"), service_key));
    reboot();
    assert_string_equal(send(answer), "mpsec: refused\r\n");
}

static void an_answer_serves_one_challenge_once(void **state)
{
    (void)state;
    char answer[256];
    snprintf(answer, sizeof answer, "%s", answer_to(send("mpsec: unlock 01"), other_key));
    assert_string_equal(send(answer), "mpsec: refused\r\n");
    assert_string_equal(send(answer), "mpsec: refused\r\n");
    assert_false(mpsec_unlock_is_open(&door));
}

static void a_recorded_answer_opens_nothing_even_when_the_nonce_comes_again(void **state)
{
    (void)state;
    char answer[256], first[256];
    snprintf(first, sizeof first, "%s", send("mpsec: unlock 01"));
    snprintf(answer, sizeof answer, "%s", answer_to(first, service_key));
    assert_string_equal(send(answer), "mpsec: open 01\r\n");
    world.seed--; // reboot() counts it up: the same random numbers come again
    reboot();
    assert_string_not_equal(send("mpsec: unlock 01"), first);
    assert_string_equal(send(answer), "mpsec: refused\r\n");
}

static void a_key_without_the_role_opens_nothing(void **state)
{
    (void)state;
    assert_string_equal(send(answer_to(send("mpsec: unlock 01"), other_key)), "mpsec: refused\r\n");
}

static void a_revoked_key_opens_nothing(void **state)
{
    (void)state;
    config.revoked = 1;
    assert_string_equal(send(answer_to(send("mpsec: unlock 01"), service_key)),
                        "mpsec: refused\r\n");
}

static void an_answer_for_another_device_or_application_is_refused(void **state)
{
    (void)state;
    char answer[256];
    snprintf(answer, sizeof answer, "%s", answer_to(send("mpsec: unlock 01"), service_key));
    for (int other = 0; other < 2; other++) {
        power_on(NULL);
        config.device_id[0] ^= (uint8_t)(other == 0);
        config.application[31] ^= (uint8_t)(other == 1);
        assert_memory_equal(send("mpsec: unlock 01"), "mpsec: challenge ", 17);
        assert_string_equal(send(answer), "mpsec: refused\r\n");
    }
    power_on(NULL); // and the same device would have taken it
    assert_memory_equal(send("mpsec: unlock 01"), "mpsec: challenge ", 17);
    assert_string_equal(send(answer), "mpsec: open 01\r\n");
}

static void an_answer_for_fewer_scopes_opens_no_more(void **state)
{
    (void)state;
    char answer[256];
    snprintf(answer, sizeof answer, "%s", answer_to(send("mpsec: unlock 01"), service_key));
    power_on(NULL);
    assert_memory_equal(send("mpsec: unlock 05"), "mpsec: challenge ", 17);
    assert_string_equal(send(answer), "mpsec: refused\r\n");
}

static void a_challenge_expires(void **state)
{
    (void)state;
    const char *answer = answer_to(send("mpsec: unlock 01"), service_key);
    wait_s(600);
    assert_string_equal(send(answer), "mpsec: refused\r\n");
}

static void every_flipped_bit_of_an_answer_is_refused(void **state)
{
    (void)state;
    char answer[256], broken[256];
    snprintf(answer, sizeof answer, "%s", answer_to(send("mpsec: unlock 01"), service_key));
    for (size_t i = 14; answer[i] != '\0'; i += 5) {
        power_on(NULL);
        (void)send("mpsec: unlock 01");
        snprintf(broken, sizeof broken, "%s", answer);
        broken[i] = broken[i] == '0' ? '8' : '0';
        if (strcmp(broken, answer) != 0) {
            assert_string_equal(send(broken), "mpsec: refused\r\n");
        }
    }
}

static void without_memory_or_randomness_the_door_stays_shut(void **state)
{
    (void)state;
    world.memory_fails = true;
    assert_string_equal(send("mpsec: unlock 01"), "mpsec: refused\r\n");
    world.memory_fails = false;
    world.random_fails = true;
    assert_string_equal(send("mpsec: unlock 01"), "mpsec: refused\r\n");
    world.random_fails = false;
    wait_s(10);
    const char *answer = answer_to(send("mpsec: unlock 01"), service_key);
    world.memory_fails = true;
    assert_string_equal(send(answer), "mpsec: refused\r\n");
    assert_true(mpsec_unlock_is_closed(&door));
}

// --------------------------------------------------------------------------------------- backoff

static void backoff_doubles_up_to_an_hour(void **state)
{
    (void)state;
    assert_int_equal(mpsec_unlock_backoff_s(0), 0);
    assert_int_equal(mpsec_unlock_backoff_s(1), 2);
    assert_int_equal(mpsec_unlock_backoff_s(2), 4);
    assert_int_equal(mpsec_unlock_backoff_s(11), 2048);
    assert_int_equal(mpsec_unlock_backoff_s(12), 3600);
    assert_int_equal(mpsec_unlock_backoff_s(UINT32_MAX), 3600);
}

static void a_failure_makes_the_next_request_wait(void **state)
{
    (void)state;
    (void)send("mpsec: unlock 01");
    assert_string_equal(send("mpsec: unlock 01"), "mpsec: wait 2\r\n");
    assert_int_equal(world.record.attempts, 1); // waiting costs no record
    wait_s(1);
    assert_string_equal(send("mpsec: unlock 01"), "mpsec: wait 1\r\n");
    wait_s(1);
    assert_memory_equal(send("mpsec: unlock 01"), "mpsec: challenge ", 17);
    assert_string_equal(send("mpsec: unlock 01"), "mpsec: wait 4\r\n");
}

static void switching_off_and_on_does_not_shorten_the_wait(void **state)
{
    (void)state;
    (void)send("mpsec: unlock 01");
    for (int i = 0; i < 20; i++) {
        reboot();
        assert_string_equal(send("mpsec: unlock 01"), "mpsec: wait 2\r\n");
    }
    assert_int_equal(world.record.attempts, 1);
}

static void attempts_never_start_again(void **state)
{
    (void)state;
    world.record.attempts = UINT32_MAX;
    assert_string_equal(send("mpsec: unlock 01"), "mpsec: refused\r\n");
    assert_int_equal(world.record.attempts, UINT32_MAX);
}

// ------------------------------------------------------------------------------------- hostility

static uint32_t next_random(uint32_t *random)
{
    *random ^= *random << 13;
    *random ^= *random >> 17;
    *random ^= *random << 5;
    return *random;
}

// Half of the lines are well formed: they reach the signature check. Only a few may, as each
// costs two milliseconds; the back-off holds off the rest, as it would on a device.
static void a_hundred_thousand_hostile_lines_open_nothing(void **state)
{
    (void)state;
    static const char *const starts[] = {"mpsec: answer ", "mpsec: unlock ", "mpsec: ", "\x01\x05",
                                         ""};
    static const char alphabet[] = "0123456789abcdef0123456789abcdefXZ \x03\x04";
    uint32_t random = 2463534242u;
    for (unsigned i = 0; i < FUZZED_LINES; i++) {
        char line[200];
        const uint32_t kind = next_random(&random) % 5;
        const size_t start = strlen(starts[kind]);
        const size_t rest = kind == 0 ? 128 : kind == 1 ? 2 : next_random(&random) % 180;
        memcpy(line, starts[kind], start);
        for (size_t at = 0; at < rest; at++) {
            line[start + at] =
                alphabet[next_random(&random) % (kind < 2 ? 32 : sizeof alphabet - 1)];
        }
        line[start + rest] = '\0';
        (void)send(line);
        world.now_ms += next_random(&random) % 3000;
        assert_false(mpsec_unlock_is_open(&door));
    }
    assert_int_equal(world.record.openings, 0);
    assert_true(world.record.attempts > 10); // the lines did reach the protocol
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(the_right_answer_opens_what_was_asked_for_and_nothing_else,
                               power_on),
        cmocka_unit_test_setup(an_opening_is_counted_and_clears_the_failures, power_on),
        cmocka_unit_test_setup(a_reset_closes_the_door, power_on),
        cmocka_unit_test_setup(an_open_door_gives_no_challenge, power_on),
        cmocka_unit_test_setup(a_door_of_zeros_is_neither_open_nor_closed, power_on),
        cmocka_unit_test_setup(every_other_line_is_met_with_silence, power_on),
        cmocka_unit_test_setup(a_line_that_is_too_long_is_forgotten_whole, power_on),
        cmocka_unit_test_setup(no_scope_and_scopes_outside_the_mask_are_refused, power_on),
        cmocka_unit_test_setup(an_answer_without_a_challenge_is_refused, power_on),
        cmocka_unit_test_setup(an_answer_serves_one_challenge_once, power_on),
        cmocka_unit_test_setup(a_recorded_answer_opens_nothing_even_when_the_nonce_comes_again,
                               power_on),
        cmocka_unit_test_setup(a_key_without_the_role_opens_nothing, power_on),
        cmocka_unit_test_setup(a_revoked_key_opens_nothing, power_on),
        cmocka_unit_test_setup(an_answer_for_another_device_or_application_is_refused, power_on),
        cmocka_unit_test_setup(an_answer_for_fewer_scopes_opens_no_more, power_on),
        cmocka_unit_test_setup(a_challenge_expires, power_on),
        cmocka_unit_test_setup(every_flipped_bit_of_an_answer_is_refused, power_on),
        cmocka_unit_test_setup(without_memory_or_randomness_the_door_stays_shut, power_on),
        cmocka_unit_test_setup(backoff_doubles_up_to_an_hour, power_on),
        cmocka_unit_test_setup(a_failure_makes_the_next_request_wait, power_on),
        cmocka_unit_test_setup(switching_off_and_on_does_not_shorten_the_wait, power_on),
        cmocka_unit_test_setup(attempts_never_start_again, power_on),
        cmocka_unit_test_setup(a_hundred_thousand_hostile_lines_open_nothing, power_on),
    };
    return cmocka_run_group_tests(tests, make_keys, free_keys);
}
