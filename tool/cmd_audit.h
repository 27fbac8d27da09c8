// cmd_audit.h - what the parts of `mpsec audit` share.
#ifndef CMD_AUDIT_H
#define CMD_AUDIT_H

#include "audit/output.h"
#include "command.h"

struct audit_options {
    const char *model, *sarif;
    bool difference, verbose;
    struct option_list states;
    struct view view;
};

// Shows what was found, compares it with a model, and ends the command.
enum status audit_show(struct context *context, const struct inventories *all,
                       const struct audit_options *options);

// Compares the only firmware of one file with that of another, and ends the command.
enum status audit_difference(struct context *context, const struct inventories *both);

#endif
