// flash.h - a flash chip in a file: blank, copied without its holes, searched.
#ifndef ATTACK_FLASH_H
#define ATTACK_FLASH_H

#include "attack/values.h"
#include "base/diag.h"

// Makes a blank chip; an older file is replaced.
bool flash_blank(struct diag *diag, const char *path, size_t size);

// Writes bytes as a programmer does. False, reported, when they do not fit or cannot be written.
bool flash_write(struct diag *diag, const char *path, size_t offset, struct bytes what);

// Copies a chip; blank stretches stay holes, so that a copy is quick.
bool flash_copy(struct diag *diag, const char *from, const char *to);

// Whether the bytes lie anywhere on the chip. False after an error too: ask `diag`.
bool flash_search(struct diag *diag, const char *path, struct bytes what);

#endif
