# What the user C modules of boards/qemu-arm, boards/qemu-riscv and boards/unix have in common.
#
# Give make USER_C_MODULES=<this repository>/boards and MPSEC_BOARD=<a folder there>: upstream scans all of
# them in every build. Further variables:
#   MPSEC_GUARD=1            compile the guard into the firmware
#   MPSEC_APP=1 MPSEC_KEYS=<folder>   the application is a signed image (guard/micropython)
#   MPSEC_DOOR=1 MPSEC_KEYS=<folder>  the console has a service door (guard/micropython)
#   MPSEC_QUIET=1            what the application prints waits for that door
#   MPSEC_STACK=1            the guard's end of -fstack-protector
#   MPSEC_PROMPT=1           the prompt stays in the firmware, behind that door
#   MPSEC_WRAP="main foo"    functions whose callers are sent to __wrap_<name>
ifneq ($(words $(USERMOD_DIR)),1)
$(error The path '$(USERMOD_DIR)' contains a space, and make cannot build from such a path)
endif

MPSEC_BOARD_DIR := $(USERMOD_DIR)
MPSEC_BOARDS := $(patsubst %/,%,$(dir $(MPSEC_BOARD_DIR)))
MPSEC_COMMON := $(MPSEC_BOARDS)/common

# The rule that freezes modules insists on a README.md in micropython-lib, even when nothing from
# there is wanted. Release archives come with that folder empty.
ifeq ($(wildcard $(MPY_LIB_DIR)/README.md),)
MPY_LIB_DIR := $(MPSEC_BOARD_DIR)
endif

CFLAGS_USERMOD += -I$(MPSEC_BOARDS) -I$(MPSEC_BOARD_DIR)

# Only these name qstrs, so only these meet MicroPython's scanner.
SRC_USERMOD_C += $(addprefix $(MPSEC_COMMON)/, board_main.c modflash.c modflash_table.c)
SRC_USERMOD_LIB_C += $(addprefix $(MPSEC_COMMON)/, chip.c hal_console.c no_repl.c ring.c)

MPSEC_WARNINGS = -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow \
	-Wstrict-prototypes -Wmissing-prototypes -Wcast-align -Wcast-qual -Wundef -Wvla -Wformat=2 \
	-Wswitch-enum -Wwrite-strings -Wimplicit-fallthrough

# What knows nothing of MicroPython's headers, which do not stand these warnings.
MPSEC_STRICT = $(addprefix $(BUILD)/common/, chip.o mapped_flash.o ring.o)
$(MPSEC_STRICT): CFLAGS += -std=c99 $(MPSEC_WARNINGS)

ifeq ($(MPSEC_GUARD),1)
include $(MPSEC_BOARDS)/../guard/micropython/micropython.mk
SRC_USERMOD_LIB_C += guard/micropython/hook_flash.c guard/port/common/port.c
ifneq ($(filter 1,$(MPSEC_APP) $(MPSEC_DOOR)),)
SRC_USERMOD_LIB_C += guard/port/common/device.c
endif
endif

# A port links with the compiler driver, hence -Wl.
comma := ,
LDFLAGS_USERMOD += $(addprefix -Wl$(comma)--wrap=, $(MPSEC_WRAP_BOARD) $(MPSEC_WRAP))
