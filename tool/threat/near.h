// near.h - near misses: closed paths that one level in one factor would open.
//
// The other half of `fragile`: a closed path is on no list, and yet a ceiling or a rating that is
// off by one level decides about it. docs/spec/attack-potential.md §3.
#ifndef THREAT_NEAR_H
#define THREAT_NEAR_H

#include "base/buf.h"
#include "threat/compose.h"
#include "threat/threat.h"

struct near_miss {
    struct path path;   // open and above are false; numbers run on their own
    enum factor factor; // the only one that lies beyond the adversary's ceiling
    bool above;         // one level easier it would be open and above the appetite
};

struct near_misses {
    struct near_miss *items; // what would be above first, then worst first
    size_t count;
    size_t above_count;
    bool complete; // false: for some goal and adversary only the cheapest are listed
};

// No control in force, as in threats_find() without controls. NULL only after reporting an
// exhausted limit.
const struct near_misses *near_misses_find(struct arena *arena, struct diag *diag,
                                           const struct model *model,
                                           const struct catalogue *catalogue);

// A section for people: what would be above, or with `all` every one; nothing when there is none.
const char *near_misses_text(struct arena *arena, const struct near_misses *near, bool all);
json_t *near_misses_to_json(const struct near_misses *near);

#endif
