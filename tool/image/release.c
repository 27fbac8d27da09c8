// SPDX-License-Identifier: MIT
#include "image/release.h"

#include <ctype.h>

// Reads digits up to `most`; NULL when there are none or they go beyond.
static const char *take_number(const char *text, uint32_t most, uint32_t *out)
{
    uint64_t value = 0;
    if (isdigit((unsigned char)*text) == 0) {
        return NULL;
    }
    for (; isdigit((unsigned char)*text) != 0; text++) {
        value = value * 10U + (uint64_t)(*text - '0');
        if (value > most) {
            return NULL;
        }
    }
    *out = (uint32_t)value;
    return text;
}

static const char *take_part(const char *text, char before, uint32_t most, uint32_t *out)
{
    return *text == before ? take_number(text + 1, most, out) : text;
}

bool release_version_parse(struct diag *diag, const char *text, struct mpsec_version *out)
{
    uint32_t major = 0;
    uint32_t minor = 0;
    uint32_t revision = 0;
    uint32_t build = 0;
    const char *at = take_number(text, UINT8_MAX, &major);
    if (at != NULL) {
        at = *at == '.' ? take_number(at + 1, UINT8_MAX, &minor) : NULL;
    }
    if (at != NULL) {
        at = take_part(at, '.', UINT16_MAX, &revision);
    }
    if (at != NULL) {
        at = take_part(at, '+', UINT32_MAX, &build);
    }
    if (at == NULL || *at != '\0') {
        diag_input(diag, NO_PLACE, "write MAJOR.MINOR.REVISION+BUILD, such as 1.2.3+4",
                   "'%s' is no version", text);
        return false;
    }
    *out = (struct mpsec_version){(uint8_t)major, (uint8_t)minor, (uint16_t)revision, build};
    return true;
}

const char *release_version_text(struct arena *arena, struct mpsec_version version)
{
    return arena_printf(arena, "%u.%u.%u+%u", version.major, version.minor, version.revision,
                        version.build);
}

bool release_counter_parse(struct diag *diag, const char *what, const char *text, uint32_t *out)
{
    const char *end = take_number(text, UINT32_MAX, out);
    if (end == NULL || *end != '\0') {
        diag_input(diag, NO_PLACE, NULL, "%s is a whole number from 0 to 4294967295, not '%s'",
                   what, text);
        return false;
    }
    return true;
}
