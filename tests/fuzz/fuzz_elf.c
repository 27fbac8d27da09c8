// SPDX-License-Identifier: MIT
// fuzz_elf.c - no bytes make the reader of ELF files crash, and what it accepts is in order.
#include "build/elf.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO_ARENA arena = arena_new();
    struct elf elf;
    if (elf_parse(arena, data, size, &elf) != ELF_PARSED) {
        return 0;
    }
    for (size_t i = 0; i < elf.symbol_count; i++) {
        const struct elf_symbol *symbol = &elf.symbols[i];
        if ((i > 0 && strcmp(elf.symbols[i - 1].name, symbol->name) > 0) ||
            elf_find_exact(&elf, symbol->name) == NULL) {
            abort();
        }
        const size_t wanted = symbol->size < ELF_SIZE_MAX ? (size_t)symbol->size : 0;
        const unsigned char *bytes = elf_bytes(&elf, symbol->address, wanted);
        if (bytes != NULL && wanted > 0) {
            volatile unsigned char last = bytes[wanted - 1]; // within the file, says ASan
            (void)last;
        }
    }
    return 0;
}
