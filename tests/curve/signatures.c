// SPDX-License-Identifier: MIT
// signatures - core/'s verification against OpenSSL's and against p256-m's own.
//
//   signatures edges           sums that meet equal points, opposite ones, infinity; numbers at the
//   ends signatures random SEED N   N signatures, half of them damaged
//
// One line of JSON. The first answer that differs ends it, with exit status 1.
#define OPENSSL_SUPPRESS_DEPRECATED // the functions that take r and s as they are
#include "mpsec/crypto.h"

#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/obj_mac.h>
#include <p256-m.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    SIZE = 32,
    SCALARS = 16,
    KEYS = 8,
    SIGNATURES_PER_KEY = 64,
    // p256-m's own verification takes several times as long.
    STOCK_AT_EDGES = 8,
    STOCK_AT_RANDOM = 64,
    SMALL_X = 24,
};

struct bench {
    EC_GROUP *group;
    BN_CTX *ctx;
    const BIGNUM *n;
    BIGNUM *scalars[SCALARS];
    uint64_t random;
    unsigned one_in_stock; // of the questions
    unsigned long long count, good, stock;
};

// What all three are asked: a key, a digest, r and s.
struct question {
    uint8_t point[1 + 2 * SIZE]; // uncompressed, with its leading 4
    uint8_t digest[SIZE], signature[2 * SIZE];
};

static void must(int held)
{
    if (held != 1) {
        (void)fprintf(stderr, "signatures: OpenSSL refuses\n");
        exit(3);
    }
}

static uint64_t draw(struct bench *bench)
{
    uint64_t z = bench->random += 0x9e3779b97f4a7c15U; // splitmix64
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9U;
    z = (z ^ z >> 27) * 0x94d049bb133111ebU;
    return z ^ z >> 31;
}

static void draw_bytes(struct bench *bench, uint8_t bytes[SIZE])
{
    for (size_t i = 0; i < SIZE; i += sizeof(uint64_t)) {
        const uint64_t word = draw(bench);
        memcpy(bytes + i, &word, sizeof word);
    }
}

// A number in [1, n-1].
static void draw_scalar(struct bench *bench, BIGNUM *scalar)
{
    uint8_t bytes[SIZE];
    do {
        draw_bytes(bench, bytes);
        (void)BN_bin2bn(bytes, SIZE, scalar);
    } while (BN_is_zero(scalar) || BN_cmp(scalar, bench->n) >= 0);
}

// ------------------------------------------------------------------------------------ asking

static bool openssl_says(const struct bench *bench, const struct question *question)
{
    EC_KEY *key = EC_KEY_new();
    EC_POINT *point = EC_POINT_new(bench->group);
    ECDSA_SIG *signature = ECDSA_SIG_new();
    must(EC_KEY_set_group(key, bench->group));
    const bool is_point = EC_POINT_oct2point(bench->group, point, question->point,
                                             sizeof question->point, bench->ctx) == 1;
    must(ECDSA_SIG_set0(signature, BN_bin2bn(question->signature, SIZE, NULL),
                        BN_bin2bn(question->signature + SIZE, SIZE, NULL)));
    const bool good = is_point && EC_KEY_set_public_key(key, point) == 1 &&
                      ECDSA_do_verify(question->digest, SIZE, signature, key) == 1;
    ECDSA_SIG_free(signature);
    EC_POINT_free(point);
    EC_KEY_free(key);
    return good;
}

static void tell(const struct bench *bench, unsigned differ)
{
    printf("{\"asked\": %llu, \"good\": %llu, \"stock\": %llu, \"differ\": %u}\n", bench->count,
           bench->good, bench->stock, differ);
}

static void ask(struct bench *bench, const struct question *question)
{
    const enum mpsec_signature_check answer =
        mpsec_p256_verify(question->point + 1, question->digest, question->signature);
    const bool good = openssl_says(bench, question);
    bool agree = answer == (good ? MPSEC_SIGNATURE_GOOD : MPSEC_SIGNATURE_BAD);
    if (bench->count % bench->one_in_stock == 0) {
        bench->stock++;
        agree = agree && good == (p256_ecdsa_verify(question->signature, question->point + 1,
                                                    question->digest, SIZE) == P256_SUCCESS);
    }
    bench->count++;
    bench->good += good ? 1U : 0U;
    if (!agree) {
        tell(bench, 1);
        exit(1);
    }
}

static void put(const BIGNUM *number, uint8_t out[SIZE])
{
    must(BN_bn2binpad(number, out, SIZE) == SIZE);
}

static void put_point(const struct bench *bench, const EC_POINT *point, struct question *question)
{
    must(EC_POINT_point2oct(bench->group, point, POINT_CONVERSION_UNCOMPRESSED, question->point,
                            sizeof question->point, bench->ctx) == sizeof question->point);
}

// ------------------------------------------------------------------------------------- edges

// The numbers at which additions, doublings and digits meet their ends.
static void make_scalars(struct bench *bench)
{
    for (int i = 0; i < SCALARS; i++) {
        bench->scalars[i] = BN_new();
        BIGNUM *it = bench->scalars[i];
        if (i < 4) {
            must(BN_set_word(it, (BN_ULONG)i + 1U)); // 1 to 4
        } else if (i < 8) {
            must(BN_copy(it, bench->n) != NULL &&
                 BN_sub_word(it, (BN_ULONG)i - 3U)); // n - 1 to n - 4
        } else if (i < 10) {
            must(BN_copy(it, bench->n) != NULL && BN_rshift1(it, it) &&
                 BN_add_word(it, (BN_ULONG)i - 8U)); // about n / 2
        } else if (i < 12) {
            must(BN_set_bit(it, i == 10 ? 255 : 224));
        } else if (i < 14) {
            must(BN_set_bit(it, i == 12 ? 255 : 32) && BN_sub_word(it, 1)); // ones alone
        } else {
            draw_scalar(bench, it);
        }
    }
}

// Asks about the signature for which R = u1 G + u2 Q; of a sum at infinity there is none.
static void ask_sum(struct bench *bench, const EC_POINT *key, const BIGNUM *u1, const BIGNUM *u2)
{
    struct question question;
    EC_POINT *sum = EC_POINT_new(bench->group);
    BIGNUM *r = BN_new();
    BIGNUM *s = BN_new();
    BIGNUM *e = BN_new();
    must(EC_POINT_mul(bench->group, sum, u1, key, u2, bench->ctx));
    if (EC_POINT_is_at_infinity(bench->group, sum)) {
        draw_scalar(bench, r);
    } else {
        must(EC_POINT_get_affine_coordinates(bench->group, sum, r, NULL, bench->ctx));
        must(BN_nnmod(r, r, bench->n, bench->ctx));
    }
    must(BN_mod_inverse(s, u2, bench->n, bench->ctx) != NULL);
    must(BN_mod_mul(s, s, r, bench->n, bench->ctx));
    must(BN_mod_mul(e, u1, s, bench->n, bench->ctx));
    put_point(bench, key, &question);
    put(r, question.signature);
    put(s, question.signature + SIZE);
    put(e, question.digest);
    ask(bench, &question);
    must(BN_add(e, e, bench->n)); // a digest may be n and more
    if (BN_num_bytes(e) <= SIZE) {
        put(e, question.digest);
        ask(bench, &question);
    }
    must(BN_add(r, r, bench->n)); // r may not
    if (BN_num_bytes(r) <= SIZE) {
        put(r, question.signature);
        ask(bench, &question);
    }
    BN_free(e);
    BN_free(s);
    BN_free(r);
    EC_POINT_free(sum);
}

static void ask_all_sums(struct bench *bench, const EC_POINT *key)
{
    BIGNUM *zero = BN_new();
    for (int i = -1; i < SCALARS; i++) {
        for (int j = 0; j < SCALARS; j++) {
            ask_sum(bench, key, i < 0 ? zero : bench->scalars[i], bench->scalars[j]);
        }
    }
    BN_free(zero);
}

// x of R between n and p: r is what is left behind n.
static void ask_wrapped(struct bench *bench, const EC_POINT *sum)
{
    EC_POINT *key = EC_POINT_new(bench->group);
    EC_POINT *part = EC_POINT_new(bench->group);
    BIGNUM *inverse = BN_new();
    for (int i = 0; i < SCALARS; i++) {
        const BIGNUM *u1 = bench->scalars[i];
        const BIGNUM *u2 = bench->scalars[SCALARS - 1 - i];
        must(EC_POINT_mul(bench->group, part, u1, NULL, NULL, bench->ctx)); // Q = (R - u1 G) / u2
        must(EC_POINT_invert(bench->group, part, bench->ctx));
        must(EC_POINT_add(bench->group, part, part, sum, bench->ctx));
        must(BN_mod_inverse(inverse, u2, bench->n, bench->ctx) != NULL);
        must(EC_POINT_mul(bench->group, key, NULL, part, inverse, bench->ctx));
        ask_sum(bench, key, u1, u2);
    }
    BN_free(inverse);
    EC_POINT_free(part);
    EC_POINT_free(key);
}

// A key whose x is written as x + p is none.
static void ask_unreduced(struct bench *bench, const EC_POINT *key, const BIGNUM *x)
{
    struct question question;
    BIGNUM *p = BN_new();
    must(EC_GROUP_get_curve(bench->group, p, NULL, NULL, bench->ctx));
    must(BN_add(p, p, x));
    memset(&question, 1, sizeof question);
    put_point(bench, key, &question);
    put(p, question.point + 1);
    ask(bench, &question);
    BN_free(p);
}

static void ask_edges(struct bench *bench)
{
    static const int keys[KEYS] = {0, 1, 2, 4, 5, 8, 9, 14};
    EC_POINT *point = EC_POINT_new(bench->group);
    BIGNUM *x = BN_new();
    make_scalars(bench);
    for (int i = 0; i < KEYS; i++) {
        must(EC_POINT_mul(bench->group, point, bench->scalars[keys[i]], NULL, NULL, bench->ctx));
        ask_all_sums(bench, point);
    }
    for (unsigned i = 0; i < SMALL_X; i++) {
        for (int odd = 0; odd < 2; odd++) {
            must(BN_copy(x, bench->n) != NULL && BN_add_word(x, i));
            if (i > 0 &&
                EC_POINT_set_compressed_coordinates(bench->group, point, x, odd, bench->ctx) == 1) {
                ask_wrapped(bench, point);
            }
            must(BN_set_word(x, i));
            if (EC_POINT_set_compressed_coordinates(bench->group, point, x, odd, bench->ctx) == 1) {
                ask_sum(bench, point, bench->scalars[14], bench->scalars[15]);
                ask_unreduced(bench, point, x);
            }
        }
    }
    for (int i = 0; i < SCALARS; i++) {
        BN_free(bench->scalars[i]);
    }
    BN_free(x);
    EC_POINT_free(point);
}

// ------------------------------------------------------------------------------------ random

static void sign(struct bench *bench, const BIGNUM *key, struct question *question)
{
    EC_POINT *point = EC_POINT_new(bench->group);
    BIGNUM *k = BN_new();
    BIGNUM *r = BN_new();
    BIGNUM *s = BN_new();
    BIGNUM *e = BN_bin2bn(question->digest, SIZE, NULL);
    draw_scalar(bench, k);
    must(EC_POINT_mul(bench->group, point, k, NULL, NULL, bench->ctx));
    must(EC_POINT_get_affine_coordinates(bench->group, point, r, NULL, bench->ctx));
    must(BN_nnmod(r, r, bench->n, bench->ctx));
    must(BN_mod_mul(s, r, key, bench->n, bench->ctx));
    must(BN_mod_add(s, s, e, bench->n, bench->ctx));
    must(BN_mod_inverse(k, k, bench->n, bench->ctx) != NULL);
    must(BN_mod_mul(s, s, k, bench->n, bench->ctx));
    put(r, question->signature);
    put(s, question->signature + SIZE);
    BN_free(e);
    BN_free(s);
    BN_free(r);
    BN_free(k);
    EC_POINT_free(point);
}

static void ask_random(struct bench *bench, unsigned long long count)
{
    EC_POINT *point = EC_POINT_new(bench->group);
    BIGNUM *key = BN_new();
    struct question question;
    for (unsigned long long i = 0; i < count; i++) {
        if (i % SIGNATURES_PER_KEY == 0) {
            draw_scalar(bench, key);
            must(EC_POINT_mul(bench->group, point, key, NULL, NULL, bench->ctx));
            put_point(bench, point, &question);
        }
        draw_bytes(bench, question.digest);
        sign(bench, key, &question);
        const uint64_t damage = draw(bench);
        uint8_t *const bytes = (damage & 2U) != 0 ? question.digest : question.signature;
        const size_t size = (damage & 2U) != 0 ? SIZE : 2 * (size_t)SIZE;
        if ((damage & 1U) != 0) {
            bytes[(damage >> 8) % size] ^= (uint8_t)(1U << (damage >> 3 & 7U));
        }
        ask(bench, &question);
    }
    BN_free(key);
    EC_POINT_free(point);
}

int main(int argc, char *argv[])
{
    struct bench bench = {.group = EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1),
                          .ctx = BN_CTX_new(),
                          .random = argc == 4 ? strtoull(argv[2], NULL, 10) : 1,
                          .one_in_stock = argc == 4 ? STOCK_AT_RANDOM : STOCK_AT_EDGES};
    if (bench.group == NULL || bench.ctx == NULL) {
        return 3;
    }
    bench.n = EC_GROUP_get0_order(bench.group);
    if (argc == 2 && strcmp(argv[1], "edges") == 0) {
        ask_edges(&bench);
    } else if (argc == 4 && strcmp(argv[1], "random") == 0) {
        ask_random(&bench, strtoull(argv[3], NULL, 10));
    } else {
        (void)fprintf(stderr, "usage: signatures edges | random SEED COUNT\n");
        return 2;
    }
    tell(&bench, 0);
    BN_CTX_free(bench.ctx);
    EC_GROUP_free(bench.group);
    return 0;
}
