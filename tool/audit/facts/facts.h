// facts.h - one firmware under audit, and what each kind of evidence says of a fact.
//
// A judge looks at one kind of evidence only and sets state, sentence, rule, confidence and
// places. audit/rules.c puts their answers together: one that saw the thing outweighs any that
// did not, and `absent` needs one judge who looked where the thing would have to be.
#ifndef AUDIT_FACTS_FACTS_H
#define AUDIT_FACTS_FACTS_H

#include "audit/audit.h"
#include "audit/facts/machine.h"
#include "audit/tables/objects.h"
#include "build/elf.h"

enum { CLASSES_MAX = 32, TRUSTED_MAX = 32 };

// The USB configuration descriptors in the image, each read to its end.
struct usb {
    bool device;                        // a device descriptor is there
    size_t configurations;              // read whole
    unsigned char classes[CLASSES_MAX]; // of their interfaces
    uint64_t places[CLASSES_MAX];       // of the first interface of that class
    size_t class_count;
};

// The lexer and the parser of the compiler.
struct lexer {
    uint64_t keywords;             // address of the table of keywords; 0: not found
    size_t keyword_count;          // in it
    bool async, match;             // among them
    const char *tokens;            // the list of operators; NULL: not found
    uint64_t grammar;              // address of the parser's table of rules; 0: not found
    bool sets, slices, assignment; // what its rules allow, when both are found
    uint64_t constant_table;       // the parser's table of modules with constants; 0: not found
};

// A call of the function through which upstream's code calls a method of a mounted filesystem.
struct proxy_site {
    uint64_t address;
    struct constants names; // numbers of strings that it may hand over
};

struct proxy {
    enum machine machine;
    uint64_t address; // 0: not found
    struct proxy_site *sites;
    size_t site_count;
};

// A key of the guard: whoever holds its private half is believed.
struct trusted_key {
    uint64_t address;
    uint32_t roles;
    const unsigned char *id; // SHA-256 of its SubjectPublicKeyInfo
};

struct trust {
    struct trusted_key keys[TRUSTED_MAX];
    size_t count;
    uint64_t policy; // address of what is asked of an application; 0: not found
    uint32_t roles;  // one of which a signer must have
    size_t signers;  // different keys that must have signed
    size_t able;     // keys of such a role that are not revoked
};

// What a judge may look at.
struct subject {
    struct arena *arena;
    const struct image *image;
    const struct elf *elf;    // NULL: the file is not one
    const char *symbol_doubt; // why the symbol table may lack a name; NULL: it is whole
    const char *table_doubt;  // why the tables may lack an entry; NULL: they are whole
    struct pools pools;
    struct objects objects;
    struct identity identity;
    struct usb usb;
    struct lexer lexer;
    struct proxy proxy;
    struct trust trust;
    bool has_frozen; // the table of frozen names was found whole
    struct names frozen;
    struct frozen_entry *frozen_modules;
    size_t frozen_count;
    struct names source; // files that are frozen as source
    uint64_t source_address;
    struct span source_text; // all of them, each with its NUL
    bool source_unsure;      // there may be some whose texts were not found
};

struct rule {
    const char *name;
    // From symbols; always there. From the image's own tables; NULL: they leave no trace.
    void (*symbols)(const struct subject *subject, const struct rule *rule, struct fact *fact);
    void (*tables)(const struct subject *subject, const struct rule *rule, struct fact *fact);
    const char *const *names;   // symbols to look for, NULL-terminated
    const char *const *modules; // where the thing would be a member, NULL-terminated; NULL
    const char *const *keys;    // the members, or the types, NULL-terminated; NULL
    bool protects;              // a device is better with it than without
};

// One firmware at its place; the file's name and digest are left to the caller. In audit.c.
struct inventory *audit_image(struct arena *arena, const struct image *image);

// All rules, sorted by name.
const struct rule *audit_rules(size_t *count);

// symbols.c
const char *subject_doubt(struct arena *arena, const struct elf *elf);
bool subject_has_core(const struct elf *elf);
void symbols_frozen_names(struct subject *subject); // when the tables did not show them
void symbols_any(const struct subject *subject, const struct rule *rule, struct fact *fact);
void symbols_unhooked(const struct subject *subject, const struct rule *rule, struct fact *fact);
void symbols_prompt(const struct subject *subject, const struct rule *rule, struct fact *fact);
bool symbols_have_door(const struct subject *subject); // of the guard, before the prompt
void symbols_native_load(const struct subject *subject, const struct rule *rule, struct fact *fact);
void symbols_errors(const struct subject *subject, const struct rule *rule, struct fact *fact);
void symbols_frozen(const struct subject *subject, const struct rule *rule, struct fact *fact);
void symbols_nothing(const struct subject *subject, const struct rule *rule, struct fact *fact);
extern const char *const symbols_of_compiler[];
extern const char *const symbols_of_loader[];

// tables.c
const char *tables_doubt(struct arena *arena, const struct image *image,
                         const struct objects *objects);
bool tables_have_guard(const struct subject *subject); // the module through which Python asks it
void tables_module(const struct subject *subject, const struct rule *rule, struct fact *fact);
void tables_member(const struct subject *subject, const struct rule *rule, struct fact *fact);
void tables_class(const struct subject *subject, const struct rule *rule, struct fact *fact);
void tables_type(const struct subject *subject, const struct rule *rule, struct fact *fact);

// python.c
void lexer_find(const struct subject *subject, struct lexer *out);
void tables_compiler(const struct subject *subject, const struct rule *rule, struct fact *fact);
void tables_emitters(const struct subject *subject, const struct rule *rule, struct fact *fact);
void tables_configured(const struct subject *subject, const struct rule *rule, struct fact *fact);
void tables_prompt(const struct subject *subject, const struct rule *rule, struct fact *fact);
void tables_mpy(const struct subject *subject, const struct rule *rule, struct fact *fact);
void tables_native(const struct subject *subject, const struct rule *rule, struct fact *fact);

// grammar.c
void grammar_find(const struct image *image, struct lexer *out);

// hooks.c
void hooks_find(const struct subject *subject, struct proxy *out);
void tables_import(const struct subject *subject, const struct rule *rule, struct fact *fact);
void tables_mount(const struct subject *subject, const struct rule *rule, struct fact *fact);
void tables_keyboard(const struct subject *subject, const struct rule *rule, struct fact *fact);

// boot.c
void tables_boot(const struct subject *subject, const struct rule *rule, struct fact *fact);

// trust.c
void trust_find(const struct subject *subject, struct trust *out);
void tables_signed(const struct subject *subject, const struct rule *rule, struct fact *fact);
void tables_door(const struct subject *subject, const struct rule *rule, struct fact *fact);

// errors.c
void tables_errors(const struct subject *subject, const struct rule *rule, struct fact *fact);

// identity.c
void identity_read(const struct subject *subject, struct identity *out);
bool implementation_field(const struct subject *subject, const char *name, uint64_t *value);
bool implementation_is_read(const struct subject *subject);

// usb.c
void usb_find(const struct image *image, struct usb *out);
struct names usb_classes(struct arena *arena, const struct usb *usb);
void tables_usb_drive(const struct subject *subject, const struct rule *rule, struct fact *fact);
void tables_usb_serial(const struct subject *subject, const struct rule *rule, struct fact *fact);
void tables_touch(const struct subject *subject, const struct rule *rule, struct fact *fact);
void tables_bootloader(const struct subject *subject, const struct rule *rule, struct fact *fact);

// frozen.c
void frozen_find(struct subject *subject);
void tables_frozen(const struct subject *subject, const struct rule *rule, struct fact *fact);

// source.c
void source_find(struct subject *subject, const char *start, const char *names);
void tables_source(const struct subject *subject, const struct rule *rule, struct fact *fact);

// wifi.c
void tables_wifi(const struct subject *subject, const struct rule *rule, struct fact *fact);

// numbers.c: a number as a text; NULL: it is none, or none of the known forms.
const char *numeral_of(struct arena *arena, const struct objects *objects, uint64_t value);

// contents.c
void frozen_contents(struct subject *subject);

// secrets.c
void secrets_defaults(const struct subject *subject, const struct rule *rule, struct fact *fact);
void secrets_keys(const struct subject *subject, const struct rule *rule, struct fact *fact);
void secrets_tokens(const struct subject *subject, const struct rule *rule, struct fact *fact);
void contents_romfs(const struct subject *subject, const struct rule *rule, struct fact *fact);
void contents_image(const struct subject *subject, const struct rule *rule, struct fact *fact);

// protections.c: of ELF files, asked as symbols are.
void protection_moves(const struct subject *subject, const struct rule *rule, struct fact *fact);
void protection_stack(const struct subject *subject, const struct rule *rule, struct fact *fact);
void protection_relro(const struct subject *subject, const struct rule *rule, struct fact *fact);
void protection_fortify(const struct subject *subject, const struct rule *rule, struct fact *fact);
void protection_canary(const struct subject *subject, const struct rule *rule, struct fact *fact);

// say.c: how a judge says what it found.
void say_present(const struct subject *subject, struct fact *fact, const char *evidence);
void say_absent_in_tables(const struct subject *subject, struct fact *fact, const char *why);
void say_unknown(struct fact *fact, const char *why);
void add_place(const struct subject *subject, struct fact *fact, uint64_t address,
               const char *structure, const char *value);
const char *list_words(struct arena *arena, const char *const *words);

#endif
