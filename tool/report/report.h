// report.h - the result of `verify` as one HTML page for a person.
//
// The page is self-contained: no script, no font, no picture from elsewhere. It says only
// what the document says: a number that is missing is shown as missing, never as zero, and a
// check that was not run is never shown as passed. Same input, same bytes out.
#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H

#include "base/arena.h"
#include "base/diag.h"
#include "catalogue/catalogue.h"
#include "model/model.h"

#include <jansson.h>

enum { REPORT_INPUT_LIMIT = 32 << 20, REPORT_PAGE_LIMIT = 64 << 20 }; // bytes

struct report_input {
    const json_t *result; // checked by report_load()
    const struct model *model;
    const struct catalogue *catalogue;
    const char *tool_version;
    struct date date; // of the page: date_today()
};

// Reads what `verify` left (docs/spec/verify.schema.json). A missing file, text that is not
// JSON and a document of another shape are input errors; NULL then. The caller owns the value
// (json_decref).
json_t *report_load(struct arena *arena, struct diag *diag, const char *path);

// Whether the result belongs to this model; says so when it does not.
bool report_belongs(struct diag *diag, const struct report_input *input, const char *path);

// The page, or NULL when it would pass REPORT_PAGE_LIMIT (reported). Reads nothing else.
const char *report_html(struct arena *arena, struct diag *diag, const struct report_input *input);

#endif
