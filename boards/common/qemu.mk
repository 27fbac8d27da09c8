# What the boards of upstream's ports/qemu have in common.
MICROPY_VFS_LFS2 = 1
MPSEC_WRAP_BOARD += main mp_hal_stdin_rx_chr mp_hal_stdio_poll mp_hal_stdout_tx_strn

include $(dir $(lastword $(MAKEFILE_LIST)))board.mk

SRC_USERMOD_LIB_C += $(MPSEC_COMMON)/qemu_hal.c
SRC_USERMOD_LIB_C += shared/timeutils/timeutils.c

ifeq ($(MPSEC_GUARD)$(MPSEC_STACK),11)
SRC_USERMOD_LIB_C += guard/port/qemu/stack.c
endif
