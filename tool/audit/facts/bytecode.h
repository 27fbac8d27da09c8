// bytecode.h - one function of frozen code, as MicroPython 1.19 and later lay it out (.mpy version
// 6): where its parts are, and its instructions one by one.
#ifndef AUDIT_FACTS_BYTECODE_H
#define AUDIT_FACTS_BYTECODE_H

#include "audit/load/image.h"

// Instructions that the audit looks at; the rest it steps over. Source: py/bc0.h.
enum opcode {
    OP_LOAD_CONST_STRING = 0x10,
    OP_LOAD_METHOD = 0x14,
    OP_STORE_NAME = 0x16,
    OP_STORE_GLOBAL = 0x17,
    OP_STORE_ATTR = 0x18,
    OP_MAKE_CLOSURE = 0x20,
    OP_MAKE_CLOSURE_DEFARGS = 0x21,
    OP_LOAD_CONST_NUMBER = 0x22,
    OP_LOAD_CONST_OBJ = 0x23,
    OP_MAKE_FUNCTION = 0x32,
    OP_MAKE_FUNCTION_DEFARGS = 0x33,
    OP_CALL_METHOD = 0x36,
    OP_STORE_MAP = 0x62,
    OP_LOAD_SMALL = 0x70, // and 63 behind it: the numbers from -16 on
    OP_LOAD_SMALL_LAST = 0xaf,
    OP_LOAD_SMALL_BIAS = 16,
};

struct instruction {
    uint8_t code;
    uint64_t argument; // an index, or a count; 0: it has none
    int64_t number;    // that the instruction itself loads; else 0
    bool last;         // nothing behind it belongs to the function
};

// What stands in front of the instructions.
struct prelude {
    size_t positional, keyword_only; // arguments
    bool rest, rest_keywords;        // *args, **kwargs
    uint64_t names; // address of the indexes of names: the function's, then arguments
    uint64_t instructions;
};

// A place between instructions. It fails for good at the first byte that is not there.
struct code {
    const struct image *image;
    uint64_t at;
    uint64_t furthest; // where the code before jumps to
    bool failed;
};

// False when the image ends before the prelude does.
bool prelude_read(const struct image *image, uint64_t address, struct prelude *out);

// A number of seven bits a byte, the highest first.
uint64_t code_number(struct code *code);

// The next instruction; false behind the end of the image.
bool code_next(struct code *code, struct instruction *out);

#endif
