// signed_image.h - makes signed application images for the tests of the guard, with OpenSSL.
#ifndef SIGNED_IMAGE_H
#define SIGNED_IMAGE_H

#include "mpsec/image_verify.h"

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <string.h>

enum { SIGNED_IMAGE_MAX = 4096 };

struct signed_image {
    uint8_t bytes[SIGNED_IMAGE_MAX];
    size_t size;
};

// What an image is to say of itself.
struct image_wish {
    const char *payload;
    uint32_t counter;
    const uint8_t *class_id; // 16 bytes, or NULL: none
    EVP_PKEY *key;
    const struct mpsec_key *known; // its id goes into the image
};

static inline void image_put(struct signed_image *image, const void *bytes, size_t size)
{
    memcpy(image->bytes + image->size, bytes, size);
    image->size += size;
}

static inline void image_put_u16(struct signed_image *image, unsigned value)
{
    image_put(image, (const uint8_t[]){(uint8_t)value, (uint8_t)(value >> 8)}, 2);
}

static inline void image_put_u32(struct signed_image *image, uint32_t value)
{
    image_put_u16(image, value & 0xffffU);
    image_put_u16(image, value >> 16);
}

static inline void image_put_record(struct signed_image *image, unsigned type, const void *bytes,
                                    size_t size)
{
    image_put_u16(image, type);
    image_put_u16(image, (unsigned)size);
    image_put(image, bytes, size);
}

// A new key, with release as its role; the caller frees it.
static inline EVP_PKEY *make_key(struct mpsec_key *known)
{
    EVP_PKEY *key = EVP_EC_gen("P-256");
    unsigned char *spki = NULL;
    (void)i2d_PUBKEY(key, &spki);
    *known = (struct mpsec_key){.roles = MPSEC_ROLE_RELEASE};
    const struct mpsec_span whole = {spki, MPSEC_SPKI_SIZE};
    mpsec_sha256(&whole, 1, known->id);
    memcpy(known->point, spki + MPSEC_SPKI_SIZE - MPSEC_P256_POINT_SIZE, sizeof known->point);
    OPENSSL_free(spki);
    return key;
}

static inline size_t sign_digest(EVP_PKEY *key, const uint8_t *digest, uint8_t *out, size_t room)
{
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new(key, NULL);
    size_t size = room;
    (void)EVP_PKEY_sign_init(context);
    if (EVP_PKEY_sign(context, out, &size, digest, MPSEC_SHA256_SIZE) != 1) {
        size = 0;
    }
    EVP_PKEY_CTX_free(context);
    return size;
}

static inline void make_image(const struct image_wish *wish, struct signed_image *image)
{
    const size_t class_size = wish->class_id == NULL ? 0 : 4U + MPSEC_CLASS_ID_SIZE;
    const size_t protected_size = 4U + 8U + class_size;
    const size_t payload_size = strlen(wish->payload);

    image->size = 0;
    image_put_u32(image, MPSEC_IMAGE_MAGIC);
    image_put_u32(image, 0);
    image_put_u16(image, MPSEC_HEADER_SIZE);
    image_put_u16(image, (unsigned)protected_size);
    image_put_u32(image, (uint32_t)payload_size);
    image_put_u32(image, MPSEC_FLAG_NON_BOOTABLE);
    image_put_u32(image, 1); // version 1.0.0+0
    image_put_u32(image, 0);
    image_put_u32(image, 0);
    image_put(image, wish->payload, payload_size);
    image_put_u16(image, MPSEC_PROTECTED_AREA_MAGIC);
    image_put_u16(image, (unsigned)protected_size);
    image_put_u16(image, MPSEC_RECORD_SECURITY_COUNTER);
    image_put_u16(image, 4);
    image_put_u32(image, wish->counter);
    if (wish->class_id != NULL) {
        image_put_record(image, MPSEC_RECORD_CLASS_ID, wish->class_id, MPSEC_CLASS_ID_SIZE);
    }

    uint8_t digest[MPSEC_SHA256_SIZE];
    uint8_t signature[80];
    mpsec_sha256(&(struct mpsec_span){image->bytes, image->size}, 1, digest);
    const size_t signature_size = sign_digest(wish->key, digest, signature, sizeof signature);
    image_put_u16(image, MPSEC_AREA_MAGIC);
    image_put_u16(image, (unsigned)(4U + 36U + 36U + 4U + signature_size));
    image_put_record(image, MPSEC_RECORD_SHA256, digest, sizeof digest);
    image_put_record(image, MPSEC_RECORD_KEY_ID, wish->known->id, MPSEC_KEY_ID_SIZE);
    image_put_record(image, MPSEC_RECORD_ECDSA, signature, signature_size);
}

#endif
