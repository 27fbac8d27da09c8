# A module with a hole in it, for tests/device/test_stack.py: built with the flags of the whole firmware.
SRC_USERMOD_C += $(USERMOD_DIR)/modoverflow.c
