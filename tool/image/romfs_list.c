// SPDX-License-Identifier: MIT
#include "image/romfs_list.h"

#include "base/file.h"
#include "base/text.h"

#include <string.h>

// A name is bytes; what is not UTF-8 or would rewrite a terminal is shown as '?'.
static const char *shown(struct arena *arena, struct mpsec_span name)
{
    char *text = arena_strndup(arena, (const char *)name.data, name.size);
    if (!text_is_printable(text, name.size)) {
        for (char *at = text; *at != '\0'; at++) {
            *at = *at >= ' ' && *at <= '~' ? *at : '?';
        }
    }
    return text;
}

static const char *parent(struct arena *arena, const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash != NULL ? arena_strndup(arena, path, (size_t)(slash - path)) : "";
}

static json_t *row(struct arena *arena, const char *path, const struct mpsec_romfs_entry *entry)
{
    if (entry->event == MPSEC_ROMFS_FOLDER) {
        return json_pack("{s:s}", "path", arena_printf(arena, "%s/", path));
    }
    return json_pack("{s:s, s:I, s:s}", "path", path, "size", (json_int_t)entry->data.size,
                     "sha256", bytes_sha256(arena, entry->data.data, entry->data.size));
}

json_t *romfs_list(struct arena *arena, struct mpsec_span bytes, enum mpsec_err *err)
{
    json_t *out = json_array();
    const char *folder = "";
    struct mpsec_romfs walk;
    struct mpsec_romfs_entry entry = {.event = MPSEC_ROMFS_LEAVE};
    *err = mpsec_romfs_open(bytes, &walk);
    while (*err == MPSEC_OK && entry.event != MPSEC_ROMFS_END) {
        *err = mpsec_romfs_next(&walk, &entry);
        if (*err != MPSEC_OK || entry.event == MPSEC_ROMFS_END) {
            break;
        }
        if (entry.event == MPSEC_ROMFS_LEAVE) {
            folder = parent(arena, folder);
            continue;
        }
        const char *path = path_join(arena, folder, shown(arena, entry.name));
        json_array_append_new(out, row(arena, path, &entry));
        if (entry.event == MPSEC_ROMFS_FOLDER) {
            folder = path;
        }
    }
    return out;
}
