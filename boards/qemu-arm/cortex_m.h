// cortex_m.h - the registers of the Cortex-M3 core that this board touches.
//
// Names and addresses are those of the ARMv7-M Architecture Reference Manual (B3.2, B3.3).
#ifndef CORTEX_M_H
#define CORTEX_M_H

#include <stdint.h>

#define REG32(address) (*(volatile uint32_t *)(address))

#define SYST_CSR           REG32(0xe000e010u)
#define SYST_RVR           REG32(0xe000e014u)
#define SYST_CVR           REG32(0xe000e018u)
#define SYST_CSR_ENABLE    (1u << 0)
#define SYST_CSR_TICKINT   (1u << 1)
#define SYST_CSR_CLKSOURCE (1u << 2)

#define NVIC_ISER0 REG32(0xe000e100u)

#define SCB_ICSR              REG32(0xe000ed04u)
#define SCB_ICSR_PENDSTSET    (1u << 26)
#define SCB_VTOR              REG32(0xe000ed08u)
#define SCB_AIRCR             REG32(0xe000ed0cu)
#define SCB_AIRCR_VECTKEY     (0x05fau << 16)
#define SCB_AIRCR_SYSRESETREQ (1u << 2)

#endif
