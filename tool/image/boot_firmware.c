// SPDX-License-Identifier: MIT
#include "image/boot_firmware.h"

#include "base/buf.h"
#include "base/file.h"
#include "build/target.h"
#include "build/uf2.h"
#include "image/key.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { FIRMWARE_LIMIT = 16 * 1024 * 1024, RECORD_LIMIT = 64 * 1024, TEXT_LIMIT = 4096 };
enum { ROWS = BOOT_HASH_SIZE / 2 };

static const char bin_name[] = "firmware-signed.bin";
static const char uf2_name[] = "firmware-signed.uf2";
static const char record_name[] = "firmware-signed.json";
static const char missing[] = "no key of the boot ROM was given with --boot-key";
static const char clear[] = "nor encrypted: picotool encrypt does both with hardened/firmware.elf";

json_t *boot_key_rows(const struct boot_key *key)
{
    json_t *list = json_array();
    for (unsigned i = 0; i < ROWS; i++) {
        (void)json_array_append_new(list,
                                    json_integer(key->hash[2 * i] | key->hash[2 * i + 1] << 8));
    }
    return list;
}

static bool burns(const struct build_request *request, const char *fuse)
{
    for (size_t i = 0; i < request->control_count; i++) {
        const struct control *control = request->controls[i];
        for (size_t j = 0; j < control->provision_count; j++) {
            const struct provision_step *step = &control->provision[j];
            for (size_t k = 0; k < step->set_count; k++) {
                if (strcmp(step->sets[k].name, fuse) == 0) {
                    return true;
                }
            }
        }
    }
    return false;
}

bool boot_firmware_fits(struct diag *diag, const struct build_request *request, const char *key)
{
    if (key == NULL) {
        return true;
    }
    const struct board *board = request->model->device.board;
    if (board->target == NULL || strcmp(board->target, target_rp2350.name) != 0) {
        diag_input(diag, request->model->device.place, "leave --boot-key out",
                   "%s has no boot ROM that takes firmware signed by mpsec", board->id);
        return false;
    }
    if (burns(request, BOOT_CIPHER_FUSE)) {
        diag_input(diag, NO_PLACE, "leave --boot-key out, and give the key to picotool encrypt",
                   "firmware that is encrypted has to be signed afterwards");
        return false;
    }
    return true;
}

static const char *text_of(const json_t *object, const char *name)
{
    return json_string_value(json_object_get(object, name));
}

// The record in `folder`; NULL: there is none that can be read.
static json_t *record_load(struct arena *arena, const char *folder)
{
    struct diag ignored; // what cannot be read is made anew
    struct file_bytes bytes;
    const char *path = path_join(arena, folder, record_name);
    diag_init(&ignored, arena);
    return file_exists(path) && file_load(arena, &ignored, "record", path, RECORD_LIMIT, &bytes)
               ? json_loadb(bytes.data, bytes.size, JSON_REJECT_DUPLICATES, NULL)
               : NULL;
}

static bool is_hash(const char *text)
{
    return text != NULL && strlen(text) == (size_t)2 * BOOT_HASH_SIZE &&
           strspn(text, "0123456789abcdef") == (size_t)2 * BOOT_HASH_SIZE;
}

const char *boot_firmware_hash(struct arena *arena, const char *out)
{
    json_t *record = record_load(arena, out);
    const char *hash = text_of(record, "key_hash");
    const char *value = is_hash(hash) ? arena_printf(arena, "sha256:%s", hash) : NULL;
    json_decref(record);
    return value;
}

static bool file_is(struct arena *arena, const char *folder, const json_t *described)
{
    struct diag ignored;
    const char *name = text_of(described, "file");
    const char *wanted = text_of(described, "sha256");
    diag_init(&ignored, arena);
    if (name == NULL || wanted == NULL || strchr(name, '/') != NULL ||
        !file_exists(path_join(arena, folder, name))) {
        return false;
    }
    const char *found = file_sha256(arena, &ignored, path_join(arena, folder, name));
    return found != NULL && strcmp(found, wanted) == 0;
}

// The record, when what it tells of is there, whole, and of this firmware and key.
static json_t *find_kept(struct arena *arena, const char *out, const char *of, const char *key_hash)
{
    json_t *record = record_load(arena, out);
    const char *old_of = text_of(record, "of");
    const char *old_hash = text_of(record, "key_hash");
    if (old_of != NULL && old_hash != NULL && strcmp(old_of, of) == 0 &&
        strcmp(old_hash, key_hash) == 0 && file_is(arena, out, json_object_get(record, "bin")) &&
        file_is(arena, out, json_object_get(record, "uf2"))) {
        return record;
    }
    json_decref(record);
    return NULL;
}

static json_t *put_file(struct arena *arena, struct diag *diag, const char *folder,
                        const char *name, struct file_bytes bytes)
{
    if (!file_write(diag, path_join(arena, folder, name), bytes.data, bytes.size)) {
        return NULL;
    }
    return json_pack("{s:s, s:I, s:s}", "file", name, "size", (json_int_t)bytes.size, "sha256",
                     bytes_sha256(arena, bytes.data, bytes.size));
}

// The record says what the firmware is, not whether this run signed it.
static bool record_write(struct diag *diag, const char *folder, const json_t *result)
{
    char *text = json_dumps(result, JSON_INDENT(2));
    if (text == NULL) {
        diag_environment(diag, NO_PLACE, NULL, "cannot write %s: out of memory", record_name);
        return false;
    }
    const char *line = arena_printf(diag->arena, "%s\n", text);
    free(text);
    return file_write(diag, path_join(diag->arena, folder, record_name), line, strlen(line));
}

static json_t *sign(struct arena *arena, struct diag *diag, const char *out,
                    struct file_bytes firmware, const struct boot_key *key)
{
    const struct target *target = &target_rp2350;
    const char *of = bytes_sha256(arena, firmware.data, firmware.size);
    const char *key_hash = key_id_text(arena, key->hash);
    const struct mpsec_span raw = {(const uint8_t *)firmware.data, firmware.size};
    struct mpsec_span image;
    json_t *kept = find_kept(arena, out, of, key_hash);
    if (kept != NULL) {
        json_object_set_new(kept, "kept", json_true());
        return kept;
    }
    if (!boot_image_sign(arena, diag, raw, target->flash_address, key, &image)) {
        return NULL;
    }
    const struct file_bytes bin = {.data = (char *)(uintptr_t)image.data, .size = image.size};
    const struct file_bytes uf2 = uf2_of(arena, &bin, target->flash_address, target->uf2_family);
    json_t *result =
        json_pack("{s:o?, s:o?, s:s, s:s, s:o}", "bin", put_file(arena, diag, out, bin_name, bin),
                  "uf2", put_file(arena, diag, out, uf2_name, uf2), "of", of, "key_hash", key_hash,
                  "otp_rows", boot_key_rows(key));
    if (diag_failed(diag) || !record_write(diag, out, result)) {
        json_decref(result);
        return NULL;
    }
    json_object_set_new(result, "kept", json_false());
    return result;
}

static void remove_old(struct arena *arena, const char *out)
{
    static const char *const names[] = {bin_name, uf2_name, record_name};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        unlink(path_join(arena, out, names[i]));
    }
}

json_t *boot_firmware_make(struct arena *arena, struct diag *diag,
                           const struct build_request *request, const char *key)
{
    if (key == NULL) {
        remove_old(arena, request->out);
        return burns(request, BOOT_CIPHER_FUSE) ? json_pack("{s:s}", "missing", clear)
               : burns(request, BOOT_KEY_FUSE)  ? json_pack("{s:s}", "missing", missing)
                                                : NULL;
    }
    struct file_bytes firmware;
    AUTO_BOOT_KEY pair = {.name = NULL};
    if (!file_load(arena, diag, "firmware", path_join(arena, request->out, "hardened/firmware.bin"),
                   FIRMWARE_LIMIT, &firmware) ||
        !boot_key_load(arena, diag, key, NULL, &pair)) {
        return NULL;
    }
    return sign(arena, diag, request->out, firmware, &pair);
}

const char *boot_firmware_text(struct arena *arena, const json_t *firmware)
{
    struct buf text;
    buf_init(&text, arena, TEXT_LIMIT);
    if (firmware == NULL) {
        return "";
    }
    const json_t *bin = json_object_get(firmware, "bin");
    if (bin == NULL) {
        buf_printf(&text, "boot ROM\n  NOT SIGNED: %s\n", text_of(firmware, "missing"));
        return text.data;
    }
    buf_printf(&text, "boot ROM\n  firmware %lld bytes  %s, %s%s\n  key hash %s\n",
               (long long)json_integer_value(json_object_get(bin, "size")), text_of(bin, "file"),
               text_of(json_object_get(firmware, "uf2"), "file"),
               json_is_true(json_object_get(firmware, "kept")) ? " (kept)" : "",
               text_of(firmware, "key_hash"));
    return text.data;
}
