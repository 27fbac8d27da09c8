// SPDX-License-Identifier: MIT
// python.c - the compiler, what it can emit, the prompts, and the loader of .mpy files.
#include "audit/facts/facts.h"

#include "audit/tables/scan.h"

enum { KEYWORD_MAX = 16, KEYWORDS_MAX = 64 };

static const char *keyword_at(const struct image *image, uint64_t address)
{
    return image_text(image, address, KEYWORD_MAX);
}

// lexer.c keeps its keywords sorted, as pointers to texts, one behind the other.
static bool read_keywords(const struct image *image, const struct scan *scan, struct lexer *out)
{
    static const char *const first[] = {"False", "None", "True", "__debug__", "and", "as"};
    const size_t known = sizeof first / sizeof *first;
    const char *last = "";
    size_t matched = 0;
    struct lexer found = {.keywords = scan->address};
    while (found.keyword_count < KEYWORDS_MAX) {
        const char *word = keyword_at(image, scan_ahead(scan, found.keyword_count));
        if (word == NULL || strcmp(last, word) >= 0 || word[0] == '\0') {
            break;
        }
        matched += matched < known && strcmp(word, first[matched]) == 0;
        found.async = found.async || strcmp(word, "async") == 0;
        found.match = found.match || strcmp(word, "match") == 0;
        found.keyword_count++;
        last = word;
        if (strcmp(word, "yield") == 0) {
            break;
        }
    }
    // "__debug__" is in all since 1.7 or so; an older lexer may lack it.
    if (matched < 3 || strcmp(last, "yield") != 0) {
        return false;
    }
    out->keywords = found.keywords;
    out->keyword_count = found.keyword_count;
    out->async = found.async;
    out->match = found.match;
    return true;
}

static const unsigned char *find_bytes(const struct image *image, const char *text)
{
    for (size_t i = 0; i < image->segment_count; i++) {
        const unsigned char *at =
            memmem(image->segments[i].bytes, image->segments[i].size, text, strlen(text));
        if (at != NULL) {
            return at;
        }
    }
    return NULL;
}

void lexer_find(const struct subject *subject, struct lexer *out)
{
    const struct image *image = subject->image;
    *out = (struct lexer){0};
    const unsigned char *first = find_bytes(image, "False");
    for (struct scan scan = SCAN_START(image);
         first != NULL && out->keywords == 0 && scan_next(&scan);) {
        const unsigned char *text = image_at(image, scan.value, sizeof "False");
        if (text != NULL && memcmp(text, "False", sizeof "False") == 0) {
            (void)read_keywords(image, &scan, out);
        }
    }
    const unsigned char *tokens = find_bytes(image, "()[]{},;~");
    out->tokens = tokens == NULL ? NULL : (const char *)tokens;
    grammar_find(image, out);
    out->constant_table = subject->objects.constant_table;
}

static bool own_any(const struct subject *subject, const char *const *words)
{
    for (; *words != NULL; words++) {
        if (pools_own(&subject->pools, *words)) {
            return true;
        }
    }
    return false;
}

// Four traces: the lexer's table of keywords, its list of operators, the parser's table of rules
// and that of constant modules. The first proves it; all must be missing for `absent`.
void tables_compiler(const struct subject *subject, const struct rule *rule, struct fact *fact)
{
    (void)rule;
    const struct lexer *lexer = &subject->lexer;
    fact->rule = "lexer-table";
    fact->confidence = CONFIDENCE_HIGH;
    if (lexer->keywords != 0) {
        add_place(subject, fact, lexer->keywords, "table of the lexer's keywords",
                  arena_printf(subject->arena, "%zu keywords", lexer->keyword_count));
        say_present(subject, fact,
                    arena_printf(subject->arena, "the lexer's table of %zu keywords at 0x%08llx",
                                 lexer->keyword_count, (unsigned long long)lexer->keywords));
    } else if (lexer->tokens != NULL || lexer->grammar != 0 || lexer->constant_table != 0) {
        say_unknown(fact, "no table of keywords, and yet a trace of the lexer or the parser");
    } else {
        say_absent_in_tables(
            subject, fact,
            "no keywords, operators, rules or constant modules of a lexer or parser");
    }
}

static const char *const emitter_words[] = {"viper",    "asm_thumb", "asm_xtensa",
                                            "asm_rv32", "asm_arm",   NULL};

// A builtin, though its type was not found where it should be.
static bool names_viper_error(const struct subject *subject)
{
    uint64_t value;
    return module_member(&subject->objects, "builtins", "ViperTypeError", &value);
}

// The inline assemblers of Thumb and Xtensa keep their registers and conditions as {number, name},
// one behind the other. Several pieces, so that a spoilt byte does not hide them.
static bool has_assembler(const struct image *image)
{
    static const struct {
        const char *bytes;
        size_t size;
    } pieces[] = {{"\1r1\0\2r2\0\3r3", 11}, {"\5r5\0\6r6\0\7r7", 11}, {"\13r11\14r12\15r13", 12},
                  {"\1ne\2cs\3cc", 9},      {"\4mi\5pl\6vs", 9},      {"\10hi\11ls\12ge", 9},
                  {"\2a2\0\3a3\0\4a4", 11}, {"\6a6\0\7a7\0\10a8", 11}};
    for (size_t i = 0; i < image->segment_count; i++) {
        const struct image_segment *segment = &image->segments[i];
        for (size_t j = 0; j < sizeof pieces / sizeof *pieces; j++) {
            if (memmem(segment->bytes, segment->size, pieces[j].bytes, pieces[j].size) != NULL) {
                return true;
            }
        }
    }
    return false;
}

// A build whose strings were collected with other settings, as CMake's are when the settings come
// with the compiler's flags, has names that its code has not. The emitter of machine code does not
// go without its exception, nor the assemblers without their tables; that of RV32 has none known.
static void say_by_tables(const struct subject *subject, struct fact *fact)
{
    static const char *const others[] = {"asm_rv32", "asm_arm", NULL};
    fact->confidence = CONFIDENCE_MEDIUM;
    if (names_viper_error(subject) || own_any(subject, others) || has_assembler(subject->image)) {
        say_unknown(fact, "the string viper is there and the type ViperTypeError is not");
    } else {
        fact->rule = "type-table";
        say_absent_in_tables(subject, fact,
                             "no type ViperTypeError and no assembler's table of registers; that "
                             "decorators are among the strings shows no emitter");
    }
}

// The decorators are names in the compiler's code, and nowhere else in the C code. Where `viper` is
// one and its exception is no type, the names say nothing.
void tables_emitters(const struct subject *subject, const struct rule *rule, struct fact *fact)
{
    tables_compiler(subject, rule, fact);
    fact->rule = "decorators";
    if (fact->state != FACT_PRESENT) {
        return;
    }
    fact->item_count = 0;
    const struct type *viper = objects_type(&subject->objects, "ViperTypeError");
    if (viper != NULL && own_any(subject, emitter_words)) {
        add_place(subject, fact, viper->address, "type", "ViperTypeError");
        say_present(subject, fact, "the compiler is in, and the type ViperTypeError");
    } else if (pools_own(&subject->pools, "viper")) {
        say_by_tables(subject, fact);
    } else if (own_any(subject, emitter_words)) {
        fact->confidence = CONFIDENCE_MEDIUM;
        say_present(subject, fact, "the compiler is in, and the name of a decorator that emits");
    } else {
        say_absent_in_tables(subject, fact, "the compiler knows no decorator that emits");
    }
}

// The emitter's own exception stays among the builtins when there is no compiler to use it.
void tables_configured(const struct subject *subject, const struct rule *rule, struct fact *fact)
{
    (void)rule;
    const struct type *viper = objects_type(&subject->objects, "ViperTypeError");
    fact->rule = "type-table";
    fact->confidence = CONFIDENCE_HIGH;
    if (viper != NULL) {
        add_place(subject, fact, viper->address, "type", "ViperTypeError");
        say_present(subject, fact,
                    arena_printf(subject->arena, "type ViperTypeError at 0x%08llx",
                                 (unsigned long long)viper->address));
        return;
    }
    if (names_viper_error(subject)) {
        say_unknown(fact, "builtins names ViperTypeError, and no such type was found");
        return;
    }
    say_absent_in_tables(subject, fact,
                         arena_printf(subject->arena, "no type ViperTypeError among %zu types",
                                      subject->objects.type_count));
}

// The ports for operating systems have a prompt of their own, which knows no raw mode.
static bool has_port_prompt(const struct subject *subject)
{
    static const char *const systems[] = {"linux", "darwin", "win32"};
    const char *platform = subject->identity.platform;
    for (size_t i = 0; platform != NULL && i < sizeof systems / sizeof *systems; i++) {
        if (strcmp(platform, systems[i]) == 0) {
            return find_bytes(subject->image, "Use Ctrl-D to exit, Ctrl-E for paste mode") != NULL;
        }
    }
    return false;
}

// Every prompt of upstream's has one of these. Where the guard is in and none of them, its gate is
// what the port's main() calls.
static bool has_gate(const struct subject *subject)
{
    static const char *const texts[] = {"for more information.", "Ctrl-E for paste mode",
                                        "raw REPL; CTRL-B", "paste mode; Ctrl-C"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        if (find_bytes(subject->image, texts[i]) != NULL) {
            return false;
        }
    }
    return tables_have_guard(subject);
}

// A prompt is code; its texts are what a person sees of it, and without a compiler it is none.
void tables_prompt(const struct subject *subject, const struct rule *rule, struct fact *fact)
{
    tables_compiler(subject, rule, fact);
    fact->rule = "texts";
    fact->confidence = CONFIDENCE_MEDIUM;
    if (fact->state == FACT_ABSENT) {
        fact->evidence = arena_printf(subject->arena, "a prompt has nothing to compile with: %s",
                                      fact->evidence);
        return;
    }
    if (fact->state == FACT_UNKNOWN) {
        return;
    }
    if (symbols_have_door(subject)) {
        say_absent_in_tables(subject, fact, "the prompt is reached through the service door only");
        return;
    }
    fact->item_count = 0;
    for (const char *const *text = rule->keys; *text != NULL; text++) {
        const unsigned char *at = find_bytes(subject->image, *text);
        uint64_t address;
        if (at != NULL && image_address_of(subject->image, at, &address)) {
            add_place(subject, fact, address, "text of the prompt", *text);
            say_present(subject, fact,
                        arena_printf(subject->arena,
                                     "the compiler, and the text \"%s\" at 0x%08llx", *text,
                                     (unsigned long long)address));
            return;
        }
    }
    if (has_port_prompt(subject)) {
        say_absent_in_tables(subject, fact,
                             "the prompt is the one of the port, without a raw mode");
        return;
    }
    if (has_gate(subject)) {
        say_absent_in_tables(subject, fact,
                             "the guard's module is in, and no text of any prompt of upstream's");
        return;
    }
    say_unknown(fact, "the compiler is in; a prompt with texts of its own would not be seen");
}

void tables_mpy(const struct subject *subject, const struct rule *rule, struct fact *fact)
{
    (void)rule;
    uint64_t value;
    fact->rule = "implementation";
    fact->confidence = CONFIDENCE_HIGH;
    if (implementation_field(subject, "_mpy", &value)) {
        say_present(subject, fact, "sys.implementation has the field _mpy");
    } else if (!implementation_is_read(subject)) {
        say_unknown(fact, "sys.implementation is missing, older than 1.20, or not understood");
    } else {
        say_absent_in_tables(subject, fact, "sys.implementation has no field _mpy");
    }
}

void tables_native(const struct subject *subject, const struct rule *rule, struct fact *fact)
{
    tables_mpy(subject, rule, fact);
    const char *native = subject->identity.native;
    if (fact->state != FACT_PRESENT) {
        return;
    }
    if (native == NULL || strcmp(native, "unknown") == 0) {
        say_unknown(fact, "sys.implementation._mpy is not understood");
    } else if (strcmp(native, "none") != 0) {
        fact->evidence =
            arena_printf(subject->arena, "sys.implementation._mpy names the machine %s", native);
    } else {
        say_absent_in_tables(subject, fact, "sys.implementation._mpy names no machine");
    }
}
