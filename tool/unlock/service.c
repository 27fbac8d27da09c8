// SPDX-License-Identifier: MIT
#include "unlock/service.h"

#include "base/buf.h"
#include "base/hex.h"
#include "mpsec/image_verify.h"
#include "unlock/door.h"

#include <stdlib.h>
#include <string.h>

enum {
    CHUNK = 64,
    TRIES = 3, // of a line that got no answer: the device takes no byte twice
    NUMBER_DIGITS = 8,
    HEX = 16,
    FILE_MAX = 16 << 20,
    PATH_SIZE_MAX = 64,
};

// One conversation.
struct talk {
    struct arena *arena;
    struct diag *diag;
    struct visit visit;
    const char *said;
    enum door_word word;
};

static bool ask(struct talk *talk, const char *line)
{
    talk->word = DOOR_SILENT;
    for (int i = 0; i < TRIES && talk->word == DOOR_SILENT; i++) {
        if (!visit_ask(&talk->visit, talk->arena, talk->diag, line, &talk->said)) {
            return false;
        }
        talk->word = door_word(talk->said);
    }
    return true;
}

// The number at `index` of those behind the word.
static uint32_t number(const struct talk *talk, size_t index)
{
    const char *at = strrchr(talk->said, ' ') + 1;
    char digits[NUMBER_DIGITS + 1] = {0};
    if (strlen(at) < (index + 1) * NUMBER_DIGITS) {
        return 0;
    }
    memcpy(digits, at + index * NUMBER_DIGITS, NUMBER_DIGITS);
    return (uint32_t)strtoul(digits, NULL, HEX);
}

// guard/include/mpsec/update.h has the same numbers (tests/meta).
static const struct {
    uint32_t result;
    const char *words;
} results[] = {
    {0x1c8e97b2, "the image is none that the device understands"},
    {0x65b1e80d, "the image is larger than a slot"},
    {0x5094f3a7, "the security counter is too far above the device's"},
    {0x2b5a6ce4, "the running application is on trial and has to confirm itself first"},
    {0x7683b91c, "the device expects something else: start the update again"},
    {0x09fd45d5, "the flash of the device failed"},
    {0x5e4b2a6b, "what was written is not what the head of the image promised"},
};

static const struct {
    enum mpsec_verdict verdict;
    const char *words;
} verdicts[] = {
    {MPSEC_VERDICT_DENY_KEY, "no key that the device knows signed the image"},
    {MPSEC_VERDICT_DENY_REVOKED, "the key that signed the image is revoked"},
    {MPSEC_VERDICT_DENY_ROLE, "the key that signed the image may not sign applications"},
    {MPSEC_VERDICT_DENY_SIGNATURE, "the signature of the image does not hold"},
    {MPSEC_VERDICT_DENY_CLASS, "the image is for another class of device"},
    {MPSEC_VERDICT_DENY_ROLLBACK, "the image is older than what may run on the device"},
};

// What the last answer says against going on; NULL: nothing.
static const char *refusal(const struct talk *talk, enum door_word wanted)
{
    if (talk->word == wanted) {
        return NULL;
    }
    if (talk->word == DOOR_SILENT) {
        return "the device is silent: is its door open for this scope?";
    }
    if (talk->word != DOOR_FAILED) {
        return talk->said;
    }
    for (size_t i = 0; i < sizeof verdicts / sizeof *verdicts; i++) {
        if ((uint32_t)verdicts[i].verdict == number(talk, 1)) {
            return verdicts[i].words;
        }
    }
    for (size_t i = 0; i < sizeof results / sizeof *results; i++) {
        if (results[i].result == number(talk, 0)) {
            return results[i].words;
        }
    }
    return "the device refuses the image";
}

static const char *piece(struct talk *talk, const char *word, size_t offset,
                         struct mpsec_span bytes)
{
    return arena_printf(talk->arena, "mpsec: %s %08zx%s", word, offset,
                        hex_text(talk->arena, bytes.data, bytes.size));
}

static struct mpsec_span chunk_at(struct mpsec_span all, size_t offset)
{
    const size_t left = all.size - offset;
    return (struct mpsec_span){all.data + offset, left < CHUNK ? left : (size_t)CHUNK};
}

// The image without its payload. False: it is no image.
static bool find_head(struct arena *arena, struct diag *diag, struct mpsec_span image,
                      struct mpsec_span *out)
{
    struct mpsec_image parsed;
    if (mpsec_image_parse(image, &parsed) != MPSEC_OK) {
        diag_input(diag, NO_PLACE, "mpsec image info says what is wrong with it",
                   "this is no application image");
        return false;
    }
    const size_t front = parsed.header.size;
    const size_t back = image.size - front - parsed.payload.size;
    uint8_t *head = arena_alloc(arena, front + back, 1);
    memcpy(head, image.data, front);
    memcpy(head + front, image.data + front + parsed.payload.size, back);
    *out = (struct mpsec_span){head, front + back};
    return true;
}

static bool send_head(struct talk *talk, struct mpsec_span head)
{
    talk->word = DOOR_NEXT;
    for (size_t at = 0; at < head.size && talk->word == DOOR_NEXT; at += CHUNK) {
        if (!ask(talk, piece(talk, "head", at, chunk_at(head, at)))) {
            return false;
        }
    }
    return talk->word != DOOR_NEXT || ask(talk, "mpsec: begin");
}

// From the byte that the device wants on, as long as it wants one.
static bool send_image(struct talk *talk, struct mpsec_span image, const struct watcher *watcher)
{
    while (talk->word == DOOR_NEXT && number(talk, 0) < image.size) {
        const size_t at = number(talk, 0);
        if (watcher->progress != NULL) {
            watcher->progress(watcher->context, at, image.size);
        }
        if (!ask(talk, piece(talk, "data", at, chunk_at(image, at)))) {
            return false;
        }
    }
    return talk->word != DOOR_NEXT || ask(talk, "mpsec: finish");
}

static bool update(struct talk *talk, struct mpsec_span image, const struct watcher *watcher,
                   struct service_result *out)
{
    struct mpsec_span head;
    if (!find_head(talk->arena, talk->diag, image, &head) || !send_head(talk, head)) {
        return false;
    }
    out->refusal = refusal(talk, DOOR_NEXT);
    if (out->refusal != NULL) {
        return true;
    }
    out->resumed_at = number(talk, 0);
    if (!send_image(talk, image, watcher)) {
        return false;
    }
    out->refusal = refusal(talk, DOOR_STAGED);
    return out->refusal != NULL ||
           visit_send(&talk->visit, talk->arena, talk->diag, "mpsec: restart");
}

bool service_update(struct arena *arena, struct diag *diag, const char *port,
                    struct mpsec_span image, const struct watcher *watcher,
                    struct service_result *out)
{
    struct talk talk = {.arena = arena, .diag = diag};
    *out = (struct service_result){.refusal = NULL};
    const bool good =
        visit_begin(&talk.visit, arena, diag, port) && update(&talk, image, watcher, out);
    visit_end(&talk.visit);
    return good;
}

static bool read_file(struct talk *talk, const char *path, struct service_result *out)
{
    struct buf all;
    buf_init(&all, talk->arena, FILE_MAX);
    const struct mpsec_span name = {(const uint8_t *)path, strlen(path)};
    for (size_t got = 1; got > 0 && !all.full;) {
        uint8_t bytes[CHUNK];
        if (!ask(talk, piece(talk, "read", all.size, name))) {
            return false;
        }
        out->refusal = talk->word == DOOR_NO_FILE ? "there is no such file on the device"
                                                  : refusal(talk, DOOR_FILE);
        const char *digits = out->refusal == NULL ? strrchr(talk->said, ' ') + 1 : "";
        got = strlen(digits) / 2;
        if (got > sizeof bytes || !hex_to_bytes(digits, bytes, got)) {
            out->refusal = talk->said;
            got = 0;
        }
        buf_add(&all, (const char *)bytes, got);
    }
    out->text = all.data;
    out->size = all.size;
    return true;
}

bool service_read(struct arena *arena, struct diag *diag, const char *port, const char *path,
                  struct service_result *out)
{
    struct talk talk = {.arena = arena, .diag = diag};
    *out = (struct service_result){.refusal = NULL};
    if (strlen(path) == 0 || strlen(path) > PATH_SIZE_MAX) {
        diag_input(diag, NO_PLACE, NULL, "a path on the device has 1 to %d characters",
                   PATH_SIZE_MAX);
        return false;
    }
    const bool good = visit_begin(&talk.visit, arena, diag, port) && read_file(&talk, path, out);
    visit_end(&talk.visit);
    return good;
}

bool service_erase(struct arena *arena, struct diag *diag, const char *port,
                   struct service_result *out)
{
    struct talk talk = {.arena = arena, .diag = diag};
    *out = (struct service_result){.refusal = NULL};
    bool good = visit_begin(&talk.visit, arena, diag, port) && ask(&talk, "mpsec: erase");
    if (good) {
        out->refusal = refusal(&talk, DOOR_ERASED);
        good = visit_send(&talk.visit, arena, diag, "mpsec: restart");
    }
    visit_end(&talk.visit);
    return good;
}
