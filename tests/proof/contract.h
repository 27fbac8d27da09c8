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

// Where a span begins and ends in its object, in numbers that cannot wrap on a 32-bit device. Sets
// of bytes are compared by these two and nowhere by a difference: an end that stays the same is one
// equation to the prover, where sums of sizes would have to be added up anew in every step.
#define FIRST(pointer)      ((uint64_t)__CPROVER_POINTER_OFFSET(pointer))
#define END(pointer, bytes) (FIRST(pointer) + (bytes))

// `inner` is empty or can be read and lies within the `bytes` from `start`.
#define WITHIN(inner, start, bytes)                                                               \
    ((inner).size == 0 ||                                                                         \
     (__CPROVER_r_ok((inner).data, (inner).size) && __CPROVER_same_object((inner).data, start) && \
      FIRST((inner).data) >= FIRST(start) &&                                                      \
      END((inner).data, (inner).size) <= END(start, bytes)))
#define INSIDE(inner, outer) WITHIN(inner, (outer).data, (outer).size)
// `later` is what is left of the `bytes` from `start`, all of them or the last ones.
#define LEFT_OF(later, start, bytes)                                                               \
    ((later).size <= (bytes) &&                                                                    \
     ((later).size == 0 ||                                                                         \
      (__CPROVER_r_ok((later).data, (later).size) && __CPROVER_same_object((later).data, start) && \
       FIRST((later).data) >= FIRST(start) &&                                                      \
       END((later).data, (later).size) == END(start, bytes))))

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
