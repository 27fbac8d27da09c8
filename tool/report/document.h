// document.h - reading the result: members that may be missing, and the few questions that
// several sections ask of it.
#ifndef REPORT_DOCUMENT_H
#define REPORT_DOCUMENT_H

#include "report/sections.h"

#include <stdint.h>

// The text, or NULL when the member is missing, null or of another type.
const char *member_text(const json_t *object, const char *key);
// The same for a format: HTML_NONE instead of NULL.
const char *member_word(const json_t *object, const char *key);
// Whether the member is there and true.
bool member_true(const json_t *object, const char *key);
// The number, or `otherwise`.
int64_t member_number(const json_t *object, const char *key, int64_t otherwise);
// "3,456" or, for a missing number, HTML_NONE.
const char *number_text(struct arena *arena, const json_t *object, const char *key);
// "3,456", "-12"; with a sign in front of positive ones when `sign`.
const char *digits(struct arena *arena, int64_t number, bool sign);
// "1 path", "3 paths".
const char *counted(struct arena *arena, int64_t count, const char *singular, const char *plural);

// Whether the board is of a port for which mpsec writes an overlay only: nobody saw its firmware.
bool is_not_built(const struct report *report);
bool result_is_not_built(const json_t *result);

// The list under a member; NULL, which is an empty list for jansson, when there is none.
const json_t *member_list(const json_t *object, const char *key);
// The strings of a list, joined.
const char *joined(struct arena *arena, const json_t *list, const char *between);

// Every check of every leaf, once: one attack may prove several leaves.
struct checks {
    const json_t **items;
    size_t count;
};
struct checks distinct_checks(struct arena *arena, const json_t *result);
// How many of them ended with `word` on a build; `build` is "stock" or "hardened".
int64_t checks_with(const struct checks *checks, const char *build, const char *word);

// Tone of a verdict for html_badge().
const char *verdict_tone(const char *verdict);

#endif
