// mpu.h - the memory protection unit of the core that calls: mpu_rp2040.c or mpu_rp2350.c.
#ifndef RP2_MPU_H
#define RP2_MPU_H

#include <stdbool.h>

// Makes the flash read-only, and of RAM only that executed which protect.cmake had put between
// symbols: the code that runs from there, and the SDK's copy of the second boot stage. Neither is
// written any more. False when the core did not take it.
bool rp2_mpu_protect(void);

// From the linker script: where the code in RAM ends and begins, behind the interrupt vectors, and
// the copy, 256 bytes.
extern char __mpsec_code_start, __mpsec_code_end, __mpsec_boot2_start, __mpsec_boot2_end;

#endif
