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

#include "der.c"
