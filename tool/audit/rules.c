// SPDX-License-Identifier: MIT
#include "audit/rules.h"

#include "base/buf.h"

#include <string.h>

enum { TEXT_MAX = 4096, CORE_ENOUGH = 3 };

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

static void say_present(const struct subject *subject, const struct elf_symbol *symbol,
                        struct fact *fact)
{
    fact->state = FACT_PRESENT;
    fact->evidence = describe(subject->arena, symbol);
}

// The one way to `absent`: a doubt about the table turns it into `unknown`.
static void say_absent(const struct subject *subject, const char *why, struct fact *fact)
{
    fact->state = subject->doubt == NULL ? FACT_ABSENT : FACT_UNKNOWN;
    fact->evidence = subject->doubt == NULL ? why : subject->doubt;
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

static void judge_symbols(const struct subject *subject, const struct rule *rule, struct fact *fact)
{
    const struct elf_symbol *symbol = find_any(subject, rule->symbols);
    if (symbol != NULL) {
        say_present(subject, symbol, fact);
        return;
    }
    say_absent(subject, none_of(subject, rule->symbols), fact);
}

static const char *const compiler[] = {"mp_compile", "mp_compile_to_raw_code", "mp_parse",
                                       "mp_parse_compile_execute", NULL};

// A prompt needs the compiler. What bears the prompt's name without one only stands in for it.
static void judge_prompt(const struct subject *subject, const struct rule *rule, struct fact *fact)
{
    const struct elf_symbol *prompt = find_any(subject, rule->symbols);
    if (prompt == NULL) {
        say_absent(subject, none_of(subject, rule->symbols), fact);
    } else if (find_any(subject, compiler) != NULL) {
        say_present(subject, prompt, fact);
    } else {
        say_absent(subject,
                   arena_printf(subject->arena, "%s stands in for the prompt; there is no compiler",
                                describe(subject->arena, prompt)),
                   fact);
    }
}

static const char *const loaders[] = {"mp_raw_code_load", "mp_raw_code_load_file",
                                      "mp_raw_code_load_mem", "load_raw_code", NULL};

// Machine code in a .mpy file needs the loader and the glue that makes it callable.
static void judge_native_load(const struct subject *subject, const struct rule *rule,
                              struct fact *fact)
{
    const struct elf_symbol *loader = find_any(subject, loaders);
    const struct elf_symbol *glue = find_any(subject, rule->symbols);
    if (loader != NULL && glue != NULL) {
        say_present(subject, glue, fact);
    } else if (loader == NULL) {
        say_absent(subject, none_of(subject, loaders), fact);
    } else {
        say_absent(subject, none_of(subject, rule->symbols), fact);
    }
}

// Full sentences are the normal case and leave no name; the terse form does.
static void judge_verbose_errors(const struct subject *subject, const struct rule *rule,
                                 struct fact *fact)
{
    static const char *const terse[] = {"terse_str_format_value_error", NULL};
    const struct elf_symbol *sign = find_any(subject, terse);
    const struct elf_symbol *formatter = find_any(subject, rule->symbols);
    if (sign != NULL) {
        say_absent(subject, describe(subject->arena, sign), fact);
    } else if (formatter != NULL && subject->doubt == NULL) {
        fact->state = FACT_PRESENT;
        fact->evidence = arena_printf(subject->arena, "%s, without %s",
                                      describe(subject->arena, formatter), terse[0]);
    } else {
        fact->state = FACT_UNKNOWN;
        fact->evidence = subject->doubt != NULL ? subject->doubt : "no str.format to tell by";
    }
}

static bool is_entry(const char *name)
{
    return strcmp(name, "main.py") == 0 || strcmp(name, "main.mpy") == 0;
}

// What starts by itself is main.py; frozen, it goes before one on the filesystem.
static void judge_app_frozen(const struct subject *subject, const struct rule *rule,
                             struct fact *fact)
{
    const struct elf_symbol *finder = find_any(subject, rule->symbols);
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
        say_absent(subject, none_of(subject, rule->symbols), fact);
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

#define SYMBOLS(...)      \
    (const char *const[]) \
    {                     \
        __VA_ARGS__, NULL \
    }

// Each name was seen in a build that has the thing and missed in one that has not, or stands in
// the source of the port that would have it.
static const struct rule rules[] = {
    {"app-frozen", judge_app_frozen, SYMBOLS("mp_find_frozen_module")},
    {"bluetooth", judge_symbols,
     SYMBOLS("mp_module_bluetooth", "bluetooth_ble_type", "mp_bluetooth_init")},
    {"boot-hook", judge_symbols, SYMBOLS("__wrap_mp_init")},
    {"bootloader-entry", judge_symbols,
     SYMBOLS("machine_bootloader_obj", "machine_bootloader", "pyb_bootloader_obj")},
    {"compiler", judge_symbols, compiler},
    {"dupterm", judge_symbols, SYMBOLS("mp_os_dupterm_obj", "mp_os_dupterm")},
    {"emitters", judge_symbols,
     SYMBOLS("emit_native_thumb_method_table", "emit_native_arm_method_table",
             "emit_native_x64_method_table", "emit_native_x86_method_table",
             "emit_native_xtensa_method_table", "emit_native_xtensawin_method_table",
             "emit_native_rv32_method_table", "emit_native_debug_method_table",
             "emit_inline_thumb_method_table", "emit_inline_xtensa_method_table",
             "emit_inline_rv32_method_table")},
    {"eval-exec", judge_symbols,
     SYMBOLS("mp_builtin_eval_obj", "mp_builtin_exec_obj", "mp_builtin_compile_obj",
             "mp_builtin_execfile_obj")},
    {"fs-import", judge_symbols, SYMBOLS("mp_vfs_import_stat", "mp_import_stat")},
    {"keyboard-interrupt", judge_symbols, SYMBOLS("mp_hal_set_interrupt_char")},
    {"marshal", judge_symbols, SYMBOLS("mp_module_marshal")},
    {"mpy-load", judge_symbols, loaders},
    {"native-load", judge_native_load, SYMBOLS("mp_emit_glue_assign_native")},
    {"network", judge_symbols,
     SYMBOLS("mp_module_network", "mp_module_socket", "mp_module_lwip", "mp_module_usocket")},
    {"raw-memory", judge_symbols,
     SYMBOLS("machine_mem8_obj", "machine_mem16_obj", "machine_mem32_obj", "machine_mem_type")},
    {"repl-friendly", judge_prompt,
     SYMBOLS("pyexec_friendly_repl", "pyexec_event_repl_process_char")},
    {"repl-paste", judge_prompt, SYMBOLS("pyexec_raw_repl", "pyexec_event_repl_process_char")},
    {"repl-raw", judge_prompt, SYMBOLS("pyexec_raw_repl", "pyexec_event_repl_process_char")},
    {"settrace", judge_symbols, SYMBOLS("mp_sys_settrace_obj", "mp_prof_settrace")},
    {"uctypes", judge_symbols,
     SYMBOLS("mp_module_uctypes", "uctypes_struct_type", "uctypes_struct_bytes_at_obj")},
    {"usb-msc", judge_symbols,
     SYMBOLS("tud_msc_read10_cb", "tud_msc_inquiry_cb", "usbd_msc_init", "usbd_msc_init_lu",
             "USBD_MSC_fops")},
    {"verbose-errors", judge_verbose_errors, SYMBOLS("mp_obj_str_format")},
    {"vfs-mount", judge_symbols, SYMBOLS("mp_vfs_mount_obj", "mp_vfs_umount_obj")},
    {"vfs-rom", judge_symbols, SYMBOLS("mp_type_vfs_rom")},
    {"webrepl", judge_symbols,
     SYMBOLS("mp_module_webrepl", "webrepl_type", "webrepl_set_password_obj")},
};

const struct rule *audit_rules(size_t *count)
{
    *count = sizeof rules / sizeof *rules;
    return rules;
}
