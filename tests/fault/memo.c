// SPDX-License-Identifier: MIT
#include "memo.h"

#define MBEDTLS_ALLOW_PRIVATE_ACCESS // the state of SHA-256 is read
#include <mbedtls/sha256.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// The device's own source, p256-m included, because its arithmetic is static.
#include <p256.c>

enum {
    SLOTS = 1 << 17, // answers that are kept, a power of two
    NUMBER = 32,     // bytes of a number
    MODULUS = sizeof(m256_mod),
    ARGUMENTS_MAX = 6,
    FUNCTIONS_MAX = 16,
};

struct answer {
    uint64_t key[2]; // 0, 0: free
    uint8_t bytes[2][NUMBER];
};

struct memo {
    struct symbol entries[FUNCTIONS_MAX];
    const struct function *kinds[FUNCTIONS_MAX];
    size_t count;
    struct answer *answers;
};

// Does what a function does, from the registers at its call; r0 is its result. False: an argument
// points to nothing.
typedef bool (*memo_whole)(struct memo *memo, const struct engine *engine, uint32_t r[4]);

// ----------------------------------------------------------------------- kept answers

struct key {
    uint64_t a, b;
};

static void key_add(struct key *key, const void *bytes, size_t size)
{
    const uint8_t *from = bytes;
    for (size_t i = 0; i + 4 <= size; i += 4) {
        uint32_t word = 0;
        memcpy(&word, from + i, sizeof word);
        key->a = (key->a ^ word) * 0x9e3779b97f4a7c15U;
        key->a ^= key->a >> 29;
        key->b = (key->b + word) * 0xc2b2ae3d27d4eb4fU;
        key->b ^= key->b >> 31;
    }
}

// The place of an answer. *known: it is already there.
static struct answer *find_answer(struct memo *memo, const struct key *key, bool *known)
{
    struct answer *slot = &memo->answers[key->a >> 8 & (SLOTS - 1U)];
    *known = slot->key[0] == key->a && slot->key[1] == key->b;
    slot->key[0] = key->a;
    slot->key[1] = key->b;
    return slot;
}

// --------------------------------------------------------------------- whole functions

static bool whole_expected_r(struct memo *memo, const struct engine *engine, uint32_t r[4])
{
    const uint8_t *point = engine_at(engine, r[0], MPSEC_P256_POINT_SIZE, false);
    const uint8_t *digest = engine_at(engine, r[1], MPSEC_SHA256_SIZE, false);
    const uint8_t *signature = engine_at(engine, r[2], MPSEC_P256_SIGNATURE_SIZE, false);
    uint8_t *out = engine_at(engine, r[3], NUMBER, true);
    if (point == NULL || digest == NULL || signature == NULL || out == NULL) {
        return false;
    }
    struct key key = {11, 13};
    key_add(&key, point, MPSEC_P256_POINT_SIZE);
    key_add(&key, digest, MPSEC_SHA256_SIZE);
    key_add(&key, signature, MPSEC_P256_SIGNATURE_SIZE);
    bool known = false;
    struct answer *answer = find_answer(memo, &key, &known);
    if (!known) {
        mpsec_p256_expected_r(point, digest, signature, answer->bytes[0]);
    }
    memcpy(out, answer->bytes[0], NUMBER);
    return true;
}

static bool whole_verify(struct memo *memo, const struct engine *engine, uint32_t r[4])
{
    const uint8_t *signature = engine_at(engine, r[0], MPSEC_P256_SIGNATURE_SIZE, false);
    const uint8_t *point = engine_at(engine, r[1], MPSEC_P256_POINT_SIZE, false);
    const uint8_t *digest = engine_at(engine, r[2], r[3], false);
    if (point == NULL || digest == NULL || signature == NULL) {
        return false;
    }
    struct key key = {17, 19 + r[3]};
    key_add(&key, point, MPSEC_P256_POINT_SIZE);
    key_add(&key, digest, r[3]);
    key_add(&key, signature, MPSEC_P256_SIGNATURE_SIZE);
    bool known = false;
    struct answer *answer = find_answer(memo, &key, &known);
    if (!known) {
        const int result = p256_ecdsa_verify(signature, point, digest, r[3]);
        memcpy(answer->bytes[0], &result, sizeof result);
    }
    memcpy(&r[0], answer->bytes[0], sizeof r[0]);
    return true;
}

static bool whole_sha256(struct memo *memo, const struct engine *engine, uint32_t r[4])
{
    (void)memo;
    const uint8_t *parts = r[1] > 64 ? NULL : engine_at(engine, r[0], (size_t)8 * r[1], false);
    uint8_t *out = engine_at(engine, r[2], MPSEC_SHA256_SIZE, true);
    struct mpsec_sha256_state state;
    if (parts == NULL || out == NULL) {
        return false;
    }
    mpsec_sha256_start(&state);
    for (uint32_t i = 0; i < r[1]; i++) {
        uint32_t part[2];
        memcpy(part, parts + (size_t)8 * i, sizeof part);
        const uint8_t *bytes = part[1] == 0 ? NULL : engine_at(engine, part[0], part[1], false);
        if (bytes == NULL && part[1] != 0) {
            return false;
        }
        mpsec_sha256_add(&state, (struct mpsec_span){bytes, part[1]});
    }
    mpsec_sha256_finish(&state, out);
    return true;
}

static bool whole_copy(struct memo *memo, const struct engine *engine, uint32_t r[4])
{
    (void)memo;
    uint8_t *to = engine_at(engine, r[0], r[2], true);
    const uint8_t *from = engine_at(engine, r[1], r[2], false);
    if (r[2] != 0 && (to == NULL || from == NULL)) {
        return false;
    }
    for (uint32_t i = 0; i < r[2]; i++) { // overlapping or not, byte by byte as the device
        to[i] = from[i];
    }
    return true;
}

static bool fill(const struct engine *engine, uint32_t at, uint8_t value, uint32_t size)
{
    uint8_t *to = engine_at(engine, at, size, true);
    if (to != NULL) {
        memset(to, value, size);
    }
    return to != NULL || size == 0;
}

static bool whole_fill(struct memo *memo, const struct engine *engine, uint32_t r[4])
{
    (void)memo;
    return fill(engine, r[0], (uint8_t)r[1], r[2]);
}

static bool whole_zero(struct memo *memo, const struct engine *engine, uint32_t r[4])
{
    (void)memo;
    return fill(engine, r[0], 0, r[1]);
}

static bool whole_crc(struct memo *memo, const struct engine *engine, uint32_t r[4])
{
    (void)memo;
    const uint8_t *bytes = engine_at(engine, r[0], r[1], false);
    uint32_t crc = UINT32_MAX;
    if (bytes == NULL) {
        return false;
    }
    for (uint32_t i = 0; i < r[1]; i++) {
        crc ^= bytes[i];
        for (int bit = 0; bit < 8; bit++) {
            crc = crc >> 1 ^ ((crc & 1U) != 0 ? 0xedb88320U : 0);
        }
    }
    r[0] = ~crc;
    return true;
}

static bool whole_divide(struct memo *memo, const struct engine *engine, uint32_t r[4])
{
    (void)memo;
    (void)engine;
    if (r[1] == 0) {
        return false; // the library has a handler for it, which nothing here is
    }
    r[0] /= r[1];
    return true;
}

// What a function is given and gives, by argument: i a number in, o a number out, m a modulus, s a
// state of SHA-256, d its block. A function with `whole` is done by that instead.
struct function {
    const char *name;
    const char *arguments;
    unsigned registers; // of the first four, how many it is given
    bool kept;
    memo_whole whole;
};

static const struct function functions[] = {
    {"scalar_mult", "ooiii", 4, true, NULL},
    {"add_multiples", "oiiii", 4, true, NULL},
    {"m256_inv", "oim", 3, true, NULL},
    {"m256_mul", "oiim", 4, false, NULL},
    {"point_add_or_double_leaky", "ooiiii", 4, true, NULL},
    {"mbedtls_internal_sha256_process", "sd", 2, false, NULL},
    {"mpsec_p256_expected_r", "", 4, true, whole_expected_r},
    {"p256_ecdsa_verify", "", 4, true, whole_verify},
    {"mpsec_sha256", "", 3, false, whole_sha256},
    {"memcpy", "", 3, false, whole_copy},
    {"memset", "", 3, false, whole_fill},
    {"mbedtls_platform_zeroize", "", 2, false, whole_zero},
    {"crc32", "", 2, false, whole_crc},
    {"__udivsi3", "", 2, false, whole_divide},
};
enum { FUNCTIONS = sizeof functions / sizeof *functions };

struct memo *memo_make(const struct firmware *firmware, enum memo_depth depth)
{
    struct memo *memo = calloc(1, sizeof *memo);
    if (memo == NULL) {
        return NULL;
    }
    memo->answers = calloc(SLOTS, sizeof *memo->answers);
    for (size_t i = 0; i < FUNCTIONS; i++) {
        const struct symbol *symbol = firmware_symbol(firmware, functions[i].name);
        if (symbol != NULL && (depth == MEMO_WHOLE || functions[i].whole == NULL)) {
            memo->kinds[memo->count] = &functions[i];
            memo->entries[memo->count++] = *symbol;
        }
    }
    // Without these two a run takes minutes, and the compiler has renamed what it made of them.
    if (memo->answers == NULL || firmware_symbol(firmware, "m256_mul") == NULL ||
        firmware_symbol(firmware, "mbedtls_internal_sha256_process") == NULL) {
        (void)fprintf(stderr, "the firmware lacks a function of the cryptography\n");
        memo_free(memo);
        return NULL;
    }
    return memo;
}

void memo_free(struct memo *memo)
{
    if (memo != NULL) {
        free(memo->answers);
        free(memo);
    }
}

size_t memo_count(const struct memo *memo)
{
    return memo->count;
}

uint32_t memo_entry(const struct memo *memo, size_t index)
{
    return memo->entries[index].at;
}

bool memo_is_entry(const struct memo *memo, uint32_t at)
{
    for (size_t i = 0; i < memo->count; i++) {
        if (memo->entries[i].at == at) {
            return true;
        }
    }
    return false;
}

unsigned memo_registers(const struct memo *memo, uint32_t entry)
{
    for (size_t i = 0; i < memo->count; i++) {
        if (memo->entries[i].at == entry) {
            return memo->kinds[i]->registers;
        }
    }
    return 4;
}

bool memo_covers(const struct memo *memo, uint32_t at)
{
    for (size_t i = 0; i < memo->count; i++) {
        if (at >= memo->entries[i].at && at - memo->entries[i].at < memo->entries[i].size) {
            return true;
        }
    }
    return false;
}

// ------------------------------------------------------------------------------------ a call

struct call {
    const struct function *function;
    uint32_t pointers[ARGUMENTS_MAX];
    uint32_t numbers[4][8];
    m256_mod modulus;
    mbedtls_sha256_context state;
    uint8_t block[64];
};

static bool read_pointers(const struct engine *engine, struct call *call)
{
    struct cpu cpu;
    engine_read(engine, &cpu);
    const uint8_t *stack = engine_at(engine, cpu.r[13], 8, false);
    memcpy(call->pointers, cpu.r, 4 * sizeof(uint32_t));
    if (strlen(call->function->arguments) > 4) {
        if (stack == NULL) {
            return false;
        }
        memcpy(call->pointers + 4, stack, 2 * sizeof(uint32_t));
    }
    return true;
}

static bool read_argument(const struct engine *engine, struct call *call, size_t i, size_t *numbers)
{
    const uint32_t at = call->pointers[i];
    void *to = NULL;
    size_t size = 0;
    switch (call->function->arguments[i]) {
    case 'o':
        return engine_at(engine, at, NUMBER, true) != NULL;
    case 'i':
        to = call->numbers[(*numbers)++];
        size = NUMBER;
        break;
    case 'm':
        to = &call->modulus;
        size = MODULUS;
        break;
    case 's':
        to = &call->state;
        size = sizeof call->state;
        break;
    default:
        to = call->block;
        size = sizeof call->block;
        break;
    }
    // A state is read and written; that it was read counts.
    const uint8_t *from =
        call->function->arguments[i] == 's' && engine_at(engine, at, size, true) == NULL
            ? NULL
            : engine_at(engine, at, size, false);
    if (from != NULL) {
        memcpy(to, from, size);
    }
    return from != NULL;
}

static bool read_call(const struct memo *memo, const struct engine *engine, uint32_t entry,
                      struct call *call)
{
    memset(call, 0, sizeof *call);
    for (size_t i = 0; i < memo->count; i++) {
        if (memo->entries[i].at == entry) {
            call->function = memo->kinds[i];
        }
    }
    if (call->function == NULL || !read_pointers(engine, call)) {
        return false;
    }
    size_t numbers = 0;
    for (size_t i = 0; call->function->arguments[i] != '\0'; i++) {
        if (!read_argument(engine, call, i, &numbers)) {
            return false;
        }
    }
    return true;
}

static void compute(struct call *call, uint8_t out[2][NUMBER])
{
    uint32_t first[8] = {0};
    uint32_t second[8] = {0};
    uint32_t(*n)[8] = call->numbers;
    switch (call->function->name[0] == 'm' ? call->function->name[5] : call->function->name[0]) {
    case 's':
        scalar_mult(first, second, n[0], n[1], n[2]);
        break;
    case 'a':
        add_multiples(first, n[0], n[1], n[2], n[3]);
        break;
    case 'p':
        point_add_or_double_leaky(first, second, n[0], n[1], n[2], n[3]);
        break;
    case 'i':
        m256_inv(first, n[0], &call->modulus);
        break;
    default:
        m256_mul(first, n[0], n[1], &call->modulus);
        break;
    }
    memcpy(out[0], first, NUMBER);
    memcpy(out[1], second, NUMBER);
}

static void answer_call(struct memo *memo, struct call *call, uint8_t out[2][NUMBER])
{
    if (!call->function->kept) {
        compute(call, out);
        return;
    }
    struct key key = {1 + (uint64_t)(call->function - functions), 3};
    key_add(&key, call->numbers, sizeof call->numbers);
    key_add(&key, &call->modulus, MODULUS);
    bool known = false;
    struct answer *answer = find_answer(memo, &key, &known);
    if (!known) {
        compute(call, answer->bytes);
    }
    memcpy(out, answer->bytes, sizeof answer->bytes);
}

bool memo_expect(struct memo *memo, const struct engine *engine, uint32_t entry,
                 struct memo_result *out)
{
    struct call call;
    *out = (struct memo_result){.count = 0};
    if (!read_call(memo, engine, entry, &call)) {
        return false;
    }
    if (call.function->arguments[0] == 's') {
        (void)mbedtls_internal_sha256_process(&call.state, call.block);
        out->count = 1;
        out->size = sizeof call.state.state;
        out->at[0] = call.pointers[0] + (uint32_t)offsetof(mbedtls_sha256_context, state);
        memcpy(out->bytes[0], call.state.state, out->size);
        return true;
    }
    uint8_t numbers[2][NUMBER];
    answer_call(memo, &call, numbers);
    out->size = NUMBER;
    for (size_t i = 0; i < 2 && call.function->arguments[i] == 'o'; i++) {
        out->at[i] = call.pointers[i];
        memcpy(out->bytes[i], numbers[i], NUMBER);
        out->count++;
    }
    return true;
}

static bool do_whole(struct memo *memo, const struct engine *engine, memo_whole whole)
{
    struct cpu cpu;
    engine_read(engine, &cpu);
    if (!whole(memo, engine, cpu.r)) {
        return false;
    }
    engine_answer(engine, cpu.r[0]);
    return true;
}

bool memo_answer(struct memo *memo, const struct engine *engine, uint32_t entry)
{
    struct memo_result result;
    for (size_t i = 0; i < memo->count; i++) {
        if (memo->entries[i].at == entry && memo->kinds[i]->whole != NULL) {
            return do_whole(memo, engine, memo->kinds[i]->whole);
        }
    }
    if (!memo_expect(memo, engine, entry, &result)) {
        return false;
    }
    for (size_t i = 0; i < result.count; i++) {
        uint8_t *to = engine_at(engine, result.at[i], result.size, true);
        if (to == NULL) {
            return false;
        }
        memcpy(to, result.bytes[i], result.size);
    }
    engine_answer(engine, 0); // SHA-256 answers 0 for success; the others answer nothing
    return true;
}
