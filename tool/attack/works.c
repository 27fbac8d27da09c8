// SPDX-License-Identifier: MIT
#include "attack/works.h"

#include "base/file.h"
#include "base/yaml.h"

#include <string.h>

enum { WORKS_LIMIT = 64 * 1024, DIGITS_MAX = 5 };

static const char *const keys[] = {"works", "sign", "within_ms", "modules", "steps"};

static bool refuse(struct diag *diag, struct place place, const char *text)
{
    diag_input(diag, place, "docs/spec/attack-script.md has the keys of a works script", "%s",
               text);
    return false;
}

static bool check_keys(struct arena *arena, struct diag *diag, const struct yaml_node *node,
                       const char *const *known, size_t count)
{
    bool good = true;
    for (size_t i = 0; i < node->count; i++) {
        size_t k = 0;
        while (k < count && strcmp(known[k], node->pairs[i].key) != 0) {
            k++;
        }
        if (k == count) {
            good = refuse(diag, node->pairs[i].place,
                          arena_printf(arena, "there is no key '%s' here", node->pairs[i].key));
        }
    }
    return good;
}

// A scalar that is not empty and plain C text, or NULL after reporting.
static const char *text_of(struct diag *diag, const struct yaml_node *node)
{
    if (node->kind != YAML_SCALAR || node->text_size == 0 ||
        strlen(node->text) != node->text_size) {
        (void)refuse(diag, node->place, "a text is wanted here");
        return NULL;
    }
    return node->text;
}

static bool parse_within(struct diag *diag, const struct yaml_node *node, uint32_t *out)
{
    const char *text = text_of(diag, node);
    if (text == NULL) {
        return false;
    }
    uint32_t ms = 0;
    const size_t size = strspn(text, "0123456789");
    for (size_t i = 0; i < size && i < DIGITS_MAX; i++) {
        ms = ms * 10 + (uint32_t)(text[i] - '0');
    }
    if (text[size] != '\0' || size > DIGITS_MAX || ms == 0 || ms > SCRIPT_MS_MAX) {
        return refuse(diag, node->place, "a number of milliseconds from 1 to 60000 is wanted here");
    }
    *out = ms;
    return true;
}

// A module's name, so that it can stand in a file name and in an import.
static const char *module_of(struct diag *diag, const struct yaml_node *node)
{
    const char *text = node == NULL ? NULL : text_of(diag, node);
    if (text != NULL && text[strspn(text, "abcdefghijklmnopqrstuvwxyz_0123456789")] != '\0') {
        (void)refuse(diag, node->place, "the name of a module is wanted here");
        return NULL;
    }
    return text;
}

static bool parse_modules(struct arena *arena, struct diag *diag, const struct yaml_node *node,
                          struct works *works)
{
    static const char *const known[] = {"frozen", "optional"};
    if (node->kind != YAML_MAPPING) {
        return refuse(diag, node->place, "a mapping with frozen and optional is wanted here");
    }
    works->frozen = module_of(diag, yaml_get(node, "frozen"));
    works->optional = module_of(diag, yaml_get(node, "optional"));
    return check_keys(arena, diag, node, known, sizeof known / sizeof known[0]);
}

static bool parse_root(struct arena *arena, struct diag *diag, const struct yaml_node *root,
                       struct works *works)
{
    if (root->kind != YAML_MAPPING) {
        return refuse(diag, root->place, "a works script is a mapping");
    }
    const struct yaml_node *title = yaml_get(root, "works");
    const struct yaml_node *sign = yaml_get(root, "sign");
    const struct yaml_node *within = yaml_get(root, "within_ms");
    const struct yaml_node *modules = yaml_get(root, "modules");
    const struct yaml_node *steps = yaml_get(root, "steps");
    bool good = check_keys(arena, diag, root, keys, sizeof keys / sizeof keys[0]);
    if (title == NULL || sign == NULL || within == NULL || steps == NULL) {
        return refuse(diag, root->place, "the keys works, sign, within_ms and steps are needed");
    }
    works->title = text_of(diag, title);
    works->sign = text_of(diag, sign);
    good = parse_within(diag, within, &works->within_ms) && good;
    good = (modules == NULL || parse_modules(arena, diag, modules, works)) && good;
    good = script_parse(arena, diag, steps, NULL, &works->script) && good;
    return good && works->title != NULL && works->sign != NULL;
}

bool works_parse(struct arena *arena, struct diag *diag, const char *file, struct bytes bytes,
                 const struct works **out)
{
    const size_t errors = diag->input_errors;
    const struct yaml_node *root = yaml_parse(arena, diag, file, bytes.data, bytes.size);
    if (root == NULL) {
        return false;
    }
    struct works *works = ARENA_NEW(arena, struct works);
    if (!parse_root(arena, diag, root, works) || diag->input_errors > errors) {
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
