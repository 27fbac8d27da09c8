// SPDX-License-Identifier: MIT
// Machine code as compilers made it for upstream's functions, each with what objdump says of it.
#include "audit/facts/registers.h"

#include "scratch.h"

enum { BYTES = 32 };

// A call of mp_vfs_proxy_call(mount, name, 1, &path), by gcc 12.
static const struct {
    enum machine machine;
    unsigned char bytes[BYTES];
    uint64_t start; // of the bytes
    size_t call;    // where the call is among them
    size_t length;
    uint64_t target, argument;
} calls[] = {
    // movs r2, #1; movw r1, #591; add r3, sp, #4; bl
    {MACHINE_THUMB,
     {0x01, 0x22, 0x40, 0xf2, 0x4f, 0x21, 0x01, 0xab, 0xff, 0xf7, 0x72, 0xfd},
     0x1fb54,
     8,
     4,
     0x1f644,
     591},
    // mov.w r1, #506; mov r0, r4; add r3, sp, #4; bl
    {MACHINE_THUMB,
     {0x4f, 0xf4, 0xfd, 0x71, 0x20, 0x46, 0x01, 0xab, 0xff, 0xf7, 0xc4, 0xfd},
     0x1fab0,
     8,
     4,
     0x1f644,
     506},
    // For Cortex-M0+: movs r1, #183; movs r2, #1; movs r0, r4; add r3, sp, #4; lsls r1, r1, #2; bl
    {MACHINE_THUMB,
     {0xb7, 0x21, 0x01, 0x22, 0x20, 0x00, 0x01, 0xab, 0x89, 0x00, 0xff, 0xf7, 0x76, 0xfd},
     0x10024e7a,
     10,
     4,
     0x10024974,
     732},
    // ldr r1, [pc, #4]; bl; and the constant behind
    {MACHINE_THUMB,
     {0x01, 0x49, 0x00, 0xf0, 0x01, 0xf8, 0x00, 0xbf, 0x4f, 0x02, 0x00, 0x00},
     0x1000,
     2,
     4,
     0x1008,
     591},
    // add r3, sp, #4; mov r2, #1; movw r1, #469; mov r0, r4; bl
    {MACHINE_ARM,
     {0x04, 0x30, 0x8d, 0xe2, 0x01, 0x20, 0xa0, 0xe3, 0xd5, 0x11,
      0x00, 0xe3, 0x04, 0x00, 0xa0, 0xe1, 0x2d, 0xfe, 0xff, 0xeb},
     0x10031444,
     16,
     4,
     0x10030d10,
     469},
    // add a3, sp, 12; mv a0, s0; li a2, 1; li a1, 559; jal
    {MACHINE_RISCV,
     {0x74, 0x00, 0x22, 0x85, 0x05, 0x46, 0x93, 0x05, 0xf0, 0x22, 0xef, 0xf0, 0x1f, 0xa8},
     0x80029a46,
     10,
     4,
     0x800294d0,
     559},
    // lui a1, 0x8003a; add a1, a1, -1584; jal
    {MACHINE_RISCV,
     {0xb7, 0xa5, 0x03, 0x80, 0x93, 0x85, 0x05, 0x9d, 0xef, 0x10, 0x40, 0x0d},
     0x80029a38,
     8,
     4,
     0x8002ab14,
     0x800399d0},
    // mov edx, 1; mov esi, 0x240; call
    {MACHINE_X86_64,
     {0xba, 0x01, 0x00, 0x00, 0x00, 0xbe, 0x40, 0x02, 0x00, 0x00, 0xe8, 0x0a, 0xf8, 0xff, 0xff},
     0x432f7a,
     10,
     5,
     0x432793,
     0x240},
};

static struct spot spot_of(struct scratch *scratch, size_t index)
{
    struct image *image = ARENA_NEW(scratch->arena, struct image);
    image->segments = ARENA_NEW(scratch->arena, struct image_segment);
    *image->segments = (struct image_segment){
        .address = calls[index].start, .bytes = calls[index].bytes, .size = BYTES};
    image->segment_count = 1;
    image->word_size = calls[index].machine == MACHINE_X86_64 ? 8 : 4;
    struct spot spot = {calls[index].machine, image, image->segments, calls[index].call};
    return spot;
}

static void call_leads_where_objdump_says(void **state)
{
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
        uint64_t target = 0;
        const struct spot spot = spot_of(*state, i);
        assert_int_equal(spot_call(&spot, &target), calls[i].length);
        assert_true(target == calls[i].target);
        assert_int_equal(spot_jump(&spot, &target), 0);
    }
}

static void second_argument_is_the_constant_before_the_call(void **state)
{
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
        struct constants constants;
        const struct spot spot = spot_of(*state, i);
        bool found = false;
        spot_second_argument(&spot, &constants);
        for (size_t j = 0; j < constants.count; j++) {
            found = found || constants.values[j] == calls[i].argument;
        }
        assert_true(found);
        struct spot start = spot;
        start.at = 0;
        assert_int_equal(spot_count_second(&start, BYTES, calls[i].argument), 1);
        assert_int_equal(spot_count_second(&start, BYTES, calls[i].argument + 1), 0);
    }
}

static void second_argument_of_what_was_computed_is_not_known(void **state)
{
    // movw r1, #591; ldr r1, [r0, #0]; bl
    static const unsigned char bytes[] = {0x40, 0xf2, 0x4f, 0x21, 0x01, 0x68,
                                          0xff, 0xf7, 0x72, 0xfd, 0x00, 0x00};
    struct spot spot = spot_of(*state, 0);
    struct image_segment segment = {.address = 0x1000, .bytes = bytes, .size = sizeof bytes};
    struct constants constants;
    spot.segment = &segment;
    spot.at = 6;
    spot_second_argument(&spot, &constants);
    assert_int_equal(constants.count, 0);
}

// mp_hal_set_interrupt_char(), and what the guard puts in its place.
static void setter_stores_and_stand_in_returns(void **state)
{
    static const struct {
        enum machine machine;
        unsigned char stores[12], returns[5];
    } pairs[] = {
        // ldr r3, [pc, #4]; str r0, [r3]; bx lr
        {MACHINE_THUMB, {0x01, 0x4b, 0x18, 0x60, 0x70, 0x47}, {0x70, 0x47}},
        {MACHINE_ARM,
         {0x04, 0x30, 0x9f, 0xe5, 0x00, 0x00, 0x83, 0xe5, 0x1e, 0xff, 0x2f, 0xe1},
         {0x1e, 0xff, 0x2f, 0xe1}},
        // lui a5, 0x80400; sw a0, 104(a5); ret
        {MACHINE_RISCV, {0xb7, 0x07, 0x40, 0x80, 0x23, 0xa4, 0xa7, 0x06, 0x82, 0x80}, {0x82, 0x80}},
        {MACHINE_X86_64, {0}, {0xf3, 0x0f, 0x1e, 0xfa, 0xc3}},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        struct spot spot = spot_of(*state, 0);
        struct image_segment segment = {.bytes = pairs[i].stores, .size = sizeof pairs[i].stores};
        spot.machine = pairs[i].machine;
        spot.segment = &segment;
        spot.at = 0;
        assert_false(spot_returns(&spot));
        assert_true(spot_stores_argument(&spot) == (spot.machine != MACHINE_X86_64));
        segment =
            (struct image_segment){.bytes = pairs[i].returns, .size = sizeof pairs[i].returns};
        assert_true(spot_returns(&spot));
        assert_false(spot_stores_argument(&spot));
    }
}

// The guard's stand-in hands the character on to what only returns where there is no prompt.
static void follow_goes_through_what_only_passes_on(void **state)
{
    static const struct {
        enum machine machine;
        unsigned char bytes[8];
        uint64_t target;
    } forms[] = {
        {MACHINE_THUMB, {0x15, 0xf0, 0x2d, 0xbe}, 0x15ccc - 0x6e},             // b.w
        {MACHINE_THUMB, {0x10, 0xb5, 0x00, 0xf0, 0x03, 0xf8, 0x10, 0xbd}, 12}, // push, bl, pop
        {MACHINE_RISCV, {0x01, 0xa8}, 16},                                     // c.j
        {MACHINE_X86_64, {0xe9, 0x0b, 0x00, 0x00, 0x00}, 16},
    };
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        struct spot spot = spot_of(*state, 0);
        struct image_segment segments[] = {
            {.address = 0, .bytes = forms[i].bytes, .size = sizeof forms[i].bytes},
            {.address = forms[i].target, .bytes = (const unsigned char *)"\x70\x47", .size = 2}};
        struct image image = {.word_size = 4, .segments = segments, .segment_count = 2};
        spot = (struct spot){forms[i].machine, &image, segments, 0};
        assert_true(spot_follow(&spot));
        assert_true(spot_address(&spot) == forms[i].target);
        assert_false(spot_follow(&spot));
    }
}

// What follows the call of mp_init in a hook, where it begins, and what stays inside a function.
static void a_function_begins_and_ends_at_an_edge(void **state)
{
    (void)state;
    static const struct {
        enum machine machine;
        unsigned char bytes[8];
        bool edge;
    } rows[] = {
        {MACHINE_THUMB, {0xbd, 0xe8, 0x08, 0x40}, true},        // ldmia.w sp!, {r3, lr}
        {MACHINE_THUMB, {0x00, 0xf0, 0x86, 0xb8}, true},        // b.w
        {MACHINE_THUMB, {0x10, 0xbd}, true},                    // pop {r4, pc}
        {MACHINE_THUMB, {0x08, 0xb5}, true},                    // push {r3, lr}
        {MACHINE_THUMB, {0x70, 0x47}, true},                    // bx lr
        {MACHINE_THUMB, {0x2d, 0xe9, 0xf0, 0x41}, true},        // stmdb sp!, {r4-r8, lr}
        {MACHINE_THUMB, {0x00, 0xf0, 0x91, 0xf8}, false},       // bl
        {MACHINE_THUMB, {0xaa, 0x22}, false},                   // movs r2, #170
        {MACHINE_THUMB, {0x10, 0xb1}, false},                   // cbz r0
        {MACHINE_ARM, {0x10, 0x80, 0xbd, 0xe8}, true},          // pop {r4, pc}
        {MACHINE_ARM, {0x10, 0x40, 0xbd, 0xe8}, true},          // pop {r4, lr}
        {MACHINE_ARM, {0x04, 0xf0, 0x9d, 0xe4}, true},          // pop {pc}
        {MACHINE_ARM, {0x04, 0xe0, 0x2d, 0xe5}, true},          // push {lr}
        {MACHINE_ARM, {0x01, 0x20, 0xa0, 0xe3}, false},         // mov r2, #1
        {MACHINE_RISCV, {0xb2, 0x40}, true},                    // lw ra, 12(sp)
        {MACHINE_RISCV, {0x41, 0x11}, true},                    // add sp, sp, -16
        {MACHINE_RISCV, {0x6f, 0xe0, 0x9f, 0xe4}, true},        // j
        {MACHINE_RISCV, {0x41, 0x01}, false},                   // add sp, sp, 16
        {MACHINE_RISCV, {0x13, 0x06, 0xa0, 0x0a}, false},       // li a2, 170
        {MACHINE_X86_64, {0xe9, 0x75, 0xf0, 0xff, 0xff}, true}, // jmp
        {MACHINE_X86_64, {0xc3}, true},                         // ret
        {MACHINE_X86_64, {0xf3, 0x0f, 0x1e, 0xfa}, true},       // endbr64
        {MACHINE_X86_64, {0x58}, false},                        // pop rax
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct image_segment segment = {
            .address = 0x10000, .bytes = rows[i].bytes, .size = sizeof rows[i].bytes};
        const struct image image = {.word_size = rows[i].machine == MACHINE_X86_64 ? 8 : 4,
                                    .segments = &segment,
                                    .segment_count = 1};
        const struct spot spot = {rows[i].machine, &image, &segment, 0};
        assert_int_equal(spot_begins(&spot) || spot_ends(&spot), rows[i].edge);
    }
}

// As objdump has them.
static void an_instruction_of_x86_is_as_long_as_it_is(void **state)
{
    static const struct {
        unsigned char bytes[12];
        size_t length;
    } rows[] = {
        {{0x58}, 1},                                        // pop rax
        {{0xbe, 0xba, 0, 0, 0}, 5},                         // mov esi, 186
        {{0x48, 0xb8, 1, 2, 3, 4, 5, 6, 7, 8}, 10},         // mov rax, imm64
        {{0x48, 0x8d, 0x3d, 0x17, 0xea, 0x24, 0}, 7},       // lea rdi, [rip + ...]
        {{0xff, 0x54, 0xc7, 0x18}, 4},                      // call [rdi + rax*8 + 24]
        {{0xff, 0x14, 0xc5, 0xc8, 0x0b, 0x42, 0}, 7},       // call [rax*8 + ...]
        {{0x48, 0xc7, 0x44, 0x24, 0x78, 0x32, 0, 0, 0}, 9}, // mov [rsp + 120], 50
        {{0x66, 0xc7, 0x05, 1, 0, 0, 0, 1, 0}, 9},          // mov word [rip + ...], 1
        {{0x0f, 0xb6, 0x05, 0x55, 0x53, 2, 0}, 7},          // movzx eax, [rip + ...]
        {{0x0f, 0x84, 1, 0, 0, 0}, 6},                      // je
        {{0xf7, 0xc7, 1, 0, 0, 0}, 6},                      // test edi, 1
        {{0xf7, 0xdf}, 2},                                  // neg edi
        {{0x06}, 0},                                        // none in 64 bits
        {{0xf4}, 0},                                        // hlt: not understood
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_int_equal(x86_length(rows[i].bytes, sizeof rows[i].bytes), rows[i].length);
        for (size_t left = 0; left < rows[i].length; left++) {
            assert_int_equal(x86_length(rows[i].bytes, left), 0);
        }
    }
}

// mp_init stores `__main__` (170) under `__name__` (186).
static void two_arguments_are_read_before_the_call(void **state)
{
    static const struct {
        enum machine machine;
        unsigned char bytes[24];
        size_t call;
    } rows[] = {
        {MACHINE_THUMB, {0xaa, 0x22, 0xba, 0x21, 0x30, 0x46, 0x03, 0xf0, 0x21, 0xfd}, 6},
        // For Cortex-M0+: movs r2, #85; movs r1, #93; lsls r2, r2, #1; lsls r1, r1, #1
        {MACHINE_THUMB,
         {0x55, 0x22, 0x5d, 0x21, 0x52, 0x00, 0x49, 0x00, 0x30, 0x00, 0xf7, 0xf7, 0x06, 0xfb},
         10},
        {MACHINE_ARM, {0xaa, 0x20, 0xa0, 0xe3, 0xba, 0x10, 0xa0, 0xe3, 0x00, 0x00, 0x00, 0xeb}, 8},
        {MACHINE_RISCV,
         {0x13, 0x06, 0xa0, 0x0a, 0x93, 0x05, 0xa0, 0x0b, 0xef, 0x40, 0xc0, 0x7f},
         8},
        {MACHINE_X86_64,
         {0xba, 0xaa, 0x00, 0x00, 0x00, 0x48, 0x89, 0xdf, 0xbe, 0xbb, 0x00, 0x00, 0x00, 0xe8},
         13},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct image_segment segment = {
            .address = 0x10000, .bytes = rows[i].bytes, .size = sizeof rows[i].bytes};
        const struct image image = {.word_size = rows[i].machine == MACHINE_X86_64 ? 8 : 4,
                                    .segments = &segment,
                                    .segment_count = 1};
        const struct spot spot = {rows[i].machine, &image, &segment, rows[i].call};
        const uint64_t second = rows[i].machine == MACHINE_X86_64 ? 187 : 186;
        assert_true(spot_hands(&spot, second, 170));
        assert_false(spot_hands(&spot, 170, second));
        assert_false(spot_hands(&spot, second, 171));
    }
}

// Every place of every stretch of code, to its last byte: the sanitizers watch.
static void no_place_reads_past_the_end(void **state)
{
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
        struct spot spot = spot_of(*state, i);
        for (size_t size = 1; size <= BYTES; size++) {
            unsigned char *bytes = malloc(size);
            struct image_segment segment = {.address = 0x1000, .bytes = bytes, .size = size};
            memcpy(bytes, calls[i].bytes, size);
            spot.segment = &segment;
            for (spot.at = 0; spot.at < size; spot.at++) {
                uint64_t target;
                struct constants constants;
                (void)spot_call(&spot, &target);
                (void)spot_jump(&spot, &target);
                struct spot other = spot;
                (void)spot_follow(&other);
                (void)spot_returns(&spot);
                (void)spot_stores_argument(&spot);
                spot_second_argument(&spot, &constants);
                (void)spot_count_second(&spot, BYTES, 591);
                (void)spot_begins(&spot);
                (void)spot_ends(&spot);
                (void)spot_length(&spot);
                (void)spot_hands(&spot, 591, 1);
            }
            free(bytes);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(call_leads_where_objdump_says),
        SCRATCH_TEST(second_argument_is_the_constant_before_the_call),
        SCRATCH_TEST(second_argument_of_what_was_computed_is_not_known),
        SCRATCH_TEST(setter_stores_and_stand_in_returns),
        SCRATCH_TEST(follow_goes_through_what_only_passes_on),
        SCRATCH_TEST(a_function_begins_and_ends_at_an_edge),
        SCRATCH_TEST(an_instruction_of_x86_is_as_long_as_it_is),
        SCRATCH_TEST(two_arguments_are_read_before_the_call),
        SCRATCH_TEST(no_place_reads_past_the_end),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
