// SPDX-License-Identifier: MIT
#include "catalogue/potential.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

enum { DAYS_MAX = 36500, DIGITS_MAX = 5 };

const char *const expertise_words[] = {"layman", "proficient", "expert", "multiple", NULL};
const char *const knowledge_words[] = {"public", "restricted", "sensitive", "critical", NULL};
const char *const window_words[] = {"unlimited", "easy", "moderate", "difficult", NULL};
const char *const equipment_words[] = {"standard", "specialised", "bespoke", "multiple-bespoke",
                                       NULL};
const char *const access_words[] = {"remote", "adjacent", "physical-external", "physical-internal",
                                    NULL};

const char *expertise_word(enum expertise value)
{
    return expertise_words[value];
}

const char *knowledge_word(enum knowledge value)
{
    return knowledge_words[value];
}

const char *window_word(enum window value)
{
    return window_words[value];
}

const char *equipment_word(enum equipment value)
{
    return equipment_words[value];
}

const char *access_word(enum access value)
{
    return access_words[value];
}

// The place of a word in its list; the list's length when it is not there.
static unsigned index_of(const char *const *words, const char *word)
{
    unsigned i = 0;
    while (words[i] != NULL && strcmp(words[i], word) != 0) {
        i++;
    }
    return i;
}

bool expertise_from(const char *word, enum expertise *value)
{
    const unsigned i = index_of(expertise_words, word);
    if (expertise_words[i] == NULL) {
        return false;
    }
    *value = (enum expertise)i;
    return true;
}

bool knowledge_from(const char *word, enum knowledge *value)
{
    const unsigned i = index_of(knowledge_words, word);
    if (knowledge_words[i] == NULL) {
        return false;
    }
    *value = (enum knowledge)i;
    return true;
}

bool window_from(const char *word, enum window *value)
{
    const unsigned i = index_of(window_words, word);
    if (window_words[i] == NULL) {
        return false;
    }
    *value = (enum window)i;
    return true;
}

bool equipment_from(const char *word, enum equipment *value)
{
    const unsigned i = index_of(equipment_words, word);
    if (equipment_words[i] == NULL) {
        return false;
    }
    *value = (enum equipment)i;
    return true;
}

bool access_from(const char *word, enum access *value)
{
    const unsigned i = index_of(access_words, word);
    if (access_words[i] == NULL) {
        return false;
    }
    *value = (enum access)i;
    return true;
}

bool days_from(const char *word, uint32_t *days)
{
    static const struct {
        char letter;
        uint32_t days;
    } units[] = {{'d', 1}, {'w', 7}, {'m', 30}};

    const size_t digits = strspn(word, "0123456789");
    if (digits == 0 || digits > DIGITS_MAX || strlen(word) != digits + 1) {
        return false;
    }
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        const unsigned long total = strtoul(word, NULL, 10) * units[i].days;
        if (word[digits] == units[i].letter && total <= DAYS_MAX) {
            *days = (uint32_t)total;
            return true;
        }
    }
    return false;
}

static unsigned time_points(uint32_t days)
{
    static const struct {
        uint32_t days;
        unsigned points;
    } rows[] = {{1, 0},   {7, 1},    {14, 2},   {30, 4},  {60, 7},
                {90, 10}, {120, 13}, {150, 15}, {180, 17}};

    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (days <= rows[i].days) {
            return rows[i].points;
        }
    }
    return 19;
}

unsigned potential_score(const struct potential *potential)
{
    static const unsigned expertise[] = {0, 3, 6, 8};
    static const unsigned knowledge[] = {0, 3, 7, 11};
    static const unsigned window[] = {0, 1, 4, 10};
    static const unsigned equipment[] = {0, 4, 7, 9};

    return time_points(potential->days) + expertise[potential->expertise] +
           knowledge[potential->knowledge] + window[potential->window] +
           equipment[potential->equipment];
}

json_t *potential_to_json(const struct potential *potential)
{
    json_t *object = json_object();
    json_object_set_new(object, "days", json_integer(potential->days));
    json_object_set_new(object, "expertise", json_string(expertise_word(potential->expertise)));
    json_object_set_new(object, "knowledge", json_string(knowledge_word(potential->knowledge)));
    json_object_set_new(object, "window", json_string(window_word(potential->window)));
    json_object_set_new(object, "equipment", json_string(equipment_word(potential->equipment)));
    json_object_set_new(object, "access", json_string(access_word(potential->access)));
    json_object_set_new(object, "score", json_integer(potential_score(potential)));
    return object;
}
