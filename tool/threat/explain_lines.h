// explain_lines.h - the lines that explanations are made of.
#ifndef THREAT_EXPLAIN_LINES_H
#define THREAT_EXPLAIN_LINES_H

#include "base/buf.h"
#include "catalogue/catalogue.h"

void explain_field(struct buf *out, const char *name, const char *value); // nothing when NULL
void explain_names(struct buf *out, const char *name, const struct names *names);
void explain_expr(struct buf *out, const struct expr *expr);

// Entries with relations of their own fill a file each.
void explain_leaf(struct buf *out, const struct catalogue *catalogue, const struct leaf *leaf);
void explain_control(struct buf *out, const struct control *control);

#endif
