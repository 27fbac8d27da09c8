// SPDX-License-Identifier: MIT
#include "attack/script.h"

#include <string.h>

enum { SLOTS_MAX = 3, SETTLE_MS = 1500 };

enum slot_what { SLOT_NONE, SLOT_TEXT, SLOT_MS, SLOT_EVERY, SLOT_PATH, SLOT_FORM, SLOT_FORGERY };

struct slot {
    const char *key;
    enum slot_what what;
};

// Every step of the language: a bare word, a word with one value (its only slot has no key),
// or a word with a mapping in which every slot is required.
static const struct step_word {
    const char *word;
    enum step_kind kind;
    struct slot slots[SLOTS_MAX];
} step_words[] = {
    {"power-on", STEP_POWER_ON, {{0}}},
    {"power-off", STEP_POWER_OFF, {{0}}},
    {"start-with", STEP_START_WITH, {{"words", SLOT_TEXT}, {"for_ms", SLOT_MS}}},
    {"alive", STEP_ALIVE, {{0}}},
    {"wait", STEP_WAIT, {{"for", SLOT_TEXT}, {"within_ms", SLOT_MS}}},
    {"listen", STEP_LISTEN, {{"for", SLOT_TEXT}, {"within_ms", SLOT_MS}}},
    {"send", STEP_SEND, {{NULL, SLOT_TEXT}}},
    {"pause_ms", STEP_PAUSE, {{NULL, SLOT_MS}}},
    {"storm", STEP_STORM, {{"byte", SLOT_TEXT}, {"every_ms", SLOT_EVERY}, {"for_ms", SLOT_MS}}},
    {"drop", STEP_DROP, {{"path", SLOT_PATH}, {"text", SLOT_TEXT}, {"as", SLOT_FORM}}},
    {"forge", STEP_FORGE, {{"text", SLOT_TEXT}, {"as", SLOT_FORGERY}}},
    {"search-flash", STEP_SEARCH_FLASH, {{NULL, SLOT_TEXT}}},
    {"note", STEP_NOTE, {{NULL, SLOT_TEXT}}},
    {"greater", STEP_GREATER, {{"after", SLOT_TEXT}, {"within_ms", SLOT_MS}}},
};
enum { STEP_WORDS = sizeof step_words / sizeof step_words[0] };

static const char *const form_words[] = {
    [DROP_TEXT] = "text",
    [DROP_SOURCE] = "source",
    [DROP_BYTECODE] = "bytecode",
    [DROP_NATIVE] = "native",
};
enum { FORM_WORDS = sizeof form_words / sizeof form_words[0] };

static const char *const forgery_words[] = {
    [FORGERY_UNSIGNED] = "unsigned",
    [FORGERY_STRANGER] = "stranger",
    [FORGERY_BORROWED] = "borrowed",
};
enum { FORGERY_WORDS = sizeof forgery_words / sizeof forgery_words[0] };

struct parser {
    struct arena *arena;
    struct diag *diag;
    bool failed;
};

__attribute__((format(printf, 3, 4))) static void refuse(struct parser *parser, struct place place,
                                                         const char *format, ...)
{
    va_list args;
    va_start(args, format);
    diag_input(parser->diag, place, "docs/spec/attack-script.md has the steps", "%s",
               arena_vprintf(parser->arena, format, args));
    va_end(args);
    parser->failed = true;
}

static void parse_text(struct parser *parser, const struct yaml_node *node, struct bytes *out)
{
    if (node->kind != YAML_SCALAR || node->text_size == 0) {
        refuse(parser, node->place, "a text is wanted here");
        return;
    }
    if (node->text_size > SCRIPT_TEXT_MAX) {
        refuse(parser, node->place, "the text has more than %d bytes", SCRIPT_TEXT_MAX);
        return;
    }
    *out = (struct bytes){node->text, node->text_size};
    const char *unknown = values_unknown(parser->arena, *out);
    if (unknown != NULL) {
        refuse(parser, node->place, "there is no value '{%s}'", unknown);
    }
}

static void parse_ms(struct parser *parser, const struct yaml_node *node, uint32_t *out)
{
    uint32_t ms = 0;
    const char *at = node->kind == YAML_SCALAR ? node->text : "";
    while (*at >= '0' && *at <= '9' && ms <= SCRIPT_MS_MAX) {
        ms = ms * 10 + (uint32_t)(*at++ - '0');
    }
    if (*at != '\0' || ms == 0 || ms > SCRIPT_MS_MAX) {
        refuse(parser, node->place, "a number of milliseconds from 1 to %d is wanted here",
               SCRIPT_MS_MAX);
        return;
    }
    *out = ms;
}

// Where a file may be dropped: inside the filesystem, and nothing that needs quoting.
static bool path_is_plain(const char *path)
{
    for (const char *at = path; *at != '\0'; at++) {
        const char c = *at;
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                           (c >= '0' && c <= '9') || strchr("_-./{}", c) != NULL;
        if (!plain) {
            return false;
        }
    }
    return path[0] != '\0' && path[0] != '/' && strstr(path, "..") == NULL;
}

static void parse_path(struct parser *parser, const struct yaml_node *node, const char **out)
{
    struct bytes text = {0};
    parse_text(parser, node, &text);
    if (text.data == NULL) {
        return;
    }
    if (strlen(text.data) != text.size || !path_is_plain(text.data)) {
        refuse(parser, node->place, "'%s' is not a path below the root of a filesystem", text.data);
        return;
    }
    *out = text.data;
}

static void parse_form(struct parser *parser, const struct yaml_node *node, enum drop_form *out)
{
    for (size_t i = 0; node->kind == YAML_SCALAR && i < FORM_WORDS; i++) {
        if (strcmp(node->text, form_words[i]) == 0) {
            *out = (enum drop_form)i;
            return;
        }
    }
    refuse(parser, node->place, "one of text, source, bytecode, native is wanted here");
}

static void parse_forgery(struct parser *parser, const struct yaml_node *node, enum forgery *out)
{
    for (size_t i = 0; node->kind == YAML_SCALAR && i < FORGERY_WORDS; i++) {
        if (strcmp(node->text, forgery_words[i]) == 0) {
            *out = (enum forgery)i;
            return;
        }
    }
    refuse(parser, node->place, "one of unsigned, stranger, borrowed is wanted here");
}

static void parse_slot(struct parser *parser, enum slot_what what, const struct yaml_node *node,
                       struct step *step)
{
    switch (what) {
    case SLOT_TEXT:
        parse_text(parser, node, &step->text);
        return;
    case SLOT_MS:
        parse_ms(parser, node, &step->ms);
        return;
    case SLOT_EVERY:
        parse_ms(parser, node, &step->every_ms);
        return;
    case SLOT_PATH:
        parse_path(parser, node, &step->path);
        return;
    case SLOT_FORM:
        parse_form(parser, node, &step->form);
        return;
    case SLOT_FORGERY:
        parse_forgery(parser, node, &step->forgery);
        return;
    case SLOT_NONE:
        return;
    }
}

static bool word_has(const struct step_word *word, const char *key)
{
    for (size_t i = 0; i < SLOTS_MAX; i++) {
        if (word->slots[i].key != NULL && strcmp(word->slots[i].key, key) == 0) {
            return true;
        }
    }
    return false;
}

static void parse_mapping(struct parser *parser, const struct step_word *word,
                          const struct yaml_node *node, struct step *step)
{
    if (node->kind != YAML_MAPPING) {
        refuse(parser, node->place, "'%s' wants a mapping", word->word);
        return;
    }
    for (size_t i = 0; i < node->count; i++) {
        if (!word_has(word, node->pairs[i].key)) {
            refuse(parser, node->pairs[i].place, "'%s' has no key '%s'", word->word,
                   node->pairs[i].key);
        }
    }
    for (size_t i = 0; i < SLOTS_MAX && word->slots[i].what != SLOT_NONE; i++) {
        const struct yaml_node *value = yaml_get(node, word->slots[i].key);
        if (value == NULL) {
            refuse(parser, node->place, "'%s' needs the key '%s'", word->word, word->slots[i].key);
            continue;
        }
        parse_slot(parser, word->slots[i].what, value, step);
    }
}

static const struct step_word *find_word(const char *text)
{
    for (size_t i = 0; i < STEP_WORDS; i++) {
        if (strcmp(step_words[i].word, text) == 0) {
            return &step_words[i];
        }
    }
    return NULL;
}

static void parse_step(struct parser *parser, const struct yaml_node *node, struct step *step)
{
    const bool single = node->kind == YAML_MAPPING && node->count == 1;
    if (node->kind != YAML_SCALAR && !single) {
        refuse(parser, node->place, "a step is a word, or a mapping with one key");
        return;
    }
    const char *text = single ? node->pairs[0].key : node->text;
    const struct step_word *word = find_word(text);
    if (word == NULL) {
        refuse(parser, node->place, "there is no step '%s'", text);
        return;
    }
    step->kind = word->kind;
    step->place = node->place;
    const bool bare = word->slots[0].what == SLOT_NONE;
    if (bare == single) {
        refuse(parser, node->place, bare ? "'%s' takes no value" : "'%s' needs a value", text);
    } else if (!bare && word->slots[0].key == NULL) {
        parse_slot(parser, word->slots[0].what, &node->pairs[0].value, step);
    } else if (!bare) {
        parse_mapping(parser, word, &node->pairs[0].value, step);
    }
}

static void parse_steps(struct parser *parser, const struct yaml_node *node, struct script *script)
{
    if (node->kind != YAML_SEQUENCE || node->count == 0 || node->count > SCRIPT_STEPS_MAX) {
        refuse(parser, node->place, "a list of 1 to %d steps is wanted here", SCRIPT_STEPS_MAX);
        return;
    }
    script->steps = ARENA_ARRAY(parser->arena, struct step, node->count);
    script->step_count = node->count;
    for (size_t i = 0; i < node->count; i++) {
        parse_step(parser, &node->items[i], &script->steps[i]);
    }
}

// Availability is a prize as well: the device itself shows that the application has stopped.
static void parse_stopped(struct parser *parser, const struct yaml_node *node,
                          struct script *script)
{
    script->prize = PRIZE_STOPPED;
    if (node->kind != YAML_SCALAR || strcmp(node->text, "stopped") != 0) {
        refuse(parser, node->place, "the application can only be 'stopped'");
    }
}

static void parse_proof(struct parser *parser, const struct yaml_node *node, struct script *script)
{
    parse_text(parser, node, &script->success);
    if (script->success.data != NULL && !values_prove(script->success)) {
        refuse(parser, node->place,
               "success must hold {product}, {nonce} or {app_line}: anything else can be guessed");
    }
}

static void parse_success(struct parser *parser, const struct yaml_node *node,
                          struct script *script)
{
    script->success_place = node->place;
    const struct yaml_node *console = yaml_get(node, "console");
    const struct yaml_node *flash = yaml_get(node, "flash");
    const struct yaml_node *stopped = yaml_get(node, "application");
    const struct yaml_node *settle = yaml_get(node, "within_ms");
    const size_t prizes = (size_t)(console != NULL) + (flash != NULL) + (stopped != NULL);
    if (node->kind != YAML_MAPPING || prizes != 1 || prizes + (settle != NULL) != node->count) {
        refuse(parser, node->place,
               "success is one of console, flash, application; and within_ms at will");
        return;
    }
    if (settle != NULL) {
        parse_ms(parser, settle, &script->settle_ms);
    }
    if (stopped != NULL) {
        parse_stopped(parser, stopped, script);
        return;
    }
    script->prize = console != NULL ? PRIZE_CONSOLE : PRIZE_FLASH;
    parse_proof(parser, console != NULL ? console : flash, script);
}

// A prize that no step looks for could never be found: a refusal by mistake. A stop that did not
// begin with a running application proves nothing.
static void check_prize(struct parser *parser, const struct script *script)
{
    const bool flash = script->prize == PRIZE_FLASH;
    const enum step_kind needed = flash ? STEP_SEARCH_FLASH : STEP_ALIVE;
    if (!flash && script->prize != PRIZE_STOPPED) {
        return;
    }
    for (size_t i = 0; i < script->step_count; i++) {
        if (script->steps[i].kind == needed) {
            return;
        }
    }
    refuse(parser, script->success_place, "this success needs a step '%s'",
           flash ? "search-flash" : "alive");
}

bool script_parse(struct arena *arena, struct diag *diag, const struct yaml_node *steps,
                  const struct yaml_node *success, struct script *out)
{
    struct parser parser = {.arena = arena, .diag = diag};
    struct script script = {.settle_ms = SETTLE_MS};
    parse_steps(&parser, steps, &script);
    if (success != NULL) {
        parse_success(&parser, success, &script);
    }
    if (!parser.failed) {
        check_prize(&parser, &script);
    }
    if (parser.failed) {
        return false;
    }
    *out = script;
    return true;
}
