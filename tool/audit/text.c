// SPDX-License-Identifier: MIT
#include "audit/output.h"

#include "base/buf.h"
#include "base/text.h"

enum { TEXT_LIMIT = 4 * 1024 * 1024 };

static void put_names(struct buf *out, const char *head, const struct names *names)
{
    for (size_t i = 0; i < names->count; i++) {
        buf_printf(out, "%s%s", i == 0 ? head : ", ", text_line(out->arena, names->items[i]));
    }
    buf_puts(out, names->count > 0 ? "\n" : "");
}

static void put_identity(struct buf *out, const struct inventory *inventory)
{
    const struct identity *identity = &inventory->identity;
    buf_printf(out, "  %s", inventory->format);
    if (inventory->part != NULL) {
        buf_printf(out, ", %s", text_line(out->arena, inventory->part));
    }
    if (inventory->has_base) {
        buf_printf(out, ", from 0x%08llx", (unsigned long long)inventory->base);
    }
    buf_printf(out, "\n  MicroPython %s, %s\n",
               inventory->version != NULL ? text_line(out->arena, inventory->version)
                                          : "of unknown version",
               inventory->architecture);
    const struct {
        const char *what, *value;
    } lines[] = {
        {"platform", identity->platform}, {"machine", identity->machine},
        {"board", identity->build},       {"machine code in .mpy", identity->native},
        {"grammar", identity->python},
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        if (lines[i].value != NULL) {
            buf_printf(out, "  %s: %s\n", lines[i].what, text_line(out->arena, lines[i].value));
        }
    }
    put_names(out, "  USB interfaces: ", &identity->usb);
    if (identity->string_count > 0) {
        buf_printf(out,
                   "  %zu interned strings (%zu of the C code), objects of form %s, %zu types\n",
                   identity->string_count, identity->own_strings,
                   identity->objects != NULL ? identity->objects : "unknown", identity->type_count);
    }
}

static void put_places(struct buf *out, const struct fact *fact)
{
    for (size_t i = 0; i < fact->item_count; i++) {
        const struct evidence *item = &fact->items[i];
        buf_printf(out, "  %-20s   %s", "", text_line(out->arena, item->structure));
        if (item->has_address) {
            buf_printf(out, " at 0x%08llx", (unsigned long long)item->address);
        }
        if (item->has_offset) {
            buf_printf(out, ", file offset 0x%zx", item->offset);
        }
        buf_printf(out, "%s%s\n", item->value != NULL ? ": " : "",
                   item->value != NULL ? text_line(out->arena, item->value) : "");
    }
}

static void put_facts(struct buf *out, const struct inventory *inventory, const struct view *view)
{
    size_t counts[FACT_NOT_APPLICABLE + 1] = {0};
    for (size_t i = 0; i < inventory->fact_count; i++) {
        const struct fact *fact = &inventory->facts[i];
        counts[fact->state]++;
        if (view->only && !view->states[fact->state]) {
            continue;
        }
        buf_printf(out, "  %-20s %s\n", fact->name, fact_state_word(fact->state));
        if (view->verbose) {
            buf_printf(out, "  %-20s   %s [%s, %s]\n", "", text_line(out->arena, fact->evidence),
                       fact->rule, confidence_word(fact->confidence));
            put_places(out, fact);
        }
    }
    buf_printf(out, "%zu present, %zu absent, %zu unknown\n", counts[FACT_PRESENT],
               counts[FACT_ABSENT], counts[FACT_UNKNOWN]);
}

static void put_contents(struct buf *out, const struct inventory *inventory)
{
    for (size_t i = 0; i < inventory->module_count; i++) {
        const struct module_entry *module = &inventory->modules[i];
        buf_printf(out, "  module %s%s%s\n", text_line(out->arena, module->name),
                   module->extensible ? ", a file of this name goes before it" : "",
                   module->known ? "" : ", its members are made while it runs");
        put_names(out, "    ", &module->members);
    }
    put_names(out, "  types ", &inventory->types);
    for (size_t i = 0; i < inventory->frozen_count; i++) {
        const struct frozen_entry *entry = &inventory->frozen_modules[i];
        buf_printf(out, "  frozen %s\n", text_line(out->arena, entry->file));
        put_names(out, "    functions: ", &entry->functions);
        put_names(out, "    texts: ", &entry->constants);
        put_names(out, "    numbers: ", &entry->numbers);
        if (entry->machine_code > 0) {
            buf_printf(out, "    and %zu functions of machine code\n", entry->machine_code);
        }
        buf_puts(out, entry->partly ? "    its code was not read to the end\n" : "");
    }
    put_names(out, "  frozen as source: ", &inventory->source);
    for (size_t i = 0; inventory->frozen_count == 0 && i < inventory->frozen.count; i++) {
        buf_printf(out, "  frozen %s\n", text_line(out->arena, inventory->frozen.items[i]));
    }
}

const char *inventory_text(struct arena *arena, const struct inventory *inventory,
                           const struct view *view)
{
    struct buf out;
    buf_init(&out, arena, TEXT_LIMIT);
    buf_printf(&out, "%s\n  sha256 %s\n", text_line(arena, inventory->file), inventory->sha256);
    if (!inventory->recognised) {
        buf_puts(&out, "  not recognised as MicroPython: nothing is known about it, and nothing is "
                       "clean\n");
        return out.data;
    }
    put_identity(&out, inventory);
    if (inventory->doubt != NULL) {
        buf_printf(&out, "  nothing can be called absent: %s\n", inventory->doubt);
    }
    put_facts(&out, inventory, view);
    if (view->verbose) {
        put_contents(&out, inventory);
    }
    return out.data;
}
