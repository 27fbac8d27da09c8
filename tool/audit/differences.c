// SPDX-License-Identifier: MIT
#include "audit/output.h"

#include "base/buf.h"
#include "base/text.h"

#include <string.h>

enum { TEXT_LIMIT = 1024 * 1024 };

struct list {
    struct arena *arena;
    struct differences *out;
    size_t capacity;
};

static void add(struct list *list, struct difference difference)
{
    struct differences *out = list->out;
    out->items =
        arena_grow(list->arena, out->items, out->count, &list->capacity, sizeof *out->items);
    out->items[out->count++] = difference;
    out->worse = out->worse || difference.worse;
}

static bool same(const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static void compare_value(struct list *list, const char *name, const char *old, const char *new)
{
    if (!same(old, new)) {
        add(list, (struct difference){"identity", name, old, new, false});
    }
}

static void compare_facts(struct list *list, const struct inventory *old,
                          const struct inventory *new)
{
    for (size_t i = 0; i < new->fact_count; i++) {
        const enum fact_state before = inventory_fact(old, new->facts[i].name);
        const enum fact_state after = new->facts[i].state;
        if (before == FACT_NOT_APPLICABLE || after == FACT_NOT_APPLICABLE) {
            continue; // asked of the container, which is another
        }
        if (before == after) {
            continue;
        }
        // What was as it should be and no longer is, be it only that nobody can tell any more.
        const bool wanted = audit_rule_protects(new->facts[i].name);
        const enum fact_state good = wanted ? FACT_PRESENT : FACT_ABSENT;
        const enum fact_state bad = wanted ? FACT_ABSENT : FACT_PRESENT;
        add(list, (struct difference){"fact", new->facts[i].name, fact_state_word(before),
                                      fact_state_word(after), before == good || after == bad});
    }
}

// What is in one list and not in the other. `prefix` names the whole that they are parts of.
static void compare_names(struct list *list, const char *what, const char *prefix,
                          const struct names *both[2])
{
    for (size_t side = 0; side < 2; side++) {
        for (size_t i = 0; i < both[side]->count; i++) {
            const char *name = both[side]->items[i];
            if (names_has(both[1 - side], name)) {
                continue;
            }
            add(list, (struct difference){what, arena_printf(list->arena, "%s%s", prefix, name),
                                          side == 0 ? "present" : NULL,
                                          side == 1 ? "present" : NULL, side == 1});
        }
    }
}

static const struct module_entry *module_named(const struct inventory *inventory, const char *name)
{
    for (size_t i = 0; i < inventory->module_count; i++) {
        if (strcmp(inventory->modules[i].name, name) == 0) {
            return &inventory->modules[i];
        }
    }
    return NULL;
}

static struct names module_names(struct arena *arena, const struct inventory *inventory)
{
    struct names names = {ARENA_ARRAY(arena, const char *, inventory->module_count), 0};
    for (size_t i = 0; i < inventory->module_count; i++) {
        names.items[names.count++] = inventory->modules[i].name;
    }
    return names;
}

static void compare_modules(struct list *list, const struct inventory *old,
                            const struct inventory *new)
{
    const struct names before = module_names(list->arena, old);
    const struct names after = module_names(list->arena, new);
    compare_names(list, "module", "", (const struct names *[]){&before, &after});
    for (size_t i = 0; i < new->module_count; i++) {
        const struct module_entry *module = &new->modules[i];
        const struct module_entry *known = module_named(old, module->name);
        if (known != NULL) {
            compare_names(list, "member", arena_printf(list->arena, "%s.", module->name),
                          (const struct names *[]){&known->members, &module->members});
        }
    }
}

struct differences audit_differences(struct arena *arena, const struct inventory *old,
                                     const struct inventory *new)
{
    struct differences out = {0};
    struct list list = {.arena = arena, .out = &out};
    compare_value(&list, "version", old->version, new->version);
    compare_value(&list, "platform", old->identity.platform, new->identity.platform);
    compare_value(&list, "machine", old->identity.machine, new->identity.machine);
    compare_value(&list, "board", old->identity.build, new->identity.build);
    compare_value(&list, "machine code", old->identity.native, new->identity.native);
    compare_value(&list, "grammar", old->identity.python, new->identity.python);
    compare_facts(&list, old, new);
    compare_modules(&list, old, new);
    compare_names(&list, "type", "", (const struct names *[]){&old->types, &new->types});
    compare_names(&list, "frozen", "", (const struct names *[]){&old->frozen, &new->frozen});
    return out;
}

const char *differences_text(struct arena *arena, const struct differences *differences)
{
    struct buf text;
    buf_init(&text, arena, TEXT_LIMIT);
    for (size_t i = 0; i < differences->count; i++) {
        const struct difference *item = &differences->items[i];
        buf_printf(&text, "%s %-8s %s: %s -> %s\n", item->worse ? "!" : " ", item->what,
                   text_line(arena, item->name),
                   text_line(arena, item->before != NULL ? item->before : "none"),
                   text_line(arena, item->after != NULL ? item->after : "none"));
    }
    buf_puts(&text, differences->count == 0 ? "no difference in what the audit reads\n" : "");
    return text.data;
}

json_t *differences_to_json(const struct differences *differences)
{
    json_t *list = json_array();
    for (size_t i = 0; i < differences->count; i++) {
        const struct difference *item = &differences->items[i];
        json_t *object =
            json_pack("{s:s, s:s, s:s?, s:s?, s:b}", "what", item->what, "name", item->name,
                      "before", item->before, "after", item->after, "worse", (int)item->worse);
        if (object != NULL) { // a name that is no UTF-8 has no place in JSON
            json_array_append_new(list, object);
        }
    }
    return list;
}
