// info.h - everything an image says of itself. None of it is trusted: verdict.h judges.
#ifndef IMAGE_INFO_H
#define IMAGE_INFO_H

#include "base/arena.h"
#include "mpsec/image.h"

#include <jansson.h>

// {"size", "sha256", "form", "reason"} and, as far as they can be read, "header" and the records.
// "form" is MPSEC_OK or the name of the error.
json_t *image_info(struct arena *arena, struct mpsec_span bytes);

// The same for a person.
const char *image_info_text(struct arena *arena, const json_t *info);

#endif
