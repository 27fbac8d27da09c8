// uuid.h - vendor and class ids by MCUboot's rule.
//
// A name becomes uuid5: the vendor's in the DNS namespace, the class's in the vendor's. A UUID
// in its text form stands for itself.
#ifndef IMAGE_UUID_H
#define IMAGE_UUID_H

#include "base/diag.h"

#include <stdbool.h>
#include <stdint.h>

enum { UUID_SIZE = 16 };

struct uuid {
    bool given;
    uint8_t bytes[UUID_SIZE];
};

// Reads "8-4-4-4-12" hexadecimal digits; false for anything else.
bool uuid_parse(const char *text, struct uuid *out);

// RFC 9562, version 5: of a name in a namespace.
void uuid_of_name(const struct uuid *space, const char *name, struct uuid *out);

struct image_ids {
    struct uuid vendor, class;
};

// Either text may be NULL: the id is then not given. A class by name needs a vendor, because
// its name means nothing without one: an input error.
bool image_ids_parse(struct diag *diag, const char *vendor, const char *class,
                     struct image_ids *out);

#endif
