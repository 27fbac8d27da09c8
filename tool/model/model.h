// model.h - the device model: what are we working on?
//
// device.yaml, read strictly: unknown and duplicate keys, dangling ids and impossible values
// are errors with file, line and column, and one run reports them all. Defaults come from the
// chip and board records of the catalogue. Key by key: docs/spec/device-model.md.
#ifndef MODEL_MODEL_H
#define MODEL_MODEL_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/diag.h"
#include "catalogue/catalogue.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum need { NEED_NONE, NEED_SERVICE_ONLY, NEED_REQUIRED };
enum impact { IMPACT_NONE, IMPACT_MINOR, IMPACT_MODERATE, IMPACT_MAJOR, IMPACT_SEVERE };
enum { IMPACT_COUNT = 5 };
enum scope { SCOPE_DEVICE, SCOPE_FLEET };
// ISO/SAE 21434 feasibility, from hard to easy, so that "accept up to low" is <=.
enum feasibility {
    FEASIBILITY_VERY_LOW,
    FEASIBILITY_LOW,
    FEASIBILITY_MEDIUM,
    FEASIBILITY_HIGH,
};
enum response_kind { RESPONSE_MITIGATE, RESPONSE_ELIMINATE, RESPONSE_TRANSFER, RESPONSE_ACCEPT };

// A calendar day, UTC. Ordered by comparing year, month, day.
struct date {
    int year, month, day;
};

struct trust_zone {
    const char *id;
    int trust; // 0 hostile .. 100 trusted
    struct place place;
};

struct interface {
    const char *id;
    const char *kind; // of catalogue.interface_kinds
    const char *zone; // NULL when it came from the board record
    const char *over; // id of the interface it runs on; NULL
    const char *peer; // external entity; NULL
    const char *auth; // free word; NULL
    enum need need;
    bool declared; // false: the board has it and the model is silent, which means need: none
    struct place place;
};

struct external_entity {
    const char *id;
    const char *zone;
    struct place place;
};

struct function {
    const char *id; // of catalogue.functions, or the device's own word
    bool essential;
    struct place place;
};

struct asset {
    const char *id;
    const char *kind; // of catalogue.asset_kinds
    const char *at;   // trust zone
    enum scope scope;
    bool personal;
    enum impact impact[3]; // by enum property
    struct place place;
};

struct adversary {
    const char *id;
    const struct adversary_profile *profile;
    struct potential ceiling;  // the profile's, with the model's overrides
    struct names motivated_by; // asset ids; empty: all
    struct place place;
};

struct appetite {
    const char *method; // "attack-potential/1"
    // The highest feasibility that is acceptable at each impact; FEASIBILITY_HIGH accepts all.
    enum feasibility accept_up_to[IMPACT_COUNT];
    enum feasibility class_break[IMPACT_COUNT];
};

struct response {
    const char *threat; // leaf id
    enum response_kind kind;
    const char *owner;
    const char *reason;
    const char *recipient; // transfer only
    struct date expires;
    bool expired; // judged against the `today` given to model_load()
    struct place place;
};

struct budget {
    bool limited_flash, limited_ram, limited_boot; // a key that is absent is no limit
    int64_t flash_bytes, ram_bytes;
    int64_t boot_us;
    struct names functions; // functions that may be lost
};

struct assumption {
    const char *id, *text, *owner;
    struct date review;
    bool overdue;
    struct place place;
};

struct application {
    const char *folder;  // relative to the model's folder
    const char *entry;   // "main.py"
    const char *version; // of its image, "1.2.3+4"; NULL
    const char *counter; // security counter of its image, a number; NULL
    const char *works;   // script that shows the application doing its work; NULL
    struct names traits; // of catalogue.application_traits
    struct place place;
};

struct model {
    const char *path;   // of device.yaml, as given
    const char *folder; // that holds it
    struct {
        const char *id, *description, *micropython, *environment;
        const struct chip *chip;
        const struct board *board;
        uint32_t lifetime_years, fleet_size;
        struct place place;
    } device;
    CATALOGUE_LIST(trust_zone, trust_zones);
    CATALOGUE_LIST(interface, interfaces); // declared first, then the board's
    CATALOGUE_LIST(external_entity, external_entities);
    CATALOGUE_LIST(function, functions);
    CATALOGUE_LIST(asset, assets);
    CATALOGUE_LIST(adversary, adversaries);
    struct appetite appetite;
    CATALOGUE_LIST(response, responses);
    struct budget budget;
    CATALOGUE_LIST(assumption, assumptions);
    struct application application;
    // PEM files, relative to the model's folder: who signs applications, who opens service doors.
    struct names keys;
    struct names service_keys;
};

// Reads and checks device.yaml. `today` decides what has expired (a warning here; plan and
// verify fail on it). Returns NULL after an error.
const struct model *model_load(struct arena *arena, struct diag *diag,
                               const struct catalogue *catalogue, const char *path,
                               struct date today);

// Same, for bytes already in memory; `path` names them.
const struct model *model_parse(struct arena *arena, struct diag *diag,
                                const struct catalogue *catalogue, const char *path,
                                const char *bytes, size_t size, struct date today);

json_t *model_to_json(const struct model *model);

// The model in a few lines for a person: what the defaults made of it, too.
const char *model_summary(struct arena *arena, const struct catalogue *catalogue,
                          const struct model *model);

// The first lines of a model, as far as its trust zones. `micropython` is the release that it
// names, "v1.25.0".
void model_starter_head(struct buf *out, const struct board *board, const char *id,
                        const char *micropython);

// A commented starter model and application for a board, which model_parse() accepts.
const char *model_starter(struct arena *arena, const struct catalogue *catalogue,
                          const struct board *board, const char *id, const char *micropython);
const char *application_starter(void);

const char *need_word(enum need need);
const char *impact_word(enum impact impact);
const char *feasibility_word(enum feasibility feasibility);
const char *response_word(enum response_kind kind);
const struct asset *model_asset(const struct model *model, const char *id);

// Today in UTC; SOURCE_DATE_EPOCH overrides it, so that reports are reproducible.
struct date date_today(void);
int date_compare(struct date a, struct date b);
bool date_parse(const char *text, struct date *out); // false unless "YYYY-MM-DD" and it exists
const char *date_text(struct arena *arena, struct date date); // "2027-03-31"

#endif
