// compose.h - arithmetic on attack potential: how steps add up, and what the sum means.
#ifndef THREAT_COMPOSE_H
#define THREAT_COMPOSE_H

#include "catalogue/potential.h"
#include "model/model.h"

enum factor {
    FACTOR_TIME,
    FACTOR_EXPERTISE,
    FACTOR_KNOWLEDGE,
    FACTOR_WINDOW,
    FACTOR_EQUIPMENT,
    FACTOR_ACCESS,
    FACTOR_COUNT,
};

// The maximum of every factor but time; `days` is for the caller to add. AND of two steps.
struct potential potential_join(struct potential a, struct potential b);

// The maximum of every factor, time included: a control's raise.
struct potential potential_raise(struct potential value, struct potential floor);

// Sum that stays at its largest value instead of wrapping.
uint32_t days_add(uint32_t a, uint32_t b);

// Whether every factor is at most the ceiling's.
bool potential_within(const struct potential *value, const struct potential *ceiling);

// Moves one factor one level harder or easier. For time a level is a row of the CEM table:
// the first day of the next row, the last day of the previous one. False at the end of a scale.
bool potential_harder(struct potential *value, enum factor factor);
bool potential_easier(struct potential *value, enum factor factor);

// Raises a ceiling so far in one factor that exactly what one level easier lies within the old
// ceiling lies within the new one. Unchanged at the end of a scale.
void ceiling_lift(struct potential *ceiling, enum factor factor);

// The level of one factor as a number, for comparing and for words.
unsigned potential_level(const struct potential *value, enum factor factor);
const char *factor_word(enum factor factor);

// ISO/SAE 21434: 0-13 high, 14-19 medium, 20-24 low, 25 and more very low.
enum feasibility feasibility_of(unsigned score);

// CEM: what a target that falls to this score resists ("no rating" below basic).
const char *resistance_word(unsigned score);

#endif
