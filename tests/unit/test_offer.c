// SPDX-License-Identifier: MIT
#include "plan/offer.h"

#include "scratch.h"
#include "small_world.h"

static struct names one(const char **item)
{
    return (struct names){item, 1};
}

static struct offer *make(struct scratch *scratch, struct small_world *world,
                          const struct plan_options *options)
{
    return offer_make(scratch->arena, &scratch->diag, &world->model, &world->catalogue, options);
}

// Whether some row of the group forbids the column outright.
static bool is_forbidden(const struct offer *offer, enum group_kind kind, size_t column)
{
    for (size_t i = 0; i < offer->program.row_count; i++) {
        const struct row *row = &offer->program.rows[i];
        if (offer->program.groups[row->group].kind == kind && row->count == 1 &&
            row->columns[0] == column && !row->at_least && row->bound == 0) {
            return true;
        }
    }
    return false;
}

static size_t rows_of(const struct offer *offer, enum group_kind kind)
{
    size_t count = 0;
    for (size_t i = 0; i < offer->program.row_count; i++) {
        count += offer->program.groups[offer->program.rows[i].group].kind == kind;
    }
    return count;
}

static void what_the_chip_has_not_or_nobody_knows_is_forbidden(void **state)
{
    struct small_world world;
    small_world_init(&world, 1, 3);
    const char *capabilities[] = {"has", "lacks", "unknown"};
    static struct capability chip[] = {{.name = "has", .state = CAPABILITY_YES},
                                       {.name = "lacks", .state = CAPABILITY_NO}};
    world.catalogue.capabilities = (struct names){capabilities, 3};
    world.chip.capabilities = chip;
    world.chip.capability_count = 2;
    for (size_t i = 0; i < 3; i++) {
        world.controls[i].needs_chip = one(&capabilities[i]);
    }
    const struct offer *offer = make(*state, &world, &(struct plan_options){0});
    assert_false(is_forbidden(offer, GROUP_CHIP, 0));
    assert_true(is_forbidden(offer, GROUP_CHIP, 1));
    assert_true(is_forbidden(offer, GROUP_CHIP, 2));
}

static void a_control_for_another_device_is_not_offered(void **state)
{
    struct small_world world;
    small_world_init(&world, 1, 2);
    static const struct expr elsewhere = {.kind = EXPR_NAME, .name = "port.other"};
    world.controls[1].applies_when = &elsewhere;
    const struct offer *offer = make(*state, &world, &(struct plan_options){0});
    assert_true(offer->offered[0]);
    assert_false(offer->offered[1]);
    assert_true(is_forbidden(offer, GROUP_BESIDES, 1));
}

static void a_control_that_changes_other_ports_only_is_not_offered(void **state)
{
    struct small_world world;
    small_world_init(&world, 1, 4);
    static struct build_change elsewhere[] = {{.port = "q", .service_door = true}};
    static struct build_change here[] = {{.port = "q"}, {.port = "p", .freeze_application = true}};
    static struct provision_step step[] = {{.text = "by hand"}};
    world.controls[1].builds = elsewhere;
    world.controls[1].build_count = 1;
    world.controls[2].builds = here;
    world.controls[2].build_count = 2;
    world.controls[3] = world.controls[1];
    world.controls[3].id = "c.3";
    world.controls[3].provision = step;
    world.controls[3].provision_count = 1;
    const struct offer *offer = make(*state, &world, &(struct plan_options){0});
    assert_true(offer->offered[0]); // changes no build: the maker's own work
    assert_false(offer->offered[1]);
    assert_true(is_forbidden(offer, GROUP_BESIDES, 1));
    assert_true(offer->offered[2]);
    assert_true(offer->offered[3]);
}

static void what_loses_an_essential_function_is_forbidden(void **state)
{
    struct small_world world;
    small_world_init(&world, 1, 2);
    const char *prompt = "prompt";
    const char *spare = "spare";
    struct function functions[] = {{.id = "prompt", .essential = true}, {.id = "spare"}};
    world.controls[0].loses = one(&prompt);
    world.controls[1].loses = one(&spare);
    world.model.functions = functions;
    world.model.functions_count = 2;
    const struct offer *offer = make(*state, &world, &(struct plan_options){0});
    assert_true(is_forbidden(offer, GROUP_FUNCTION, 0));
    assert_false(is_forbidden(offer, GROUP_FUNCTION, 1));
    // Losing the other one is allowed and counted: controls come first among the columns.
    assert_int_equal(offer->program.cost[LEVEL_FUNCTIONS][2], 0);
    assert_int_equal(offer->program.cost[LEVEL_FUNCTIONS][3], 1);
    world.model.budget.functions = one(&spare);
    assert_false(function_is_missed(&world.model, "spare"));
    assert_true(function_is_missed(&world.model, "prompt"));
    assert_false(function_is_missed(&world.model, "undeclared"));
}

static void an_expired_acceptance_covers_nothing(void **state)
{
    struct small_world world;
    small_world_init(&world, 2, 0);
    struct response responses[] = {{.threat = "l.0", .kind = RESPONSE_ACCEPT},
                                   {.threat = "l.1", .kind = RESPONSE_TRANSFER, .expired = true}};
    world.model.responses = responses;
    world.model.responses_count = 2;
    const struct offer *offer = make(*state, &world, &(struct plan_options){0});
    assert_int_equal(offer->covered.count, 1);
    assert_string_equal(offer->covered.items[0], "l.0");
}

static void eliminate_wants_a_cut_and_mitigate_takes_a_raise(void **state)
{
    struct small_world world;
    small_world_init(&world, 1, 2);
    struct effect cut = {.leaf = "l.0", .cut = true};
    struct effect raise = {.leaf = "l.0"};
    world.controls[0].effects = &cut;
    world.controls[1].effects = &raise;
    world.controls[0].effect_count = world.controls[1].effect_count = 1;
    world.response = (struct response){.threat = "l.0", .kind = RESPONSE_ELIMINATE};
    world.model.responses = &world.response;
    world.model.responses_count = 1;
    static const size_t answers[] = {2, 1}; // mitigate, eliminate
    for (size_t i = 0; i < 2; i++) {
        world.response.kind = i == 0 ? RESPONSE_MITIGATE : RESPONSE_ELIMINATE;
        const struct offer *offer = make(*state, &world, &(struct plan_options){0});
        assert_int_equal(rows_of(offer, GROUP_RESPONSE), 1);
        const struct row *row = &offer->program.rows[offer->program.row_count - 1];
        assert_int_equal(row->count, answers[i]);
    }
}

static void without_its_prerequisites_a_control_is_not_in_force(void **state)
{
    struct small_world world;
    small_world_init(&world, 1, 3);
    world.controls[0].needs = one(&world.controls[1].id);
    world.controls[1].needs = one(&world.controls[2].id);
    const struct offer *offer = make(*state, &world, &(struct plan_options){0});
    bool in_force[3];
    offer_in_force(offer, (const bool[]){true, true, true}, in_force);
    assert_true(in_force[0] && in_force[1] && in_force[2]);
    offer_in_force(offer, (const bool[]){true, true, false}, in_force);
    assert_false(in_force[0] || in_force[1] || in_force[2]);
}

static void one_of_several_prerequisites_is_enough(void **state)
{
    struct small_world world;
    small_world_init(&world, 1, 3);
    const char *either[] = {"c.1", "c.2"};
    world.controls[0].needs_one = (struct names){either, 2};
    const struct offer *offer = make(*state, &world, &(struct plan_options){0});
    bool in_force[3];
    offer_in_force(offer, (const bool[]){true, false, true}, in_force);
    assert_true(in_force[0]);
    offer_in_force(offer, (const bool[]){true, true, false}, in_force);
    assert_true(in_force[0]);
    offer_in_force(offer, (const bool[]){true, false, false}, in_force);
    assert_false(in_force[0]);
    assert_int_equal(rows_of(offer, GROUP_NEED), 1);
    assert_string_equal(
        offer->program.groups[offer->program.rows[offer->program.row_count - 1].group].name,
        "c.0 needs c.1 or c.2");
}

static void an_unknown_or_unsuitable_control_is_an_input_error(void **state)
{
    struct scratch *scratch = *state;
    struct small_world world;
    small_world_init(&world, 1, 1);
    static const struct expr elsewhere = {.kind = EXPR_NAME, .name = "port.other"};
    world.controls[0].applies_when = &elsewhere;
    const char *unknown = "c.9";
    const char *unsuitable = "c.0";
    assert_null(make(scratch, &world, &(struct plan_options){.without = one(&unknown)}));
    assert_null(make(scratch, &world, &(struct plan_options){.with = one(&unsuitable)}));
    assert_int_equal(scratch->diag.count, 2);
    assert_string_equal(scratch->diag.entries[0].text, "there is no control c.9");
    assert_string_equal(scratch->diag.entries[1].text, "control c.0 does not apply to device");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(what_the_chip_has_not_or_nobody_knows_is_forbidden),
        SCRATCH_TEST(a_control_for_another_device_is_not_offered),
        SCRATCH_TEST(a_control_that_changes_other_ports_only_is_not_offered),
        SCRATCH_TEST(what_loses_an_essential_function_is_forbidden),
        SCRATCH_TEST(an_expired_acceptance_covers_nothing),
        SCRATCH_TEST(eliminate_wants_a_cut_and_mitigate_takes_a_raise),
        SCRATCH_TEST(without_its_prerequisites_a_control_is_not_in_force),
        SCRATCH_TEST(one_of_several_prerequisites_is_enough),
        SCRATCH_TEST(an_unknown_or_unsuitable_control_is_an_input_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
