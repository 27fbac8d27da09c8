// unlock_contracts.h - what guard/src/unlock.c promises its callers.
#ifndef UNLOCK_CONTRACTS_H
#define UNLOCK_CONTRACTS_H

// The clauses of a contract are no code to clang-format.
// clang-format off

#define NOTES_PARTS_HASHED
#define NOTES_WHAT_IS_VERIFIED
#include "line_contracts.h"
#include "verify_contracts.h"
#include "mpsec/unlock.h"

// What the port keeps over a reset; only its store changes it.
static struct mpsec_unlock_record kept;
#define SAME_RECORD(a, b)                                                                          \
    ((a).attempts == (b).attempts && (a).failures == (b).failures && (a).openings == (b).openings)
#define KEEPS_RECORD                                                                               \
    (kept.attempts == OLD(kept.attempts) && kept.failures == OLD(kept.failures) &&                 \
     kept.openings == OLD(kept.openings))

// The port's functions (assumed.table).
bool door_load(struct mpsec_unlock_record *record)
REQUIRES(WRITABLE(record))
ASSIGNS(*record)
ENSURES(!RESULT || SAME_RECORD(*record, kept))
;

bool door_store(const struct mpsec_unlock_record *record)
REQUIRES(__CPROVER_r_ok(record, sizeof *record))
ASSIGNS(kept)
ENSURES(SAME_RECORD(kept, *record) || (!RESULT && KEEPS_RECORD))
;

bool door_random(uint8_t *out, size_t size)
REQUIRES(__CPROVER_w_ok(out, size))
ASSIGNS_BYTES(out, size)
;

uint32_t door_ticks_ms(void)
ASSIGNS()
;

#define APPLICATION_AT 32
#define ATTEMPT_BYTES  64
#define SCOPES_BYTE    68

#define DOOR_PORT_OK(port)                                                                         \
    (__CPROVER_r_ok(port, sizeof *(port)) && (port)->load == door_load &&                          \
     (port)->store == door_store && (port)->random == door_random &&                               \
     (port)->ticks_ms == door_ticks_ms)
#define DOOR_CONFIG_OK(config)                                                                     \
    (__CPROVER_r_ok(config, sizeof *(config)) && DOOR_PORT_OK((config)->port) &&                   \
     KEYS_THERE(config) && any_byte < MPSEC_SHA256_SIZE)
#define REPLY_THERE(reply) __CPROVER_w_ok(reply, MPSEC_UNLOCK_REPLY_MAX)
#define U32_AT(bytes)                                                                              \
    ((uint32_t)(bytes)[0] | (uint32_t)(bytes)[1] << 8 | (uint32_t)(bytes)[2] << 16 |               \
     (uint32_t)(bytes)[3] << 24)

// Whether the door allows something of these scopes.
#define ALLOWS(door, some)                                                                         \
    ((door)->closed == ~(door)->scopes && (door)->first == (door)->second &&                       \
     ((door)->scopes & (uint32_t)(some)) != 0 && (door)->second == MPSEC_SIGNATURE_GOOD)
#define OPEN(door) ALLOWS(door, MPSEC_SCOPE_ANY)
#define WAS_OPEN(door)                                                                             \
    (OLD((door)->closed) == ~OLD((door)->scopes) && OLD((door)->first) == OLD((door)->second) &&   \
     (OLD((door)->scopes) & MPSEC_SCOPE_ANY) != 0 && OLD((door)->second) == MPSEC_SIGNATURE_GOOD)
#define SAME_LOCK(door)                                                                            \
    ((door)->closed == OLD((door)->closed) && (door)->scopes == OLD((door)->scopes) &&             \
     (door)->first == OLD((door)->first) && (door)->second == OLD((door)->second))

// A challenge for this device and this application, in any byte; with the number of the last attempt
// that was kept, and scopes that this build allows.
#define IS_FOR(door, config)                                                                       \
    ((any_byte >= MPSEC_UNLOCK_ID_SIZE ||                                                          \
      (door)->challenge[any_byte] == (config)->device_id[any_byte]) &&                             \
     (door)->challenge[APPLICATION_AT + any_byte] == (config)->application[any_byte] &&            \
     U32_AT((door)->challenge + ATTEMPT_BYTES) == kept.attempts &&                                 \
     (door)->challenge[SCOPES_BYTE] != 0 &&                                                        \
     ((door)->challenge[SCOPES_BYTE] & ~(config)->scopes) == 0)
// While one is outstanding, its failure has been kept; and what is open is never more than the build
// allows.
#define DOOR_SANE(door, config)                                                                    \
    ((!(door)->outstanding || (IS_FOR(door, config) && kept.failures > 0)) &&                      \
     (!OPEN(door) || ((door)->scopes & ~(config)->scopes) == 0))
#define DOOR_OK(door, config)                                                                      \
    (WRITABLE(door) && (door)->fill <= MPSEC_UNLOCK_LINE_MAX && DOOR_CONFIG_OK(config) &&          \
     DOOR_SANE(door, config))

// What a check of an answer saw, noted by the proofs (loops.txt): what was hashed, a byte of the
// digest, and of the last key that found the answer good which it was and what it was asked for.
static struct check {
    struct mpsec_span domain, challenge;
    size_t parts, key;
    uint8_t byte;
    struct verified by;
} noted_check, noted_first;
static bool noted_in_time;
static uint32_t noted_passed_ms;

// The signature was good for the digest of the domain and this challenge, by a service key that is
// not revoked.
#define IS_SERVICE_KEY(config, i)                                                                  \
    ((i) < KEYS_LOOKED_AT(config) && ((config)->keys[i].roles & MPSEC_ROLE_SERVICE) != 0 &&        \
     ((config)->revoked >> (i) & 1U) == 0)
#define HELD_BY(check, config)                                                                     \
    (IS_SERVICE_KEY(config, (check).key) &&                                                        \
     (check).by.point == (config)->keys[(check).key].point && (check).by.byte == (check).byte)
#define IS_DIGEST_OF(check, door)                                                                  \
    ((check).parts == 2 && (check).domain.size == 14 &&                                            \
     (check).challenge.size == MPSEC_UNLOCK_CHALLENGE_SIZE &&                                      \
     (check).challenge.data == (door)->challenge)
#define HELD(check, door, config) (IS_DIGEST_OF(check, door) && HELD_BY(check, config))

#define NOTES_OF_DOOR                                                                              \
    kept, noted_check, noted_first, noted_in_time, noted_passed_ms, noted_parts, noted_count,      \
    noted_verified
// The door opens only for an answer in time to a challenge that was outstanding and is for this
// device, application and attempt, whose signature held twice; as far as was signed, and no
// further than the build allows. The attempts that were kept never go down.
#define OPENS_ONLY_WITH_AN_ANSWER(door, config)                                                    \
    ENSURES(!OPEN(door) || SAME_LOCK(door) || (OLD((door)->outstanding) && noted_in_time))         \
    ENSURES(!OPEN(door) || SAME_LOCK(door) || (HELD(noted_first, door, config) &&                  \
                                               HELD(noted_check, door, config)))                   \
    ENSURES(!OPEN(door) || SAME_LOCK(door) || IS_FOR(door, config))                                \
    ENSURES(!OPEN(door) || SAME_LOCK(door) || (door)->scopes == (door)->challenge[SCOPES_BYTE])    \
    ENSURES(!OPEN(door) || SAME_LOCK(door) ||                                                      \
            (kept.failures == 0 && (kept.openings > OLD(kept.openings) ||                          \
                                    kept.openings == UINT32_MAX)))                                 \
    ENSURES(kept.attempts >= OLD(kept.attempts))

uint32_t mpsec_unlock_backoff_s(uint32_t failures)
ASSIGNS()
ENSURES(RESULT <= 3600 && (RESULT == 0) == (failures == 0))
ENSURES(failures == 0 || failures > 11 || RESULT == 1U << failures)
ENSURES(failures <= 11 || RESULT == 3600)
;

#ifdef PROVES_mpsec_unlock_digest
#define IS(text, at, four)                                                                         \
    ((text)[at] == (four)[0] && (text)[(at) + 1] == (four)[1] && (text)[(at) + 2] == (four)[2] &&  \
     (text)[(at) + 3] == (four)[3])
#define SAYS_DOMAIN                                                                                \
    ENSURES(IS(noted_check.domain.data, 0, "mpse") && IS(noted_check.domain.data, 4, "c-un"))      \
    ENSURES(IS(noted_check.domain.data, 8, "lock") && IS(noted_check.domain.data, 10, "ck-1"))
#else
#define SAYS_DOMAIN
#endif

void mpsec_unlock_digest(const uint8_t challenge[MPSEC_UNLOCK_CHALLENGE_SIZE],
                         uint8_t digest[MPSEC_SHA256_SIZE])
REQUIRES(__CPROVER_r_ok(challenge, MPSEC_UNLOCK_CHALLENGE_SIZE))
REQUIRES(__CPROVER_w_ok(digest, MPSEC_SHA256_SIZE))
ASSIGNS_BYTES(digest, MPSEC_SHA256_SIZE)
ASSIGNS(noted_check.domain, noted_check.challenge, noted_check.parts, noted_parts, noted_count)
ENSURES(noted_check.parts == 2 && noted_check.domain.size == 14)
ENSURES(noted_check.challenge.size == MPSEC_UNLOCK_CHALLENGE_SIZE)
ENSURES(noted_check.challenge.data == challenge)
SAYS_DOMAIN
;

// Nobody is let in before an answer.
void mpsec_unlock_start(struct mpsec_unlock *door, const struct mpsec_unlock_config *config)
REQUIRES(WRITABLE(door) && DOOR_CONFIG_OK(config))
ASSIGNS(*door)
ENSURES(!OPEN(door) && !door->outstanding && door->fill == 0 && !door->too_long)
ENSURES(door->first == MPSEC_SIGNATURE_BAD && door->second == MPSEC_SIGNATURE_BAD)
ENSURES(door->scopes == 0 && door->closed == UINT32_MAX)
;

size_t mpsec_unlock_byte(struct mpsec_unlock *door, const struct mpsec_unlock_config *config,
                         uint8_t byte, char reply[MPSEC_UNLOCK_REPLY_MAX])
REQUIRES(DOOR_OK(door, config) && REPLY_THERE(reply))
ASSIGNS(*door, NOTES_OF_DOOR)
ASSIGNS_BYTES(reply, MPSEC_UNLOCK_REPLY_MAX)
ENSURES(DOOR_OK(door, config) && RESULT < MPSEC_UNLOCK_REPLY_MAX)
ENSURES(SAME_LOCK(door) || byte == '\r' || byte == '\n')
OPENS_ONLY_WITH_AN_ANSWER(door, config)
;

enum mpsec_signature_check mpsec_unlock_allows(const struct mpsec_unlock *door,
                                               enum mpsec_scope scope)
REQUIRES(__CPROVER_r_ok(door, sizeof *door))
ASSIGNS()
ENSURES((RESULT == MPSEC_SIGNATURE_GOOD) == ALLOWS(door, scope))
;

bool mpsec_unlock_is_open(const struct mpsec_unlock *door)
REQUIRES(__CPROVER_r_ok(door, sizeof *door))
ASSIGNS()
ENSURES(RESULT == OPEN(door))
;

bool mpsec_unlock_is_closed(const struct mpsec_unlock *door)
REQUIRES(__CPROVER_r_ok(door, sizeof *door))
ASSIGNS()
ENSURES(!RESULT || (!OPEN(door) && door->scopes == 0))
;

struct mpsec_unlock nondet_unlock(void);
struct mpsec_unlock_config nondet_unlock_config(void);

#define ANY_DOOR_PORT(port)                                                                        \
    struct mpsec_unlock_port port;                                                                 \
    port.load = door_load;                                                                         \
    port.store = door_store;                                                                       \
    port.random = door_random;                                                                     \
    port.ticks_ms = door_ticks_ms
// A table of any count, behind whose last key lies nothing.
#define ANY_DOOR_CONFIG(config)                                                                    \
    ANY_DOOR_PORT(port_of_it);                                                                     \
    struct mpsec_key keys_of_it[MPSEC_KEYS_MAX];                                                   \
    (config).port = &port_of_it;                                                                   \
    (config).keys = LAST_KEYS(keys_of_it, config)

#endif
