// SPDX-License-Identifier: MIT
// clang-format off
#include "wp_contracts.h"

/*@ predicate got_on(struct mpsec_reader now, struct mpsec_reader before) =
      !now.failed && now.rest.size < before.rest.size;
*/

#include "romfs.c"

// Contracts of what romfs.c defines with types of its own stand behind it.

/*@ requires reader_ok(reader) && \valid(out) && \separated(reader, out);
    assigns *reader, *out;
    ensures advanced(*reader, \old(*reader)) && readable(reader->rest);
    ensures \result == MPSEC_OK ==> got_on(*reader, \old(*reader));
*/
static enum mpsec_err read_number(struct mpsec_reader *reader, uint32_t *out);

/*@ requires reader_ok(reader) && \valid(out) && \separated(reader, out);
    assigns *reader, *out;
    ensures advanced(*reader, \old(*reader)) && readable(reader->rest);
    ensures \result == MPSEC_OK ==> got_on(*reader, \old(*reader));
    ensures \result == MPSEC_OK ==> readable(*out);
*/
static enum mpsec_err read_sized(struct mpsec_reader *reader, struct mpsec_span *out);

/*@ requires reader_ok(reader) && \valid(out) && \separated(reader, out);
    assigns *reader, *out;
    ensures advanced(*reader, \old(*reader)) && readable(reader->rest);
    ensures \result == MPSEC_OK ==> got_on(*reader, \old(*reader));
    ensures \result == MPSEC_OK ==> readable(out->value);
*/
static enum mpsec_err read_record(struct mpsec_reader *reader, struct record *out);

/*@ requires readable(name) && name.size > 0;
    assigns \nothing;
*/
static bool is_dots(struct mpsec_span name);

/*@ requires readable(name);
    assigns \nothing;
    ensures \result ==> 0 < name.size <= MPSEC_ROMFS_NAME_MAX;
*/
static bool is_name(struct mpsec_span name);

/*@ requires readable(a) && readable(b);
    assigns \nothing;
*/
static bool is_before(struct mpsec_span a, struct mpsec_span b);
