// SPDX-License-Identifier: MIT
#include "threat/facts.h"

#include <string.h>

static const char *const environments[] = {"home", "office", "public", "industrial", "field"};
enum { ENVIRONMENT_COUNT = sizeof environments / sizeof environments[0] };

// A fact in its parts: "interface.uart.service-only" is subject, name, tail.
struct fact {
    const char *name;
    size_t name_size;
    const char *tail; // behind the second dot; "" when there is none
};

// Kinds and traits hold no dots, so the parts are clear.
static bool split(const char *text, const char *subject, struct fact *out)
{
    const size_t size = strlen(subject);
    if (strncmp(text, subject, size) != 0 || text[size] != '.') {
        return false;
    }
    out->name = text + size + 1;
    out->name_size = strcspn(out->name, ".");
    out->tail = out->name[out->name_size] == '.' ? out->name + out->name_size + 1 : "";
    return true;
}

static bool is_name(const struct fact *fact, const char *word)
{
    return word != NULL && strlen(word) == fact->name_size &&
           strncmp(word, fact->name, fact->name_size) == 0;
}

static bool is_among(const struct fact *fact, const struct names *known)
{
    for (size_t i = 0; i < known->count; i++) {
        if (is_name(fact, known->items[i])) {
            return true;
        }
    }
    return false;
}

static bool has_no_tail(const struct fact *fact)
{
    return fact->tail[0] == '\0' && fact->name[fact->name_size] == '\0';
}

static bool is_need(const char *tail)
{
    return strcmp(tail, "required") == 0 || strcmp(tail, "service-only") == 0 ||
           strcmp(tail, "none") == 0;
}

static bool is_environment(const struct fact *fact)
{
    for (size_t i = 0; i < ENVIRONMENT_COUNT; i++) {
        if (is_name(fact, environments[i])) {
            return true;
        }
    }
    return false;
}

bool fact_is_known(const struct catalogue *catalogue, const char *name)
{
    struct fact fact;
    if (split(name, "interface", &fact)) {
        return is_among(&fact, &catalogue->interface_kinds) &&
               (has_no_tail(&fact) || is_need(fact.tail));
    }
    if (split(name, "asset", &fact)) {
        return is_among(&fact, &catalogue->asset_kinds) &&
               (has_no_tail(&fact) || strcmp(fact.tail, "fleet") == 0);
    }
    if (split(name, "chip", &fact)) {
        return is_among(&fact, &catalogue->capabilities) && has_no_tail(&fact);
    }
    if (split(name, "board", &fact)) {
        return is_among(&fact, &catalogue->board_features) && has_no_tail(&fact);
    }
    if (split(name, "application", &fact)) {
        return is_among(&fact, &catalogue->application_traits) && has_no_tail(&fact);
    }
    if (split(name, "environment", &fact)) {
        return is_environment(&fact) && has_no_tail(&fact);
    }
    return split(name, "port", &fact) && port_is_known(fact.name);
}

static bool interface_holds(const struct model *model, const struct fact *fact)
{
    for (size_t i = 0; i < model->interfaces_count; i++) {
        const struct interface *interface = &model->interfaces[i];
        if (is_name(fact, interface->kind) &&
            (has_no_tail(fact) || strcmp(need_word(interface->need), fact->tail) == 0)) {
            return true;
        }
    }
    return false;
}

static bool asset_holds(const struct model *model, const struct fact *fact)
{
    for (size_t i = 0; i < model->assets_count; i++) {
        const struct asset *asset = &model->assets[i];
        if (is_name(fact, asset->kind) && (has_no_tail(fact) || asset->scope == SCOPE_FLEET)) {
            return true;
        }
    }
    return false;
}

static bool chip_holds(const struct chip *chip, const struct fact *fact)
{
    for (size_t i = 0; i < chip->capability_count; i++) {
        if (is_name(fact, chip->capabilities[i].name)) {
            return chip->capabilities[i].state == CAPABILITY_YES;
        }
    }
    return false; // the record is silent, and unknown counts as no
}

bool fact_holds(const struct model *model, const char *name)
{
    struct fact fact;
    if (split(name, "interface", &fact)) {
        return interface_holds(model, &fact);
    }
    if (split(name, "asset", &fact)) {
        return asset_holds(model, &fact);
    }
    if (split(name, "chip", &fact)) {
        return chip_holds(model->device.chip, &fact);
    }
    if (split(name, "board", &fact)) {
        return is_among(&fact, &model->device.board->features);
    }
    if (split(name, "application", &fact)) {
        return is_among(&fact, &model->application.traits);
    }
    if (split(name, "environment", &fact)) {
        return is_name(&fact, model->device.environment);
    }
    return split(name, "port", &fact) && is_name(&fact, model->device.board->port);
}

static bool all_hold(const struct model *model, const struct expr *condition)
{
    for (size_t i = 0; i < condition->count; i++) {
        if (!expr_holds(model, condition->children[i])) {
            return false;
        }
    }
    return true;
}

static bool any_holds(const struct model *model, const struct expr *condition)
{
    for (size_t i = 0; i < condition->count; i++) {
        if (expr_holds(model, condition->children[i])) {
            return true;
        }
    }
    return false;
}

bool expr_holds(const struct model *model, const struct expr *condition)
{
    if (condition == NULL) {
        return true;
    }
    switch (condition->kind) {
    case EXPR_NAME:
        return fact_holds(model, condition->name);
    case EXPR_ALL:
        return all_hold(model, condition);
    case EXPR_ANY:
        return any_holds(model, condition);
    case EXPR_NOT:
        break;
    }
    return !expr_holds(model, condition->children[0]);
}
