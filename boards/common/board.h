// board.h - the hardware of a board: clock, console, flash, chip, reset.
//
// Nothing here knows MicroPython. hal.h joins these functions to it.
#ifndef BOARD_H
#define BOARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifndef BOARD_CPU_HZ // what is no MPS2-AN385 says it to the compiler
#define BOARD_CPU_HZ 25000000u
#endif

// Starts the clock and takes over the interrupt vectors. Call once, before anything else here.
void board_init(void);

// Milliseconds and microseconds since board_init(). Both wrap around.
uint32_t board_ticks_ms(void);
uint32_t board_ticks_us(void);
uint64_t board_uptime_us(void);

// Sleeps until the next interrupt, which is at most one millisecond away.
void board_idle(void);

// Resets the whole device, as the reset button would.
void board_reset(void) __attribute__((noreturn));

// Masks interrupts and returns what board_irq_restore() needs to undo it.
uint32_t board_irq_disable(void);
void board_irq_restore(uint32_t state);

// What the console calls, in the interrupt, with each byte that arrives. It returns true if it
// used the byte up; the byte is then not kept for board_console_read().
typedef bool board_console_filter(uint8_t byte);

// Starts receiving. `filter` may be NULL.
void board_console_init(board_console_filter *filter);

// Returns the oldest byte that was received and not yet read, or -1 if there is none.
// When nobody reads, new bytes are dropped and the old ones stay.
int board_console_read(void);
bool board_console_is_readable(void);

// Sends, past whatever MicroPython does with its output.
void board_console_write(const char *text, size_t size);

// What a typical chip has and this emulated one has not, lent by a file of the host
// (qemu-arm/README.md): an identity and a key, which stand for fuses, and noise, which stands for a
// random number generator and has to be fresh at each start. Whoever reads memory reads them.
// False: no file was given.
enum { BOARD_CHIP_ID_SIZE = 16, BOARD_CHIP_KEY_SIZE = 32, BOARD_CHIP_NOISE_SIZE = 32 };
bool board_chip_id(uint8_t out[BOARD_CHIP_ID_SIZE]);
bool board_chip_key(uint8_t out[BOARD_CHIP_KEY_SIZE]);
bool board_chip_noise(uint8_t out[BOARD_CHIP_NOISE_SIZE]);

// The flash behaves as NOR does: erasing sets a sector to 0xff, programming only clears bits.
// Each returns false, and changes nothing, if the range is not inside the flash or, for
// erasing, not made of whole sectors.
bool board_flash_read(uint32_t offset, uint8_t *out, size_t size);
bool board_flash_program(uint32_t offset, const uint8_t *bytes, size_t size);
bool board_flash_erase(uint32_t offset, size_t size);

#endif
