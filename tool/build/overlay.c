// SPDX-License-Identifier: MIT
#include "build/overlay.h"

#include "base/buf.h"
#include "base/file.h"
#include "build/frozen.h"

#include <string.h>

enum { TEXT_MAX = 1024 * 1024 };

static bool write_text(struct diag *diag, const struct workspace *workspace, const char *name,
                       const struct buf *text)
{
    if (text->full) {
        diag_input(diag, NO_PLACE, NULL, "%s would have more than %d bytes", name, TEXT_MAX);
        return false;
    }
    return file_write(diag, path_join(diag->arena, workspace->overlay, name), text->data,
                      text->size);
}

const char *overlay_pre_text(void)
{
    return "// Written by mpsec. Read before every file: the port's headers set decisive\n"
           "// macros without #ifndef, so only a header behind them has the last word.\n"
           "#define MP_CONFIGFILE \"mpsec_mpconfig.h\"\n";
}

const char *overlay_config_text(struct arena *arena, const struct settings *settings,
                                const char *board_header)
{
    struct buf text;
    buf_init(&text, arena, TEXT_MAX);
    buf_puts(&text, "// Written by mpsec: the port's configuration, then the board's, then what\n"
                    "// the chosen controls change.\n"
                    "#ifndef MPSEC_MPCONFIG_H\n#define MPSEC_MPCONFIG_H\n\n"
                    "#include <mpconfigport.h>\n");
    if (board_header != NULL) {
        buf_printf(&text, "#include \"%s\"\n", board_header);
    }
    for (size_t i = 0; i < settings->macro_count; i++) {
        const struct assignment *macro = &settings->macros[i];
        buf_printf(&text, "\n// %s\n#undef %s\n#define %s %s\n", macro->control, macro->name,
                   macro->name, macro->value);
    }
    buf_puts(&text, "\n#endif\n");
    return text.full ? NULL : text.data;
}

static bool write_headers(struct arena *arena, struct diag *diag, const struct workspace *workspace)
{
    const char *pre = overlay_pre_text();
    const char *config =
        overlay_config_text(arena, &workspace->settings, workspace->target->board_header);
    if (config == NULL) {
        diag_input(diag, NO_PLACE, NULL, "the configuration would have more than %d bytes",
                   TEXT_MAX);
        return false;
    }
    return file_write(diag, path_join(arena, workspace->overlay, "mpsec_pre.h"), pre,
                      strlen(pre)) &&
           file_write(diag, path_join(arena, workspace->overlay, "mpsec_mpconfig.h"), config,
                      strlen(config));
}

static void add_freeze(struct buf *text, const char *folder, const struct names *files)
{
    if (files->count == 0) {
        return;
    }
    buf_printf(text, "freeze(\"%s\", (\n", folder);
    for (size_t i = 0; i < files->count; i++) {
        buf_printf(text, "    \"%s\",\n", files->items[i]);
    }
    buf_puts(text, "))\n");
}

static bool write_manifest(struct arena *arena, struct diag *diag,
                           const struct workspace *workspace)
{
    struct frozen frozen = {0};
    if (workspace->application != NULL &&
        !frozen_list(arena, diag, workspace->application, &frozen)) {
        return false;
    }
    struct buf text;
    buf_init(&text, arena, TEXT_MAX);
    buf_puts(&text, "# Written by mpsec: what this firmware freezes.\n"
                    "include(\"$(MPSEC_BOARD_DIR)/manifest.py\")\n");
    if (!workspace->settings.signed_application) {
        add_freeze(&text, "$(MPSEC_APPLICATION)/lib", &frozen.libraries);
    }
    if (workspace->settings.freeze_application) {
        add_freeze(&text, "$(MPSEC_APPLICATION)", &frozen.modules);
    }
    return write_text(diag, workspace, "manifest.py", &text);
}

static bool write_keys(struct diag *diag, const struct workspace *workspace)
{
    const char *keys = workspace->request->device_keys;
    if (!workspace->settings.keyed) {
        return true;
    }
    return file_write(diag, path_join(diag->arena, workspace->overlay, "mpsec_keys.h"), keys,
                      strlen(keys));
}

bool overlay_write(struct arena *arena, struct diag *diag, const struct workspace *workspace)
{
    return write_headers(arena, diag, workspace) && write_manifest(arena, diag, workspace) &&
           write_keys(diag, workspace);
}
