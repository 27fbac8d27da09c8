# The RV32 device qemu-riscv as a user C module of ports/qemu (BOARD=VIRT_RV32).
#
# What is not of this machine is shared with boards/qemu-arm, whose micropython.mk names the
# variables. Both folders are scanned in every build; MPSEC_BOARD says which of them is meant.
ifeq ($(MPSEC_BOARD),qemu-riscv)

ifneq ($(words $(USERMOD_DIR)),1)
$(error The path '$(USERMOD_DIR)' contains a space, and make cannot build from such a path)
endif

MPSEC_BOARD_DIR := $(USERMOD_DIR)
MPSEC_SHARED_DIR := $(patsubst %/,%,$(dir $(MPSEC_BOARD_DIR)))/qemu-arm
MICROPY_VFS_LFS2 = 1

# The rule that freezes modules insists on a README.md in micropython-lib, even when nothing from
# there is wanted. Release archives come with that folder empty.
ifeq ($(wildcard $(MPY_LIB_DIR)/README.md),)
MPY_LIB_DIR := $(MPSEC_BOARD_DIR)
endif

# Only these name qstrs, so only these meet MicroPython's scanner.
SRC_USERMOD_C += $(addprefix $(MPSEC_SHARED_DIR)/, board_main.c modflash.c modflash_table.c)
SRC_USERMOD_LIB_C += $(addprefix $(MPSEC_BOARD_DIR)/, clock.c console.c flash.c)
SRC_USERMOD_LIB_C += $(addprefix $(MPSEC_SHARED_DIR)/, chip.c hal.c no_repl.c)
SRC_USERMOD_LIB_C += shared/timeutils/timeutils.c

CFLAGS_USERMOD += -I$(patsubst %/,%,$(dir $(MPSEC_BOARD_DIR))) -I$(MPSEC_BOARD_DIR) -DBOARD_CPU_HZ=10000000u

MPSEC_WARNINGS = -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow \
	-Wstrict-prototypes -Wmissing-prototypes -Wcast-align -Wcast-qual -Wundef -Wvla -Wformat=2 \
	-Wswitch-enum -Wwrite-strings -Wimplicit-fallthrough

$(addprefix $(BUILD)/qemu-riscv/, clock.o console.o flash.o): CFLAGS += -std=c99 $(MPSEC_WARNINGS)

ifeq ($(MPSEC_GUARD),1)
include $(MPSEC_BOARD_DIR)/../../guard/micropython/micropython.mk
SRC_USERMOD_LIB_C += guard/port/qemu/port.c guard/micropython/hook_flash.c
ifeq ($(MPSEC_PROTECT),1)
SRC_USERMOD_LIB_C += guard/port/qemu/protect_riscv.c
endif
ifeq ($(MPSEC_STACK),1)
SRC_USERMOD_LIB_C += guard/port/qemu/stack.c
endif
ifneq ($(filter 1,$(MPSEC_APP) $(MPSEC_DOOR)),)
SRC_USERMOD_LIB_C += guard/port/qemu/device.c
endif
endif

# Debian's compiler has its libraries for rv32imac and knows none for rv32imac_zicsr, which the
# port names. The instructions of the two are the same; the last -march given to the linker counts.
$(BUILD)/firmware.elf: LDFLAGS += -march=rv32imac

comma := ,

# ports/qemu links with the compiler driver, hence -Wl.
MPSEC_WRAP_BOARD = main mp_hal_stdin_rx_chr mp_hal_stdio_poll mp_hal_stdout_tx_strn
LDFLAGS_USERMOD += $(addprefix -Wl$(comma)--wrap=, $(MPSEC_WRAP_BOARD) $(MPSEC_WRAP))

endif
