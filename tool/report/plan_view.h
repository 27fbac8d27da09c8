// plan_view.h - what the page asks of the plan inside the result (docs/spec/plan.schema.json).
#ifndef REPORT_PLAN_VIEW_H
#define REPORT_PLAN_VIEW_H

#include "report/sections.h"

#include <stdint.h>

// What the plan leaves. `owner` and `until` are those of the response that ends first.
struct remains {
    int64_t closed;     // paths above the appetite that the controls close
    int64_t residual;   // above, but accepted or transferred
    int64_t unanswered; // above, open, without an answer
    const char *owner;
    const char *until;
};

struct remains plan_remains(const json_t *result);

const json_t *plan_choices(const json_t *result);    // list of chosen controls
const json_t *plan_residual(const json_t *result);   // list of paths with a response
const json_t *plan_unanswered(const json_t *result); // list of paths
// The open paths; `when` is "before" or "after" the controls.
const json_t *plan_paths(const json_t *result, const char *when);
const char *choice_id(const json_t *choice);
bool plan_chooses(const json_t *result, const char *control);

// One path in words: "Run code … as visitor: raw REPL, then upload".
void path_story(const struct report *report, const json_t *path);

#endif
