// SPDX-License-Identifier: MIT
#include "verify/reasons.h"

#include "base/buf.h"
#include "verify/leaf.h"

#include <string.h>

enum { LINE_LIMIT = 4096 };

struct reasons {
    struct arena *arena;
    const struct verification *verification;
    struct names names;
    size_t capacity;
};

static void add(struct reasons *reasons, const char *line)
{
    reasons->names.items = arena_grow(reasons->arena, reasons->names.items, reasons->names.count,
                                      &reasons->capacity, sizeof *reasons->names.items);
    reasons->names.items[reasons->names.count++] = line;
}

// What a check says against the leaf; NULL when it says nothing against it.
static const char *check_words(struct arena *arena, const struct check_result *check)
{
    const char *evidence = check->evidence != NULL ? check->evidence : "nobody says why";
    switch (check->verdict) {
    case VERDICT_FAIL:
        return arena_printf(arena, "%s: %s on the hardened build", check->id, check->hardened);
    case VERDICT_BROKEN_CHECK:
        return arena_printf(arena, "%s proves nothing: %s on the stock build", check->id,
                            check->stock);
    case VERDICT_NOT_RUN:
        return arena_printf(arena, "%s was not run: %s", check->id, evidence);
    case VERDICT_INCONCLUSIVE:
        return arena_printf(arena, "%s shows nothing: %s", check->id, evidence);
    case VERDICT_PASS:
    case VERDICT_ASSERTED:
        return NULL;
    }
    return NULL;
}

static const struct path *path_with(const struct verification *verification,
                                    const struct leaf *leaf)
{
    const struct threats *observed = verification->observed;
    for (size_t i = 0; i < observed->path_count; i++) {
        const struct path *path = &observed->paths[i];
        for (size_t l = 0; path->above && l < path->leaf_count; l++) {
            if (strcmp(path->leaves[l]->id, leaf->id) == 0) {
                return path;
            }
        }
    }
    return NULL;
}

static void add_leaf(struct reasons *reasons, const struct leaf_result *result)
{
    struct buf line;
    buf_init(&line, reasons->arena, LINE_LIMIT);
    const struct path *path = path_with(reasons->verification, result->leaf);
    buf_printf(&line, "%s is open above the appetite (%s", result->leaf->id, result->leaf->title);
    if (path != NULL) {
        buf_printf(&line, "; %s, by %s", path->goal->title, path->adversary->id);
    }
    buf_puts(&line, ")");
    bool told = false;
    for (size_t i = 0; i < result->check_count; i++) {
        const char *words = check_words(reasons->arena, &result->checks[i]);
        if (words != NULL) {
            buf_printf(&line, "%s %s", told ? ";" : ":", words);
            told = true;
        }
    }
    add(reasons, line.data);
}

static const struct leaf_result *find_leaf(const struct verification *verification,
                                           const struct leaf *leaf)
{
    for (size_t i = 0; i < verification->leaf_count; i++) {
        if (strcmp(verification->leaves[i].leaf->id, leaf->id) == 0) {
            return &verification->leaves[i];
        }
    }
    return NULL;
}

static bool speaks(const struct leaf_result *result)
{
    return result->verdict != VERDICT_PASS && result->verdict != VERDICT_ASSERTED;
}

// Names the leaves of one open path whose own checks failed. A path on which every check came out
// well, though nothing in the plan closes it, names all its leaves: the model says open, and one
// test that was refused by accident does not overrule it.
static void name_leaves(const struct verification *verification, const struct path *path,
                        bool *named)
{
    bool any = false;
    for (unsigned everyone = 0; everyone < 2 && !any; everyone++) {
        for (size_t i = 0; i < path->leaf_count; i++) {
            const struct leaf_result *result = find_leaf(verification, path->leaves[i]);
            if (result != NULL && (everyone == 1 || speaks(result))) {
                named[result - verification->leaves] = true;
                any = true;
            }
        }
    }
}

static void add_leaves(struct reasons *reasons)
{
    const struct verification *verification = reasons->verification;
    const struct threats *observed = verification->observed;
    bool *named = ARENA_ARRAY(reasons->arena, bool, verification->leaf_count);
    for (size_t i = 0; i < observed->path_count; i++) {
        const struct path *path = &observed->paths[i];
        if (path->above && !path_is_covered(observed->model, path)) {
            name_leaves(verification, path, named);
        }
    }
    for (size_t i = 0; i < verification->leaf_count; i++) {
        if (named[i]) {
            add_leaf(reasons, &verification->leaves[i]);
        }
    }
    // Behind the paths that were listed there may be one that no response covers.
    if (!observed->complete && observed->above_count > 0) {
        add(reasons, "there are more open paths above the appetite than could be listed");
    }
}

static void add_plan(struct reasons *reasons)
{
    const struct plan *plan = reasons->verification->input.plan;
    if (!plan->feasible) {
        add(reasons, "no set of controls answers every path: see mpsec plan");
    }
    for (size_t i = 0; i < plan->expired_count; i++) {
        const struct response *response = plan->expired[i];
        add(reasons, arena_printf(reasons->arena, "the response to %s expired on %s",
                                  response->threat, date_text(reasons->arena, response->expires)));
    }
}

static const char *works_evidence(const struct attack_results *results)
{
    return results->works.evidence != NULL ? results->works.evidence : "nobody says why";
}

static void add_works(struct reasons *reasons)
{
    const struct verification *verification = reasons->verification;
    const struct verify_input *input = &verification->input;
    if (input->not_built) {
        return;
    }
    if (!verification->works_known) {
        add(reasons, "nobody looked whether the application works: application.works is missing");
        return;
    }
    if (!verification->works_on_hardened) {
        add(reasons, arena_printf(reasons->arena,
                                  "the application does not do its work on the hardened build: %s",
                                  works_evidence(input->on_hardened)));
    }
    if (!verification->works_on_stock) {
        add(reasons, arena_printf(reasons->arena,
                                  "the application does not do its work on the stock build: %s",
                                  works_evidence(input->on_stock)));
    }
}

static void add_interfaces(struct reasons *reasons)
{
    const struct findings *interfaces = &reasons->verification->interfaces;
    for (size_t i = 0; i < interfaces->count; i++) {
        if (strcmp(interfaces->items[i].severity, "error") == 0) {
            add(reasons, arena_printf(reasons->arena, "%s: %s", interfaces->items[i].check,
                                      interfaces->items[i].evidence));
        }
    }
}

static void add_state(struct reasons *reasons)
{
    const struct verify_input *input = &reasons->verification->input;
    if (input->not_built) {
        const struct board *board = input->plan->model->device.board;
        add(reasons, arena_printf(reasons->arena,
                                  "not built: %s is of the port %s, for which mpsec writes an "
                                  "overlay only, so nothing was audited or attacked",
                                  board->id, board->port));
    }
}

struct names reasons_find(struct arena *arena, const struct verification *verification)
{
    struct reasons reasons = {.arena = arena, .verification = verification};
    add_state(&reasons);
    add_plan(&reasons);
    add_leaves(&reasons);
    add_works(&reasons);
    add_interfaces(&reasons);
    return reasons.names;
}
