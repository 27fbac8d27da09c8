// SPDX-License-Identifier: MIT
// The parts of an LMS signature cover it from its first byte to its last.
#include "mpsec/lms.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(bool condition)
{
    if (!condition) {
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct mpsec_lms_signature parts;
    if (mpsec_lms_signature_parse((struct mpsec_span){data, size}, &parts) != MPSEC_OK) {
        return 0;
    }
    demand(size == MPSEC_LMS_SIGNATURE_SIZE && parts.q < MPSEC_LMS_LEAVES);
    demand(parts.c.data == data + 8);
    demand(parts.chains.data == parts.c.data + parts.c.size);
    demand(parts.path.data == parts.chains.data + parts.chains.size + 4);
    demand(parts.path.data + parts.path.size == data + size);
    return 0;
}
