// SPDX-License-Identifier: MIT
#include "attack/works.h"

#include "base/fields.h"
#include "base/file.h"

#include <string.h>

enum { WORKS_LIMIT = 64 * 1024 };

#define MODULE_LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789"

// A module's name stands in a file name and in an import, so it has to be one.
static void read_module(const struct reader *reader, const struct yaml_node *node, void *target)
{
    const char *text = reader_text(reader, node, "modules");
    if (text == NULL) {
        return;
    }
    if (text[strspn(text, MODULE_LETTERS)] != '\0') {
        reader_mistake(reader, node->place, NULL, "the name of a module is wanted here");
        return;
    }
    *(const char **)target = text;
}

static const struct field module_fields[] = {
    {FIELD("frozen", FIELD_READ, struct works, frozen), .read = read_module},
    {FIELD("optional", FIELD_READ, struct works, optional), .read = read_module},
};

static const struct record module_record = {
    .what = "the modules",
    .fields = module_fields,
    .field_count = sizeof module_fields / sizeof module_fields[0],
    .size = sizeof(struct works),
    .place_offset = NO_PLACE_FIELD,
};

static void read_modules(const struct reader *reader, const struct yaml_node *node, void *target)
{
    fields_read(reader, node, &module_record, target);
}

static void read_steps(const struct reader *reader, const struct yaml_node *node, void *target)
{
    // A mistake is reported where it stands; the caller looks at the number of reports.
    (void)script_parse(reader->arena, reader->diag, node, NULL, target);
}

static const struct field works_fields[] = {
    {FIELD("works", FIELD_TEXT, struct works, title), .required = true},
    {FIELD("sign", FIELD_TEXT, struct works, sign), .required = true},
    {FIELD("within_ms", FIELD_U32, struct works, within_ms), .required = true, .least = 1,
     .most = SCRIPT_MS_MAX},
    {.key = "modules", .kind = FIELD_READ, .read = read_modules},
    {FIELD("steps", FIELD_READ, struct works, script), .required = true, .read = read_steps},
};

static const struct record works_record = {
    .what = "a works script",
    .fields = works_fields,
    .field_count = sizeof works_fields / sizeof works_fields[0],
    .size = sizeof(struct works),
    .place_offset = NO_PLACE_FIELD,
};

bool works_parse(struct arena *arena, struct diag *diag, const char *file, struct bytes bytes,
                 const struct works **out)
{
    const size_t errors = diag->input_errors;
    const struct yaml_node *root = yaml_parse(arena, diag, file, bytes.data, bytes.size);
    if (root == NULL) {
        return false;
    }
    struct works *works = ARENA_NEW(arena, struct works);
    const struct reader reader = {.arena = arena, .diag = diag};
    fields_read(&reader, root, &works_record, works);
    if (diag->input_errors > errors) {
        return false;
    }
    *out = works;
    return true;
}

bool works_load(struct arena *arena, struct diag *diag, const struct model *model,
                const struct works **out)
{
    *out = NULL;
    if (model->application.works == NULL) {
        return true;
    }
    const char *path = path_join(arena, model->folder, model->application.works);
    struct file_bytes bytes;
    return file_load(arena, diag, "works script", path, WORKS_LIMIT, &bytes) &&
           works_parse(arena, diag, path, (struct bytes){bytes.data, bytes.size}, out);
}
