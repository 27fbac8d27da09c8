// text.h - paths on a terminal.
#ifndef THREAT_TEXT_H
#define THREAT_TEXT_H

#include "base/buf.h"
#include "threat/threat.h"

// The verdict per goal and adversary, then the paths above the appetite; `all`: every open
// path.
const char *threats_text(struct arena *arena, const struct threats *threats, bool all);

// One path in two lines; the second starts with `indent`.
void path_write(struct buf *out, const char *indent, const struct path *path);

#endif
