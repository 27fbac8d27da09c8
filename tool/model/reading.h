// reading.h - a device model while it is read. For model/ alone.
#ifndef MODEL_READING_H
#define MODEL_READING_H

#include "base/fields.h"
#include "model/model.h"

// The model that is being filled, and the tree it comes from: the i-th element of a list of
// the model stands at items[i] of the sequence of the same name.
struct reading {
    struct reader reader;
    const struct catalogue *catalogue;
    struct model *model;
    const struct yaml_node *root;
    struct date today;
};

extern const struct record model_record;

// What holds when the file is silent.
void model_default(struct model *model);

// What the tables cannot show, in three parts: the device and its surroundings, what is worth
// protecting and from whom, and what was decided.
void device_check(const struct reading *reading);
void interfaces_check(const struct reading *reading);
void assets_check(const struct reading *reading);
void adversaries_check(const struct reading *reading);
void decisions_check(const struct reading *reading);
void application_check(const struct reading *reading);

// The element of a list, and whether each begins with an id of its own.
const struct yaml_node *reading_item(const struct reading *reading, const char *list, size_t i);
void ids_check(const struct reading *reading, const char *list, const struct names *ids);

// Reports the value at `key` when it is given and not among `known`; true when it is good.
bool reference_check(const struct reading *reading, const struct yaml_node *item, const char *key,
                     const struct names *known, const char *what);

// The ids of one list of the model; none, with `items` NULL, when one could not be read:
// references to it are then not judged.
struct names reading_ids(struct arena *arena, const void *items, size_t count, size_t size);
#define MODEL_IDS(reading, list)                                                                 \
    reading_ids((reading)->reader.arena, (reading)->model->list, (reading)->model->list##_count, \
                sizeof *(reading)->model->list)

#endif
