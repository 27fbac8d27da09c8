// values.h - what is drawn afresh for every run of an attack, and put into its script.
//
// Success must show something that nobody could have known or replayed: the product of two
// factors that were drawn a moment ago, or a line of the application that the attacker never
// sent. docs/spec/attack-script.md (§3) lists the names.
#ifndef ATTACK_VALUES_H
#define ATTACK_VALUES_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>

// Bytes that may hold NUL, borrowed.
struct bytes {
    const char *data;
    size_t size;
};

enum value_name {
    VALUE_A,               // five digits
    VALUE_B,               // five digits
    VALUE_PRODUCT,         // of the two
    VALUE_NONCE,           // sixteen hexadecimal digits
    VALUE_APP_FILE,        // a file of the application, as the device knows it
    VALUE_APP_LINE,        // a line of that file: the prize of reading
    VALUE_FROZEN_MODULE,   // a module that is frozen into the firmware
    VALUE_OPTIONAL_MODULE, // a module that the application imports when it is there
};
enum { VALUE_COUNT = VALUE_OPTIONAL_MODULE + 1 };

// A value that is not known stays NULL.
struct values {
    const char *text[VALUE_COUNT];
};

struct bytes bytes_of(const char *text);

// Draws factors, product and nonce. False when the kernel gives no random numbers.
bool values_draw(struct arena *arena, struct values *values);

// A random number below `limit` (> 0). False as above.
bool random_below(size_t limit, size_t *out);

// Finds the first {name} that is no value's name; NULL when all are known. Only a brace that is
// followed by letters and underscores and a closing brace is looked at.
const char *values_unknown(struct arena *arena, struct bytes text);

// Whether the text holds a value that success may rest on: product, nonce or app_line.
bool values_prove(struct bytes text);

// Puts the values in. Returns false and the name of the first value that is not known.
bool values_expand(struct arena *arena, const struct values *values, struct bytes text,
                   struct bytes *out, const char **missing);

#endif
