// SPDX-License-Identifier: MIT
// The clauses of a contract are no code to clang-format.
// clang-format off
#include "line_contracts.h"

static uint8_t any_at; // what is promised of it is promised of all

#include "line.c"

#define IS_DIGIT(c) (((c) >= '0' && (c) <= '9') || ((c) >= 'a' && (c) <= 'f'))

static unsigned hex_value(char c)
ASSIGNS()
ENSURES(RESULT == (IS_DIGIT(c) ? (c <= '9' ? c - '0' : c - 'a' + 10) : UINT8_MAX))
;

static char hex_digit(unsigned value)
REQUIRES(value < 16)
ASSIGNS()
ENSURES(IS_DIGIT(RESULT))
;

// The text stands on the line, to its last character.
static size_t pass(const char *line, size_t size, size_t at, const char *text)
REQUIRES(LINE_THERE(line, size) && TEXT_OK(text))
REQUIRES(at <= size || at == MPSEC_LINE_OTHER)
ASSIGNS()
ENSURES(RESULT == MPSEC_LINE_OTHER || (RESULT <= size && RESULT >= at && HAS(text, RESULT - at)))
ENSURES(RESULT == MPSEC_LINE_OTHER || text[RESULT - at] == '\0')
ENSURES(RESULT == MPSEC_LINE_OTHER || (uint64_t)at + any_at >= RESULT ||
        line[at + any_at] == text[any_at])
;

static size_t put_text(char reply[MPSEC_REPLY_MAX], size_t size, const char *text)
REQUIRES(__CPROVER_w_ok(reply, MPSEC_REPLY_MAX) && size <= MPSEC_REPLY_MAX - END_SIZE)
REQUIRES(TEXT_OK(text))
ASSIGNS_BYTES(reply, MPSEC_REPLY_MAX)
ENSURES(RESULT >= size && RESULT <= MPSEC_REPLY_MAX - END_SIZE)
ENSURES(RESULT > size || size == MPSEC_REPLY_MAX - END_SIZE || text[0] == '\0')
;

#define ANY_LINE(line) const char line[MPSEC_LINE_MAX]

// Text of any content, anywhere in its object.
#define ANY_TEXT(text)                                                                             \
    const char object_of_it[TEXTS_MAX];                                                            \
    const size_t place_of_it = nondet_size();                                                      \
    __CPROVER_assume(place_of_it < TEXTS_MAX);                                                     \
    const char *text = object_of_it + place_of_it

void prove_hex_value(void)
{
    (void)hex_value((char)nondet_u8());
}

void prove_hex_digit(void)
{
    (void)hex_digit(nondet_u32());
}

void prove_pass(void)
{
    ANY_LINE(line);
    ANY_TEXT(text);
    any_at = nondet_u8();
    (void)pass(line, nondet_size(), nondet_size(), text);
}

void prove_mpsec_line_read(void)
{
    ANY_LINE(line);
    ANY_TEXT(word);
    uint8_t out[BYTES_MAX];
    const size_t room = nondet_size();
    __CPROVER_assume(room <= BYTES_MAX);
    // Behind the last byte lies nothing.
    (void)mpsec_line_read(line, nondet_size(), word, out + (BYTES_MAX - room), room);
}

void prove_put_text(void)
{
    char reply[MPSEC_REPLY_MAX];
    ANY_TEXT(text);
    (void)put_text(reply, nondet_size(), text);
}

void prove_mpsec_line_write(void)
{
    char reply[MPSEC_REPLY_MAX];
    ANY_TEXT(word);
    const struct mpsec_span bytes = any_object();
    (void)mpsec_line_write(reply, word, bytes.data, bytes.size);
}
