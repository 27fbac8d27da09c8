// cmd_build.h - the second half of `mpsec build`: what is not built here.
#ifndef CMD_BUILD_H
#define CMD_BUILD_H

#include "command.h"
#include "plan/controls.h"

// Writes the overlay for MODEL (NULL: device.yaml) to `out` (NULL: out/overlay beside the model).
enum status cmd_build_overlay(struct context *context, const char *path, const char *out,
                              const struct control_wish *wish);

#endif
