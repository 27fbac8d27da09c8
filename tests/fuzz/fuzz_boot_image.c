// SPDX-License-Identifier: MIT
// Whatever lies in a firmware, signing it for the boot ROM reads and writes inside it, and what
// comes out is the input, filled up, with one block more.
#include "image/boot_image.h"

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(bool condition)
{
    if (!condition) {
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct boot_key key;
    if (key.pair == NULL) {
        key.pair = EVP_EC_gen("secp256k1");
        demand(key.pair != NULL);
    }
    AUTO_ARENA arena = arena_new();
    struct diag diag;
    diag_init(&diag, arena);
    const struct mpsec_span firmware = {data, size};
    struct mpsec_span out = {0};
    if (boot_image_sign(arena, &diag, firmware, 0x10000000, &key, &out)) {
        demand(out.size > size && out.size % 4 == 0 && out.size <= size + 512);
    }
    return 0;
}
