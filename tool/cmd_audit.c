// SPDX-License-Identifier: MIT
#include "cmd_audit.h"

#include <string.h>

static bool read_states(struct context *context, struct audit_options *options)
{
    options->view.verbose = options->verbose;
    options->view.only = options->states.count > 0;
    for (size_t i = 0; i < options->states.count; i++) {
        enum fact_state state = FACT_PRESENT;
        while (state <= FACT_NOT_APPLICABLE &&
               strcmp(fact_state_word(state), options->states.items[i]) != 0) {
            state++;
        }
        if (state > FACT_NOT_APPLICABLE) {
            diag_input(&context->diag, NO_PLACE, "one of present, absent, unknown, not-applicable",
                       "--state: there is no state '%s'", options->states.items[i]);
            return false;
        }
        options->view.states[state] = true;
    }
    return true;
}

// The inventories of every file, one after the other. False when one cannot be read; what the
// others say is worth no less for it.
static bool load_all(struct context *context, int count, char *argv[], struct inventories *all)
{
    size_t capacity = 0;
    bool whole = true;
    for (int i = 0; i < count; i++) {
        struct inventories some;
        if (!audit_file(context->arena, &context->diag, argv[i], &some)) {
            whole = false;
            continue;
        }
        for (size_t j = 0; j < some.count; j++) {
            all->items =
                arena_grow(context->arena, all->items, all->count, &capacity, sizeof *all->items);
            all->items[all->count++] = some.items[j];
        }
    }
    return whole;
}

enum status cmd_audit(struct context *context, int argc, char *argv[])
{
    struct audit_options options = {0};
    const struct option table[] = {
        {"board", 'b', OPTION_TEXT, &options.board, "BOARD",
         "with --paths: the board, when the firmware names none of the catalogue"},
        {"diff", 'd', OPTION_FLAG, &options.difference, NULL,
         "say what the second of two firmwares has and the first has not"},
        {"model", 'm', OPTION_TEXT, &options.model, "MODEL",
         "compare with what this device.yaml declares and its plan.lock.yaml plans"},
        {"paths", 'p', OPTION_FLAG, &options.paths, NULL,
         "list the attack paths that it leaves open, for each profile of adversary"},
        {"sarif", 's', OPTION_TEXT, &options.sarif, "FILE", "write a SARIF 2.1.0 log as well"},
        {"state", 't', OPTION_LIST, &options.states, "STATE",
         "show facts of this state only; may be given several times"},
        {"verbose", 'v', OPTION_FLAG, &options.verbose, NULL,
         "show the evidence of each fact, modules, types and frozen code"},
    };
    const struct usage usage = {
        .synopsis = "mpsec audit [OPTION]... FILE...",
        .summary = "Say what is in a firmware file, with evidence.",
        .options = table,
        .option_count = sizeof table / sizeof table[0],
        .notes =
            "FILE is an ELF file, a raw image, Intel HEX, UF2, DfuSe, an ESP image or a\n"
            "WebAssembly module, stripped or not. A fact is absent only when the tables that\n"
            "would hold it were found complete; otherwise it is unknown. The exit status is 1\n"
            "when an interface is not declared, when a planned control is not in force, when a\n"
            "fact is unknown, and when FILE is not recognised.",
    };
    int operands;
    enum status status;
    if (!command_options(context, &usage, argc, argv, &operands, &status)) {
        return status;
    }
    struct inventories all = {0};
    if (operands == 0 || (options.difference && operands != 2)) {
        diag_input(&context->diag, NO_PLACE, "see mpsec audit --help", "audit takes %s, not %d",
                   options.difference ? "two files with --diff" : "files", operands);
        return command_end(context, "audit", NULL, STATUS_USAGE);
    }
    options.failed = !read_states(context, &options) || !load_all(context, operands, argv, &all);
    if (options.failed && (all.count == 0 || options.difference)) {
        return command_end(context, "audit", NULL, STATUS_USAGE);
    }
    return options.difference ? audit_difference(context, &all)
                              : audit_show(context, &all, &options);
}
