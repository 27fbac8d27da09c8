# The port's linker script draws no line between the code that runs from RAM and the data behind it, and the SDK's
# copy of the second boot stage, which runs too, lies among the data. This links by a copy of the script that does
# (mpu.h has the symbols): the port names its script after it read the user modules, by the function below.
#
# A script that does not look as expected is refused.
if(PICO_NO_FLASH)
    message(FATAL_ERROR "MPSEC_PROTECT: a firmware that runs from RAM has another linker script")
endif()

if(PICO_RP2040) # an eighth of the last region for its code; a region for the copy
    set(MPSEC_CODE_GRAIN 512)
    set(MPSEC_BOOT2_GRAIN 256)
else()
    set(MPSEC_CODE_GRAIN 32)
    set(MPSEC_BOOT2_GRAIN 32)
endif()

# mpsec_exchange(VARIABLE OLD NEW): in the text of the variable, where OLD has to stand once.
function(mpsec_exchange variable old new)
    string(FIND "${${variable}}" "${old}" first)
    string(FIND "${${variable}}" "${old}" last REVERSE)
    if(first EQUAL -1 OR NOT first EQUAL last)
        message(FATAL_ERROR "MPSEC_PROTECT: the port's linker script does not have this once: ${old}")
    endif()
    string(REPLACE "${old}" "${new}" changed "${${variable}}")
    set(${variable} "${changed}" PARENT_SCOPE)
endfunction()

function(pico_set_linker_script target script)
    file(READ ${script} text)
    mpsec_exchange(text "*(.time_critical*)" ". = ALIGN(32); __mpsec_code_start = .;
        *(.time_critical*)")
    mpsec_exchange(text "*(.text*)
        . = ALIGN(4);
        *(.rodata*)" "*(.text*)
        . = ALIGN(${MPSEC_CODE_GRAIN}); __mpsec_code_end = .;
        *(.rodata*)")
    mpsec_exchange(text "*(SORT_BY_ALIGNMENT(SORT_BY_NAME(.bss*)))"
        ". = ALIGN(${MPSEC_BOOT2_GRAIN}); __mpsec_boot2_start = .; *(.bss.boot2_copyout) __mpsec_boot2_end = .;
        *(SORT_BY_ALIGNMENT(SORT_BY_NAME(.bss*)))")
    string(APPEND text "
ASSERT(__mpsec_boot2_end - __mpsec_boot2_start == 256, \"the SDK keeps its second boot stage elsewhere\")
")
    file(WRITE ${CMAKE_BINARY_DIR}/protected.ld "${text}")
    set_target_properties(${target} PROPERTIES PICO_TARGET_LINKER_SCRIPT ${CMAKE_BINARY_DIR}/protected.ld)
endfunction()
