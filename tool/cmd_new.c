// SPDX-License-Identifier: MIT
#include "command.h"

#include "base/file.h"
#include "base/text.h"
#include "version.h"

#include <stdio.h>
#include <string.h>

struct new_options {
    const char *board;
    const char *id;
};

enum { ID_MAX = 64 };

// The folder's own name, as far as it can be an id: "Green House" becomes "green-house".
static const char *id_of_folder(struct arena *arena, const char *folder)
{
    const char *whole = path_absolute(arena, folder);
    const char *slash = strrchr(whole, '/');
    const char *name = slash != NULL ? slash + 1 : whole;
    char *id = arena_alloc(arena, ID_MAX + 1, 1);
    size_t used = 0;
    for (size_t i = 0; name[i] != '\0' && used < ID_MAX; i++) {
        const char c = name[i];
        const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        const bool capital = c >= 'A' && c <= 'Z';
        if (plain || capital) {
            id[used++] = capital ? (char)(c - 'A' + 'a') : c;
        } else if (used > 0 && id[used - 1] != '-') {
            id[used++] = '-';
        }
    }
    while (used > 0 && id[used - 1] == '-') {
        id[--used] = '\0';
    }
    return used > 0 ? id : "device";
}

static const struct board *find_board(struct context *context, const struct catalogue *catalogue,
                                      const char *name)
{
    const struct board *board = catalogue_board(catalogue, name);
    if (board != NULL) {
        return board;
    }
    const struct names known = CATALOGUE_IDS(context->arena, catalogue, boards);
    const char *closest = names_closest(&known, name);
    const char *list = "";
    for (size_t i = 0; i < known.count; i++) {
        list = arena_printf(context->arena, "%s%s%s", list, i == 0 ? "" : ", ", known.items[i]);
    }
    diag_input(&context->diag, NO_PLACE,
               arena_printf(context->arena, "choose one with --board: %s", list),
               closest != NULL ? "unknown board %s, did you mean '%s'?" : "unknown board %s%s",
               text_quoted(context->arena, name), closest != NULL ? closest : "");
    return NULL;
}

// Nothing of a person's is overwritten: every file is looked for before the first is written.
static bool write_project(struct context *context, const char *folder, const char *model)
{
    const char *files[] = {path_join(context->arena, folder, "device.yaml"),
                           path_join(context->arena, folder, "app/main.py")};
    const char *texts[] = {model, application_starter()};
    for (size_t i = 0; i < 2; i++) {
        if (file_exists(files[i])) {
            diag_input(&context->diag, (struct place){.file = files[i]},
                       "choose another folder, or edit what is there",
                       "the file exists and is not overwritten");
        }
    }
    if (diag_failed(&context->diag) ||
        !folder_make(&context->diag, path_join(context->arena, folder, "app"))) {
        return false;
    }
    for (size_t i = 0; i < 2; i++) {
        if (!file_write(&context->diag, files[i], texts[i], strlen(texts[i]))) {
            return false;
        }
    }
    return true;
}

static json_t *make_project(struct context *context, const char *folder,
                            const struct new_options *options)
{
    const struct catalogue *catalogue =
        catalogue_load(context->arena, &context->diag, context->catalogue_folder);
    const struct board *board =
        catalogue != NULL ? find_board(context, catalogue, options->board) : NULL;
    if (board == NULL) {
        return NULL;
    }
    const char *id = options->id != NULL ? options->id : id_of_folder(context->arena, folder);
    if (!text_is_id(id)) {
        diag_input(&context->diag, NO_PLACE, "use letters, digits and '.', '_', '-'",
                   "%s cannot be the name of a device", text_quoted(context->arena, id));
        return NULL;
    }
    const char *path = path_join(context->arena, folder, "device.yaml");
    const char *release = arena_printf(context->arena, "v%s", strchr(MPSEC_MICROPYTHON, '-') + 1);
    const char *model = model_starter(context->arena, catalogue, board, id, release);
    if (!write_project(context, folder, model) ||
        model_load(context->arena, &context->diag, catalogue, path, date_today()) == NULL) {
        return NULL;
    }
    return json_pack("{s:s, s:s, s:s}", "model", path, "board", board->id, "id", id);
}

enum status cmd_new(struct context *context, int argc, char *argv[])
{
    struct new_options options = {.board = "MPS2_AN385"};
    const struct option table[] = {
        {"board", 'b', OPTION_TEXT, &options.board, "BOARD", "MicroPython's name of the board"},
        {"id", 0, OPTION_TEXT, &options.id, "ID", "name of the device (default: the folder's)"},
    };
    const struct usage usage = {
        .synopsis = "mpsec new [OPTION]... DIR",
        .summary = "Start a device project: a commented model and a small application.",
        .options = table,
        .option_count = sizeof table / sizeof table[0],
        .notes = "Writes DIR/device.yaml and DIR/app/main.py; what is there is not overwritten.",
    };
    int operands;
    enum status status;
    if (!command_options(context, &usage, argc, argv, &operands, &status)) {
        return status;
    }
    if (operands != 1) {
        diag_input(&context->diag, NO_PLACE, "see mpsec new --help", "new takes one folder, not %d",
                   operands);
        return command_end(context, "new", NULL, STATUS_USAGE);
    }
    json_t *document = make_project(context, argv[0], &options);
    if (document != NULL && !context->json) {
        printf("%s\n", json_string_value(json_object_get(document, "model")));
    }
    return command_end(context, "new", document, STATUS_CLEAN);
}
