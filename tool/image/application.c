// SPDX-License-Identifier: MIT
#include "image/application.h"

#include "base/buf.h"
#include "base/file.h"
#include "build/target.h"
#include "image/device_keys.h"
#include "image/release.h"
#include "image/romfs_build.h"
#include "image/sign.h"
#include "image/verdict.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PEM_LIMIT = 64 * 1024, TEXT_LIMIT = 4096, TRUSTED_MAX = MPSEC_KEYS_MAX };

static const char romfs_name[] = "application.romfs";
static const char image_name[] = "application.img";

// The keys of one build. `trusted` are those of the model whose public half stands there.
struct signing {
    struct key signers[MPSEC_SIGNERS_MAX];
    size_t signer_count;
    struct key trusted[TRUSTED_MAX];
    size_t trusted_count;
};

static void signing_release(struct signing *signing)
{
    for (size_t i = 0; i < signing->signer_count; i++) {
        key_release(&signing->signers[i]);
    }
}

static bool add_signer(struct arena *arena, struct diag *diag, const char *name,
                       struct signing *out)
{
    if (out->signer_count == MPSEC_SIGNERS_MAX) {
        diag_input(diag, (struct place){.file = name}, NULL,
                   "one or two keys sign an application, and this is the third");
        return false;
    }
    if (!key_load_private(arena, diag, name, NULL, &out->signers[out->signer_count])) {
        return false;
    }
    out->signer_count++;
    return true;
}

static bool add_trusted(struct arena *arena, struct diag *diag, const char *path,
                        struct signing *out)
{
    if (out->trusted_count == TRUSTED_MAX) {
        diag_input(diag, (struct place){.file = path}, NULL, "a device knows at most %d keys",
                   TRUSTED_MAX);
        return false;
    }
    return key_load_public(arena, diag, path, &out->trusted[out->trusted_count++]);
}

// A key of the model is a public one, or a private one that signs when no other is given.
static bool add_model_key(struct arena *arena, struct diag *diag, const char *path, bool signs,
                          struct signing *out)
{
    struct file_bytes pem;
    if (!file_load(arena, diag, "key", path, PEM_LIMIT, &pem)) {
        return false;
    }
    if (strstr(pem.data, "-----BEGIN PUBLIC KEY-----") != NULL) {
        return add_trusted(arena, diag, path, out);
    }
    return !signs || add_signer(arena, diag, path, out);
}

static bool is_trusted(struct diag *diag, const struct signing *signing)
{
    for (size_t i = 0; i < signing->signer_count; i++) {
        size_t at = 0;
        while (at < signing->trusted_count &&
               memcmp(signing->trusted[at].id, signing->signers[i].id, MPSEC_KEY_ID_SIZE) != 0) {
            at++;
        }
        if (signing->trusted_count > 0 && at == signing->trusted_count) {
            diag_input(diag, (struct place){.file = signing->signers[i].name},
                       "add its public half to the keys of the model, or sign with another",
                       "the device would not trust this key: it is not among those of the model");
            return false;
        }
    }
    return true;
}

static bool load_keys(struct arena *arena, struct diag *diag,
                      const struct application_request *request, struct signing *out)
{
    const struct names *named = &request->model->keys;
    for (size_t i = 0; i < named->count; i++) {
        const char *path = path_join(arena, request->model->folder, named->items[i]);
        if (!add_model_key(arena, diag, path, request->keys.count == 0, out)) {
            return false;
        }
    }
    for (size_t i = 0; i < request->keys.count; i++) {
        if (!add_signer(arena, diag, request->keys.items[i], out)) {
            return false;
        }
    }
    return is_trusted(diag, out);
}

// Whether what stands there is this very application, signed by these very keys.
static bool is_kept(struct arena *arena, const char *path, const struct sign_request *request,
                    const struct signing *signing)
{
    struct diag ignored; // an image that cannot be read is made anew
    struct file_bytes bytes;
    struct mpsec_span draft;
    struct judgement judgement;
    diag_init(&ignored, arena);
    if (!file_exists(path) || !file_load(arena, &ignored, "image", path, IMAGE_LIMIT, &bytes) ||
        !draft_make(arena, &ignored, &request->draft, &draft)) {
        return false;
    }
    const struct mpsec_span whole = {(const uint8_t *)bytes.data, bytes.size};
    const struct judge_request wanted = {.keys = signing->signers,
                                         .key_count = signing->signer_count,
                                         .signers = (uint32_t)signing->signer_count};
    return image_judge(arena, &ignored, whole, &wanted, &judgement) && judgement.accepted &&
           mpsec_span_equal(judgement.image.hashed, draft);
}

// Named by its place in the folder: the record is the same wherever the build is made.
static json_t *describe(struct arena *arena, struct diag *diag, const char *folder,
                        const char *name)
{
    struct file_bytes bytes;
    const char *path = path_join(arena, folder, name);
    if (!file_load(arena, diag, "image", path, IMAGE_LIMIT, &bytes)) {
        return NULL;
    }
    return json_pack("{s:s, s:I, s:s}", "file", name, "size", (json_int_t)bytes.size, "sha256",
                     bytes_sha256(arena, bytes.data, bytes.size));
}

static bool sign(struct arena *arena, struct diag *diag, const struct application_request *request,
                 const struct signing *signing, struct mpsec_span romfs, json_t *out)
{
    const char *path = path_join(arena, request->out, image_name);
    const struct application *application = &request->model->application;
    struct sign_request wanted = {.draft.payload = romfs,
                                  .signers = {&signing->signers[0], &signing->signers[1]},
                                  .signer_count = signing->signer_count};
    struct mpsec_span image;
    json_t *signers = json_array();
    json_object_set_new(out, "signers", signers);
    for (size_t i = 0; i < signing->signer_count; i++) {
        json_array_append_new(signers, json_string(key_id_text(arena, signing->signers[i].id)));
    }
    if (!device_ids(diag, request->model, &wanted.draft.ids) ||
        !release_version_parse(diag, application->version, &wanted.draft.version) ||
        !release_counter_parse(diag, "the counter of the application", application->counter,
                               &wanted.draft.counter)) {
        return false;
    }
    const bool kept = is_kept(arena, path, &wanted, signing);
    if (!kept && (!image_sign(arena, diag, &wanted, &image) ||
                  !file_write(diag, path, image.data, image.size))) {
        return false;
    }
    json_object_set_new(out, "kept", json_boolean(kept));
    json_object_set_new(out, "version",
                        json_string(release_version_text(arena, wanted.draft.version)));
    json_object_set_new(out, "counter", json_integer(wanted.draft.counter));
    return json_object_set_new(out, "image", describe(arena, diag, request->out, image_name)) == 0;
}

// What keeps the application from being signed; NULL: nothing.
static const char *find_missing(const struct application *application,
                                const struct signing *signing)
{
    if (signing->signer_count == 0) {
        return "no private key was given: make one with mpsec keygen, and give it with --key";
    }
    if (application->version == NULL || application->counter == NULL) {
        return "the application of the model says no version and counter";
    }
    return NULL;
}

static bool make_image(struct arena *arena, struct diag *diag,
                       const struct application_request *request, struct mpsec_span romfs,
                       json_t *out)
{
    struct signing signing = {.signer_count = 0};
    bool good = load_keys(arena, diag, request, &signing);
    const char *missing = find_missing(&request->model->application, &signing);
    if (good && missing != NULL) {
        json_object_set_new(out, "missing", json_string(missing));
        unlink(path_join(arena, request->out, image_name)); // nor one of another build
    } else if (good) {
        good = sign(arena, diag, request, &signing, romfs, out);
    }
    signing_release(&signing);
    return good;
}

// The record says what the image is, not whether this run made it.
static bool record(struct arena *arena, struct diag *diag, const char *folder, json_t *result)
{
    json_t *document = json_copy(result);
    json_object_del(document, "kept");
    char *text = json_dumps(document, JSON_INDENT(2));
    json_decref(document);
    if (text == NULL) {
        diag_environment(diag, NO_PLACE, NULL, "cannot write application.json: out of memory");
        return false;
    }
    const char *line = arena_printf(arena, "%s\n", text);
    free(text);
    return file_write(diag, path_join(arena, folder, "application.json"), line, strlen(line));
}

json_t *application_make(struct arena *arena, struct diag *diag,
                         const struct application_request *request)
{
    const struct model *model = request->model;
    const char *name = model->device.board->target;
    const struct target *target = name != NULL ? target_find(name) : NULL;
    if (model->application.folder == NULL) {
        return NULL;
    }
    const struct romfs_request wanted = {
        .folder = path_join(arena, model->folder, model->application.folder),
        .mpy_cross = request->mpy_cross,
        .architecture = target != NULL ? target->mpy_arch : NULL,
    };
    const char *path = path_join(arena, request->out, romfs_name);
    struct mpsec_span romfs;
    if (!romfs_build(arena, diag, &wanted, &romfs) ||
        !file_write(diag, path, romfs.data, romfs.size)) {
        return NULL;
    }
    json_t *result = json_pack("{s:o}", "romfs", describe(arena, diag, request->out, romfs_name));
    if (!make_image(arena, diag, request, romfs, result) ||
        !record(arena, diag, request->out, result)) {
        json_decref(result);
        return NULL;
    }
    return result;
}

static const char *text_of(const json_t *object, const char *name)
{
    return json_string_value(json_object_get(object, name));
}

const char *application_text(struct arena *arena, const json_t *application)
{
    struct buf text;
    buf_init(&text, arena, TEXT_LIMIT);
    if (application == NULL) {
        return "";
    }
    const json_t *romfs = json_object_get(application, "romfs");
    const json_t *image = json_object_get(application, "image");
    buf_printf(&text, "application\n  romfs    %lld bytes  %s\n",
               (long long)json_integer_value(json_object_get(romfs, "size")),
               text_of(romfs, "file"));
    if (image == NULL) {
        buf_printf(&text, "  NOT SIGNED, no image made: %s\n", text_of(application, "missing"));
        return text.data;
    }
    buf_printf(&text, "  image    %lld bytes  %s%s\n",
               (long long)json_integer_value(json_object_get(image, "size")),
               text_of(image, "file"),
               json_is_true(json_object_get(application, "kept")) ? " (kept)" : "");
    buf_printf(&text, "  version  %s, security counter %lld\n", text_of(application, "version"),
               (long long)json_integer_value(json_object_get(application, "counter")));
    size_t i;
    json_t *id;
    json_array_foreach(json_object_get(application, "signers"), i, id)
    {
        buf_printf(&text, "  signer   %s\n", json_string_value(id));
    }
    return text.data;
}
