// SPDX-License-Identifier: MIT
#include "build/make_log.h"

#include "base/buf.h"
#include "base/file.h"

#include <string.h>

enum { LOG_MAX = 64 * 1024 * 1024, LINES_SHOWN = 6, TEXT_MAX = 4096 };

// What a log says when the cause is known, most telling first.
static const struct {
    const char *sign;
    const char *remedy;
} causes[] = {
    {"No space left on device", "make room on the disk and run this again"},
    {"Disk quota exceeded", "make room in your quota and run this again"},
    {"cannot allocate memory", "close other programs and run this again"},
    {"cannot find -lc", "apt-get install libnewlib-arm-none-eabi"},
    {"stdint.h: No such file", "apt-get install libnewlib-arm-none-eabi"},
    {"undefined reference to", "a control removed what another part needs: leave controls out with "
                               "--without until it links, and report the pair"},
};

static const char *const telling[] = {
    "error:",         "Error ", "undefined reference", "No space left", "multiple definition",
    "No rule to make"};

static bool tells(const char *line)
{
    for (size_t i = 0; i < sizeof telling / sizeof *telling; i++) {
        if (strstr(line, telling[i]) != NULL) {
            return true;
        }
    }
    return false;
}

// Splits in place; the last LINES_SHOWN lines that tell something, or the very last lines.
static const char *summary_of(struct arena *arena, char *text)
{
    const char *chosen[LINES_SHOWN] = {0};
    const char *last[LINES_SHOWN] = {0};
    size_t found = 0;
    size_t lines = 0;
    for (char *save = NULL, *line = strtok_r(text, "\n", &save); line != NULL;
         line = strtok_r(NULL, "\n", &save)) {
        last[lines++ % LINES_SHOWN] = line;
        // The first causes count: what follows is make giving up.
        if (found < LINES_SHOWN && tells(line)) {
            chosen[found++] = line;
        }
    }
    struct buf summary;
    buf_init(&summary, arena, TEXT_MAX);
    for (size_t i = 0; i < found; i++) {
        buf_printf(&summary, "\n    %.300s", chosen[i]);
    }
    const size_t tail = lines < LINES_SHOWN ? lines : LINES_SHOWN;
    for (size_t i = lines - tail; found == 0 && i < lines; i++) {
        buf_printf(&summary, "\n    %.300s", last[i % LINES_SHOWN]);
    }
    return summary.data;
}

void make_log_explain(struct arena *arena, struct diag *diag, const char *what, const char *log)
{
    struct file_bytes bytes = {arena_strdup(arena, ""), 0};
    if (file_exists(log)) {
        (void)file_load(arena, diag, "build log", log, LOG_MAX, &bytes);
    }
    const char *remedy = "read the log; run scripts/setup if a program or header is missing";
    for (size_t i = 0; i < sizeof causes / sizeof *causes; i++) {
        if (strstr(bytes.data, causes[i].sign) != NULL) {
            remedy = causes[i].remedy;
            break;
        }
    }
    diag_environment(diag, (struct place){.file = log}, remedy, "building %s failed:%s", what,
                     summary_of(arena, bytes.data));
}
