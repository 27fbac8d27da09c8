// SPDX-License-Identifier: MIT
// What is accepted keeps the promises of mpsec/image.h: parts adjacent, sizes as documented.
#include "mpsec/image.h"
#include "mpsec/lms.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(bool condition)
{
    if (!condition) {
        abort();
    }
}

// The head of an image that parses does too, and says the same.
static void demand_same_head(const struct mpsec_image *image, const uint8_t *data, size_t size)
{
    uint8_t *head = malloc(size);
    struct mpsec_image of_head;
    uint32_t payload_size = 0;
    const size_t behind = MPSEC_HEADER_SIZE + image->payload.size;
    demand(head != NULL);
    memcpy(head, data, MPSEC_HEADER_SIZE);
    memcpy(head + MPSEC_HEADER_SIZE, data + behind, size - behind);
    demand(mpsec_image_parse_head((struct mpsec_span){head, size - image->payload.size}, &of_head,
                                  &payload_size) == MPSEC_OK);
    demand(payload_size == image->payload.size && of_head.payload.size == 0);
    demand(of_head.security_counter == image->security_counter);
    demand(of_head.signer_count == image->signer_count);
    demand(mpsec_span_equal(of_head.digest, image->digest));
    free(head);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct mpsec_image image;
    uint32_t payload_size = 0;
    (void)(mpsec_image_parse_head((struct mpsec_span){data, size}, &image, &payload_size) ==
           MPSEC_OK); // only that it stays inside
    if (mpsec_image_parse((struct mpsec_span){data, size}, &image) != MPSEC_OK) {
        return 0;
    }
    demand_same_head(&image, data, size);
    demand(image.header.data == data && image.header.size == MPSEC_HEADER_SIZE);
    demand(image.payload.data == data + MPSEC_HEADER_SIZE && image.payload.size > 0);
    demand(image.protected.data == image.payload.data + image.payload.size);
    demand(image.hashed.data == data &&
           image.hashed.size == MPSEC_HEADER_SIZE + image.payload.size + image.protected.size);
    demand(image.digest.size == MPSEC_DIGEST_SIZE);
    demand(image.signer_count >= 1 && image.signer_count <= MPSEC_SIGNERS_MAX);
    const bool encrypted = (image.flags & (MPSEC_FLAG_AES128 | MPSEC_FLAG_AES256)) != 0;
    demand(encrypted == (image.encryption.size > 0));
    const bool sealed = image.signers[0].ciphertext_signature.size > 0;
    demand(encrypted || !sealed);
    for (size_t i = 0; i < image.signer_count; i++) {
        demand((image.signers[i].key_id.size > 0) != (image.signers[i].public_key.size > 0));
        const size_t lms = image.signers[i].lms.size;
        demand(lms == 0 || lms == MPSEC_LMS_SIGNATURE_SIZE);
        demand((image.signers[i].ciphertext_signature.size > 0) == sealed);
    }
    const struct mpsec_span whole = mpsec_span_first((struct mpsec_span){data, size}, size);
    demand(image.digest.data > data && image.digest.data + image.digest.size < data + whole.size);
    return 0;
}
