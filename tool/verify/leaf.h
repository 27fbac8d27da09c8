// leaf.h - the verdict of one leaf from what its checks showed on both builds.
#ifndef VERIFY_LEAF_H
#define VERIFY_LEAF_H

#include "verify/verify.h"

// Fills in checks and verdict of `result`, whose leaf is set.
void leaf_judge(struct arena *arena, const struct verify_input *input, struct leaf_result *result);

// The unexpired transfer or acceptance that names a leaf, or NULL.
const struct response *leaf_response(const struct model *model, const struct leaf *leaf);

// Whether a path is answered by such a response.
bool path_is_covered(const struct model *model, const struct path *path);

#endif
