// SPDX-License-Identifier: MIT
#include "command.h"

#include "version.h"

#include <errno.h>
#include <stdlib.h>

enum status command_flush(enum status status)
{
    errno = 0;
    if (fflush(stdout) != 0 || ferror(stdout) != 0) {
        if (errno != EPIPE) { // a reader that has seen enough, like head, need not hear of it
            fputs("error: cannot write to standard output\n", stderr);
        }
        return STATUS_BROKEN;
    }
    return status;
}

bool command_options(struct context *context, const struct usage *usage, int argc, char *argv[],
                     int *operands, enum status *status)
{
    const char *name = argv[0]; // the operands take its place
    switch (options_parse(context->arena, &context->diag, usage, argc, argv, operands)) {
    case OPTIONS_OK:
        return true;
    case OPTIONS_HELP:
        usage_write(usage, stdout);
        *status = command_flush(STATUS_CLEAN);
        return false;
    case OPTIONS_WRONG:
        break;
    }
    *status = command_end(context, name, NULL, STATUS_USAGE);
    return false;
}

bool command_operand(struct context *context, const char *name, int operands, char *argv[],
                     const char **path)
{
    *path = operands > 0 ? argv[0] : NULL;
    if (operands > 1) {
        diag_input(&context->diag, NO_PLACE,
                   arena_printf(context->arena, "see mpsec %s --help", name),
                   "%s takes one model, not %d", name, operands);
    }
    return operands <= 1;
}

bool command_model(struct context *context, const char *path, const struct catalogue **catalogue,
                   const struct model **model)
{
    *model = NULL;
    *catalogue = catalogue_load(context->arena, &context->diag, context->catalogue_folder);
    if (*catalogue != NULL) {
        *model = model_load(context->arena, &context->diag, *catalogue,
                            path != NULL ? path : "device.yaml", date_today());
    }
    return *model != NULL;
}

static json_t *envelope(struct context *context, const char *name, json_t *document,
                        enum status status)
{
    json_t *whole = json_object();
    json_object_set_new(whole, "mpsec", json_string(MPSEC_VERSION));
    json_object_set_new(whole, "command", json_string(name));
    json_object_set_new(whole, "status", json_integer(status));
    json_object_set_new(whole, "diagnostics", diag_to_json(&context->diag));
    if (document != NULL) {
        json_object_update(whole, document);
    }
    return whole;
}

enum status command_end(struct context *context, const char *name, json_t *document,
                        enum status status)
{
    if (context->diag.environment_errors > 0) {
        status = STATUS_BROKEN;
    } else if (context->diag.input_errors > 0) {
        status = STATUS_USAGE;
    }
    if (context->json) {
        json_t *whole = envelope(context, name, document, status);
        json_dumpf(whole, stdout, JSON_INDENT(2));
        fputc('\n', stdout);
        json_decref(whole);
    } else {
        diag_write(&context->diag, stderr, context->colour);
    }
    json_decref(document);
    return command_flush(status);
}
