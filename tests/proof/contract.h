// contract.h - the words that contracts and harnesses are written in. Read by CBMC only.
#ifndef CONTRACT_H
#define CONTRACT_H

#include "mpsec/bytes.h"

#include <stdlib.h>

#define REQUIRES(condition)          __CPROVER_requires(condition)
#define ENSURES(condition)           __CPROVER_ensures(condition)
#define ASSIGNS(...)                 __CPROVER_assigns(__VA_ARGS__)
#define ASSIGNS_BYTES(pointer, size) ASSIGNS(__CPROVER_object_upto(pointer, size))
#define OLD(value)                   __CPROVER_old(value)
#define RESULT                       __CPROVER_return_value

// The same address, told so that the prover also learns which object it points into.
#define SAME(pointer, other) __CPROVER_pointer_equals(pointer, other)

// What mpsec/bytes.h promises of a span: `size` bytes can be read, or it is empty.
#define READABLE(span) ((span).size == 0 || __CPROVER_r_ok((span).data, (span).size))

// `inner` is empty or lies within the `bytes` from `start`, in numbers.
#define WITHIN(inner, start, bytes)                                                \
    ((inner).size == 0 ||                                                          \
     ((inner).size <= (bytes) && __CPROVER_same_object((inner).data, start) &&     \
      __CPROVER_POINTER_OFFSET((inner).data) >= __CPROVER_POINTER_OFFSET(start) && \
      __CPROVER_POINTER_OFFSET((inner).data) - __CPROVER_POINTER_OFFSET(start) <=  \
          (__CPROVER_ssize_t)((bytes) - (inner).size)))
#define INSIDE(inner, outer) WITHIN(inner, (outer).data, (outer).size)
// The same as a conclusion that callers build on: they learn the object as well.
#define LIES_INSIDE(inner, outer)                                 \
    ((inner).size == 0 ||                                         \
     ((inner).size <= (outer).size &&                             \
      __CPROVER_pointer_in_range_dfcc((outer).data, (inner).data, \
                                      (outer).data + ((outer).size - (inner).size))))

// Any value, chosen by the adversary.
struct mpsec_span nondet_span(void);
size_t nondet_size(void);
uint8_t nondet_u8(void);
uint16_t nondet_u16(void);
uint32_t nondet_u32(void);
_Bool nondet_bool(void);

// Any object of less than 8 GiB, more than the largest image the format can tell the size of; of
// less than 8 MiB in the memory of a 32-bit device (scripts/prove without --host).
#define SIZE_BITS (sizeof(size_t) == 8 ? 33 : 23)
static inline struct mpsec_span any_object(void)
{
    struct mpsec_span whole;
    whole.size = nondet_size();
    __CPROVER_assume(whole.size >> SIZE_BITS == 0);
    uint8_t *bytes = malloc(whole.size);
    __CPROVER_assume(bytes != NULL);
    whole.data = bytes;
    return whole;
}

// Any piece of it; an empty one may point anywhere.
static inline struct mpsec_span any_part(struct mpsec_span whole)
{
    struct mpsec_span part = nondet_span();
    if (part.size > 0) {
        const size_t offset = nondet_size();
        __CPROVER_assume(part.size <= whole.size && offset <= whole.size - part.size);
        part.data = whole.data + offset;
    }
    return part;
}

#define ANY_SPAN()   any_part(any_object())
#define ANY_READER() ((struct mpsec_reader){.rest = ANY_SPAN(), .failed = nondet_bool()})

#endif
