// verify.h - did we do a good enough job: every leaf closed with one verdict.
//
// Calibration: a check must come out the other way on the stock build of the same board. If
// it does not, the verdict is broken-check, whatever the hardened build showed.
#ifndef VERIFY_VERIFY_H
#define VERIFY_VERIFY_H

#include "attack/attack.h"
#include "audit/audit.h"
#include "plan/plan.h"

enum verdict {
    VERDICT_PASS,
    VERDICT_FAIL,
    VERDICT_INCONCLUSIVE,
    VERDICT_NOT_RUN,
    VERDICT_BROKEN_CHECK,
    VERDICT_ASSERTED,
};

// One check of one leaf, on both builds.
struct check_result {
    const char *id; // check or attack
    const char *title;
    const char *tried;    // what was tried, in words
    const char *stock;    // outcome word or fact state on stock
    const char *hardened; // the same on hardened
    const char *evidence;
    enum verdict verdict;
};

struct leaf_result {
    const struct leaf *leaf;
    struct check_result *checks;
    size_t check_count;
    enum verdict verdict; // worst of the checks
    bool above; // some path above the appetite uses it and no response covers it
    const struct response *response; // recorded transfer or acceptance; NULL
};

struct verification {
    const struct plan *plan;
    const struct build *stock;
    const struct build *hardened;
    const struct inventory *stock_inventory;
    const struct inventory *hardened_inventory;
    struct leaf_result *leaves; // applicable leaves, sorted by id
    size_t leaf_count;
    size_t counts[VERDICT_ASSERTED + 1];
    struct findings interfaces; // observed against declared
    bool works_on_stock, works_on_hardened, works_known;
    bool good_enough; // exit status 0
    struct names reasons; // why not, one line each
};

// Pure: joins what was found. No I/O.
const struct verification *verify_judge(struct arena *arena, const struct plan *plan,
                                        const struct build *stock, const struct build *hardened,
                                        const struct inventory *stock_inventory,
                                        const struct inventory *hardened_inventory,
                                        const struct attack_results *on_stock,
                                        const struct attack_results *on_hardened);

const char *verdict_word(enum verdict verdict);
json_t *verification_to_json(const struct verification *verification);

#endif
