// cmd_plan.h - the words of `mpsec plan`.
#ifndef CMD_PLAN_H
#define CMD_PLAN_H

#include "command.h"
#include "plan/respond.h"

// `mpsec plan respond`: edits the model at `path` (NULL: device.yaml) and says so.
enum status cmd_plan_respond(struct context *context, const char *path,
                             const struct respond_request *request);

#endif
