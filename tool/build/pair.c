// SPDX-License-Identifier: MIT
#include "build/pair.h"

#include "base/buf.h"
#include "base/file.h"
#include "build/workspace.h"

#include <unistd.h>

enum { TEXT_MAX = 256 * 1024 };

static const struct build *build_below(struct arena *arena, struct diag *diag,
                                       struct build_request request, const char *name)
{
    request.out = path_join(arena, request.out, name);
    return build_run(arena, diag, &request);
}

// Before the stock build costs its time. What is only warned of is said when it is built.
static bool can_be_built(struct arena *arena, struct diag *diag,
                         const struct build_request *request)
{
    struct workspace workspace;
    struct diag unsaid;
    diag_init(&unsaid, arena);
    return workspace_open(arena, &unsaid, request, &workspace) ||
           workspace_open(arena, diag, request, &workspace);
}

void pair_make(struct arena *arena, struct diag *diag, const struct build_request *request,
               const struct catalogue *catalogue, struct pair *pair)
{
    const bool existed = folder_exists(request->out);
    struct build_request stock = *request;
    stock.controls = NULL;
    stock.control_count = 0;
    stock.device_keys = NULL;
    if (!can_be_built(arena, diag, request)) {
        return;
    }
    pair->stock = build_below(arena, diag, stock, "stock");
    if (pair->stock != NULL && catalogue != NULL) {
        pair->hardened = build_below(arena, diag, *request, "hardened");
    }
    if (pair->hardened != NULL) {
        pair->predicted =
            predict(arena, request->model, catalogue, request->controls, request->control_count);
    }
    // Empty only when an interrupted build took itself away.
    (void)(existed ? 0 : rmdir(request->out));
}

static void add_row(struct buf *text, const char *name, const struct build *build)
{
    buf_printf(text, "%-10s %9lld %9lld  %s\n", name, (long long)build->flash_bytes,
               (long long)build->ram_bytes, build->elf);
}

// What the build costs beyond what was expected of it.
static int64_t missed_flash(const struct pair *pair)
{
    return pair->hardened->flash_bytes - pair->stock->flash_bytes - pair->predicted->flash_bytes;
}

static int64_t missed_ram(const struct pair *pair)
{
    return pair->hardened->ram_bytes - pair->stock->ram_bytes - pair->predicted->ram_bytes;
}

static void add_predicted(struct buf *text, const struct pair *pair)
{
    const struct prediction *predicted = pair->predicted;
    const size_t count = pair->hardened->controls.count;
    if (predicted == NULL) {
        return;
    }
    if (predicted->unpriced.count > 0) {
        buf_printf(text,
                   "%-10s %9s %9s  no price was measured yet for %zu of %zu controls:", "predicted",
                   "unknown", "unknown", predicted->unpriced.count, count);
        for (size_t i = 0; i < predicted->unpriced.count; i++) {
            buf_printf(text, "%s %s", i == 0 ? "" : ",", predicted->unpriced.items[i]);
        }
        buf_puts(text, "\n");
        return;
    }
    buf_printf(text, "%-10s %+9lld %+9lld  ", "predicted", (long long)predicted->flash_bytes,
               (long long)predicted->ram_bytes);
    const struct price *whole = predicted->whole;
    if (whole == NULL) {
        buf_puts(text, "the prices of single controls, added\n");
    } else {
        buf_printf(text, "%zu of %zu controls as measured together on %s, MicroPython %s\n",
                   whole->controls.count, count, whole->date, whole->micropython);
    }
    buf_printf(text, "%-10s %+9lld %+9lld\n", "missed by", (long long)missed_flash(pair),
               (long long)missed_ram(pair));
}

static json_t *names_to_json(const struct names *names)
{
    json_t *list = json_array();
    for (size_t i = 0; names != NULL && i < names->count; i++) {
        (void)json_array_append_new(list, json_string(names->items[i]));
    }
    return list;
}

// `missed` is null where not every control has a price.
static json_t *predicted_to_json(const struct pair *pair)
{
    const struct prediction *predicted = pair->predicted;
    json_t *missed = json_null();
    if (predicted->unpriced.count == 0) {
        missed = json_pack("{s:I, s:I}", "flash_bytes", (json_int_t)missed_flash(pair), "ram_bytes",
                           (json_int_t)missed_ram(pair));
    }
    return json_pack("{s:I, s:I, s:I, s:o, s:o, s:o}", "flash_bytes",
                     (json_int_t)predicted->flash_bytes, "ram_bytes",
                     (json_int_t)predicted->ram_bytes, "boot_us", (json_int_t)predicted->boot_us,
                     "unpriced", names_to_json(&predicted->unpriced), "measured_together",
                     names_to_json(predicted->whole == NULL ? NULL : &predicted->whole->controls),
                     "missed", missed);
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
    add_predicted(&text, pair);
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
    if (pair->hardened != NULL && pair->predicted != NULL) {
        json_object_set_new(document, "predicted", predicted_to_json(pair));
    }
    return document;
}
