// SPDX-License-Identifier: MIT
#include "unlock/door.h"

#include "attack/line.h"
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

// The last whole line of the console that is a word of the protocol; the application may have
// said something around it.
static const char *find_word(struct arena *arena, const struct buf *console)
{
    char *text = arena_strndup(arena, console->data, console->size);
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

bool door_ask(struct arena *arena, struct diag *diag, const char *port, const char *line,
              const char **said)
{
    enum { SLICE_MS = 100 };
    AUTO_CLOSE int fd = serial_open(diag, port);
    if (fd < 0) {
        return false;
    }
    struct line wire;
    line_init(&wire, arena);
    line_attach(&wire, fd);
    // The first end of line throws away what an earlier visitor left half typed.
    const char *text = arena_printf(arena, "\r%s\r", line);
    const struct bytes bytes = bytes_of(text);
    *said = NULL;
    if (!line_send(&wire, bytes, SEND_WITHIN_MS)) {
        diag_environment(diag, (struct place){.file = port}, "is the device switched on?",
                         "the device does not take what is sent");
        return false;
    }
    for (uint32_t waited = 0; waited < ANSWER_WITHIN_MS && *said == NULL; waited += SLICE_MS) {
        if (!line_listen(&wire, SLICE_MS)) {
            diag_environment(diag, (struct place){.file = port}, NULL, "the line was lost");
            return false;
        }
        *said = find_word(arena, &wire.console);
    }
    return true;
}
