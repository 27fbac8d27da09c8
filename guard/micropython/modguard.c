// SPDX-License-Identifier: MIT
// modguard.c - the module guard: what runs, confirm it, replace it, its secrets.
// docs/guard-module.md.
#include "app.h"
#include "door.h"
#include "mpsec/secret.h"
#include "mpsec/update.h"
#include "py/mperrno.h"
#include "py/objstr.h"
#include "py/runtime.h"

// A failure has a number that programs know and a word that people do.
static void raise_unless_ok(enum mpsec_update_result result)
{
    static const struct {
        enum mpsec_update_result result;
        int number;
    } numbers[] = {
        {MPSEC_UPDATE_FORM, MP_EINVAL},   {MPSEC_UPDATE_SIZE, MP_ENOSPC},
        {MPSEC_UPDATE_DENIED, MP_EACCES}, {MPSEC_UPDATE_STEP, MP_EPERM},
        {MPSEC_UPDATE_BUSY, MP_EBUSY},    {MPSEC_UPDATE_ORDER, MP_EPIPE},
        {MPSEC_UPDATE_FLASH, MP_EIO},     {MPSEC_UPDATE_DIFFERS, MP_EBADF},
    };
    if (result == MPSEC_UPDATE_OK) {
        return;
    }
    for (size_t i = 0; i < MP_ARRAY_SIZE(numbers); i++) {
        if (numbers[i].result == result) {
            mp_raise_OSError(numbers[i].number);
        }
    }
    mp_raise_OSError(MP_EIO);
}

static qstr phase_of(const struct mpsec_state *state)
{
    switch (state->phase) {
    case MPSEC_SLOT_RECEIVING:
        return MP_QSTR_receiving;
    case MPSEC_SLOT_STAGED:
        return MP_QSTR_staged;
    case MPSEC_SLOT_TRIAL:
        return MP_QSTR_trial;
    case MPSEC_SLOT_BAD:
        return MP_QSTR_bad;
    default:
        return MP_QSTR_none;
    }
}

static mp_obj_t version_of(const struct mpsec_version *version)
{
    const mp_obj_t parts[] = {
        MP_OBJ_NEW_SMALL_INT(version->major),
        MP_OBJ_NEW_SMALL_INT(version->minor),
        MP_OBJ_NEW_SMALL_INT(version->revision),
        mp_obj_new_int_from_uint(version->build),
    };
    return mp_obj_new_tuple(MP_ARRAY_SIZE(parts), parts);
}

static mp_obj_t guard_status(void)
{
    static const qstr names[] = {
        MP_QSTR_slot,  MP_QSTR_version,  MP_QSTR_counter, MP_QSTR_floor,
        MP_QSTR_phase, MP_QSTR_attempts, MP_QSTR_trial,   MP_QSTR_copied,
        MP_QSTR_fast,  MP_QSTR_unlocked, MP_QSTR_opened,  MP_QSTR_secrets,
    };
    const struct mpsec_admission *admission = mpsec_app_admission();
    struct mpsec_journal journal;
    mpsec_journal_open(&journal, mpsec_device.flash, mpsec_device.layout.journal);
    const struct mpsec_state *state = &journal.state;
    const bool runs = admission->slot < MPSEC_SLOTS;
    const bool in_trial =
        runs && state->phase == MPSEC_SLOT_TRIAL && admission->slot != state->active;
    const mp_obj_t values[] = {
        runs ? MP_OBJ_NEW_SMALL_INT(admission->slot) : mp_const_none,
        runs ? version_of(&admission->version) : mp_const_none,
        runs ? mp_obj_new_int_from_uint(admission->security_counter) : mp_const_none,
        mp_obj_new_int_from_uint(state->floor),
        MP_OBJ_NEW_QSTR(phase_of(state)),
        MP_OBJ_NEW_SMALL_INT(state->attempts),
        mp_obj_new_bool(in_trial),
        mp_obj_new_bool(admission->copied),
        mp_obj_new_bool(admission->recalled),
        mp_obj_new_bool(!mpsec_door_is_closed()),
        mp_obj_new_int_from_uint(mpsec_door_openings()),
        mpsec_secret_has_key(&mpsec_device) ? MP_OBJ_NEW_QSTR(MP_QSTR_sealed)
                                            : mp_obj_new_str_from_cstr("obfuscation only"),
    };
    return mp_obj_new_attrtuple(names, MP_ARRAY_SIZE(names), values);
}
static MP_DEFINE_CONST_FUN_OBJ_0(guard_status_obj, guard_status);

static mp_obj_t guard_confirm(void)
{
    const struct mpsec_admission *admission = mpsec_app_admission();
    raise_unless_ok(
        mpsec_update_confirm(&mpsec_device, admission->slot, admission->security_counter));
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_0(guard_confirm_obj, guard_confirm);

// Withheld while the door is open, and while a fault left it half open.
static mp_obj_t guard_secret(mp_obj_t name_in)
{
    uint8_t value[MPSEC_SEAL_VALUE_MAX];
    size_t name_size = 0, size = 0;
    const char *name = mp_obj_str_get_data(name_in, &name_size);
    const struct mpsec_admission *admission = mpsec_app_admission();
    if (!mpsec_door_is_closed()) {
        mp_raise_OSError(MP_EACCES);
    }
    const enum mpsec_secret_result result = mpsec_secret_get(
        &mpsec_device, (struct mpsec_span){admission->signer, sizeof admission->signer},
        (struct mpsec_span){(const uint8_t *)name, name_size}, value, &size);
    if (result != MPSEC_SECRET_OK) {
        mp_raise_OSError(result == MPSEC_SECRET_NONE ? MP_ENOENT : MP_EPERM);
    }
    const mp_obj_t out = mp_obj_new_bytes(value, size);
    mpsec_wipe(value, sizeof value);
    return out;
}
static MP_DEFINE_CONST_FUN_OBJ_1(guard_secret_obj, guard_secret);

typedef struct _guard_update_obj_t {
    mp_obj_base_t base;
    struct mpsec_update update;
} guard_update_obj_t;

static struct mpsec_span span_of(mp_obj_t bytes)
{
    mp_buffer_info_t buffer;
    mp_get_buffer_raise(bytes, &buffer, MP_BUFFER_READ);
    return (struct mpsec_span){buffer.buf, buffer.len};
}

static mp_obj_t update_make_new(const mp_obj_type_t *type, size_t n_args, size_t n_kw,
                                const mp_obj_t *args)
{
    mp_arg_check_num(n_args, n_kw, 1, 1, false);
    guard_update_obj_t *self = mp_obj_malloc(guard_update_obj_t, type);
    raise_unless_ok(mpsec_update_begin(&self->update, &mpsec_device, span_of(args[0]),
                                       mpsec_app_admission()->slot));
    return MP_OBJ_FROM_PTR(self);
}

static mp_obj_t update_write(mp_obj_t self_in, mp_obj_t bytes)
{
    guard_update_obj_t *self = MP_OBJ_TO_PTR(self_in);
    const struct mpsec_span span = span_of(bytes);
    raise_unless_ok(mpsec_update_write(&self->update, span));
    return mp_obj_new_int_from_uint(span.size);
}
static MP_DEFINE_CONST_FUN_OBJ_2(update_write_obj, update_write);

static mp_obj_t update_finish(mp_obj_t self_in)
{
    guard_update_obj_t *self = MP_OBJ_TO_PTR(self_in);
    raise_unless_ok(mpsec_update_finish(&self->update));
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_1(update_finish_obj, update_finish);

static void update_attr(mp_obj_t self_in, qstr attribute, mp_obj_t *destination)
{
    const guard_update_obj_t *self = MP_OBJ_TO_PTR(self_in);
    if (destination[0] != MP_OBJ_NULL) {
        return; // nothing can be stored or deleted
    }
    if (attribute == MP_QSTR_offset) {
        destination[0] = mp_obj_new_int_from_uint(self->update.written);
    } else if (attribute == MP_QSTR_size) {
        destination[0] = mp_obj_new_int_from_uint(self->update.size);
    } else {
        destination[1] = MP_OBJ_SENTINEL; // look in the table of methods
    }
}

static const mp_rom_map_elem_t update_locals_table[] = {
    {MP_ROM_QSTR(MP_QSTR_write), MP_ROM_PTR(&update_write_obj)},
    {MP_ROM_QSTR(MP_QSTR_finish), MP_ROM_PTR(&update_finish_obj)},
};
static MP_DEFINE_CONST_DICT(update_locals, update_locals_table);

// clang-format off
static MP_DEFINE_CONST_OBJ_TYPE(
    guard_update_type,
    MP_QSTR_Update,
    MP_TYPE_FLAG_NONE,
    make_new, update_make_new,
    attr, update_attr,
    locals_dict, &update_locals
    );
// clang-format on

static const mp_rom_obj_tuple_t guard_version = {
    {&mp_type_tuple},
    3,
    {MP_ROM_INT(0), MP_ROM_INT(1), MP_ROM_INT(0)},
};

static const mp_rom_map_elem_t guard_globals_table[] = {
    {MP_ROM_QSTR(MP_QSTR___name__), MP_ROM_QSTR(MP_QSTR_guard)},
    {MP_ROM_QSTR(MP_QSTR_version), MP_ROM_PTR(&guard_version)},
    {MP_ROM_QSTR(MP_QSTR_status), MP_ROM_PTR(&guard_status_obj)},
    {MP_ROM_QSTR(MP_QSTR_confirm), MP_ROM_PTR(&guard_confirm_obj)},
    {MP_ROM_QSTR(MP_QSTR_secret), MP_ROM_PTR(&guard_secret_obj)},
    {MP_ROM_QSTR(MP_QSTR_Update), MP_ROM_PTR(&guard_update_type)},
};
static MP_DEFINE_CONST_DICT(guard_globals, guard_globals_table);

const mp_obj_module_t guard_module = {
    .base = {&mp_type_module},
    .globals = (mp_obj_dict_t *)&guard_globals,
};

MP_REGISTER_MODULE(MP_QSTR_guard, guard_module);
