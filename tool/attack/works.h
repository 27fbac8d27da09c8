// works.h - how a person sees that the application does its work: application.works.
//
// Without it nobody can tell a device that refused an attack from one that the attack killed,
// so no attack is ever "refused". docs/spec/attack-script.md (§5).
#ifndef ATTACK_WORKS_H
#define ATTACK_WORKS_H

#include "attack/script.h"
#include "model/model.h"

struct works {
    const char *title;
    const char *sign;     // printed again and again, followed by a number that grows
    uint32_t within_ms;   // the longest silence of a device that works
    const char *frozen;   // module that is frozen into the firmware; NULL
    const char *optional; // module that is imported when it is there; NULL
    struct script script; // shows the work being done; runs to its end when it is
};

// Reads the script that the model names. *out is NULL when it names none. False after an error.
bool works_load(struct arena *arena, struct diag *diag, const struct model *model,
                const struct works **out);

// Same for bytes in memory; `file` names them.
bool works_parse(struct arena *arena, struct diag *diag, const char *file, struct bytes bytes,
                 const struct works **out);

#endif
