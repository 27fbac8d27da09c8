// SPDX-License-Identifier: MIT
// The catalogue is a DAG: no state may be needed on the way to itself, no control by itself.
#include "base/buf.h"
#include "catalogue/loading.h"

#include <string.h>

enum colour { WHITE, GREY, BLACK };
enum { STORY_MAX = 4096 };

// A walk in depth over states. `path` holds the leaves taken and the states that they need.
struct walk {
    const struct loading *loading;
    enum colour *colours; // by index of the state
    struct step {
        const struct leaf *leaf;
        const struct state *needs;
    } * path;
    size_t depth;
};

static void visit(struct walk *walk, const struct state *state);

static void tell(const struct walk *walk, const struct state *state)
{
    size_t first = walk->depth - 1; // the last step is the one that closes the ring
    while (first > 0 && walk->path[first - 1].needs != state) {
        first--;
    }
    struct buf story;
    buf_init(&story, walk->loading->reader.arena, STORY_MAX);
    for (size_t i = first; i < walk->depth; i++) {
        buf_printf(&story, "%s'%s' requires '%s'", i == first ? "" : ", whose leaf ",
                   walk->path[i].leaf->id, walk->path[i].needs->id);
    }
    const struct leaf *leaf = walk->path[walk->depth - 1].leaf;
    reader_mistake(&walk->loading->reader, leaf->place, NULL,
                   "the state '%s' is needed to reach itself: leaf %s", state->id, story.data);
}

static void visit_needs(struct walk *walk, const struct leaf *leaf, const struct expr *expr)
{
    if (expr == NULL) {
        return;
    }
    if (expr->kind == EXPR_NAME) {
        const struct catalogue *catalogue = walk->loading->catalogue;
        const struct state *state = catalogue_state(catalogue, expr->name);
        if (state == NULL) {
            return; // reported already
        }
        const enum colour colour = walk->colours[state - catalogue->states];
        walk->path[walk->depth++] = (struct step){leaf, state};
        if (colour == GREY) {
            tell(walk, state);
        } else if (colour == WHITE) {
            visit(walk, state);
        }
        walk->depth--;
        return;
    }
    for (size_t i = 0; i < expr->count; i++) {
        visit_needs(walk, leaf, expr->children[i]);
    }
}

static void visit(struct walk *walk, const struct state *state)
{
    const struct catalogue *catalogue = walk->loading->catalogue;
    enum colour *colour = &walk->colours[state - catalogue->states];
    *colour = GREY;
    for (size_t i = 0; i < catalogue->leaves_count; i++) {
        if (names_has(&catalogue->leaves[i].yields, state->id)) {
            visit_needs(walk, &catalogue->leaves[i], catalogue->leaves[i].requires);
        }
    }
    *colour = BLACK;
}

// Controls that need each other in a ring could only be chosen together; that is one control.
// An alternative is no ring: another one of the list may stand in its place.
static void visit_control(const struct loading *loading, enum colour *colours,
                          const struct control *control)
{
    const struct catalogue *catalogue = loading->catalogue;
    colours[control - catalogue->controls] = GREY;
    for (size_t i = 0; i < control->needs.count; i++) {
        const struct control *needed = catalogue_control(catalogue, control->needs.items[i]);
        const enum colour colour =
            needed != NULL ? colours[needed - catalogue->controls] : BLACK; // reported already
        if (colour == GREY) {
            reader_mistake(&loading->reader, control->place, NULL,
                           "the control '%s' needs '%s', which needs it in turn", control->id,
                           needed->id);
        } else if (colour == WHITE) {
            visit_control(loading, colours, needed);
        }
    }
    colours[control - catalogue->controls] = BLACK;
}

void cycles_check(const struct loading *loading)
{
    const struct catalogue *catalogue = loading->catalogue;
    struct arena *arena = loading->reader.arena;
    struct walk walk = {
        .loading = loading,
        .colours = ARENA_ARRAY(arena, enum colour, catalogue->states_count),
        .path = ARENA_ARRAY(arena, struct step, catalogue->states_count + 1),
    };
    for (size_t i = 0; i < catalogue->states_count; i++) {
        if (walk.colours[i] == WHITE) {
            visit(&walk, &catalogue->states[i]);
        }
    }
    enum colour *colours = ARENA_ARRAY(arena, enum colour, catalogue->controls_count);
    for (size_t i = 0; i < catalogue->controls_count; i++) {
        if (colours[i] == WHITE) {
            visit_control(loading, colours, &catalogue->controls[i]);
        }
    }
}
