// SPDX-License-Identifier: MIT
#include "mpsec/image.h"

#include "mpsec/der.h"
#include "mpsec/lms.h"
#include "mpsec/number.h"

enum {
    FLAGS_KNOWN = MPSEC_FLAG_AES128 | MPSEC_FLAG_AES256 | MPSEC_FLAG_NON_BOOTABLE,
    FLAGS_ENCRYPTED = MPSEC_FLAG_AES128 | MPSEC_FLAG_AES256,
    AES_BLOCK = 16,
    VENDOR_LOW = 0xa0, // vendor records: low byte 0xa0 to 0xfe (§4)
    VENDOR_HIGH = 0xfe,
};

struct header {
    struct mpsec_span bytes;
    uint16_t protected_size;
    uint32_t payload_size;
    uint32_t flags;
    struct mpsec_version version;
};

struct record {
    uint16_t type;
    struct mpsec_span value;
};

// The fields in the order of §2; the first field that is wrong names the error.
static enum mpsec_err read_header(struct mpsec_reader *reader, struct header *out)
{
    struct header header = {.bytes = mpsec_read_span(reader, MPSEC_HEADER_SIZE)};
    if (reader->failed) {
        return MPSEC_ERR_TRUNCATED;
    }
    const uint8_t *at = header.bytes.data;
    header.protected_size = mpsec_get_u16(at + 10);
    header.payload_size = mpsec_get_u32(at + 12);
    header.flags = mpsec_get_u32(at + 16);
    header.version.major = at[20];
    header.version.minor = at[21];
    header.version.revision = mpsec_get_u16(at + 22);
    header.version.build = mpsec_get_u32(at + 24);

    if (mpsec_get_u32(at) != MPSEC_IMAGE_MAGIC) {
        return MPSEC_ERR_MAGIC;
    }
    if (mpsec_get_u32(at + 4) != 0) {
        return MPSEC_ERR_LOAD_ADDRESS;
    }
    if (mpsec_get_u16(at + 8) != MPSEC_HEADER_SIZE) {
        return MPSEC_ERR_HEADER_SIZE;
    }
    if ((header.flags & ~(uint32_t)FLAGS_KNOWN) != 0 ||
        (header.flags & FLAGS_ENCRYPTED) == FLAGS_ENCRYPTED) {
        return MPSEC_ERR_FLAGS;
    }
    if (mpsec_get_u32(at + 28) != 0) {
        return MPSEC_ERR_RESERVED;
    }
    if (header.payload_size == 0) {
        return MPSEC_ERR_EMPTY;
    }
    if ((header.flags & FLAGS_ENCRYPTED) != 0 && header.payload_size % AES_BLOCK != 0) {
        return MPSEC_ERR_PADDING;
    }
    *out = header;
    return MPSEC_OK;
}

// Opens an area whose total size, its own header included, is already known (§3).
static enum mpsec_err open_area(struct mpsec_span area, uint16_t magic, struct mpsec_reader *out)
{
    struct mpsec_reader r = mpsec_reader_of(area);
    const uint16_t found = mpsec_read_u16(&r);
    const uint16_t size = mpsec_read_u16(&r);
    if (r.failed) {
        return MPSEC_ERR_AREA_SIZE;
    }
    if (found != magic) {
        return MPSEC_ERR_AREA_MAGIC;
    }
    if (size != area.size) {
        return MPSEC_ERR_AREA_SIZE;
    }
    *out = r;
    return MPSEC_OK;
}

static struct record read_record(struct mpsec_reader *reader)
{
    struct record record;
    record.type = mpsec_read_u16(reader);
    const uint16_t size = mpsec_read_u16(reader);
    record.value = mpsec_read_span(reader, size);
    return record;
}

static bool is_vendor(uint16_t type)
{
    const unsigned low = type & 0xffU;
    return low >= VENDOR_LOW && low <= VENDOR_HIGH;
}

static enum mpsec_err keep(struct mpsec_span value, size_t size, struct mpsec_span *out)
{
    if (value.size != size) {
        return MPSEC_ERR_RECORD_SIZE;
    }
    *out = value;
    return MPSEC_OK;
}

// One record of the protected area. Vendor records that are not ours are skipped (§4).
static enum mpsec_err take_protected(struct record record, struct mpsec_span *counter,
                                     struct mpsec_image *image)
{
    switch (record.type) {
    case MPSEC_RECORD_SECURITY_COUNTER:
        return keep(record.value, sizeof(uint32_t), counter);
    case MPSEC_RECORD_VENDOR_ID:
        return keep(record.value, MPSEC_CLASS_ID_SIZE, &image->vendor_id);
    case MPSEC_RECORD_CLASS_ID:
        return keep(record.value, MPSEC_CLASS_ID_SIZE, &image->class_id);
    case MPSEC_RECORD_PAYLOAD_KIND:
        return keep(record.value, MPSEC_PAYLOAD_KIND_SIZE, &image->payload_kind);
    case MPSEC_RECORD_CIPHERTEXT_DIGEST:
        return keep(record.value, MPSEC_DIGEST_SIZE, &image->ciphertext_digest);
    default:
        return is_vendor(record.type) ? MPSEC_OK : MPSEC_ERR_RECORD_TYPE;
    }
}

static enum mpsec_err parse_protected(struct mpsec_image *image)
{
    struct mpsec_reader r;
    enum mpsec_err err = open_area(image->protected, MPSEC_PROTECTED_AREA_MAGIC, &r);
    struct mpsec_span counter = {0};
    uint32_t least = 0; // types must rise strictly: each once, in one order

    while (err == MPSEC_OK && r.rest.size > 0) {
        const struct record record = read_record(&r);
        if (r.failed) {
            return MPSEC_ERR_TRUNCATED;
        }
        if (record.type < least) {
            return MPSEC_ERR_RECORD_ORDER;
        }
        least = record.type + 1U;
        err = take_protected(record, &counter, image);
    }
    if (err != MPSEC_OK) {
        return err;
    }
    if (counter.size == 0) {
        return MPSEC_ERR_MISSING;
    }
    image->security_counter = mpsec_get_u32(counter.data);
    return MPSEC_OK;
}

static bool names_key(uint16_t type)
{
    return type == MPSEC_RECORD_KEY_ID || type == MPSEC_RECORD_PUBLIC_KEY;
}

static enum mpsec_err take_signature(struct mpsec_span value, struct mpsec_span *out)
{
    struct mpsec_der_signature form;
    const enum mpsec_err err = mpsec_der_signature_parse(value, &form);
    if (err == MPSEC_OK) {
        *out = value;
    }
    return err;
}

// A signer's second signature, where the next record is one (§5).
static enum mpsec_err parse_lms(struct mpsec_reader *reader, struct mpsec_span *out)
{
    struct mpsec_reader peek = *reader;
    if (mpsec_read_u16(&peek) != MPSEC_RECORD_LMS) {
        return MPSEC_OK;
    }
    const struct record record = read_record(reader);
    if (reader->failed) {
        return MPSEC_ERR_TRUNCATED;
    }
    struct mpsec_lms_signature form;
    const enum mpsec_err err = keep(record.value, MPSEC_LMS_SIGNATURE_SIZE, out);
    return err == MPSEC_OK ? mpsec_lms_signature_parse(record.value, &form) : err;
}

// `key` was read already; its signature must follow at once (§5).
static enum mpsec_err parse_signer(struct mpsec_reader *reader, struct record key,
                                   struct mpsec_signer *out)
{
    *out = (struct mpsec_signer){.key_id = {0}};
    enum mpsec_err err = key.type == MPSEC_RECORD_KEY_ID
                             ? keep(key.value, MPSEC_KEY_ID_SIZE, &out->key_id)
                             : keep(key.value, MPSEC_SPKI_SIZE, &out->public_key);
    if (err != MPSEC_OK) {
        return err;
    }
    const struct record signature = read_record(reader);
    if (reader->failed) {
        return MPSEC_ERR_TRUNCATED;
    }
    if (signature.type != MPSEC_RECORD_ECDSA) {
        return MPSEC_ERR_RECORD_ORDER;
    }
    err = take_signature(signature.value, &out->signature);
    return err == MPSEC_OK ? parse_lms(reader, &out->lms) : err;
}

// What follows the signers: the encryption record where the flags ask for it, else nothing.
static enum mpsec_err parse_encryption(struct record last, struct mpsec_image *image)
{
    if (last.type != MPSEC_RECORD_ENCRYPTION) {
        const bool known = names_key(last.type) || last.type == MPSEC_RECORD_SHA256 ||
                           last.type == MPSEC_RECORD_ECDSA || last.type == MPSEC_RECORD_LMS ||
                           last.type == MPSEC_RECORD_CIPHERTEXT_SIGNATURE;
        return known ? MPSEC_ERR_RECORD_ORDER : MPSEC_ERR_RECORD_TYPE;
    }
    if ((image->flags & FLAGS_ENCRYPTED) == 0) {
        return MPSEC_ERR_ENCRYPTION;
    }
    const bool wide = (image->flags & MPSEC_FLAG_AES256) != 0;
    return keep(last.value, wide ? MPSEC_ENCRYPTION_256_SIZE : MPSEC_ENCRYPTION_128_SIZE,
                &image->encryption);
}

// Behind the encryption record: nothing, or one signature of the ciphertext for each signer.
static enum mpsec_err parse_ciphertext_signatures(struct mpsec_reader *reader,
                                                  struct mpsec_image *image)
{
    size_t count = 0;
    while (reader->rest.size > 0) {
        const struct record record = read_record(reader);
        if (reader->failed) {
            return MPSEC_ERR_TRUNCATED;
        }
        if (record.type != MPSEC_RECORD_CIPHERTEXT_SIGNATURE || count >= image->signer_count) {
            return MPSEC_ERR_RECORD_ORDER;
        }
        const enum mpsec_err err =
            take_signature(record.value, &image->signers[count].ciphertext_signature);
        if (err != MPSEC_OK) {
            return err;
        }
        count++;
    }
    return count == 0 || count == image->signer_count ? MPSEC_OK : MPSEC_ERR_MISSING;
}

static enum mpsec_err parse_digest(struct mpsec_reader *reader, struct mpsec_image *image)
{
    const struct record record = read_record(reader);
    if (reader->failed) {
        return MPSEC_ERR_TRUNCATED;
    }
    if (record.type != MPSEC_RECORD_SHA256) {
        return MPSEC_ERR_RECORD_ORDER;
    }
    return keep(record.value, MPSEC_DIGEST_SIZE, &image->digest);
}

static enum mpsec_err parse_unprotected(struct mpsec_span area, struct mpsec_image *image)
{
    struct mpsec_reader r;
    enum mpsec_err err = open_area(area, MPSEC_AREA_MAGIC, &r);
    if (err != MPSEC_OK) {
        return err;
    }
    if (r.rest.size == 0) {
        return MPSEC_ERR_MISSING;
    }
    err = parse_digest(&r, image);
    while (err == MPSEC_OK && r.rest.size > 0 && image->encryption.size == 0) {
        const struct record record = read_record(&r);
        if (r.failed) {
            return MPSEC_ERR_TRUNCATED;
        }
        if (names_key(record.type) && image->signer_count < MPSEC_SIGNERS_MAX) {
            image->signer_count++;
            err = parse_signer(&r, record, &image->signers[image->signer_count - 1U]);
        } else {
            err = parse_encryption(record, image);
        }
    }
    if (err != MPSEC_OK) {
        return err;
    }
    if (image->signer_count == 0) {
        return MPSEC_ERR_MISSING;
    }
    const bool encrypted = (image->flags & FLAGS_ENCRYPTED) != 0;
    if (encrypted != (image->encryption.size > 0)) {
        return MPSEC_ERR_ENCRYPTION;
    }
    return parse_ciphertext_signatures(&r, image);
}

// The unprotected area says its own size; exactly that many bytes must be left (§3).
static enum mpsec_err take_last_area(struct mpsec_reader *reader, struct mpsec_span *area)
{
    struct mpsec_reader peek = *reader;
    (void)mpsec_read_u16(&peek);
    const uint16_t size = mpsec_read_u16(&peek);
    if (peek.failed || size < MPSEC_AREA_HEADER_SIZE) {
        return peek.failed ? MPSEC_ERR_TRUNCATED : MPSEC_ERR_AREA_SIZE;
    }
    *area = mpsec_read_span(reader, size);
    if (reader->failed) {
        return MPSEC_ERR_TRUNCATED;
    }
    return reader->rest.size == 0 ? MPSEC_OK : MPSEC_ERR_TRAILING;
}

// Both areas, to the last byte; the header and the payload are in `image` already.
static enum mpsec_err parse_areas(struct mpsec_reader *reader, uint16_t protected_size,
                                  struct mpsec_image *image)
{
    image->protected = mpsec_read_span(reader, protected_size);
    if (reader->failed) {
        return MPSEC_ERR_TRUNCATED;
    }
    struct mpsec_span last_area;
    enum mpsec_err err = take_last_area(reader, &last_area);
    if (err == MPSEC_OK) {
        err = parse_protected(image);
    }
    if (err == MPSEC_OK) {
        err = parse_unprotected(last_area, image);
    }
    return err;
}

// The image, of which `whole` has the payload and a head has not.
static enum mpsec_err parse(struct mpsec_span bytes, bool whole, struct mpsec_image *out,
                            uint32_t *payload_size)
{
    struct mpsec_reader r = mpsec_reader_of(bytes);
    struct header header;
    enum mpsec_err err = read_header(&r, &header);
    if (err != MPSEC_OK) {
        return err;
    }

    struct mpsec_image image = {.flags = header.flags, .version = header.version};
    image.header = header.bytes;
    if (whole) {
        image.payload = mpsec_read_span(&r, header.payload_size);
    }
    err = parse_areas(&r, header.protected_size, &image);
    if (err != MPSEC_OK) {
        return err;
    }
    if (whole) {
        const size_t size = image.header.size + image.payload.size + image.protected.size;
        image.hashed = (struct mpsec_span){bytes.data, size};
    }
    *out = image;
    *payload_size = header.payload_size;
    return err;
}

enum mpsec_err mpsec_image_parse(struct mpsec_span bytes, struct mpsec_image *out)
{
    uint32_t payload_size;
    return parse(bytes, true, out, &payload_size);
}

enum mpsec_err mpsec_image_parse_head(struct mpsec_span head, struct mpsec_image *out,
                                      uint32_t *payload_size)
{
    return parse(head, false, out, payload_size);
}
