// SPDX-License-Identifier: MIT
#include "cmd_audit.h"

#include "base/file.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void show_findings(const struct findings *findings)
{
    for (size_t i = 0; i < findings->count; i++) {
        const struct finding *finding = &findings->items[i];
        printf("%s:%zu: %s: %s\n  advice: %s\n", finding->place.file, finding->place.line,
               finding->severity, finding->evidence, finding->advice);
    }
    if (findings->count == 0) {
        puts("every interface seen is declared");
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

static struct findings judge(struct context *context, const struct inventories *all,
                             const struct model *model)
{
    struct findings findings = {0};
    size_t capacity = 0;
    for (size_t i = 0; model != NULL && i < all->count; i++) {
        const struct findings some = audit_compare(context->arena, all->items[i], model);
        for (size_t j = 0; j < some.count; j++) {
            findings.items = arena_grow(context->arena, findings.items, findings.count, &capacity,
                                        sizeof *findings.items);
            findings.items[findings.count++] = some.items[j];
        }
    }
    return findings;
}

static void show(struct context *context, const struct inventories *all, const struct view *view)
{
    for (size_t i = 0; i < all->count; i++) {
        fputs(inventory_text(context->arena, all->items[i], view), stdout);
    }
}

static json_t *document_of(const struct inventories *all, const struct findings *findings,
                           bool has_model)
{
    json_t *list = json_array();
    for (size_t i = 0; i < all->count; i++) {
        json_array_append_new(list, inventory_to_json(all->items[i]));
    }
    json_t *document = json_pack("{s:o}", "inventories", list);
    if (has_model) {
        json_object_set_new(document, "findings", findings_to_json(findings));
    }
    return document;
}

enum status audit_show(struct context *context, const struct inventories *all,
                       const struct audit_options *options)
{
    const struct catalogue *catalogue = NULL;
    const struct model *model = NULL;
    if (options->model != NULL && !command_model(context, options->model, &catalogue, &model)) {
        return command_end(context, "audit", NULL, STATUS_USAGE);
    }
    const struct findings findings = judge(context, all, model);
    if (options->sarif != NULL && !write_sarif(context, options->sarif, all, &findings)) {
        return command_end(context, "audit", NULL, STATUS_BROKEN);
    }
    if (!context->json) {
        show(context, all, &options->view);
    }
    if (!context->json && model != NULL) {
        show_findings(&findings);
    }
    bool clear = findings.count == 0;
    for (size_t i = 0; i < all->count; i++) {
        clear = clear && is_clear(all->items[i]);
    }
    return command_end(context, "audit",
                       context->json ? document_of(all, &findings, model != NULL) : NULL,
                       clear ? STATUS_CLEAN : STATUS_FINDINGS);
}
