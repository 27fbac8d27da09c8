// SPDX-License-Identifier: MIT
#include "mpsec/seal.h"

#include "mpsec/number.h"

enum {
    FORMAT = 1,
    MAGIC_SIZE = 4,
    LABEL_SIZE = 16,
    BYTE_BITS = 8,
    FORMAT_AT = 4, // in the head
    NAME_SIZE_AT = 6,
    VALUE_SIZE_AT = 8,
};

static const uint8_t magic[MAGIC_SIZE] = {'m', 'p', 's', 'S'};
static const uint8_t salt[] = {'m', 'p', 's', 'e', 'c', '-', '1'};

void mpsec_derive(struct mpsec_span chip_key, const struct mpsec_span *parts, size_t count,
                  uint8_t out[MPSEC_SEAL_KEY_SIZE])
{
    static const uint8_t last = 1; // of one block
    struct mpsec_hmac_state state;
    uint8_t extracted[MPSEC_SHA256_SIZE];
    mpsec_hmac_sha256((struct mpsec_span){salt, sizeof salt}, &chip_key, 1, extracted);
    mpsec_hmac_start(&state, (struct mpsec_span){extracted, sizeof extracted});
    for (size_t i = 0; i < count; i++) {
        mpsec_hmac_add(&state, parts[i]);
    }
    mpsec_hmac_add(&state, (struct mpsec_span){&last, sizeof last});
    mpsec_hmac_finish(&state, out);
    mpsec_wipe(extracted, sizeof extracted);
}

// The key of one purpose, 'e' (encryption) or 't' (tag) (§1).
static void key_for(const struct mpsec_seal_binding *binding, uint8_t purpose,
                    uint8_t out[MPSEC_SEAL_KEY_SIZE])
{
    static const uint8_t label[LABEL_SIZE - 1] = "mpsec-secret-1-";
    const struct mpsec_span parts[] = {
        {label, sizeof label}, {&purpose, sizeof purpose}, binding->signer,
        binding->class_id,     {&binding->life, 1},
    };
    mpsec_derive(binding->chip_key, parts, sizeof parts / sizeof *parts, out);
}

static void make_tag(const struct mpsec_seal_binding *binding, struct mpsec_span tagged,
                     uint8_t out[MPSEC_SHA256_SIZE])
{
    uint8_t key[MPSEC_SEAL_KEY_SIZE];
    key_for(binding, 't', key);
    mpsec_hmac_sha256((struct mpsec_span){key, sizeof key}, &tagged, 1, out);
    mpsec_wipe(key, sizeof key);
}

// Adds the key stream (§3): block i is HMAC(key, nonce || i). Both directions are the same.
static void crypt(const struct mpsec_seal_binding *binding, struct mpsec_span nonce,
                  struct mpsec_span in, uint8_t *out)
{
    uint8_t key[MPSEC_SEAL_KEY_SIZE], block[MPSEC_SHA256_SIZE];
    key_for(binding, 'e', key);
    for (size_t i = 0; i < in.size; i++) {
        const size_t at = i % MPSEC_SHA256_SIZE;
        if (at == 0) {
            const uint8_t number = (uint8_t)(i / MPSEC_SHA256_SIZE);
            const struct mpsec_span parts[] = {nonce, {&number, sizeof number}};
            mpsec_hmac_sha256((struct mpsec_span){key, sizeof key}, parts, 2, block);
        }
        out[i] = in.data[i] ^ block[at];
    }
    mpsec_wipe(key, sizeof key);
    mpsec_wipe(block, sizeof block);
}

bool mpsec_sealed_read(struct mpsec_reader *reader, struct mpsec_sealed *out)
{
    const struct mpsec_span all = reader->rest;
    struct mpsec_reader r = *reader;
    const struct mpsec_span head = mpsec_read_span(&r, MPSEC_SEAL_HEAD_SIZE);
    if (r.failed) {
        return false;
    }
    // The byte behind the format says the life, for a person: keys and tag are bound to it (§1).
    // Both sizes are read with the zeros behind them, which then cannot be anything else.
    const size_t name_size = mpsec_get_u16(head.data + NAME_SIZE_AT);
    const size_t value_size = mpsec_get_u32(head.data + VALUE_SIZE_AT);
    struct mpsec_sealed sealed;
    if (mpsec_get_u32(head.data) != mpsec_get_u32(magic) || head.data[FORMAT_AT] != FORMAT ||
        name_size == 0 || name_size > MPSEC_SEAL_NAME_MAX || value_size == 0 ||
        value_size > MPSEC_SEAL_VALUE_MAX) {
        return false;
    }
    sealed.nonce = mpsec_read_span(&r, MPSEC_SEAL_NONCE_SIZE);
    sealed.name = mpsec_read_span(&r, name_size);
    sealed.value = mpsec_read_span(&r, value_size);
    const size_t tagged = MPSEC_SEAL_HEAD_SIZE + MPSEC_SEAL_NONCE_SIZE + name_size + value_size;
    sealed.tag = mpsec_read_span(&r, MPSEC_SHA256_SIZE);
    if (r.failed) {
        return false;
    }
    sealed.tagged = (struct mpsec_span){all.data, tagged};
    *out = sealed;
    *reader = r;
    return true;
}

bool mpsec_sealed_open(const struct mpsec_sealed *sealed, const struct mpsec_seal_binding *binding,
                       uint8_t *out)
{
    uint8_t tag[MPSEC_SHA256_SIZE];
    make_tag(binding, sealed->tagged, tag);
    const bool same = mpsec_bytes_equal_ct(tag, sealed->tag.data, sizeof tag);
    mpsec_wipe(tag, sizeof tag); // the right tag of a forged record is not to be found
    if (same) {
        crypt(binding, sealed->nonce, sealed->value, out);
    }
    return same;
}

static size_t put(uint8_t *out, size_t at, struct mpsec_span bytes)
{
    for (size_t i = 0; i < bytes.size; i++) {
        out[at + i] = bytes.data[i];
    }
    return at + bytes.size;
}

size_t mpsec_seal(const struct mpsec_seal_binding *binding, struct mpsec_span name,
                  struct mpsec_span value, const uint8_t nonce[MPSEC_SEAL_NONCE_SIZE], uint8_t *out)
{
    if (name.size == 0 || name.size > MPSEC_SEAL_NAME_MAX || value.size == 0 ||
        value.size > MPSEC_SEAL_VALUE_MAX) {
        return 0;
    }
    const struct mpsec_span once = {nonce, MPSEC_SEAL_NONCE_SIZE};
    const uint8_t head[MPSEC_SEAL_HEAD_SIZE - MAGIC_SIZE] = {
        FORMAT,
        binding->life,
        (uint8_t)name.size,
        0,
        (uint8_t)(value.size & UINT8_MAX),
        (uint8_t)(value.size >> BYTE_BITS),
    };
    size_t size = put(out, 0, (struct mpsec_span){magic, sizeof magic});
    size = put(out, size, (struct mpsec_span){head, sizeof head});
    size = put(out, size, once);
    size = put(out, size, name);
    crypt(binding, once, value, out + size);
    size += value.size;
    make_tag(binding, (struct mpsec_span){out, size}, out + size);
    return size + MPSEC_SHA256_SIZE;
}
