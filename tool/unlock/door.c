// SPDX-License-Identifier: MIT
#include "unlock/door.h"

#include "attack/machine.h"
#include "base/file.h"

#include <string.h>

// Two signature checks on a slow part take two seconds; ours answers within this or not at all.
enum { ANSWER_WITHIN_MS = 15000, SEND_WITHIN_MS = 5000 };

static const struct {
    const char *start;
    enum door_word word;
} words[] = {
    {"mpsec: challenge ", DOOR_CHALLENGE},
    {"mpsec: wait ", DOOR_WAIT},
    {"mpsec: open ", DOOR_OPEN},
    {"mpsec: refused", DOOR_REFUSED},
    {"mpsec: next ", DOOR_NEXT},
    {"mpsec: failed ", DOOR_FAILED},
    {"mpsec: staged", DOOR_STAGED},
    {"mpsec: file ", DOOR_FILE},
    {"mpsec: no file", DOOR_NO_FILE},
    {"mpsec: erased", DOOR_ERASED},
    {"mpsec: not erased", DOOR_NOT_ERASED},
};

enum door_word door_word(const char *said)
{
    for (size_t i = 0; said != NULL && i < sizeof words / sizeof *words; i++) {
        if (strncmp(said, words[i].start, strlen(words[i].start)) == 0) {
            return words[i].word;
        }
    }
    return DOOR_SILENT;
}

// The last whole line behind `from` that is a word of the protocol; the application may have
// said something around it.
static const char *find_word(struct arena *arena, const struct buf *console, size_t from)
{
    char *text = arena_strndup(arena, console->data + from, console->size - from);
    char *end = strrchr(text, '\n');
    const char *found = NULL;
    if (end == NULL) {
        return NULL;
    }
    *end = '\0';
    for (char *save = NULL, *line = strtok_r(text, "\r\n", &save); line != NULL;
         line = strtok_r(NULL, "\r\n", &save)) {
        found = door_word(line) != DOOR_SILENT ? line : found;
    }
    return found;
}

bool visit_begin(struct visit *visit, struct arena *arena, struct diag *diag, const char *port)
{
    *visit = (struct visit){.port = port, .fd = serial_open(diag, port)};
    line_init(&visit->wire, arena);
    line_attach(&visit->wire, visit->fd);
    return visit->fd >= 0;
}

void visit_end(struct visit *visit)
{
    file_close_at(&visit->fd);
}

bool visit_send(struct visit *visit, struct arena *arena, struct diag *diag, const char *line)
{
    // The first end of line throws away what an earlier visitor left half typed.
    const char *text = arena_printf(arena, "\r%s\r", line);
    if (!line_send(&visit->wire, bytes_of(text), SEND_WITHIN_MS)) {
        diag_environment(diag, (struct place){.file = visit->port}, "is the device switched on?",
                         "the device does not take what is sent");
        return false;
    }
    return true;
}

bool visit_ask(struct visit *visit, struct arena *arena, struct diag *diag, const char *line,
               const char **said)
{
    enum { SLICE_MS = 20 };
    const size_t from = visit->wire.console.size;
    *said = NULL;
    if (!visit_send(visit, arena, diag, line)) {
        return false;
    }
    for (uint32_t waited = 0; waited < ANSWER_WITHIN_MS && *said == NULL; waited += SLICE_MS) {
        const size_t before = visit->wire.console.size;
        if (!line_listen(&visit->wire, SLICE_MS)) {
            diag_environment(diag, (struct place){.file = visit->port}, NULL, "the line was lost");
            return false;
        }
        *said =
            visit->wire.console.size > before ? find_word(arena, &visit->wire.console, from) : NULL;
    }
    return true;
}

bool door_ask(struct arena *arena, struct diag *diag, const char *port, const char *line,
              const char **said)
{
    struct visit visit;
    *said = NULL;
    const bool good =
        visit_begin(&visit, arena, diag, port) && visit_ask(&visit, arena, diag, line, said);
    visit_end(&visit);
    return good;
}
