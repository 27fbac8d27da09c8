// SPDX-License-Identifier: MIT
#include "image/lms_sign.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <string.h>

enum {
    CHAIN_END = 255,
    PREFIX = MPSEC_LMS_ID_SIZE + 4 + 2,
    LINK = PREFIX + 1 + MPSEC_SHA256_SIZE,
    D_PBLC = 0x8080, // RFC 8554, §7.1
    D_MESG = 0x8181,
    D_LEAF = 0x8282,
    D_INTR = 0x8383,
    SECRET_STEP = 0xff, // Appendix A
};

// OpenSSL's context and algorithm, fetched once: a tree is nine million hashes.
struct hasher {
    EVP_MD_CTX *context;
    EVP_MD *algorithm;
    const struct lms_secret *secret; // whose chains are followed
    bool failed;
};

static struct hasher hasher_open(const struct lms_secret *secret)
{
    struct hasher hasher = {EVP_MD_CTX_new(), EVP_MD_fetch(NULL, "SHA256", NULL), secret, false};
    hasher.failed = hasher.context == NULL || hasher.algorithm == NULL;
    return hasher;
}

static void hasher_close(struct hasher *hasher)
{
    EVP_MD_CTX_free(hasher->context);
    EVP_MD_free(hasher->algorithm);
}

static void hash(struct hasher *hasher, struct mpsec_span first, struct mpsec_span second,
                 uint8_t out[MPSEC_SHA256_SIZE])
{
    if (hasher->failed || EVP_DigestInit_ex2(hasher->context, hasher->algorithm, NULL) != 1 ||
        EVP_DigestUpdate(hasher->context, first.data, first.size) != 1 ||
        EVP_DigestUpdate(hasher->context, second.data, second.size) != 1 ||
        EVP_DigestFinal_ex(hasher->context, out, NULL) != 1) {
        hasher->failed = true;
    }
}

static struct mpsec_span span_of(const uint8_t *bytes, size_t size)
{
    return (struct mpsec_span){bytes, size};
}

static void put_big(uint8_t *out, uint32_t value, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        out[i] = (uint8_t)(value >> (8 * (size - 1 - i)));
    }
}

static void put_prefix(uint8_t *out, const struct lms_secret *secret, uint32_t number,
                       uint32_t kind)
{
    memcpy(out, secret->id, MPSEC_LMS_ID_SIZE);
    put_big(out + MPSEC_LMS_ID_SIZE, number, 4);
    put_big(out + MPSEC_LMS_ID_SIZE + 4, kind, 2);
}

// Chain `i` of leaf `q` from its secret start up to `steps`.
static void follow(struct hasher *hasher, uint32_t q, uint32_t i, uint32_t steps,
                   uint8_t out[MPSEC_SHA256_SIZE])
{
    const struct lms_secret *secret = hasher->secret;
    uint8_t link[LINK];
    uint8_t *value = link + PREFIX + 1;
    put_prefix(link, secret, q, i);
    link[PREFIX] = SECRET_STEP;
    memcpy(value, secret->seed, LMS_SEED_SIZE);
    hash(hasher, span_of(link, LINK), span_of(NULL, 0), value);
    for (uint32_t j = 0; j < steps; j++) {
        link[PREFIX] = (uint8_t)j;
        hash(hasher, span_of(link, LINK), span_of(NULL, 0), value);
    }
    memcpy(out, value, MPSEC_SHA256_SIZE);
    OPENSSL_cleanse(link, sizeof link);
}

static void make_leaf(struct hasher *hasher, struct lms_secret *secret, uint32_t q)
{
    uint8_t prefix[PREFIX];
    uint8_t ends[MPSEC_LMS_CHAINS][MPSEC_SHA256_SIZE];
    uint8_t one_time[MPSEC_SHA256_SIZE];
    for (uint32_t i = 0; i < MPSEC_LMS_CHAINS; i++) {
        follow(hasher, q, i, CHAIN_END, ends[i]);
    }
    put_prefix(prefix, secret, q, D_PBLC);
    hash(hasher, span_of(prefix, PREFIX), span_of(ends[0], sizeof ends), one_time);
    put_prefix(prefix, secret, (uint32_t)MPSEC_LMS_LEAVES + q, D_LEAF);
    hash(hasher, span_of(prefix, PREFIX), span_of(one_time, sizeof one_time), secret->leaves[q]);
}

bool lms_leaves_make(struct lms_secret *secret)
{
    struct hasher hasher = hasher_open(secret);
    for (uint32_t q = 0; q < MPSEC_LMS_LEAVES && !hasher.failed; q++) {
        make_leaf(&hasher, secret, q);
    }
    hasher_close(&hasher);
    return !hasher.failed;
}

// Replaces the nodes of one level by their parents, in place. `first` is the number of the first
// parent (RFC 8554, §5.3).
static void rise(const struct lms_secret *secret, uint8_t (*nodes)[MPSEC_SHA256_SIZE],
                 uint32_t first)
{
    for (uint32_t i = 0; i < first; i++) {
        uint8_t prefix[PREFIX];
        put_prefix(prefix, secret, first + i, D_INTR);
        const struct mpsec_span parts[] = {
            span_of(prefix, PREFIX), span_of(nodes[(size_t)2 * i], (size_t)2 * MPSEC_SHA256_SIZE)};
        mpsec_sha256(parts, 2, nodes[i]);
    }
}

void lms_public_of(const struct lms_secret *secret, uint8_t out[MPSEC_LMS_PUBLIC_SIZE])
{
    uint8_t nodes[MPSEC_LMS_LEAVES][MPSEC_SHA256_SIZE];
    memcpy(nodes, secret->leaves, sizeof nodes);
    for (uint32_t first = MPSEC_LMS_LEAVES / 2; first > 0; first /= 2) {
        rise(secret, nodes, first);
    }
    put_big(out, MPSEC_LMS_TYPE, 4);
    put_big(out + 4, MPSEC_LMS_OTS_TYPE, 4);
    memcpy(out + 8, secret->id, MPSEC_LMS_ID_SIZE);
    memcpy(out + MPSEC_LMS_ROOT_AT, nodes[0], MPSEC_SHA256_SIZE);
}

static void put_path(const struct lms_secret *secret, uint32_t q, uint8_t *out)
{
    uint8_t nodes[MPSEC_LMS_LEAVES][MPSEC_SHA256_SIZE];
    memcpy(nodes, secret->leaves, sizeof nodes);
    for (uint32_t first = MPSEC_LMS_LEAVES / 2; first > 0; first /= 2) {
        memcpy(out, nodes[q ^ 1U], MPSEC_SHA256_SIZE);
        out += MPSEC_SHA256_SIZE;
        q /= 2;
        rise(secret, nodes, first);
    }
}

// The bytes of Q and of its checksum (§4.4).
static void find_digits(const struct lms_secret *secret, uint32_t q, struct mpsec_span message,
                        const uint8_t *randomizer, uint8_t digits[MPSEC_LMS_CHAINS])
{
    uint8_t prefix[PREFIX];
    uint32_t checksum = 0;
    put_prefix(prefix, secret, q, D_MESG);
    const struct mpsec_span parts[] = {span_of(prefix, PREFIX),
                                       span_of(randomizer, MPSEC_SHA256_SIZE), message};
    mpsec_sha256(parts, 3, digits);
    for (size_t i = 0; i < MPSEC_SHA256_SIZE; i++) {
        checksum += CHAIN_END - digits[i];
    }
    put_big(digits + MPSEC_SHA256_SIZE, checksum, 2);
}

bool lms_sign(const struct lms_secret *secret, uint32_t q, struct mpsec_span message,
              const uint8_t randomizer[MPSEC_SHA256_SIZE], uint8_t out[MPSEC_LMS_SIGNATURE_SIZE])
{
    uint8_t digits[MPSEC_LMS_CHAINS];
    uint8_t *at = out + 8 + MPSEC_SHA256_SIZE;
    struct hasher hasher = hasher_open(secret);
    find_digits(secret, q, message, randomizer, digits);
    put_big(out, q, 4);
    put_big(out + 4, MPSEC_LMS_OTS_TYPE, 4);
    memcpy(out + 8, randomizer, MPSEC_SHA256_SIZE);
    for (uint32_t i = 0; i < MPSEC_LMS_CHAINS; i++) {
        follow(&hasher, q, i, digits[i], at);
        at += MPSEC_SHA256_SIZE;
    }
    put_big(at, MPSEC_LMS_TYPE, 4);
    put_path(secret, q, at + 4);
    hasher_close(&hasher);
    return !hasher.failed;
}
