// SPDX-License-Identifier: MIT
#include "model/model.h"

#include "model/model_words.h"

// Members that have nothing to say are left out; jansson keeps the order of insertion.
static void put_text(json_t *object, const char *key, const char *text)
{
    if (text != NULL) {
        json_object_set_new(object, key, json_string(text));
    }
}

static void put_date(json_t *object, const char *key, struct date date)
{
    if (date.year > 0) {
        json_object_set_new(object, key,
                            json_sprintf("%04d-%02d-%02d", date.year, date.month, date.day));
    }
}

static json_t *names_to_json(const struct names *names)
{
    json_t *list = json_array();
    for (size_t i = 0; i < names->count; i++) {
        json_array_append_new(list, json_string(names->items[i]));
    }
    return list;
}

static json_t *device_to_json(const struct model *model)
{
    json_t *object = json_object();
    put_text(object, "id", model->device.id);
    put_text(object, "description", model->device.description);
    put_text(object, "chip", model->device.chip->id);
    put_text(object, "board", model->device.board->id);
    put_text(object, "port", model->device.board->port);
    put_text(object, "micropython", model->device.micropython);
    json_object_set_new(object, "lifetime_years", json_integer(model->device.lifetime_years));
    json_object_set_new(object, "fleet_size", json_integer(model->device.fleet_size));
    put_text(object, "environment", model->device.environment);
    return object;
}

static json_t *zones_to_json(const struct model *model)
{
    json_t *list = json_array();
    for (size_t i = 0; i < model->trust_zones_count; i++) {
        json_t *object = json_object();
        put_text(object, "id", model->trust_zones[i].id);
        json_object_set_new(object, "trust", json_integer(model->trust_zones[i].trust));
        json_array_append_new(list, object);
    }
    return list;
}

static json_t *interfaces_to_json(const struct model *model)
{
    json_t *list = json_array();
    for (size_t i = 0; i < model->interfaces_count; i++) {
        const struct interface *interface = &model->interfaces[i];
        json_t *object = json_object();
        put_text(object, "id", interface->id);
        put_text(object, "kind", interface->kind);
        put_text(object, "zone", interface->zone);
        put_text(object, "over", interface->over);
        put_text(object, "peer", interface->peer);
        put_text(object, "auth", interface->auth);
        put_text(object, "need", need_word(interface->need));
        json_object_set_new(object, "declared", json_boolean(interface->declared));
        json_array_append_new(list, object);
    }
    return list;
}

static json_t *entities_to_json(const struct model *model)
{
    json_t *list = json_array();
    for (size_t i = 0; i < model->external_entities_count; i++) {
        json_t *object = json_object();
        put_text(object, "id", model->external_entities[i].id);
        put_text(object, "zone", model->external_entities[i].zone);
        json_array_append_new(list, object);
    }
    return list;
}

static json_t *functions_to_json(const struct model *model)
{
    json_t *list = json_array();
    for (size_t i = 0; i < model->functions_count; i++) {
        json_t *object = json_object();
        put_text(object, "id", model->functions[i].id);
        json_object_set_new(object, "essential", json_boolean(model->functions[i].essential));
        json_array_append_new(list, object);
    }
    return list;
}

static json_t *assets_to_json(const struct model *model)
{
    json_t *list = json_array();
    for (size_t i = 0; i < model->assets_count; i++) {
        const struct asset *asset = &model->assets[i];
        json_t *object = json_object();
        put_text(object, "id", asset->id);
        put_text(object, "kind", asset->kind);
        put_text(object, "at", asset->at);
        put_text(object, "scope", scope_words[asset->scope]);
        json_object_set_new(object, "personal", json_boolean(asset->personal));
        put_text(object, "confidentiality", impact_word(asset->impact[PROPERTY_CONFIDENTIALITY]));
        put_text(object, "integrity", impact_word(asset->impact[PROPERTY_INTEGRITY]));
        put_text(object, "availability", impact_word(asset->impact[PROPERTY_AVAILABILITY]));
        json_array_append_new(list, object);
    }
    return list;
}

static json_t *adversaries_to_json(const struct model *model)
{
    json_t *list = json_array();
    for (size_t i = 0; i < model->adversaries_count; i++) {
        const struct adversary *adversary = &model->adversaries[i];
        json_t *object = json_object();
        put_text(object, "id", adversary->id);
        put_text(object, "profile", adversary->profile->id);
        json_object_set_new(object, "ceiling", potential_to_json(&adversary->ceiling));
        json_object_set_new(object, "motivated_by", names_to_json(&adversary->motivated_by));
        json_array_append_new(list, object);
    }
    return list;
}

static json_t *row_to_json(const enum feasibility row[IMPACT_COUNT])
{
    json_t *object = json_object();
    for (unsigned i = IMPACT_COUNT - 1; i > IMPACT_NONE; i--) {
        put_text(object, impact_word((enum impact)i), feasibility_word(row[i]));
    }
    return object;
}

static json_t *appetite_to_json(const struct appetite *appetite)
{
    json_t *object = json_object();
    put_text(object, "method", appetite->method);
    json_object_set_new(object, "accept_up_to", row_to_json(appetite->accept_up_to));
    json_object_set_new(object, "class_break", row_to_json(appetite->class_break));
    return object;
}

static json_t *responses_to_json(const struct model *model)
{
    json_t *list = json_array();
    for (size_t i = 0; i < model->responses_count; i++) {
        const struct response *response = &model->responses[i];
        json_t *object = json_object();
        put_text(object, "threat", response->threat);
        put_text(object, "response", response_word(response->kind));
        put_text(object, "owner", response->owner);
        put_text(object, "reason", response->reason);
        put_text(object, "recipient", response->recipient);
        put_date(object, "expires", response->expires);
        json_object_set_new(object, "expired", json_boolean(response->expired));
        json_array_append_new(list, object);
    }
    return list;
}

static json_t *budget_to_json(const struct budget *budget)
{
    json_t *object = json_object();
    if (budget->limited_flash) {
        json_object_set_new(object, "flash_b", json_integer(budget->flash_bytes));
    }
    if (budget->limited_ram) {
        json_object_set_new(object, "ram_b", json_integer(budget->ram_bytes));
    }
    if (budget->limited_boot) {
        json_object_set_new(object, "boot_us", json_integer(budget->boot_us));
    }
    json_object_set_new(object, "functions", names_to_json(&budget->functions));
    return object;
}

static json_t *assumptions_to_json(const struct model *model)
{
    json_t *list = json_array();
    for (size_t i = 0; i < model->assumptions_count; i++) {
        const struct assumption *assumption = &model->assumptions[i];
        json_t *object = json_object();
        put_text(object, "id", assumption->id);
        put_text(object, "text", assumption->text);
        put_text(object, "owner", assumption->owner);
        put_date(object, "review", assumption->review);
        json_object_set_new(object, "overdue", json_boolean(assumption->overdue));
        json_array_append_new(list, object);
    }
    return list;
}

static json_t *application_to_json(const struct application *application)
{
    json_t *object = json_object();
    put_text(object, "folder", application->folder);
    put_text(object, "entry", application->entry);
    put_text(object, "version", application->version);
    put_text(object, "counter", application->counter);
    put_text(object, "works", application->works);
    json_object_set_new(object, "traits", names_to_json(&application->traits));
    return object;
}

json_t *model_to_json(const struct model *model)
{
    json_t *object = json_object();
    put_text(object, "path", model->path);
    json_object_set_new(object, "device", device_to_json(model));
    json_object_set_new(object, "trust_zones", zones_to_json(model));
    json_object_set_new(object, "interfaces", interfaces_to_json(model));
    json_object_set_new(object, "external_entities", entities_to_json(model));
    json_object_set_new(object, "functions", functions_to_json(model));
    json_object_set_new(object, "assets", assets_to_json(model));
    json_object_set_new(object, "adversaries", adversaries_to_json(model));
    json_object_set_new(object, "risk_appetite", appetite_to_json(&model->appetite));
    json_object_set_new(object, "responses", responses_to_json(model));
    json_object_set_new(object, "budget", budget_to_json(&model->budget));
    json_object_set_new(object, "assumptions", assumptions_to_json(model));
    if (model->application.folder != NULL) {
        json_object_set_new(object, "application", application_to_json(&model->application));
    }
    json_object_set_new(object, "keys", names_to_json(&model->keys));
    json_object_set_new(object, "service_keys", names_to_json(&model->service_keys));
    return object;
}
