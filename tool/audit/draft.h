// draft.h - from what is in a firmware to a device model, and to the attack paths that it leaves
// open. Both need a board of the catalogue: a firmware does not say which ports it is wired to.
#ifndef AUDIT_DRAFT_H
#define AUDIT_DRAFT_H

#include "audit/audit.h"
#include "threat/threat.h"

// The board that the firmware names as its build; NULL when the catalogue has none of that name.
const struct board *draft_board(const struct catalogue *catalogue,
                                const struct inventory *inventory);

// A commented device.yaml, which model_parse() accepts. Interfaces that the firmware uses, or may
// use, are `required`; what it was seen to lack is `none`. With `everybody`, all adversary
// profiles of the catalogue, without narrowing.
const char *draft_model(struct arena *arena, const struct catalogue *catalogue,
                        const struct inventory *inventory, const struct board *board,
                        bool everybody);

// Whether a key or a password was found that the firmware shows to whoever reads it.
bool draft_has_secrets(const struct inventory *inventory);

struct open_paths {
    const struct board *board;
    const struct threats *threats; // for every adversary profile
    struct names closed;           // leaves that facts close, sorted
};

// What is open to whom. A leaf is closed only when every static check of it that there is says so:
// unknown closes nothing. False after reporting.
bool open_paths_find(struct arena *arena, struct diag *diag, const struct catalogue *catalogue,
                     const struct inventory *inventory, const struct board *board,
                     struct open_paths *out);

const char *open_paths_text(struct arena *arena, const struct open_paths *open);
json_t *open_paths_to_json(const struct open_paths *open);

// The controls of plan.lock.yaml beside a model, as far as the image shows them. A control is in
// force when each leaf that it cuts and that has static checks is closed by them.
enum in_force { IN_FORCE, NOT_IN_FORCE, NOT_SHOWN, NOT_CHECKED };

struct planned_control {
    const struct control *control;
    enum in_force state;
    const char *why;   // the fact that decides
    const char *check; // id of the check; NULL
};

struct planned_controls {
    const char *lock; // path of the lock; NULL: there is none
    struct planned_control *items;
    size_t count;
};

bool planned_controls_find(struct arena *arena, struct diag *diag,
                           const struct catalogue *catalogue, const struct inventory *inventory,
                           const struct model *model, struct planned_controls *out);

const char *in_force_word(enum in_force state);
json_t *planned_controls_to_json(const struct planned_controls *planned);

#endif
