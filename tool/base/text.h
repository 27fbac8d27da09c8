// text.h - text from a file or a device, before a person sees it.
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>

// Whether UTF-8 bytes can be shown as they are: no control characters besides newline and
// tab, none that turn the direction of writing. Both would let a file rewrite a terminal.
bool text_is_printable(const char *text, size_t size);

// The text in single quotes, shortened, with what is not printable shown as '?'.
const char *text_quoted(struct arena *arena, const char *text);

// The text as it is when it can be shown on one line, else in quotes as above.
const char *text_line(struct arena *arena, const char *text);

// Whether a text can name a thing: letters, digits, '.', '_', '-', at most 64 of them, a
// letter or digit first.
bool text_is_id(const char *text);

#endif
