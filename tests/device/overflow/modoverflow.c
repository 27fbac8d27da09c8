// SPDX-License-Identifier: MIT
// modoverflow.c - a buffer on the stack that trusts the length it is given, and where to return to.
#include <string.h>

#include "py/obj.h"
#include "py/runtime.h"

static void redirected(void)
{
    mp_printf(&mp_plat_print, "redirected %d\n", 17 * 23);
    for (;;) {
        mp_event_wait_ms(1); // a console on USB has to be served
    }
}

static volatile uint8_t seen;

static __attribute__((noinline)) void copy(const void *from, size_t size)
{
    uint8_t buffer[16];
    memcpy(buffer, from, size);
    seen = buffer[size % sizeof buffer];
}

static mp_obj_t overflow_copy(mp_obj_t bytes)
{
    mp_buffer_info_t info;
    mp_get_buffer_raise(bytes, &info, MP_BUFFER_READ);
    copy(info.buf, info.len);
    return mp_const_none;
}
static MP_DEFINE_CONST_FUN_OBJ_1(overflow_copy_obj, overflow_copy);

static mp_obj_t overflow_target(void)
{
    return mp_obj_new_int_from_uint((uintptr_t)redirected);
}
static MP_DEFINE_CONST_FUN_OBJ_0(overflow_target_obj, overflow_target);

static const mp_rom_map_elem_t overflow_table[] = {
    {MP_ROM_QSTR(MP_QSTR___name__), MP_ROM_QSTR(MP_QSTR_overflow)},
    {MP_ROM_QSTR(MP_QSTR_copy), MP_ROM_PTR(&overflow_copy_obj)},
    {MP_ROM_QSTR(MP_QSTR_target), MP_ROM_PTR(&overflow_target_obj)},
};
static MP_DEFINE_CONST_DICT(overflow_globals, overflow_table);

const mp_obj_module_t overflow_module = {
    .base = {&mp_type_module},
    .globals = (mp_obj_dict_t *)&overflow_globals,
};

MP_REGISTER_MODULE(MP_QSTR_overflow, overflow_module);
