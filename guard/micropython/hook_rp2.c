// SPDX-License-Identifier: MIT
// hook_rp2.c - the flash, the DMA engine and the PIO of the RP2040 and RP2350, out of Python's
// reach.
//
// Upstream's rp2.Flash takes any block number, so it reads all of memory and writes all of flash;
// rp2.DMA takes plain addresses. Wraps rp2_flash_type and rp2_dma_type, which only the module's
// table names from another file. The frozen start-up script needs the flash for its filesystem: it
// gets one that stays inside its blocks, and only until the first script starts.
#include "py/mperrno.h"
#include "py/runtime.h"
#include "state.h"

enum { BLOCK_SIZE = 4096, IOCTL_BLOCK_COUNT = 4, IOCTL_BLOCK_ERASE = 6 };

extern const mp_obj_type_t __real_rp2_flash_type;
extern const mp_obj_fun_builtin_var_t __wrap_rp2_flash_type;
extern const mp_obj_fun_builtin_var_t __wrap_rp2_dma_type;
extern const mp_obj_type_t __wrap_rp2_pio_type;
extern const mp_obj_fun_builtin_var_t __wrap_rp2_state_machine_type;

struct guarded_flash {
    mp_obj_base_t base;
    mp_obj_t real;
    size_t blocks;
};

static void raise_unless_inside(bool inside)
{
    if (!inside) {
        mp_raise_OSError(MP_EINVAL);
    }
}

// Arguments as for readblocks: the object, a block, a buffer, and perhaps an offset in the block.
static void check_range(const struct guarded_flash *self, size_t n_args, const mp_obj_t *args)
{
    mp_buffer_info_t buffer;
    mp_get_buffer_raise(args[2], &buffer, MP_BUFFER_READ);
    const mp_int_t block = mp_obj_get_int(args[1]);
    const mp_int_t offset = n_args == 4 ? mp_obj_get_int(args[3]) : 0;
    const size_t size = self->blocks * BLOCK_SIZE;
    raise_unless_inside(block >= 0 && (size_t)block < self->blocks);
    raise_unless_inside(offset >= 0 && (size_t)offset <= size - (size_t)block * BLOCK_SIZE);
    raise_unless_inside(buffer.len <= size - (size_t)block * BLOCK_SIZE - (size_t)offset);
}

// The same method of the object behind, with the same arguments.
static mp_obj_t pass_on(const struct guarded_flash *self, qstr method, size_t n_args,
                        const mp_obj_t *args)
{
    mp_obj_t call[2 + 3];
    mp_load_method(self->real, method, call);
    for (size_t i = 1; i < n_args; i++) {
        call[1 + i] = args[i];
    }
    return mp_call_method_n_kw(n_args - 1, 0, call);
}

static mp_obj_t guarded_readblocks(size_t n_args, const mp_obj_t *args)
{
    const struct guarded_flash *self = MP_OBJ_TO_PTR(args[0]);
    check_range(self, n_args, args);
    return pass_on(self, MP_QSTR_readblocks, n_args, args);
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(guarded_readblocks_obj, 3, 4, guarded_readblocks);

static mp_obj_t guarded_writeblocks(size_t n_args, const mp_obj_t *args)
{
    const struct guarded_flash *self = MP_OBJ_TO_PTR(args[0]);
    check_range(self, n_args, args);
    return pass_on(self, MP_QSTR_writeblocks, n_args, args);
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(guarded_writeblocks_obj, 3, 4, guarded_writeblocks);

static mp_obj_t guarded_ioctl(size_t n_args, const mp_obj_t *args)
{
    const struct guarded_flash *self = MP_OBJ_TO_PTR(args[0]);
    if (mp_obj_get_int(args[1]) == IOCTL_BLOCK_ERASE) {
        const mp_int_t block = mp_obj_get_int(args[2]);
        raise_unless_inside(block >= 0 && (size_t)block < self->blocks);
    }
    return pass_on(self, MP_QSTR_ioctl, n_args, args);
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(guarded_ioctl_obj, 3, 3, guarded_ioctl);

static const mp_rom_map_elem_t guarded_flash_table[] = {
    {MP_ROM_QSTR(MP_QSTR_readblocks), MP_ROM_PTR(&guarded_readblocks_obj)},
    {MP_ROM_QSTR(MP_QSTR_writeblocks), MP_ROM_PTR(&guarded_writeblocks_obj)},
    {MP_ROM_QSTR(MP_QSTR_ioctl), MP_ROM_PTR(&guarded_ioctl_obj)},
};
static MP_DEFINE_CONST_DICT(guarded_flash_locals, guarded_flash_table);

// Without make_new: type() of a flash that somebody kept leads nowhere.
// clang-format off
static MP_DEFINE_CONST_OBJ_TYPE(
    guarded_flash_type,
    MP_QSTR_Flash,
    MP_TYPE_FLAG_NONE,
    locals_dict, &guarded_flash_locals
    );
// clang-format on

static mp_obj_t guarded_flash(size_t n_args, const mp_obj_t *args, mp_map_t *keywords)
{
    if (mpsec_boot_may_mount(&mpsec_boot_state) != MPSEC_ADMIT) {
        mp_raise_OSError(MP_EPERM);
    }
    mp_obj_t call[2 * 2]; // start and len
    raise_unless_inside(n_args == 0 && keywords->used <= 2);
    size_t filled = 0;
    for (size_t i = 0; i < keywords->alloc && filled < MP_ARRAY_SIZE(call); i++) {
        if (mp_map_slot_is_filled(keywords, i)) {
            call[filled++] = keywords->table[i].key;
            call[filled++] = keywords->table[i].value;
        }
    }
    (void)args;
    struct guarded_flash *self = mp_obj_malloc(struct guarded_flash, &guarded_flash_type);
    self->real =
        mp_call_function_n_kw(MP_OBJ_FROM_PTR(&__real_rp2_flash_type), 0, filled / 2, call);
    const mp_obj_t question[] = {MP_OBJ_FROM_PTR(self), MP_OBJ_NEW_SMALL_INT(IOCTL_BLOCK_COUNT),
                                 MP_OBJ_NEW_SMALL_INT(0)};
    self->blocks = (size_t)mp_obj_get_int(pass_on(self, MP_QSTR_ioctl, 3, question));
    return MP_OBJ_FROM_PTR(self);
}
MP_DEFINE_CONST_FUN_OBJ_KW(__wrap_rp2_flash_type, 0, guarded_flash);

static mp_obj_t refuse(size_t n_args, const mp_obj_t *args)
{
    (void)n_args;
    (void)args;
    mp_raise_OSError(MP_EPERM);
}
MP_DEFINE_CONST_FUN_OBJ_VAR(__wrap_rp2_dma_type, 0, refuse);

// PIO has no macro. Its blocks stay in reset (boards/rp2/idle.c), so nothing may look at them
// either. The frozen rp2.py reads two constants of the class while it is imported.
static const mp_rom_map_elem_t pio_constants_table[] = {
    {MP_ROM_QSTR(MP_QSTR_SHIFT_LEFT), MP_ROM_INT(0)},
    {MP_ROM_QSTR(MP_QSTR_JOIN_NONE), MP_ROM_INT(0)},
};
static MP_DEFINE_CONST_DICT(pio_constants, pio_constants_table);

// clang-format off
MP_DEFINE_CONST_OBJ_TYPE(
    __wrap_rp2_pio_type,
    MP_QSTR_PIO,
    MP_TYPE_FLAG_NONE,
    locals_dict, &pio_constants
    );
// clang-format on
MP_DEFINE_CONST_FUN_OBJ_VAR(__wrap_rp2_state_machine_type, 0, refuse);

void __wrap_rp2_pio_init(void);
void __wrap_rp2_pio_deinit(void);

void __wrap_rp2_pio_init(void)
{
}

void __wrap_rp2_pio_deinit(void)
{
}
