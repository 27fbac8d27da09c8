// SPDX-License-Identifier: MIT
#include "mpsec/unlock.h"

#include <string.h>

enum {
    ATTEMPT_AT = 64,
    SCOPES_AT = 68,
    BACKOFF_MAX_S = 3600,
    BACKOFF_SHIFT_MAX = 12, // 2^12 is more than the longest
    EXPIRES_MS = 600 * 1000,
    MS_PER_S = 1000,
};

uint32_t mpsec_unlock_backoff_s(uint32_t failures)
{
    if (failures == 0) {
        return 0;
    }
    if (failures >= BACKOFF_SHIFT_MAX) {
        return BACKOFF_MAX_S;
    }
    const uint32_t wait = UINT32_C(1) << failures;
    return wait < BACKOFF_MAX_S ? wait : BACKOFF_MAX_S;
}

void mpsec_unlock_digest(const uint8_t challenge[MPSEC_UNLOCK_CHALLENGE_SIZE],
                         uint8_t digest[MPSEC_SHA256_SIZE])
{
    static const uint8_t domain[] = {'m', 'p', 's', 'e', 'c', '-', 'u',
                                     'n', 'l', 'o', 'c', 'k', '-', '1'};
    const struct mpsec_span parts[] = {
        {domain, sizeof domain},
        {challenge, MPSEC_UNLOCK_CHALLENGE_SIZE},
    };
    mpsec_sha256(parts, sizeof parts / sizeof *parts, digest);
}

// ------------------------------------------------------------------------------------- answers

static size_t say_wait(char reply[MPSEC_UNLOCK_REPLY_MAX], uint32_t seconds)
{
    char text[] = "wait \0\0\0\0"; // at most 3600
    size_t end = sizeof "wait " - 1;
    static const uint16_t units[] = {1000, 100, 10, 1};
    const uint32_t all = seconds;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        char digit = '0';
        for (; seconds >= units[i]; seconds -= units[i]) {
            digit++;
        }
        if (all >= units[i]) {
            text[end++] = digit;
        }
    }
    return mpsec_line_write(reply, text, NULL, 0);
}

// --------------------------------------------------------------------------------------- lines

// Whether the line is `word` followed by exactly `count` bytes in hexadecimal, put into `out`.
static bool line_is(const struct mpsec_unlock *door, const char *word, uint8_t *out, size_t count)
{
    return mpsec_line_read(door->line, door->fill, word, out, count) == count;
}

// --------------------------------------------------------------------------------------- rules

void mpsec_unlock_start(struct mpsec_unlock *door, const struct mpsec_unlock_config *config)
{
    memset(door, 0, sizeof *door);
    door->first = MPSEC_SIGNATURE_BAD;
    door->second = MPSEC_SIGNATURE_BAD;
    door->closed = UINT32_MAX;
    door->since_ms = config->port->ticks_ms();
}

// Seconds that the back-off still lasts. The clock wraps around after 49 days; whoever asks just
// then waits once more.
static uint32_t left_s(const struct mpsec_unlock *door, const struct mpsec_unlock_config *config,
                       uint32_t failures)
{
    const uint32_t wait_ms = mpsec_unlock_backoff_s(failures) * MS_PER_S;
    const uint32_t passed_ms = config->port->ticks_ms() - door->since_ms;
    uint32_t left = 0; // counted, because the smallest cores have no division
    for (uint32_t ms = passed_ms; ms < wait_ms; ms += MS_PER_S) {
        left++;
    }
    return left;
}

// Stores the attempt before anything of the challenge is seen.
static bool make_challenge(struct mpsec_unlock *door, const struct mpsec_unlock_config *config,
                           struct mpsec_unlock_record *record)
{
    uint8_t *challenge = door->challenge;
    if (record->attempts == UINT32_MAX) {
        return false;
    }
    record->attempts++;
    record->failures = record->failures < UINT32_MAX ? record->failures + 1 : UINT32_MAX;
    if (!config->port->store(record) ||
        !config->port->random(&challenge[MPSEC_UNLOCK_ID_SIZE], MPSEC_UNLOCK_NONCE_SIZE)) {
        return false;
    }
    memcpy(challenge, config->device_id, MPSEC_UNLOCK_ID_SIZE);
    memcpy(&challenge[MPSEC_UNLOCK_ID_SIZE + MPSEC_UNLOCK_NONCE_SIZE], config->application,
           MPSEC_DIGEST_SIZE);
    mpsec_put_u32(&challenge[ATTEMPT_AT], record->attempts);
    challenge[SCOPES_AT] = (uint8_t)door->wanted;
    return true;
}

// The answer to a request; 0: it is refused.
static size_t take_request(struct mpsec_unlock *door, const struct mpsec_unlock_config *config,
                           uint32_t scopes, char reply[MPSEC_UNLOCK_REPLY_MAX])
{
    struct mpsec_unlock_record record = {0};
    door->outstanding = false;
    if (scopes == 0 || (scopes & ~config->scopes) != 0 || mpsec_unlock_is_open(door) ||
        !config->port->load(&record)) {
        return 0;
    }
    const uint32_t wait_s = left_s(door, config, record.failures);
    if (wait_s > 0) {
        return say_wait(reply, wait_s);
    }
    door->wanted = scopes;
    const bool made = make_challenge(door, config, &record);
    door->since_ms = config->port->ticks_ms();
    if (!made) {
        return 0;
    }
    door->outstanding = true;
    return mpsec_line_write(reply, "challenge ", door->challenge, sizeof door->challenge);
}

// The check of one answer by every key that may answer. Not inlined, so that the two calls are
// two pieces of code for a fault to meet.
static __attribute__((noinline)) uint32_t check(const struct mpsec_unlock *door,
                                                const struct mpsec_unlock_config *config,
                                                const uint8_t *signature)
{
    uint8_t digest[MPSEC_SHA256_SIZE];
    uint32_t result = MPSEC_SIGNATURE_BAD;
    mpsec_unlock_digest(door->challenge, digest);
    for (size_t i = 0; i < config->key_count && i < MPSEC_KEYS_MAX; i++) {
        const struct mpsec_key *key = &config->keys[i];
        if ((key->roles & MPSEC_ROLE_SERVICE) == 0 || (config->revoked >> i & 1U) != 0) {
            continue;
        }
        const uint32_t answer = (uint32_t)mpsec_p256_verify(key->point, digest, signature);
        result = answer == MPSEC_SIGNATURE_GOOD ? answer : result;
    }
    return result;
}

// Likewise.
static size_t take_answer(struct mpsec_unlock *door, const struct mpsec_unlock_config *config,
                          const uint8_t *signature, char reply[MPSEC_UNLOCK_REPLY_MAX])
{
    struct mpsec_unlock_record record = {0};
    const bool in_time = config->port->ticks_ms() - door->since_ms < (uint32_t)EXPIRES_MS;
    if (!door->outstanding) {
        return 0;
    }
    door->outstanding = false;
    if (!in_time || !config->port->load(&record)) {
        return 0;
    }
    const uint32_t first = check(door, config, signature);
    if (first != MPSEC_SIGNATURE_GOOD) {
        return 0;
    }
    record.failures = 0;
    record.openings = record.openings < UINT32_MAX ? record.openings + 1 : UINT32_MAX;
    if (!config->port->store(&record)) {
        return 0;
    }
    door->first = first;
    door->second = check(door, config, signature);
    door->scopes = door->challenge[SCOPES_AT];
    door->closed = ~(uint32_t)door->challenge[SCOPES_AT];
    if (!mpsec_unlock_is_open(door)) {
        return 0;
    }
    return mpsec_line_write(reply, "open ", &door->challenge[SCOPES_AT], 1);
}

// --------------------------------------------------------------------------------------- door

static size_t take_line(struct mpsec_unlock *door, const struct mpsec_unlock_config *config,
                        char reply[MPSEC_UNLOCK_REPLY_MAX])
{
    uint8_t scopes = 0;
    uint8_t signature[MPSEC_P256_SIGNATURE_SIZE];
    size_t size;
    if (line_is(door, "unlock ", &scopes, 1)) {
        size = take_request(door, config, scopes, reply);
    } else if (line_is(door, "answer ", signature, sizeof signature)) {
        size = take_answer(door, config, signature, reply);
    } else {
        return 0;
    }
    return size > 0 ? size : mpsec_line_write(reply, "refused", NULL, 0);
}

size_t mpsec_unlock_byte(struct mpsec_unlock *door, const struct mpsec_unlock_config *config,
                         uint8_t byte, char reply[MPSEC_UNLOCK_REPLY_MAX])
{
    if (byte == '\r' || byte == '\n') {
        const size_t size = door->too_long ? 0 : take_line(door, config, reply);
        door->fill = 0;
        door->too_long = false;
        return size;
    }
    if (door->fill < MPSEC_UNLOCK_LINE_MAX) {
        door->line[door->fill++] = (char)byte;
    } else {
        door->too_long = true;
    }
    return 0;
}

// The answer is what the second check left, or 0. The good value stands nowhere in this function:
// in its literals, a load of the bad one was one flipped bit away from it.
enum mpsec_signature_check mpsec_unlock_allows(const struct mpsec_unlock *door,
                                               enum mpsec_scope scope)
{
    const uint32_t missing = (door->scopes & (uint32_t)scope) == 0 ? UINT32_MAX : 0;
    const uint32_t apart = (door->closed ^ ~door->scopes) | (door->first ^ door->second) | missing;
    return (enum mpsec_signature_check)(apart != 0 ? 0 : door->second);
}

bool mpsec_unlock_is_open(const struct mpsec_unlock *door)
{
    return mpsec_unlock_allows(door, MPSEC_SCOPE_ANY) == MPSEC_SIGNATURE_GOOD;
}

bool mpsec_unlock_is_closed(const struct mpsec_unlock *door)
{
    return door->first == MPSEC_SIGNATURE_BAD && door->second == MPSEC_SIGNATURE_BAD &&
           door->scopes == 0 && door->closed == UINT32_MAX;
}
