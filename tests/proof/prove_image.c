// SPDX-License-Identifier: MIT
// The clauses of a contract are no code to clang-format.
// clang-format off
#include "image.c"

#include "bytes_contracts.h"

#define WRITABLE(pointer) __CPROVER_w_ok(pointer, sizeof *(pointer))

static struct record read_record(struct mpsec_reader *reader)
ADVANCES(reader)
ENSURES(JUST_READ(RESULT.value, reader))
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
