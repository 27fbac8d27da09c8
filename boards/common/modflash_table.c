// SPDX-License-Identifier: MIT
// modflash_table.c - the module flash, apart from its class: a hook in the class's place (--wrap)
// reaches only what another file names.
#include "py/obj.h"

extern const mp_obj_type_t flash_type;

static const mp_rom_map_elem_t flash_globals_table[] = {
    {MP_ROM_QSTR(MP_QSTR___name__), MP_ROM_QSTR(MP_QSTR_flash)},
    {MP_ROM_QSTR(MP_QSTR_Flash), MP_ROM_PTR(&flash_type)},
};
static MP_DEFINE_CONST_DICT(flash_globals, flash_globals_table);

const mp_obj_module_t flash_module = {
    .base = {&mp_type_module},
    .globals = (mp_obj_dict_t *)&flash_globals,
};

MP_REGISTER_MODULE(MP_QSTR_flash, flash_module);
