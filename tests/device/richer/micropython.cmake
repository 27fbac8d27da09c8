# Into a copy of boards/rp2/micropython.cmake by tests/cli/test_rp2.py: what boards of this port have that the Pico
# itself has not. Set as a board's own files set it, with CMake and in front of the port's configuration.
set(MICROPY_PY_BLUETOOTH ON)
list(APPEND MICROPY_DEF_BOARD
    MICROPY_HW_USB_CDC_1200BPS_TOUCH=1
    MICROPY_HW_USB_MSC=1
    MICROPY_PY_NETWORK=1
)
target_sources(usermod_mpsec INTERFACE ${CMAKE_CURRENT_LIST_DIR}/bluetooth.c ${CMAKE_CURRENT_LIST_DIR}/radio/radio.c)
# Of the boards with a radio only the file that gives its access point a password.
target_include_directories(usermod_mpsec INTERFACE ${CMAKE_CURRENT_LIST_DIR}/radio)
set_property(SOURCE ${MICROPY_PORT_DIR}/main.c APPEND PROPERTY COMPILE_DEFINITIONS MICROPY_PY_NETWORK_CYW43=1)
