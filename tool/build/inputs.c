// SPDX-License-Identifier: MIT
#include "build/inputs.h"

#include "base/buf.h"
#include "base/file.h"
#include "build/digest.h"

#include <stdlib.h>
#include <string.h>

enum { TEXT_MAX = 4 * 1024 * 1024, HOW_WE_BUILD = 1 }; // raise it when the same inputs build anew

static void add_assignments(struct buf *text, const char *kind, const struct assignment *items,
                            size_t count)
{
    for (size_t i = 0; i < count; i++) {
        buf_printf(text, "%s %s %s=%s\n", kind, items[i].control, items[i].name, items[i].value);
    }
}

static void add_names(struct buf *text, const char *kind, const struct names *names)
{
    for (size_t i = 0; i < names->count; i++) {
        buf_printf(text, "%s %s\n", kind, names->items[i]);
    }
}

static void add_settings(struct buf *text, const struct settings *settings)
{
    add_names(text, "control", &settings->controls);
    add_assignments(text, "macro", settings->macros, settings->macro_count);
    add_assignments(text, "make", settings->make, settings->make_count);
    add_assignments(text, "wrap", settings->wraps, settings->wrap_count);
    add_names(text, "source", &settings->sources);
    add_names(text, "cflag", &settings->cflags);
    for (size_t i = 0; i < settings->wish_count; i++) {
        const struct wish *wish = &settings->wishes[i];
        buf_printf(text, "wish %s %d %s\n", wish->control, (int)wish->present, wish->symbol);
    }
    buf_printf(text, "freeze %d\n", (int)settings->freeze_application);
}

static void add_keys(struct buf *text, const struct workspace *workspace)
{
    if (workspace->settings.keyed) {
        buf_printf(text, "keys %s\n", workspace->request->device_keys);
    }
}

static bool add_folders(struct buf *text, struct diag *diag, const char *root,
                        const char *const *folders)
{
    const char *digest = digest_of_folders(text->arena, diag, root, folders);
    if (digest != NULL) {
        buf_printf(text, "folders %s\n", digest);
    }
    return digest != NULL;
}

const char *inputs_digest(struct arena *arena, struct diag *diag, const struct workspace *workspace)
{
    const char *const tree[] = {"py",  "extmod", "shared",    "drivers",
                                "lib", "tools",  "mpy-cross", workspace->target->port_folder,
                                NULL};
    const char *const home[] = {workspace->target->board_folder, "boards/common", "guard", "core",
                                NULL};
    static const char *const application[] = {"", NULL};
    const char *epoch = getenv("SOURCE_DATE_EPOCH");
    struct buf text;
    buf_init(&text, arena, TEXT_MAX);
    buf_printf(&text, "mpsec %d\nmicropython %s\ncompiler %s\nboard %s\nepoch %s\n",
               (int)HOW_WE_BUILD, workspace->tree.version, workspace->compiler,
               workspace->request->model->device.board->id, epoch != NULL ? epoch : "");
    add_settings(&text, &workspace->settings);
    add_keys(&text, workspace);
    const bool good = add_folders(&text, diag, workspace->tree.path, tree) &&
                      add_folders(&text, diag, workspace->home, home) &&
                      (workspace->application == NULL ||
                       add_folders(&text, diag, workspace->application, application));
    return good && !text.full ? bytes_sha256(arena, text.data, text.size) : NULL;
}
