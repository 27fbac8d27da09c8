// SPDX-License-Identifier: MIT
#include "plan/plan.h"

#include "base/buf.h"
#include "base/file.h"

#include <string.h>

enum { LOCK_LIMIT = 1024 * 1024 };

// Strings that came from the model go out in double quotes: they may hold anything.
static void put_quoted(struct buf *out, const char *text)
{
    buf_puts(out, "\"");
    for (const char *at = text == NULL ? "" : text; *at != '\0'; at++) {
        const unsigned char byte = (unsigned char)*at;
        if (byte == '"' || byte == '\\') {
            buf_printf(out, "\\%c", byte);
        } else if (byte < 0x20 || byte == 0x7f) {
            buf_printf(out, "\\x%02x", byte);
        } else {
            buf_add(out, at, 1);
        }
    }
    buf_puts(out, "\"");
}

static void put_path(struct buf *out, const char *indent, const struct path *path)
{
    buf_printf(out, "%s- {goal: %s, adversary: %s, leaves: [", indent, path->goal->id,
               path->adversary->id);
    for (size_t i = 0; i < path->leaf_count; i++) {
        buf_printf(out, "%s%s", i == 0 ? "" : ", ", path->leaves[i]->id);
    }
    buf_printf(out, "], score: %u}\n", path->score);
}

// The paths behind a control can be hundreds: the lock names the worst one and their number,
// so that a change of the catalogue stays small in a diff.
static void put_choice(struct buf *out, const struct choice *choice)
{
    buf_printf(out, "  - control: %s\n", choice->control->id);
    if (choice->bonus) {
        buf_puts(out, "    bonus: true\n");
    }
    if (choice->because != NULL) {
        buf_puts(out, "    because: ");
        put_quoted(out, choice->because);
        buf_puts(out, "\n");
    }
    if (choice->reopen_count > 0) {
        buf_printf(out, "    reopens: %zu\n    worst:\n", choice->reopen_count);
        put_path(out, "      ", &choice->reopens[0]);
    }
}

static void put_residual(struct buf *out, struct arena *arena, const struct plan *plan)
{
    for (size_t i = 0; i < plan->residual_count; i++) {
        const struct response *response = plan->residual_response[i];
        put_path(out, "  ", plan->residual[i]);
        buf_printf(out, "    # %s of %s until %s\n", response_word(response->kind),
                   response->threat, date_text(arena, response->expires));
    }
}

static void put_names(struct buf *out, const char *key, const struct names *names)
{
    buf_printf(out, "%s: [", key);
    for (size_t i = 0; i < names->count; i++) {
        buf_printf(out, "%s%s", i == 0 ? "" : ", ", names->items[i]);
    }
    buf_puts(out, "]\n");
}

static void put_paths(struct buf *out, const struct plan *plan)
{
    for (size_t i = 0; i < plan->unanswered_count; i++) {
        put_path(out, "  ", plan->unanswered[i]);
    }
}

const char *plan_to_lock(struct arena *arena, const struct plan *plan)
{
    struct buf out;
    buf_init(&out, arena, LOCK_LIMIT);
    buf_printf(&out,
               "# Written by mpsec plan. Review the difference; mpsec plan --check compares.\n"
               "lock: 1\ndevice: %s\nchip: %s\nfeasible: %s\nopen_before: %zu\nopen_after: %zu\n",
               plan->model->device.id, plan->model->device.chip->id,
               plan->feasible ? "true" : "false", plan->before->above_count,
               plan->after->above_count);
    buf_puts(&out, plan->unproved != NULL ? "proven: false\n" : "");
    buf_puts(&out, plan->choice_count == 0 ? "controls: []\n" : "controls:\n");
    for (size_t i = 0; i < plan->choice_count; i++) {
        put_choice(&out, &plan->choices[i]);
    }
    buf_printf(&out, "predicted: {flash_b: %lld, ram_b: %lld, boot_us: %lld}\n",
               (long long)plan->flash_bytes, (long long)plan->ram_bytes, (long long)plan->boot_us);
    put_names(&out, "unpriced", &plan->unpriced);
    put_names(&out, "functions_lost", &plan->functions_lost);
    buf_printf(&out, "irreversible_steps: %u\n", plan->irreversible_steps);
    buf_puts(&out, plan->residual_count == 0 ? "residual: []\n" : "residual:\n");
    put_residual(&out, arena, plan);
    buf_puts(&out, plan->unanswered_count == 0 ? "unanswered: []\n" : "unanswered:\n");
    put_paths(&out, plan);
    return out.data;
}

static const char *lock_path(struct arena *arena, const struct plan *plan)
{
    return path_join(arena, plan->model->folder, "plan.lock.yaml");
}

bool plan_lock_write(struct arena *arena, struct diag *diag, const struct plan *plan)
{
    const char *lock = plan_to_lock(arena, plan);
    return file_write(diag, lock_path(arena, plan), lock, strlen(lock));
}

bool plan_lock_check(struct arena *arena, struct diag *diag, const struct plan *plan, bool *current)
{
    const char *path = lock_path(arena, plan);
    struct file_bytes old;
    if (!file_exists(path)) {
        diag_input(diag, (struct place){.file = path}, "run mpsec plan and commit what it writes",
                   "there is no plan to check");
        return false;
    }
    if (!file_load(arena, diag, "plan lock", path, LOCK_LIMIT, &old)) {
        return false;
    }
    const char *lock = plan_to_lock(arena, plan);
    *current = old.size == strlen(lock) && memcmp(old.data, lock, old.size) == 0;
    if (!*current) {
        diag_warning(diag, (struct place){.file = path}, "run mpsec plan", "the plan is stale");
    }
    return true;
}
