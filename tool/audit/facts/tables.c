// SPDX-License-Identifier: MIT
#include "audit/facts/facts.h"

#include <string.h>

enum {
    BEHIND = 1024 * 1024, // how far behind the end what was cut off can lie
    BEHIND_MAX = 2,       // objects in memory that follows the image at once
};

// A raw file does not say how long it should be. The tables of one that was cut short still point
// to the objects it lost, just behind its end.
static bool is_cut_short(const struct image *image, const struct objects *objects)
{
    size_t behind = 0;
    if (strcmp(image->format, "bin") != 0 || image->segment_count != 1) {
        return false;
    }
    const uint64_t end = image->segments[0].address + image->segments[0].size;
    for (size_t i = 0; i < objects->dictionary_count; i++) {
        const struct dictionary *dictionary = &objects->dictionaries[i];
        for (size_t j = 0; j < dictionary->count; j++) {
            size_t key;
            uint64_t value;
            behind += dictionary_entry(objects, dictionary, j, &key, &value) && value % 4 == 0 &&
                      value >= end && value - end < BEHIND;
        }
    }
    return behind > BEHIND_MAX;
}

const char *tables_doubt(struct arena *arena, const struct image *image,
                         const struct objects *objects)
{
    if (image->missing != NULL) {
        return image->missing;
    }
    if (objects->pools->doubt != NULL) {
        return objects->pools->doubt;
    }
    if (objects->representation == NULL || objects->type_count == 0) {
        return "no dictionaries and types were found";
    }
    const struct module *builtins = objects_module(objects, "builtins");
    if (builtins == NULL) {
        return "the table of modules was not found";
    }
    if (!builtins->has_members) {
        return "the dictionary of builtins was not found";
    }
    for (size_t i = 0; i < objects->module_count; i++) {
        const struct module *module = &objects->modules[i];
        const char *name = string_of(objects, module->name);
        // The dictionary of __main__ is made at boot in every port.
        if (!module->has_members && strcmp(name, "__main__") != 0) {
            return arena_printf(arena, "the dictionary of the module %s is not in the file", name);
        }
    }
    return is_cut_short(image, objects) ? "the file points behind its own end: it is cut short"
                                        : NULL;
}

void tables_module(const struct subject *subject, const struct rule *rule, struct fact *fact)
{
    fact->rule = "module-table";
    fact->confidence = CONFIDENCE_HIGH;
    for (const char *const *name = rule->modules; *name != NULL; name++) {
        const struct module *module = objects_module(&subject->objects, *name);
        if (module == NULL) {
            continue;
        }
        add_place(subject, fact, module->address, "module", *name);
        say_present(subject, fact,
                    arena_printf(subject->arena, "module %s at 0x%08llx", *name,
                                 (unsigned long long)module->address));
        return;
    }
    say_absent_in_tables(subject, fact,
                         arena_printf(subject->arena, "no %s among %zu modules",
                                      list_words(subject->arena, rule->modules),
                                      subject->objects.module_count));
}

// Any dictionary with such a key: a thing may have a home that no rule knows.
static const char *key_elsewhere(const struct subject *subject, const char *key)
{
    for (size_t i = 0; i < subject->objects.dictionary_count; i++) {
        uint64_t value;
        const struct dictionary *dictionary = &subject->objects.dictionaries[i];
        if (dictionary_find(&subject->objects, dictionary, key, &value)) {
            return arena_printf(subject->arena, "%s is a key of the dictionary at 0x%08llx", key,
                                (unsigned long long)dictionary->address);
        }
    }
    return NULL;
}

static bool find_member(const struct subject *subject, const struct rule *rule, struct fact *fact)
{
    for (const char *const *module = rule->modules; *module != NULL; module++) {
        for (const char *const *key = rule->keys; *key != NULL; key++) {
            uint64_t value;
            if (!module_member(&subject->objects, *module, *key, &value)) {
                continue;
            }
            add_place(subject, fact, objects_module(&subject->objects, *module)->members.table,
                      "dictionary of a module",
                      arena_printf(subject->arena, "%s.%s", *module, *key));
            say_present(
                subject, fact,
                arena_printf(subject->arena, "%s.%s is in the module's dictionary", *module, *key));
            return true;
        }
    }
    return false;
}

// A member of one of some modules. `builtins` is decided by its own dictionary: eval and compile
// are names of other things as well. Everything else must be the key of no dictionary at all.
void tables_member(const struct subject *subject, const struct rule *rule, struct fact *fact)
{
    fact->rule = "member-table";
    fact->confidence = CONFIDENCE_HIGH;
    if (find_member(subject, rule, fact)) {
        return;
    }
    for (const char *const *module = rule->modules; *module != NULL; module++) {
        const struct module *found = objects_module(&subject->objects, *module);
        if (found != NULL && !found->has_members) {
            say_unknown(fact,
                        arena_printf(subject->arena,
                                     "the module %s makes its dictionary while it runs", *module));
            return;
        }
    }
    const bool builtins = rule->modules[0] != NULL && strcmp(rule->modules[0], "builtins") == 0;
    for (const char *const *key = rule->keys; *key != NULL && !builtins; key++) {
        const char *where = key_elsewhere(subject, *key);
        if (where != NULL) {
            say_unknown(fact, where);
            return;
        }
    }
    say_absent_in_tables(subject, fact,
                         arena_printf(subject->arena, "no %s in the dictionary of %s",
                                      list_words(subject->arena, rule->keys),
                                      list_words(subject->arena, rule->modules)));
}

// By Python's custom a name with a capital is a class. Where such a member is a function, the guard
// put it there. One real member among stand-ins is enough for there to be none.
static const char *stand_in_of(const struct subject *subject, const struct rule *rule)
{
    const char *first = NULL;
    for (const char *const *module = rule->modules; *module != NULL; module++) {
        for (const char *const *key = rule->keys; *key != NULL; key++) {
            uint64_t value;
            const bool class = **key >= 'A' && **key <= 'Z';
            if (!module_member(&subject->objects, *module, *key, &value)) {
                continue;
            }
            const char *type = object_type(&subject->objects, value);
            if (!class || type == NULL || strcmp(type, "function") != 0) {
                return NULL;
            }
            if (first == NULL) {
                first = arena_printf(subject->arena, "%s.%s is a function and not the class",
                                     *module, *key);
            }
        }
    }
    return first;
}

void tables_class(const struct subject *subject, const struct rule *rule, struct fact *fact)
{
    tables_member(subject, rule, fact);
    const char *stand_in = fact->state == FACT_PRESENT ? stand_in_of(subject, rule) : NULL;
    if (stand_in != NULL) {
        fact->item_count = 0;
        say_absent_in_tables(subject, fact, stand_in);
    }
}

void tables_type(const struct subject *subject, const struct rule *rule, struct fact *fact)
{
    fact->rule = "type-table";
    fact->confidence = CONFIDENCE_HIGH;
    for (const char *const *name = rule->keys; *name != NULL; name++) {
        const struct type *type = objects_type(&subject->objects, *name);
        if (type == NULL) {
            continue;
        }
        add_place(subject, fact, type->address, "type", *name);
        say_present(subject, fact,
                    arena_printf(subject->arena, "type %s at 0x%08llx", *name,
                                 (unsigned long long)type->address));
        return;
    }
    say_absent_in_tables(subject, fact,
                         arena_printf(subject->arena, "no type %s among %zu types",
                                      list_words(subject->arena, rule->keys),
                                      subject->objects.type_count));
}

bool tables_have_guard(const struct subject *subject)
{
    static const char *const members[] = {"status", "confirm", "secret", "Update", NULL};
    for (const char *const *name = members; *name != NULL; name++) {
        uint64_t value;
        if (!module_member(&subject->objects, "guard", *name, &value)) {
            return false;
        }
    }
    return true;
}
