// library_contracts.h - what the door takes of the C library (assumed.table).
#ifndef LIBRARY_CONTRACTS_H
#define LIBRARY_CONTRACTS_H

// The clauses of a contract are no code to clang-format.
// clang-format off

#include "unlock_contracts.h"

#define IS_BLANK(door)                                                                             \
    ((door)->scopes == 0 && !(door)->outstanding && (door)->fill == 0 && !(door)->too_long)

void *memcpy(void *restrict to, const void *restrict from, size_t size)
REQUIRES(__CPROVER_w_ok(to, size) && __CPROVER_r_ok(from, size))
ASSIGNS_BYTES(to, size)
ENSURES(any_byte >= size || ((const uint8_t *)to)[any_byte] == ((const uint8_t *)from)[any_byte])
;

// Of what it wipes, told is what somebody asks for.
void *memset(void *to, int value, size_t size)
REQUIRES(__CPROVER_w_ok(to, size))
ASSIGNS_BYTES(to, size)
ENSURES(value != 0 || size < sizeof(struct mpsec_unlock) || IS_BLANK((struct mpsec_unlock *)to))
;

#endif
