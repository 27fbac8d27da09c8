// battery.h - a set of scripts run against one build, a few at a time.
#ifndef ATTACK_BATTERY_H
#define ATTACK_BATTERY_H

#include "attack/run.h"

// Devices sleep most of the time, so that more of them run than there are processors.
enum { BATTERY_AT_A_TIME = 8 };

struct job {
    bool ready; // false: `result` says why it is not run
    struct script script;
    const char *folder;
    struct attack_result result;
};

struct battery {
    struct arena *arena;
    const struct attack_request *request;
    struct bench bench;
    struct job *jobs; // the application's own work is the last one, when there is one
    size_t job_count;
    bool has_works;
};

// Makes the flash chip that a device leaves the factory with: `bench.base`, or NULL with the
// reason in `bench.base_trouble`.
void battery_provision(struct battery *battery, const struct app_files *files);

// Runs all jobs. False when no thread could be started.
bool battery_run(struct battery *battery, struct diag *diag);

const struct attack_results *battery_results(const struct battery *battery);

#endif
