// SPDX-License-Identifier: MIT
// wifi.c - does frozen code hand the password of a network over, or store one?
//
// In bytecode that is read it is seen (contents.c). Machine code and source are not read, but
// neither can do it without a name for it: all names of machine code are interned strings, and
// source is a text.
#include "audit/facts/facts.h"

#include <string.h>
#include <strings.h>

enum { PLAIN = 0x80 };

// What was met of the words that contents.c goes by.
struct words {
    const char *call; // "connect", "config"
    const char *secret, *radio;
};

static bool contains(const char *text, size_t size, const char *word)
{
    const size_t length = strlen(word);
    for (size_t i = 0; i + length <= size; i++) {
        if (strncasecmp(text + i, word, length) == 0) {
            return true;
        }
    }
    return false;
}

static const char *any_of(const char *text, size_t size, const char *const *words)
{
    while (*words != NULL && !contains(text, size, *words)) {
        words++;
    }
    return *words;
}

static void meet(struct words *words, const char *text, size_t size)
{
    static const char *const calls[] = {"connect", "config", NULL};
    static const char *const secrets[] = {"pass", "key", "psk", NULL};
    static const char *const radios[] = {"wifi", "wlan", "wpa", "psk", NULL};
    words->call = words->call != NULL ? words->call : any_of(text, size, calls);
    words->secret = words->secret != NULL ? words->secret : any_of(text, size, secrets);
    words->radio = words->radio != NULL ? words->radio : any_of(text, size, radios);
}

// The word that makes it possible; NULL: there is none.
static const char *possible(const struct words *words)
{
    if (words->call != NULL) {
        return words->call;
    }
    return words->secret != NULL ? words->radio : NULL;
}

static const char *word_in_names(const struct subject *subject)
{
    struct words words = {NULL, NULL, NULL};
    for (size_t i = 0; i < subject->pools.count; i++) {
        meet(&words, subject->pools.strings[i].text, subject->pools.strings[i].length);
    }
    return possible(&words);
}

// Letters beyond ASCII may be another way to write a name.
static const char *word_in_source(const struct span *source)
{
    struct words words = {NULL, NULL, NULL};
    for (size_t i = 0; i < source->size; i++) {
        if (source->data[i] >= PLAIN) {
            return "letters beyond ASCII";
        }
    }
    if (source->size > 0) {
        meet(&words, (const char *)source->data, source->size);
    }
    return possible(&words);
}

static bool is_all_read(const struct subject *subject)
{
    for (size_t i = 0; i < subject->frozen_count; i++) {
        if (subject->frozen_modules[i].partly || subject->frozen_modules[i].machine_code > 0) {
            return false;
        }
    }
    return true;
}

static bool find_password(const struct subject *subject, struct fact *fact)
{
    for (size_t i = 0; i < subject->frozen_count; i++) {
        const struct frozen_entry *entry = &subject->frozen_modules[i];
        if (entry->password != NULL) {
            add_place(subject, fact, entry->address, "frozen module", entry->file);
            say_present(subject, fact,
                        arena_printf(subject->arena, "in %s, %s", entry->file, entry->password));
        }
    }
    return fact->state == FACT_PRESENT;
}

void tables_wifi(const struct subject *subject, const struct rule *rule, struct fact *fact)
{
    (void)rule;
    fact->rule = "frozen-code";
    fact->confidence = CONFIDENCE_MEDIUM;
    if (find_password(subject, fact)) {
        return;
    }
    const char *in_names = is_all_read(subject) ? NULL : word_in_names(subject);
    const char *in_source = word_in_source(&subject->source_text);
    if (subject->source_unsure) {
        say_unknown(fact, "files are frozen as source whose texts were not all found");
    } else if (in_names != NULL) {
        say_unknown(fact, arena_printf(subject->arena,
                                       "some frozen code is machine code or of another form, and "
                                       "the firmware has names with \"%s\"",
                                       in_names));
    } else if (in_source != NULL) {
        say_unknown(fact,
                    arena_printf(subject->arena, "source is frozen in which stands \"%s\": read it",
                                 in_source));
    } else if (subject->has_frozen) {
        say_absent_in_tables(
            subject, fact,
            arena_printf(subject->arena,
                         "no code of %zu frozen modules hands one over or stores it",
                         subject->frozen_count + subject->source.count));
    } else if (subject->pools.count > 0 && !pools_own(&subject->pools, ".frozen")) {
        say_absent_in_tables(subject, fact, "nothing is frozen that could hand one over");
    } else {
        say_unknown(fact, "the table of frozen files was not found");
    }
}
