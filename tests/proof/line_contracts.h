// line_contracts.h - what guard/src/line.c promises its callers.
#ifndef LINE_CONTRACTS_H
#define LINE_CONTRACTS_H

// The clauses of a contract are no code to clang-format.
// clang-format off

#include "contract.h"
#include "mpsec/line.h"

// How many characters stand from `text` to its terminator; more than TEXT_MAX: there is none.
#define TEXT_MAX 10
#define HAS(text, i)       ((i) < __CPROVER_OBJECT_SIZE(text) - FIRST(text))
#define NO_TEXT            (TEXT_MAX + 1U)
#define ENDS(text, i, more) (!HAS(text, i) ? NO_TEXT : (text)[i] == '\0' ? (i) : (more))
#define LENGTH(text)                                                                               \
    ENDS(text, 0U, ENDS(text, 1U, ENDS(text, 2U, ENDS(text, 3U, ENDS(text, 4U, ENDS(text, 5U,      \
    ENDS(text, 6U, ENDS(text, 7U, ENDS(text, 8U, ENDS(text, 9U, ENDS(text, 10U, NO_TEXT)))))))))))
// In no object larger than this.
#define TEXTS_MAX 64
#define TEXT_OK(text)                                                                              \
    (__CPROVER_r_ok(text, 1) && __CPROVER_OBJECT_SIZE(text) <= TEXTS_MAX &&                        \
     LENGTH(text) <= TEXT_MAX)

#define LINE_THERE(line, size) ((size) <= MPSEC_LINE_MAX && __CPROVER_r_ok(line, MPSEC_LINE_MAX))
// No line carries more than this.
#define BYTES_MAX (MPSEC_LINE_MAX / 2)


size_t mpsec_line_read(const char *line, size_t size, const char *word, uint8_t *out, size_t room)
REQUIRES(LINE_THERE(line, size) && TEXT_OK(word))
REQUIRES(room <= BYTES_MAX && __CPROVER_w_ok(out, room))
ASSIGNS_BYTES(out, room)
ENSURES(RESULT == MPSEC_LINE_OTHER || RESULT <= room)
;

// A line with its end and a terminator, no longer than its place.
size_t mpsec_line_write(char reply[MPSEC_REPLY_MAX], const char *word, const uint8_t *bytes,
                        size_t count)
REQUIRES(__CPROVER_w_ok(reply, MPSEC_REPLY_MAX) && TEXT_OK(word))
REQUIRES(count == 0 || __CPROVER_r_ok(bytes, count))
ASSIGNS_BYTES(reply, MPSEC_REPLY_MAX)
ENSURES(RESULT > 2 && RESULT < MPSEC_REPLY_MAX && reply[RESULT] == '\0')
;

#endif
