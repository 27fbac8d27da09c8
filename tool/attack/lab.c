// SPDX-License-Identifier: MIT
#include "attack/lab.h"

#include "attack/script.h"
#include "base/hex.h"

#include <string.h>

enum {
    BREAK_TRIES = 20,
    BREAK_MS = 500,
    REPLY_MS = 10000,
    SEND_MS = 5000,
    CHUNK = 192,
    READ_CHUNK = 1024,
    ERROR_WORDS = 160,
};

// One conversation with the raw prompt.
struct raw {
    struct arena *arena;
    struct line *line;
    const char *trouble; // what went wrong first; NULL: nothing
};

// Stops whatever runs and asks for the raw prompt, until it answers.
static bool raw_enter(struct raw *raw)
{
    static const char banner[] = "raw REPL; CTRL-B to exit\r\n>";
    for (unsigned i = 0; i < BREAK_TRIES; i++) {
        const size_t from = raw->line->console.size;
        if (!line_send(raw->line, bytes_of("\r\x03\x03\x01"), SEND_MS)) {
            continue; // on a loaded machine an emulator takes longer to open its line
        }
        if (line_wait(raw->line, bytes_of(banner), from, BREAK_MS) > 0) {
            // What was asked for more than once is answered more than once.
            (void)line_listen(raw->line, BREAK_MS / 5);
            return true;
        }
    }
    raw->trouble = "the stock build gives no raw prompt";
    return false;
}

// Runs code and returns what it printed; empty with `trouble` set when it failed.
static struct bytes raw_exec(struct raw *raw, const char *code)
{
    const struct bytes nothing = {"", 0};
    if (raw->trouble != NULL) {
        return nothing;
    }
    const size_t from = raw->line->console.size;
    raw->trouble = "the raw prompt of the stock build does not answer";
    if (!line_send(raw->line, bytes_of(code), SEND_MS) ||
        !line_send(raw->line, (struct bytes){"\x04", 1}, SEND_MS)) {
        return nothing;
    }
    const size_t begin = line_wait(raw->line, bytes_of("OK"), from, REPLY_MS);
    const size_t end = begin == 0 ? 0 : line_wait(raw->line, bytes_of("\x04"), begin, REPLY_MS);
    const size_t done = end == 0 ? 0 : line_wait(raw->line, bytes_of("\x04>"), end, REPLY_MS);
    if (done == 0) {
        return nothing;
    }
    raw->trouble = NULL;
    const char *console = raw->line->console.data;
    if (done - 2 > end) {
        const struct bytes error = {console + end, done - 2 - end};
        raw->trouble = arena_printf(raw->arena, "the stock build refuses to write: %s",
                                    bytes_words(raw->arena, error, ERROR_WORDS));
    }
    return (struct bytes){console + begin, end - 1 - begin};
}

static void make_folders(struct raw *raw, const char *path)
{
    for (const char *slash = strchr(path, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        (void)raw_exec(raw,
                       arena_printf(raw->arena,
                                    "import os\ntry:\n os.mkdir('/%.*s')\nexcept OSError:\n pass",
                                    (int)(slash - path), path));
    }
}

static struct bytes part(struct bytes bytes, size_t at, size_t size)
{
    const size_t left = bytes.size - at;
    return (struct bytes){bytes.data + at, left < size ? left : size};
}

// A write that the device does not give back unchanged was no write.
static void check_file(struct raw *raw, const struct app_file *file)
{
    (void)raw_exec(raw, arena_printf(raw->arena, "f=open('/%s','rb')", file->path));
    for (size_t at = 0; raw->trouble == NULL && at <= file->bytes.size; at += READ_CHUNK) {
        const struct bytes want = part(file->bytes, at, READ_CHUNK);
        const struct bytes got =
            raw_exec(raw, arena_printf(raw->arena, "print(f.read(%d).hex(),end='')", READ_CHUNK));
        const char *text = hex_text(raw->arena, want.data, want.size);
        const bool same = got.size == strlen(text) && memcmp(got.data, text, got.size) == 0;
        if (raw->trouble == NULL && !same) {
            raw->trouble = arena_printf(raw->arena, "'%s' reads back changed", file->path);
        }
    }
    (void)raw_exec(raw, "f.close()");
}

static void write_file(struct raw *raw, const struct app_file *file)
{
    make_folders(raw, file->path);
    (void)raw_exec(raw, arena_printf(raw->arena, "f=open('/%s','wb')", file->path));
    for (size_t at = 0; raw->trouble == NULL && at < file->bytes.size; at += CHUNK) {
        const struct bytes bytes = part(file->bytes, at, CHUNK);
        (void)raw_exec(raw, arena_printf(raw->arena, "f.write(bytes.fromhex('%s'))",
                                         hex_text(raw->arena, bytes.data, bytes.size)));
    }
    (void)raw_exec(raw, "f.close()");
    check_file(raw, file);
}

const char *lab_write(struct arena *arena, const struct lab *lab, const char *flash,
                      const struct app_files *files)
{
    struct diag diag;
    diag_init(&diag, arena);
    struct device device;
    device_init(&device, arena, lab->machine, lab->home);
    device.flash = flash;
    device.log = lab->log;
    if (!device_power_on(&device, &diag, lab->elf, NULL)) {
        return diag.count > 0 ? diag.entries[0].text : "the emulator does not start";
    }
    struct raw raw = {.arena = arena, .line = &device.line};
    if (raw_enter(&raw)) {
        for (size_t i = 0; i < files->count && raw.trouble == NULL; i++) {
            write_file(&raw, &files->items[i]);
        }
    }
    if (!device_runs(&device)) {
        raw.trouble = "the emulator of the attacker's own board ended";
    }
    device_release(&device);
    return raw.trouble;
}
