// SPDX-License-Identifier: MIT
#include "build/record.h"

#include "base/file.h"
#include "build/gate.h"

#include <stdlib.h>
#include <string.h>

enum { RECORD_MAX = 4 * 1024 * 1024 };

static const char record_name[] = "build.json";

// Memory comes from jansson, so that it can be given back with free().
static json_t *names_to_json(const struct names *names)
{
    json_t *list = json_array();
    for (size_t i = 0; i < names->count; i++) {
        json_array_append_new(list, json_string(names->items[i]));
    }
    return list;
}

static json_t *artefact_to_json(const struct artefact *artefact)
{
    return json_pack("{s:s, s:s, s:I}", "name", artefact->name, "sha256", artefact->sha256, "size",
                     (json_int_t)artefact->size);
}

static json_t *gate_to_json(const struct gate_fact *fact)
{
    return json_pack("{s:s, s:s, s:s, s:b, s:b, s:s*}", "control", fact->control, "symbol",
                     fact->symbol, "question", gate_question_word(fact->question), "expected",
                     (int)fact->expect_present, "found", (int)fact->found, "object", fact->detail);
}

json_t *build_to_json(const struct build *build)
{
    json_t *artefacts = json_array();
    for (size_t i = 0; i < build->artefact_count; i++) {
        json_array_append_new(artefacts, artefact_to_json(&build->artefacts[i]));
    }
    json_t *gate = json_array();
    for (size_t i = 0; i < build->gate_count; i++) {
        json_array_append_new(gate, gate_to_json(&build->gate[i]));
    }
    return json_pack("{s:i, s:s, s:s, s:s, s:s, s:s, s:o, s:I, s:I, s:o, s:o}", "format",
                     (int)RECORD_FORMAT, "board", build->board, "target", build->target,
                     "micropython", build->version, "compiler", build->compiler, "inputs",
                     build->inputs, "controls", names_to_json(&build->controls), "flash_bytes",
                     (json_int_t)build->flash_bytes, "ram_bytes", (json_int_t)build->ram_bytes,
                     "artefacts", artefacts, "gate", gate);
}

bool record_write(struct arena *arena, struct diag *diag, const struct build *build)
{
    json_t *document = build_to_json(build);
    char *text = document == NULL ? NULL : json_dumps(document, JSON_INDENT(2));
    json_decref(document);
    if (text == NULL) {
        diag_environment(diag, NO_PLACE, NULL, "cannot write build.json: out of memory");
        return false;
    }
    const char *line = arena_printf(arena, "%s\n", text);
    free(text);
    return file_write(diag, path_join(arena, build->out, record_name), line, strlen(line));
}

static bool wrong(struct diag *diag, const char *path, const char *what)
{
    diag_input(diag, (struct place){.file = path}, "run mpsec build again", "%s", what);
    return false;
}

static bool load_names(struct arena *arena, const json_t *list, struct names *out)
{
    const size_t count = json_array_size(list);
    out->items = ARENA_ARRAY(arena, const char *, count);
    for (size_t i = 0; i < count; i++) {
        const char *text = json_string_value(json_array_get(list, i));
        if (text == NULL) {
            return false;
        }
        out->items[out->count++] = arena_strdup(arena, text);
    }
    return json_is_array(list);
}

static bool load_artefacts(struct arena *arena, const json_t *list, struct build *build)
{
    const size_t count = json_array_size(list);
    build->artefacts = ARENA_ARRAY(arena, struct artefact, count);
    for (size_t i = 0; i < count; i++) {
        const char *name = NULL;
        const char *sha256 = NULL;
        json_int_t size = 0;
        if (json_unpack(json_array_get(list, i), "{s:s, s:s, s:I}", "name", &name, "sha256",
                        &sha256, "size", &size) != 0 ||
            strchr(name, '/') != NULL) {
            return false;
        }
        build->artefacts[build->artefact_count++] = (struct artefact){
            .name = arena_strdup(arena, name),
            .path = path_join(arena, build->out, name),
            .sha256 = arena_strdup(arena, sha256),
            .size = size,
        };
    }
    return json_is_array(list);
}

static bool load_gate(struct arena *arena, const json_t *list, struct build *build)
{
    const size_t count = json_array_size(list);
    build->gate = ARENA_ARRAY(arena, struct gate_fact, count);
    for (size_t i = 0; i < count; i++) {
        const char *control = NULL;
        const char *symbol = NULL;
        const char *question = NULL;
        const char *object = NULL;
        int expected = 0;
        int found = 0;
        struct gate_fact *fact = &build->gate[i];
        if (json_unpack(json_array_get(list, i), "{s:s, s:s, s:s, s:b, s:b, s?s}", "control",
                        &control, "symbol", &symbol, "question", &question, "expected", &expected,
                        "found", &found, "object", &object) != 0 ||
            !gate_question_from(question, &fact->question)) {
            return false;
        }
        fact->control = arena_strdup(arena, control);
        fact->symbol = arena_strdup(arena, symbol);
        fact->expect_present = expected != 0;
        fact->found = found != 0;
        fact->detail = object == NULL ? NULL : arena_strdup(arena, object);
        build->gate_count++;
    }
    return json_is_array(list);
}

static bool load_members(struct arena *arena, json_t *document, struct build *build)
{
    const char *texts[5];
    const json_t *controls;
    const json_t *artefacts;
    const json_t *gate;
    int format = 0;
    json_int_t flash = 0;
    json_int_t ram = 0;
    if (json_unpack(document, "{s:i, s:s, s:s, s:s, s:s, s:s, s:o, s:I, s:I, s:o, s:o}", "format",
                    &format, "board", &texts[0], "target", &texts[1], "micropython", &texts[2],
                    "compiler", &texts[3], "inputs", &texts[4], "controls", &controls,
                    "flash_bytes", &flash, "ram_bytes", &ram, "artefacts", &artefacts, "gate",
                    &gate) != 0 ||
        format != RECORD_FORMAT) {
        return false;
    }
    build->board = arena_strdup(arena, texts[0]);
    build->target = arena_strdup(arena, texts[1]);
    build->version = arena_strdup(arena, texts[2]);
    build->compiler = arena_strdup(arena, texts[3]);
    build->inputs = arena_strdup(arena, texts[4]);
    build->flash_bytes = flash;
    build->ram_bytes = ram;
    return load_names(arena, controls, &build->controls) &&
           load_artefacts(arena, artefacts, build) && load_gate(arena, gate, build);
}

static bool artefacts_are_whole(struct arena *arena, struct diag *diag, struct build *build)
{
    for (size_t i = 0; i < build->artefact_count; i++) {
        const struct artefact *artefact = &build->artefacts[i];
        const char *sha256 =
            file_exists(artefact->path) ? file_sha256(arena, diag, artefact->path) : NULL;
        if (sha256 == NULL || strcmp(sha256, artefact->sha256) != 0) {
            return wrong(diag, artefact->path, "this is not the file that was built");
        }
        if (strcmp(artefact->name, "firmware.elf") == 0) {
            build->elf = artefact->path;
        }
    }
    return true;
}

const struct build *build_load(struct arena *arena, struct diag *diag, const char *out)
{
    const char *path = path_join(arena, out, record_name);
    struct file_bytes bytes;
    if (!file_load(arena, diag, "record of the build", path, RECORD_MAX, &bytes)) {
        return NULL;
    }
    struct build *build = ARENA_NEW(arena, struct build);
    build->out = path_absolute(arena, out);
    json_error_t error;
    json_t *document = json_loadb(bytes.data, bytes.size, JSON_REJECT_DUPLICATES, &error);
    const bool good = document != NULL && load_members(arena, document, build);
    json_decref(document);
    if (!good) {
        wrong(diag, path, "this is not a record of a build that mpsec understands");
        return NULL;
    }
    if (!artefacts_are_whole(arena, diag, build)) {
        return NULL;
    }
    if (build->elf == NULL) {
        wrong(diag, path, "the record names no firmware.elf");
        return NULL;
    }
    return build;
}
