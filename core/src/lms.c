// SPDX-License-Identifier: MIT
#include "mpsec/lms.h"

enum {
    ID_AT = 8,       // in the public key, behind the types
    CHAIN_END = 255, // 2^w - 1
    PREFIX_SIZE = MPSEC_LMS_ID_SIZE + 4 + 2,
    LINK_SIZE = PREFIX_SIZE + 1 + MPSEC_SHA256_SIZE, // one link of a chain is one block of SHA-256
    D_PBLC = 0x8080,                                 // §7.1
    D_MESG = 0x8181,
    D_LEAF = 0x8282,
    D_INTR = 0x8383,
};

static struct mpsec_span span_of(const uint8_t *bytes, size_t size)
{
    return (struct mpsec_span){bytes, size};
}

static void put_u16(uint8_t *out, unsigned value)
{
    out[0] = (uint8_t)(value >> 8);
    out[1] = (uint8_t)(value & 0xffU);
}

// Every hash of a tree starts with I, a number and two bytes that say what it is for (§7.1).
static void put_prefix(uint8_t prefix[PREFIX_SIZE], const uint8_t *id, uint32_t number,
                       unsigned kind)
{
    for (size_t i = 0; i < MPSEC_LMS_ID_SIZE; i++) {
        prefix[i] = id[i];
    }
    put_u16(prefix + MPSEC_LMS_ID_SIZE, number >> 16);
    put_u16(prefix + MPSEC_LMS_ID_SIZE + 2, number & 0xffffU);
    put_u16(prefix + MPSEC_LMS_ID_SIZE + 4, kind);
}

// Follows chain `i` of the one-time key from where the signature stands to its end (§4.6). The
// number of steps says nothing that the message does not: it is public.
static void finish_chain(uint8_t link[LINK_SIZE], const uint8_t *start, unsigned i, unsigned from)
{
    uint8_t *value = link + PREFIX_SIZE + 1;
    put_u16(link + MPSEC_LMS_ID_SIZE + 4, i);
    for (size_t k = 0; k < MPSEC_SHA256_SIZE; k++) {
        value[k] = start[k];
    }
    for (unsigned j = from; j < CHAIN_END; j++) {
        const struct mpsec_span part = {link, LINK_SIZE};
        link[PREFIX_SIZE] = (uint8_t)j;
        mpsec_sha256(&part, 1, value);
    }
}

// The digits are the bytes of Q and the checksum that stops a digit from being raised (§4.4).
static void find_digits(const struct mpsec_lms_signature *signature, const uint8_t *id,
                        struct mpsec_span message, uint8_t digits[MPSEC_LMS_CHAINS])
{
    uint8_t prefix[PREFIX_SIZE];
    put_prefix(prefix, id, signature->q, D_MESG);
    const struct mpsec_span parts[] = {span_of(prefix, sizeof prefix), signature->c, message};
    mpsec_sha256(parts, sizeof parts / sizeof parts[0], digits);
    unsigned checksum = 0;
    for (size_t i = 0; i < MPSEC_SHA256_SIZE; i++) {
        checksum += CHAIN_END - digits[i];
    }
    put_u16(digits + MPSEC_SHA256_SIZE, checksum);
}

// The one-time public key that the signature stands for (§4.6): 34 ends of chains, hashed.
static void find_candidate(const struct mpsec_lms_signature *signature, const uint8_t *id,
                           struct mpsec_span message, uint8_t out[MPSEC_SHA256_SIZE])
{
    uint8_t digits[MPSEC_LMS_CHAINS];
    uint8_t link[LINK_SIZE];
    struct mpsec_sha256_state ends;
    find_digits(signature, id, message, digits);
    put_prefix(link, id, signature->q, D_PBLC);
    mpsec_sha256_start(&ends);
    mpsec_sha256_add(&ends, span_of(link, PREFIX_SIZE));
    for (unsigned i = 0; i < MPSEC_LMS_CHAINS; i++) {
        finish_chain(link, signature->chains.data + (size_t)i * MPSEC_SHA256_SIZE, i, digits[i]);
        mpsec_sha256_add(&ends, span_of(link + PREFIX_SIZE + 1, MPSEC_SHA256_SIZE));
    }
    mpsec_sha256_finish(&ends, out);
}

// From the leaf to the root (§5.4.2): an odd node stands on the right of its sibling.
static void climb(const struct mpsec_lms_signature *signature, const uint8_t *id,
                  uint8_t node[MPSEC_SHA256_SIZE])
{
    uint8_t prefix[PREFIX_SIZE];
    const struct mpsec_span here = span_of(node, MPSEC_SHA256_SIZE);
    uint32_t number = (uint32_t)MPSEC_LMS_LEAVES + signature->q;
    put_prefix(prefix, id, number, D_LEAF);
    const struct mpsec_span leaf[] = {span_of(prefix, sizeof prefix), here};
    mpsec_sha256(leaf, sizeof leaf / sizeof leaf[0], node);
    for (size_t i = 0; i < MPSEC_LMS_HEIGHT; i++) {
        const struct mpsec_span sibling =
            span_of(signature->path.data + i * MPSEC_SHA256_SIZE, MPSEC_SHA256_SIZE);
        const bool is_right = (number & 1U) != 0;
        number >>= 1;
        put_prefix(prefix, id, number, D_INTR);
        const struct mpsec_span parts[] = {span_of(prefix, sizeof prefix),
                                           is_right ? sibling : here, is_right ? here : sibling};
        mpsec_sha256(parts, sizeof parts / sizeof parts[0], node);
    }
}

void mpsec_lms_root(const uint8_t public_key[MPSEC_LMS_PUBLIC_SIZE], struct mpsec_span message,
                    struct mpsec_span signature, uint8_t root[MPSEC_SHA256_SIZE])
{
    static const uint8_t types[ID_AT] = {0, 0, 0, MPSEC_LMS_TYPE, 0, 0, 0, MPSEC_LMS_OTS_TYPE};
    struct mpsec_lms_signature parts;
    for (size_t i = 0; i < MPSEC_SHA256_SIZE; i++) {
        root[i] = (uint8_t)(public_key[MPSEC_LMS_ROOT_AT + i] ^ 0xffU);
    }
    if (!mpsec_span_equal(span_of(public_key, ID_AT), span_of(types, ID_AT)) ||
        mpsec_lms_signature_parse(signature, &parts) != MPSEC_OK) {
        return;
    }
    find_candidate(&parts, public_key + ID_AT, message, root);
    climb(&parts, public_key + ID_AT, root);
}
