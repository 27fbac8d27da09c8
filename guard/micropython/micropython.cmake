# The guard as part of a MicroPython firmware, for ports that build with CMake: micropython.mk's
# twin. A board includes it after it made the library usermod_mpsec, and adds the port's file.
# MPSEC_APP, MPSEC_DOOR, MPSEC_QUIET, MPSEC_PROMPT and MPSEC_KEYS mean what they mean there.
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
    ${MPSEC_ROOT}/guard/micropython/hook_gate.c
    ${MPSEC_ROOT}/guard/micropython/hook_keyboard.c
    ${MPSEC_ROOT}/guard/micropython/hook_mounts.c
    ${MPSEC_ROOT}/guard/micropython/hook_romfs.c
)

# MPSEC_PROTECT: the board adds the file that sets memory protection.
if(NOT MPSEC_PROTECT)
    target_sources(usermod_mpsec INTERFACE ${MPSEC_ROOT}/guard/micropython/no_protect.c)
endif()

if(MPSEC_APP)
    target_sources(usermod_mpsec INTERFACE
        ${MPSEC_ROOT}/guard/micropython/hook_app.c
        ${MPSEC_ROOT}/guard/micropython/hook_import_app.c
        ${MPSEC_ROOT}/guard/micropython/modguard.c
    )
else()
    target_sources(usermod_mpsec INTERFACE
        ${MPSEC_ROOT}/guard/micropython/hook_import.c
        ${MPSEC_ROOT}/guard/micropython/no_app.c
    )
endif()

if(MPSEC_DOOR)
    target_sources(usermod_mpsec INTERFACE
        ${MPSEC_ROOT}/guard/micropython/hook_door.c
        ${MPSEC_ROOT}/guard/src/line.c
        ${MPSEC_ROOT}/guard/src/service.c
        ${MPSEC_ROOT}/guard/src/tally.c
        ${MPSEC_ROOT}/guard/src/unlock.c
    )
else()
    target_sources(usermod_mpsec INTERFACE ${MPSEC_ROOT}/guard/micropython/no_door.c)
endif()

if(MPSEC_QUIET)
    target_sources(usermod_mpsec INTERFACE ${MPSEC_ROOT}/guard/micropython/hook_quiet_hal.c)
    target_compile_definitions(usermod_mpsec INTERFACE MPSEC_DOOR_OUTPUT=MPSEC_SCOPE_LOG)
else()
    target_compile_definitions(usermod_mpsec INTERFACE MPSEC_DOOR_OUTPUT=0)
endif()

if(MPSEC_PROMPT)
    target_sources(usermod_mpsec INTERFACE ${MPSEC_ROOT}/guard/micropython/hook_prompt.c)
    target_compile_definitions(usermod_mpsec INTERFACE MPSEC_DOOR_PROMPT=MPSEC_SCOPE_PROMPT)
else()
    target_sources(usermod_mpsec INTERFACE ${MPSEC_ROOT}/guard/micropython/no_prompt.c)
    target_compile_definitions(usermod_mpsec INTERFACE MPSEC_DOOR_PROMPT=0)
endif()

if(MPSEC_APP OR MPSEC_DOOR)
    target_include_directories(usermod_mpsec INTERFACE ${MPSEC_KEYS})
    target_compile_definitions(usermod_mpsec INTERFACE MPSEC_APP=$<BOOL:${MPSEC_APP}>)
    target_sources(usermod_mpsec INTERFACE
        ${MPSEC_ROOT}/guard/src/admit.c
        ${MPSEC_ROOT}/guard/src/evidence.c
        ${MPSEC_ROOT}/guard/src/flash.c
        ${MPSEC_ROOT}/guard/src/journal.c
        ${MPSEC_ROOT}/guard/src/launch.c
        ${MPSEC_ROOT}/guard/src/receipt.c
        ${MPSEC_ROOT}/guard/src/secret.c
        ${MPSEC_ROOT}/guard/src/slot_image.c
        ${MPSEC_ROOT}/guard/src/slots.c
        ${MPSEC_ROOT}/guard/src/update.c
    )
    # The core names nothing of MicroPython, so its scanner, which reads all that a user module has, is not
    # asked: a library of its own. The port has a mbedTLS as well, configured otherwise, for TLS and hashlib;
    # ours is linked beside it under other names.
    add_library(mpsec_core STATIC
        ${MPSEC_ROOT}/core/absent/lms.c
        ${MPSEC_ROOT}/core/src/bytes.c
        ${MPSEC_ROOT}/core/src/crypto_mbedtls.c
        ${MPSEC_ROOT}/core/src/der.c
        ${MPSEC_ROOT}/core/src/hash.c
        ${MPSEC_ROOT}/core/src/image.c
        ${MPSEC_ROOT}/core/src/image_verify.c
        ${MPSEC_ROOT}/core/src/lms_form.c
        ${MPSEC_ROOT}/core/src/p256.c
        ${MPSEC_ROOT}/core/src/romfs.c
        ${MPSEC_ROOT}/core/src/seal.c
        ${MPSEC_ROOT}/.deps/mbedtls-3.6/library/sha256.c
    )
    target_include_directories(mpsec_core PRIVATE
        ${MPSEC_ROOT}/core/include ${MPSEC_ROOT}/.deps/mbedtls-3.6/include
        ${MPSEC_ROOT}/.deps/mbedtls-3.6/3rdparty/p256-m/p256-m)
    separate_arguments(MPSEC_FLAGS UNIX_COMMAND "$ENV{CFLAGS_EXTRA}")
    target_compile_options(mpsec_core PRIVATE ${MPSEC_FLAGS} -ffunction-sections -fdata-sections)
    target_compile_definitions(mpsec_core PRIVATE
        MBEDTLS_CONFIG_FILE="${MPSEC_ROOT}/core/crypto/mbedtls_config.h"
        mbedtls_platform_zeroize=mpsec_platform_zeroize
        mbedtls_sha256=mpsec_beside_sha256
        mbedtls_internal_sha256_process=mpsec_beside_sha256_process
    )
    foreach(name init free clone starts update finish)
        target_compile_definitions(mpsec_core PRIVATE mbedtls_sha256_${name}=mpsec_beside_sha256_${name})
    endforeach()
    target_link_libraries(usermod_mpsec INTERFACE mpsec_core)
endif()
