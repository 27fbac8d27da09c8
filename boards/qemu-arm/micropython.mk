# The reference device qemu-arm as a user C module of ports/qemu (BOARD=MPS2_AN385).
#
# Give make USER_C_MODULES=<this repository>/boards and MPSEC_BOARD=qemu-arm. Further variables:
#   MPSEC_GUARD=1            compile the guard into the firmware
#   MPSEC_APP=1 MPSEC_KEYS=<folder>   the application is a signed image (guard/micropython)
#   MPSEC_DOOR=1 MPSEC_KEYS=<folder>  the console has a service door (guard/micropython)
#   MPSEC_QUIET=1            what the application prints waits for that door
#   MPSEC_STACK=1            the guard's end of -fstack-protector
#   MPSEC_PROMPT=1           the prompt stays in the firmware, behind that door
#   MPSEC_WRAP="main foo"    functions whose callers are sent to __wrap_<name>
ifeq ($(MPSEC_BOARD),qemu-arm)

ifneq ($(words $(USERMOD_DIR)),1)
$(error The path '$(USERMOD_DIR)' contains a space, and make cannot build from such a path)
endif

MPSEC_BOARD_DIR := $(USERMOD_DIR)
MICROPY_VFS_LFS2 = 1

# The rule that freezes modules insists on a README.md in micropython-lib, even when nothing from
# there is wanted. Release archives come with that folder empty.
ifeq ($(wildcard $(MPY_LIB_DIR)/README.md),)
MPY_LIB_DIR := $(MPSEC_BOARD_DIR)
endif

# Only these name qstrs, so only these meet MicroPython's scanner.
SRC_USERMOD_C += $(addprefix $(MPSEC_BOARD_DIR)/, board_main.c modflash.c modflash_table.c)
SRC_USERMOD_LIB_C += $(addprefix $(MPSEC_BOARD_DIR)/, chip.c clock.c console.c flash.c hal.c no_repl.c semihosting.c)
SRC_USERMOD_LIB_C += shared/timeutils/timeutils.c

CFLAGS_USERMOD += -I$(patsubst %/,%,$(dir $(MPSEC_BOARD_DIR))) -I$(MPSEC_BOARD_DIR)

MPSEC_WARNINGS = -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow \
	-Wstrict-prototypes -Wmissing-prototypes -Wcast-align -Wcast-qual -Wundef -Wvla -Wformat=2 \
	-Wswitch-enum -Wwrite-strings -Wimplicit-fallthrough

$(addprefix $(BUILD)/qemu-arm/, chip.o clock.o console.o flash.o semihosting.o): CFLAGS += -std=c99 $(MPSEC_WARNINGS)

ifeq ($(MPSEC_GUARD),1)
include $(MPSEC_BOARD_DIR)/../../guard/micropython/micropython.mk
SRC_USERMOD_LIB_C += guard/port/qemu/port.c guard/micropython/hook_flash.c
ifeq ($(MPSEC_PROTECT),1)
SRC_USERMOD_LIB_C += guard/port/qemu/protect_arm.c
endif
ifeq ($(MPSEC_STACK),1)
SRC_USERMOD_LIB_C += guard/port/qemu/stack.c
endif
ifneq ($(filter 1,$(MPSEC_APP) $(MPSEC_DOOR)),)
SRC_USERMOD_LIB_C += guard/port/qemu/device.c
endif
endif

comma := ,

# ports/qemu links with the compiler driver, hence -Wl.
MPSEC_WRAP_BOARD = main mp_hal_stdin_rx_chr mp_hal_stdio_poll mp_hal_stdout_tx_strn \
	mp_semihosting_exit mp_semihosting_init
LDFLAGS_USERMOD += -Wl,-T,$(MPSEC_BOARD_DIR)/no_unwind.ld
LDFLAGS_USERMOD += $(addprefix -Wl$(comma)--wrap=, $(MPSEC_WRAP_BOARD) $(MPSEC_WRAP))

endif
