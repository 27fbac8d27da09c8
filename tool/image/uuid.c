// SPDX-License-Identifier: MIT
#include "image/uuid.h"

#include <ctype.h>
#include <openssl/evp.h>
#include <stddef.h>
#include <string.h>

enum { TEXT_SIZE = 36, NAME_MAX_SIZE = 1024, SHA1_SIZE = 20 };

static const struct uuid dns_namespace = {
    .given = true,
    .bytes = {0x6b, 0xa7, 0xb8, 0x10, 0x9d, 0xad, 0x11, 0xd1, 0x80, 0xb4, 0x00, 0xc0, 0x4f, 0xd4,
              0x30, 0xc8},
};

static bool is_dash_place(size_t at)
{
    return at == 8 || at == 13 || at == 18 || at == 23;
}

static unsigned nibble(char digit)
{
    const int letter = tolower((unsigned char)digit);
    return (unsigned)(letter <= '9' ? letter - '0' : letter - 'a' + 10);
}

bool uuid_parse(const char *text, struct uuid *out)
{
    struct uuid uuid = {.given = true};
    size_t digits = 0;
    if (strlen(text) != TEXT_SIZE) {
        return false;
    }
    for (size_t i = 0; i < TEXT_SIZE; i++) {
        if (is_dash_place(i)) {
            if (text[i] != '-') {
                return false;
            }
            continue;
        }
        if (isxdigit((unsigned char)text[i]) == 0) {
            return false;
        }
        uuid.bytes[digits / 2] = (uint8_t)(uuid.bytes[digits / 2] * 16U + nibble(text[i]));
        digits++;
    }
    *out = uuid;
    return true;
}

void uuid_of_name(const struct uuid *space, const char *name, struct uuid *out)
{
    uint8_t message[UUID_SIZE + NAME_MAX_SIZE];
    uint8_t digest[SHA1_SIZE];
    const size_t size = strnlen(name, NAME_MAX_SIZE);
    memcpy(message, space->bytes, UUID_SIZE);
    memcpy(message + UUID_SIZE, name, size);
    (void)EVP_Digest(message, UUID_SIZE + size, digest, NULL, EVP_sha1(), NULL);
    out->given = true;
    memcpy(out->bytes, digest, UUID_SIZE);
    out->bytes[6] = (uint8_t)((out->bytes[6] & 0x0fU) | 0x50U);
    out->bytes[8] = (uint8_t)((out->bytes[8] & 0x3fU) | 0x80U);
}

static bool is_name(const char *text)
{
    const size_t size = strnlen(text, NAME_MAX_SIZE + 1);
    return size > 0 && size <= NAME_MAX_SIZE;
}

bool image_ids_parse(struct diag *diag, const char *vendor, const char *class,
                     struct image_ids *out)
{
    *out = (struct image_ids){0};
    if ((vendor != NULL && !is_name(vendor)) || (class != NULL && !is_name(class))) {
        diag_input(diag, NO_PLACE, "give a UUID, or a name of up to 1024 bytes",
                   "a vendor or class id is empty or too long");
        return false;
    }
    if (vendor != NULL && !uuid_parse(vendor, &out->vendor)) {
        uuid_of_name(&dns_namespace, vendor, &out->vendor);
    }
    if (class == NULL || uuid_parse(class, &out->class)) {
        return true;
    }
    if (!out->vendor.given) {
        diag_input(diag, NO_PLACE, "add --vendor-id, or give the class as a UUID",
                   "the class '%s' is a name, and names of classes belong to a vendor", class);
        return false;
    }
    uuid_of_name(&out->vendor, class, &out->class);
    return true;
}
