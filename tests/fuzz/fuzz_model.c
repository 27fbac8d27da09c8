// SPDX-License-Identifier: MIT
// A model that is accepted can be used without a further look: every reference is resolved.
#include "model/model.h"
#include "threat/facts.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(bool condition)
{
    if (!condition) {
        abort();
    }
}

static void use(struct arena *arena, const struct catalogue *catalogue, const struct model *model)
{
    demand(model->device.chip != NULL && model->device.board != NULL);
    demand(model->assets_count > 0 && model->adversaries_count > 0);
    for (size_t i = 0; i < model->interfaces_count; i++) {
        demand(names_has(&catalogue->interface_kinds, model->interfaces[i].kind));
    }
    for (size_t i = 0; i < model->adversaries_count; i++) {
        demand(model->adversaries[i].profile != NULL);
    }
    for (size_t i = 0; i < catalogue->leaves_count; i++) {
        (void)expr_holds(model, catalogue->leaves[i].applies_when);
    }
    demand(model_summary(arena, catalogue, model) != NULL);
    json_t *document = model_to_json(model);
    demand(document != NULL);
    json_decref(document);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    // The catalogue is read once: it is the same for every input and takes milliseconds.
    static struct arena *kept;
    static const struct catalogue *catalogue;
    struct diag diag;
    if (catalogue == NULL) {
        kept = arena_new();
        diag_init(&diag, kept);
        catalogue = catalogue_load(kept, &diag, NULL);
        demand(catalogue != NULL);
    }
    AUTO_ARENA arena = arena_new();
    diag_init(&diag, arena);
    const struct date today = {2026, 1, 1};
    const struct model *model =
        model_parse(arena, &diag, catalogue, "fuzz.yaml", (const char *)data, size, today);
    demand((model == NULL) == diag_failed(&diag));
    if (model != NULL) {
        use(arena, catalogue, model);
    }
    return 0;
}
