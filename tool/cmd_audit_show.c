// SPDX-License-Identifier: MIT
#include "cmd_audit.h"

#include "base/file.h"
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// What comes from a firmware may hold anything that turns a terminal upside down.
static void show_findings(struct arena *arena, const struct findings *findings)
{
    for (size_t i = 0; i < findings->count; i++) {
        const struct finding *finding = &findings->items[i];
        printf("%s:%zu: %s: %s\n  advice: %s\n", finding->place.file, finding->place.line,
               finding->severity, text_line(arena, finding->evidence), finding->advice);
    }
    if (findings->count == 0) {
        puts("every interface seen is declared");
    }
}

static void show_planned(struct arena *arena, const struct planned_controls *planned)
{
    if (planned->lock == NULL) {
        puts("there is no plan.lock.yaml beside the model: no control was looked for");
    }
    for (size_t i = 0; i < planned->count; i++) {
        const struct planned_control *item = &planned->items[i];
        printf("  %-28s %s: %s\n", item->control->id, in_force_word(item->state),
               text_line(arena, item->why));
    }
}

// Unknown is not clean: a file that could not be read through is a finding as well.
static bool is_clear(const struct inventory *inventory)
{
    bool known = inventory->recognised;
    for (size_t i = 0; i < inventory->fact_count; i++) {
        known = known && inventory->facts[i].state != FACT_UNKNOWN;
    }
    return known;
}

static bool write_sarif(struct context *context, const char *path,
                        const struct inventories *inventories, const struct findings *findings)
{
    json_t *log = audit_to_sarif(context->arena, inventories, findings);
    char *text = json_dumps(log, JSON_INDENT(2));
    const bool written = text != NULL && file_write(&context->diag, path, text, strlen(text));
    free(text);
    json_decref(log);
    return written;
}

static void show(struct context *context, const struct inventories *all,
                 const struct judgement *judgement, const struct view *view)
{
    for (size_t i = 0; i < all->count; i++) {
        fputs(inventory_text(context->arena, all->items[i], view), stdout);
        if (judgement->model != NULL) {
            show_planned(context->arena, &judgement->planned[i]);
        }
        if (judgement->open != NULL) {
            fputs(open_paths_text(context->arena, &judgement->open[i]), stdout);
        }
    }
    if (judgement->model != NULL) {
        show_findings(context->arena, &judgement->findings);
    }
}

static json_t *document_of(const struct inventories *all, const struct judgement *judgement)
{
    json_t *list = json_array();
    for (size_t i = 0; i < all->count; i++) {
        json_t *inventory = inventory_to_json(all->items[i]);
        if (judgement->model != NULL) {
            json_object_set_new(inventory, "controls",
                                planned_controls_to_json(&judgement->planned[i]));
        }
        if (judgement->open != NULL) {
            json_object_set_new(inventory, "paths", open_paths_to_json(&judgement->open[i]));
        }
        json_array_append_new(list, inventory);
    }
    json_t *document = json_pack("{s:o}", "inventories", list);
    if (judgement->model != NULL) {
        json_object_set_new(document, "findings", findings_to_json(&judgement->findings));
    }
    return document;
}

enum status audit_show(struct context *context, const struct inventories *all,
                       const struct audit_options *options)
{
    struct judgement judgement;
    if (!audit_judge(context, all, options, &judgement)) {
        return command_end(context, "audit", NULL, STATUS_USAGE);
    }
    if (options->sarif != NULL && !write_sarif(context, options->sarif, all, &judgement.findings)) {
        return command_end(context, "audit", NULL, STATUS_BROKEN);
    }
    if (!context->json) {
        show(context, all, &judgement, &options->view);
    }
    bool clear = judgement.findings.count == 0;
    for (size_t i = 0; i < all->count; i++) {
        clear = clear && is_clear(all->items[i]);
    }
    const enum status status = clear ? STATUS_CLEAN : STATUS_FINDINGS;
    return command_end(context, "audit", context->json ? document_of(all, &judgement) : NULL,
                       options->failed ? STATUS_USAGE : status);
}
