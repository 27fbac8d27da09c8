# The RV32 device qemu-riscv as a user C module of ports/qemu (BOARD=VIRT_RV32).
ifeq ($(MPSEC_BOARD),qemu-riscv)

include $(USERMOD_DIR)/../common/qemu.mk

CFLAGS_USERMOD += -DBOARD_CPU_HZ=10000000u
SRC_USERMOD_LIB_C += $(addprefix $(MPSEC_BOARD_DIR)/, clock.c console.c flash.c)
$(addprefix $(BUILD)/qemu-riscv/, clock.o console.o flash.o): CFLAGS += -std=c99 $(MPSEC_WARNINGS)

ifeq ($(MPSEC_GUARD)$(MPSEC_PROTECT),11)
SRC_USERMOD_LIB_C += guard/port/qemu/protect_riscv.c
endif

# Debian's compiler has its libraries for rv32imac and knows none for rv32imac_zicsr, which the
# port names. The instructions of the two are the same; the last -march given to the linker counts.
$(BUILD)/firmware.elf: LDFLAGS += -march=rv32imac

endif
