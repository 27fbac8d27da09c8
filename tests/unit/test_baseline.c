// SPDX-License-Identifier: MIT
#include "plan/baseline.h"

#include "scratch.h"
#include "small_world.h"

// One unanswered path of the two leaves l.0 and l.1, severe and medium.
struct product {
    struct small_world world;
    const struct leaf *leaves[2];
    struct path path;
    const struct path *unanswered[1];
    struct plan plan;
};

static void product_init(struct product *product)
{
    small_world_init(&product->world, 2, 0);
    product->leaves[0] = &product->world.leaves[0];
    product->leaves[1] = &product->world.leaves[1];
    product->path = (struct path){.goal = &product->world.goal,
                                  .adversary = &product->world.adversary,
                                  .leaves = product->leaves,
                                  .leaf_count = 2,
                                  .impact = IMPACT_SEVERE,
                                  .feasibility = FEASIBILITY_MEDIUM};
    product->unanswered[0] = &product->path;
    product->plan = (struct plan){.unanswered = product->unanswered, .unanswered_count = 1};
}

static bool apply(struct scratch *scratch, struct product *product, const char *text)
{
    product_init(product);
    const char *path = scratch_write(scratch, "baseline.json", text);
    return baseline_apply(scratch->arena, &scratch->diag, path, &product->plan);
}

static const char *record(struct scratch *scratch, const char *leaves, const char *feasibility,
                          const char *impact)
{
    return arena_printf(scratch->arena,
                        "{\"unanswered\": [{\"goal\": \"goal\", \"adversary\": \"eve\", "
                        "\"leaves\": %s, \"feasibility\": \"%s\", \"impact\": \"%s\"}]}",
                        leaves, feasibility, impact);
}

static void what_stood_there_before_no_worse_is_known(void **state)
{
    struct scratch *scratch = *state;
    struct product product;
    static const char *const same[] = {"medium", "high"};
    for (size_t i = 0; i < 2; i++) {
        const char *text = record(scratch, "[\"l.1\", \"l.0\"]", same[i], "severe");
        assert_true(apply(scratch, &product, text));
        assert_int_equal(product.plan.unanswered_count, 0);
        assert_int_equal(product.plan.known_count, 1);
    }
}

static void what_is_new_easier_or_worse_stays(void **state)
{
    struct scratch *scratch = *state;
    struct product product;
    const char *const texts[] = {
        "{\"unanswered\": []}",
        record(scratch, "[\"l.0\"]", "medium", "severe"),
        record(scratch, "[\"l.0\", \"l.2\"]", "medium", "severe"),
        record(scratch, "[\"l.0\", \"l.1\"]", "low", "severe"),
        record(scratch, "[\"l.0\", \"l.1\"]", "medium", "major"),
        record(scratch, "[\"l.0\", \"l.1\"]", "nonsense", "severe"),
        "{\"unanswered\": [3, null, {\"goal\": 7}]}",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        assert_true(apply(scratch, &product, texts[i]));
        assert_int_equal(product.plan.unanswered_count, 1);
        assert_int_equal(product.plan.known_count, 0);
    }
}

static void a_file_that_is_no_baseline_is_refused(void **state)
{
    struct scratch *scratch = *state;
    struct product product;
    static const char *const texts[] = {"", "[]", "{}", "{\"unanswered\": 3}",
                                        "{\"unanswered\": [], \"unanswered\": []}"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        assert_false(apply(scratch, &product, texts[i]));
        assert_string_equal(scratch->diag.entries[i].text,
                            "this is no baseline: it has no list of unanswered paths");
        assert_string_equal(scratch->diag.entries[i].remedy, "write it with mpsec plan --json");
        assert_int_equal(product.plan.unanswered_count, 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        SCRATCH_TEST(what_stood_there_before_no_worse_is_known),
        SCRATCH_TEST(what_is_new_easier_or_worse_stays),
        SCRATCH_TEST(a_file_that_is_no_baseline_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
