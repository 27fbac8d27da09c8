// SPDX-License-Identifier: MIT
// The clauses of a contract are no code to clang-format.
// clang-format off
#define READS_WHAT_IS_PUT
#include "unlock_contracts.h"
#include "library_contracts.h"

// The prover forgets in a loop what a constant of the function holds.
#define IS_UNITS(units)                                                                            \
    ((units)[0] == 1000 && (units)[1] == 100 && (units)[2] == 10 && (units)[3] == 1)

#include "unlock.c"

_Static_assert((int)ATTEMPT_BYTES == ATTEMPT_AT && (int)SCOPES_BYTE == SCOPES_AT, "places");
#define READS_DOOR(door) __CPROVER_r_ok(door, sizeof *(door))
#define WAIT_MS(failures)                                                                          \
    ((failures) == 0 ? 0 : (failures) > 11 ? 3600U * MS_PER_S : (1U << (failures)) * MS_PER_S)

static size_t say_wait(char reply[MPSEC_UNLOCK_REPLY_MAX], uint32_t seconds)
REQUIRES(REPLY_THERE(reply) && seconds <= BACKOFF_MAX_S)
ASSIGNS_BYTES(reply, MPSEC_UNLOCK_REPLY_MAX)
ENSURES(RESULT > 0 && RESULT < MPSEC_UNLOCK_REPLY_MAX)
;

static bool line_is(const struct mpsec_unlock *door, const char *word, uint8_t *out, size_t count)
REQUIRES(READS_DOOR(door) && door->fill <= MPSEC_UNLOCK_LINE_MAX && TEXT_OK(word))
REQUIRES(count <= BYTES_MAX && __CPROVER_w_ok(out, count))
ASSIGNS_BYTES(out, count)
;

// None are left only when the whole wait has passed.
static uint32_t left_s(const struct mpsec_unlock *door, const struct mpsec_unlock_config *config,
                       uint32_t failures)
REQUIRES(READS_DOOR(door) && DOOR_CONFIG_OK(config))
ASSIGNS(noted_passed_ms)
ENSURES(RESULT <= BACKOFF_MAX_S && (RESULT > 0 || noted_passed_ms >= WAIT_MS(failures)))
;

// A challenge is there only when its attempt and its failure are kept.
static bool make_challenge(struct mpsec_unlock *door, const struct mpsec_unlock_config *config,
                           struct mpsec_unlock_record *record)
REQUIRES(WRITABLE(door) && door->wanted <= UINT8_MAX && DOOR_CONFIG_OK(config))
REQUIRES(door->wanted != 0 && (door->wanted & ~config->scopes) == 0)
REQUIRES(WRITABLE(record) && SAME_RECORD(*record, kept))
ASSIGNS(door->challenge, *record, kept)
ENSURES(!RESULT || (IS_FOR(door, config) && door->challenge[SCOPES_AT] == door->wanted))
ENSURES(!RESULT || (kept.attempts == 1 + (uint64_t)OLD(kept.attempts) && kept.failures > 0 &&
                    kept.failures >= OLD(kept.failures)))
ENSURES(kept.attempts >= OLD(kept.attempts))
;

// Nobody is asked while the door is open or the wait runs, nor for more than the build allows.
static size_t take_request(struct mpsec_unlock *door, const struct mpsec_unlock_config *config,
                           uint32_t scopes, char reply[MPSEC_UNLOCK_REPLY_MAX])
REQUIRES(DOOR_OK(door, config) && scopes <= UINT8_MAX && REPLY_THERE(reply))
ASSIGNS(door->outstanding, door->wanted, door->since_ms, door->challenge, kept, noted_passed_ms)
ASSIGNS_BYTES(reply, MPSEC_UNLOCK_REPLY_MAX)
ENSURES(DOOR_OK(door, config) && RESULT < MPSEC_UNLOCK_REPLY_MAX)
ENSURES(!door->outstanding || (!OPEN(door) && door->challenge[SCOPES_AT] == scopes &&
                               noted_passed_ms >= WAIT_MS(OLD(kept.failures))))
ENSURES(!door->outstanding || kept.attempts == 1 + (uint64_t)OLD(kept.attempts))
ENSURES(kept.attempts >= OLD(kept.attempts))
;

static uint32_t check(const struct mpsec_unlock *door, const struct mpsec_unlock_config *config,
                      const uint8_t *signature)
REQUIRES(READS_DOOR(door) && DOOR_CONFIG_OK(config))
REQUIRES(__CPROVER_r_ok(signature, MPSEC_P256_SIGNATURE_SIZE))
REQUIRES(U32_AT(door->challenge + ATTEMPT_AT) == kept.attempts)
ASSIGNS(noted_check, noted_parts, noted_count, noted_verified)
ENSURES(GOOD_OR_BAD(RESULT))
ENSURES(RESULT != MPSEC_SIGNATURE_GOOD || HELD(noted_check, door, config))
ENSURES(RESULT != MPSEC_SIGNATURE_GOOD || noted_check.by.signature == signature)
;

// One answer to one challenge; only one that holds clears the failures.
static size_t take_answer(struct mpsec_unlock *door, const struct mpsec_unlock_config *config,
                          const uint8_t *signature, char reply[MPSEC_UNLOCK_REPLY_MAX])
REQUIRES(DOOR_OK(door, config) && REPLY_THERE(reply))
REQUIRES(__CPROVER_r_ok(signature, MPSEC_P256_SIGNATURE_SIZE))
ASSIGNS(door->outstanding, door->first, door->second, door->scopes, door->closed, kept)
ASSIGNS(noted_check, noted_first, noted_in_time, noted_parts, noted_count, noted_verified)
ASSIGNS_BYTES(reply, MPSEC_UNLOCK_REPLY_MAX)
ENSURES(DOOR_OK(door, config) && RESULT < MPSEC_UNLOCK_REPLY_MAX && !door->outstanding)
OPENS_ONLY_WITH_AN_ANSWER(door, config)
ENSURES(!OPEN(door) || SAME_LOCK(door) ||
        (noted_first.by.signature == signature && noted_check.by.signature == signature))
ENSURES(KEEPS_RECORD || HELD(noted_first, door, config))
;

static size_t take_line(struct mpsec_unlock *door, const struct mpsec_unlock_config *config,
                        char reply[MPSEC_UNLOCK_REPLY_MAX])
REQUIRES(DOOR_OK(door, config) && REPLY_THERE(reply))
ASSIGNS(*door, NOTES_OF_DOOR)
ASSIGNS_BYTES(reply, MPSEC_UNLOCK_REPLY_MAX)
ENSURES(DOOR_OK(door, config) && RESULT < MPSEC_UNLOCK_REPLY_MAX)
OPENS_ONLY_WITH_AN_ANSWER(door, config)
;

#define ANY_DOOR(door)                                                                             \
    struct mpsec_unlock door = nondet_unlock();                                                    \
    struct mpsec_unlock_config config = nondet_unlock_config();                                    \
    ANY_DOOR_CONFIG(config);                                                                       \
    char reply[MPSEC_UNLOCK_REPLY_MAX]

void prove_mpsec_unlock_backoff_s(void)
{
    (void)mpsec_unlock_backoff_s(nondet_u32());
}

void prove_mpsec_unlock_digest(void)
{
    uint8_t challenge[MPSEC_UNLOCK_CHALLENGE_SIZE];
    uint8_t digest[MPSEC_SHA256_SIZE];
    mpsec_unlock_digest(challenge, digest);
}

void prove_say_wait(void)
{
    char reply[MPSEC_UNLOCK_REPLY_MAX];
    (void)say_wait(reply, nondet_u32());
}

void prove_line_is(void)
{
    struct mpsec_unlock door = nondet_unlock();
    const char word[TEXTS_MAX];
    const size_t place = nondet_size();
    const size_t count = nondet_size();
    uint8_t out[BYTES_MAX];
    __CPROVER_assume(place < TEXTS_MAX && count <= BYTES_MAX);
    (void)line_is(&door, word + place, out + (BYTES_MAX - count), count);
}

void prove_mpsec_unlock_start(void)
{
    ANY_DOOR(door);
    mpsec_unlock_start(&door, &config);
}

void prove_left_s(void)
{
    ANY_DOOR(door);
    (void)left_s(&door, &config, nondet_u32());
}

void prove_make_challenge(void)
{
    ANY_DOOR(door);
    struct mpsec_unlock_record record;
    (void)make_challenge(&door, &config, &record);
}

void prove_take_request(void)
{
    ANY_DOOR(door);
    (void)take_request(&door, &config, nondet_u32(), reply);
}

void prove_check(void)
{
    ANY_DOOR(door);
    const uint8_t signature[MPSEC_P256_SIGNATURE_SIZE];
    (void)check(&door, &config, signature);
}

void prove_take_answer(void)
{
    ANY_DOOR(door);
    const uint8_t signature[MPSEC_P256_SIGNATURE_SIZE];
    (void)take_answer(&door, &config, signature, reply);
}

void prove_take_line(void)
{
    ANY_DOOR(door);
    (void)take_line(&door, &config, reply);
}

void prove_mpsec_unlock_byte(void)
{
    ANY_DOOR(door);
    (void)mpsec_unlock_byte(&door, &config, nondet_u8(), reply);
}

void prove_mpsec_unlock_allows(void)
{
    struct mpsec_unlock door = nondet_unlock();
    (void)mpsec_unlock_allows(&door, (enum mpsec_scope)nondet_u32());
}

void prove_mpsec_unlock_is_open(void)
{
    struct mpsec_unlock door = nondet_unlock();
    (void)mpsec_unlock_is_open(&door);
}

void prove_mpsec_unlock_is_closed(void)
{
    struct mpsec_unlock door = nondet_unlock();
    (void)mpsec_unlock_is_closed(&door);
}
