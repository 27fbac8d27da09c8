// SPDX-License-Identifier: MIT
// contents.c - what an attacker reads in a frozen module: its functions, its texts, and the
// passwords of networks that it hands over or stores.
#include "audit/facts/bytecode.h"
#include "audit/facts/facts.h"
#include "base/buf.h"

#include <ctype.h>
#include <string.h>

enum {
    TEXTS_MAX = 1024, // in one module
    ARGUMENTS_MAX = 255,
    NAME_MAX = 4096,
    HELD = 8, // texts that may become arguments of a call
    MODULE_NAME = 1,
    INDEX_SIZE = 2,
    STEPS_MAX = 1 << 18, // for all modules: a real firmware has some ten thousand instructions
    FUNCTION_STEPS = 32,
    TEXT_STEPS = 8,
    PREFIX_MAX = 256,
    HEAD = 4, // of the record of a function
    KIND_MASK = 7,
    KIND_BYTECODE = 2,
    PASSWORD_MIN = 8, // a WPA passphrase
    PASSWORD_MAX = 63,
    TUPLE_ITEMS = 64,
    PART = 2,
};

struct frozen_function {
    uint64_t record;
    const char *prefix; // "Lamp."; "": of the module itself
};

struct walk {
    const struct subject *subject;
    struct frozen_entry *entry;
    uint64_t names, constants; // tables of the module
    bool records_only;         // up to 1.21 each function has a record
    struct frozen_function *functions;
    size_t function_count, function_capacity, text_capacity, number_capacity, name_capacity;
    size_t steps; // left: an image made to deceive does not hold the audit up
    const char *held[HELD];
    size_t held_count;
    const char *method; // that the held texts are arguments of; NULL
    bool is_class, has_radio;
};

static const char *name_at(const struct walk *walk, uint64_t index)
{
    uint64_t number;
    if (index > UINT16_MAX ||
        !image_number(walk->subject->image, walk->names + INDEX_SIZE * index, INDEX_SIZE,
                      &number) ||
        number >= walk->subject->pools.count) {
        return NULL;
    }
    return string_of(&walk->subject->objects, (size_t)number);
}

static void spend(struct walk *walk, size_t steps)
{
    walk->steps = walk->steps > steps ? walk->steps - steps : 0;
}

// Each once.
static void add_name(struct walk *walk, struct names *names, size_t *capacity, const char *text)
{
    spend(walk, TEXT_STEPS);
    for (size_t i = 0; i < names->count; i++) {
        if (strcmp(names->items[i], text) == 0) {
            return;
        }
    }
    if (names->count == TEXTS_MAX) {
        return;
    }
    names->items = arena_grow(walk->subject->arena, names->items, names->count, capacity,
                              sizeof *names->items);
    names->items[names->count++] = text;
}

static void add_text(struct walk *walk, const char *text)
{
    if (text[0] != '\0') {
        add_name(walk, &walk->entry->constants, &walk->text_capacity, text);
    }
}

static void add_number(struct walk *walk, const char *number)
{
    if (number != NULL) {
        add_name(walk, &walk->entry->numbers, &walk->number_capacity, number);
    }
}

static void hold(struct walk *walk, const char *text)
{
    add_text(walk, text);
    if (walk->held_count == HELD) {
        memmove(walk->held, walk->held + 1, (HELD - 1) * sizeof *walk->held);
        walk->held_count--;
    }
    walk->held[walk->held_count++] = text;
}

static void load_object(struct walk *walk, uint64_t index)
{
    const struct subject *subject = walk->subject;
    const struct objects *objects = &subject->objects;
    const size_t own = objects->representation->object_size;
    const uint64_t size = own != 0 ? own : subject->image->word_size;
    uint64_t value, item;
    if (index > UINT16_MAX || !object_at(objects, walk->constants + index * size, &value)) {
        return;
    }
    const char *text = object_text(subject->arena, objects, value);
    if (text != NULL) {
        hold(walk, text);
        return;
    }
    add_number(walk, numeral_of(subject->arena, objects, value));
    for (size_t i = 0; i < TUPLE_ITEMS && tuple_item(objects, value, i, &item); i++) {
        text = object_text(subject->arena, objects, item);
        if (text != NULL) {
            add_text(walk, text);
        } else {
            add_number(walk, numeral_of(subject->arena, objects, item));
        }
    }
}

static bool contains(const char *name, const char *word)
{
    for (; *name != '\0'; name++) {
        size_t i = 0;
        while (word[i] != '\0' && tolower((unsigned char)name[i]) == word[i]) {
            i++;
        }
        if (word[i] == '\0') {
            return true;
        }
    }
    return false;
}

static bool is_passphrase(const char *text)
{
    const size_t length = strlen(text);
    for (size_t i = 0; i < length; i++) {
        if (!isprint((unsigned char)text[i])) {
            return false;
        }
    }
    return length >= PASSWORD_MIN && length <= PASSWORD_MAX;
}

static bool is_key_word(const char *name)
{
    return strcmp(name, "key") == 0 || strcmp(name, "password") == 0 || strcmp(name, "psk") == 0;
}

static void note_password(struct walk *walk, const char *how, const char *text)
{
    struct frozen_entry *entry = walk->entry;
    if (entry->password == NULL && is_passphrase(text)) {
        entry->password =
            arena_printf(walk->subject->arena, "%s a text of %zu characters", how, strlen(text));
    }
}

// wlan.connect(ssid, key), wlan.config(ssid=..., key=...): names of arguments are texts as well.
static void at_call(struct walk *walk)
{
    const bool connects = walk->method != NULL && strcmp(walk->method, "connect") == 0;
    const bool configures = walk->method != NULL && strcmp(walk->method, "config") == 0;
    bool named = false;
    for (size_t i = 0; (connects || configures) && i + 1 < walk->held_count; i++) {
        if (is_key_word(walk->held[i])) {
            note_password(walk, "a call is handed", walk->held[i + 1]);
            named = true;
        }
    }
    if (connects && !named && walk->held_count == PART) {
        note_password(walk, "connect() is handed", walk->held[1]);
    }
    walk->method = NULL;
    walk->held_count = 0;
}

static void at_store(struct walk *walk, const char *name)
{
    const bool of_radio = contains(name, "wifi") || contains(name, "wlan") ||
                          contains(name, "wpa") || contains(name, "psk");
    const bool secret = contains(name, "pass") || contains(name, "key") || contains(name, "psk");
    if (strcmp(name, "__module__") == 0) {
        walk->is_class = true;
    } else if (walk->held_count > 0 && secret && (of_radio || walk->has_radio)) {
        note_password(walk, arena_printf(walk->subject->arena, "%s is", name),
                      walk->held[walk->held_count - 1]);
    }
    walk->held_count = 0;
}

static void add_function(struct walk *walk, uint64_t children, uint64_t index, const char *prefix)
{
    const struct image *image = walk->subject->image;
    uint64_t record;
    spend(walk, FUNCTION_STEPS);
    if (children == 0 || index > UINT16_MAX || walk->steps == 0 || strlen(prefix) > PREFIX_MAX ||
        !image_word(image, children + index * image->word_size, &record) ||
        image_at(image, record, PART) == NULL) {
        walk->entry->partly = true;
        return;
    }
    walk->functions = arena_grow(walk->subject->arena, walk->functions, walk->function_count,
                                 &walk->function_capacity, sizeof *walk->functions);
    walk->functions[walk->function_count++] = (struct frozen_function){record, prefix};
}

static void at_instruction(struct walk *walk, const struct instruction *in, uint64_t children,
                           const char *prefix)
{
    const char *name = NULL;
    if (in->code == OP_LOAD_CONST_NUMBER ||
        (in->code >= OP_LOAD_SMALL && in->code <= OP_LOAD_SMALL_LAST)) {
        add_number(walk, arena_printf(walk->subject->arena, "%lld", (long long)in->number));
    }
    switch (in->code) {
    case OP_LOAD_CONST_STRING:
        name = name_at(walk, in->argument);
        if (name != NULL) {
            hold(walk, name);
        }
        break;
    case OP_LOAD_CONST_OBJ:
        load_object(walk, in->argument);
        break;
    case OP_LOAD_METHOD:
        walk->method = name_at(walk, in->argument);
        walk->held_count = 0;
        break;
    case OP_CALL_METHOD:
        at_call(walk);
        break;
    case OP_STORE_NAME:
    case OP_STORE_GLOBAL:
    case OP_STORE_ATTR:
        name = name_at(walk, in->argument);
        at_store(walk, name != NULL ? name : "");
        break;
    case OP_STORE_MAP: // the value was loaded first, then its key
        if (walk->held_count >= PART) {
            const char *key = walk->held[walk->held_count - 1];
            walk->held_count--;
            at_store(walk, key);
        }
        break;
    case OP_MAKE_FUNCTION:
    case OP_MAKE_FUNCTION_DEFARGS:
    case OP_MAKE_CLOSURE:
    case OP_MAKE_CLOSURE_DEFARGS:
        add_function(walk, children, in->argument, prefix);
        break;
    default:
        break;
    }
}

// Where the instructions are, and the functions inside. Three forms: up to 1.21 a record that
// begins with its kind; later one that begins with two zeros, or the instructions themselves.
// False: machine code.
static bool resolve(const struct walk *walk, uint64_t record, uint64_t *code, uint64_t *children)
{
    const struct image *image = walk->subject->image;
    const unsigned char *head = image_at(image, record, HEAD);
    const bool marked = head != NULL && head[0] == 0 && head[1] == 0;
    *code = record;
    *children = 0;
    if (!marked && !walk->records_only) {
        return true;
    }
    const unsigned kind = head == NULL ? 0 : marked ? head[2] : head[0] & KIND_MASK;
    return kind == KIND_BYTECODE && image_word(image, record + image->word_size, code) &&
           image_word(image, record + 2 * image->word_size, children);
}

static void put_name(struct walk *walk, const struct prelude *prelude, const char *name,
                     const char *prefix)
{
    struct names *functions = &walk->entry->functions;
    struct code code = {.image = walk->subject->image, .at = prelude->names};
    struct buf text;
    const char *separator = "";
    const size_t count = prelude->positional + prelude->keyword_only;
    (void)code_number(&code);
    buf_init(&text, walk->subject->arena, NAME_MAX);
    buf_printf(&text, "%s%s%s", walk->is_class ? "class " : "", prefix, name);
    buf_puts(&text, walk->is_class ? "" : "(");
    for (size_t i = 0; i < count && i < ARGUMENTS_MAX && !walk->is_class; i++) {
        const char *argument = name_at(walk, code_number(&code));
        // What a closure takes over is an argument without a name.
        if (argument != NULL && strcmp(argument, "*") != 0) {
            buf_printf(&text, "%s%s", separator, argument);
            separator = ", ";
        }
    }
    buf_printf(&text, "%s%s", prelude->rest ? separator : "", prelude->rest ? "*" : "");
    separator = prelude->rest ? ", " : separator;
    buf_printf(&text, "%s%s", prelude->rest_keywords ? separator : "",
               prelude->rest_keywords ? "**" : "");
    buf_puts(&text, walk->is_class ? "" : ")");
    functions->items = arena_grow(walk->subject->arena, functions->items, functions->count,
                                  &walk->name_capacity, sizeof *functions->items);
    functions->items[functions->count++] = text.data;
}

static void read_function(struct walk *walk, const struct frozen_function *function)
{
    struct arena *arena = walk->subject->arena;
    struct prelude prelude;
    struct instruction in = {0};
    uint64_t address, children;
    if (!resolve(walk, function->record, &address, &children)) {
        walk->entry->machine_code++;
        return;
    }
    if (!prelude_read(walk->subject->image, address, &prelude)) {
        walk->entry->partly = true;
        return;
    }
    struct code names = {.image = walk->subject->image, .at = prelude.names};
    const uint64_t own = code_number(&names);
    const char *name = name_at(walk, own);
    const bool is_module = own == MODULE_NAME && function == walk->functions;
    const char *prefix =
        is_module ? "" : arena_printf(arena, "%s%s.", function->prefix, name != NULL ? name : "?");
    struct code code = {.image = walk->subject->image, .at = prelude.instructions};
    walk->is_class = false;
    walk->held_count = 0;
    walk->method = NULL;
    while (!in.last && walk->steps > 0 && code_next(&code, &in)) {
        spend(walk, 1);
        at_instruction(walk, &in, children, prefix);
    }
    walk->entry->partly = walk->entry->partly || !in.last || name == NULL;
    if (!is_module && name != NULL) {
        put_name(walk, &prelude, name, function->prefix);
    }
}

// The module's own code is called "<module>", the second of its names, in whatever form it is.
static bool is_module_code(const struct walk *walk, uint64_t address)
{
    struct prelude prelude;
    if (!prelude_read(walk->subject->image, address, &prelude)) {
        return false;
    }
    struct code code = {.image = walk->subject->image, .at = prelude.names};
    return code_number(&code) == MODULE_NAME;
}

static bool names_radio(const struct walk *walk)
{
    const size_t radio = pools_number(&walk->subject->pools, "WLAN");
    uint64_t number;
    for (uint64_t i = 0; radio != 0 && i < PASSWORD_MAX; i++) {
        if (!image_number(walk->subject->image, walk->names + INDEX_SIZE * i, INDEX_SIZE,
                          &number)) {
            return false;
        }
        if (number == radio) {
            return true;
        }
    }
    return false;
}

static void read_module(const struct subject *subject, struct frozen_entry *entry, size_t *steps)
{
    const struct image *image = subject->image;
    struct walk walk = {.subject = subject, .entry = entry, .steps = *steps};
    uint64_t record, code, children;
    entry->partly = true;
    if (!image_word(image, entry->address, &walk.names) ||
        !image_word(image, entry->address + image->word_size, &walk.constants) ||
        !image_word(image, entry->address + 2 * image->word_size, &record)) {
        return;
    }
    walk.records_only = !resolve(&walk, record, &code, &children) || !is_module_code(&walk, code);
    if (!resolve(&walk, record, &code, &children) || !is_module_code(&walk, code)) {
        return;
    }
    entry->partly = false;
    walk.has_radio = names_radio(&walk);
    walk.functions = ARENA_ARRAY(subject->arena, struct frozen_function, 1);
    walk.function_capacity = walk.function_count = 1;
    walk.functions[0] = (struct frozen_function){record, ""};
    for (size_t i = 0; i < walk.function_count; i++) {
        const struct frozen_function function = walk.functions[i];
        read_function(&walk, i == 0 ? walk.functions : &function);
    }
    *steps = walk.steps;
}

void frozen_contents(struct subject *subject)
{
    size_t steps = STEPS_MAX;
    for (size_t i = 0; subject->objects.representation != NULL && i < subject->frozen_count; i++) {
        read_module(subject, &subject->frozen_modules[i], &steps);
    }
}
