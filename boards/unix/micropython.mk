# The device unix as a user C module of ports/unix, with the variant in variant/.
#
# One more variable than board.mk has: MPSEC_COMMAND_LINE=0 leaves upstream's own main.c out.
ifeq ($(MPSEC_BOARD),unix)

MPSEC_WRAP_BOARD = main mp_hal_stdin_rx_chr mp_hal_stdout_tx_str mp_hal_stdout_tx_strn \
	mp_hal_stdout_tx_strn_cooked
include $(USERMOD_DIR)/../common/board.mk

CFLAGS_USERMOD += -DBOARD_CPU_HZ=1000000000u
SRC_USERMOD_C += shared/runtime/pyexec.c shared/runtime/sys_stdio_mphal.c
SRC_USERMOD_LIB_C += $(addprefix $(MPSEC_BOARD_DIR)/, console.c hal.c process.c start.c) $(MPSEC_COMMON)/mapped_flash.c
SRC_USERMOD_LIB_C += shared/runtime/interrupt_char.c
$(addprefix $(BUILD)/unix/, console.o process.o start.o): CFLAGS += -std=gnu99 $(MPSEC_WARNINGS)

ifeq ($(MPSEC_STACK),1)
SRC_USERMOD_LIB_C += $(MPSEC_BOARD_DIR)/stack.c
endif

# start.c calls it when it may.
$(BUILD)/common/board_main.o: CFLAGS += -D__wrap_main=board_main
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

endif
