// SPDX-License-Identifier: MIT
// Responses, budget, assumptions and the application.
#include "base/file.h"
#include "base/text.h"
#include "model/reading.h"

#include <string.h>

static void want(const struct reading *reading, const struct yaml_node *node, const char *key,
                 const char *what)
{
    if (yaml_get(node, key) == NULL) {
        reader_mistake(&reading->reader, node->place,
                       "a person answers for it, says why, and looks at it again", "%s needs '%s'",
                       what, key);
    }
}

static void check_response(const struct reading *reading, size_t i, const struct names *leaves)
{
    struct response *response = &reading->model->responses[i];
    const struct yaml_node *node = reading_item(reading, "responses", i);
    (void)reference_check(reading, node, "threat", leaves, "leaf");
    const struct yaml_node *word = yaml_get(node, "response");
    if (word == NULL || word->kind != YAML_SCALAR) {
        return;
    }
    const bool transfer = strcmp(word->text, "transfer") == 0;
    if (transfer || strcmp(word->text, "accept") == 0) {
        const char *what = transfer ? "a transfer" : "an acceptance";
        want(reading, node, "owner", what);
        want(reading, node, "reason", what);
        want(reading, node, "expires", what);
    }
    if (transfer) {
        want(reading, node, "recipient", "a transfer");
    } else if (yaml_get(node, "recipient") != NULL) {
        reader_mistake(&reading->reader, reader_place(node, "recipient"), NULL,
                       "only a transfer has a recipient");
    }
    if (response->expires.year > 0 && date_compare(response->expires, reading->today) < 0) {
        response->expired = true;
        diag_warning(reading->reader.diag, reader_place(node, "expires"),
                     "decide again, or let a control answer it",
                     "the response to '%s' expired on %s",
                     response->threat != NULL ? response->threat : "?",
                     date_text(reading->reader.arena, response->expires));
    }
}

static void check_responses(const struct reading *reading)
{
    const struct model *model = reading->model;
    const struct names leaves = CATALOGUE_IDS(reading->reader.arena, reading->catalogue, leaves);
    for (size_t i = 0; i < model->responses_count; i++) {
        check_response(reading, i, &leaves);
        for (size_t k = 0; k < i; k++) {
            const char *threat = model->responses[i].threat;
            if (threat != NULL && model->responses[k].threat != NULL &&
                strcmp(model->responses[k].threat, threat) == 0) {
                reader_mistake(&reading->reader,
                               reader_place(reading_item(reading, "responses", i), "threat"), NULL,
                               "%s has two responses", text_quoted(reading->reader.arena, threat));
                break;
            }
        }
    }
}

static bool is_essential(const struct model *model, const char *id)
{
    for (size_t i = 0; i < model->functions_count; i++) {
        const struct function *function = &model->functions[i];
        if (function->essential && function->id != NULL && strcmp(function->id, id) == 0) {
            return true;
        }
    }
    return false;
}

static void check_budget(const struct reading *reading)
{
    const struct names own = MODEL_IDS(reading, functions);
    const struct names *known = &reading->catalogue->functions;
    const struct yaml_node *list = yaml_get(yaml_get(reading->root, "budget"), "functions");
    for (size_t i = 0; list != NULL && list->kind == YAML_SEQUENCE && i < list->count; i++) {
        const struct yaml_node *item = &list->items[i];
        if (item->kind != YAML_SCALAR || item->text_size == 0) {
            continue;
        }
        if (!names_has(known, item->text) && !names_has(&own, item->text)) {
            reader_unknown(&reading->reader, item->place, "function", item->text, known);
        } else if (is_essential(reading->model, item->text)) {
            reader_mistake(&reading->reader, item->place, NULL,
                           "the function '%s' is essential and may be lost: decide which",
                           item->text);
        }
    }
}

void decisions_check(const struct reading *reading)
{
    check_responses(reading);
    check_budget(reading);
    const struct names ids = MODEL_IDS(reading, assumptions);
    ids_check(reading, "assumptions", &ids);
    for (size_t i = 0; i < reading->model->assumptions_count; i++) {
        struct assumption *assumption = &reading->model->assumptions[i];
        const struct date review = assumption->review;
        assumption->overdue = review.year > 0 && date_compare(review, reading->today) < 0;
        if (assumption->overdue) {
            diag_warning(
                reading->reader.diag,
                reader_place(reading_item(reading, "assumptions", i), "review"), NULL,
                "the assumption %s was to be reviewed by %s",
                text_quoted(reading->reader.arena, assumption->id != NULL ? assumption->id : "?"),
                date_text(reading->reader.arena, review));
        }
    }
}

// A model is read on other machines too: a path in it is relative to the model.
static bool check_relative(const struct reading *reading, const struct yaml_node *node)
{
    if (node->text[0] == '/') {
        reader_mistake(&reading->reader, node->place, NULL,
                       "a path in a model is relative to the model's folder");
        return false;
    }
    return true;
}

static void check_file(const struct reading *reading, const char *key, const char *folder,
                       const char *name)
{
    const struct yaml_node *node = yaml_get(yaml_get(reading->root, "application"), key);
    if (node == NULL && strcmp(key, "entry") == 0) {
        node = yaml_get(yaml_get(reading->root, "application"), "folder"); // the default entry
    }
    if (node == NULL || name == NULL || !check_relative(reading, node)) {
        return;
    }
    if (!file_exists(path_join(reading->reader.arena, folder, name))) {
        reader_mistake(&reading->reader, node->place, NULL, "there is no file %s",
                       text_quoted(reading->reader.arena, name));
    }
}

static void check_keys(const struct reading *reading)
{
    const struct yaml_node *keys = yaml_get(reading->root, "keys");
    for (size_t i = 0; keys != NULL && keys->kind == YAML_SEQUENCE && i < keys->count; i++) {
        const struct yaml_node *item = &keys->items[i];
        const struct yaml_node *file = item->kind == YAML_MAPPING ? yaml_get(item, "file") : item;
        if (file != NULL && file->kind == YAML_SCALAR) {
            (void)check_relative(reading, file);
        }
    }
}

void application_check(const struct reading *reading)
{
    const struct application *application = &reading->model->application;
    const struct yaml_node *node = yaml_get(reading->root, "application");
    check_keys(reading);
    const struct yaml_node *traits = yaml_get(node, "traits");
    const struct names *known = &reading->catalogue->application_traits;
    for (size_t i = 0; traits != NULL && traits->kind == YAML_SEQUENCE && i < traits->count; i++) {
        const struct yaml_node *item = &traits->items[i];
        if (item->kind == YAML_SCALAR && item->text_size > 0 && !names_has(known, item->text)) {
            reader_unknown(&reading->reader, item->place, "application trait", item->text, known);
        }
    }
    const struct yaml_node *folder = yaml_get(node, "folder");
    if (application->folder == NULL || folder == NULL || !check_relative(reading, folder)) {
        return;
    }
    const char *path =
        path_join(reading->reader.arena, reading->model->folder, application->folder);
    if (!folder_exists(path)) {
        reader_mistake(&reading->reader, folder->place, NULL, "there is no folder %s",
                       text_quoted(reading->reader.arena, application->folder));
        return;
    }
    check_file(reading, "entry", path, application->entry);
    check_file(reading, "works", reading->model->folder, application->works);
}
