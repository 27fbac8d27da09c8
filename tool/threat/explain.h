// explain.h - an entry of the catalogue for people: `mpsec explain ID`.
#ifndef THREAT_EXPLAIN_H
#define THREAT_EXPLAIN_H

#include "catalogue/catalogue.h"

// The entry with this id, of whatever kind, as text; NULL: there is none.
const char *explain_entry(struct arena *arena, const struct catalogue *catalogue, const char *id);

// The id nearest to a word that is none; NULL when nothing is near.
const char *explain_nearest(struct arena *arena, const struct catalogue *catalogue,
                            const char *word);

#endif
