// small_verdict.h - the smallest world that can be judged: one prompt, one gate, one goal.
#ifndef SMALL_VERDICT_H
#define SMALL_VERDICT_H

#include "threat/threat.h"
#include "verify/verify.h"

struct small {
    struct arena *arena;
    struct diag diag;
    struct catalogue catalogue;
    struct model model;
    struct chip chip;
    struct board board;
    struct response response;
    struct choice choice;
    struct plan plan;
    struct build stock, hardened;
    struct fact facts[2];
    struct inventory inventories[2];
    struct attack_result results[2];
    struct attack_results battery[2];
    struct verify_input input;
};

static inline struct names small_names(struct arena *arena, const char *name)
{
    const char **items = ARENA_ARRAY(arena, const char *, 1);
    items[0] = name;
    return (struct names){items, 1};
}

static inline void small_catalogue(struct small *small)
{
    static struct state states[] = {{.id = "python-exec", .title = "Python runs"}};
    static struct check checks[] = {
        {.id = "S-REPL", .title = "No prompt", .rule = "repl-raw", .expect = "absent"}};
    static struct attack attacks[] = {{.id = "A-REPL", .title = "Type", .over = "serial"}};
    static const struct expr reached = {.kind = EXPR_NAME, .name = "python-exec"};
    static const char *both[] = {"A-REPL", "S-REPL"};
    struct arena *arena = small->arena;
    struct catalogue *catalogue = &small->catalogue;

    struct goal *goal = ARENA_NEW(arena, struct goal);
    *goal = (struct goal){.id = "run-code",
                          .title = "Run code",
                          .reached_by = &reached,
                          .property = PROPERTY_INTEGRITY,
                          .asset_kinds = small_names(arena, "code")};
    struct leaf *leaf = ARENA_NEW(arena, struct leaf);
    *leaf = (struct leaf){.id = "mp.repl",
                          .title = "Type Python at the prompt",
                          .yields = small_names(arena, "python-exec"),
                          .checks = {both, 2},
                          .stride = "E"};
    struct effect *effect = ARENA_NEW(arena, struct effect);
    *effect = (struct effect){.leaf = "mp.repl", .cut = true};
    struct control *control = ARENA_NEW(arena, struct control);
    *control =
        (struct control){.id = "ctl.gate", .title = "A gate", .effects = effect, .effect_count = 1};

    *catalogue = (struct catalogue){.source = "test"};
    catalogue->states = states;
    catalogue->states_count = 1;
    catalogue->checks = checks;
    catalogue->checks_count = 1;
    catalogue->attacks = attacks;
    catalogue->attacks_count = 1;
    catalogue->goals = goal;
    catalogue->goals_count = 1;
    catalogue->leaves = leaf;
    catalogue->leaves_count = 1;
    catalogue->controls = control;
    catalogue->controls_count = 1;
}

static inline void small_model(struct small *small)
{
    static const struct adversary_profile profile = {.id = "passer-by"};
    static struct asset asset = {.id = "app", .kind = "code", .impact = {0, IMPACT_SEVERE, 0}};
    struct adversary *adversary = ARENA_NEW(small->arena, struct adversary);
    *adversary = (struct adversary){
        .id = "visitor",
        .profile = &profile,
        .ceiling = {7, EXPERTISE_EXPERT, KNOWLEDGE_PUBLIC, WINDOW_EASY, EQUIPMENT_STANDARD,
                    ACCESS_PHYSICAL_EXTERNAL},
    };
    small->chip = (struct chip){.id = "chip", .title = "Chip"};
    small->board = (struct board){.id = "BOARD", .title = "Board", .port = "qemu"};
    struct model *model = &small->model;
    *model = (struct model){.path = "device.yaml", .folder = "."};
    model->device.id = "small";
    model->device.environment = "home";
    model->device.chip = &small->chip;
    model->device.board = &small->board;
    model->assets = &asset;
    model->assets_count = 1;
    model->adversaries = adversary;
    model->adversaries_count = 1;
    model->appetite.method = "attack-potential/1";
}

// Whether the gate is in the plan is the caller's choice; everything else came out well.
static inline void small_world(struct small *small, struct arena *arena, bool gate)
{
    *small = (struct small){.arena = arena};
    diag_init(&small->diag, arena);
    small_catalogue(small);
    small_model(small);
    small->choice.control = &small->catalogue.controls[0];
    small->plan = (struct plan){
        .model = &small->model,
        .catalogue = &small->catalogue,
        .feasible = true,
        .choices = &small->choice,
        .choice_count = gate ? 1 : 0,
        .before = threats_find(arena, &small->diag, &small->model, &small->catalogue, NULL, 0),
    };
    for (unsigned i = 0; i < 2; i++) {
        small->facts[i] = (struct fact){
            .name = "repl-raw", .state = i == 0 ? FACT_PRESENT : FACT_ABSENT, .evidence = "symbol"};
        small->inventories[i] = (struct inventory){
            .file = "firmware.elf", .recognised = true, .facts = &small->facts[i], .fact_count = 1};
        small->results[i] = (struct attack_result){
            .attack = &small->catalogue.attacks[0],
            .outcome = i == 0 ? OUTCOME_SUCCEEDED : OUTCOME_REFUSED,
            .tried = "send \"x\"",
            .evidence = "the evidence",
        };
        small->battery[i] = (struct attack_results){
            .items = &small->results[i],
            .count = 1,
            .works = {.outcome = OUTCOME_SUCCEEDED},
            .has_works = true,
        };
    }
    small->stock = (struct build){.board = "BOARD", .flash_bytes = 1000};
    small->hardened = (struct build){.board = "BOARD", .flash_bytes = 900};
    small->input = (struct verify_input){
        .plan = &small->plan,
        .stock = &small->stock,
        .hardened = &small->hardened,
        .stock_inventory = &small->inventories[0],
        .hardened_inventory = &small->inventories[1],
        .on_stock = &small->battery[0],
        .on_hardened = &small->battery[1],
    };
}

#endif
