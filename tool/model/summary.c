// SPDX-License-Identifier: MIT
#include "model/model.h"

#include "base/buf.h"

#include <inttypes.h>
#include <string.h>

enum { SUMMARY_MAX = 1024 * 1024 };

static bool expr_names(const struct expr *expr, const char *capability)
{
    static const char subject[] = "chip.";
    if (expr == NULL) {
        return false;
    }
    if (expr->kind == EXPR_NAME) {
        return strncmp(expr->name, subject, sizeof subject - 1) == 0 &&
               strcmp(expr->name + sizeof subject - 1, capability) == 0;
    }
    for (size_t i = 0; i < expr->count; i++) {
        if (expr_names(expr->children[i], capability)) {
            return true;
        }
    }
    return false;
}

// A capability matters when some control asks for it.
static bool matters(const struct catalogue *catalogue, const char *capability)
{
    for (size_t i = 0; i < catalogue->controls_count; i++) {
        const struct control *control = &catalogue->controls[i];
        if (names_has(&control->needs_chip, capability) ||
            expr_names(control->applies_when, capability)) {
            return true;
        }
    }
    return false;
}

static void add_capabilities(struct buf *out, const struct catalogue *catalogue,
                             const struct chip *chip, enum capability_state state, const char *head)
{
    size_t shown = 0;
    for (size_t i = 0; i < catalogue->capabilities.count; i++) {
        const char *name = catalogue->capabilities.items[i];
        if (chip_capability(chip, name) == state && matters(catalogue, name)) {
            buf_printf(out, "%s%s", shown++ == 0 ? head : ", ", name);
        }
    }
    buf_puts(out, shown > 0 ? "\n" : "");
}

static void add_device(struct buf *out, const struct catalogue *catalogue,
                       const struct model *model)
{
    const struct chip *chip = model->device.chip;
    const struct board *board = model->device.board;
    buf_printf(out, "%s", model->device.id);
    if (model->device.description != NULL) {
        buf_printf(out, ": %s", model->device.description);
    }
    buf_printf(out, "\n  board   %s (%s), port %s, MicroPython %s\n", board->id, board->title,
               board->port, model->device.micropython);
    buf_printf(out, "  chip    %s\n", chip->title);
    add_capabilities(out, catalogue, chip, CAPABILITY_YES, "    has           ");
    add_capabilities(out, catalogue, chip, CAPABILITY_PARTIAL, "    in part       ");
    add_capabilities(out, catalogue, chip, CAPABILITY_CONDITIONAL, "    on condition  ");
    add_capabilities(out, catalogue, chip, CAPABILITY_NO, "    has not       ");
    add_capabilities(out, catalogue, chip, CAPABILITY_UNKNOWN, "    unknown       ");
    buf_printf(out, "  in use  %" PRIu32 " years, %" PRIu32 " devices, environment: %s\n",
               model->device.lifetime_years, model->device.fleet_size, model->device.environment);
}

static void add_interfaces(struct buf *out, const struct model *model)
{
    buf_puts(out, "\nInterfaces\n");
    for (size_t i = 0; i < model->interfaces_count; i++) {
        const struct interface *interface = &model->interfaces[i];
        buf_printf(out, "  %-16s %-16s %-13s", interface->id, interface->kind,
                   need_word(interface->need));
        if (!interface->declared) {
            buf_puts(out, "of the board, not declared");
        } else if (interface->over != NULL) {
            buf_printf(out, "over %s", interface->over);
        } else if (interface->zone != NULL) {
            buf_printf(out, "in %s", interface->zone);
        }
        buf_puts(out, "\n");
    }
}

static void add_assets(struct buf *out, const struct model *model)
{
    static const char *const words[] = {"confidentiality", "integrity", "availability"};
    buf_puts(out, "\nAssets\n");
    for (size_t i = 0; i < model->assets_count; i++) {
        const struct asset *asset = &model->assets[i];
        buf_printf(out, "  %-16s %-16s %-13s", asset->id, asset->kind,
                   asset->scope == SCOPE_FLEET ? "whole fleet" : "one device");
        const char *gap = "";
        for (unsigned k = 0; k < 3; k++) {
            if (asset->impact[k] > IMPACT_NONE) {
                buf_printf(out, "%s%s %s", gap, words[k], impact_word(asset->impact[k]));
                gap = ", ";
            }
        }
        buf_puts(out, "\n");
    }
}

static void add_adversaries(struct buf *out, const struct model *model)
{
    buf_puts(out, "\nAdversaries\n");
    for (size_t i = 0; i < model->adversaries_count; i++) {
        const struct adversary *adversary = &model->adversaries[i];
        const struct potential *ceiling = &adversary->ceiling;
        buf_printf(out, "  %-16s %s: %" PRIu32 " day%s, %s, %s knowledge, %s equipment, %s\n",
                   adversary->id, adversary->profile->id, ceiling->days,
                   ceiling->days == 1 ? "" : "s", expertise_word(ceiling->expertise),
                   knowledge_word(ceiling->knowledge), equipment_word(ceiling->equipment),
                   access_word(ceiling->access));
    }
}

static void add_row(struct buf *out, const char *head, const enum feasibility *row)
{
    buf_puts(out, head);
    for (unsigned i = IMPACT_COUNT - 1; i > IMPACT_NONE; i--) {
        buf_printf(out, " %s %s%s", impact_word((enum impact)i), feasibility_word(row[i]),
                   i > IMPACT_MINOR ? "," : "\n");
    }
}

static void add_decisions(struct buf *out, struct arena *arena, const struct model *model)
{
    buf_puts(out, "\nAppetite (the highest feasibility that is accepted at each impact)\n");
    add_row(out, "  one device  ", model->appetite.accept_up_to);
    add_row(out, "  class break ", model->appetite.class_break);
    if (model->responses_count > 0) {
        buf_puts(out, "\nResponses\n");
    }
    for (size_t i = 0; i < model->responses_count; i++) {
        const struct response *response = &model->responses[i];
        buf_printf(out, "  %-24s %-10s", response->threat, response_word(response->kind));
        if (response->expires.year > 0) {
            buf_printf(out, "%s %s", response->expired ? "EXPIRED" : "until",
                       date_text(arena, response->expires));
        }
        buf_printf(out, "%s%s\n", response->owner != NULL ? ", " : "",
                   response->owner != NULL ? response->owner : "");
    }
}

const char *model_summary(struct arena *arena, const struct catalogue *catalogue,
                          const struct model *model)
{
    struct buf out;
    buf_init(&out, arena, SUMMARY_MAX);
    add_device(&out, catalogue, model);
    add_interfaces(&out, model);
    add_assets(&out, model);
    add_adversaries(&out, model);
    add_decisions(&out, arena, model);
    return out.data;
}
