// SPDX-License-Identifier: MIT
// What is accepted keeps the promises of base/yaml.h; what is refused says why.
#include "base/yaml.h"

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

static void walk(const struct yaml_node *node, unsigned depth)
{
    demand(depth <= YAML_DEPTH_MAX);
    demand(node->place.line > 0 && node->place.column > 0);
    demand((node->kind == YAML_SCALAR) == (node->text != NULL));
    for (size_t i = 0; node->kind == YAML_SEQUENCE && i < node->count; i++) {
        walk(&node->items[i], depth + 1);
    }
    for (size_t i = 0; node->kind == YAML_MAPPING && i < node->count; i++) {
        demand(yaml_get(node, node->pairs[i].key) == &node->pairs[i].value); // no duplicates
        walk(&node->pairs[i].value, depth + 1);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    AUTO_ARENA arena = arena_new();
    struct diag diag;
    diag_init(&diag, arena);
    const struct yaml_node *root = yaml_parse(arena, &diag, "fuzz", (const char *)data, size);
    demand((root == NULL) == diag_failed(&diag));
    if (root != NULL) {
        walk(root, 0);
    }
    return 0;
}
