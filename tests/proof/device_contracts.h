// device_contracts.h - what a port promises the guard: its flash, its chip, its layout and keys.
#ifndef DEVICE_CONTRACTS_H
#define DEVICE_CONTRACTS_H

// The clauses of a contract are no code to clang-format.
// clang-format off

#include "verify_contracts.h"
#include "mpsec/device.h"

// The largest sector and slot that are counted with: a slot is an object to the prover.
#define SECTOR_MAX 0x100000U
#define SLOT_MAX   0x7f0000U

// The port's functions (assumed.table), and where a layout may put what they work on.
bool flash_program(void *context, uint32_t offset, const uint8_t *bytes, size_t size)
REQUIRES(size <= MPSEC_GRANULE_MAX && __CPROVER_r_ok(bytes, size))
ASSIGNS()
;

bool flash_erase(void *context, uint32_t offset)
ASSIGNS()
;

bool flash_read(void *context, uint32_t offset, uint8_t *out, size_t size)
REQUIRES(__CPROVER_w_ok(out, size))
ASSIGNS_BYTES(out, size)
;

const uint8_t *flash_map(void *context, uint32_t offset, size_t size)
REQUIRES(size > 0 && size <= SLOT_MAX)
ASSIGNS()
ENSURES(RESULT == NULL || __CPROVER_is_fresh(RESULT, size))
;

bool chip_key(uint8_t out[MPSEC_CHIP_KEY_SIZE])
REQUIRES(__CPROVER_w_ok(out, MPSEC_CHIP_KEY_SIZE))
ASSIGNS_BYTES(out, MPSEC_CHIP_KEY_SIZE)
;

#define IS_GRANULE(size)                                                                           \
    ((size) == 1 || (size) == 2 || (size) == 4 || (size) == 8 || (size) == 16 || (size) == 32 ||   \
     (size) == 64 || (size) == 128 || (size) == 256)
#define FLASH_OK(flash)                                                                            \
    (__CPROVER_r_ok(flash, sizeof *(flash)) && IS_GRANULE((flash)->granule) &&                     \
     (flash)->sector_size >= 2 * MPSEC_GRANULE_MAX && (flash)->sector_size <= SECTOR_MAX &&        \
     (flash)->program == flash_program && (flash)->erase == flash_erase &&                         \
     (flash)->read == flash_read && (flash)->map == flash_map)
#define CHIP_OK(chip)                                                                              \
    ((chip) == NULL || (__CPROVER_r_ok(chip, sizeof *(chip)) &&                                    \
                        ((chip)->key == NULL || (chip)->key == chip_key)))
// Two sectors, or a range of this size, that end before the offsets do.
#define SECTORS_AT(offset, flash) ((offset) <= UINT32_MAX - 2 * (flash)->sector_size)
#define RANGE_AT(offset, size)    ((size) <= SLOT_MAX && (offset) <= UINT32_MAX - SLOT_MAX)
#define LAYOUT_OK(layout, flash)                                                                   \
    (RANGE_AT((layout).slots[0], (layout).slot_size) &&                                            \
     RANGE_AT((layout).slots[1], (layout).slot_size) && SECTORS_AT((layout).journal, flash) &&     \
     SECTORS_AT((layout).tally, flash) && SECTORS_AT((layout).receipts, flash) &&                  \
     RANGE_AT((layout).secrets, (layout).secrets_size))
#define DEVICE_HERE(device)                                                                        \
    (__CPROVER_r_ok(device, sizeof *(device)) && FLASH_OK((device)->flash) &&                      \
     CHIP_OK((device)->chip) && LAYOUT_OK((device)->layout, (device)->flash))
#define DEVICE_POLICY_OK(device)                                                                   \
    (KEYS_OK(&(device)->policy) && CLASSES_OK(&(device)->policy) &&                                \
     (device)->policy.key_count <= MPSEC_KEYS_MAX)
#define DEVICE_OK(device) (DEVICE_HERE(device) && DEVICE_POLICY_OK(device))

struct mpsec_device nondet_device(void);
struct mpsec_flash nondet_flash(void);
struct mpsec_chip nondet_chip(void);

#define ANY_FLASH(flash)                                                                           \
    struct mpsec_flash flash = nondet_flash();                                                     \
    flash.program = flash_program;                                                                 \
    flash.erase = flash_erase;                                                                     \
    flash.read = flash_read;                                                                       \
    flash.map = flash_map
// A device of any layout, with a chip of any kind or none, and nothing said of its policy.
#define ANY_DEVICE(device)                                                                         \
    ANY_FLASH(flash_of_it);                                                                        \
    struct mpsec_chip chip_of_it = nondet_chip();                                                  \
    if (chip_of_it.key != NULL) chip_of_it.key = chip_key;                                         \
    struct mpsec_device device = nondet_device();                                                  \
    device.flash = &flash_of_it;                                                                   \
    device.chip = nondet_bool() ? &chip_of_it : NULL

#define LMS_OR_NOT(lms) (nondet_bool() ? (lms) : NULL)
#define ANY_LMS(key) (key).lms = LMS_OR_NOT(lms)
// A table of eight keys, of which any count; for those who only hand it on.
#define SOME_KEYS(policy)                                                                          \
    uint8_t lms[MPSEC_LMS_PUBLIC_SIZE];                                                            \
    struct mpsec_key keys[MPSEC_KEYS_MAX];                                                         \
    ANY_LMS(keys[0]);                                                                              \
    ANY_LMS(keys[1]);                                                                              \
    ANY_LMS(keys[2]);                                                                              \
    ANY_LMS(keys[3]);                                                                              \
    ANY_LMS(keys[4]);                                                                              \
    ANY_LMS(keys[5]);                                                                              \
    ANY_LMS(keys[6]);                                                                              \
    ANY_LMS(keys[7]);                                                                              \
    (policy).keys = keys
// A table of any count, behind whose last key lies nothing.
#define ANY_KEYS(policy)                                                                           \
    SOME_KEYS(policy);                                                                             \
    (policy).keys = LAST_KEYS(keys, policy)
#define ANY_CLASSES(owner, whole)                                                                  \
    (owner).vendor_id = any_part(whole);                                                           \
    (owner).class_id = any_part(whole)

#endif
