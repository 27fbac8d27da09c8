// SPDX-License-Identifier: MIT
#include "provision/provision.h"

#include "base/buf.h"

#include <string.h>

enum { TEXT_MAX = 256 * 1024 };

static const char *rehearsal_word(enum rehearsal rehearsal)
{
    static const char *const words[] = {
        [REHEARSAL_NONE] = "",
        [REHEARSAL_DONE] = "set now, in the rehearsal",
        [REHEARSAL_ALREADY] = "already set",
        [REHEARSAL_REFUSED] = "REFUSED",
        [REHEARSAL_WAITING] = "waits for the step that was refused",
    };
    return words[rehearsal];
}

static void put_list(struct buf *out, const struct names *names)
{
    for (size_t i = 0; i < names->count; i++) {
        buf_printf(out, "%s%s", i == 0 ? "" : ", ", names->items[i]);
    }
}

static void put_sets(struct buf *out, const struct provision_step *step)
{
    for (size_t i = 0; i < step->set_count; i++) {
        buf_printf(out, "%s%s = %s", i == 0 ? "" : ", ", step->sets[i].name, step->sets[i].value);
    }
}

// Whether the step is its control's last one: there it is told what the control costs.
static bool is_last(const struct provision *provision, size_t at)
{
    return at + 1 == provision->count ||
           provision->items[at + 1].control != provision->items[at].control;
}

static void put_item(struct buf *out, const struct provision *provision, size_t at)
{
    const struct provision_item *item = &provision->items[at];
    buf_printf(out, "\n%2zu. %s%s\n    %s\n", at + 1,
               item->step->irreversible ? "CANNOT BE UNDONE  " : "", item->control->id,
               item->step->text);
    if (item->step->set_count > 0) {
        buf_puts(out, "    sets ");
        put_sets(out, item->step);
        buf_puts(out, "\n");
    }
    if (item->rehearsal != REHEARSAL_NONE) {
        buf_printf(out, "    %s%s%s\n", rehearsal_word(item->rehearsal),
                   item->why != NULL ? ": " : "", item->why != NULL ? item->why : "");
    }
    if (is_last(provision, at)) {
        if (item->control->loses.count > 0) {
            buf_puts(out, "    lost from then on: ");
            put_list(out, &item->control->loses);
            buf_puts(out, "\n");
        }
        buf_printf(out, "    costs: %s\n", item->control->cost_note);
    }
}

const char *provision_to_text(struct arena *arena, const struct provision *provision)
{
    struct buf out;
    buf_init(&out, arena, TEXT_MAX);
    buf_printf(&out, "%s on %s: %zu step%s on the device itself, %u can never be undone\n",
               provision->model->device.id, provision->model->device.chip->id, provision->count,
               provision->count == 1 ? "" : "s", provision->irreversible);
    buf_puts(&out,
             provision->count > 0
                 ? "mpsec carries out none of them. Try all of it on a board that you can lose.\n"
                 : "The plan asks for nothing to be set on the device.\n");
    for (size_t i = 0; i < provision->count; i++) {
        put_item(&out, provision, i);
    }
    if (provision->left_over.count > 0) {
        buf_puts(&out, "\nSet for ever by an earlier rehearsal, and this plan does not want it: ");
        put_list(&out, &provision->left_over);
        buf_puts(&out, "\n");
    }
    return out.data;
}

const char *provision_to_markdown(struct arena *arena, const struct provision *provision)
{
    struct buf out;
    buf_init(&out, arena, TEXT_MAX);
    buf_printf(
        &out,
        "# Steps on the device itself: %s on %s\n\n"
        "Written by mpsec, which carries out none of them. In this order; %u of %zu can never be "
        "undone. Read\n"
        "the vendor's document for each, and do all of it on a board that you can lose first.\n",
        provision->model->device.id, provision->model->device.chip->id, provision->irreversible,
        provision->count);
    for (size_t i = 0; i < provision->count; i++) {
        const struct provision_item *item = &provision->items[i];
        buf_printf(&out, "\n## %zu. %s%s\n\n%s\n", i + 1, item->control->title,
                   item->step->irreversible ? " (CANNOT BE UNDONE)" : "", item->step->text);
        if (item->step->set_count > 0) {
            buf_puts(&out, "\nSets: ");
            put_sets(&out, item->step);
            buf_puts(&out, "\n");
        }
        buf_printf(&out, "\nFrom %s. Costs: %s\n", item->control->id, item->control->cost_note);
        for (size_t j = 0; j < item->control->refs.count; j++) {
            const char *ref = item->control->refs.items[j];
            const bool plain = strncmp(ref, "source:", 7) == 0;
            buf_printf(&out, "%s%s", j == 0 ? "Sources: " : "; ", plain ? ref + 7 : ref);
        }
        buf_puts(&out, item->control->refs.count > 0 ? "\n" : "");
    }
    return out.data;
}

static json_t *item_to_json(const struct provision_item *item)
{
    json_t *sets = json_object();
    for (size_t i = 0; i < item->step->set_count; i++) {
        (void)json_object_set_new(sets, item->step->sets[i].name,
                                  json_string(item->step->sets[i].value));
    }
    json_t *loses = json_array();
    for (size_t i = 0; i < item->control->loses.count; i++) {
        (void)json_array_append_new(loses, json_string(item->control->loses.items[i]));
    }
    const char *rehearsal =
        item->rehearsal == REHEARSAL_NONE ? NULL : rehearsal_word(item->rehearsal);
    return json_pack("{s:s, s:s, s:b, s:o, s:o, s:s, s:s*, s:s*}", "control", item->control->id,
                     "text", item->step->text, "irreversible", (int)item->step->irreversible,
                     "sets", sets, "loses", loses, "cost", item->control->cost_note, "rehearsal",
                     rehearsal, "why", item->why);
}

json_t *provision_to_json(const struct provision *provision)
{
    json_t *steps = json_array();
    for (size_t i = 0; i < provision->count; i++) {
        (void)json_array_append_new(steps, item_to_json(&provision->items[i]));
    }
    json_t *left = json_array();
    for (size_t i = 0; i < provision->left_over.count; i++) {
        (void)json_array_append_new(left, json_string(provision->left_over.items[i]));
    }
    return json_pack("{s:s, s:s, s:o, s:i, s:i, s:o}", "device", provision->model->device.id,
                     "chip", provision->model->device.chip->id, "steps", steps, "irreversible",
                     (int)provision->irreversible, "refused", (int)provision->refused, "left_over",
                     left);
}
