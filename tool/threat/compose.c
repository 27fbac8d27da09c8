// SPDX-License-Identifier: MIT
#include "threat/compose.h"

// The last day of each row of CEM table B.4; what is longer is the row behind the last.
static const uint32_t row_end[] = {1, 7, 14, 30, 60, 90, 120, 150, 180};
enum { ROW_COUNT = sizeof row_end / sizeof row_end[0] };

static unsigned time_row(uint32_t days)
{
    unsigned row = 0;
    while (row < ROW_COUNT && days > row_end[row]) {
        row++;
    }
    return row;
}

struct potential potential_join(struct potential a, struct potential b)
{
    const struct potential joined = {
        .days = a.days,
        .expertise = a.expertise > b.expertise ? a.expertise : b.expertise,
        .knowledge = a.knowledge > b.knowledge ? a.knowledge : b.knowledge,
        .window = a.window > b.window ? a.window : b.window,
        .equipment = a.equipment > b.equipment ? a.equipment : b.equipment,
        .access = a.access > b.access ? a.access : b.access,
    };
    return joined;
}

struct potential potential_raise(struct potential value, struct potential floor)
{
    struct potential raised = potential_join(value, floor);
    raised.days = value.days > floor.days ? value.days : floor.days;
    return raised;
}

uint32_t days_add(uint32_t a, uint32_t b)
{
    return a > UINT32_MAX - b ? UINT32_MAX : a + b;
}

bool potential_within(const struct potential *value, const struct potential *ceiling)
{
    return value->days <= ceiling->days && value->expertise <= ceiling->expertise &&
           value->knowledge <= ceiling->knowledge && value->window <= ceiling->window &&
           value->equipment <= ceiling->equipment && value->access <= ceiling->access;
}

unsigned potential_level(const struct potential *value, enum factor factor)
{
    switch (factor) {
    case FACTOR_TIME:
        return time_row(value->days);
    case FACTOR_EXPERTISE:
        return (unsigned)value->expertise;
    case FACTOR_KNOWLEDGE:
        return (unsigned)value->knowledge;
    case FACTOR_WINDOW:
        return (unsigned)value->window;
    case FACTOR_EQUIPMENT:
        return (unsigned)value->equipment;
    case FACTOR_ACCESS:
        return (unsigned)value->access;
    case FACTOR_COUNT:
        break;
    }
    return 0;
}

static void set_level(struct potential *value, enum factor factor, unsigned level)
{
    switch (factor) {
    case FACTOR_EXPERTISE:
        value->expertise = (enum expertise)level;
        break;
    case FACTOR_KNOWLEDGE:
        value->knowledge = (enum knowledge)level;
        break;
    case FACTOR_WINDOW:
        value->window = (enum window)level;
        break;
    case FACTOR_EQUIPMENT:
        value->equipment = (enum equipment)level;
        break;
    case FACTOR_ACCESS:
        value->access = (enum access)level;
        break;
    case FACTOR_TIME:
    case FACTOR_COUNT:
        break;
    }
}

bool potential_harder(struct potential *value, enum factor factor)
{
    const unsigned level = potential_level(value, factor);
    if (factor == FACTOR_TIME) {
        if (level >= ROW_COUNT) {
            return false;
        }
        value->days = row_end[level] + 1;
        return true;
    }
    if (level >= (unsigned)ACCESS_PHYSICAL_INTERNAL) { // all five scales have four levels
        return false;
    }
    set_level(value, factor, level + 1);
    return true;
}

bool potential_easier(struct potential *value, enum factor factor)
{
    const unsigned level = potential_level(value, factor);
    if (level == 0) {
        return false;
    }
    if (factor == FACTOR_TIME) {
        value->days = row_end[level - 1];
        return true;
    }
    set_level(value, factor, level - 1);
    return true;
}

void ceiling_lift(struct potential *ceiling, enum factor factor)
{
    if (factor != FACTOR_TIME) {
        (void)potential_harder(ceiling, factor);
        return;
    }
    unsigned row = 0; // the first row whose end lies beyond the ceiling
    while (row < ROW_COUNT && row_end[row] <= ceiling->days) {
        row++;
    }
    if (row > 0) { // what lies in the first row has no easier level
        ceiling->days = row < ROW_COUNT ? row_end[row] : UINT32_MAX;
    }
}

const char *factor_word(enum factor factor)
{
    static const char *const words[] = {"time",   "expertise", "knowledge",
                                        "window", "equipment", "access"};
    return factor < FACTOR_COUNT ? words[factor] : "";
}

enum feasibility feasibility_of(unsigned score)
{
    if (score >= 25) {
        return FEASIBILITY_VERY_LOW;
    }
    if (score >= 20) {
        return FEASIBILITY_LOW;
    }
    return score >= 14 ? FEASIBILITY_MEDIUM : FEASIBILITY_HIGH;
}

const char *resistance_word(unsigned score)
{
    if (score >= 25) {
        return "high";
    }
    if (score >= 20) {
        return "moderate";
    }
    if (score >= 14) {
        return "enhanced-basic";
    }
    return score >= 10 ? "basic" : "no rating";
}
