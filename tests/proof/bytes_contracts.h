// bytes_contracts.h - what core/src/bytes.c promises its callers.
#ifndef BYTES_CONTRACTS_H
#define BYTES_CONTRACTS_H

// The clauses of a contract are no code to clang-format.
// clang-format off

#include "contract.h"

#define READER_OK(reader) (__CPROVER_rw_ok(reader, sizeof *(reader)) && READABLE((reader)->rest))

// A read of `count` bytes: all of them or none, a failure stays, and what is left lies behind.
#define READS(reader, count)                                                                       \
    REQUIRES(READER_OK(reader))                                                                    \
    ASSIGNS(*(reader))                                                                             \
    ENSURES((reader)->failed == (OLD((reader)->failed) || (count) > OLD((reader)->rest.size)))     \
    ENSURES((reader)->rest.size ==                                                                 \
            OLD((reader)->rest.size) - ((reader)->failed ? 0 : (size_t)(count)))                   \
    ENSURES((reader)->rest.size == 0 ||                                                            \
            SAME((reader)->rest.data,                                                              \
                 OLD((reader)->rest.data) + ((reader)->failed ? 0 : (size_t)(count))))             \
    ENSURES(LEFT_OF((reader)->rest, OLD((reader)->rest.data), OLD((reader)->rest.size)))

// Any other use of a reader: it only moves forward, its end stays, and so does a failure.
#define ADVANCES(reader)                                                                           \
    REQUIRES(READER_OK(reader))                                                                    \
    ASSIGNS(*(reader))                                                                             \
    ENSURES((reader)->failed || !OLD((reader)->failed))                                            \
    ENSURES(LEFT_OF((reader)->rest, OLD((reader)->rest.data), OLD((reader)->rest.size)))
// A span of what was there to be read.
#define READ_FROM(span, reader) WITHIN(span, OLD((reader)->rest.data), OLD((reader)->rest.size))
// A span that ends where the reader now stands.
#define JUST_READ(span, reader)                                                                    \
    ((reader)->failed || (span).size == 0 ||                                                       \
     ((span).size <= OLD((reader)->rest.size) - (reader)->rest.size &&                             \
      SAME((span).data, OLD((reader)->rest.data) + (OLD((reader)->rest.size) -                     \
                                                    (reader)->rest.size - (span).size))))

struct mpsec_reader mpsec_reader_of(struct mpsec_span bytes)
REQUIRES(READABLE(bytes))
ASSIGNS()
ENSURES(!RESULT.failed && RESULT.rest.size == bytes.size)
ENSURES(RESULT.rest.size == 0 || SAME(RESULT.rest.data, bytes.data))
;

struct mpsec_span mpsec_read_span(struct mpsec_reader *reader, size_t size)
READS(reader, size)
ENSURES(RESULT.size == (reader->failed ? 0 : size))
ENSURES(READ_FROM(RESULT, reader))
ENSURES(RESULT.size == 0 || SAME(RESULT.data, OLD(reader->rest.data)))
;

uint8_t mpsec_read_u8(struct mpsec_reader *reader)
READS(reader, 1)
ENSURES(!reader->failed || RESULT == 0)
;

uint16_t mpsec_read_u16(struct mpsec_reader *reader)
READS(reader, 2)
ENSURES(!reader->failed || RESULT == 0)
;

uint32_t mpsec_read_u32(struct mpsec_reader *reader)
READS(reader, 4)
ENSURES(!reader->failed || RESULT == 0)
;

// Who reads again what he put there needs more than its place.
#ifdef READS_WHAT_IS_PUT
#define IS_PUT(out, value)                                                                         \
    ENSURES((out)[0] == ((value) & 0xffU) && (out)[1] == ((value) >> 8 & 0xffU) &&                 \
            (out)[2] == ((value) >> 16 & 0xffU) && (out)[3] == (value) >> 24)
#else
#define IS_PUT(out, value)
#endif

void mpsec_put_u32(uint8_t *out, uint32_t value)
REQUIRES(__CPROVER_w_ok(out, 4))
ASSIGNS_BYTES(out, 4)
IS_PUT(out, value)
;

struct mpsec_span mpsec_span_first(struct mpsec_span bytes, size_t size)
REQUIRES(READABLE(bytes) && size <= bytes.size)
ASSIGNS()
ENSURES(RESULT.size == size)
ENSURES(RESULT.size == 0 || SAME(RESULT.data, bytes.data))
;

bool mpsec_span_equal(struct mpsec_span a, struct mpsec_span b)
REQUIRES(READABLE(a) && READABLE(b))
ASSIGNS()
ENSURES(!RESULT || a.size == b.size)
;

#endif
