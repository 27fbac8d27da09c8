// cmd_audit.h - what the parts of `mpsec audit` share.
#ifndef CMD_AUDIT_H
#define CMD_AUDIT_H

#include "audit/draft.h"
#include "audit/output.h"
#include "command.h"

struct audit_options {
    const char *model, *sarif, *board;
    bool difference, verbose, paths;
    bool failed; // one of several files could not be read
    struct option_list states;
    struct view view;
};

// What is said about the firmwares against a model, or against nobody's wish.
struct judgement {
    const struct catalogue *catalogue;
    const struct model *model; // NULL: none was given
    struct findings findings;
    struct planned_controls *planned; // per firmware; NULL without a model
    struct open_paths *open;          // per firmware; NULL: not asked
};

// False after reporting.
bool audit_judge(struct context *context, const struct inventories *all,
                 const struct audit_options *options, struct judgement *out);

// Shows what was found, compares it with a model, and ends the command.
enum status audit_show(struct context *context, const struct inventories *all,
                       const struct audit_options *options);

// The board of a firmware: the one named with --board, else the one that it names itself. NULL
// after reporting.
const struct board *audit_board(struct context *context, const struct catalogue *catalogue,
                                const struct inventory *inventory, const char *named);

// Compares the only firmware of one file with that of another, and ends the command.
enum status audit_difference(struct context *context, const struct inventories *both);

#endif
