# The device unix as a user C module of ports/unix, with the variant in variant/.
#
# What is not of this machine is shared with boards/qemu-arm, whose micropython.mk names the
# variables. One more: MPSEC_COMMAND_LINE=0 leaves upstream's own main.c out.
ifeq ($(MPSEC_BOARD),unix)

ifneq ($(words $(USERMOD_DIR)),1)
$(error The path '$(USERMOD_DIR)' contains a space, and make cannot build from such a path)
endif

MPSEC_BOARD_DIR := $(USERMOD_DIR)
MPSEC_SHARED_DIR := $(patsubst %/,%,$(dir $(MPSEC_BOARD_DIR)))/qemu-arm

# The rule that freezes modules insists on a README.md in micropython-lib, even when nothing from
# there is wanted. Release archives come with that folder empty.
ifeq ($(wildcard $(MPY_LIB_DIR)/README.md),)
MPY_LIB_DIR := $(MPSEC_BOARD_DIR)
endif

# Only these name qstrs, so only these meet MicroPython's scanner.
SRC_USERMOD_C += $(addprefix $(MPSEC_SHARED_DIR)/, board_main.c modflash.c modflash_table.c)
SRC_USERMOD_C += shared/runtime/pyexec.c shared/runtime/sys_stdio_mphal.c
SRC_USERMOD_LIB_C += $(addprefix $(MPSEC_BOARD_DIR)/, console.c hal.c process.c start.c)
SRC_USERMOD_LIB_C += $(addprefix $(MPSEC_SHARED_DIR)/, chip.c flash.c no_repl.c)
SRC_USERMOD_LIB_C += shared/runtime/interrupt_char.c

CFLAGS_USERMOD += -I$(patsubst %/,%,$(dir $(MPSEC_BOARD_DIR))) -I$(MPSEC_BOARD_DIR) -DBOARD_CPU_HZ=1000000000u

MPSEC_WARNINGS = -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow \
	-Wstrict-prototypes -Wmissing-prototypes -Wcast-align -Wcast-qual -Wundef -Wvla -Wformat=2 \
	-Wswitch-enum -Wwrite-strings -Wimplicit-fallthrough

$(addprefix $(BUILD)/unix/, console.o process.o start.o): CFLAGS += -std=gnu99 $(MPSEC_WARNINGS)

# start.c calls it when it may.
$(BUILD)/qemu-arm/board_main.o: CFLAGS += -D__wrap_main=board_main
$(BUILD)/unix_mphal.o: CFLAGS += -DBOARD_UPSTREAM_HALF
# sys.stdin is the console of the device; the port's own file objects keep their place under other names.
$(BUILD)/extmod/vfs_posix_file.o: CFLAGS += -Dmp_sys_stdin_obj=posix_stdin_obj \
	-Dmp_sys_stdout_obj=posix_stdout_obj -Dmp_sys_stderr_obj=posix_stderr_obj

ifeq ($(MPSEC_COMMAND_LINE),0)
# Under the name of upstream's main.c, which neither compiles without a compiler nor is wanted.
$(BUILD)/main.o: $(MPSEC_BOARD_DIR)/no_command_line.c
	$(ECHO) "CC $<"
	$(Q)$(CC) $(CFLAGS) -c -MD -MF $(@:.o=.d) -o $@ $<
else
SRC_USERMOD_LIB_C += $(MPSEC_BOARD_DIR)/command_line.c
endif

ifeq ($(MPSEC_GUARD),1)
include $(MPSEC_BOARD_DIR)/../../guard/micropython/micropython.mk
SRC_USERMOD_LIB_C += guard/port/qemu/port.c
ifneq ($(filter 1,$(MPSEC_APP) $(MPSEC_DOOR)),)
SRC_USERMOD_LIB_C += guard/port/qemu/device.c
endif
endif

comma := ,

MPSEC_WRAP_BOARD = main mp_hal_stdin_rx_chr mp_hal_stdout_tx_str mp_hal_stdout_tx_strn \
	mp_hal_stdout_tx_strn_cooked
LDFLAGS_USERMOD += $(addprefix -Wl$(comma)--wrap=, $(MPSEC_WRAP_BOARD) $(MPSEC_WRAP))

endif
