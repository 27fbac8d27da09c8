# The guard as part of a MicroPython firmware, for ports that build with CMake: micropython.mk's
# twin. A board includes it after it made the library usermod_mpsec, and adds the port's file.
# The application is part of the firmware here: signed images are for micropython.mk only so far.
# All hooks are compiled; those that no --wrap leads to are dropped by the linker.
target_include_directories(usermod_mpsec INTERFACE
    ${MPSEC_ROOT}/core/include
    ${MPSEC_ROOT}/guard/include
    ${MPSEC_ROOT}/guard/micropython
)
target_sources(usermod_mpsec INTERFACE
    ${MPSEC_ROOT}/guard/src/boot.c
    ${MPSEC_ROOT}/guard/src/gate.c
    ${MPSEC_ROOT}/guard/micropython/hook_boot.c
    ${MPSEC_ROOT}/guard/micropython/no_protect.c
    ${MPSEC_ROOT}/guard/micropython/hook_gate.c
    ${MPSEC_ROOT}/guard/micropython/hook_import.c
    ${MPSEC_ROOT}/guard/micropython/hook_keyboard.c
    ${MPSEC_ROOT}/guard/micropython/hook_mounts.c
    ${MPSEC_ROOT}/guard/micropython/hook_romfs.c
    ${MPSEC_ROOT}/guard/micropython/no_app.c
    ${MPSEC_ROOT}/guard/micropython/no_door.c
    ${MPSEC_ROOT}/guard/micropython/no_prompt.c
)
