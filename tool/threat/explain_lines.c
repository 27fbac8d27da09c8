// SPDX-License-Identifier: MIT
#include "threat/explain_lines.h"

#include "threat/words.h"

#include <string.h>

void explain_field(struct buf *out, const char *name, const char *value)
{
    if (value != NULL && value[0] != '\0') {
        buf_printf(out, "  %s: %s\n", name, value);
    }
}

void explain_names(struct buf *out, const char *name, const struct names *names)
{
    if (names->count == 0) {
        return;
    }
    buf_printf(out, "  %s: ", name);
    for (size_t i = 0; i < names->count; i++) {
        buf_printf(out, "%s%s", i == 0 ? "" : ", ", names->items[i]);
    }
    buf_puts(out, "\n");
}

void explain_expr(struct buf *out, const struct expr *expr)
{
    if (expr == NULL) {
        buf_puts(out, "always");
        return;
    }
    if (expr->kind == EXPR_NAME) {
        buf_puts(out, expr->name);
        return;
    }
    static const char *const words[] = {
        [EXPR_NAME] = "", [EXPR_ALL] = "all", [EXPR_ANY] = "any", [EXPR_NOT] = "not"};
    buf_printf(out, "%s(", words[expr->kind]);
    for (size_t i = 0; i < expr->count; i++) {
        buf_puts(out, i == 0 ? "" : ", ");
        explain_expr(out, expr->children[i]);
    }
    buf_puts(out, ")");
}

static void put_potential(struct buf *out, const char *name, const struct potential *potential)
{
    buf_printf(out, "  %s: %s (%u points)\n", name, potential_text(out->arena, potential),
               potential_score(potential));
}

static void put_answers(struct buf *out, const struct catalogue *catalogue, const struct leaf *leaf)
{
    for (size_t i = 0; i < catalogue->controls_count; i++) {
        const struct control *control = &catalogue->controls[i];
        for (size_t j = 0; j < control->effect_count; j++) {
            if (strcmp(control->effects[j].leaf, leaf->id) == 0) {
                buf_printf(out, "  %s by %s: %s\n", control->effects[j].cut ? "cut" : "raised",
                           control->id, control->title);
            }
        }
    }
}

void explain_leaf(struct buf *out, const struct catalogue *catalogue, const struct leaf *leaf)
{
    buf_printf(out, "%s (leaf): %s\n  applies when: ", leaf->id, leaf->title);
    explain_expr(out, leaf->applies_when);
    if (leaf->requires != NULL) {
        buf_puts(out, "\n  requires: ");
        explain_expr(out, leaf->requires);
    }
    buf_puts(out, "\n");
    explain_names(out, "yields", &leaf->yields);
    put_potential(out, "first break", &leaf->develop);
    put_potential(out, "each further device", &leaf->repeat);
    explain_field(out, "scope", leaf->class_break ? "class: one break serves the fleet" : "device");
    explain_field(out, "because", leaf->rationale);
    explain_field(out, "STRIDE", leaf->stride);
    explain_names(out, "proved by", &leaf->checks);
    explain_field(out, "asserted, because", leaf->asserted);
    explain_names(out, "references", &leaf->refs);
    put_answers(out, catalogue, leaf);
}

static void put_effects(struct buf *out, const struct control *control)
{
    for (size_t i = 0; i < control->effect_count; i++) {
        const struct effect *effect = &control->effects[i];
        if (effect->cut) {
            buf_printf(out, "  cuts %s\n", effect->leaf);
        } else {
            buf_printf(out, "  raises %s to at least %s\n", effect->leaf,
                       potential_text(out->arena, &effect->raise));
        }
    }
}

static void put_prices(struct buf *out, const struct control *control)
{
    for (size_t i = 0; i < control->price_count; i++) {
        const struct price *price = &control->prices[i];
        buf_printf(out, "  measured on %s, MicroPython %s, %s: flash %+d B, RAM %+d B",
                   price->board, price->micropython, price->date, price->flash_bytes,
                   price->ram_bytes);
        if (price->boot_us != INT32_MIN) {
            buf_printf(out, ", boot %+d us", price->boot_us);
        }
        buf_puts(out, "\n");
    }
}

void explain_control(struct buf *out, const struct control *control)
{
    buf_printf(out, "%s (control, %s): %s\n", control->id,
               control->category == CONTROL_ELIMINATE ? "eliminate" : "reduce", control->title);
    explain_field(out, "family", control->family);
    buf_puts(out, "  applies when: ");
    explain_expr(out, control->applies_when);
    buf_puts(out, "\n");
    explain_names(out, "needs of the chip", &control->needs_chip);
    explain_names(out, "needs", &control->needs);
    explain_names(out, "needs one of", &control->needs_one);
    explain_names(out, "excludes", &control->conflicts);
    explain_names(out, "functions lost", &control->loses);
    put_effects(out, control);
    for (size_t i = 0; i < control->build_count; i++) {
        explain_field(out, "carried out in the build of port", control->builds[i].port);
    }
    for (size_t i = 0; i < control->provision_count; i++) {
        buf_printf(out, "  by a person%s: %s\n",
                   control->provision[i].irreversible ? ", IRREVERSIBLE" : "",
                   control->provision[i].text);
    }
    put_prices(out, control);
    explain_field(out, "cost", control->cost_note);
    for (size_t i = 0; i < control->standards.count; i++) {
        buf_printf(out, "  evidence for: %s %s\n", control->standards.items[i].standard,
                   control->standards.items[i].number);
    }
    explain_names(out, "references", &control->refs);
}
