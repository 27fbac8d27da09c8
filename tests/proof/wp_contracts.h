// wp_contracts.h - what the innermost functions of core promise, in ACSL: read by Frama-C only.
#ifndef WP_CONTRACTS_H
#define WP_CONTRACTS_H

// The clauses of a contract are no code to clang-format.
// clang-format off

#include "mpsec/bytes.h"
#include "mpsec/der.h"

/*@ predicate readable(struct mpsec_span s) =
      s.size == 0 || \valid_read(s.data + (0 .. s.size - 1));
    predicate reader_ok(struct mpsec_reader *r) = \valid(r) && readable(r->rest);
    // The reader moved forward, to the same end.
    predicate advanced(struct mpsec_reader now, struct mpsec_reader before) =
      now.rest.size <= before.rest.size && (before.failed ==> now.failed) &&
      (now.rest.size == 0 || now.rest.data == before.rest.data + (before.rest.size - now.rest.size));
    // A span that was read on the way: it lies before where the reader now stands.
    predicate taken(struct mpsec_span s, struct mpsec_reader now, struct mpsec_reader before) =
      s.size == 0 || (s.size <= before.rest.size - now.rest.size && 
      s.data == before.rest.data + (before.rest.size - now.rest.size - s.size));
*/

/*@ requires readable(bytes);
    assigns \nothing;
    ensures \result.rest == bytes && !\result.failed;
*/
struct mpsec_reader mpsec_reader_of(struct mpsec_span bytes);

/*@ requires reader_ok(reader);
    assigns *reader;
    ensures advanced(*reader, \old(*reader)) && readable(reader->rest);
    ensures reader->failed <==> (\old(reader->failed) || size > \old(reader->rest.size));
    ensures !reader->failed ==> \result.size == size &&
            reader->rest.size == \old(reader->rest.size) - size;
    ensures reader->failed ==> \result.size == 0;
    ensures readable(\result) && taken(\result, *reader, \old(*reader));
*/
struct mpsec_span mpsec_read_span(struct mpsec_reader *reader, size_t size);

/*@ requires reader_ok(reader);
    assigns *reader;
    ensures advanced(*reader, \old(*reader)) && readable(reader->rest);
    ensures !reader->failed ==> reader->rest.size == \old(reader->rest.size) - 1;
    ensures reader->failed ==> \result == 0;
*/
uint8_t mpsec_read_u8(struct mpsec_reader *reader);

/*@ requires reader_ok(reader);
    assigns *reader;
    ensures advanced(*reader, \old(*reader)) && readable(reader->rest);
    ensures !reader->failed ==> reader->rest.size == \old(reader->rest.size) - 2;
    ensures reader->failed ==> \result == 0;
*/
uint16_t mpsec_read_u16(struct mpsec_reader *reader);

/*@ requires reader_ok(reader);
    assigns *reader;
    ensures advanced(*reader, \old(*reader)) && readable(reader->rest);
    ensures !reader->failed ==> reader->rest.size == \old(reader->rest.size) - 4;
    ensures reader->failed ==> \result == 0;
*/
uint32_t mpsec_read_u32(struct mpsec_reader *reader);

/*@ requires \valid(out + (0 .. 3));
    assigns out[0 .. 3];
*/
void mpsec_put_u32(uint8_t *out, uint32_t value);

/*@ requires readable(bytes) && size <= bytes.size;
    assigns \nothing;
    ensures \result.size == size && \result.data == bytes.data;
*/
struct mpsec_span mpsec_span_first(struct mpsec_span bytes, size_t size);

/*@ requires readable(a) && readable(b);
    assigns \nothing;
    ensures \result ==> a.size == b.size;
*/
bool mpsec_span_equal(struct mpsec_span a, struct mpsec_span b);

#endif
