// SPDX-License-Identifier: MIT
#include "plan/respond.h"

#include "base/buf.h"
#include "base/file.h"

#include <string.h>

enum { MODEL_LIMIT = 1024 * 1024 };

// The lines of a file, without their ends.
struct lines {
    const char **starts;
    size_t *sizes;
    size_t count;
};

static struct lines split(struct arena *arena, const char *text)
{
    struct lines lines = {0};
    size_t room = 1;
    for (const char *at = text; *at != '\0'; at++) {
        room += *at == '\n';
    }
    lines.starts = ARENA_ARRAY(arena, const char *, room);
    lines.sizes = ARENA_ARRAY(arena, size_t, room);
    for (const char *at = text; *at != '\0';) {
        const size_t size = strcspn(at, "\n");
        lines.starts[lines.count] = at;
        lines.sizes[lines.count++] = size;
        at += size + (at[size] == '\n');
    }
    return lines;
}

static bool is_silent(const struct lines *lines, size_t line)
{
    const size_t blanks = strspn(lines->starts[line], " \t\r");
    return blanks >= lines->sizes[line] || lines->starts[line][blanks] == '#';
}

static bool starts_key(const struct lines *lines, size_t line)
{
    return lines->sizes[line] > 0 && strchr(" \t\r#-", lines->starts[line][0]) == NULL;
}

// The line of the top-level key `responses`, or SIZE_MAX.
static size_t find_key(const struct lines *lines)
{
    static const char key[] = "responses:";
    for (size_t i = 0; i < lines->count; i++) {
        if (lines->sizes[i] >= sizeof key - 1 &&
            memcmp(lines->starts[i], key, sizeof key - 1) == 0) {
            return i;
        }
    }
    return SIZE_MAX;
}

// One behind the last line that belongs to what starts at `line`: comments and blank lines at
// the end belong to what follows.
static size_t trim_end(const struct lines *lines, size_t line, size_t end)
{
    while (end > line + 1 && is_silent(lines, end - 1)) {
        end--;
    }
    return end;
}

static size_t key_end(const struct lines *lines, size_t key)
{
    size_t end = key + 1;
    while (end < lines->count && !starts_key(lines, end)) {
        end++;
    }
    return trim_end(lines, key, end);
}

static void put_quoted(struct buf *out, const char *key, const char *text)
{
    if (text == NULL) {
        return;
    }
    buf_printf(out, "%s\"", key);
    for (; *text != '\0'; text++) {
        if (*text == '"' || *text == '\\') {
            buf_puts(out, "\\");
        }
        buf_add(out, text, 1);
    }
    buf_puts(out, "\"\n");
}

static void put_item(struct buf *out, size_t indent, const struct respond_request *request)
{
    const int by = (int)indent;
    const char *pad = arena_printf(out->arena, "%*s", by + 2, "");
    buf_printf(out, "%*s- threat: %s\n%sresponse: %s\n", by, "", request->threat, pad,
               request->kind);
    put_quoted(out, arena_printf(out->arena, "%sowner: ", pad), request->owner);
    put_quoted(out, arena_printf(out->arena, "%sreason: ", pad), request->reason);
    put_quoted(out, arena_printf(out->arena, "%srecipient: ", pad), request->recipient);
    buf_printf(out, "%sexpires: %s\n", pad, request->expires);
}

static void put_lines(struct buf *out, const struct lines *lines, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++) {
        buf_add(out, lines->starts[i], lines->sizes[i]);
        buf_puts(out, "\n");
    }
}

// Where the new item goes: lines [from, to) make room for it.
struct gap {
    size_t from;
    size_t to;
    size_t indent;
};

static size_t first_indent(const struct lines *lines, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++) {
        const size_t blanks = strspn(lines->starts[i], " ");
        if (blanks < lines->sizes[i] && lines->starts[i][blanks] == '-') {
            return blanks;
        }
    }
    return 2;
}

static struct gap find_gap(const struct model *model, const struct lines *lines, size_t key,
                           const char *threat)
{
    const size_t end = key_end(lines, key);
    struct gap gap = {end, end, first_indent(lines, key + 1, end)};
    for (size_t i = 0; i < model->responses_count; i++) {
        if (strcmp(model->responses[i].threat, threat) != 0) {
            continue;
        }
        const bool last = i + 1 == model->responses_count;
        gap.from = model->responses[i].place.line - 1;
        gap.to = trim_end(lines, gap.from, last ? end : model->responses[i + 1].place.line - 1);
    }
    return gap;
}

static bool is_complete(struct diag *diag, const struct respond_request *request)
{
    const char *const missing = request->owner == NULL     ? "--owner"
                                : request->reason == NULL  ? "--reason"
                                : request->expires == NULL ? "--expires"
                                                           : NULL;
    if (missing != NULL) {
        diag_input(diag, NO_PLACE, "a response without owner, reason and expiry is no response",
                   "%s is missing", missing);
        return false;
    }
    if (strcmp(request->kind, "accept") != 0 && strcmp(request->kind, "transfer") != 0) {
        diag_input(diag, NO_PLACE, "use accept or transfer", "there is no response '%s'",
                   request->kind);
        return false;
    }
    if (request->recipient == NULL && strcmp(request->kind, "transfer") == 0) {
        diag_input(diag, NO_PLACE, "say who carries the risk from now on",
                   "a transfer needs --recipient");
        return false;
    }
    return true;
}

const char *respond_edit(struct arena *arena, struct diag *diag, const struct model *model,
                         const char *text, const struct respond_request *request)
{
    if (!is_complete(diag, request)) {
        return NULL;
    }
    const struct lines lines = split(arena, text);
    const size_t key = find_key(&lines);
    struct buf out;
    buf_init(&out, arena, MODEL_LIMIT);
    if (key == SIZE_MAX) {
        put_lines(&out, &lines, 0, lines.count);
        buf_puts(&out, "responses:\n");
        put_item(&out, 2, request);
        return out.data;
    }
    const size_t size = strlen("responses:");
    const size_t blanks = strspn(lines.starts[key] + size, " \r");
    const char *value = lines.starts[key] + size + blanks;
    const bool is_flow = size + blanks < lines.sizes[key] && *value != '#';
    if (is_flow && strncmp(value, "[]", 2) != 0) {
        diag_input(diag, (struct place){model->path, key + 1, 1},
                   "write it as a list, one response after '- '",
                   "the responses stand in one line and cannot be added to");
        return NULL;
    }
    const struct gap gap = find_gap(model, &lines, key, request->threat);
    put_lines(&out, &lines, 0, is_flow ? key : gap.from);
    buf_puts(&out, is_flow ? "responses:\n" : "");
    put_item(&out, gap.indent, request);
    put_lines(&out, &lines, gap.to, lines.count);
    return out.data;
}

bool respond_write(struct arena *arena, struct diag *diag, const struct model *model,
                   const struct catalogue *catalogue, const struct respond_request *request)
{
    struct file_bytes old;
    if (!file_load(arena, diag, "device model", model->path, MODEL_LIMIT, &old)) {
        return false;
    }
    const char *text = respond_edit(arena, diag, model, old.data, request);
    if (text == NULL || model_parse(arena, diag, catalogue, model->path, text, strlen(text),
                                    date_today()) == NULL) {
        return false;
    }
    return file_write(diag, model->path, text, strlen(text));
}
