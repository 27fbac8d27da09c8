// verify.h - did we do a good enough job: every leaf closed with one verdict.
//
// Calibration: a check must come out the other way on the stock build of the same board. If
// it does not, the verdict is broken-check, whatever the hardened build showed. A control counts
// only where every check of the leaf it answers came out well: docs/spec/verdict.md.
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
    enum verdict verdict; // worst of the checks; asserted when there is none
    // Some path above the appetite uses it, no response covers that path, and what was shown
    // here does not close it.
    bool above;
    const struct response *response; // recorded transfer or acceptance; NULL
};

// What is joined. An inventory or results that are NULL mean that nobody looked: not-run.
struct verify_input {
    const struct plan *plan;
    bool not_built; // the board is of a port that is not built here: no build, so nobody looked
    bool reused;    // the builds were taken as they lay there, their inputs not looked at
    const struct build *stock;
    const struct build *hardened;
    const struct inventory *stock_inventory;
    const struct inventory *hardened_inventory;
    const struct attack_results *on_stock;
    const struct attack_results *on_hardened;
};

// How many checks of one kind came out how, each counted once however many leaves name it.
struct tally {
    size_t count;
    size_t stock;    // calibrated: attacks that succeed, static checks that see the hole
    size_t hardened; // holes: attacks that succeed, static checks that see the hole
    size_t unknown;  // no answer on one of the builds, so neither good nor bad
};

struct verification {
    struct verify_input input;
    struct leaf_result *leaves; // applicable leaves, sorted by id
    size_t leaf_count;
    size_t counts[VERDICT_ASSERTED + 1];
    struct tally attacks, statics;
    // The open paths when a control counts only where a check showed it: what decides.
    const struct threats *observed;
    struct findings interfaces; // observed against declared
    bool works_on_stock, works_on_hardened, works_known;
    bool good_enough;     // exit status 0
    struct names reasons; // why not, one line each
};

struct verify_request {
    const struct catalogue *catalogue;
    const struct model *model;
    const char *micropython; // tree
    const char *home;        // mpsec's own boards/ and guard/
    const char *out;         // folder for builds and transcripts
    struct names without;    // controls to leave out of the plan
    bool reuse;              // take the builds in `out` as they are
    // Called a few times a second with what is being done; `total` is 0 when nobody knows it.
    // NULL when nobody watches.
    void (*progress)(void *context, const char *what, size_t done, size_t total);
    void *progress_context;
};

// The whole fourth question: plans, builds stock and hardened, audits both, attacks both,
// judges. NULL after an error.
const struct verification *verify_run(struct arena *arena, struct diag *diag,
                                      const struct verify_request *request);

// Joins what was found; no I/O. NULL only after an error in diag (the threat engine's limits).
const struct verification *verify_judge(struct arena *arena, struct diag *diag,
                                        const struct verify_input *input);

// A leaf's verdict from those of its checks: the worst, and asserted without any.
enum verdict verdict_worst(const struct check_result *checks, size_t count);

const char *verdict_word(enum verdict verdict);

// docs/spec/verify.schema.json
json_t *verification_to_json(const struct verification *verification);

// For a terminal: the numbers, the table, the reasons.
const char *verification_to_text(struct arena *arena, const struct verification *verification,
                                 bool colour);

#endif
