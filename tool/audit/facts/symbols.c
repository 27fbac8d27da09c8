// SPDX-License-Identifier: MIT
#include "audit/facts/facts.h"

#include "base/buf.h"

#include <string.h>

enum { TEXT_MAX = 4096, CORE_ENOUGH = 3, FROZEN_MAX = 4096 };

// Names that no MicroPython of the known versions lacks. The local one shows that the table was
// not stripped down to what other files may call.
static const char *const core[] = {"gc_alloc",
                                   "mp_builtin_module_map",
                                   "mp_execute_bytecode",
                                   "mp_type_type",
                                   "mp_module_builtins_globals",
                                   "mp_call_function_n_kw",
                                   "mp_load_global",
                                   NULL};
static const char core_local[] = "mp_module_builtins_globals_table";

const char *subject_doubt(struct arena *arena, const struct elf *elf)
{
    if (elf == NULL) {
        return "the file has no symbol table that this version reads";
    }
    if (!elf->has_symbols) {
        return "the symbol table was stripped";
    }
    if (elf->relocatable) {
        return "the file is an object, not a linked firmware";
    }
    for (const char *const *name = core; *name != NULL; name++) {
        if (elf_find(elf, *name) == NULL) {
            return arena_printf(arena, "the symbol table is not complete: no %s", *name);
        }
    }
    const struct elf_symbol *local = elf_find(elf, core_local);
    if (local == NULL || !local->local) {
        return "the symbol table is not complete: local names were stripped";
    }
    return NULL;
}

bool subject_has_core(const struct elf *elf)
{
    size_t found = 0;
    for (const char *const *name = core; *name != NULL; name++) {
        found += elf_find(elf, *name) != NULL;
    }
    return found >= CORE_ENOUGH;
}

static const char *describe(struct arena *arena, const struct elf_symbol *symbol)
{
    return arena_printf(arena, "symbol %s at 0x%08llx, %llu bytes", symbol->name,
                        (unsigned long long)symbol->address, (unsigned long long)symbol->size);
}

static const struct elf_symbol *find_any(const struct subject *subject, const char *const *names)
{
    for (; subject->elf != NULL && *names != NULL; names++) {
        const struct elf_symbol *symbol = elf_find(subject->elf, *names);
        if (symbol != NULL) {
            return symbol;
        }
    }
    return NULL;
}

static void say_symbol(const struct subject *subject, const struct elf_symbol *symbol,
                       struct fact *fact)
{
    fact->state = FACT_PRESENT;
    fact->evidence = describe(subject->arena, symbol);
}

// The one way to `absent`: a doubt about the table turns it into `unknown`.
static void say_absent(const struct subject *subject, const char *why, struct fact *fact)
{
    fact->state = subject->symbol_doubt == NULL ? FACT_ABSENT : FACT_UNKNOWN;
    fact->evidence = subject->symbol_doubt == NULL ? why : subject->symbol_doubt;
}

static const char *none_of(const struct subject *subject, const char *const *names)
{
    struct buf text;
    buf_init(&text, subject->arena, TEXT_MAX);
    const char *const *name = names;
    for (; *name != NULL; name++) {
        buf_printf(&text, "%s%s", name == names ? "no " : ", ", *name);
    }
    buf_printf(&text, " among %zu symbols",
               subject->elf == NULL ? (size_t)0 : subject->elf->symbol_count);
    return text.data;
}

void symbols_any(const struct subject *subject, const struct rule *rule, struct fact *fact)
{
    const struct elf_symbol *symbol = find_any(subject, rule->names);
    if (symbol != NULL) {
        say_symbol(subject, symbol, fact);
        return;
    }
    say_absent(subject, none_of(subject, rule->names), fact);
}

// As symbols_any, for objects that Python finds in a module's table only: where the linker put
// __wrap_NAME in their place, the original is out of its reach, though its own file still uses it.
void symbols_unhooked(const struct subject *subject, const struct rule *rule, struct fact *fact)
{
    const struct elf_symbol *hook = NULL;
    for (const char *const *name = rule->names; subject->elf != NULL && *name != NULL; name++) {
        const struct elf_symbol *symbol = elf_find(subject->elf, *name);
        const char *stand_in = arena_printf(subject->arena, "__wrap_%s", *name);
        const struct elf_symbol *found = elf_find_exact(subject->elf, stand_in);
        if (symbol != NULL && found == NULL) {
            say_symbol(subject, symbol, fact);
            return;
        }
        hook = found != NULL ? found : hook;
    }
    say_absent(subject,
               hook == NULL ? none_of(subject, rule->names)
                            : arena_printf(subject->arena, "%s stands in Python's tables",
                                           describe(subject->arena, hook)),
               fact);
}

const char *const symbols_of_compiler[] = {"mp_compile", "mp_compile_to_raw_code", "mp_parse",
                                           "mp_parse_compile_execute", NULL};

// The guard's gate in the place of the prompt's own functions, which only it still reaches.
bool symbols_have_door(const struct subject *subject)
{
    static const char *const all[] = {"__wrap_pyexec_friendly_repl", "__wrap_pyexec_raw_repl",
                                      "mpsec_prompt_friendly",       "mpsec_prompt_raw",
                                      "mpsec_unlock_allows",         NULL};
    for (const char *const *name = all; subject->elf != NULL && *name != NULL; name++) {
        if (elf_find_exact(subject->elf, *name) == NULL) {
            return false;
        }
    }
    return subject->elf != NULL;
}

// A prompt needs the compiler. What bears the prompt's name without one only stands in for it.
void symbols_prompt(const struct subject *subject, const struct rule *rule, struct fact *fact)
{
    const struct elf_symbol *prompt = find_any(subject, rule->names);
    if (prompt != NULL && symbols_have_door(subject)) {
        say_absent(subject,
                   arena_printf(subject->arena, "%s is reached through the service door only",
                                describe(subject->arena, prompt)),
                   fact);
    } else if (prompt == NULL) {
        say_absent(subject, none_of(subject, rule->names), fact);
    } else if (find_any(subject, symbols_of_compiler) != NULL) {
        say_symbol(subject, prompt, fact);
    } else {
        say_absent(subject,
                   arena_printf(subject->arena, "%s stands in for the prompt; there is no compiler",
                                describe(subject->arena, prompt)),
                   fact);
    }
}

const char *const symbols_of_loader[] = {"mp_raw_code_load", "mp_raw_code_load_file",
                                         "mp_raw_code_load_mem", "load_raw_code", NULL};

// Machine code in a .mpy file needs the loader and the glue that makes it callable.
void symbols_native_load(const struct subject *subject, const struct rule *rule, struct fact *fact)
{
    const struct elf_symbol *loader = find_any(subject, symbols_of_loader);
    const struct elf_symbol *glue = find_any(subject, rule->names);
    if (loader != NULL && glue != NULL) {
        say_symbol(subject, glue, fact);
    } else if (loader == NULL) {
        say_absent(subject, none_of(subject, symbols_of_loader), fact);
    } else {
        say_absent(subject, none_of(subject, rule->names), fact);
    }
}

// Full sentences are the normal case and leave no name; the terse form does.
void symbols_errors(const struct subject *subject, const struct rule *rule, struct fact *fact)
{
    static const char *const terse[] = {"terse_str_format_value_error", NULL};
    const struct elf_symbol *sign = find_any(subject, terse);
    const struct elf_symbol *formatter = find_any(subject, rule->names);
    if (sign != NULL) {
        say_absent(subject, describe(subject->arena, sign), fact);
    } else if (formatter != NULL && subject->symbol_doubt == NULL) {
        fact->state = FACT_PRESENT;
        fact->evidence = arena_printf(subject->arena, "%s, without %s",
                                      describe(subject->arena, formatter), terse[0]);
    } else {
        fact->state = FACT_UNKNOWN;
        fact->evidence =
            subject->symbol_doubt != NULL ? subject->symbol_doubt : "no str.format to tell by";
    }
}

static bool is_entry(const char *name)
{
    return strcmp(name, "main.py") == 0 || strcmp(name, "main.mpy") == 0;
}

// What starts by itself is main.py; frozen, it goes before one on the filesystem.
void symbols_frozen(const struct subject *subject, const struct rule *rule, struct fact *fact)
{
    const struct elf_symbol *finder = find_any(subject, rule->names);
    struct buf text;
    buf_init(&text, subject->arena, TEXT_MAX);
    bool found = false;
    for (size_t i = 0; i < subject->frozen.count; i++) {
        found = found || is_entry(subject->frozen.items[i]);
        buf_printf(&text, "%s%s", i == 0 ? "" : ", ", subject->frozen.items[i]);
    }
    if (found && finder != NULL) {
        fact->state = FACT_PRESENT;
        fact->evidence = arena_printf(subject->arena, "frozen: %s", text.data);
    } else if (finder == NULL) {
        say_absent(subject, none_of(subject, rule->names), fact);
    } else if (subject->has_frozen) {
        say_absent(
            subject,
            arena_printf(subject->arena, "no main.py among the frozen modules: %s", text.data),
            fact);
    } else {
        fact->state = FACT_UNKNOWN;
        fact->evidence = "the table of frozen modules cannot be read";
    }
}

void symbols_nothing(const struct subject *subject, const struct rule *rule, struct fact *fact)
{
    (void)subject;
    (void)rule;
    say_unknown(fact, "no symbol tells");
}

// mp_frozen_names: names that end in NUL, one behind the other, and an empty one at the end.
void symbols_frozen_names(struct subject *subject)
{
    const struct elf *elf = subject->elf;
    const struct elf_symbol *table = elf == NULL ? NULL : elf_find_exact(elf, "mp_frozen_names");
    if (table == NULL || !table->defined || table->size == 0 || table->size > ELF_SIZE_MAX) {
        return;
    }
    const char *bytes = (const char *)elf_bytes(elf, table->address, (size_t)table->size);
    struct names found = {0};
    size_t capacity = 0;
    size_t at = 0;
    subject->has_frozen = false;
    while (bytes != NULL && at < table->size && found.count < FROZEN_MAX) {
        const size_t length = strnlen(bytes + at, (size_t)table->size - at);
        if (length == 0 || at + length == table->size) {
            subject->has_frozen = length == 0;
            break;
        }
        found.items =
            arena_grow(subject->arena, found.items, found.count, &capacity, sizeof *found.items);
        found.items[found.count++] = arena_strndup(subject->arena, bytes + at, length);
        at += length + 1;
    }
    subject->frozen = found;
}
