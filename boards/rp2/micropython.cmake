# The guard as a user C module of ports/rp2, which builds with CMake. Given to CMake by mpsec build:
#   USER_C_MODULES=<this file>
#   MPSEC_GUARD=1            compile the guard into the firmware
#   MPSEC_APP=1              the application is a signed image in a slot (flash_layout.h)
#   MPSEC_DOOR=1             the USB console has a service door
#   MPSEC_KEYS=<folder>      for either: where mpsec_keys.h lies
#   MPSEC_QUIET=1            what the application prints waits for that door
#   MPSEC_PROMPT=1           the prompt stays in the firmware, behind that door
#   MPSEC_STACK=1            the guard's end of -fstack-protector
#   MPSEC_PROTECT=1          the memory protection unit is set up (protect.cmake)
#   MPSEC_WRAP="main;foo"    functions whose callers are sent to __wrap_<name>
#   MPSEC_NO_CONSOLE=1       the firmware has no USB
#   MPSEC_IDLE_I2C=1, _SPI, _ADC, _UART, _PULSES  the driver is not in, and its blocks stay in reset
#   MPSEC_NO_I2S=1           that driver is not in (it has no block of its own)
#   MPSEC_NO_DEFAULT_PASSWORD=1  the access point has no password that everybody knows
add_library(usermod_mpsec INTERFACE)
target_link_libraries(usermod INTERFACE usermod_mpsec)

if(MPSEC_NO_CONSOLE)
    target_sources(usermod_mpsec INTERFACE ${CMAKE_CURRENT_LIST_DIR}/no_console.c)
endif()

if(MPSEC_NO_DEFAULT_PASSWORD)
    set_property(SOURCE ${MICROPY_PORT_DIR}/main.c APPEND_STRING PROPERTY
        COMPILE_FLAGS " -include ${CMAKE_CURRENT_LIST_DIR}/default_password.h")
endif()

foreach(idle I2C:I2C_BLOCKS SPI:SPI_BLOCKS ADC:ADC_BLOCK UART:UART_BLOCKS PULSES:PULSE_BLOCKS)
    string(REPLACE ":" ";" idle ${idle})
    list(POP_FRONT idle name)
    if(MPSEC_IDLE_${name})
        list(APPEND mpsec_idle ${idle})
    endif()
endforeach()
if(mpsec_idle)
    list(JOIN mpsec_idle "|" mpsec_idle)
    target_sources(usermod_mpsec INTERFACE ${CMAKE_CURRENT_LIST_DIR}/idle.c)
    set_source_files_properties(${CMAKE_CURRENT_LIST_DIR}/idle.c
        PROPERTIES COMPILE_DEFINITIONS "MPSEC_IDLE=(${mpsec_idle})")
endif()
foreach(left_out NO_I2S:i2s IDLE_UART:uart IDLE_PULSES:pwm)
    string(REPLACE ":" ";" left_out ${left_out})
    list(POP_FRONT left_out name)
    if(MPSEC_${name})
        target_sources(usermod_mpsec INTERFACE ${CMAKE_CURRENT_LIST_DIR}/left_out/${left_out}.c)
    endif()
endforeach()

# All of it runs from RAM, as an encrypted image has to.
if(PICO_NO_FLASH)
    target_link_options(usermod_mpsec INTERFACE ${CMAKE_CURRENT_LIST_DIR}/in_ram.ld)
endif()

if(MPSEC_GUARD)
    get_filename_component(MPSEC_ROOT "${CMAKE_CURRENT_LIST_DIR}/../.." ABSOLUTE)
    include(${MPSEC_ROOT}/guard/micropython/micropython.cmake)
    target_include_directories(usermod_mpsec INTERFACE ${MPSEC_ROOT}/boards)
    target_sources(usermod_mpsec INTERFACE
        ${CMAKE_CURRENT_LIST_DIR}/board.c
        ${MPSEC_ROOT}/guard/micropython/hook_drivers.c
        ${MPSEC_ROOT}/guard/micropython/hook_rp2.c
    )
    if(MPSEC_PROTECT)
        include(${CMAKE_CURRENT_LIST_DIR}/protect.cmake)
        target_sources(usermod_mpsec INTERFACE
            ${CMAKE_CURRENT_LIST_DIR}/shared_irq.c
            ${MPSEC_ROOT}/guard/port/rp2/protect.c
        )
        if(PICO_RP2040)
            target_sources(usermod_mpsec INTERFACE
                ${CMAKE_CURRENT_LIST_DIR}/mpu_rp2040.c
                ${MPSEC_ROOT}/boards/common/mpu_v7.c
            )
        else()
            target_sources(usermod_mpsec INTERFACE ${CMAKE_CURRENT_LIST_DIR}/mpu_rp2350.c)
        endif()
    endif()
    if(MPSEC_DOOR OR MPSEC_STACK OR MPSEC_PROTECT)
        target_sources(usermod_mpsec INTERFACE ${CMAKE_CURRENT_LIST_DIR}/restart.c)
    endif()
    if(MPSEC_APP OR MPSEC_DOOR OR MPSEC_STACK)
        target_sources(usermod_mpsec INTERFACE ${CMAKE_CURRENT_LIST_DIR}/noise.c)
    endif()
    if(MPSEC_STACK)
        target_sources(usermod_mpsec INTERFACE ${MPSEC_ROOT}/guard/port/rp2/stack.c)
    endif()
    if(MPSEC_APP OR MPSEC_DOOR)
        target_sources(usermod_mpsec INTERFACE
            ${CMAKE_CURRENT_LIST_DIR}/chip.c
            ${CMAKE_CURRENT_LIST_DIR}/flash.c
            ${MPSEC_ROOT}/guard/port/rp2/device.c
        )
        target_link_options(usermod_mpsec INTERFACE ${CMAKE_CURRENT_LIST_DIR}/regions.ld)
    endif()
    if(MPSEC_DOOR)
        target_sources(usermod_mpsec INTERFACE
            ${CMAKE_CURRENT_LIST_DIR}/console.c
            ${CMAKE_CURRENT_LIST_DIR}/door.c
            ${CMAKE_CURRENT_LIST_DIR}/usb_input.c
            ${MPSEC_ROOT}/guard/port/rp2/port_door.c
        )
    else()
        target_sources(usermod_mpsec INTERFACE ${MPSEC_ROOT}/guard/port/rp2/port.c)
    endif()
    foreach(symbol ${MPSEC_WRAP})
        target_link_options(usermod_mpsec INTERFACE "-Wl,--wrap=${symbol}")
    endforeach()
endif()
