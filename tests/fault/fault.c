// SPDX-License-Identifier: MIT
// fault - runs one part of the fault campaign and prints what came of it as one line of JSON.
//
//   fault control|single|pairs|inner|agree FIRMWARE WORLD [PART OF]
//   fault memo|cost FIRMWARE WORLD
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "campaign.h"
#include "check.h"

enum { MEMO_LIMIT = 80 * 1000 * 1000 }; // one signature and the start of the next

// The constants of the device, then its flash, which may be longer than a page.
static bool read_world(const char *path, uint8_t *fixed, uint8_t *store)
{
    FILE *file = fopen(path, "rb");
    const bool good = file != NULL && fread(fixed, 1, WORLD_PAGE, file) == WORLD_PAGE &&
                      fread(store, 1, MEMORY_STORE, file) >= WORLD_PAGE;
    if (!good) {
        (void)fprintf(stderr, "%s: not a world\n", path);
    }
    if (file != NULL) {
        (void)fclose(file);
    }
    return good;
}

static void print_outcomes(const char *name, const uint64_t outcomes[OUTCOMES])
{
    printf(", \"%s\": {", name);
    for (int i = 0; i < OUTCOMES; i++) {
        printf("%s\"%s\": %llu", i == 0 ? "" : ", ", outcome_names[i],
               (unsigned long long)outcomes[i]);
    }
    printf("}");
}

static void print_found(const struct firmware *firmware, const struct tally *tally)
{
    printf(", \"found\": [");
    for (size_t i = 0; i < tally->found_count; i++) {
        const struct found *found = &tally->found[i];
        printf("%s{\"pc\": %u, \"function\": \"%s\", \"index\": %llu, \"bit\": %d}",
               i == 0 ? "" : ", ", (unsigned)found->pc, firmware_function(firmware, found->pc),
               (unsigned long long)found->index,
               found->fault.kind == FAULT_FLIP ? (int)found->fault.bit : -1);
    }
    printf("]");
}

static void print_tally(const struct firmware *firmware, const struct tally *tally)
{
    printf("{\"instructions\": %llu, \"points\": %llu, \"deciding\": %llu",
           (unsigned long long)tally->instructions, (unsigned long long)tally->points,
           (unsigned long long)tally->deciding);
    printf(", \"golden\": \"%s\", \"blocks\": %llu", outcome_names[tally->golden],
           (unsigned long long)tally->blocks);
    printf(", \"controls\": %llu, \"controls_bad\": %llu, \"bad_control\": \"%s+%x\"",
           (unsigned long long)tally->controls, (unsigned long long)tally->controls_bad,
           firmware_function(firmware, tally->bad_control), tally->bad_control);
    printf(", \"runs\": %llu, \"known\": %llu, \"masked\": %llu", (unsigned long long)tally->runs,
           (unsigned long long)tally->known, (unsigned long long)tally->masked);
    printf(", \"left\": %llu, \"fast\": %s, \"apart\": %llu", (unsigned long long)tally->left,
           tally->is_fast ? "true" : "false", (unsigned long long)tally->apart);
    print_outcomes("skips", tally->outcomes[FAULT_SKIP]);
    print_outcomes("flips", tally->outcomes[FAULT_FLIP]);
    print_found(firmware, tally);
    printf("}\n");
}

static int compare_memo(const struct firmware *firmware, uint8_t *memory, const uint8_t *fixed)
{
    struct memo_check check;
    if (!memo_compare(firmware, memory, fixed, MEMO_LIMIT, &check)) {
        return 3;
    }
    printf("{\"compared\": %llu, \"different\": %llu, \"first\": \"%s\"}\n",
           (unsigned long long)check.compared, (unsigned long long)check.different, check.first);
    return 0;
}

static int print_cost(const struct firmware *firmware, uint8_t *memory, const uint8_t *fixed)
{
    const uint64_t count = count_instructions(firmware, memory, fixed);
    printf("{\"instructions\": %llu}\n", (unsigned long long)count);
    return count == 0 ? 3 : 0;
}

static int run_campaign(const struct firmware *firmware, const struct campaign *campaign)
{
    struct tally tally;
    if (campaign->of == 0 || !campaign_run(campaign, firmware, &tally)) {
        (void)fprintf(stderr, "the undisturbed run does not end\n");
        return 3;
    }
    print_tally(firmware, &tally);
    return 0;
}

static int usage(void)
{
    (void)fprintf(stderr, "usage: fault control|single|pairs|inner|agree FIRMWARE WORLD [PART OF]\n"
                          "       fault memo|cost FIRMWARE WORLD\n");
    return 2;
}

int main(int argc, char *argv[])
{
    static const char *const modes[] = {"control", "single", "pairs", "inner",
                                        "agree",   "memo",   "cost"};
    static struct firmware firmware;
    static uint8_t fixed[WORLD_PAGE] __attribute__((aligned(WORLD_PAGE)));
    static uint8_t memory[MEMORY_SIZE] __attribute__((aligned(WORLD_PAGE)));
    size_t mode = 0;
    if (argc != 4 && argc != 6) {
        return usage();
    }
    while (mode < sizeof modes / sizeof *modes && strcmp(modes[mode], argv[1]) != 0) {
        mode++;
    }
    if (mode == sizeof modes / sizeof *modes) {
        return usage();
    }
    if (!firmware_load(argv[2], &firmware) ||
        !read_world(argv[3], fixed, memory + WORLD_RAM_SIZE)) {
        return 3;
    }
    if (strcmp(argv[1], "memo") == 0) {
        return compare_memo(&firmware, memory, fixed);
    }
    if (strcmp(argv[1], "cost") == 0) {
        return print_cost(&firmware, memory, fixed);
    }
    const struct campaign campaign = {
        .mode = (enum campaign_mode)mode,
        .part = argc == 6 ? strtoull(argv[4], NULL, 10) : 0,
        .of = argc == 6 ? strtoull(argv[5], NULL, 10) : 1,
        .is_good = strstr(argv[3], "good") != NULL,
        .fixed = fixed,
        .store = memory + WORLD_RAM_SIZE,
    };
    return run_campaign(&firmware, &campaign);
}
