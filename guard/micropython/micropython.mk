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
CFLAGS_USERMOD += -I$(MPSEC_ROOT)/core/include
SRC_USERMOD_LIB_C += $(addprefix guard/micropython/, \
	hook_boot.c hook_gate.c hook_keyboard.c hook_mounts.c hook_romfs.c)

# MPSEC_PROTECT=1: the board names the file that sets memory protection.
ifneq ($(MPSEC_PROTECT),1)
SRC_USERMOD_LIB_C += guard/micropython/no_protect.c
endif

# MPSEC_APP=1: the application is a signed image in a slot. Otherwise it is part of the firmware.
# MPSEC_DOOR=1: the console has a service door. MPSEC_QUIET=1: the application's output is shown
# behind that door only. For either, MPSEC_KEYS names the folder that holds mpsec_keys.h: the keys of
# those who may sign an application, and of those who may open the door.
ifeq ($(MPSEC_APP),1)
SRC_USERMOD_C += $(addprefix $(MPSEC_ROOT)/guard/micropython/, hook_app.c modguard.c)
SRC_USERMOD_LIB_C += guard/micropython/hook_import_app.c
else
SRC_USERMOD_LIB_C += $(addprefix guard/micropython/, hook_import.c no_app.c)
endif

ifeq ($(MPSEC_DOOR),1)
SRC_USERMOD_C += $(MPSEC_ROOT)/guard/micropython/hook_door.c
SRC_USERMOD_LIB_C += $(addprefix guard/src/, line.c service.c tally.c unlock.c)
else
SRC_USERMOD_LIB_C += guard/micropython/no_door.c
endif

ifeq ($(MPSEC_QUIET),1)
SRC_USERMOD_LIB_C += guard/micropython/hook_quiet.c
CFLAGS_USERMOD += -DMPSEC_DOOR_OUTPUT=MPSEC_SCOPE_LOG
else
CFLAGS_USERMOD += -DMPSEC_DOOR_OUTPUT=0
endif

# MPSEC_PROMPT=1: the prompt stays in the firmware, behind that door.
ifeq ($(MPSEC_PROMPT),1)
SRC_USERMOD_LIB_C += guard/micropython/hook_prompt.c
CFLAGS_USERMOD += -DMPSEC_DOOR_PROMPT=MPSEC_SCOPE_PROMPT
else
SRC_USERMOD_LIB_C += guard/micropython/no_prompt.c
CFLAGS_USERMOD += -DMPSEC_DOOR_PROMPT=0
endif

ifneq ($(filter 1,$(MPSEC_APP) $(MPSEC_DOOR)),)
MPSEC_MBEDTLS := $(MPSEC_ROOT)/.deps/mbedtls-3.6
CFLAGS_USERMOD += -I$(MPSEC_KEYS) -DMPSEC_APP=$(if $(filter 1,$(MPSEC_APP)),1,0)
SRC_USERMOD_LIB_C += $(addprefix guard/src/, \
	admit.c evidence.c flash.c journal.c launch.c receipt.c secret.c slot_image.c slots.c update.c)
SRC_USERMOD_LIB_C += $(addprefix core/src/, \
	bytes.c crypto_mbedtls.c der.c hash.c image.c image_verify.c lms_form.c p256.c romfs.c seal.c)
SRC_USERMOD_LIB_C += core/absent/lms.c .deps/mbedtls-3.6/library/sha256.c
endif

MPSEC_WARNINGS = -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow \
	-Wstrict-prototypes -Wmissing-prototypes -Wcast-align -Wcast-qual -Wundef -Wvla -Wformat=2 \
	-Wswitch-enum -Wwrite-strings -Wimplicit-fallthrough

$(BUILD)/guard/src/%.o $(BUILD)/guard/port/%.o $(BUILD)/core/%.o: CFLAGS += -std=c99 $(MPSEC_WARNINGS)
$(BUILD)/core/%.o $(BUILD)/.deps/%.o: CFLAGS += \
	-DMBEDTLS_CONFIG_FILE='"$(MPSEC_ROOT)/core/crypto/mbedtls_config.h"' \
	-isystem $(MPSEC_MBEDTLS)/include -isystem $(MPSEC_MBEDTLS)/3rdparty/p256-m/p256-m
