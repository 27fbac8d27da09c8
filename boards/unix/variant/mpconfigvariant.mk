# The device unix: what upstream's Makefile is told before it names its sources.
PROG = firmware.elf

# Before the port's own folder, for mphalport.h.
INC += -I$(VARIANT_DIR)

# A typical board without a network: no library that release archives lack, none of the host's.
MICROPY_PY_BTREE = 0
MICROPY_PY_FFI = 0
MICROPY_PY_JNI = 0
MICROPY_PY_SOCKET = 0
MICROPY_PY_SSL = 0
MICROPY_PY_TERMIOS = 0
MICROPY_PY_THREAD = 0
MICROPY_VFS_FAT = 0
MICROPY_VFS_LFS1 = 0
MICROPY_VFS_LFS2 = 1
