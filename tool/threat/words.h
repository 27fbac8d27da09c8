// words.h - why a decision came out as it did, for people.
#ifndef THREAT_WORDS_H
#define THREAT_WORDS_H

#include "threat/engine.h"

// Fills `why`, `fragile` and `fragile_why`. A path is fragile when one level in one factor of
// its composed potential turns `above` over: harder for a path that is above, easier for one
// that is not.
void path_explain(struct arena *arena, const struct engine *engine, struct path *path);

// "1 day, layman, public, easy, standard, remote"
const char *potential_text(struct arena *arena, const struct potential *potential);

#endif
