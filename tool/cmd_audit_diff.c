// SPDX-License-Identifier: MIT
#include "cmd_audit.h"

#include <stdio.h>

enum status audit_difference(struct context *context, const struct inventories *both)
{
    if (both->count != 2) {
        diag_input(&context->diag, NO_PLACE, "take the firmware of one chip out of it first",
                   "--diff compares two firmwares, and the two files hold %zu", both->count);
        return command_end(context, "audit", NULL, STATUS_USAGE);
    }
    const struct inventory *old = both->items[0];
    const struct inventory *new = both->items[1];
    if (!old->recognised || !new->recognised) {
        diag_input(&context->diag, (struct place){.file = (old->recognised ? new : old)->file},
                   NULL, "not recognised as MicroPython, so nothing can be compared");
        return command_end(context, "audit", NULL, STATUS_USAGE);
    }
    const struct differences found = audit_differences(context->arena, old, new);
    if (!context->json) {
        fputs(differences_text(context->arena, &found), stdout);
    }
    json_t *document =
        context->json ? json_pack("{s:o}", "differences", differences_to_json(&found)) : NULL;
    return command_end(context, "audit", document, found.worse ? STATUS_FINDINGS : STATUS_CLEAN);
}
