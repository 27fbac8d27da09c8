// SPDX-License-Identifier: MIT
// rehearse.c - plays the steps on a file that stands in for the fuses.
#include "provision/provision.h"

#include "base/file.h"

#include <stdlib.h>
#include <string.h>

enum { STATE_MAX = 1024 * 1024, FORMAT = 1 };

static json_t *fresh(const struct model *model)
{
    return json_pack("{s:i, s:s, s:s, s:{}}", "format", (int)FORMAT, "device", model->device.id,
                     "chip", model->device.chip->id, "fuses");
}

static bool fuse_is_sound(const json_t *fuse)
{
    return json_is_string(json_object_get(fuse, "value")) &&
           json_is_string(json_object_get(fuse, "control")) &&
           json_is_boolean(json_object_get(fuse, "irreversible"));
}

static bool state_is_sound(const json_t *state)
{
    const json_t *fuses = json_object_get(state, "fuses");
    const char *name;
    json_t *fuse;
    if (json_integer_value(json_object_get(state, "format")) != FORMAT || !json_is_object(fuses)) {
        return false;
    }
    json_object_foreach((json_t *)(uintptr_t)fuses, name, fuse)
    {
        if (!fuse_is_sound(fuse)) {
            return false;
        }
    }
    return true;
}

static bool is_same(const json_t *state, const char *key, const char *wanted)
{
    const char *found = json_string_value(json_object_get(state, key));
    return found != NULL && strcmp(found, wanted) == 0;
}

static json_t *state_load(struct arena *arena, struct diag *diag, const struct model *model,
                          const char *path)
{
    const struct place place = {.file = path};
    struct file_bytes bytes;
    if (!file_exists(path)) {
        return fresh(model);
    }
    if (!file_load(arena, diag, "rehearsal", path, STATE_MAX, &bytes)) {
        return NULL;
    }
    json_t *state = json_loadb(bytes.data, bytes.size, JSON_REJECT_DUPLICATES, NULL);
    if (state == NULL || !state_is_sound(state)) {
        diag_input(diag, place, "remove it to begin with a chip fresh from the factory",
                   "this is no file of a rehearsal");
    } else if (!is_same(state, "device", model->device.id) ||
               !is_same(state, "chip", model->device.chip->id)) {
        diag_input(diag, place, "name another file with --state",
                   "this is the rehearsal of another device: %s on %s",
                   json_string_value(json_object_get(state, "device")),
                   json_string_value(json_object_get(state, "chip")));
    } else {
        return state;
    }
    json_decref(state);
    return NULL;
}

// The control that closed `door` for ever; NULL: it is open.
static const char *closed_by(const json_t *fuses, const char *door)
{
    const char *name;
    json_t *fuse;
    json_object_foreach((json_t *)(uintptr_t)fuses, name, fuse)
    {
        const json_t *closes = json_object_get(fuse, "closes");
        for (size_t i = 0; i < json_array_size(closes); i++) {
            const char *closed = json_string_value(json_array_get(closes, i));
            if (closed != NULL && strcmp(closed, door) == 0) {
                return json_string_value(json_object_get(fuse, "control"));
            }
        }
    }
    return NULL;
}

static bool chip_has(const struct model *model, const char *capability)
{
    return chip_capability(model->device.chip, capability) == CAPABILITY_YES;
}

// Why nothing can be set from outside any more; NULL: a way is left.
static const char *locked_out(struct arena *arena, const struct model *model, const json_t *fuses)
{
    const bool probe = chip_has(model, "swd") || chip_has(model, "jtag");
    const bool loader = chip_has(model, "rom-usb-loader") || chip_has(model, "rom-uart-loader");
    const char *by_probe = probe ? closed_by(fuses, "debug-port") : "";
    const char *by_loader = loader ? closed_by(fuses, "rom-download") : "";
    if ((!probe && !loader) || by_probe == NULL || by_loader == NULL) {
        return NULL;
    }
    const bool two = probe && loader && strcmp(by_probe, by_loader) != 0;
    return arena_printf(arena, "%s%s%s closed the way in for ever", probe ? by_probe : by_loader,
                        two ? " and " : "", two ? by_loader : "");
}

// Bits only rise: 1 may follow 0, and 3 may follow 1.
static bool may_follow(const char *old, const char *new)
{
    char *end_old = NULL;
    char *end_new = NULL;
    const unsigned long from = strtoul(old, &end_old, 0);
    const unsigned long to = strtoul(new, &end_new, 0);
    return *old != '\0' && *new != '\0' && *end_old == '\0' && *end_new == '\0' &&
           (from | to) == to;
}

static const char *contradiction(struct arena *arena, const json_t *fuses,
                                 const struct provision_item *item)
{
    for (size_t i = 0; i < item->step->set_count; i++) {
        const struct setting *wanted = &item->step->sets[i];
        const json_t *fuse = json_object_get(fuses, wanted->name);
        const char *value = json_string_value(json_object_get(fuse, "value"));
        if (value != NULL && strcmp(value, wanted->value) != 0 &&
            json_is_true(json_object_get(fuse, "irreversible")) &&
            !may_follow(value, wanted->value)) {
            return arena_printf(arena, "%s is %s for ever, set by %s, and this step wants %s",
                                wanted->name, value,
                                json_string_value(json_object_get(fuse, "control")), wanted->value);
        }
    }
    return NULL;
}

static bool is_set(const json_t *fuses, const struct provision_step *step)
{
    for (size_t i = 0; i < step->set_count; i++) {
        const json_t *fuse = json_object_get(fuses, step->sets[i].name);
        const char *value = json_string_value(json_object_get(fuse, "value"));
        if (value == NULL || strcmp(value, step->sets[i].value) != 0) {
            return false;
        }
    }
    return step->set_count > 0;
}

static json_t *doors_closed(const struct provision_item *item)
{
    static const char *const doors[] = {"debug-port", "rom-download"};
    json_t *closes = json_array();
    for (size_t i = 0; item->step->irreversible && i < sizeof doors / sizeof *doors; i++) {
        if (names_has(&item->control->loses, doors[i])) {
            (void)json_array_append_new(closes, json_string(doors[i]));
        }
    }
    return closes;
}

static void set(json_t *fuses, const struct provision_item *item)
{
    for (size_t i = 0; i < item->step->set_count; i++) {
        const struct setting *setting = &item->step->sets[i];
        (void)json_object_set_new(
            fuses, setting->name,
            json_pack("{s:s, s:s, s:b, s:o}", "value", setting->value, "control", item->control->id,
                      "irreversible", (int)item->step->irreversible, "closes", doors_closed(item)));
    }
}

static void play(struct arena *arena, struct provision *provision, json_t *fuses)
{
    for (size_t i = 0; i < provision->count; i++) {
        struct provision_item *item = &provision->items[i];
        if (is_set(fuses, item->step)) {
            item->rehearsal = REHEARSAL_ALREADY;
            continue;
        }
        if (provision->refused > 0) {
            item->rehearsal = REHEARSAL_WAITING;
            continue;
        }
        item->why = contradiction(arena, fuses, item);
        if (item->why == NULL && item->step->set_count > 0) {
            item->why = locked_out(arena, provision->model, fuses);
        }
        item->rehearsal = item->why != NULL ? REHEARSAL_REFUSED : REHEARSAL_DONE;
        if (item->why != NULL) {
            provision->refused++;
        } else {
            set(fuses, item);
        }
    }
}

static bool is_wanted(const struct provision *provision, const char *fuse)
{
    for (size_t i = 0; i < provision->count; i++) {
        const struct provision_step *step = provision->items[i].step;
        for (size_t j = 0; j < step->set_count; j++) {
            if (strcmp(step->sets[j].name, fuse) == 0) {
                return true;
            }
        }
    }
    return false;
}

static void find_left_over(struct arena *arena, struct provision *provision, json_t *fuses)
{
    const char *name;
    json_t *fuse;
    provision->left_over.items = ARENA_ARRAY(arena, const char *, json_object_size(fuses));
    json_object_foreach(fuses, name, fuse)
    {
        if (json_is_true(json_object_get(fuse, "irreversible")) && !is_wanted(provision, name)) {
            provision->left_over.items[provision->left_over.count++] = arena_strdup(arena, name);
        }
    }
    provision->left_over = names_sorted(arena, &provision->left_over);
}

static bool state_write(struct diag *diag, const json_t *state, const char *path)
{
    char *text = json_dumps(state, JSON_INDENT(2) | JSON_SORT_KEYS);
    const bool good = text != NULL && folder_make(diag, path_folder(diag->arena, path)) &&
                      file_write(diag, path, text, strlen(text));
    free(text);
    return good;
}

bool provision_rehearse(struct arena *arena, struct diag *diag, struct provision *provision,
                        const char *path)
{
    json_t *state = state_load(arena, diag, provision->model, path);
    if (state == NULL) {
        return false;
    }
    json_t *fuses = json_object_get(state, "fuses");
    play(arena, provision, fuses);
    find_left_over(arena, provision, fuses);
    const bool written = state_write(diag, state, path);
    json_decref(state);
    return written;
}
