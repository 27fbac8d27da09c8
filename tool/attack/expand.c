// SPDX-License-Identifier: MIT
// expand.c - puts the fresh values into a script, and tells it in words.
#include "attack/script.h"

#include "base/buf.h"

#include <string.h>

enum { SENT_LIMIT = 1 << 20, WORDS_LIMIT = 1 << 12, TEXT_WORDS = 72 };

static bool holds(struct bytes in, struct bytes what)
{
    return what.size > 0 && memmem(in.data, in.size, what.data, what.size) != NULL;
}

// Everything that goes over the line in one piece, since a device that echoes joins it too.
static bool echo_would_prove(struct arena *arena, const struct script *script)
{
    struct buf sent;
    buf_init(&sent, arena, SENT_LIMIT);
    for (size_t i = 0; i < script->step_count; i++) {
        const struct step *step = &script->steps[i];
        const bool dropped = step->kind == STEP_DROP || step->kind == STEP_FORGE;
        if (dropped && holds(step->text, script->success)) {
            return true;
        }
        if (step->kind == STEP_SEND || step->kind == STEP_STORM || step->kind == STEP_START_WITH) {
            buf_add(&sent, step->text.data, step->text.size);
        }
    }
    return holds((struct bytes){sent.data, sent.size}, script->success);
}

static bool expand_step(struct arena *arena, const struct values *values, struct step *step,
                        const char **missing)
{
    if (step->text.data != NULL &&
        !values_expand(arena, values, step->text, &step->text, missing)) {
        return false;
    }
    struct bytes path;
    if (step->path == NULL) {
        return true;
    }
    if (!values_expand(arena, values, bytes_of(step->path), &path, missing)) {
        return false;
    }
    step->path = path.data;
    return true;
}

bool script_expand(struct arena *arena, struct diag *diag, const struct script *script,
                   const struct values *values, struct script *out, const char **missing)
{
    *missing = NULL;
    struct script copy = *script;
    copy.steps = ARENA_ARRAY(arena, struct step, script->step_count);
    for (size_t i = 0; i < script->step_count; i++) {
        copy.steps[i] = script->steps[i];
        if (!expand_step(arena, values, &copy.steps[i], missing)) {
            return false;
        }
    }
    if (script->success.data != NULL &&
        !values_expand(arena, values, script->success, &copy.success, missing)) {
        return false;
    }
    if (copy.success.data != NULL && echo_would_prove(arena, &copy)) {
        diag_input(diag, script->success_place, "let the device compute what proves the success",
                   "the success of this attack occurs in what it sends: an echo would prove it");
        return false;
    }
    *out = copy;
    return true;
}

static void add_byte(struct buf *buf, unsigned char c)
{
    if (c == '\n') {
        buf_puts(buf, "\\n");
    } else if (c == '\r') {
        buf_puts(buf, "\\r");
    } else if (c < ' ' || c > '~') {
        buf_printf(buf, "\\x%02x", (unsigned)c);
    } else {
        buf_add(buf, &c, 1);
    }
}

const char *bytes_words(struct arena *arena, struct bytes bytes, size_t limit)
{
    struct buf buf;
    buf_init(&buf, arena, 4 * limit + 8);
    size_t i = 0;
    while (i < bytes.size && buf.size < limit) {
        add_byte(&buf, (unsigned char)bytes.data[i++]);
    }
    if (i < bytes.size) {
        buf_puts(&buf, "...");
    }
    return buf.data;
}

static const char *drop_word(enum drop_form form)
{
    switch (form) {
    case DROP_TEXT:
        return "data";
    case DROP_SOURCE:
        return "source";
    case DROP_BYTECODE:
        return "bytecode";
    case DROP_NATIVE:
        return "native code";
    }
    return "?";
}

static const char *forgery_word(enum forgery forgery)
{
    switch (forgery) {
    case FORGERY_UNSIGNED:
        return "without a signature";
    case FORGERY_STRANGER:
        return "signed by a stranger";
    case FORGERY_BORROWED:
        return "with the records of the genuine one";
    }
    return "?";
}

static const char *step_words(struct arena *arena, const struct step *step)
{
    const char *text = bytes_words(arena, step->text, TEXT_WORDS);
    switch (step->kind) {
    case STEP_SEND:
        return arena_printf(arena, "send \"%s\"", text);
    case STEP_STORM:
        return arena_printf(arena, "send \"%s\" every %u ms for %u ms", text, step->every_ms,
                            step->ms);
    case STEP_DROP:
        return arena_printf(arena, "put %s on the flash chip as %s", step->path,
                            drop_word(step->form));
    case STEP_FORGE:
        return arena_printf(arena, "put another application image into the slot, %s",
                            forgery_word(step->forgery));
    case STEP_SEARCH_FLASH:
        return arena_printf(arena, "search the flash chip for \"%s\"", text);
    case STEP_POWER_OFF:
        return "switch off";
    case STEP_POWER_ON:
        return "switch on";
    case STEP_START_WITH:
        return arena_printf(arena, "start the program with \"%s\"", text);
    case STEP_WAIT:
    case STEP_LISTEN:
    case STEP_ALIVE:
    case STEP_PAUSE:
    case STEP_NOTE:
    case STEP_GREATER:
        return NULL; // the attacker's patience says nothing about what was tried
    }
    return NULL;
}

const char *script_words(struct arena *arena, const struct script *script)
{
    struct buf buf;
    buf_init(&buf, arena, WORDS_LIMIT);
    for (size_t i = 0; i < script->step_count; i++) {
        const char *words = step_words(arena, &script->steps[i]);
        if (words != NULL) {
            buf_printf(&buf, "%s%s", buf.size > 0 ? "; " : "", words);
        }
    }
    return buf.data;
}
