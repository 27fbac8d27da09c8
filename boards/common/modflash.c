// SPDX-License-Identifier: MIT
// modflash.c - flash.Flash, the block device under the filesystem.
//
// Python reaches the filesystem region and nothing else: the slots and the journal are not its
// business, and a block number that is out of range must not become an address.
#include "common/board.h"
#include "extmod/vfs.h"
#include "py/mperrno.h"
#include "py/runtime.h"
#include <flash_layout.h>

enum { BLOCK_COUNT = FLASH_FS_SIZE / FLASH_SECTOR_SIZE };

typedef struct _flash_obj_t {
    mp_obj_base_t base;
} flash_obj_t;

extern const mp_obj_type_t flash_type;
static const flash_obj_t flash_obj = {{&flash_type}};

static mp_obj_t flash_make_new(const mp_obj_type_t *type, size_t n_args, size_t n_kw,
                               const mp_obj_t *args)
{
    (void)type;
    (void)args;
    mp_arg_check_num(n_args, n_kw, 0, 0, false);
    return MP_OBJ_FROM_PTR(&flash_obj);
}

// Turns block, offset in it and size into an offset in the flash. Raises OSError(EINVAL) unless
// all of it lies in the filesystem region.
static uint32_t range_check(mp_obj_t block_in, size_t n_args, const mp_obj_t *args, size_t size)
{
    const mp_int_t block = mp_obj_get_int(block_in);
    const mp_int_t start = n_args == 4 ? mp_obj_get_int(args[3]) : 0;
    if (block < 0 || block >= BLOCK_COUNT || start < 0 || start > (mp_int_t)FLASH_FS_SIZE) {
        mp_raise_OSError(MP_EINVAL);
    }
    const uint32_t offset = (uint32_t)block * FLASH_SECTOR_SIZE + (uint32_t)start;
    if (offset > FLASH_FS_SIZE || size > FLASH_FS_SIZE - offset) {
        mp_raise_OSError(MP_EINVAL);
    }
    return FLASH_FS_OFFSET + offset;
}

static void raise_unless(bool done)
{
    if (!done) {
        mp_raise_OSError(MP_EIO);
    }
}

static mp_obj_t flash_readblocks(size_t n_args, const mp_obj_t *args)
{
    mp_buffer_info_t buffer;
    mp_get_buffer_raise(args[2], &buffer, MP_BUFFER_WRITE);
    const uint32_t offset = range_check(args[1], n_args, args, buffer.len);
    raise_unless(board_flash_read(offset, buffer.buf, buffer.len));
    return MP_OBJ_NEW_SMALL_INT(0);
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(flash_readblocks_obj, 3, 4, flash_readblocks);

// Without an offset this is the simple interface, which erases first.
static mp_obj_t flash_writeblocks(size_t n_args, const mp_obj_t *args)
{
    mp_buffer_info_t buffer;
    mp_get_buffer_raise(args[2], &buffer, MP_BUFFER_READ);
    const uint32_t offset = range_check(args[1], n_args, args, buffer.len);
    if (n_args == 3) {
        raise_unless(board_flash_erase(offset, buffer.len));
    }
    raise_unless(board_flash_program(offset, buffer.buf, buffer.len));
    return MP_OBJ_NEW_SMALL_INT(0);
}
static MP_DEFINE_CONST_FUN_OBJ_VAR_BETWEEN(flash_writeblocks_obj, 3, 4, flash_writeblocks);

static mp_obj_t flash_ioctl(mp_obj_t self, mp_obj_t command, mp_obj_t argument)
{
    (void)self;
    switch (mp_obj_get_int(command)) {
    case MP_BLOCKDEV_IOCTL_INIT:
    case MP_BLOCKDEV_IOCTL_DEINIT:
    case MP_BLOCKDEV_IOCTL_SYNC:
        return MP_OBJ_NEW_SMALL_INT(0);
    case MP_BLOCKDEV_IOCTL_BLOCK_COUNT:
        return MP_OBJ_NEW_SMALL_INT(BLOCK_COUNT);
    case MP_BLOCKDEV_IOCTL_BLOCK_SIZE:
        return MP_OBJ_NEW_SMALL_INT(FLASH_SECTOR_SIZE);
    case MP_BLOCKDEV_IOCTL_BLOCK_ERASE:
        raise_unless(board_flash_erase(range_check(argument, 0, NULL, FLASH_SECTOR_SIZE),
                                       FLASH_SECTOR_SIZE));
        return MP_OBJ_NEW_SMALL_INT(0);
    default:
        return mp_const_none;
    }
}
static MP_DEFINE_CONST_FUN_OBJ_3(flash_ioctl_obj, flash_ioctl);

static const mp_rom_map_elem_t flash_locals_table[] = {
    {MP_ROM_QSTR(MP_QSTR_readblocks), MP_ROM_PTR(&flash_readblocks_obj)},
    {MP_ROM_QSTR(MP_QSTR_writeblocks), MP_ROM_PTR(&flash_writeblocks_obj)},
    {MP_ROM_QSTR(MP_QSTR_ioctl), MP_ROM_PTR(&flash_ioctl_obj)},
};
static MP_DEFINE_CONST_DICT(flash_locals, flash_locals_table);

// clang-format off
MP_DEFINE_CONST_OBJ_TYPE(
    flash_type,
    MP_QSTR_Flash,
    MP_TYPE_FLAG_NONE,
    make_new, flash_make_new,
    locals_dict, &flash_locals
    );
// clang-format on
