// SPDX-License-Identifier: MIT
#include "cmd_image.h"

#include "build/build.h"
#include "image/romfs_build.h"
#include "image/romfs_list.h"

#include <stdio.h>

struct romfs_options {
    const char *output, *architecture;
    bool no_compile;
};

static void show(const json_t *files)
{
    size_t i;
    json_t *row;
    json_array_foreach(files, i, row)
    {
        const json_t *size = json_object_get(row, "size");
        const char *path = json_string_value(json_object_get(row, "path"));
        if (size != NULL) {
            printf("%9lld  %s\n", (long long)json_integer_value(size), path);
        } else {
            printf("%9s  %s\n", "", path);
        }
    }
}

static bool find_compiler(struct context *context, struct romfs_request *request)
{
    const struct build_request build = {
        .micropython = context->micropython,
        .home = context->home,
        .quiet = context->quiet,
    };
    request->mpy_cross = build_mpy_cross(context->arena, &context->diag, &build);
    return request->mpy_cross != NULL;
}

static enum status romfs(struct context *context, const char *folder,
                         const struct romfs_options *options)
{
    struct romfs_request request = {.folder = folder, .architecture = options->architecture};
    struct mpsec_span image;
    if (!romfs_architecture_known(&context->diag, options->architecture) ||
        (!options->no_compile && !find_compiler(context, &request)) ||
        !romfs_build(context->arena, &context->diag, &request, &image) ||
        !image_save(context, options->output, image)) {
        return image_end(context, "romfs", NULL, STATUS_USAGE);
    }
    enum mpsec_err err;
    json_t *files = romfs_list(context->arena, image, &err);
    if (!context->json) {
        show(files);
        printf("%s: %zu bytes\n", options->output, image.size);
    }
    json_t *document = json_pack("{s:s, s:I, s:o}", "file", options->output, "size",
                                 (json_int_t)image.size, "files", files);
    return image_end(context, "romfs", document, STATUS_CLEAN);
}

enum status cmd_image_romfs(struct context *context, int argc, char *argv[])
{
    struct romfs_options options = {.output = NULL};
    const struct option table[] = {
        {"output", 'o', OPTION_TEXT, &options.output, "FILE", "where the ROMFS goes"},
        {"arch", 0, OPTION_TEXT, &options.architecture, "ARCH",
         "machine of native code, such as armv7m"},
        {"no-compile", 0, OPTION_FLAG, &options.no_compile, NULL, "put .py files in as they are"},
    };
    const struct usage usage = {
        .synopsis = "mpsec image romfs -o OUT [OPTION]... FOLDER",
        .summary = "Make a ROMFS of an application folder.",
        .options = table,
        .option_count = sizeof table / sizeof table[0],
        .notes = "Each .py file becomes an .mpy file, by the mpy-cross of the MicroPython tree.\n"
                 "Hidden files and __pycache__ are left out. The same input gives the same bytes.",
    };
    int operands;
    enum status status;
    if (!command_options(context, &usage, argc, argv, &operands, &status)) {
        return status;
    }
    const char *folder = image_operand(context, operands, argv);
    return folder != NULL ? romfs(context, folder, &options)
                          : image_end(context, "romfs", NULL, STATUS_USAGE);
}

// The ROMFS of an image stands behind its header; encrypted it cannot be looked into.
static bool find_romfs(struct context *context, struct mpsec_span bytes, struct mpsec_span *out)
{
    struct mpsec_image image;
    *out = bytes;
    if (mpsec_image_parse(bytes, &image) != MPSEC_OK) {
        return true;
    }
    *out = image.payload;
    if (image.encryption.size > 0) {
        diag_input(&context->diag, NO_PLACE, "open it first: mpsec image decrypt",
                   "the image is encrypted");
    }
    return image.encryption.size == 0;
}

enum status cmd_image_ls(struct context *context, int argc, char *argv[])
{
    const struct usage usage = {
        .synopsis = "mpsec image ls FILE",
        .summary = "List the files in a ROMFS, or in the ROMFS of an image.",
    };
    int operands;
    enum status status;
    if (!command_options(context, &usage, argc, argv, &operands, &status)) {
        return status;
    }
    const char *path = image_operand(context, operands, argv);
    struct mpsec_span bytes;
    struct mpsec_span content;
    if (path == NULL || !image_load(context, "ROMFS or image", path, &bytes) ||
        !find_romfs(context, bytes, &content)) {
        return image_end(context, "ls", NULL, STATUS_USAGE);
    }
    enum mpsec_err err;
    json_t *files = romfs_list(context->arena, content, &err);
    if (!context->json) {
        show(files);
    }
    if (err != MPSEC_OK && !context->json) {
        printf("%s: not sound: %s\n", path, image_error_text(err));
    }
    json_t *document =
        json_pack("{s:s, s:s, s:s, s:o}", "file", path, "form", image_error_name(err), "reason",
                  image_error_text(err), "files", files);
    return image_end(context, "ls", document, err == MPSEC_OK ? STATUS_CLEAN : STATUS_FINDINGS);
}
