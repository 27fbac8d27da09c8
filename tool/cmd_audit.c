// SPDX-License-Identifier: MIT
#include "command.h"

#include "audit/audit.h"

#include <stdio.h>

struct audit_options {
    const char *model;
    bool verbose;
};

static void show_facts(const struct inventory *inventory, bool verbose)
{
    size_t counts[FACT_NOT_APPLICABLE + 1] = {0};
    for (size_t i = 0; i < inventory->fact_count; i++) {
        const struct fact *fact = &inventory->facts[i];
        counts[fact->state]++;
        printf("  %-20s %s\n", fact->name, fact_state_word(fact->state));
        if (verbose) {
            printf("  %-20s   %s\n", "", fact->evidence);
        }
    }
    printf("%zu present, %zu absent, %zu unknown\n", counts[FACT_PRESENT], counts[FACT_ABSENT],
           counts[FACT_UNKNOWN]);
}

static void show(const struct inventory *inventory, bool verbose)
{
    printf("%s\n  sha256 %s\n", inventory->file, inventory->sha256);
    if (!inventory->recognised) {
        puts("  not recognised as MicroPython: nothing is known about it, and nothing is clean");
        return;
    }
    printf("  MicroPython %s, %s\n",
           inventory->version != NULL ? inventory->version : "of unknown version",
           inventory->architecture);
    if (inventory->doubt != NULL) {
        printf("  nothing can be called absent: %s\n", inventory->doubt);
    }
    show_facts(inventory, verbose);
    for (size_t i = 0; verbose && i < inventory->frozen.count; i++) {
        printf("  frozen %s\n", inventory->frozen.items[i]);
    }
}

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
static enum status judge(const struct inventory *inventory, const struct findings *findings)
{
    const bool clear = inventory->recognised && inventory->doubt == NULL && findings->count == 0;
    return clear ? STATUS_CLEAN : STATUS_FINDINGS;
}

static enum status audit(struct context *context, const char *file,
                         const struct audit_options *options)
{
    const struct catalogue *catalogue = NULL;
    const struct model *model = NULL;
    struct findings findings = {0};
    if (options->model != NULL && !command_model(context, options->model, &catalogue, &model)) {
        return command_end(context, "audit", NULL, STATUS_USAGE);
    }
    const struct inventory *inventory = audit_run(context->arena, &context->diag, file);
    if (inventory == NULL) {
        return command_end(context, "audit", NULL, STATUS_USAGE);
    }
    if (model != NULL) {
        findings = audit_compare(context->arena, inventory, model);
    }
    json_t *document = NULL;
    if (context->json) {
        document = json_pack("{s:o}", "inventory", inventory_to_json(inventory));
        if (model != NULL) {
            json_object_set_new(document, "findings", findings_to_json(&findings));
        }
    } else {
        show(inventory, options->verbose);
    }
    if (!context->json && model != NULL) {
        show_findings(&findings);
    }
    return command_end(context, "audit", document, judge(inventory, &findings));
}

enum status cmd_audit(struct context *context, int argc, char *argv[])
{
    struct audit_options options = {0};
    const struct option table[] = {
        {"model", 'm', OPTION_TEXT, &options.model, "MODEL",
         "compare with the interfaces that this device.yaml declares"},
        {"verbose", 'v', OPTION_FLAG, &options.verbose, NULL, "show the evidence of each fact"},
    };
    const struct usage usage = {
        .synopsis = "mpsec audit [OPTION]... FILE",
        .summary = "Say what is in a firmware file, with evidence.",
        .options = table,
        .option_count = sizeof table / sizeof table[0],
        .notes =
            "FILE is the ELF file of a build. A fact is absent only when the symbol table was\n"
            "found complete; otherwise it is unknown. The exit status is 1 when an interface\n"
            "is not declared, when facts are unknown, and when FILE is not recognised.",
    };
    int operands;
    enum status status;
    if (!command_options(context, &usage, argc, argv, &operands, &status)) {
        return status;
    }
    if (operands != 1) {
        diag_input(&context->diag, NO_PLACE, "see mpsec audit --help",
                   "audit takes one file, not %d", operands);
        return command_end(context, "audit", NULL, STATUS_USAGE);
    }
    return audit(context, argv[0], &options);
}
