// SPDX-License-Identifier: MIT
// clang-format off
#include "wp_contracts.h"

/*@ requires reader_ok(reader);
    assigns *reader;
    ensures advanced(*reader, \old(*reader)) && readable(reader->rest);
    ensures readable(\result) && \result.size <= 0x7f;
    ensures !reader->failed ==> taken(\result, *reader, \old(*reader));
*/
static struct mpsec_span read_element(struct mpsec_reader *reader, uint8_t tag);

/*@ requires reader_ok(reader);
    assigns *reader;
    ensures advanced(*reader, \old(*reader)) && readable(reader->rest);
    ensures !reader->failed ==> readable(\result) && 1 <= \result.size <= MPSEC_SCALAR_SIZE &&
            taken(\result, *reader, \old(*reader));
*/
static struct mpsec_span read_scalar(struct mpsec_reader *reader);

/*@ requires readable(bytes) && \valid(out);
    assigns *out;
    ensures \result == MPSEC_OK || \result == MPSEC_ERR_DER;
    ensures \result == MPSEC_OK ==> 1 <= out->r.size <= MPSEC_SCALAR_SIZE && readable(out->r) &&
            1 <= out->s.size <= MPSEC_SCALAR_SIZE && readable(out->s);
    ensures \result != MPSEC_OK ==> *out == \old(*out);
*/
enum mpsec_err mpsec_der_signature_parse(struct mpsec_span bytes, struct mpsec_der_signature *out);

/*@ requires readable(scalar) && scalar.size <= MPSEC_SCALAR_SIZE;
    requires \valid(out + (0 .. MPSEC_SCALAR_SIZE - 1));
    requires \separated(scalar.data + (0 .. scalar.size - 1), out + (0 .. MPSEC_SCALAR_SIZE - 1));
    assigns out[0 .. MPSEC_SCALAR_SIZE - 1];
*/
uint32_t mpsec_der_scalar_put(struct mpsec_span scalar, uint8_t out[MPSEC_SCALAR_SIZE]);

#include "der.c"
