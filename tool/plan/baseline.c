// SPDX-License-Identifier: MIT
#include "plan/baseline.h"

#include "base/file.h"

#include <string.h>

enum { BASELINE_LIMIT = 64 * 1024 * 1024 };

static const char *text_of(const json_t *entry, const char *key)
{
    const char *text = json_string_value(json_object_get(entry, key));
    return text == NULL ? "" : text;
}

static bool has_leaf(const json_t *leaves, const char *id)
{
    for (size_t i = 0; i < json_array_size(leaves); i++) {
        const char *text = json_string_value(json_array_get(leaves, i));
        if (text != NULL && strcmp(text, id) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_same(const json_t *entry, const struct path *path)
{
    const json_t *leaves = json_object_get(entry, "leaves");
    if (strcmp(text_of(entry, "goal"), path->goal->id) != 0 ||
        strcmp(text_of(entry, "adversary"), path->adversary->id) != 0 ||
        json_array_size(leaves) != path->leaf_count) {
        return false;
    }
    for (size_t i = 0; i < path->leaf_count; i++) {
        if (!has_leaf(leaves, path->leaves[i]->id)) {
            return false;
        }
    }
    return true;
}

// The place of a word in a scale; words that are none rank lowest, so that a path counts as
// worse than what an unreadable record says.
static int rank_feasibility(const char *word)
{
    for (int i = FEASIBILITY_VERY_LOW; i <= FEASIBILITY_HIGH; i++) {
        if (strcmp(feasibility_word((enum feasibility)i), word) == 0) {
            return i;
        }
    }
    return -1;
}

static int rank_impact(const char *word)
{
    for (int i = IMPACT_NONE; i < IMPACT_COUNT; i++) {
        if (strcmp(impact_word((enum impact)i), word) == 0) {
            return i;
        }
    }
    return -1;
}

static bool is_known(const json_t *entries, const struct path *path)
{
    for (size_t i = 0; i < json_array_size(entries); i++) {
        const json_t *entry = json_array_get(entries, i);
        if (is_same(entry, path)) {
            return (int)path->feasibility <= rank_feasibility(text_of(entry, "feasibility")) &&
                   (int)path->impact <= rank_impact(text_of(entry, "impact"));
        }
    }
    return false;
}

bool baseline_apply(struct arena *arena, struct diag *diag, const char *path, struct plan *plan)
{
    struct file_bytes bytes;
    if (!file_load(arena, diag, "baseline", path, BASELINE_LIMIT, &bytes)) {
        return false;
    }
    json_error_t error;
    json_t *document = json_loadb(bytes.data, bytes.size, JSON_REJECT_DUPLICATES, &error);
    const json_t *entries = json_object_get(document, "unanswered");
    if (!json_is_array(entries)) {
        diag_input(diag, (struct place){.file = path}, "write it with mpsec plan --json",
                   "this is no baseline: it has no list of unanswered paths");
        json_decref(document);
        return false;
    }
    size_t kept = 0;
    for (size_t i = 0; i < plan->unanswered_count; i++) {
        if (!is_known(entries, plan->unanswered[i])) {
            plan->unanswered[kept++] = plan->unanswered[i];
        }
    }
    plan->known_count = plan->unanswered_count - kept;
    plan->unanswered_count = kept;
    json_decref(document);
    return true;
}
