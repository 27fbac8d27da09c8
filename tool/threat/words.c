// SPDX-License-Identifier: MIT
#include "threat/words.h"

#include "base/buf.h"
#include "threat/compose.h"
#include "threat/facts.h"

enum { TEXT_LIMIT = 64 * 1024 };

static bool stays_above(const struct engine *engine, const struct path *path,
                        const struct potential *moved)
{
    const size_t goal = (size_t)(path->goal - engine->catalogue->goals);
    const size_t adversary = (size_t)(path->adversary - engine->model->adversaries);
    return potential_within(moved, &path->adversary->ceiling) &&
           stakes_judge(engine_stakes(engine, goal, adversary),
                        feasibility_of(potential_score(moved)), path->class_steps)
               .above;
}

static void find_fragile(struct arena *arena, const struct engine *engine, struct path *path)
{
    struct buf words;
    buf_init(&words, arena, TEXT_LIMIT);
    for (unsigned i = 0; i < FACTOR_COUNT; i++) {
        struct potential moved = path->potential;
        const bool possible = path->above ? potential_harder(&moved, (enum factor)i)
                                          : potential_easier(&moved, (enum factor)i);
        if (possible && stays_above(engine, path, &moved) != path->above) {
            buf_printf(&words, "%s%s", words.size == 0 ? "" : " or ", factor_word((enum factor)i));
        }
    }
    path->fragile = words.size > 0;
    if (path->fragile) {
        path->fragile_why = arena_printf(
            arena, "one level %s in %s would %s", path->above ? "harder" : "easier", words.data,
            path->above ? "bring it within the appetite" : "put it above the appetite");
    }
}

void path_explain(struct arena *arena, const struct engine *engine, struct path *path)
{
    path->why = arena_printf(
        arena,
        "%s has all it takes; feasibility is %s (%u points) and the appetite accepts up to %s for "
        "%s impact on %s%s",
        path->adversary->id, feasibility_word(path->feasibility), path->score,
        feasibility_word(path->accept), impact_word(path->impact), path->asset->id,
        path->class_break ? ", read as a class break" : "");
    find_fragile(arena, engine, path);
}

const char *potential_text(struct arena *arena, const struct potential *potential)
{
    return arena_printf(arena, "%u day%s, %s, %s, %s, %s, %s", potential->days,
                        potential->days == 1 ? "" : "s", expertise_word(potential->expertise),
                        knowledge_word(potential->knowledge), window_word(potential->window),
                        equipment_word(potential->equipment), access_word(potential->access));
}

static void why_expr(struct buf *out, const struct model *model, const struct expr *expr,
                     int indent)
{
    const char *holds = expr_holds(model, expr) ? "yes" : "no ";
    switch (expr->kind) {
    case EXPR_NAME:
        buf_printf(out, "%*s%s %s\n", indent, "", holds, expr->name);
        return;
    case EXPR_ALL:
        buf_printf(out, "%*s%s all of\n", indent, "", holds);
        break;
    case EXPR_ANY:
        buf_printf(out, "%*s%s any of\n", indent, "", holds);
        break;
    case EXPR_NOT:
        buf_printf(out, "%*s%s not\n", indent, "", holds);
        break;
    }
    for (size_t i = 0; i < expr->count; i++) {
        why_expr(out, model, expr->children[i], indent + 2);
    }
}

const char *threats_why(struct arena *arena, const struct model *model, const struct leaf *leaf)
{
    struct buf out;
    buf_init(&out, arena, TEXT_LIMIT);
    const bool applies = expr_holds(model, leaf->applies_when);
    buf_printf(&out, "%s %s to %s\n", leaf->id, applies ? "applies" : "does not apply",
               model->device.id);
    if (leaf->applies_when == NULL) {
        buf_puts(&out, "  it has no condition: it applies to every device\n");
        return out.data;
    }
    why_expr(&out, model, leaf->applies_when, 2);
    return out.data;
}

const char *threats_story(struct arena *arena, const struct path *path)
{
    struct buf out;
    buf_init(&out, arena, TEXT_LIMIT);
    buf_printf(&out, "Path %u of %s: %s\n", path->number, path->adversary->id, path->goal->title);
    for (size_t i = 0; i < path->leaf_count; i++) {
        const struct leaf *leaf = path->leaves[i];
        buf_printf(&out, "  %zu. %s (%s)\n     asks for %s\n", i + 1, leaf->title, leaf->id,
                   potential_text(arena, &leaf->develop));
        if (leaf->rationale != NULL) {
            buf_printf(&out, "     %s\n", leaf->rationale);
        }
        for (size_t j = 0; j < leaf->yields.count; j++) {
            buf_printf(&out, "     gives %s\n", leaf->yields.items[j]);
        }
    }
    buf_printf(&out, "  Together: %s; %u points, feasibility %s, resists as %s\n",
               potential_text(arena, &path->potential), path->score,
               feasibility_word(path->feasibility), resistance_word(path->score));
    buf_printf(&out, "  %s: %s\n", path->above ? "Above the appetite" : "Accepted", path->why);
    if (path->fragile) {
        buf_printf(&out, "  Fragile: %s\n", path->fragile_why);
    }
    return out.data;
}
