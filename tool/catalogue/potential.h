// potential.h - attack potential: what an attack asks of the attacker (ISO/IEC 18045, B.4;
// point table as in ISO/SAE 21434 Annex G). Values, no judgement: threat/ composes them.
#ifndef CATALOGUE_POTENTIAL_H
#define CATALOGUE_POTENTIAL_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

// Each enum is ordered from easy to hard, so that "within a ceiling" is <=.
enum expertise { EXPERTISE_LAYMAN, EXPERTISE_PROFICIENT, EXPERTISE_EXPERT, EXPERTISE_MULTIPLE };
enum knowledge {
    KNOWLEDGE_PUBLIC,
    KNOWLEDGE_RESTRICTED,
    KNOWLEDGE_SENSITIVE,
    KNOWLEDGE_CRITICAL,
};
enum window { WINDOW_UNLIMITED, WINDOW_EASY, WINDOW_MODERATE, WINDOW_DIFFICULT };
enum equipment {
    EQUIPMENT_STANDARD,
    EQUIPMENT_SPECIALISED,
    EQUIPMENT_BESPOKE,
    EQUIPMENT_MULTIPLE_BESPOKE,
};
// How near the attacker must stand.
enum access {
    ACCESS_REMOTE,
    ACCESS_ADJACENT, // radio range, same local network
    ACCESS_PHYSICAL_EXTERNAL,
    ACCESS_PHYSICAL_INTERNAL, // enclosure opened
};

struct potential {
    uint32_t days; // elapsed time; AND adds days, never points
    enum expertise expertise;
    enum knowledge knowledge;
    enum window window;
    enum equipment equipment;
    enum access access; // carried along as a sixth ordinal; scores nothing
};

// Words of the field, as they stand in YAML: "1d", "2w", "3m" for time; lower case, hyphens.
// Each *_word returns the word of a value; each *_from returns false for an unknown word.
extern const char *const expertise_words[]; // in the order of the enum, then NULL; likewise:
extern const char *const knowledge_words[];
extern const char *const window_words[];
extern const char *const equipment_words[];
extern const char *const access_words[];
const char *expertise_word(enum expertise value);
const char *knowledge_word(enum knowledge value);
const char *window_word(enum window value);
const char *equipment_word(enum equipment value);
const char *access_word(enum access value);
bool expertise_from(const char *word, enum expertise *value);
bool knowledge_from(const char *word, enum knowledge *value);
bool window_from(const char *word, enum window *value);
bool equipment_from(const char *word, enum equipment *value);
bool access_from(const char *word, enum access *value);
// "3d" 3, "2w" 14, "1m" 30 (a month is 30 days); digits and one letter, at most 36500 days.
bool days_from(const char *word, uint32_t *days);

// Readers for base/fields.h, target struct potential: every factor; every one but the access
// class, which a leaf states apart; those that differ from others (an override, a raise).
struct record;
extern const struct record ceiling_record, develop_record, partial_potential_record;

// Points of CEM table B.4: time, expertise, knowledge, window, equipment added.
unsigned potential_score(const struct potential *potential);

// {"days", "expertise", ..., "access", "score"}
json_t *potential_to_json(const struct potential *potential);

#endif
