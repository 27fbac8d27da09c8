# Into a copy of boards/rp2/micropython.cmake by tests/device/test_pico_stack.py.
target_sources(usermod_mpsec INTERFACE ${CMAKE_CURRENT_LIST_DIR}/overflow/modoverflow.c)
