# The guard as part of a MicroPython firmware, for ports that build with make.
#
# Either named by USER_C_MODULES=<this repository>/guard, or included by a board's micropython.mk.
# The port's file that fills `mpsec_port` (guard/port/<target>/port.c) is added by the board.
# All hooks are compiled; those that no --wrap leads to are dropped by the linker.
MPSEC_GUARD_DIR := $(patsubst %/micropython/,%,$(dir $(lastword $(MAKEFILE_LIST))))
MPSEC_ROOT := $(patsubst %/guard,%,$(abspath $(MPSEC_GUARD_DIR)))

# Objects are named from the repository's root, wherever USER_C_MODULES points.
vpath %.c $(MPSEC_ROOT)

CFLAGS_USERMOD += -I$(MPSEC_ROOT)/guard/include -I$(MPSEC_ROOT)/guard/micropython

SRC_USERMOD_LIB_C += $(addprefix guard/src/, boot.c gate.c)
SRC_USERMOD_LIB_C += $(addprefix guard/micropython/, \
	hook_boot.c hook_gate.c hook_import.c hook_keyboard.c hook_mounts.c)

MPSEC_WARNINGS = -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow \
	-Wstrict-prototypes -Wmissing-prototypes -Wcast-align -Wcast-qual -Wundef -Wvla -Wformat=2 \
	-Wswitch-enum -Wwrite-strings -Wimplicit-fallthrough

$(BUILD)/guard/src/%.o $(BUILD)/guard/port/%.o: CFLAGS += -std=c99 $(MPSEC_WARNINGS)
