// SPDX-License-Identifier: MIT
// The clauses of a contract are no code to clang-format.
// clang-format off
#include "der_contracts.h"
#include "image_contracts.h"

#include "image.c"

// At least its type and its size are read: no loop over records runs for ever.
static struct record read_record(struct mpsec_reader *reader)
ADVANCES(reader)
ENSURES(reader->failed || OLD(reader->rest.size) - reader->rest.size >= 4)
ENSURES(READ_FROM(RESULT.value, reader))
;

static bool is_vendor(uint16_t type)
ASSIGNS()
ENSURES(RESULT == ((type & 0xff) >= 0xa0 && (type & 0xff) != 0xff))
;

static bool names_key(uint16_t type)
ASSIGNS()
ENSURES(RESULT == (type == 1 || type == 2))
;

static enum mpsec_err keep(struct mpsec_span value, size_t size, struct mpsec_span *out)
REQUIRES(READABLE(value) && WRITABLE(out))
ASSIGNS(*out)
ENSURES(RESULT == (value.size == size ? MPSEC_OK : MPSEC_ERR_RECORD_SIZE))
ENSURES(out->size == (RESULT == MPSEC_OK ? size : OLD(out->size)))
ENSURES(RESULT != MPSEC_OK || size == 0 || SAME(out->data, value.data))
ENSURES(RESULT == MPSEC_OK || out->data == OLD(out->data))
;

static enum mpsec_err open_area(struct mpsec_span area, uint16_t magic, struct mpsec_reader *out)
REQUIRES(READABLE(area) && WRITABLE(out))
ASSIGNS(*out)
ENSURES(RESULT != MPSEC_OK || (!out->failed && area.size >= MPSEC_AREA_HEADER_SIZE &&
                               area.size <= 0xffff && out->rest.size == area.size - 4))
ENSURES(RESULT != MPSEC_OK || out->rest.size == 0 || SAME(out->rest.data, area.data + 4))
;

static enum mpsec_err take_last_area(struct mpsec_reader *reader, struct mpsec_span *area)
REQUIRES(READER_OK(reader) && WRITABLE(area))
ASSIGNS(*reader, *area)
ENSURES(RESULT != MPSEC_OK || (!reader->failed && reader->rest.size == 0 &&
                               area->size == OLD(reader->rest.size) && area->size >= 4))
ENSURES(RESULT != MPSEC_OK || SAME(area->data, OLD(reader->rest.data)))
;

// A header is the first 32 bytes of what is read, and nothing more is taken.
static enum mpsec_err read_header(struct mpsec_reader *reader, struct header *out)
REQUIRES(READER_OK(reader) && WRITABLE(out))
ASSIGNS(*reader, *out)
ENSURES(RESULT != MPSEC_OK || (!reader->failed && out->payload_size > 0 &&
                               OLD(reader->rest.size) >= MPSEC_HEADER_SIZE &&
                               out->bytes.size == MPSEC_HEADER_SIZE &&
                               reader->rest.size == OLD(reader->rest.size) - MPSEC_HEADER_SIZE))
ENSURES(RESULT != MPSEC_OK || SAME(out->bytes.data, OLD(reader->rest.data)))
ENSURES(RESULT != MPSEC_OK || reader->rest.size == 0 ||
        SAME(reader->rest.data, OLD(reader->rest.data) + MPSEC_HEADER_SIZE))
;

// A span that is as it was, or the one that was read, of the one size that it may have.
#define KEPT(kept, value, bytes)                                                                   \
    (((kept).size == OLD((kept).size) && (kept).data == OLD((kept).data)) ||                       \
     ((kept).size == (bytes) && (value).size == (bytes) && (kept).data == (value).data))

static enum mpsec_err take_protected(struct record record, struct mpsec_span *counter,
                                     struct mpsec_image *image)
REQUIRES(READABLE(record.value) && WRITABLE(counter) && WRITABLE(image))
ASSIGNS(*counter, image->vendor_id, image->class_id, image->payload_kind, image->ciphertext_digest)
ENSURES(KEPT(*counter, record.value, 4))
ENSURES(KEPT(image->vendor_id, record.value, MPSEC_CLASS_ID_SIZE))
ENSURES(KEPT(image->class_id, record.value, MPSEC_CLASS_ID_SIZE))
ENSURES(KEPT(image->payload_kind, record.value, MPSEC_PAYLOAD_KIND_SIZE))
ENSURES(KEPT(image->ciphertext_digest, record.value, MPSEC_DIGEST_SIZE))
;

static enum mpsec_err parse_protected(struct mpsec_image *image)
REQUIRES(WRITABLE(image) && READABLE(image->protected))
REQUIRES(image->vendor_id.size == 0 && image->class_id.size == 0)
REQUIRES(image->payload_kind.size == 0 && image->ciphertext_digest.size == 0)
ASSIGNS(image->vendor_id, image->class_id, image->payload_kind, image->ciphertext_digest)
ASSIGNS(image->security_counter)
ENSURES(RESULT != MPSEC_OK || image->protected.size >= MPSEC_AREA_HEADER_SIZE)
ENSURES(RESULT != MPSEC_OK ||
        PROTECTED_OK(image, image->protected.data, image->protected.size))
;

static enum mpsec_err take_signature(struct mpsec_span value, struct mpsec_span *out)
REQUIRES(READABLE(value) && WRITABLE(out))
ASSIGNS(*out)
ENSURES(out->size == (RESULT == MPSEC_OK ? value.size : OLD(out->size)))
ENSURES(out->data == (RESULT == MPSEC_OK ? value.data : OLD(out->data)))
;

static enum mpsec_err parse_lms(struct mpsec_reader *reader, struct mpsec_span *out)
REQUIRES(WRITABLE(out) && out->size == 0)
ADVANCES(reader)
ASSIGNS(*out)
ENSURES(RESULT != MPSEC_OK || MAYBE(*out, MPSEC_LMS_SIGNATURE_SIZE, OLD(reader->rest.data),
                                    OLD(reader->rest.size)))
;

static enum mpsec_err parse_signer(struct mpsec_reader *reader, struct record key,
                                   struct mpsec_signer *out)
REQUIRES(READABLE(key.value) && WRITABLE(out))
ADVANCES(reader)
ASSIGNS(*out)
ENSURES(RESULT != MPSEC_OK || (out->key_id.size == 0) != (out->public_key.size == 0))
ENSURES(RESULT != MPSEC_OK || out->key_id.size == 0 ||
        (out->key_id.size == MPSEC_KEY_ID_SIZE && key.value.size == MPSEC_KEY_ID_SIZE &&
         out->key_id.data == key.value.data))
ENSURES(RESULT != MPSEC_OK || out->public_key.size == 0 ||
        (out->public_key.size == MPSEC_SPKI_SIZE && key.value.size == MPSEC_SPKI_SIZE &&
         out->public_key.data == key.value.data))
ENSURES(RESULT != MPSEC_OK || READ_FROM(out->signature, reader))
ENSURES(RESULT != MPSEC_OK || MAYBE(out->lms, MPSEC_LMS_SIGNATURE_SIZE, OLD(reader->rest.data),
                                    OLD(reader->rest.size)))
ENSURES(RESULT != MPSEC_OK || out->ciphertext_signature.size == 0)
;

static enum mpsec_err parse_encryption(struct record last, struct mpsec_image *image)
REQUIRES(READABLE(last.value) && WRITABLE(image) && image->encryption.size == 0)
ASSIGNS(image->encryption)
ENSURES(image->encryption.size == (RESULT == MPSEC_OK ? last.value.size : 0))
ENSURES(RESULT != MPSEC_OK || image->encryption.data == last.value.data)
ENSURES(RESULT != MPSEC_OK || image->encryption.size == MPSEC_ENCRYPTION_128_SIZE ||
        image->encryption.size == MPSEC_ENCRYPTION_256_SIZE)
;

static enum mpsec_err parse_ciphertext_signatures(struct mpsec_reader *reader,
                                                  struct mpsec_image *image)
REQUIRES(READER_OK(reader) && WRITABLE(image) && image->signer_count <= MPSEC_SIGNERS_MAX)
REQUIRES(image->signers[0].ciphertext_signature.size == 0)
REQUIRES(image->signers[1].ciphertext_signature.size == 0)
ASSIGNS(*reader, image->signers[0].ciphertext_signature, image->signers[1].ciphertext_signature)
ENSURES(RESULT != MPSEC_OK || READ_FROM(image->signers[0].ciphertext_signature, reader))
ENSURES(RESULT != MPSEC_OK || READ_FROM(image->signers[1].ciphertext_signature, reader))
ENSURES(RESULT != MPSEC_OK || reader->rest.size == 0)
;

static enum mpsec_err parse_digest(struct mpsec_reader *reader, struct mpsec_image *image)
REQUIRES(WRITABLE(image))
ADVANCES(reader)
ASSIGNS(image->digest)
ENSURES(RESULT != MPSEC_OK ||
        (image->digest.size == MPSEC_DIGEST_SIZE && READ_FROM(image->digest, reader)))
;

#define BLANK(image)                                                                               \
    ((image)->signer_count == 0 && (image)->encryption.size == 0 &&                                \
     (image)->signers[0].ciphertext_signature.size == 0 &&                                         \
     (image)->signers[1].ciphertext_signature.size == 0)

static enum mpsec_err parse_unprotected(struct mpsec_span area, struct mpsec_image *image)
REQUIRES(READABLE(area) && WRITABLE(image) && BLANK(image))
ASSIGNS(image->digest, image->signers, image->signer_count, image->encryption)
ENSURES(RESULT != MPSEC_OK || UNPROTECTED_OK(image, area.data, area.size))
;

static enum mpsec_err parse_areas(struct mpsec_reader *reader, uint16_t protected_size,
                                  struct mpsec_image *image)
REQUIRES(READER_OK(reader) && WRITABLE(image) && BLANK(image))
REQUIRES(image->vendor_id.size == 0 && image->class_id.size == 0)
REQUIRES(image->payload_kind.size == 0 && image->ciphertext_digest.size == 0)
ASSIGNS(*reader, image->protected, image->security_counter, image->vendor_id, image->class_id)
ASSIGNS(image->payload_kind, image->ciphertext_digest)
ASSIGNS(image->digest, image->signers, image->signer_count, image->encryption)
ENSURES(RESULT != MPSEC_OK || (!OLD(reader->failed) && protected_size > 0 &&
                               OLD(reader->rest.size) >= protected_size &&
                               image->protected.size == protected_size &&
                               image->protected.data == OLD(reader->rest.data)))
ENSURES(RESULT != MPSEC_OK || READ_FROM(image->protected, reader))
ENSURES(RESULT != MPSEC_OK ||
        PROTECTED_OK(image, OLD(reader->rest.data), OLD(reader->rest.size)))
ENSURES(RESULT != MPSEC_OK ||
        UNPROTECTED_OK(image, OLD(reader->rest.data), OLD(reader->rest.size)))
;

static enum mpsec_err parse(struct mpsec_span bytes, bool whole, struct mpsec_image *out,
                            uint32_t *payload_size)
REQUIRES(READABLE(bytes) && WRITABLE(out) && WRITABLE(payload_size))
ASSIGNS(*out, *payload_size)
PARSED_HEAD(out, bytes.data, bytes.size)
ENSURES(RESULT != MPSEC_OK || (whole ? HASHED_IS_PARSED(out) : HASHED_NOTHING(out)))
;

struct mpsec_image nondet_image(void);

void prove_read_record(void)
{
    struct mpsec_reader reader = ANY_READER();
    (void)read_record(&reader);
}

void prove_is_vendor(void)
{
    (void)is_vendor(nondet_u16());
}

void prove_names_key(void)
{
    (void)names_key(nondet_u16());
}

void prove_keep(void)
{
    struct mpsec_span out = nondet_span();
    const struct mpsec_span value = ANY_SPAN();
    (void)keep(value, nondet_size(), &out);
}

void prove_open_area(void)
{
    struct mpsec_reader out;
    (void)open_area(ANY_SPAN(), nondet_u16(), &out);
}

void prove_take_last_area(void)
{
    struct mpsec_reader reader = ANY_READER();
    struct mpsec_span area;
    (void)take_last_area(&reader, &area);
}

void prove_read_header(void)
{
    struct mpsec_reader reader = ANY_READER();
    struct header out;
    (void)read_header(&reader, &out);
}

static struct record any_record(void)
{
    return (struct record){nondet_u16(), ANY_SPAN()};
}

void prove_take_protected(void)
{
    struct mpsec_span counter = nondet_span();
    struct mpsec_image image = nondet_image();
    (void)take_protected(any_record(), &counter, &image);
}

void prove_parse_protected(void)
{
    struct mpsec_image image = nondet_image();
    image.protected = ANY_SPAN();
    (void)parse_protected(&image);
}

void prove_take_signature(void)
{
    struct mpsec_span out = nondet_span();
    (void)take_signature(ANY_SPAN(), &out);
}

void prove_parse_lms(void)
{
    struct mpsec_reader reader = ANY_READER();
    struct mpsec_span out = nondet_span();
    (void)parse_lms(&reader, &out);
}

void prove_parse_signer(void)
{
    struct mpsec_reader reader = ANY_READER();
    struct mpsec_signer out;
    (void)parse_signer(&reader, any_record(), &out);
}

void prove_parse_encryption(void)
{
    struct mpsec_image image = nondet_image();
    (void)parse_encryption(any_record(), &image);
}

void prove_parse_ciphertext_signatures(void)
{
    struct mpsec_reader reader = ANY_READER();
    struct mpsec_image image = nondet_image();
    (void)parse_ciphertext_signatures(&reader, &image);
}

void prove_parse_digest(void)
{
    struct mpsec_reader reader = ANY_READER();
    struct mpsec_image image = nondet_image();
    (void)parse_digest(&reader, &image);
}

void prove_parse_unprotected(void)
{
    struct mpsec_image image = nondet_image();
    (void)parse_unprotected(ANY_SPAN(), &image);
}

void prove_parse_areas(void)
{
    struct mpsec_reader reader = ANY_READER();
    struct mpsec_image image = nondet_image();
    (void)parse_areas(&reader, nondet_u16(), &image);
}

void prove_parse(void)
{
    struct mpsec_image out;
    uint32_t payload_size;
    (void)parse(ANY_SPAN(), nondet_bool(), &out, &payload_size);
}

void prove_mpsec_image_parse(void)
{
    struct mpsec_image out;
    (void)mpsec_image_parse(ANY_SPAN(), &out);
}

void prove_mpsec_image_parse_head(void)
{
    struct mpsec_image out;
    uint32_t payload_size;
    (void)mpsec_image_parse_head(ANY_SPAN(), &out, &payload_size);
}
