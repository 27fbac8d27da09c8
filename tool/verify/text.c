// SPDX-License-Identifier: MIT
// text.c - the verdict for a terminal: the numbers, the table, the reasons.
#include "verify/verify.h"

#include "base/buf.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { TEXT_LIMIT = 4 << 20, GROUP = 3 };

// "187,004"
static const char *grouped(struct arena *arena, int64_t number)
{
    const char *plain = arena_printf(arena, "%" PRId64, number);
    const size_t sign = plain[0] == '-' ? 1 : 0;
    const size_t size = strlen(plain);
    char *text = arena_alloc(arena, 2 * size + 1, 1);
    size_t at = 0;
    for (size_t i = 0; i < size; i++) {
        if (i > sign && (size - i) % GROUP == 0) {
            text[at++] = ',';
        }
        text[at++] = plain[i];
    }
    return text;
}

static const char *colour_of(enum verdict verdict)
{
    switch (verdict) {
    case VERDICT_PASS:
        return "\x1b[32m";
    case VERDICT_FAIL:
        return "\x1b[31m";
    case VERDICT_ASSERTED:
        return "\x1b[2m";
    case VERDICT_INCONCLUSIVE:
    case VERDICT_NOT_RUN:
    case VERDICT_BROKEN_CHECK:
        return "\x1b[33m";
    }
    return "";
}

static void add_tallies(struct buf *buf, const struct verification *verification)
{
    const struct tally *attacks = &verification->attacks;
    const struct tally *statics = &verification->statics;
    buf_printf(buf, "%zu attacks: %zu succeed on stock, %zu on hardened", attacks->count,
               attacks->stock, attacks->hardened);
    if (attacks->unknown > 0) {
        buf_printf(buf, "; %zu without an answer", attacks->unknown);
    }
    buf_printf(buf, "\n%zu static checks: %zu holes in stock, %zu in hardened", statics->count,
               statics->stock, statics->hardened);
    if (statics->unknown > 0) {
        buf_printf(buf, "; %zu without an answer", statics->unknown);
    }
    buf_puts(buf, "\n");
}

static void add_leaf_counts(struct buf *buf, const struct verification *verification)
{
    buf_printf(buf, "%zu steps of attackers:", verification->leaf_count);
    const char *between = " ";
    for (unsigned i = 0; i <= VERDICT_ASSERTED; i++) {
        if (verification->counts[i] > 0 || i == VERDICT_PASS || i == VERDICT_FAIL) {
            buf_printf(buf, "%s%zu %s", between, verification->counts[i],
                       verdict_word((enum verdict)i));
            between = ", ";
        }
    }
    buf_puts(buf, "\n");
}

static void add_size(struct buf *buf, const char *what, int64_t stock, int64_t hardened)
{
    buf_printf(buf, "%s: %s -> %s bytes (%s%s)\n", what, grouped(buf->arena, stock),
               grouped(buf->arena, hardened), hardened > stock ? "+" : "",
               grouped(buf->arena, hardened - stock));
}

static const char *yes_no(const struct verification *verification, bool works)
{
    return !verification->works_known ? "nobody looked" : works ? "yes" : "no";
}

static void add_numbers(struct buf *buf, const struct verification *verification)
{
    const struct verify_input *input = &verification->input;
    add_tallies(buf, verification);
    add_leaf_counts(buf, verification);
    if (input->not_built) {
        buf_puts(buf, "firmware: not built\n");
        return;
    }
    add_size(buf, "firmware", input->stock->flash_bytes, input->hardened->flash_bytes);
    add_size(buf, "RAM", input->stock->ram_bytes, input->hardened->ram_bytes);
    buf_printf(buf, "the application does its work: on stock %s, on hardened %s\n",
               yes_no(verification, verification->works_on_stock),
               yes_no(verification, verification->works_on_hardened));
}

struct widths {
    int leaf, tried, stock, hardened;
};

static void widen(int *width, const char *text)
{
    const int size = (int)strnlen(text, 80);
    *width = size > *width ? size : *width;
}

static struct widths measure(const struct verification *verification)
{
    struct widths widths = {4, 5, 5, 8};
    for (size_t i = 0; i < verification->leaf_count; i++) {
        const struct leaf_result *result = &verification->leaves[i];
        widen(&widths.leaf, result->leaf->id);
        for (size_t k = 0; k < result->check_count; k++) {
            widen(&widths.tried, result->checks[k].id);
            widen(&widths.stock, result->checks[k].stock);
            widen(&widths.hardened, result->checks[k].hardened);
        }
    }
    return widths;
}

static void add_verdict(struct buf *buf, enum verdict verdict, bool colour)
{
    buf_printf(buf, "%s%s%s", colour ? colour_of(verdict) : "", verdict_word(verdict),
               colour ? "\x1b[0m" : "");
}

static void add_leaf(struct buf *buf, const struct widths *widths, const struct leaf_result *result,
                     bool colour)
{
    if (result->check_count == 0) {
        buf_printf(buf, "%-*s  %-*s  %-*s  %-*s  ", widths->leaf, result->leaf->id, widths->tried,
                   "-", widths->stock, "-", widths->hardened, "-");
        add_verdict(buf, result->verdict, colour);
        buf_puts(buf, result->above ? "  ABOVE THE APPETITE\n" : "\n");
    }
    for (size_t i = 0; i < result->check_count; i++) {
        const struct check_result *check = &result->checks[i];
        buf_printf(buf, "%-*s  %-*s  %-*s  %-*s  ", widths->leaf, i == 0 ? result->leaf->id : "",
                   widths->tried, check->id, widths->stock, check->stock, widths->hardened,
                   check->hardened);
        add_verdict(buf, check->verdict, colour);
        buf_puts(buf, i == 0 && result->above ? "  ABOVE THE APPETITE\n" : "\n");
    }
}

static void add_table(struct buf *buf, const struct verification *verification, bool colour)
{
    const struct widths widths = measure(verification);
    buf_printf(buf, "\n%-*s  %-*s  %-*s  %-*s  VERDICT\n", widths.leaf, "LEAF", widths.tried,
               "TRIED", widths.stock, "STOCK", widths.hardened, "HARDENED");
    for (size_t i = 0; i < verification->leaf_count; i++) {
        add_leaf(buf, &widths, &verification->leaves[i], colour);
    }
}

static void add_answer(struct buf *buf, const struct verification *verification)
{
    if (verification->input.reused) {
        buf_puts(buf,
                 "\nThe builds were taken as they are (--reuse): nobody compared them with model, "
                 "application and tree.\n");
    }
    if (verification->good_enough) {
        buf_puts(buf, "\ngood enough: nothing above the appetite is open\n");
        return;
    }
    buf_puts(buf, "\nnot good enough:\n");
    for (size_t i = 0; i < verification->reasons.count; i++) {
        buf_printf(buf, "  - %s\n", verification->reasons.items[i]);
    }
}

const char *verification_to_text(struct arena *arena, const struct verification *verification,
                                 bool colour)
{
    struct buf buf;
    buf_init(&buf, arena, TEXT_LIMIT);
    add_numbers(&buf, verification);
    add_table(&buf, verification, colour);
    add_answer(&buf, verification);
    return buf.data;
}
