// SPDX-License-Identifier: MIT
#include "model/model_words.h"

#include "model/model.h"

#include <string.h>

const char *const key_role_words[] = {"release", "service", NULL};
const char *const need_words[] = {"none", "service-only", "required", NULL};
const char *const impact_words[] = {"none", "minor", "moderate", "major", "severe", NULL};
const char *const scope_words[] = {"device", "fleet", NULL};
const char *const feasibility_words[] = {"very-low", "low", "medium", "high", NULL};
const char *const response_words[] = {"mitigate", "eliminate", "transfer", "accept", NULL};
const char *const environment_words[] = {"home", "office", "public", "industrial", "field", NULL};

const char *need_word(enum need need)
{
    return need_words[need];
}

const char *impact_word(enum impact impact)
{
    return impact_words[impact];
}

const char *feasibility_word(enum feasibility feasibility)
{
    return feasibility_words[feasibility];
}

const char *response_word(enum response_kind kind)
{
    return response_words[kind];
}

const struct asset *model_asset(const struct model *model, const char *id)
{
    for (size_t i = 0; i < model->assets_count; i++) {
        if (strcmp(model->assets[i].id, id) == 0) {
            return &model->assets[i];
        }
    }
    return NULL;
}
