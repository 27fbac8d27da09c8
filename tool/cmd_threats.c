// SPDX-License-Identifier: MIT
#include "command.h"

#include "threat/near.h"
#include "threat/text.h"
#include "threat/threat.h"

#include <stdio.h>

struct threats_options {
    const char *why_not;
    long path;
    bool all;
};

static void unknown_leaf(struct context *context, const struct catalogue *catalogue,
                         const char *word)
{
    struct names ids = {.items =
                            ARENA_ARRAY(context->arena, const char *, catalogue->leaves_count)};
    for (size_t i = 0; i < catalogue->leaves_count; i++) {
        ids.items[ids.count++] = catalogue->leaves[i].id;
    }
    const char *near = names_closest(&ids, word);
    diag_input(&context->diag, NO_PLACE,
               near == NULL ? "mpsec threats --all lists the leaves that apply"
                            : arena_printf(context->arena, "did you mean %s?", near),
               "there is no leaf %s", word);
}

static json_t *why_not(struct context *context, const struct catalogue *catalogue,
                       const struct model *model, const char *word)
{
    const struct leaf *leaf = catalogue_leaf(catalogue, word);
    if (leaf == NULL) {
        unknown_leaf(context, catalogue, word);
        return NULL;
    }
    const char *text = threats_why(context->arena, model, leaf);
    if (!context->json) {
        fputs(text, stdout);
    }
    return json_pack("{s:s, s:s}", "leaf", leaf->id, "why", text);
}

static json_t *story(struct context *context, const struct threats *threats, long number)
{
    if (number < 1 || (size_t)number > threats->path_count) {
        diag_input(&context->diag, NO_PLACE, "mpsec threats --all lists them",
                   "there is no path %ld; this device has %zu", number, threats->path_count);
        return NULL;
    }
    const struct path *path = &threats->paths[number - 1];
    const char *text = threats_story(context->arena, path);
    if (!context->json) {
        fputs(text, stdout);
    }
    return json_pack("{s:o, s:s}", "path", path_to_json(path), "story", text);
}

static json_t *answer(struct context *context, const struct threats_options *options,
                      const char *path, enum status *status)
{
    const struct catalogue *catalogue;
    const struct model *model;
    if (!command_model(context, path, &catalogue, &model)) {
        return NULL;
    }
    if (options->why_not != NULL) {
        return why_not(context, catalogue, model, options->why_not);
    }
    const struct threats *threats =
        threats_find(context->arena, &context->diag, model, catalogue, NULL, 0);
    if (threats == NULL) {
        return NULL;
    }
    if (options->path != 0) {
        return story(context, threats, options->path);
    }
    const struct near_misses *near =
        near_misses_find(context->arena, &context->diag, model, catalogue);
    if (near == NULL) {
        return NULL;
    }
    if (!context->json) {
        fputs(threats_text(context->arena, threats, options->all), stdout);
        fputs(near_misses_text(context->arena, near, options->all), stdout);
    }
    *status = threats->above_count > 0 ? STATUS_FINDINGS : STATUS_CLEAN;
    json_t *document = threats_to_json(threats);
    (void)json_object_set_new(document, "near_misses", near_misses_to_json(near));
    return document;
}

enum status cmd_threats(struct context *context, int argc, char *argv[])
{
    struct threats_options options = {0};
    const struct option table[] = {
        {"why-not", 0, OPTION_TEXT, &options.why_not, "LEAF", "say why a leaf does not apply"},
        {"path", 'p', OPTION_NUMBER, &options.path, "N", "tell path N step by step"},
        {"all", 'a', OPTION_FLAG, &options.all, NULL,
         "list accepted paths and all near misses, too"},
    };
    const struct usage usage = {
        .synopsis = "mpsec threats [OPTION]... [MODEL]",
        .summary = "List the attack paths that are open on the stock device, worst first.",
        .options = table,
        .option_count = sizeof table / sizeof table[0],
        .notes = "MODEL is device.yaml when it is not given. The exit status is 1 when a path is "
                 "above the\nappetite, before any control: mpsec plan answers them.",
    };
    int operands;
    enum status status;
    if (!command_options(context, &usage, argc, argv, &operands, &status)) {
        return status;
    }
    status = STATUS_CLEAN;
    const char *path;
    json_t *document = NULL;
    if (command_operand(context, "threats", operands, argv, &path)) {
        document = answer(context, &options, path, &status);
    }
    return command_end(context, "threats", document, status);
}
