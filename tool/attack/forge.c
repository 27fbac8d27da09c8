// SPDX-License-Identifier: MIT
#include "attack/forge.h"

#include "attack/flash.h"
#include "base/file.h"
#include "image/romfs_build.h"
#include "image/writer.h"

static const char *first_trouble(const struct diag *diag, const char *otherwise)
{
    return diag->count > 0 ? diag->entries[0].text : otherwise;
}

// The attacker's main.py as a ROMFS, compiled as the maker compiles his.
static bool make_payload(struct run *run, struct diag *diag, const struct step *step,
                         struct mpsec_span *out)
{
    const char *folder = path_join(run->arena, run->folder, "forged");
    const struct romfs_request wanted = {
        .folder = folder,
        .mpy_cross = run->bench->mpy_cross,
        .architecture = run->device.machine->architecture,
    };
    return folder_make(diag, folder) &&
           file_write(diag, path_join(run->arena, folder, "main.py"), step->text.data,
                      step->text.size) &&
           romfs_build(run->arena, diag, &wanted, out);
}

static bool write_slot(struct run *run, struct diag *diag, unsigned slot, struct mpsec_span image)
{
    return flash_write(diag, run->device.flash, run->device.machine->slots[slot],
                       (struct bytes){(const char *)image.data, image.size});
}

static bool forge(struct run *run, struct diag *diag, const struct step *step)
{
    struct file_bytes genuine = {0};
    struct forge_request wanted = {.model = run->bench->model, .forgery = step->forgery};
    struct mpsec_span image;
    const bool has_genuine = run->bench->image != NULL && file_exists(run->bench->image);
    if (has_genuine && !file_load(run->arena, diag, "application's image", run->bench->image,
                                  IMAGE_LIMIT, &genuine)) {
        return false;
    }
    wanted.genuine = (struct mpsec_span){(const uint8_t *)genuine.data, genuine.size};
    return make_payload(run, diag, step, &wanted.payload) &&
           image_forge(run->arena, diag, &wanted, &image) && write_slot(run, diag, 0, image) &&
           (!has_genuine || write_slot(run, diag, 1, wanted.genuine));
}

const char *forge_write(struct run *run, const struct step *step)
{
    struct diag diag;
    diag_init(&diag, run->arena);
    if (run->device.machine == NULL || run->device.machine->slots[0] == 0) {
        return "the flash chip of this target has no slots for applications";
    }
    if (run->device.on) {
        return "the script writes the flash chip of a device that is switched on";
    }
    if (run->bench->mpy_cross == NULL) {
        return "there is no mpy-cross to compile the attacker's code with";
    }
    return forge(run, &diag, step) ? NULL : first_trouble(&diag, "the image cannot be forged");
}
