// SPDX-License-Identifier: MIT
#include "audit/audit.h"

#include "audit/facts/facts.h"
#include "base/file.h"
#include "build/versions.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { VERSION_MAX = 64 };

static bool is_version_char(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' ||
           c == '-' || c == '+' || c == '_';
}

// Is this what follows the version there? A page that only names a version is no firmware.
static bool is_dated(const unsigned char *at, const unsigned char *end)
{
    static const char between[] = " on ";
    const size_t length = sizeof between - 1;
    return (size_t)(end - at) > length && memcmp(at, between, length) == 0 && at[length] >= '0' &&
           at[length] <= '9';
}

// The text of sys.version and of the banner: "MicroPython v1.25.0 on 2025-04-15".
static const char *find_version(struct arena *arena, struct span bytes)
{
    static const char sign[] = "MicroPython v";
    const size_t length = sizeof sign - 1;
    const unsigned char *at = bytes.data;
    const unsigned char *end = bytes.data + bytes.size;
    while (at < end && (at = memmem(at, (size_t)(end - at), sign, length)) != NULL) {
        at += length;
        size_t digits = 0;
        while (digits < VERSION_MAX && at + digits < end && is_version_char((char)at[digits])) {
            digits++;
        }
        if (digits > 0 && at[0] >= '0' && at[0] <= '9' && is_dated(at + digits, end)) {
            return arena_strndup(arena, (const char *)at, digits);
        }
    }
    return NULL;
}

// What saw the thing outweighs what did not; who looked in the right place, who could not.
static void join(const struct fact *symbols, const struct fact *tables, struct fact *out)
{
    const bool by_symbols = symbols->state == FACT_PRESENT ||
                            (symbols->state == FACT_ABSENT && tables->state != FACT_PRESENT &&
                             tables->state != FACT_ABSENT) ||
                            tables->evidence == NULL;
    const struct fact *chosen = by_symbols ? symbols : tables;
    const char *name = out->name;
    *out = *chosen;
    out->name = name;
    if (chosen->state == tables->state && tables->items != NULL) {
        out->items = tables->items;
        out->item_count = tables->item_count;
    }
}

static void state_facts(const struct subject *subject, struct inventory *inventory)
{
    size_t count = 0;
    const struct rule *rules = audit_rules(&count);
    inventory->facts = ARENA_ARRAY(subject->arena, struct fact, count);
    inventory->fact_count = count;
    for (size_t i = 0; i < count; i++) {
        struct fact *fact = &inventory->facts[i];
        struct fact symbols = {
            .state = FACT_UNKNOWN, .rule = "symbols", .confidence = CONFIDENCE_HIGH};
        struct fact tables = {.state = FACT_UNKNOWN, .rule = "tables"};
        *fact = (struct fact){.name = rules[i].name,
                              .state = FACT_UNKNOWN,
                              .rule = "none",
                              .evidence = "the file is not recognised as MicroPython"};
        if (!inventory->recognised) {
            continue;
        }
        rules[i].symbols(subject, &rules[i], &symbols);
        if (rules[i].tables != NULL) {
            rules[i].tables(subject, &rules[i], &tables);
        }
        join(&symbols, &tables, fact);
    }
}

static int by_text(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

static int by_module(const void *left, const void *right)
{
    return strcmp(((const struct module_entry *)left)->name,
                  ((const struct module_entry *)right)->name);
}

static void list_modules(const struct subject *subject, struct inventory *inventory)
{
    const struct objects *objects = &subject->objects;
    inventory->modules = ARENA_ARRAY(subject->arena, struct module_entry, objects->module_count);
    inventory->module_count = objects->module_count;
    for (size_t i = 0; i < objects->module_count; i++) {
        const struct module *module = &objects->modules[i];
        struct module_entry *entry = &inventory->modules[i];
        *entry = (struct module_entry){.name = string_of(objects, module->name),
                                       .extensible = module->extensible,
                                       .known = module->has_members};
        entry->members.items = ARENA_ARRAY(subject->arena, const char *, module->members.count);
        for (size_t j = 0; j < module->members.count; j++) {
            size_t key;
            uint64_t value;
            if (dictionary_entry(objects, &module->members, j, &key, &value)) {
                entry->members.items[entry->members.count++] = string_of(objects, key);
            }
        }
    }
    if (inventory->module_count > 0) {
        qsort(inventory->modules, inventory->module_count, sizeof *inventory->modules, by_module);
    }
}

// What only looks like a type is called by any string.
static bool is_name(const char *text)
{
    size_t length = 0;
    while (isalnum((unsigned char)text[length]) || text[length] == '_') {
        length++;
    }
    return length > 0 && text[length] == '\0' && !isdigit((unsigned char)text[0]);
}

static void list_types(const struct subject *subject, struct inventory *inventory)
{
    const struct objects *objects = &subject->objects;
    struct names *types = &inventory->types;
    const char **all = ARENA_ARRAY(subject->arena, const char *, objects->type_count);
    for (size_t i = 0; i < objects->type_count; i++) {
        all[i] = string_of(objects, objects->types[i].name);
    }
    if (objects->type_count > 0) {
        qsort(all, objects->type_count, sizeof *all, by_text);
    }
    types->items = all;
    for (size_t i = 0; i < objects->type_count; i++) {
        if (is_name(all[i]) && (types->count == 0 || strcmp(all[types->count - 1], all[i]) != 0)) {
            all[types->count++] = all[i];
        }
    }
}

// Everything that the judges may look at.
static struct subject *read_subject(struct arena *arena, const struct image *image)
{
    struct subject *subject = ARENA_NEW(arena, struct subject);
    subject->arena = arena;
    subject->image = image;
    subject->elf = image->elf;
    subject->symbol_doubt = subject_doubt(arena, image->elf);
    pools_find(arena, image, &subject->pools);
    objects_find(arena, image, &subject->pools, &subject->objects);
    subject->table_doubt = tables_doubt(arena, image, &subject->objects);
    usb_find(image, &subject->usb);
    lexer_find(subject, &subject->lexer);
    hooks_find(subject, &subject->proxy);
    trust_find(subject, &subject->trust);
    identity_read(subject, &subject->identity);
    frozen_find(subject);
    frozen_contents(subject);
    symbols_frozen_names(subject);
    return subject;
}

// What the container says, else what machine code the firmware would load, else what its own is.
static const char *architecture_of(const struct subject *subject)
{
    static const char *const machines[MACHINE_COUNT] = {[MACHINE_THUMB] = "arm",
                                                        [MACHINE_ARM] = "arm",
                                                        [MACHINE_RISCV] = "riscv",
                                                        [MACHINE_X86_64] = "x86-64"};
    const struct image *image = subject->image;
    const struct identity *identity = &subject->identity;
    static const struct {
        const char *native, *name;
    } known[] = {
        {"armv", "arm"}, {"xtensa", "xtensa"}, {"rv", "riscv"}, {"x64", "x86-64"}, {"x86", "x86"}};
    if (image->architecture != NULL) {
        return image->architecture;
    }
    for (size_t i = 0; identity->native != NULL && i < sizeof known / sizeof *known; i++) {
        if (strncmp(identity->native, known[i].native, strlen(known[i].native)) == 0) {
            return known[i].name;
        }
    }
    return subject->proxy.address != 0 ? machines[subject->proxy.machine] : "unknown";
}

// A newer version may have moved what the judges look for, so that a name that is missing tells
// nothing.
static void doubt_newer(struct subject *subject, const char *version)
{
    char *end = NULL;
    const long major = version == NULL ? 0 : strtol(version, &end, 10);
    const long minor = end == NULL || *end != '.' ? 0 : strtol(end + 1, NULL, 10);
    if (major < VERSIONS_MAJOR || (major == VERSIONS_MAJOR && minor <= VERSIONS_NEWEST)) {
        return;
    }
    const char *why = arena_printf(
        subject->arena, "nobody looked at MicroPython %s: a name may have changed", version);
    subject->symbol_doubt = subject->symbol_doubt != NULL ? subject->symbol_doubt : why;
    subject->table_doubt = subject->table_doubt != NULL ? subject->table_doubt : why;
}

struct inventory *audit_image(struct arena *arena, const struct image *image)
{
    struct subject *subject = read_subject(arena, image);
    struct inventory *inventory = ARENA_NEW(arena, struct inventory);
    for (size_t i = 0; i < image->segment_count && inventory->version == NULL; i++) {
        inventory->version =
            find_version(arena, (struct span){image->segments[i].bytes, image->segments[i].size});
    }
    inventory->version =
        inventory->version != NULL ? inventory->version : subject->identity.version;
    doubt_newer(subject, inventory->version);
    inventory->format = image->format;
    inventory->part = image->part;
    inventory->architecture = architecture_of(subject);
    inventory->has_base = image->placed && image->segment_count > 0;
    inventory->base = inventory->has_base ? image->segments[0].address : 0;
    inventory->recognised = inventory->version != NULL || subject->pools.count > 0 ||
                            (subject->elf != NULL && subject_has_core(subject->elf));
    const bool by_symbols = subject->elf != NULL && subject->elf->has_symbols;
    if (subject->symbol_doubt != NULL && subject->table_doubt != NULL) {
        inventory->doubt = by_symbols ? subject->symbol_doubt : subject->table_doubt;
    }
    inventory->frozen = subject->frozen;
    inventory->identity = subject->identity;
    inventory->frozen_modules = subject->frozen_modules;
    inventory->frozen_count = subject->frozen_count;
    inventory->source = subject->source;
    list_modules(subject, inventory);
    list_types(subject, inventory);
    state_facts(subject, inventory);
    return inventory;
}

// A file that names no word size and byte order is asked with each in turn.
static void choose_machine(struct arena *arena, struct image *image)
{
    static const struct {
        size_t word_size;
        bool big_endian;
    } machines[] = {{4, false}, {8, false}, {4, true}, {8, true}};
    if (image->word_size != 0) {
        return;
    }
    for (size_t i = 0; i < sizeof machines / sizeof *machines; i++) {
        struct pools pools;
        image->word_size = machines[i].word_size;
        image->big_endian = machines[i].big_endian;
        pools_find(arena, image, &pools);
        if (pools.count > 0) {
            return;
        }
    }
    image->word_size = machines[0].word_size;
    image->big_endian = machines[0].big_endian;
}

// The images of a file, each at its place: a raw file may hold several firmwares, or none.
static struct images placed(struct arena *arena, struct image *image)
{
    if (!image->placed) {
        const struct images places = pools_place(arena, image);
        for (size_t i = 0; i < places.count && places.count > 1; i++) {
            places.items[i].part = arena_printf(
                arena, "at 0x%08llx", (unsigned long long)places.items[i].segments[0].address);
        }
        if (places.count > 0) {
            return places;
        }
    }
    choose_machine(arena, image);
    return (struct images){image, 1};
}

bool audit_file(struct arena *arena, struct diag *diag, const char *file, struct inventories *out)
{
    struct file_bytes bytes;
    struct images images;
    *out = (struct inventories){0};
    if (!file_load(arena, diag, "firmware", file, IMAGE_SIZE_MAX, &bytes)) {
        return false;
    }
    unsigned char *data = arena_alloc(arena, bytes.size, 1);
    memcpy(data, bytes.data, bytes.size);
    const char *sha256 = bytes_sha256(arena, bytes.data, bytes.size);
    if (!images_load(arena, diag, file, (struct span){data, bytes.size}, &images)) {
        return false;
    }
    size_t capacity = 0;
    for (size_t i = 0; i < images.count; i++) {
        const struct images places = placed(arena, &images.items[i]);
        for (size_t j = 0; j < places.count; j++) {
            struct inventory *inventory = audit_image(arena, &places.items[j]);
            inventory->file = arena_strdup(arena, file);
            inventory->sha256 = sha256;
            out->items = arena_grow(arena, out->items, out->count, &capacity, sizeof *out->items);
            out->items[out->count++] = inventory;
        }
    }
    return true;
}

const struct inventory *audit_run(struct arena *arena, struct diag *diag, const char *file)
{
    struct inventories all;
    return audit_file(arena, diag, file, &all) && all.count > 0 ? all.items[0] : NULL;
}

static int by_rule(const void *key, const void *item)
{
    return strcmp(key, ((const struct rule *)item)->name);
}

bool audit_rule_protects(const char *name)
{
    size_t count = 0;
    const struct rule *rules = audit_rules(&count);
    const struct rule *rule = bsearch(name, rules, count, sizeof *rules, by_rule);
    return rule != NULL && rule->protects;
}

const struct fact *inventory_find(const struct inventory *inventory, const char *name)
{
    for (size_t i = 0; i < inventory->fact_count; i++) {
        if (strcmp(inventory->facts[i].name, name) == 0) {
            return &inventory->facts[i];
        }
    }
    return NULL;
}

enum fact_state inventory_fact(const struct inventory *inventory, const char *name)
{
    const struct fact *fact = inventory_find(inventory, name);
    return fact != NULL ? fact->state : FACT_UNKNOWN;
}
