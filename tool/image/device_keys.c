// SPDX-License-Identifier: MIT
#include "image/device_keys.h"

#include "base/buf.h"
#include "base/file.h"
#include "image/key.h"

#include <string.h>

enum { TEXT_LIMIT = 64 * 1024, PEM_LIMIT = 64 * 1024 };

bool device_ids(struct diag *diag, const struct model *model, struct image_ids *out)
{
    return image_ids_parse(diag, DEVICE_VENDOR, model->device.id, out);
}

static void put_bytes(struct buf *text, const uint8_t *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        buf_printf(text, "%s0x%02x", i == 0 ? "" : ", ", bytes[i]);
    }
}

static void put_key(struct buf *text, const struct key *key, const char *role)
{
    const struct mpsec_key row = key_entry(key, MPSEC_ROLE_RELEASE);
    buf_puts(text, " \\\n    {.id = {");
    put_bytes(text, row.id, sizeof row.id);
    buf_puts(text, "}, .point = {");
    put_bytes(text, row.point, sizeof row.point);
    buf_printf(text, "}, .roles = %s},", role);
}

static bool add_key(struct arena *arena, struct diag *diag, const char *path, const char *role,
                    struct buf *text)
{
    struct file_bytes pem;
    struct key key = {0};
    if (!file_load(arena, diag, "key", path, PEM_LIMIT, &pem)) {
        return false;
    }
    const bool public = strstr(pem.data, "-----BEGIN PUBLIC KEY-----") != NULL;
    const bool good = public ? key_load_public(arena, diag, path, &key)
                             : key_load_private(arena, diag, path, NULL, &key);
    if (good) {
        put_key(text, &key, role);
    }
    key_release(&key);
    return good;
}

static bool add_keys(struct arena *arena, struct diag *diag, const struct model *model,
                     const struct names *paths, const char *role, struct buf *text)
{
    for (size_t i = 0; i < paths->count; i++) {
        const char *path = path_join(arena, model->folder, paths->items[i]);
        if (!add_key(arena, diag, path, role, text)) {
            return false;
        }
    }
    return true;
}

const char *device_keys_text(struct arena *arena, struct diag *diag, const struct model *model)
{
    struct buf text;
    struct image_ids ids;
    const size_t count = model->keys.count + model->service_keys.count;
    if (count == 0) {
        return NULL;
    }
    if (count > MPSEC_KEYS_MAX) {
        diag_input(diag, (struct place){.file = model->path}, NULL,
                   "a device knows at most %d keys", MPSEC_KEYS_MAX);
        return NULL;
    }
    buf_init(&text, arena, TEXT_LIMIT);
    buf_puts(&text, "// Written by mpsec: whom this device trusts, and what it is.\n"
                    "#define MPSEC_KEYS");
    if (!add_keys(arena, diag, model, &model->keys, "MPSEC_ROLE_RELEASE", &text) ||
        !add_keys(arena, diag, model, &model->service_keys, "MPSEC_ROLE_SERVICE", &text)) {
        return NULL;
    }
    if (!device_ids(diag, model, &ids)) {
        return NULL;
    }
    buf_puts(&text, "\n#define MPSEC_CLASS_ID ");
    put_bytes(&text, ids.class.bytes, sizeof ids.class.bytes);
    buf_puts(&text, "\n");
    return text.full ? NULL : text.data;
}
