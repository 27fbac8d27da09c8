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
	hook_boot.c hook_gate.c hook_keyboard.c hook_mounts.c)

# MPSEC_APP=1: the application is a signed image in a slot. MPSEC_KEYS names the folder that holds
# mpsec_keys.h, the keys of those who may sign it. Otherwise it is part of the firmware.
ifeq ($(MPSEC_APP),1)
MPSEC_MBEDTLS := $(MPSEC_ROOT)/.deps/mbedtls-3.6
MPSEC_CORE_FLAGS = -I$(MPSEC_ROOT)/core/include
CFLAGS_USERMOD += $(MPSEC_CORE_FLAGS) -I$(MPSEC_KEYS)
SRC_USERMOD_C += $(addprefix $(MPSEC_ROOT)/guard/micropython/, hook_app.c modguard.c)
SRC_USERMOD_LIB_C += guard/micropython/hook_import_app.c
SRC_USERMOD_LIB_C += $(addprefix guard/src/, \
	admit.c evidence.c journal.c launch.c slot_image.c slots.c update.c)
SRC_USERMOD_LIB_C += $(addprefix core/src/, \
	bytes.c crypto_mbedtls.c der.c hash.c image.c image_verify.c lms_form.c p256.c romfs.c)
SRC_USERMOD_LIB_C += core/absent/lms.c .deps/mbedtls-3.6/library/sha256.c
else
SRC_USERMOD_LIB_C += $(addprefix guard/micropython/, hook_import.c no_app.c)
CFLAGS_USERMOD += -I$(MPSEC_ROOT)/core/include
endif

MPSEC_WARNINGS = -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow \
	-Wstrict-prototypes -Wmissing-prototypes -Wcast-align -Wcast-qual -Wundef -Wvla -Wformat=2 \
	-Wswitch-enum -Wwrite-strings -Wimplicit-fallthrough

$(BUILD)/guard/src/%.o $(BUILD)/guard/port/%.o $(BUILD)/core/%.o: CFLAGS += -std=c99 $(MPSEC_WARNINGS)
$(BUILD)/core/%.o $(BUILD)/.deps/%.o: CFLAGS += \
	-DMBEDTLS_CONFIG_FILE='"$(MPSEC_ROOT)/core/crypto/mbedtls_config.h"' \
	-isystem $(MPSEC_MBEDTLS)/include -isystem $(MPSEC_MBEDTLS)/3rdparty/p256-m/p256-m
