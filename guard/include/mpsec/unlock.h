// mpsec/unlock.h - the service door: challenge, answer, and how far it opens. docs/spec/unlock.md,
// whose sections are (§n) below.
//
// Pure apart from the functions of the port it is given. It takes the console's bytes one by one
// and says what to answer; what an open scope means is for the caller. A door that nobody
// initialised, all zero, allows nothing.
#ifndef MPSEC_UNLOCK_H
#define MPSEC_UNLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "mpsec/image_verify.h"
#include "mpsec/line.h"

enum {
    MPSEC_UNLOCK_ID_SIZE = 16,
    MPSEC_UNLOCK_NONCE_SIZE = 16,
    MPSEC_UNLOCK_CHALLENGE_SIZE = 69, // (§2)
    MPSEC_UNLOCK_LINE_MAX = MPSEC_LINE_MAX,
    MPSEC_UNLOCK_REPLY_MAX = MPSEC_REPLY_MAX,
};

enum mpsec_scope { // (§3)
    MPSEC_SCOPE_LOG = 0x01,
    MPSEC_SCOPE_READ = 0x02,
    MPSEC_SCOPE_PROMPT = 0x04,
    MPSEC_SCOPE_UPDATE = 0x08,
    MPSEC_SCOPE_ERASE = 0x10,
    MPSEC_SCOPE_ANY = 0x1f, // asked for: one of them is enough
};

// What outlives a reset.
struct mpsec_unlock_record {
    uint32_t attempts; // challenges given in the life of the device; never goes down
    uint32_t failures; // since the last answer that held
    uint32_t openings; // answers that held
};

struct mpsec_unlock_port {
    // Each returns false when it could not; the door then stays closed.
    bool (*load)(struct mpsec_unlock_record *record); // all zero on a new device
    bool (*store)(const struct mpsec_unlock_record *record);
    bool (*random)(uint8_t *out, size_t size); // fit for cryptography
    uint32_t (*ticks_ms)(void);                // since power-on; wraps around
};

// Who is asked, and whom it believes. Borrowed for as long as the door is used.
struct mpsec_unlock_config {
    const struct mpsec_unlock_port *port;
    uint8_t device_id[MPSEC_UNLOCK_ID_SIZE];
    uint8_t application[MPSEC_DIGEST_SIZE]; // digest of what runs; zeros: nothing
    const struct mpsec_key *keys;           // those with MPSEC_ROLE_SERVICE count
    size_t key_count;                       // at most MPSEC_KEYS_MAX; more are not looked at
    uint32_t revoked;                       // bit i set: keys[i] is revoked
    uint32_t scopes;                        // the mask (§3)
};

struct mpsec_unlock {
    // Two signature checks of the same answer leave their results here, and the scopes are kept
    // beside their complement: no single value and no single branch opens the door.
    uint32_t first, second;
    uint32_t scopes, closed;
    uint32_t since_ms; // when the last challenge was given, or the boot
    uint32_t wanted;   // scopes of the outstanding challenge
    bool outstanding;
    uint16_t fill;
    bool too_long;
    uint8_t challenge[MPSEC_UNLOCK_CHALLENGE_SIZE];
    char line[MPSEC_UNLOCK_LINE_MAX];
};

// Closes the door: at every boot, before the first byte.
void mpsec_unlock_start(struct mpsec_unlock *door, const struct mpsec_unlock_config *config);

// Takes one byte of the console. Returns the length of the answer in `reply`, a line with its end
// and a terminator behind it; 0: stay silent.
size_t mpsec_unlock_byte(struct mpsec_unlock *door, const struct mpsec_unlock_config *config,
                         uint8_t byte, char reply[MPSEC_UNLOCK_REPLY_MAX]);

// Whether the door is open for this scope. Anything but MPSEC_SIGNATURE_GOOD is no.
enum mpsec_signature_check mpsec_unlock_allows(const struct mpsec_unlock *door,
                                               enum mpsec_scope scope);

// Whether it is open for anything.
bool mpsec_unlock_is_open(const struct mpsec_unlock *door);

// Whether it is exactly as mpsec_unlock_start() left it: only then are sealed secrets given out.
// A door that a fault left half open is neither open nor closed.
bool mpsec_unlock_is_closed(const struct mpsec_unlock *door);

// Seconds from the last challenge to the next, after `failures` of them (§5).
uint32_t mpsec_unlock_backoff_s(uint32_t failures);

// SHA-256 of what the service key signs (§2).
void mpsec_unlock_digest(const uint8_t challenge[MPSEC_UNLOCK_CHALLENGE_SIZE],
                         uint8_t digest[MPSEC_SHA256_SIZE]);

#endif
