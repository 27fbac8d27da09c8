// SPDX-License-Identifier: MIT
#include "audit/tables/objects.h"

#include <string.h>

enum { TEXT_MAX = 4096, SLOT_COUNT = 12, SLOT_LOCALS = 11, OLD_MEMBERS = 11, TUPLE_MAX = 64 };

const char *object_text(struct arena *arena, const struct objects *objects, uint64_t value)
{
    const size_t number = object_string(objects, value);
    if (number != 0) {
        return string_of(objects, number);
    }
    const char *type = object_type(objects, value);
    if (type == NULL || (strcmp(type, "str") != 0 && strcmp(type, "bytes") != 0)) {
        return NULL;
    }
    const uint64_t word = objects->image->word_size; // {type, hash, length, text}
    uint64_t length, text;
    if (!image_word(objects->image, value + 2 * word, &length) ||
        !image_word(objects->image, value + 3 * word, &text) || length > TEXT_MAX) {
        return NULL;
    }
    const unsigned char *bytes = image_at(objects->image, text, (size_t)length);
    return bytes == NULL ? NULL : arena_strndup(arena, (const char *)bytes, (size_t)length);
}

bool tuple_item(const struct objects *objects, uint64_t value, size_t index, uint64_t *out)
{
    const uint64_t word = objects->image->word_size; // {type, length, items...}
    const size_t size = objects->representation->object_size != 0
                            ? objects->representation->object_size
                            : objects->image->word_size;
    uint64_t count;
    const char *type = object_type(objects, value);
    if (type == NULL || (strcmp(type, "tuple") != 0 && strcmp(type, "attrtuple") != 0)) {
        return false;
    }
    return image_word(objects->image, value + word, &count) && count <= TUPLE_MAX &&
           index < count && object_at(objects, value + 2 * word + index * size, out);
}

const struct module *objects_module(const struct objects *objects, const char *name)
{
    for (size_t i = 0; i < objects->module_count; i++) {
        if (strcmp(string_of(objects, objects->modules[i].name), name) == 0) {
            return &objects->modules[i];
        }
    }
    return NULL;
}

const struct type *objects_type(const struct objects *objects, const char *name)
{
    for (size_t i = 0; i < objects->type_count; i++) {
        if (strcmp(string_of(objects, objects->types[i].name), name) == 0) {
            return &objects->types[i];
        }
    }
    return NULL;
}

bool module_member(const struct objects *objects, const char *module, const char *name,
                   uint64_t *value)
{
    const struct module *found = objects_module(objects, module);
    return found != NULL && found->has_members &&
           dictionary_find(objects, &found->members, name, value);
}

bool type_members(const struct objects *objects, const struct type *type, struct dictionary *out)
{
    const uint64_t word = objects->image->word_size;
    const uint64_t slots = type->address + word + 4; // behind the flags and the name
    uint64_t index, members;
    // Since 1.20 a byte says which slot holds the attributes; before, all slots are there.
    if (image_number(objects->image, slots + SLOT_LOCALS, 1, &index) && index > 0 &&
        index <= SLOT_COUNT &&
        image_word(objects->image, slots + SLOT_COUNT + (index - 1) * word, &members) &&
        dictionary_at(objects, members, out)) {
        return true;
    }
    return image_word(objects->image, type->address + 2 * word + OLD_MEMBERS * word, &members) &&
           dictionary_at(objects, members, out);
}
