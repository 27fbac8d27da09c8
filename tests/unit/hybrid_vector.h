// SPDX-License-Identifier: MIT
// hybrid_vector.h - reads tests/vectors/hybrid: images, their keys and their verdicts.
#ifndef HYBRID_VECTOR_H
#define HYBRID_VECTOR_H

#include "mpsec/image_verify.h"
#include "mpsec/lms.h"

#include <stdio.h>
#include <string.h>

enum { HYBRID_MAX = 4096, HYBRID_NAME = 64 };

struct hybrid_vector {
    char with[HYBRID_NAME]; // the verdict where the key asks for LMS
    char without[HYBRID_NAME];
    uint8_t bytes[HYBRID_MAX];
    size_t size;
};

static inline size_t hybrid_load(const char *name, struct hybrid_vector *vector)
{
    char path[512];
    snprintf(path, sizeof path, "%s/hybrid/%s", VECTORS, name);
    FILE *file = fopen(path, "r");
    char line[256];
    *vector = (struct hybrid_vector){.size = 0};
    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        if (line[0] == '#') {
            (void)sscanf(line, "# with: %63s", vector->with);
            (void)sscanf(line, "# without: %63s", vector->without);
            continue;
        }
        const char *at = line;
        for (unsigned value; sscanf(at, "%2x", &value) == 1 && at[1] != '\0'; at += 2) {
            vector->bytes[vector->size++] = (uint8_t)value;
        }
    }
    if (file != NULL) {
        fclose(file);
    }
    return vector->size;
}

// The key of all images; its LMS half is kept in `lms`, and is asked for.
static inline struct mpsec_key hybrid_key(uint8_t lms[MPSEC_LMS_PUBLIC_SIZE])
{
    struct hybrid_vector file;
    struct mpsec_key key = {.roles = MPSEC_ROLE_RELEASE, .lms = lms};
    (void)hybrid_load("key.pub", &file);
    const struct mpsec_span spki = {file.bytes, MPSEC_SPKI_SIZE};
    mpsec_sha256(&spki, 1, key.id);
    memcpy(key.point, file.bytes + MPSEC_SPKI_SIZE - MPSEC_P256_POINT_SIZE, sizeof key.point);
    (void)hybrid_load("lms.pub", &file);
    memcpy(lms, file.bytes, MPSEC_LMS_PUBLIC_SIZE);
    return key;
}

// Of an encrypted image as it is stored.
static inline enum mpsec_verdict hybrid_judge(const struct hybrid_vector *vector,
                                              const struct mpsec_key *key)
{
    struct mpsec_image image;
    const struct mpsec_policy policy = {
        .keys = key, .key_count = 1, .roles = MPSEC_ROLE_RELEASE, .signers = 1};
    if (mpsec_image_parse((struct mpsec_span){vector->bytes, vector->size}, &image) != MPSEC_OK) {
        return MPSEC_VERDICT_DENY_POLICY;
    }
    return image.encryption.size > 0 ? mpsec_image_authenticate(&image, &policy)
                                     : mpsec_image_verify(&image, image.payload, &policy);
}

#endif
