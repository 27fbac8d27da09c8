// SPDX-License-Identifier: MIT
#include "build/settings.h"

#include "build/versions.h"

#include <stdlib.h>
#include <string.h>

// Lists while they grow.
struct merge {
    struct arena *arena;
    struct diag *diag;
    struct settings *out;
    int minor;
    size_t macros, make, sdkconfig, wraps, wishes, sources, cflags, own; // capacities
};

static int by_name(const void *left, const void *right)
{
    const struct assignment *a = left;
    const struct assignment *b = right;
    return strcmp(a->name, b->name);
}

struct assignments {
    struct assignment **items;
    size_t *count;
    size_t *capacity;
};

static bool assign(struct merge *merge, struct assignments list, struct assignment wanted)
{
    for (size_t i = 0; i < *list.count; i++) {
        const struct assignment *other = &(*list.items)[i];
        if (strcmp(other->name, wanted.name) != 0) {
            continue;
        }
        if (strcmp(other->value, wanted.value) == 0) {
            return true;
        }
        diag_input(merge->diag, NO_PLACE, "leave one of them out with --without",
                   "%s sets %s to %s and %s sets it to %s", other->control, other->name,
                   other->value, wanted.control, wanted.value);
        return false;
    }
    *list.items =
        arena_grow(merge->arena, *list.items, *list.count, list.capacity, sizeof **list.items);
    (*list.items)[(*list.count)++] = wanted;
    return true;
}

static void add_name(struct merge *merge, struct names *names, size_t *capacity, const char *item)
{
    if (names_has(names, item)) {
        return;
    }
    names->items =
        arena_grow(merge->arena, names->items, names->count, capacity, sizeof *names->items);
    names->items[names->count++] = item;
}

// Whether the version has what a control names. What it cannot close is reported.
static bool applies(struct merge *merge, const char *control, const char *name, bool *good)
{
    if (versions_has(merge->minor, name)) {
        return true;
    }
    const struct difference *row = versions_find(name);
    if (row->before == BEFORE_ALWAYS && merge->minor < row->since) {
        diag_input(merge->diag, NO_PLACE, "leave it out with --without, or give a newer tree",
                   "%s cannot close %s in MicroPython 1.%d: %s is there since 1.%d only", control,
                   row->what, merge->minor, name, row->since);
        *good = false;
    }
    return false;
}

static void add_wishes(struct merge *merge, const char *control, const struct names *symbols,
                       bool present)
{
    static const char hook[] = "__wrap_";
    struct settings *out = merge->out;
    for (size_t i = 0; i < symbols->count; i++) {
        const char *name = symbols->items[i];
        const size_t skip = strncmp(name, hook, strlen(hook)) == 0 ? strlen(hook) : 0;
        if (present && !versions_has(merge->minor, name + skip)) {
            continue;
        }
        out->wishes = arena_grow(merge->arena, out->wishes, out->wish_count, &merge->wishes,
                                 sizeof *out->wishes);
        out->wishes[out->wish_count++] = (struct wish){control, name, present};
    }
}

static bool assign_all(struct merge *merge, struct assignments list, const struct control *control,
                       const struct setting *settings, size_t count)
{
    bool good = true;
    for (size_t i = 0; i < count; i++) {
        const struct assignment wanted = {settings[i].name, settings[i].value, control->id};
        good = assign(merge, list, wanted) && good;
    }
    return good;
}

static bool merge_settings(struct merge *merge, const struct control *control,
                           const struct build_change *change)
{
    struct settings *out = merge->out;
    const struct assignments make = {&out->make, &out->make_count, &merge->make};
    const struct assignments sdkconfig = {&out->sdkconfig, &out->sdkconfig_count,
                                          &merge->sdkconfig};
    bool good = assign_all(merge, make, control, change->make, change->make_count);
    good =
        assign_all(merge, sdkconfig, control, change->sdkconfig, change->sdkconfig_count) && good;
    for (size_t i = 0; i < change->macro_count; i++) {
        const struct assignment wanted = {change->macros[i].name, change->macros[i].value,
                                          control->id};
        if (!applies(merge, control->id, wanted.name, &good)) {
            continue;
        }
        good = assign(merge, (struct assignments){&out->macros, &out->macro_count, &merge->macros},
                      wanted) &&
               good;
    }
    for (size_t i = 0; i < change->wraps.count; i++) {
        const struct assignment wanted = {change->wraps.items[i], "", control->id};
        if (!applies(merge, control->id, wanted.name, &good)) {
            continue;
        }
        good = assign(merge, (struct assignments){&out->wraps, &out->wrap_count, &merge->wraps},
                      wanted) &&
               good;
    }
    return good;
}

static bool merge_change(struct merge *merge, const struct control *control,
                         const struct build_change *change)
{
    struct settings *out = merge->out;
    for (size_t i = 0; i < change->sources.count; i++) {
        add_name(merge, &out->sources, &merge->sources, change->sources.items[i]);
    }
    for (size_t i = 0; i < change->cflags.count; i++) {
        add_name(merge, &out->cflags, &merge->cflags, change->cflags.items[i]);
    }
    for (size_t i = 0; i < change->own.count; i++) {
        add_name(merge, &out->own, &merge->own, change->own.items[i]);
    }
    add_wishes(merge, control->id, &change->symbols_absent, false);
    add_wishes(merge, control->id, &change->symbols_present, true);
    out->freeze_application = out->freeze_application || change->freeze_application;
    out->signed_application = out->signed_application || change->signed_application;
    out->service_door = out->service_door || change->service_door;
    out->keyed = out->signed_application || out->service_door;
    return merge_settings(merge, control, change);
}

static bool merge_control(struct merge *merge, const struct control *control, const char *port)
{
    bool good = true;
    for (size_t i = 0; i < control->build_count; i++) {
        const struct build_change *change = &control->builds[i];
        if (strcmp(change->port, "*") == 0 || strcmp(change->port, port) == 0) {
            good = merge_change(merge, control, change) && good;
        }
    }
    return good;
}

static int by_id(const void *left, const void *right)
{
    const struct control *const *a = left;
    const struct control *const *b = right;
    return strcmp((*a)->id, (*b)->id);
}

static int by_text(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

static void warn_need(struct merge *merge, const struct control *control, const char *needed)
{
    diag_warning(merge->diag, NO_PLACE, NULL, "%s is built without %s, which it needs", control->id,
                 needed);
}

static const char *alternatives(struct arena *arena, const struct names *names)
{
    const char *out = "one of";
    for (size_t i = 0; i < names->count; i++) {
        out = arena_printf(arena, "%s%s %s", out, i == 0 ? "" : ",", names->items[i]);
    }
    return out;
}

static void check_needs(struct merge *merge, const struct control *control)
{
    bool one = control->needs_one.count == 0;
    for (size_t i = 0; i < control->needs_one.count; i++) {
        one = one || names_has(&merge->out->controls, control->needs_one.items[i]);
    }
    if (!one) {
        warn_need(merge, control, alternatives(merge->arena, &control->needs_one));
    }
    for (size_t i = 0; i < control->needs.count; i++) {
        if (!names_has(&merge->out->controls, control->needs.items[i])) {
            warn_need(merge, control, control->needs.items[i]);
        }
    }
}

static bool check_conflicts(struct merge *merge, const struct control *control)
{
    for (size_t i = 0; i < control->conflicts.count; i++) {
        if (names_has(&merge->out->controls, control->conflicts.items[i])) {
            diag_input(merge->diag, NO_PLACE, "build with one of them", "%s excludes %s",
                       control->id, control->conflicts.items[i]);
            return false;
        }
    }
    return true;
}

static void sort_assignments(struct assignment *items, size_t count)
{
    if (count > 0) {
        qsort(items, count, sizeof *items, by_name);
    }
}

bool settings_merge(struct arena *arena, struct diag *diag, const struct settings_request *request,
                    struct settings *out)
{
    *out = (struct settings){0};
    struct merge merge = {.arena = arena, .diag = diag, .out = out, .minor = request->minor};
    const struct control **sorted = ARENA_ARRAY(arena, const struct control *, request->count);
    out->controls.items = ARENA_ARRAY(arena, const char *, request->count);
    for (size_t i = 0; i < request->count; i++) {
        sorted[i] = request->controls[i];
    }
    qsort(sorted, request->count, sizeof(const struct control *), by_id);
    for (size_t i = 0; i < request->count; i++) {
        out->controls.items[out->controls.count++] = sorted[i]->id;
    }
    bool good = true;
    for (size_t i = 0; i < request->count; i++) {
        check_needs(&merge, sorted[i]);
        good = check_conflicts(&merge, sorted[i]) &&
               merge_control(&merge, sorted[i], request->port) && good;
    }
    sort_assignments(out->macros, out->macro_count);
    sort_assignments(out->make, out->make_count);
    sort_assignments(out->sdkconfig, out->sdkconfig_count);
    sort_assignments(out->wraps, out->wrap_count);
    if (out->sources.count > 0) {
        qsort(out->sources.items, out->sources.count, sizeof *out->sources.items, by_text);
    }
    out->guard = out->sources.count > 0 || out->wrap_count > 0;
    return good;
}
