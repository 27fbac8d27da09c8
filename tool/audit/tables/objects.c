// SPDX-License-Identifier: MIT
#include "audit/tables/objects.h"

#include "audit/tables/scan.h"

#include <stdlib.h>

enum { ENTRIES_MAX = 4096, FLAG_BITS = 3, FIXED_FLAGS = 7, NAMED_WORTH = 8 };
enum { REPRESENTATION_COUNT = 7 };

// The older forms were left between 1.12 and 1.17; the vote decides, not the version.
static const struct representation representations[REPRESENTATION_COUNT] = {
    {"A", 0, 7, 2, 3, 1, 1, 1},
    {"A", 0, 3, 2, 2, 1, 1, 1},
    {"B", 0, 7, 3, 3, 3, 1, 2},
    {"B", 0, 3, 3, 2, 3, 1, 2},
    {"C", 4, 0xff80000f, 6, 4, 1, 1, 1},
    {"C", 4, 0xff800007, 6, 3, 1, 1, 1},
    {"D", 8, 0xffff000000000001, 0x0002000000000001, 1, 0xffff000000000001, 0x0001000000000001, 1},
};

const char *string_of(const struct objects *objects, size_t number)
{
    return number < objects->pools->count ? objects->pools->strings[number].text : "";
}

static size_t object_size(const struct objects *objects)
{
    const size_t size = objects->representation->object_size;
    return size != 0 ? size : objects->image->word_size;
}

bool object_at(const struct objects *objects, uint64_t address, uint64_t *out)
{
    return image_number(objects->image, address, object_size(objects), out);
}

// MP_QSTRnull is a key as well: it stands for attributes that a function supplies.
static bool as_string(const struct objects *objects, uint64_t value, size_t *out)
{
    const struct representation *how = objects->representation;
    if ((value & how->string_mask) != how->string_tag) {
        return false;
    }
    const uint64_t number =
        (how->object_size == 8 ? value & UINT32_MAX : value) >> how->string_shift;
    *out = (size_t)number;
    return number < objects->pools->count;
}

size_t object_string(const struct objects *objects, uint64_t value)
{
    size_t number = 0;
    return as_string(objects, value, &number) ? number : 0;
}

bool object_number(const struct objects *objects, uint64_t value, int64_t *out)
{
    const struct representation *how = objects->representation;
    if ((value & how->number_mask) != how->number_tag) {
        return false;
    }
    // The sign is the topmost bit of the object; 47 bits remain of representation D.
    const unsigned unused = how->object_size == 8 ? 16 : (unsigned)(64 - 8 * object_size(objects));
    int64_t number;
    const uint64_t high = value << unused;
    memcpy(&number, &high, sizeof number);
    *out = number / ((int64_t)1 << (unused + how->number_shift));
    return true;
}

bool dictionary_entry(const struct objects *objects, const struct dictionary *dictionary,
                      size_t index, size_t *key, uint64_t *value)
{
    const size_t size = object_size(objects);
    uint64_t word;
    const uint64_t at = dictionary->table + index * 2 * size;
    return index < dictionary->count && object_at(objects, at, &word) &&
           as_string(objects, word, key) && object_at(objects, at + size, value);
}

bool dictionary_find(const struct objects *objects, const struct dictionary *dictionary,
                     const char *key, uint64_t *value)
{
    const size_t wanted = pools_number(objects->pools, key);
    for (size_t i = 0; wanted != 0 && i < dictionary->count; i++) {
        size_t number;
        if (dictionary_entry(objects, dictionary, i, &number, value) && number == wanted) {
            return true;
        }
    }
    return false;
}

// A map at the scan's place: flags and count in one word, the count again, the table.
static bool read_map(const struct objects *objects, const struct scan *scan, struct dictionary *out)
{
    const unsigned bits = (unsigned)(8 * objects->image->word_size);
    const uint64_t count = scan_ahead(scan, 1);
    const uint64_t head = objects->image->big_endian
                              ? (uint64_t)FIXED_FLAGS << (bits - FLAG_BITS) | count
                              : count << FLAG_BITS | FIXED_FLAGS;
    if (count == 0 || count > ENTRIES_MAX || scan->value != head) {
        return false;
    }
    *out = (struct dictionary){
        .address = scan->address, .count = (size_t)count, .table = scan_ahead(scan, 2)};
    return image_at(objects->image, out->table, (size_t)count * 2 * object_size(objects)) != NULL;
}

static bool keys_are_strings(const struct objects *objects, const struct dictionary *map)
{
    for (size_t i = 0; i < map->count; i++) {
        size_t key;
        uint64_t value;
        if (!dictionary_entry(objects, map, i, &key, &value)) {
            return false;
        }
    }
    return true;
}

static size_t vote(struct objects *objects, const struct representation *how)
{
    const size_t name = pools_number(objects->pools, "__name__");
    size_t votes = 0;
    objects->representation = how;
    for (struct scan scan = SCAN_START(objects->image); scan_next(&scan);) {
        struct dictionary map;
        size_t key;
        uint64_t value;
        if ((scan.value & FIXED_FLAGS) != FIXED_FLAGS && !objects->image->big_endian) {
            continue;
        }
        if (!read_map(objects, &scan, &map) || !keys_are_strings(objects, &map)) {
            continue;
        }
        votes += dictionary_entry(objects, &map, 0, &key, &value) && key == name &&
                         object_string(objects, value) != 0
                     ? NAMED_WORTH
                     : 1;
    }
    return votes;
}

static void choose_representation(struct objects *objects)
{
    const struct representation *best = NULL;
    size_t most = NAMED_WORTH; // one module that says its name, and something besides
    for (size_t i = 0; i < REPRESENTATION_COUNT; i++) {
        const struct representation *how = &representations[i];
        if (how->object_size == 4 && objects->image->word_size != 4) {
            continue;
        }
        const size_t votes = vote(objects, how);
        if (votes > most) {
            most = votes;
            best = how;
        }
    }
    objects->representation = best;
}

static void collect_dictionaries(struct arena *arena, struct objects *objects)
{
    size_t capacity = 0;
    for (struct scan scan = SCAN_START(objects->image); scan_next(&scan);) {
        struct dictionary map;
        if (!read_map(objects, &scan, &map) || !keys_are_strings(objects, &map)) {
            continue;
        }
        const size_t word = objects->image->word_size;
        if (!image_word(objects->image, map.address - word, &map.type)) {
            map.type = 0;
        }
        objects->dictionaries = arena_grow(arena, objects->dictionaries, objects->dictionary_count,
                                           &capacity, sizeof *objects->dictionaries);
        objects->dictionaries[objects->dictionary_count++] = map;
    }
}

// The word that stands before most maps, when what it points to is a type: its own first word
// is the type of types, which is its own type.
static void find_dict_type(struct objects *objects)
{
    size_t most = 0;
    for (size_t i = 0; i < objects->dictionary_count; i++) {
        const uint64_t type = objects->dictionaries[i].type;
        uint64_t meta, again;
        if (type == objects->dict_type || !image_word(objects->image, type, &meta) ||
            !image_word(objects->image, meta, &again) || again != meta) {
            continue;
        }
        size_t votes = 0;
        for (size_t j = i; j < objects->dictionary_count; j++) {
            votes += objects->dictionaries[j].type == type;
        }
        if (votes > most) {
            most = votes;
            objects->dict_type = type;
            objects->type_type = meta;
        }
    }
}

// Where a type has its name: behind a word, as a word (1.9) or as the second half-word.
static bool read_type_name(const struct objects *objects, uint64_t type, size_t form, size_t *out)
{
    const size_t word = objects->image->word_size;
    uint64_t name;
    const bool there = form == 0 ? image_number(objects->image, type + word + 2, 2, &name)
                                 : image_word(objects->image, type + word, &name);
    *out = (size_t)name;
    return there && name < objects->pools->count;
}

static void collect_types(struct arena *arena, struct objects *objects)
{
    const size_t dict = pools_number(objects->pools, "dict");
    size_t form = 0;
    size_t name = 0;
    size_t capacity = 0;
    while (form < 2 &&
           !(read_type_name(objects, objects->dict_type, form, &name) && name == dict)) {
        form++;
    }
    if (form == 2 || objects->type_type == 0 || dict == 0) {
        return;
    }
    for (struct scan scan = SCAN_START(objects->image); scan_next(&scan);) {
        if (scan.value == objects->type_type &&
            read_type_name(objects, scan.address, form, &name)) {
            objects->types = arena_grow(arena, objects->types, objects->type_count, &capacity,
                                        sizeof *objects->types);
            objects->types[objects->type_count++] = (struct type){scan.address, name};
        }
    }
}

static const struct type *type_at(const struct objects *objects, uint64_t address)
{
    size_t low = 0;
    size_t high = objects->type_count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (objects->types[middle].address < address) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < objects->type_count && objects->types[low].address == address
               ? &objects->types[low]
               : NULL;
}

const char *object_type(const struct objects *objects, uint64_t value)
{
    uint64_t address;
    if (!image_word(objects->image, value, &address)) {
        return NULL;
    }
    const struct type *type = type_at(objects, address);
    return type == NULL ? NULL : string_of(objects, type->name);
}

bool dictionary_at(const struct objects *objects, uint64_t address, struct dictionary *out)
{
    const uint64_t map = address + objects->image->word_size;
    for (size_t i = 0; i < objects->dictionary_count; i++) {
        if (objects->dictionaries[i].address == map) {
            *out = objects->dictionaries[i];
            return out->type == objects->dict_type;
        }
    }
    return false;
}

static bool is_module_table(const struct objects *objects, const struct dictionary *map)
{
    for (size_t i = 0; i < map->count; i++) {
        size_t key;
        uint64_t value;
        const char *type =
            dictionary_entry(objects, map, i, &key, &value) ? object_type(objects, value) : NULL;
        if (type == NULL || strcmp(type, "module") != 0) {
            return false;
        }
    }
    return true;
}

static void add_modules(struct arena *arena, struct objects *objects, const struct dictionary *map,
                        size_t *capacity)
{
    uint64_t value;
    const struct image *image = objects->image;
    const bool core = dictionary_find(objects, map, "builtins", &value);
    for (size_t i = 0; i < map->count; i++) {
        struct module module = {.extensible = !core};
        uint64_t members;
        if (!dictionary_entry(objects, map, i, &module.name, &module.address) ||
            !image_word(image, module.address + image->word_size, &members)) {
            continue;
        }
        module.has_members = dictionary_at(objects, members, &module.members);
        objects->modules = arena_grow(arena, objects->modules, objects->module_count, capacity,
                                      sizeof *objects->modules);
        objects->modules[objects->module_count++] = module;
    }
    objects->module_tables++;
}

static bool is_entry_elsewhere(const struct objects *objects, const struct dictionary *map,
                               size_t index)
{
    size_t key;
    uint64_t value, known;
    if (!dictionary_entry(objects, map, index, &key, &value)) {
        return false;
    }
    for (size_t i = 0; i < objects->dictionary_count; i++) {
        const struct dictionary *other = &objects->dictionaries[i];
        if (other->count > map->count && other->type != objects->dict_type &&
            dictionary_find(objects, other, string_of(objects, key), &known) && known == value) {
            return true;
        }
    }
    return false;
}

// The parser keeps a small table of modules whose constants it folds. It repeats what the tables
// of modules hold, so it is known by having nothing of its own.
static bool repeats(const struct objects *objects, const struct dictionary *map)
{
    for (size_t i = 0; i < map->count; i++) {
        if (!is_entry_elsewhere(objects, map, i)) {
            return false;
        }
    }
    return true;
}

static void collect_modules(struct arena *arena, struct objects *objects)
{
    size_t capacity = 0;
    for (size_t i = 0; i < objects->dictionary_count; i++) {
        // A dictionary object whose values are modules is a package, no table of modules.
        const struct dictionary *map = &objects->dictionaries[i];
        uint64_t value;
        if (map->type == objects->dict_type || !is_module_table(objects, map)) {
            continue;
        }
        if (!dictionary_find(objects, map, "builtins", &value) && repeats(objects, map)) {
            objects->constant_table = map->address;
        } else {
            add_modules(arena, objects, map, &capacity);
        }
    }
}

void objects_find(struct arena *arena, const struct image *image, const struct pools *pools,
                  struct objects *out)
{
    *out = (struct objects){.image = image, .pools = pools};
    if (pools->count == 0) {
        return;
    }
    choose_representation(out);
    if (out->representation == NULL) {
        return;
    }
    collect_dictionaries(arena, out);
    find_dict_type(out);
    collect_types(arena, out);
    collect_modules(arena, out);
}
