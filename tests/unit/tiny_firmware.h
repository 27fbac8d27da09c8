// tiny_firmware.h - the tables of a MicroPython made in memory, in any layout, so that a test or
// a fuzzer has all of them on one page. No code: what the audit reads is data.
#ifndef TESTS_TINY_FIRMWARE_H
#define TESTS_TINY_FIRMWARE_H

#include "audit/tables/objects.h"
#include "base/arena.h"

#include <stdio.h>
#include <string.h>

// Which of the forms that releases and ports have.
struct tiny_form {
    size_t word; // 4 or 8
    bool big_endian;
    bool inline_records; // hash and length before each text, as up to 1.18
    size_t hash, length; // bytes; hash 0: none are kept
    char representation; // 'A', 'B', 'C', 'D'
    bool compiler;       // the lexer's keywords are there
    bool dangerous;      // exec, machine.mem32, VfsRom and _mpy are there
    uint64_t base;
    const char *source; // a file frozen as it was written, when it is dangerous; NULL
    bool guard;         // its module, a key for release and service, and its policy are there
    const char *bus;    // what machine.I2C and machine.SoftI2C are, a letter each; NULL: not there
};

enum {
    TINY_SIZE = 32 * 1024,
    TINY_STATIC = 160, // strings in the first pool when there are two
    TINY_STRINGS = 320,
    TINY_NAME = 32,
};

struct tiny_firmware {
    struct tiny_form form;
    unsigned char *bytes;
    size_t size;
    char names[TINY_STRINGS][TINY_NAME];
    uint64_t dict_type, type_type, module_type, function_type, string_type, tuple_type;
    uint64_t int_type, float_type;
};

static const char *const tiny_words[] = {
    "",
    "",
    "__dir__",
    "\n",
    " ",
    "*",
    "/",
    "<module>",
    "_",
    "__call__",
    "__name__",
    "__main__",
    "builtins",
    "sys",
    "machine",
    "dict",
    "type",
    "module",
    "function",
    "str",
    "tuple",
    "int",
    "float",
    "exec",
    "eval",
    "mem32",
    "name",
    "version",
    "_machine",
    "_mpy",
    ".frozen",
    "VfsRom",
    "implementation",
    "platform",
    "print",
    "reset",
    "micropython",
    "viper",
    "main.py",
    "greet",
    "connect",
    "home-net",
    "quiet-otter-71",
    "WLAN",
    "guard",
    "status",
    "confirm",
    "secret",
    "Update",
    "I2C",
    "SoftI2C",
};

static inline void tiny_put(struct tiny_firmware *in, uint64_t address, uint64_t value, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        const size_t shift = in->form.big_endian ? size - 1 - i : i;
        in->bytes[address - in->form.base + i] = (unsigned char)(value >> (8 * shift));
    }
}

static inline uint64_t tiny_room(struct tiny_firmware *in, size_t size)
{
    const uint64_t address = in->form.base + in->size;
    in->size += (size + 7) / 8 * 8;
    return address;
}

static inline uint64_t tiny_words_at(struct tiny_firmware *in, const uint64_t *words, size_t count)
{
    const uint64_t address = tiny_room(in, count * in->form.word);
    for (size_t i = 0; i < count; i++) {
        tiny_put(in, address + i * in->form.word, words[i], in->form.word);
    }
    return address;
}

static inline uint64_t tiny_text(struct tiny_firmware *in, const char *text)
{
    const uint64_t address = tiny_room(in, strlen(text) + 1);
    memcpy(in->bytes + (address - in->form.base), text, strlen(text) + 1);
    return address;
}

static inline size_t tiny_number(const struct tiny_firmware *in, const char *name)
{
    for (size_t i = 2; i < TINY_STRINGS; i++) {
        if (strcmp(in->names[i], name) == 0) {
            return i;
        }
    }
    return 0;
}

static inline uint64_t tiny_string(const struct tiny_firmware *in, const char *name)
{
    const uint64_t number = tiny_number(in, name);
    switch (in->form.representation) {
    case 'A':
        return number << 3 | 2;
    case 'B':
        return number << 3 | 3;
    case 'C':
        return number << 4 | 6;
    default:
        return 0x0002000000000001 | number << 1;
    }
}

static inline uint64_t tiny_integer(const struct tiny_firmware *in, uint64_t value)
{
    switch (in->form.representation) {
    case 'B':
        return value << 2 | 1;
    case 'D':
        return 0x0001000000000001 | value << 1;
    default:
        return value << 1 | 1;
    }
}

static inline uint64_t tiny_hash(const char *text, size_t size)
{
    uint32_t hash = 5381;
    for (; *text != '\0'; text++) {
        hash = hash * 33 ^ (unsigned char)*text;
    }
    hash &= size == 1 ? 0xff : 0xffff;
    return hash == 0 ? 1 : hash;
}

// Strings [first, first + count) as one pool that continues `previous`.
static inline uint64_t tiny_pool(struct tiny_firmware *in, size_t first, size_t count,
                                 uint64_t previous)
{
    const struct tiny_form *form = &in->form;
    const uint64_t hashes = tiny_room(in, count * form->hash);
    const uint64_t lengths = tiny_room(in, count * form->length);
    uint64_t words[6 + TINY_STRINGS];
    size_t used = 0;
    const uint64_t sorted = first > 0 && !form->inline_records;
    const uint64_t bit = (uint64_t)1 << (8 * form->word - 1);
    words[used++] = previous;
    words[used++] = form->big_endian ? (uint64_t)first << 1 | sorted : first | sorted * bit;
    words[used++] = 10;
    words[used++] = count;
    if (!form->inline_records && form->hash > 0) {
        words[used++] = hashes;
    }
    if (!form->inline_records) {
        words[used++] = lengths;
    }
    for (size_t i = 0; i < count; i++) {
        const char *text = in->names[first + i];
        const size_t head = form->inline_records ? form->hash + form->length : 0;
        const uint64_t at = tiny_room(in, head + strlen(text) + 1);
        const uint64_t hash_at = form->inline_records ? at : hashes + i * form->hash;
        const uint64_t length_at =
            form->inline_records ? at + form->hash : lengths + i * form->length;
        if (form->hash > 0) {
            tiny_put(in, hash_at, first + i == 0 ? 0 : tiny_hash(text, form->hash), form->hash);
        }
        tiny_put(in, length_at, strlen(text), form->length);
        memcpy(in->bytes + (at + head - form->base), text, strlen(text) + 1);
        words[used++] = at;
    }
    return tiny_words_at(in, words, used);
}

static inline uint64_t tiny_type(struct tiny_firmware *in, const char *name)
{
    const uint64_t at = tiny_room(in, in->form.word + 4 + 12);
    tiny_put(in, at, in->type_type != 0 ? in->type_type : at, in->form.word);
    tiny_put(in, at + in->form.word + 2, tiny_number(in, name), 2);
    return at;
}

struct tiny_entry {
    const char *key;
    uint64_t value;
};

// A map; behind the type of dictionaries when it is to be a dictionary.
static inline uint64_t tiny_map(struct tiny_firmware *in, const struct tiny_entry *entries,
                                size_t count, bool is_object)
{
    const size_t word = in->form.word;
    const size_t object = in->form.representation == 'D' ? 8 : word;
    const uint64_t table = tiny_room(in, count * 2 * object);
    for (size_t i = 0; i < count; i++) {
        tiny_put(in, table + i * 2 * object, tiny_string(in, entries[i].key), object);
        tiny_put(in, table + (i * 2 + 1) * object, entries[i].value, object);
    }
    const uint64_t head =
        in->form.big_endian ? (uint64_t)7 << (8 * word - 3) | count : count << 3 | 7;
    return tiny_words_at(in, (const uint64_t[]){is_object ? in->dict_type : 0, head, count, table},
                         4);
}

static inline uint64_t tiny_module(struct tiny_firmware *in, const struct tiny_entry *entries,
                                   size_t count)
{
    const uint64_t members = tiny_map(in, entries, count, true);
    return tiny_words_at(in, (const uint64_t[]){in->module_type, members}, 2);
}

static inline uint64_t tiny_constant(struct tiny_firmware *in, const char *text)
{
    const uint64_t bytes = tiny_text(in, text);
    return tiny_words_at(in, (const uint64_t[]){in->string_type, 0, strlen(text), bytes}, 4);
}

static inline uint64_t tiny_tuple(struct tiny_firmware *in, const uint64_t *items, size_t count)
{
    const size_t object = in->form.representation == 'D' ? 8 : in->form.word;
    const uint64_t at = tiny_room(in, 2 * in->form.word + count * object);
    tiny_put(in, at, in->tuple_type, in->form.word);
    tiny_put(in, at + in->form.word, count, in->form.word);
    for (size_t i = 0; i < count; i++) {
        tiny_put(in, at + 2 * in->form.word + i * object, items[i], object);
    }
    return at;
}

static inline void tiny_keywords(struct tiny_firmware *in)
{
    static const char *const words[] = {"False", "None", "True",  "__debug__",
                                        "and",   "as",   "async", "yield"};
    uint64_t texts[8];
    for (size_t i = 0; i < 8; i++) {
        texts[i] = tiny_text(in, words[i]);
    }
    (void)tiny_words_at(in, texts, 8);
}

static inline uint64_t tiny_sys(struct tiny_firmware *in)
{
    const uint64_t version[] = {tiny_integer(in, 1), tiny_integer(in, 25), tiny_integer(in, 0)};
    const uint64_t fields[] = {tiny_string(in, "micropython"), tiny_tuple(in, version, 3),
                               tiny_constant(in, "tiny with tables"),
                               tiny_integer(in, 6 | 5 << 10)};
    const uint64_t tuple = tiny_tuple(in, fields, in->form.dangerous ? 4 : 3);
    const struct tiny_entry sys[] = {{"__name__", tiny_string(in, "sys")},
                                     {"implementation", tuple},
                                     {"platform", tiny_constant(in, "qemu")}};
    return tiny_module(in, sys, 3);
}

// A table of one key, whose id is the hash of its point, and the policy that points to it.
static inline void tiny_trust(struct tiny_firmware *in)
{
    static const unsigned char key[] = {
        0x10, 0xe9, 0x93, 0x9c, 0x6e, 0x42, 0xab, 0xbd, 0x79, 0x37, 0x08, 0xfc, 0x5e, 0x66,
        0x98, 0x94, 0x56, 0x73, 0x3a, 0xc3, 0x2a, 0xc1, 0x79, 0x97, 0x12, 0x98, 0x8c, 0x59,
        0x21, 0x7d, 0xc0, 0xac, 0x7f, 0xff, 0x19, 0x18, 0x2d, 0x7c, 0xb4, 0xc5, 0xe8, 0x17,
        0xc0, 0x61, 0xb4, 0x13, 0x08, 0x8b, 0x5f, 0x92, 0x77, 0x87, 0x62, 0x29, 0x51, 0x1b,
        0x29, 0x2b, 0x2b, 0x2d, 0xd9, 0x98, 0xc3, 0x3b, 0x82, 0xa6, 0xe7, 0x21, 0x0d, 0x77,
        0xa7, 0x52, 0xe5, 0xd9, 0xff, 0x48, 0x15, 0x79, 0xf5, 0x35, 0x2e, 0xa9, 0xe3, 0x1b,
        0x6f, 0xd4, 0xf8, 0x59, 0xe8, 0x02, 0xa2, 0xa2, 0x93, 0xf9, 0x9a, 0x3b,
    };
    enum { RELEASE_AND_SERVICE = 5, SIGNERS = 1 };
    const size_t word = in->form.word;
    const uint64_t row = tiny_room(in, sizeof key + 3 * word);
    memcpy(in->bytes + (row - in->form.base), key, sizeof key);
    tiny_put(in, row + sizeof key, RELEASE_AND_SERVICE, 4);
    const uint64_t policy = tiny_words_at(in, (const uint64_t[]){row, 1}, 2);
    (void)tiny_room(in, 16); // nothing is revoked
    tiny_put(in, policy + 2 * word + 4, 1, 4);
    tiny_put(in, policy + 2 * word + 8, SIGNERS, 4);
}

static inline uint64_t tiny_guard(struct tiny_firmware *in, uint64_t function)
{
    const struct tiny_entry guard[] = {{"__name__", tiny_string(in, "guard")},
                                       {"status", function},
                                       {"confirm", function},
                                       {"secret", function},
                                       {"Update", function}};
    tiny_trust(in);
    return tiny_module(in, guard, 5);
}

// A class, or the function that stands in its place.
static inline uint64_t tiny_bus(struct tiny_firmware *in, size_t which, uint64_t function)
{
    static const char *const names[] = {"I2C", "SoftI2C"};
    const bool class = in->form.bus != NULL && in->form.bus[which] == 'c';
    return class ? tiny_type(in, names[which]) : function;
}

static inline void tiny_modules(struct tiny_firmware *in)
{
    const uint64_t function = tiny_words_at(in, (const uint64_t[]){in->function_type, 1}, 2);
    const struct tiny_entry builtins[] = {{"__name__", tiny_string(in, "builtins")},
                                          {"print", function},
                                          {in->form.dangerous ? "exec" : "type", function}};
    const uint64_t bus[] = {tiny_bus(in, 0, function), tiny_bus(in, 1, function)};
    const struct tiny_entry machine[] = {{"__name__", tiny_string(in, "machine")},
                                         {in->form.dangerous ? "mem32" : "reset", function},
                                         {"I2C", bus[0]},
                                         {"SoftI2C", bus[1]}};
    const uint64_t main_module = tiny_words_at(
        in, (const uint64_t[]){in->module_type, (in->form.base + 0x20000000) & 0xfffffff0}, 2);
    const struct tiny_entry core[] = {{"builtins", tiny_module(in, builtins, 3)},
                                      {"sys", tiny_sys(in)},
                                      {"__main__", main_module},
                                      {"guard", in->form.guard ? tiny_guard(in, function) : 0}};
    const struct tiny_entry extensible[] = {
        {"machine", tiny_module(in, machine, in->form.bus == NULL ? 2 : 4)}};
    (void)tiny_map(in, core, in->form.guard ? 4 : 3, false);
    (void)tiny_map(in, extensible, 1, false);
}

// -0x12345678, in digits of 16 bits, and something else right behind them.
static inline uint64_t tiny_large(struct tiny_firmware *in)
{
    const size_t word = in->form.word;
    const uint64_t digits = tiny_room(in, 8);
    tiny_put(in, digits, 0x5678, 2);
    tiny_put(in, digits + 2, 0x1234, 2);
    tiny_put(in, digits + 4, 0x2c5, 2);
    const uint64_t negative = in->form.big_endian ? (uint64_t)1 << (8 * word - 1) : 1;
    return tiny_words_at(in, (const uint64_t[]){in->int_type, negative, 2, digits}, 4);
}

// 0.5, in single precision where a word has 32 bits.
static inline uint64_t tiny_half(struct tiny_firmware *in)
{
    const uint64_t bits = in->form.word == 4 ? 0x3f000000 : 0x3fe0000000000000;
    return tiny_words_at(in, (const uint64_t[]){in->float_type, bits}, 2);
}

// The names of the frozen files, and the text of the one that is source, with its size.
static inline void tiny_names(struct tiny_firmware *in)
{
    static const char names[] = "lib.py\0main.py\0";
    if (in->form.source == NULL) {
        (void)tiny_text(in, "main.py");
        in->size += 8; // the empty name that ends the list
        return;
    }
    const uint64_t at = tiny_room(in, sizeof names);
    memcpy(in->bytes + (at - in->form.base), names, sizeof names);
    (void)tiny_text(in, in->form.source);
    tiny_put(in, tiny_room(in, 8), strlen(in->form.source), 4);
}

// main.py: it makes a function, hands a password to connect() and loads a constant text.
static inline void tiny_frozen(struct tiny_firmware *in)
{
    static const unsigned char module[] = {
        0x18, 0x02, 0x01,       // four states; one byte of names: <module>
        0x32, 0x00, 0x16, 0x02, // greet = function 0
        0x14, 0x04, 0x10, 0x05, 0x10, 0x06, 0x36, 0x02, 0x59, // connect(home-net, quiet-otter-71)
        0x23, 0x00, 0x59, 0x23, 0x01, 0x59, 0x23, 0x02, 0x59, // constants 0 to 2
        0x22, 0xfe, 0x8b, 0x17, 0x59, 0x85, 0x59,             // -31337, 5
        0x51, 0x63,                                           // return None
    };
    static const unsigned char greet[] = {0x19, 0x04, 0x02, 0x03, 0x51, 0x63};
    static const char *const words[] = {"main.py", "<module>", "greet",          "name",
                                        "connect", "home-net", "quiet-otter-71", "WLAN"};
    const size_t word = in->form.word;
    const size_t object = in->form.representation == 'D' ? 8 : word;
    const uint64_t names = tiny_room(in, sizeof words / sizeof *words * 2);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        tiny_put(in, names + 2 * i, tiny_number(in, words[i]), 2);
    }
    const uint64_t text = tiny_constant(in, "a text of the application");
    const uint64_t constants = tiny_room(in, 3 * object);
    tiny_put(in, constants, text, object);
    tiny_put(in, constants + object, tiny_large(in), object);
    tiny_put(in, constants + 2 * object, tiny_half(in), object);
    const uint64_t inner = tiny_room(in, sizeof greet);
    memcpy(in->bytes + (inner - in->form.base), greet, sizeof greet);
    const uint64_t outer = tiny_room(in, sizeof module);
    memcpy(in->bytes + (outer - in->form.base), module, sizeof module);
    const uint64_t children = tiny_words_at(in, &inner, 1);
    const uint64_t record = tiny_words_at(in, (const uint64_t[]){0, outer, children}, 3);
    in->bytes[record - in->form.base + 2] = 2; // bytecode
    const uint64_t frozen = tiny_words_at(in, (const uint64_t[]){names, constants, record}, 3);
    (void)tiny_words_at(in, (const uint64_t[]){frozen, 0}, 2);
    tiny_names(in);
}

static inline struct tiny_firmware *tiny_firmware(struct arena *arena, const struct tiny_form *form)
{
    struct tiny_firmware *out = ARENA_NEW(arena, struct tiny_firmware);
    const size_t known = sizeof tiny_words / sizeof *tiny_words;
    out->form = *form;
    out->bytes = arena_alloc(arena, TINY_SIZE, 1);
    (void)tiny_room(out, 64); // a vector table, so that nothing lies at the very start
    for (size_t i = 0; i < TINY_STRINGS; i++) {
        if (i < known) {
            (void)snprintf(out->names[i], TINY_NAME, "%s", tiny_words[i]);
        } else {
            (void)snprintf(out->names[i], TINY_NAME, "filler%03zu", i);
        }
    }
    const size_t first = form->inline_records ? TINY_STRINGS : TINY_STATIC;
    const uint64_t root = tiny_pool(out, 0, first, 0);
    if (first < TINY_STRINGS) {
        (void)tiny_pool(out, first, TINY_STRINGS - first, root);
    }
    out->type_type = tiny_type(out, "type");
    out->dict_type = tiny_type(out, "dict");
    out->module_type = tiny_type(out, "module");
    out->function_type = tiny_type(out, "function");
    out->string_type = tiny_type(out, "str");
    out->tuple_type = tiny_type(out, "tuple");
    out->int_type = tiny_type(out, "int");
    out->float_type = tiny_type(out, "float");
    if (form->dangerous) {
        (void)tiny_type(out, "VfsRom");
        tiny_frozen(out);
    }
    tiny_modules(out);
    if (form->compiler) {
        tiny_keywords(out);
    }
    return out;
}

// The firmware as an image that knows its place.
static inline struct image tiny_image(struct arena *arena, const struct tiny_firmware *firmware)
{
    struct image_segment *segment = ARENA_NEW(arena, struct image_segment);
    *segment = (struct image_segment){firmware->form.base, firmware->bytes, firmware->size, 0};
    return (struct image){.format = "bin",
                          .word_size = firmware->form.word,
                          .big_endian = firmware->form.big_endian,
                          .placed = true,
                          .linear = true,
                          .segments = segment,
                          .segment_count = 1};
}

#endif
