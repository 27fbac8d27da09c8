// mpsec/line.h - the lines of the service console: "mpsec: ", a word, then bytes in hexadecimal.
// docs/spec/unlock.md §1.
#ifndef MPSEC_LINE_H
#define MPSEC_LINE_H

#include <stddef.h>
#include <stdint.h>

enum {
    MPSEC_LINE_MAX = 160,  // without its end
    MPSEC_REPLY_MAX = 160, // its end and a terminator included
};

#define MPSEC_LINE_OTHER SIZE_MAX // no line of this word

// How many bytes stand behind "mpsec: " and `word` on a line of `size` characters: lower-case
// digits up to its end, at most `room` bytes. MPSEC_LINE_OTHER, and `out` is not to be used: it is
// another line.
size_t mpsec_line_read(const char *line, size_t size, const char *word, uint8_t *out, size_t room);

// Writes "mpsec: ", word, bytes, end of line and terminator into `reply`. Returns the length
// without the terminator. What does not fit is left out.
size_t mpsec_line_write(char reply[MPSEC_REPLY_MAX], const char *word, const uint8_t *bytes,
                        size_t count);

#endif
