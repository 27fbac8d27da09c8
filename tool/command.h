// command.h - what a subcommand is. To add one: write cmd_foo.c, declare it here, add a
// row to `commands` in main.c, a page docs/man/mpsec-foo.1.md and tests/cli/test_foo.py;
// tests/meta checks that all five exist and that the page and --help agree.
//
// A command does four things: parse options, load inputs, call one stage function, write
// outputs. Only this layer prints.
#ifndef COMMAND_H
#define COMMAND_H

#include "base/arena.h"
#include "base/diag.h"
#include "base/optparse.h"
#include "catalogue/catalogue.h"
#include "model/model.h"

#include <jansson.h>
#include <stdbool.h>

// Exit codes are part of the interface: CI scripts branch on them.
enum status {
    STATUS_CLEAN = 0,    // done, nothing to report
    STATUS_FINDINGS = 1, // done, and something is above the appetite
    STATUS_USAGE = 2,    // the command line or an input file is wrong
    STATUS_BROKEN = 3,   // the environment failed: no compiler, no emulator, no disk
};

// What every command is given: the global options, parsed once in main.c.
struct context {
    struct arena *arena;
    struct diag diag;
    bool json;   // --json: exactly one JSON document on stdout, diagnostics inside it
    bool quiet;  // --quiet: no progress
    bool colour; // stdout is a terminal, NO_COLOR is unset, no --no-color
    const char *catalogue_folder; // --catalogue DIR; NULL: built in
    const char *home;             // where boards/ and guard/ are
    const char *micropython;      // --micropython DIR; NULL: the one the set-up brought
};

struct command {
    const char *name;
    enum status (*run)(struct context *context, int argc, char *argv[]);
    const char *summary; // one line, for `mpsec help`
};

// Parses a command's own options; on OPTIONS_HELP prints and asks the caller to return
// STATUS_CLEAN, on a mistake to return STATUS_USAGE. True: go on; *operands are in argv[0..].
bool command_options(struct context *context, const struct usage *usage, int argc, char *argv[],
                     int *operands, enum status *status);

// The model among the operands of command `name`; NULL stands for device.yaml. False after
// reporting that there are several.
bool command_operand(struct context *context, const char *name, int operands, char *argv[],
                     const char **path);

// The model to work on: the operand, or device.yaml in the working folder. Loads the catalogue
// too. False after reporting.
bool command_model(struct context *context, const char *path, const struct catalogue **catalogue,
                   const struct model **model);

// Flushes stdout and returns `status`, or reports and returns STATUS_BROKEN: a result that could
// not be written was not delivered, and a full disk must not look like success.
enum status command_flush(enum status status);

// Ends a command. With --json prints `document` (taken; may be NULL) with members "mpsec"
// (version), "command", "status" and "diagnostics" added; else prints the diagnostics to
// stderr. Returns 3 or 2 when the diagnostics say so, else `status`.
enum status command_end(struct context *context, const char *name, json_t *document,
                        enum status status);

enum status cmd_new(struct context *context, int argc, char *argv[]);
enum status cmd_model(struct context *context, int argc, char *argv[]);
enum status cmd_threats(struct context *context, int argc, char *argv[]);
enum status cmd_plan(struct context *context, int argc, char *argv[]);
enum status cmd_build(struct context *context, int argc, char *argv[]);
enum status cmd_provision(struct context *context, int argc, char *argv[]);
enum status cmd_verify(struct context *context, int argc, char *argv[]);
enum status cmd_report(struct context *context, int argc, char *argv[]);
enum status cmd_audit(struct context *context, int argc, char *argv[]);
enum status cmd_attack(struct context *context, int argc, char *argv[]);
enum status cmd_image(struct context *context, int argc, char *argv[]);
enum status cmd_keygen(struct context *context, int argc, char *argv[]);
enum status cmd_unlock(struct context *context, int argc, char *argv[]);
enum status cmd_explain(struct context *context, int argc, char *argv[]);

#endif
