// SPDX-License-Identifier: MIT
#include "threat/text.h"

#include "base/buf.h"

enum { TEXT_LIMIT = 4 * 1024 * 1024, SHOWN_PATHS = 20 };

void path_write(struct buf *out, const char *indent, const struct path *path)
{
    buf_printf(out, "%s by %s: ", path->goal->id, path->adversary->id);
    for (size_t i = 0; i < path->leaf_count; i++) {
        buf_printf(out, "%s%s", i == 0 ? "" : ", then ", path->leaves[i]->id);
    }
    buf_printf(out, "\n%s%s impact on %s; feasibility %s (%u points), accepted up to %s%s\n",
               indent, impact_word(path->impact), path->asset->id,
               feasibility_word(path->feasibility), path->score, feasibility_word(path->accept),
               path->class_break ? "; class break" : "");
}

static void put_headlines(struct buf *out, const struct threats *threats)
{
    buf_printf(out, "\n  %-20s %-20s %-10s %s\n", "goal", "adversary", "verdict", "least effort");
    for (size_t i = 0; i < threats->headline_count; i++) {
        const struct headline *headline = &threats->headlines[i];
        const char *verdict = headline->above ? "above" : headline->open ? "accepted" : "closed";
        buf_printf(out, "  %-20s %-20s %-10s ", headline->goal->id, headline->adversary->id,
                   verdict);
        if (headline->reachable) {
            buf_printf(out, "%u points, feasibility %s\n", headline->score,
                       feasibility_word(headline->feasibility));
        } else {
            buf_puts(out, "no way known from where this adversary stands\n");
        }
    }
}

static void put_paths(struct buf *out, const struct threats *threats, bool all)
{
    const size_t last = all ? threats->path_count : threats->above_count;
    const size_t shown = !all && last > SHOWN_PATHS ? SHOWN_PATHS : last;
    for (size_t i = 0; i < shown; i++) {
        const struct path *path = &threats->paths[i];
        buf_printf(out, "\n%4u  ", path->number);
        path_write(out, "      ", path);
        if (path->fragile) {
            buf_printf(out, "      fragile: %s\n", path->fragile_why);
        }
    }
    if (shown < last) {
        buf_printf(out, "\n  %zu more above the appetite: --all lists them\n", last - shown);
    }
}

const char *threats_text(struct arena *arena, const struct threats *threats, bool all)
{
    struct buf out;
    buf_init(&out, arena, TEXT_LIMIT);
    buf_printf(&out, "%s: %zu open path%s, %zu above the appetite\n", threats->model->device.id,
               threats->path_count, threats->path_count == 1 ? "" : "s", threats->above_count);
    if (!threats->complete) {
        buf_puts(&out, "  There are too many combinations to list: only the cheapest are shown.\n");
    }
    put_headlines(&out, threats);
    put_paths(&out, threats, all);
    return out.data;
}
