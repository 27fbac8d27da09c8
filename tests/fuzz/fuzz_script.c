// SPDX-License-Identifier: MIT
// Attack scripts and works scripts from anybody: nothing crashes, and what is accepted is bounded
// in time and size and can be told in words.
#include "attack/works.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(bool condition)
{
    if (!condition) {
        abort();
    }
}

static void check(struct arena *arena, struct diag *diag, const struct script *script)
{
    struct script filled;
    struct values values = {{0}};
    const char *missing;
    demand(script->step_count > 0 && script->step_count <= SCRIPT_STEPS_MAX);
    for (size_t i = 0; i < script->step_count; i++) {
        demand(script->steps[i].ms <= SCRIPT_MS_MAX && script->steps[i].every_ms <= SCRIPT_MS_MAX);
        demand(script->steps[i].text.size <= SCRIPT_TEXT_MAX);
    }
    for (size_t i = 0; i < VALUE_COUNT; i++) {
        values.text[i] = "1";
    }
    if (script_expand(arena, diag, script, &values, &filled, &missing)) {
        demand(strlen(script_words(arena, &filled)) > 0 || filled.step_count > 0);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0) {
        return 0;
    }
    AUTO_ARENA arena = arena_new();
    struct diag diag;
    diag_init(&diag, arena);
    const struct bytes bytes = {arena_strndup(arena, (const char *)data, size), size};
    const struct works *works;
    if (works_parse(arena, &diag, "fuzz.yaml", bytes, &works)) {
        demand(works->title != NULL && works->sign != NULL && works->within_ms > 0);
        check(arena, &diag, &works->script);
    }
    diag_init(&diag, arena);
    const struct yaml_node *root = yaml_parse(arena, &diag, "fuzz.yaml", bytes.data, bytes.size);
    const struct yaml_node *steps = root != NULL ? yaml_get(root, "steps") : NULL;
    struct script script;
    if (steps != NULL && script_parse(arena, &diag, steps, yaml_get(root, "success"), &script)) {
        check(arena, &diag, &script);
    } else {
        demand(diag_failed(&diag) || steps == NULL);
    }
    return 0;
}
