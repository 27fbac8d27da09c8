// SPDX-License-Identifier: MIT
#include "audit/facts/facts.h"

#include <string.h>

enum { FIELDS_MAX = 8, NATIVE_SHIFT = 10, VERSION_PARTS = 3 };

static bool implementation(const struct subject *subject, uint64_t *tuple)
{
    uint64_t first;
    return module_member(&subject->objects, "sys", "implementation", tuple) &&
           tuple_item(&subject->objects, *tuple, 0, &first);
}

// The names of the tuple's fields stand in a table behind its items, when it has names; else the
// order is that of the source: name, version, _machine (since 1.20), _mpy.
static bool field_name(const struct subject *subject, uint64_t tuple, size_t index, size_t *out)
{
    const struct image *image = subject->image;
    const uint64_t word = image->word_size;
    const uint64_t size = subject->objects.representation->object_size != 0
                              ? subject->objects.representation->object_size
                              : word;
    uint64_t count, table, name;
    if (!image_word(image, tuple + word, &count) ||
        !image_number(image, tuple + 2 * word + count * size, word, &table) ||
        !image_word(image, table + index * word, &name)) {
        return false;
    }
    *out = (size_t)name;
    return name > 0 && name < subject->pools.count;
}

static bool has_names(const struct subject *subject, uint64_t tuple)
{
    size_t name;
    return field_name(subject, tuple, 0, &name) &&
           strcmp(string_of(&subject->objects, name), "name") == 0;
}

bool implementation_field(const struct subject *subject, const char *name, uint64_t *value)
{
    uint64_t tuple;
    if (!implementation(subject, &tuple)) {
        return false;
    }
    for (size_t i = 0; i < FIELDS_MAX && tuple_item(&subject->objects, tuple, i, value); i++) {
        size_t found;
        if (has_names(subject, tuple) && field_name(subject, tuple, i, &found) &&
            strcmp(string_of(&subject->objects, found), name) == 0) {
            return true;
        }
    }
    // Without names: the number is _mpy, the text is _machine, and they stand behind the version.
    for (size_t i = 2; !has_names(subject, tuple) && i < FIELDS_MAX &&
                       tuple_item(&subject->objects, tuple, i, value);
         i++) {
        int64_t number;
        const bool is_number = object_number(&subject->objects, *value, &number);
        if (strcmp(name, is_number ? "_mpy" : i == 2 ? "_machine" : "_build") == 0) {
            return true;
        }
    }
    return false;
}

// Whether every field of sys.implementation is one that is known: then none was overlooked.
bool implementation_is_read(const struct subject *subject)
{
    static const char *const known[] = {"name",   "version", "_machine", "_mpy",
                                        "_build", "_thread", "_v2",      NULL};
    uint64_t tuple, value;
    if (!implementation(subject, &tuple)) {
        return false;
    }
    for (size_t i = 0; has_names(subject, tuple) && tuple_item(&subject->objects, tuple, i, &value);
         i++) {
        size_t name;
        const char *const *candidate = known;
        if (!field_name(subject, tuple, i, &name)) {
            return false;
        }
        while (*candidate != NULL && strcmp(*candidate, string_of(&subject->objects, name)) != 0) {
            candidate++;
        }
        if (*candidate == NULL) {
            return false;
        }
    }
    // Since 1.20 _machine is there; a tuple without it is older, or not what it seems.
    return has_names(subject, tuple) ? implementation_field(subject, "_machine", &value)
                                     : tuple_item(&subject->objects, tuple, 2, &value);
}

static const char *version_of(const struct subject *subject)
{
    uint64_t tuple;
    int64_t part[VERSION_PARTS];
    if (!implementation_field(subject, "version", &tuple) &&
        !(implementation(subject, &tuple) && tuple_item(&subject->objects, tuple, 1, &tuple))) {
        return NULL;
    }
    for (size_t i = 0; i < VERSION_PARTS; i++) {
        uint64_t item;
        if (!tuple_item(&subject->objects, tuple, i, &item) ||
            !object_number(&subject->objects, item, &part[i]) || part[i] < 0 || part[i] > 999) {
            return NULL;
        }
    }
    return arena_printf(subject->arena, "%d.%d.%d", (int)part[0], (int)part[1], (int)part[2]);
}

static const char *field_text(const struct subject *subject, const char *name)
{
    uint64_t value;
    return implementation_field(subject, name, &value)
               ? object_text(subject->arena, &subject->objects, value)
               : NULL;
}

static const char *native_of(const struct subject *subject)
{
    static const char *const names[] = {"none",      "x86",     "x64",       "armv6",     "armv6m",
                                        "armv7m",    "armv7em", "armv7emsp", "armv7emdp", "xtensa",
                                        "xtensawin", "rv32imc", "rv64imc"};
    uint64_t value;
    int64_t number;
    if (!implementation_field(subject, "_mpy", &value) ||
        !object_number(&subject->objects, value, &number)) {
        return NULL;
    }
    const uint64_t index = (uint64_t)number >> NATIVE_SHIFT & 15;
    return index < sizeof names / sizeof *names ? names[index] : "unknown";
}

static const char *python_of(const struct subject *subject)
{
    const struct lexer *lexer = &subject->lexer;
    if (lexer->keywords == 0) {
        return NULL;
    }
    return arena_printf(subject->arena, "%zu keywords%s%s%s%s%s%s", lexer->keyword_count,
                        lexer->async ? ", async/await" : "", lexer->match ? ", match" : "",
                        lexer->assignment ? ", assignment expressions" : "",
                        lexer->sets ? ", sets" : "", lexer->slices ? ", slices" : "",
                        lexer->grammar == 0 ? ", rules not read" : "");
}

void identity_read(const struct subject *subject, struct identity *out)
{
    uint64_t platform;
    *out = (struct identity){.string_count = subject->pools.count,
                             .own_strings = subject->pools.own,
                             .strings = subject->pools.layout,
                             .python = python_of(subject),
                             .usb = usb_classes(subject->arena, &subject->usb)};
    if (subject->objects.representation == NULL) {
        return;
    }
    out->objects = subject->objects.representation->name;
    out->type_count = subject->objects.type_count;
    out->version = version_of(subject);
    out->machine = field_text(subject, "_machine");
    out->build = field_text(subject, "_build");
    out->native = native_of(subject);
    if (module_member(&subject->objects, "sys", "platform", &platform)) {
        out->platform = object_text(subject->arena, &subject->objects, platform);
    }
}
