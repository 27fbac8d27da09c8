// small_world.h - a device with one asset and one adversary, for examples written by hand.
#ifndef SMALL_WORLD_H
#define SMALL_WORLD_H

#include "catalogue/catalogue.h"
#include "model/model.h"

// Room for what an example adds; `catalogue` and `model` point into it.
struct small_world {
    struct state states[4];
    struct leaf leaves[6];
    struct goal goal;
    struct control controls[6];
    struct asset asset;
    struct adversary adversary;
    struct chip chip;
    struct board board;
    struct response response;
    const char *kinds[1];
    struct catalogue catalogue;
    struct model model;
};

// States "s.0".."s.3", leaves "l.0".. yielding nothing yet, controls "c.0".. without effects,
// goal "goal" reached by s.3, one severe key of a single device, an adversary without limits.
static inline void small_world_init(struct small_world *world, size_t leaves, size_t controls)
{
    static const char *const state_ids[] = {"s.0", "s.1", "s.2", "s.3"};
    static const char *const leaf_ids[] = {"l.0", "l.1", "l.2", "l.3", "l.4", "l.5"};
    static const char *const control_ids[] = {"c.0", "c.1", "c.2", "c.3", "c.4", "c.5"};
    static const struct expr reached = {.kind = EXPR_NAME, .name = "s.3"};
    *world = (struct small_world){.kinds = {"key"}};
    for (size_t i = 0; i < 4; i++) {
        world->states[i].id = state_ids[i];
    }
    for (size_t i = 0; i < 6; i++) {
        world->leaves[i].id = world->leaves[i].title = leaf_ids[i];
        world->leaves[i].repeat.access = ACCESS_PHYSICAL_EXTERNAL;
        world->controls[i].id = world->controls[i].title = control_ids[i];
    }
    world->goal = (struct goal){.id = "goal",
                                .title = "reach the goal",
                                .reached_by = &reached,
                                .property = PROPERTY_CONFIDENTIALITY,
                                .asset_kinds = {world->kinds, 1}};
    world->asset = (struct asset){.id = "secret", .kind = "key", .impact = {IMPACT_SEVERE}};
    world->adversary = (struct adversary){
        .id = "eve",
        .ceiling = {UINT32_MAX, EXPERTISE_MULTIPLE, KNOWLEDGE_CRITICAL, WINDOW_DIFFICULT,
                    EQUIPMENT_MULTIPLE_BESPOKE, ACCESS_PHYSICAL_INTERNAL}};
    world->chip.id = "chip";
    world->board = (struct board){.id = "B", .port = "p", .chip = "chip"};
    world->catalogue = (struct catalogue){.states = world->states,
                                          .states_count = 4,
                                          .leaves = world->leaves,
                                          .leaves_count = leaves,
                                          .goals = &world->goal,
                                          .goals_count = 1,
                                          .controls = world->controls,
                                          .controls_count = controls};
    world->model.device.id = "device";
    world->model.device.chip = &world->chip;
    world->model.device.board = &world->board;
    world->model.folder = ".";
    world->model.assets = &world->asset;
    world->model.assets_count = 1;
    world->model.adversaries = &world->adversary;
    world->model.adversaries_count = 1;
    world->model.appetite.accept_up_to[IMPACT_NONE] = FEASIBILITY_HIGH;
}

#endif
