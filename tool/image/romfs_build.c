// SPDX-License-Identifier: MIT
#include "image/romfs_build.h"

#include "base/buf.h"
#include "base/file.h"
#include "base/names.h"
#include "base/process.h"
#include "image/verdict.h"
#include "mpsec/romfs.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum {
    KIND_DATA = 2,
    KIND_FOLDER = 4,
    KIND_FILE = 5,
    NUMBER_MAX = 10,
    SIZE_LIMIT = 64 * 1024 * 1024,
    COMPILE_MS = 60 * 1000,
};

struct builder {
    struct arena *arena;
    struct diag *diag;
    const struct romfs_request *request;
    const char *scratch; // folder for what mpy-cross writes; NULL when nothing is compiled
};

// One entry of a folder under its name in the file system.
struct entry {
    const char *name;
    const char *source; // its name in the folder
    const char *path;
    bool is_folder, compile;
};

struct entries {
    struct entry *items;
    size_t count;
};

static bool add_folder(struct builder *builder, const char *path, const char *shown, size_t depth,
                       struct buf *out);

static void put_number(struct buf *buf, size_t value)
{
    uint8_t bytes[NUMBER_MAX];
    size_t at = NUMBER_MAX;
    bytes[--at] = (uint8_t)(value & 0x7fU);
    for (value >>= 7; value != 0; value >>= 7) {
        bytes[--at] = (uint8_t)(0x80U | (value & 0x7fU));
    }
    buf_add(buf, bytes + at, NUMBER_MAX - at);
}

static void put_record(struct buf *buf, unsigned kind, const struct buf *content)
{
    put_number(buf, kind);
    put_number(buf, content->size);
    buf_add(buf, content->data, content->size);
}

static bool ends_with(const char *text, const char *end)
{
    const size_t size = strlen(text);
    const size_t end_size = strlen(end);
    return size > end_size && strcmp(text + size - end_size, end) == 0;
}

static int by_name(const void *a, const void *b)
{
    const struct entry *left = a;
    const struct entry *right = b;
    return strcmp(left->name, right->name);
}

static bool describe(struct builder *builder, const char *folder, const char *name,
                     struct entry *out)
{
    struct stat info;
    *out = (struct entry){.name = name, .source = name};
    out->path = path_join(builder->arena, folder, name);
    if (lstat(out->path, &info) != 0) {
        diag_input(builder->diag, (struct place){.file = out->path}, NULL, "cannot read it: %s",
                   strerror(errno));
        return false;
    }
    if (!S_ISREG(info.st_mode) && !S_ISDIR(info.st_mode)) {
        diag_input(builder->diag, (struct place){.file = out->path},
                   "put the file itself there, or take it out",
                   "only files and folders go into a ROMFS, and this is neither");
        return false;
    }
    out->is_folder = S_ISDIR(info.st_mode);
    out->compile = !out->is_folder && builder->scratch != NULL && ends_with(name, ".py");
    if (out->compile) {
        out->name = arena_printf(builder->arena, "%.*s.mpy", (int)strlen(name) - 3, name);
    }
    return true;
}

// In the order of their names in the file system, each once.
static bool list(struct builder *builder, const char *path, struct entries *out)
{
    size_t count;
    const char **names = folder_list(builder->arena, builder->diag, path, &count);
    if (names == NULL) {
        return false;
    }
    *out = (struct entries){.items = ARENA_ARRAY(builder->arena, struct entry, count + 1)};
    for (size_t i = 0; i < count; i++) {
        if (names[i][0] == '.' || strcmp(names[i], "__pycache__") == 0) {
            continue;
        }
        if (!describe(builder, path, names[i], &out->items[out->count])) {
            return false;
        }
        out->count++;
    }
    qsort(out->items, out->count, sizeof out->items[0], by_name);
    for (size_t i = 1; i < out->count; i++) {
        if (strcmp(out->items[i - 1].name, out->items[i].name) == 0) {
            diag_input(builder->diag, (struct place){.file = out->items[i].path},
                       "keep one of the two", "it and its neighbour both become %s",
                       out->items[i].name);
            return false;
        }
    }
    return true;
}

// The name embedded in the bytecode is the one inside the file system, wherever the folder is.
static bool compile(struct builder *builder, const struct entry *entry, const char *shown,
                    const char **result)
{
    struct arena *arena = builder->arena;
    const struct romfs_request *request = builder->request;
    const char *log = path_join(arena, builder->scratch, "log");
    *result = path_join(arena, builder->scratch, "out.mpy");
    const char *march = request->architecture != NULL
                            ? arena_printf(arena, "-march=%s", request->architecture)
                            : "-v";
    const char *argv[] = {request->mpy_cross, "-s", shown, "-o", *result, march, "--",
                          entry->path,        NULL};
    if (request->architecture == NULL) {
        argv[5] = "--";
        argv[6] = entry->path;
        argv[7] = NULL;
    }
    const struct process_request child = {.argv = argv, .log = log, .timeout_ms = COMPILE_MS};
    const struct process_result end = process_run(builder->diag, &child);
    if (end.end == PROCESS_EXITED && end.status == 0) {
        return true;
    }
    struct file_bytes said = {.data = NULL};
    const struct place place = {.file = entry->path};
    if (end.end == PROCESS_EXITED &&
        file_load(arena, builder->diag, "log of mpy-cross", log, SIZE_LIMIT, &said)) {
        diag_input(builder->diag, place, NULL, "mpy-cross refuses it: %s", said.data);
    } else {
        diag_environment(builder->diag, place, NULL, "mpy-cross did not end as it should");
    }
    return false;
}

static bool add_file(struct builder *builder, const struct entry *entry, const char *shown,
                     struct buf *out)
{
    const char *path = entry->path;
    struct file_bytes bytes;
    struct buf data;
    struct buf file;
    if ((entry->compile && !compile(builder, entry, shown, &path)) ||
        !file_load(builder->arena, builder->diag, "file", path, SIZE_LIMIT, &bytes)) {
        return false;
    }
    buf_init(&data, builder->arena, SIZE_LIMIT);
    buf_init(&file, builder->arena, SIZE_LIMIT);
    buf_add(&data, bytes.data, bytes.size);
    put_number(&file, strlen(entry->name));
    buf_puts(&file, entry->name);
    put_record(&file, KIND_DATA, &data);
    put_record(out, KIND_FILE, &file);
    return true;
}

static bool add_entry(struct builder *builder, const struct entry *entry, const char *shown,
                      size_t depth, struct buf *out)
{
    if (!entry->is_folder) {
        return add_file(builder, entry, shown, out);
    }
    struct buf folder;
    buf_init(&folder, builder->arena, SIZE_LIMIT);
    put_number(&folder, strlen(entry->name));
    buf_puts(&folder, entry->name);
    if (!add_folder(builder, entry->path, shown, depth + 1, &folder)) {
        return false;
    }
    put_record(out, KIND_FOLDER, &folder);
    return true;
}

// Recursion ends with the depth that the reader allows.
static bool add_folder(struct builder *builder, const char *path, const char *shown, size_t depth,
                       struct buf *out)
{
    struct entries entries;
    if (depth > MPSEC_ROMFS_DEPTH_MAX) {
        diag_input(builder->diag, (struct place){.file = path}, NULL,
                   "folders are nested deeper than %d", MPSEC_ROMFS_DEPTH_MAX);
        return false;
    }
    if (!list(builder, path, &entries)) {
        return false;
    }
    for (size_t i = 0; i < entries.count; i++) {
        const struct entry *entry = &entries.items[i];
        const char *inside = path_join(builder->arena, shown, entry->source);
        if (!add_entry(builder, entry, inside, depth, out)) {
            return false;
        }
    }
    return true;
}

static struct mpsec_span finish(struct arena *arena, const struct buf *content)
{
    static const uint8_t magic[] = {0xd2, 0xcd, 0x31};
    struct buf size;
    struct buf whole;
    buf_init(&size, arena, NUMBER_MAX);
    buf_init(&whole, arena, SIZE_LIMIT);
    put_number(&size, content->size);
    buf_add(&whole, magic, sizeof magic);
    if ((sizeof magic + size.size + content->size) % 2 != 0) {
        buf_add(&whole, "\x80", 1); // a zero digit in front: the size of a ROMFS is even
    }
    buf_add(&whole, size.data, size.size);
    buf_add(&whole, content->data, content->size);
    return (struct mpsec_span){(const uint8_t *)whole.data, whole.full ? 0 : whole.size};
}

static bool build(struct builder *builder, struct mpsec_span *out)
{
    struct buf content;
    buf_init(&content, builder->arena, SIZE_LIMIT);
    if (!add_folder(builder, builder->request->folder, "", 1, &content)) {
        return false;
    }
    *out = finish(builder->arena, &content);
    const enum mpsec_err err = mpsec_romfs_check(*out);
    if (err != MPSEC_OK) {
        diag_input(builder->diag, (struct place){.file = builder->request->folder}, NULL,
                   "this folder does not make a sound ROMFS: %s", image_error_text(err));
    }
    return err == MPSEC_OK;
}

bool romfs_build(struct arena *arena, struct diag *diag, const struct romfs_request *request,
                 struct mpsec_span *out)
{
    struct builder builder = {.arena = arena, .diag = diag, .request = request};
    if (request->mpy_cross == NULL) {
        return build(&builder, out);
    }
    const char *parent = getenv("TMPDIR");
    char *scratch =
        arena_printf(arena, "%s/mpsec-romfs.XXXXXX", parent != NULL ? parent : P_tmpdir);
    builder.scratch = mkdtemp(scratch);
    if (builder.scratch == NULL) {
        diag_environment(diag, (struct place){.file = scratch}, "set TMPDIR",
                         "cannot make a folder for the compiler: %s", strerror(errno));
        return false;
    }
    const bool good = build(&builder, out);
    return folder_remove(diag, scratch) && good;
}

bool romfs_architecture_known(struct diag *diag, const char *architecture)
{
    const char *known[] = {
        "x86",       "x64",       "armv6",  "armv6m",    "armv7m",  "armv7em",
        "armv7emsp", "armv7emdp", "xtensa", "xtensawin", "rv32imc",
    };
    const struct names names = {known, sizeof known / sizeof known[0]};
    if (architecture == NULL || names_has(&names, architecture)) {
        return true;
    }
    const char *meant = names_closest(&names, architecture);
    diag_input(diag, NO_PLACE, meant != NULL ? meant : "see mpy-cross --help",
               "mpy-cross knows no architecture '%s'", architecture);
    return false;
}
