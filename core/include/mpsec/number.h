// mpsec/number.h - numbers at places whose size was checked already.
//
// Unaligned. A reader (bytes.h) is for everything whose size is not known yet.
#ifndef MPSEC_NUMBER_H
#define MPSEC_NUMBER_H

#include <stdint.h>

static inline uint16_t mpsec_get_u16(const uint8_t *bytes)
{
    return (uint16_t)(bytes[0] | bytes[1] << 8);
}

static inline uint32_t mpsec_get_u32(const uint8_t *bytes)
{
    return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 |
           (uint32_t)bytes[3] << 24;
}

static inline uint32_t mpsec_get_u32_big(const uint8_t *bytes)
{
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 |
           (uint32_t)bytes[3];
}

#endif
