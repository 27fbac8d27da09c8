// plan_view.h - what the page asks of the plan inside the result (docs/spec/plan.schema.json).
#ifndef REPORT_PLAN_VIEW_H
#define REPORT_PLAN_VIEW_H

#include "report/sections.h"

#include <stdint.h>

// What the plan leaves. `owner` and `until` are those of the response that ends first.
struct remains {
    int64_t closed;   // paths above the appetite that the controls close
    bool shown;       // ... as far as checks showed them; false: as the plan says
    int64_t residual; // paths above, but accepted or transferred
    int64_t open;     // threats above, without an answer
    const char *owner;
    const char *until;
};

struct remains plan_remains(const json_t *result);

const json_t *plan_choices(const json_t *result);    // list of chosen controls
const json_t *plan_residual(const json_t *result);   // list of {path, answer}
const json_t *plan_unanswered(const json_t *result); // list of paths
// The open paths without any control.
const json_t *paths_before(const json_t *result);
// The open paths that are left when a control counts only where a check showed it.
const json_t *paths_after(const json_t *result);
// Whether the result holds both lists, and whole: there may be more paths than can be listed.
bool paths_are_known(const json_t *result);
bool paths_are_complete(const json_t *result);
const char *choice_id(const json_t *choice);
bool plan_chooses(const json_t *result, const char *control);

// One path in words: "Run code … as visitor: raw REPL, then upload".
void path_story(const struct report *report, const json_t *path);

#endif
