// SPDX-License-Identifier: MIT
// What scripts/constant-time calls, on the host and in an emulated device alike: every use that
// core/ makes of a secret, and four that leak, which the measurement must find. At most four
// arguments, so that all travel in registers.
#include "mpsec/seal.h"

#include <string.h>

enum { SECRET_SIZE = 32 };

// All have one form: 32 bytes nobody may learn, and what the world sees. The answer is public.
uint32_t use_hmac(const uint8_t *secret, const uint8_t *seen, size_t size);
uint32_t use_hmac_in_parts(const uint8_t *secret, const uint8_t *seen, size_t size);
uint32_t use_tag_compare(const uint8_t *secret, const uint8_t *seen, size_t size);
uint32_t use_wipe(const uint8_t *secret, const uint8_t *seen, size_t size);
uint32_t use_derive(const uint8_t *secret, const uint8_t *seen, size_t size);
uint32_t use_seal(const uint8_t *secret, const uint8_t *seen, size_t size);
uint32_t leak_early_exit(const uint8_t *secret, const uint8_t *seen, size_t size);
uint32_t leak_branch(const uint8_t *secret, const uint8_t *seen, size_t size);
uint32_t leak_lookup(const uint8_t *secret, const uint8_t *seen, size_t size);
uint32_t leak_division(const uint8_t *secret, const uint8_t *seen, size_t size);

static uint32_t folded(const uint8_t tag[MPSEC_SHA256_SIZE])
{
    uint32_t sum = 0;
    for (size_t i = 0; i < MPSEC_SHA256_SIZE; i++) {
        sum = (sum << 1 | sum >> 31) ^ tag[i];
    }
    return sum;
}

uint32_t use_hmac(const uint8_t *secret, const uint8_t *seen, size_t size)
{
    const struct mpsec_span part = {seen, size};
    uint8_t tag[MPSEC_SHA256_SIZE];
    mpsec_hmac_sha256((struct mpsec_span){secret, SECRET_SIZE}, &part, 1, tag);
    return folded(tag);
}

uint32_t use_hmac_in_parts(const uint8_t *secret, const uint8_t *seen, size_t size)
{
    struct mpsec_hmac_state state;
    uint8_t tag[MPSEC_SHA256_SIZE];
    mpsec_hmac_start(&state, (struct mpsec_span){secret, SECRET_SIZE});
    mpsec_hmac_add(&state, (struct mpsec_span){seen, size / 2});
    mpsec_hmac_add(&state, (struct mpsec_span){seen + size / 2, size - size / 2});
    mpsec_hmac_finish(&state, tag);
    return folded(tag);
}

uint32_t use_tag_compare(const uint8_t *secret, const uint8_t *seen, size_t size)
{
    (void)size;
    return mpsec_bytes_equal_ct(secret, seen, SECRET_SIZE) ? 1 : 0;
}

uint32_t use_wipe(const uint8_t *secret, const uint8_t *seen, size_t size)
{
    (void)seen;
    (void)size;
    uint8_t copy[SECRET_SIZE];
    memcpy(copy, secret, sizeof copy);
    mpsec_wipe(copy, sizeof copy);
    return folded(copy);
}

// As a receipt or a door derives its key from the chip's.
uint32_t use_derive(const uint8_t *secret, const uint8_t *seen, size_t size)
{
    const struct mpsec_span parts[] = {{seen, size / 2}, {seen + size / 2, size - size / 2}};
    uint8_t key[MPSEC_SEAL_KEY_SIZE];
    mpsec_derive((struct mpsec_span){secret, SECRET_SIZE}, parts, 2, key);
    return folded(key);
}

// Key stream and tag of a secret, the same in both directions. To open adds the comparison of
// use_tag_compare, whose outcome is public.
uint32_t use_seal(const uint8_t *secret, const uint8_t *seen, size_t size)
{
    enum { SIGNER_SIZE = 32, CLASS_SIZE = 16, NAME_SIZE = 8 };
    const struct mpsec_seal_binding binding = {
        {secret, SECRET_SIZE}, {seen, SIGNER_SIZE}, {seen + SIGNER_SIZE, CLASS_SIZE}, 1};
    uint8_t record[MPSEC_SEAL_RECORD_MAX];
    const size_t made = mpsec_seal(&binding, (struct mpsec_span){seen, NAME_SIZE},
                                   (struct mpsec_span){seen, size}, seen, record);
    return folded(record + made - MPSEC_SHA256_SIZE);
}

// `volatile`, so that the compiler leaves each leak in.
uint32_t leak_early_exit(const uint8_t *secret, const uint8_t *seen, size_t size)
{
    (void)size;
    for (volatile size_t i = 0; i < SECRET_SIZE; i++) {
        if (secret[i] != seen[i]) {
            return 0;
        }
    }
    return 1;
}

uint32_t leak_branch(const uint8_t *secret, const uint8_t *seen, size_t size)
{
    (void)size;
    volatile uint32_t sum = 0;
    for (size_t bit = 0; bit < 8; bit++) {
        if ((secret[0] >> bit & 1) != 0) {
            sum = sum + seen[bit];
        }
    }
    return sum;
}

uint32_t leak_lookup(const uint8_t *secret, const uint8_t *seen, size_t size)
{
    (void)size;
    return *(const volatile uint8_t *)&seen[secret[0] & 31U];
}

uint32_t leak_division(const uint8_t *secret, const uint8_t *seen, size_t size)
{
    (void)size;
    const volatile uint32_t divisor = secret[0] + 1U;
    return (uint32_t)(seen[0] << 24 | 0xffffffU) / divisor;
}

#ifdef TAINT
#include <stdio.h>
#include <valgrind/memcheck.h>

// taint NAME... - calls the functions with a secret that valgrind takes for undefined: a branch
// or an address that depends on it is reported.
static const struct {
    const char *name;
    uint32_t (*call)(const uint8_t *secret, const uint8_t *seen, size_t size);
} table[] = {
    {"use_hmac", use_hmac},
    {"use_hmac_in_parts", use_hmac_in_parts},
    {"use_tag_compare", use_tag_compare},
    {"use_wipe", use_wipe},
    {"use_derive", use_derive},
    {"use_seal", use_seal},
    {"leak_early_exit", leak_early_exit},
    {"leak_branch", leak_branch},
    {"leak_lookup", leak_lookup},
};

static int run(const char *name)
{
    uint8_t secret[SECRET_SIZE], seen[200];
    memset(secret, 0x5a, sizeof secret);
    memset(seen, 0xa5, sizeof seen);
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        if (strcmp(table[i].name, name) == 0) {
            VALGRIND_MAKE_MEM_UNDEFINED(secret, sizeof secret);
            uint32_t answer = table[i].call(secret, seen, sizeof seen);
            VALGRIND_MAKE_MEM_DEFINED(&answer, sizeof answer);
            printf("%s %08x\n", name, (unsigned)answer);
            return 0;
        }
    }
    return 2;
}

int main(int argc, char **argv)
{
    int status = RUNNING_ON_VALGRIND ? 0 : 2;
    for (int i = 1; i < argc && status == 0; i++) {
        status = run(argv[i]);
    }
    return status;
}
#endif
