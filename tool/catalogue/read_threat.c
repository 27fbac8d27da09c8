// SPDX-License-Identifier: MIT
// Goals, leaves, adversaries, checks and attacks.
#include "catalogue/loading.h"

#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static const char *const property_words[] = {"confidentiality", "integrity", "availability", NULL};
static const char *const expect_words[] = {"absent", "present", NULL};
static const char *const over_words[] = {"serial", "flash", NULL};

_Static_assert(sizeof(enum property) == sizeof(unsigned), "FIELD_WORD writes an unsigned");

static const struct field goal_fields[] = {
    {FIELD("goal", FIELD_ID, struct goal, id), .required = true},
    {FIELD("title", FIELD_TEXT, struct goal, title), .required = true},
    {FIELD("reached_by", FIELD_READ, struct goal, reached_by), .read = expr_read, .required = true},
    {FIELD("property", FIELD_WORD, struct goal, property), .words = property_words,
     .required = true},
    {FIELD("asset_kinds", FIELD_NAMES, struct goal, asset_kinds), .required = true},
};
const struct record goal_record = {
    .what = "a goal",
    .fields = goal_fields,
    .field_count = COUNT(goal_fields),
    .size = sizeof(struct goal),
    .place_offset = offsetof(struct goal, place),
};

static void stride_read(const struct reader *reader, const struct yaml_node *node, void *target)
{
    const struct names letters = reader_names(reader, node, "stride");
    char *text = arena_alloc(reader->arena, letters.count + 1, 1);
    for (size_t i = 0; i < letters.count; i++) {
        if (strlen(letters.items[i]) == 1 && strchr("STRIDE", letters.items[i][0]) != NULL) {
            text[i] = letters.items[i][0];
        } else {
            reader_mistake(reader, node->place, NULL, "'stride' wants letters of STRIDE");
            return;
        }
    }
    const char **out = target;
    *out = text;
}

static void scope_read(const struct reader *reader, const struct yaml_node *node, void *target)
{
    const bool class_wide = node->kind == YAML_SCALAR && strcmp(node->text, "class") == 0;
    if (!class_wide && (node->kind != YAML_SCALAR || strcmp(node->text, "device") != 0)) {
        reader_mistake(reader, node->place, NULL, "'scope' wants device or class");
    }
    bool *class_break = target;
    *class_break = class_wide;
}

static const struct field leaf_fields[] = {
    {FIELD("leaf", FIELD_ID, struct leaf, id), .required = true},
    {FIELD("title", FIELD_TEXT, struct leaf, title), .required = true},
    {FIELD("applies_when", FIELD_READ, struct leaf, applies_when), .read = expr_read},
    {FIELD("access", FIELD_WORD, struct leaf, develop.access), .words = access_words,
     .required = true},
    {FIELD("requires", FIELD_READ, struct leaf, requires), .read = expr_read},
    {FIELD("yields", FIELD_NAMES, struct leaf, yields), .required = true},
    {FIELD("develop", FIELD_RECORD, struct leaf, develop), .record = &develop_record,
     .required = true},
    {.key = "repeat", .kind = FIELD_LATER},
    {FIELD("scope", FIELD_READ, struct leaf, class_break), .read = scope_read, .required = true},
    {FIELD("rationale", FIELD_TEXT, struct leaf, rationale), .required = true},
    {FIELD("stride", FIELD_READ, struct leaf, stride), .read = stride_read, .required = true},
    {FIELD("refs", FIELD_READ, struct leaf, refs), .read = refs_read, .required = true},
    {FIELD("checks", FIELD_NAMES, struct leaf, checks)},
    {FIELD("asserted", FIELD_TEXT, struct leaf, asserted)},
};
const struct record leaf_record = {
    .what = "a leaf",
    .fields = leaf_fields,
    .field_count = COUNT(leaf_fields),
    .size = sizeof(struct leaf),
    .place_offset = offsetof(struct leaf, place),
};

// `repeat` names only what differs from `develop`, so it is read when that stands.
void leaf_finish(const struct reader *reader, const struct yaml_node *node, void *target)
{
    struct leaf *leaf = target;
    leaf->repeat = leaf->develop;
    const struct yaml_node *repeat = yaml_get(node, "repeat");
    if (repeat != NULL) {
        fields_read(reader, repeat, &partial_potential_record, &leaf->repeat);
    }
    if (leaf->checks.count == 0 && leaf->asserted == NULL) {
        reader_mistake(reader, node->place,
                       "name the checks that prove it, or say in 'asserted' why none can",
                       "the leaf has neither 'checks' nor 'asserted'");
    } else if (leaf->checks.count > 0 && leaf->asserted != NULL) {
        reader_mistake(reader, reader_place(node, "asserted"), "keep one of them",
                       "the leaf has both 'checks' and 'asserted'");
    }
    if (leaf->yields.count == 0 && yaml_get(node, "yields") != NULL) {
        reader_mistake(reader, reader_place(node, "yields"), NULL, "the leaf yields no state");
    }
}

static const struct field adversary_fields[] = {
    {FIELD("adversary", FIELD_ID, struct adversary_profile, id), .required = true},
    {FIELD("title", FIELD_TEXT, struct adversary_profile, title), .required = true},
    {FIELD("ceiling", FIELD_RECORD, struct adversary_profile, ceiling), .record = &ceiling_record,
     .required = true},
    {FIELD("rationale", FIELD_TEXT, struct adversary_profile, rationale), .required = true},
};
const struct record adversary_record = {
    .what = "an adversary",
    .fields = adversary_fields,
    .field_count = COUNT(adversary_fields),
    .size = sizeof(struct adversary_profile),
    .place_offset = offsetof(struct adversary_profile, place),
};

static const struct field check_fields[] = {
    {FIELD("check", FIELD_ID, struct check, id), .required = true},
    {FIELD("title", FIELD_TEXT, struct check, title), .required = true},
    {FIELD("rule", FIELD_ID, struct check, rule), .required = true},
    {FIELD("expect", FIELD_CHOICE, struct check, expect), .words = expect_words, .required = true},
    {FIELD("why", FIELD_TEXT, struct check, why), .required = true},
    {FIELD("advice", FIELD_TEXT, struct check, advice), .required = true},
};
const struct record check_record = {
    .what = "a check",
    .fields = check_fields,
    .field_count = COUNT(check_fields),
    .size = sizeof(struct check),
    .place_offset = offsetof(struct check, place),
};

static const struct field attack_fields[] = {
    {FIELD("attack", FIELD_ID, struct attack, id), .required = true},
    {FIELD("title", FIELD_TEXT, struct attack, title), .required = true},
    {FIELD("over", FIELD_CHOICE, struct attack, over), .words = over_words, .required = true},
    {FIELD("steps", FIELD_NODE, struct attack, steps), .required = true},
    {FIELD("success", FIELD_NODE, struct attack, success), .required = true},
    {FIELD("why", FIELD_TEXT, struct attack, why), .required = true},
};
const struct record attack_record = {
    .what = "an attack",
    .fields = attack_fields,
    .field_count = COUNT(attack_fields),
    .size = sizeof(struct attack),
    .place_offset = offsetof(struct attack, place),
};
