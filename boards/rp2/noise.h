// noise.h - raw bits of a Pico's ring oscillator.
//
// They are neither independent nor balanced: whoever takes them takes many more than he needs, and
// mixes them.
#ifndef RP2_NOISE_H
#define RP2_NOISE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Fills `raw`, a bit each microsecond, eight to a byte. False: the oscillator is stuck, and what
// was taken is worth nothing.
bool rp2_noise_take(uint8_t *raw, size_t size);

#endif
