# The reference device qemu-arm as a user C module of ports/qemu (BOARD=MPS2_AN385).
ifeq ($(MPSEC_BOARD),qemu-arm)

MPSEC_WRAP_BOARD = mp_semihosting_exit mp_semihosting_init
include $(USERMOD_DIR)/../common/qemu.mk

SRC_USERMOD_LIB_C += $(addprefix $(MPSEC_BOARD_DIR)/, clock.c console.c semihosting.c) $(MPSEC_COMMON)/mapped_flash.c
$(addprefix $(BUILD)/qemu-arm/, clock.o console.o semihosting.o): CFLAGS += -std=c99 $(MPSEC_WARNINGS)
LDFLAGS_USERMOD += -Wl,-T,$(MPSEC_BOARD_DIR)/no_unwind.ld

ifeq ($(MPSEC_GUARD)$(MPSEC_PROTECT),11)
SRC_USERMOD_LIB_C += guard/port/qemu/protect_arm.c $(MPSEC_COMMON)/mpu_v7.c
$(BUILD)/common/mpu_v7.o: CFLAGS += -std=c99 $(MPSEC_WARNINGS)
endif

endif
