// release.h - the version and the security counter of an image, as a person writes them.
#ifndef IMAGE_RELEASE_H
#define IMAGE_RELEASE_H

#include "base/arena.h"
#include "base/diag.h"
#include "mpsec/image.h"

#include <stdbool.h>
#include <stdint.h>

// "MAJOR.MINOR[.REVISION[+BUILD]]", each within its field; an input error otherwise.
bool release_version_parse(struct diag *diag, const char *text, struct mpsec_version *out);

// "1.2.3+4": all four parts.
const char *release_version_text(struct arena *arena, struct mpsec_version version);

// A whole number from 0 to 4294967295; an input error otherwise. `what` names it.
bool release_counter_parse(struct diag *diag, const char *what, const char *text, uint32_t *out);

#endif
