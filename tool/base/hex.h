// hex.h - bytes as hexadecimal digits, and back.
#ifndef BASE_HEX_H
#define BASE_HEX_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Two lower-case digits for each byte.
const char *hex_text(struct arena *arena, const void *bytes, size_t size);

// Reads exactly 2 * `size` digits, of either case, and nothing behind them. False for anything
// else; *out is then unspecified.
bool hex_to_bytes(const char *text, uint8_t *out, size_t size);

#endif
