// SPDX-License-Identifier: MIT
#include "audit/audit.h"

#include "audit/rules.h"
#include "base/file.h"
#include "build/elf.h"

#include <stdlib.h>
#include <string.h>

enum { VERSION_MAX = 64, FROZEN_MAX = 4096 };

static bool is_version_char(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' ||
           c == '-' || c == '+' || c == '_';
}

// The text of sys.version and of the banner: "MicroPython v1.25.0 on 2025-04-15".
static const char *find_version(struct arena *arena, const unsigned char *bytes, size_t size)
{
    static const char sign[] = "MicroPython v";
    const size_t length = sizeof sign - 1;
    const unsigned char *at = bytes;
    const unsigned char *end = bytes + size;
    while (at < end && (at = memmem(at, (size_t)(end - at), sign, length)) != NULL) {
        at += length;
        size_t digits = 0;
        while (digits < VERSION_MAX && at + digits < end && is_version_char((char)at[digits])) {
            digits++;
        }
        if (digits > 0 && at[0] >= '0' && at[0] <= '9') {
            return arena_strndup(arena, (const char *)at, digits);
        }
    }
    return NULL;
}

// mp_frozen_names: names that end in NUL, one behind the other, and an empty one at the end.
static void read_frozen(struct arena *arena, struct subject *subject)
{
    const struct elf_symbol *table = elf_find_exact(subject->elf, "mp_frozen_names");
    if (table == NULL || !table->defined || table->size == 0 || table->size > ELF_SIZE_MAX) {
        return;
    }
    const char *bytes = (const char *)elf_bytes(subject->elf, table->address, (size_t)table->size);
    size_t capacity = 0;
    size_t at = 0;
    while (bytes != NULL && at < table->size && subject->frozen.count < FROZEN_MAX) {
        const size_t length = strnlen(bytes + at, (size_t)table->size - at);
        if (length == 0 || at + length == table->size) {
            subject->has_frozen = length == 0;
            return;
        }
        struct names *frozen = &subject->frozen;
        frozen->items =
            arena_grow(arena, frozen->items, frozen->count, &capacity, sizeof *frozen->items);
        frozen->items[frozen->count++] = arena_strndup(arena, bytes + at, length);
        at += length + 1;
    }
}

static void state_facts(struct arena *arena, const struct subject *subject,
                        struct inventory *inventory)
{
    size_t count = 0;
    const struct rule *rules = audit_rules(&count);
    inventory->facts = ARENA_ARRAY(arena, struct fact, count);
    inventory->fact_count = count;
    for (size_t i = 0; i < count; i++) {
        struct fact *fact = &inventory->facts[i];
        *fact = (struct fact){.name = rules[i].name, .state = FACT_UNKNOWN};
        if (inventory->recognised) {
            rules[i].judge(subject, &rules[i], fact);
        } else {
            fact->evidence = "the file is not recognised as MicroPython";
        }
    }
}

const struct inventory *audit_run(struct arena *arena, struct diag *diag, const char *file)
{
    struct file_bytes bytes;
    if (!file_load(arena, diag, "firmware", file, ELF_SIZE_MAX, &bytes)) {
        return NULL;
    }
    struct inventory *inventory = ARENA_NEW(arena, struct inventory);
    inventory->file = arena_strdup(arena, file);
    inventory->sha256 = bytes_sha256(arena, bytes.data, bytes.size);
    inventory->architecture = "unknown";
    inventory->version = find_version(arena, (const unsigned char *)bytes.data, bytes.size);

    struct elf elf;
    const enum elf_result result = elf_parse(arena, bytes.data, bytes.size, &elf);
    if (result == ELF_BROKEN) {
        diag_input(diag, (struct place){.file = file}, "take the file from the build again",
                   "the ELF file is damaged: nothing can be said about it");
        return NULL;
    }
    struct subject subject = {.arena = arena, .elf = result == ELF_PARSED ? &elf : NULL};
    subject.doubt = subject_doubt(arena, subject.elf);
    inventory->recognised = inventory->version != NULL;
    if (subject.elf != NULL) {
        inventory->architecture = elf.architecture;
        inventory->recognised = inventory->recognised || subject_has_core(&elf);
        read_frozen(arena, &subject);
    }
    inventory->doubt = subject.doubt;
    inventory->frozen = subject.frozen;
    state_facts(arena, &subject, inventory);
    return inventory;
}

static int by_rule(const void *key, const void *item)
{
    return strcmp(key, ((const struct rule *)item)->name);
}

static const struct rule *rule_named(const char *name)
{
    size_t count = 0;
    const struct rule *rules = audit_rules(&count);
    return bsearch(name, rules, count, sizeof *rules, by_rule);
}

bool audit_has_rule(const char *name)
{
    return rule_named(name) != NULL;
}

enum fact_state inventory_fact(const struct inventory *inventory, const char *name)
{
    for (size_t i = 0; i < inventory->fact_count; i++) {
        if (strcmp(inventory->facts[i].name, name) == 0) {
            return inventory->facts[i].state;
        }
    }
    return FACT_UNKNOWN;
}
