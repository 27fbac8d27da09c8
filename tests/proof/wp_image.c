// SPDX-License-Identifier: MIT
// clang-format off
#include "wp_contracts.h"

#include "image.c"

// Contracts of what image.c defines with types of its own stand behind it.

/*@ requires reader_ok(reader);
    assigns *reader;
    ensures advanced(*reader, \old(*reader)) && readable(reader->rest);
    ensures !reader->failed ==> reader->rest.size + 4 <= \old(reader->rest.size);
    ensures readable(\result.value) && taken(\result.value, *reader, \old(*reader));
*/
static struct record read_record(struct mpsec_reader *reader);

/*@ assigns \nothing;
*/
static bool is_vendor(uint16_t type);

/*@ assigns \nothing;
    ensures \result <==> (type == MPSEC_RECORD_KEY_ID || type == MPSEC_RECORD_PUBLIC_KEY);
*/
static bool names_key(uint16_t type);

/*@ requires readable(value) && \valid(out);
    assigns *out;
    ensures \result == MPSEC_OK <==> value.size == size;
    ensures \result == MPSEC_OK ==> *out == value;
    ensures \result != MPSEC_OK ==> *out == \old(*out);
*/
static enum mpsec_err keep(struct mpsec_span value, size_t size, struct mpsec_span *out);

/*@ requires readable(area) && \valid(out);
    assigns *out;
    ensures \result == MPSEC_OK ==> !out->failed && readable(out->rest) &&
            out->rest.size + 4 == area.size && area.size <= 0xffff;
*/
static enum mpsec_err open_area(struct mpsec_span area, uint16_t magic, struct mpsec_reader *out);
