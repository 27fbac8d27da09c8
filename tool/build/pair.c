// SPDX-License-Identifier: MIT
#include "build/pair.h"

#include "base/buf.h"

enum { TEXT_MAX = 256 * 1024 };

static void add_row(struct buf *text, const char *name, const struct build *build)
{
    buf_printf(text, "%-10s %9lld %9lld  %s\n", name, (long long)build->flash_bytes,
               (long long)build->ram_bytes, build->elf);
}

static void add_predicted(struct buf *text, const struct plan *plan)
{
    if (plan == NULL) {
        return;
    }
    if (plan->unpriced.count > 0) {
        buf_printf(text, "%-10s %9s %9s  no price was measured yet for %zu of %zu controls\n",
                   "predicted", "unknown", "unknown", plan->unpriced.count, plan->choice_count);
        return;
    }
    buf_printf(text, "%-10s %+9lld %+9lld\n", "predicted", (long long)plan->flash_bytes,
               (long long)plan->ram_bytes);
}

const char *pair_text(struct arena *arena, const struct pair *pair)
{
    const struct build *stock = pair->stock;
    const struct build *hardened = pair->hardened;
    struct buf text;
    buf_init(&text, arena, TEXT_MAX);
    buf_printf(&text, "%-10s %9s %9s  in bytes\n", "", "flash", "RAM");
    add_row(&text, "stock", stock);
    if (hardened == NULL) {
        return text.data;
    }
    add_row(&text, "hardened", hardened);
    buf_printf(&text, "%-10s %+9lld %+9lld\n", "difference",
               (long long)(hardened->flash_bytes - stock->flash_bytes),
               (long long)(hardened->ram_bytes - stock->ram_bytes));
    add_predicted(&text, pair->plan);
    buf_printf(&text,
               "\n%zu controls, and the symbol tables answer all %zu questions of the gate:\n",
               hardened->controls.count, hardened->gate_count);
    for (size_t i = 0; i < hardened->controls.count; i++) {
        buf_printf(&text, "  %s\n", hardened->controls.items[i]);
    }
    return text.data;
}

json_t *pair_to_json(const struct pair *pair)
{
    json_t *document = json_object();
    json_object_set_new(document, "stock", build_to_json(pair->stock));
    if (pair->hardened != NULL) {
        json_object_set_new(document, "hardened", build_to_json(pair->hardened));
    }
    if (pair->plan != NULL) {
        json_object_set_new(document, "predicted",
                            json_pack("{s:I, s:I, s:i}", "flash_bytes",
                                      (json_int_t)pair->plan->flash_bytes, "ram_bytes",
                                      (json_int_t)pair->plan->ram_bytes, "unpriced",
                                      (int)pair->plan->unpriced.count));
    }
    return document;
}
