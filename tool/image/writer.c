// SPDX-License-Identifier: MIT
#include "image/writer.h"

#include "base/buf.h"
#include "image/payload.h"
#include "mpsec/crypto.h"

#include <string.h>

enum {
    AES_BLOCK = 16,
    RECORDS_MAX = 64 * 1024,
    DUMMY_SIGNATURE_SIZE = 8,
};

static void put_number(struct buf *buf, uint64_t value, size_t size)
{
    uint8_t bytes[sizeof value];
    for (size_t i = 0; i < size; i++) {
        bytes[i] = (uint8_t)(value >> (8 * i));
    }
    buf_add(buf, bytes, size);
}

static void put_span(struct buf *buf, struct mpsec_span span)
{
    buf_add(buf, span.data, span.size);
}

static void put_record(struct buf *buf, enum mpsec_record_type type, struct mpsec_span value)
{
    put_number(buf, type, 2);
    put_number(buf, value.size, 2);
    put_span(buf, value);
}

static struct mpsec_span span_of(const void *bytes, size_t size)
{
    return (struct mpsec_span){bytes, size};
}

static struct mpsec_span span_of_buf(const struct buf *buf)
{
    return span_of(buf->data, buf->size);
}

static void put_area(struct buf *buf, uint16_t magic, const struct buf *records)
{
    put_number(buf, magic, 2);
    put_number(buf, MPSEC_AREA_HEADER_SIZE + records->size, 2);
    put_span(buf, span_of_buf(records));
}

static bool put_protected(struct arena *arena, struct diag *diag,
                          const struct draft_request *request, struct buf *area)
{
    struct buf records;
    struct buf counter;
    struct payload_kind kind;
    if (!payload_kind_find(arena, diag, request->payload, &kind)) {
        return false;
    }
    buf_init(&records, arena, RECORDS_MAX);
    buf_init(&counter, arena, sizeof request->counter);
    put_number(&counter, request->counter, sizeof request->counter);
    put_record(&records, MPSEC_RECORD_SECURITY_COUNTER, span_of_buf(&counter));
    if (request->ids.vendor.given) {
        put_record(&records, MPSEC_RECORD_VENDOR_ID, span_of(request->ids.vendor.bytes, UUID_SIZE));
    }
    if (request->ids.class.given) {
        put_record(&records, MPSEC_RECORD_CLASS_ID, span_of(request->ids.class.bytes, UUID_SIZE));
    }
    if (kind.known) {
        put_record(&records, MPSEC_RECORD_PAYLOAD_KIND, span_of(kind.bytes, sizeof kind.bytes));
    }
    put_area(area, MPSEC_PROTECTED_AREA_MAGIC, &records);
    return true;
}

static void put_header(struct buf *buf, const struct draft_request *request, size_t payload_size,
                       size_t protected_size)
{
    put_number(buf, MPSEC_IMAGE_MAGIC, 4);
    put_number(buf, 0, 4); // load address
    put_number(buf, MPSEC_HEADER_SIZE, 2);
    put_number(buf, protected_size, 2);
    put_number(buf, payload_size, 4);
    put_number(buf, MPSEC_FLAG_NON_BOOTABLE | request->encryption, 4);
    put_number(buf, request->version.major, 1);
    put_number(buf, request->version.minor, 1);
    put_number(buf, request->version.revision, 2);
    put_number(buf, request->version.build, 4);
    put_number(buf, 0, 4);
}

bool draft_make(struct arena *arena, struct diag *diag, const struct draft_request *request,
                struct mpsec_span *out)
{
    static const uint8_t zeros[AES_BLOCK] = {0};
    if (request->payload.size == 0 || request->payload.size > IMAGE_PAYLOAD_MAX) {
        diag_input(diag, NO_PLACE, NULL, "a payload has 1 to %d bytes, not %zu", IMAGE_PAYLOAD_MAX,
                   request->payload.size);
        return false;
    }
    struct buf area;
    struct buf whole;
    buf_init(&area, arena, RECORDS_MAX);
    buf_init(&whole, arena, IMAGE_LIMIT);
    if (!put_protected(arena, diag, request, &area)) {
        return false;
    }
    const size_t rest = request->payload.size % AES_BLOCK;
    const size_t gap = request->encryption != 0 && rest != 0 ? AES_BLOCK - rest : 0;
    put_header(&whole, request, request->payload.size + gap, area.size);
    put_span(&whole, request->payload);
    put_span(&whole, span_of(zeros, gap));
    put_span(&whole, span_of_buf(&area));
    *out = span_of_buf(&whole);
    return true;
}

static void put_signer(struct buf *records, const struct mpsec_signer *signer)
{
    if (signer->key_id.size > 0) {
        put_record(records, MPSEC_RECORD_KEY_ID, signer->key_id);
    } else {
        put_record(records, MPSEC_RECORD_PUBLIC_KEY, signer->public_key);
    }
    put_record(records, MPSEC_RECORD_ECDSA, signer->signature);
    if (signer->lms.size > 0) {
        put_record(records, MPSEC_RECORD_LMS, signer->lms);
    }
}

struct mpsec_span image_write(struct arena *arena, const struct mpsec_image *image)
{
    struct buf records;
    struct buf whole;
    buf_init(&records, arena, RECORDS_MAX);
    buf_init(&whole, arena, IMAGE_LIMIT);
    put_record(&records, MPSEC_RECORD_SHA256, image->digest);
    for (size_t i = 0; i < image->signer_count; i++) {
        put_signer(&records, &image->signers[i]);
    }
    if (image->encryption.size > 0) {
        put_record(&records, MPSEC_RECORD_ENCRYPTION, image->encryption);
    }
    for (size_t i = 0; i < image->signer_count; i++) {
        if (image->signers[i].ciphertext_signature.size > 0) {
            put_record(&records, MPSEC_RECORD_CIPHERTEXT_SIGNATURE,
                       image->signers[i].ciphertext_signature);
        }
    }
    put_span(&whole, image->hashed);
    put_area(&whole, MPSEC_AREA_MAGIC, &records);
    return span_of_buf(&whole);
}

// The parser knows whole images only, so the draft is given an end whose form is right: what it
// then refuses is the draft.
enum mpsec_err draft_parse(struct arena *arena, struct mpsec_span bytes, struct mpsec_image *out)
{
    static const uint8_t zeros[MPSEC_ENCRYPTION_256_SIZE] = {0};
    static const uint8_t signature[DUMMY_SIGNATURE_SIZE] = {0x30, 6, 2, 1, 1, 2, 1, 1};
    uint8_t *digest = arena_alloc(arena, MPSEC_DIGEST_SIZE, 1);
    mpsec_sha256(&bytes, 1, digest);
    struct mpsec_image probe = {
        .hashed = bytes,
        .digest = span_of(digest, MPSEC_DIGEST_SIZE),
        .signer_count = 1,
        .signers = {{.key_id = span_of(zeros, MPSEC_KEY_ID_SIZE),
                     .signature = span_of(signature, sizeof signature)}},
    };
    struct mpsec_reader header = mpsec_reader_of(bytes);
    (void)mpsec_read_span(&header, 16);
    const uint32_t flags = mpsec_read_u32(&header);
    if ((flags & (MPSEC_FLAG_AES128 | MPSEC_FLAG_AES256)) != 0) {
        probe.encryption =
            span_of(zeros, (flags & MPSEC_FLAG_AES256) != 0 ? MPSEC_ENCRYPTION_256_SIZE
                                                            : MPSEC_ENCRYPTION_128_SIZE);
    }
    struct mpsec_image image;
    const struct mpsec_span whole = image_write(arena, &probe);
    const enum mpsec_err err = mpsec_image_parse(whole, &image);
    if (err == MPSEC_OK && image.hashed.size == bytes.size) {
        image.digest = probe.digest;
        image.signer_count = 0;
        image.encryption = span_of(NULL, 0);
        *out = image;
        return MPSEC_OK;
    }
    return err == MPSEC_OK ? MPSEC_ERR_TRAILING : err;
}
