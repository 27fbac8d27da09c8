// SPDX-License-Identifier: MIT
// hooks.c - does upstream's own code stand behind a name, or something in front of it?
//
// All of upstream's functions over a path end in one function that calls a method of the mounted
// filesystem: vfs.c, mp_vfs_proxy_call(mount, name, ...). It is known by its callers: os.mkdir
// gives it the string `mkdir`, os.remove the string `remove`, and so on. Its calls in the whole
// image then tell who else asks for what. Only import asks for `stat` besides os.stat.
#include "audit/facts/facts.h"

#include "audit/facts/machine.h"

#include <string.h>

enum {
    FUNCTION_MAX = 320, // bytes of one of these functions that are looked at
    FRONT_MAX = 96,     // of what stands in front of one
    VOTES_MIN = 3,
    TARGETS_MAX = 32,
    SITES_MIN = 6, // fewer calls, and the firmware is not understood
    SHORT = 48,    // bytes of micropython.kbd_intr
    FOLLOW_MAX = 2,
    AROUND = 4096, // bytes on both sides of what is known of a file's code
};

static const char *const path_modules[] = {"vfs", "os", "uos", NULL};

// The code of a module's function; its address may be odd for Thumb. Only `mount` takes any number
// of arguments: their number is the word in front of its code.
static bool function_in(const struct subject *subject, const char *const *modules, const char *name,
                        uint64_t *start)
{
    const uint64_t size = subject->image->word_size;
    const uint64_t place = strcmp(name, "mount") == 0 ? 2 * size : size;
    for (const char *const *module = modules; *module != NULL; module++) {
        uint64_t value;
        if (!module_member(&subject->objects, *module, name, &value)) {
            continue;
        }
        const char *type = object_type(&subject->objects, value);
        return type != NULL && strcmp(type, "function") == 0 &&
               image_word(subject->image, value + place, start) &&
               image_at(subject->image, *start & ~UINT64_C(1), 2) != NULL;
    }
    return false;
}

static bool path_function(const struct subject *subject, const char *name, uint64_t *start)
{
    if (!function_in(subject, path_modules, name, start)) {
        return false;
    }
    *start &= ~UINT64_C(1);
    return true;
}

static bool holds(const struct constants *constants, uint64_t value)
{
    for (size_t i = 0; i < constants->count; i++) {
        if (constants->values[i] == value) {
            return true;
        }
    }
    return false;
}

struct ballot {
    uint64_t targets[TARGETS_MAX];
    unsigned votes[TARGETS_MAX];
    size_t count;
};

static void vote(struct ballot *ballot, uint64_t target)
{
    for (size_t i = 0; i < ballot->count; i++) {
        if (ballot->targets[i] == target) {
            ballot->votes[i]++;
            return;
        }
    }
    if (ballot->count < TARGETS_MAX) {
        ballot->targets[ballot->count] = target;
        ballot->votes[ballot->count++] = 1;
    }
}

// The first call of one function that is given its own name.
static void vote_of(const struct subject *subject, enum machine machine, const char *name,
                    struct ballot *ballot)
{
    uint64_t start, target;
    const size_t number = pools_number(&subject->pools, name);
    struct spot code;
    if (number == 0 || !path_function(subject, name, &start) ||
        !spot_enter(machine, subject->image, start, &code)) {
        return;
    }
    const size_t step = spot_step(machine);
    const size_t first = code.at;
    for (; code.at < code.segment->size && code.at - first < FUNCTION_MAX; code.at += step) {
        struct constants constants;
        if (spot_call(&code, &target) == 0) {
            continue;
        }
        spot_second_argument(&code, &constants);
        if (holds(&constants, number)) {
            vote(ballot, target);
            return;
        }
    }
}

static uint64_t winner(const struct ballot *ballot)
{
    size_t best = 0;
    for (size_t i = 1; i < ballot->count; i++) {
        best = ballot->votes[i] > ballot->votes[best] ? i : best;
    }
    return ballot->count > 0 && ballot->votes[best] >= VOTES_MIN ? ballot->targets[best] : 0;
}

// Every call of the proxy in the image.
static void find_sites(const struct subject *subject, enum machine machine, struct proxy *out)
{
    const struct image *image = subject->image;
    size_t capacity = 0;
    for (size_t i = 0; i < image->segment_count; i++) {
        struct spot code = {machine, image, &image->segments[i], 0};
        const size_t step = spot_step(machine);
        code.at = (size_t)(-code.segment->address & (step - 1));
        for (; code.at < code.segment->size; code.at += step) {
            uint64_t target;
            if (spot_call(&code, &target) == 0 || target != out->address) {
                continue;
            }
            out->sites = arena_grow(subject->arena, out->sites, out->site_count, &capacity,
                                    sizeof *out->sites);
            struct proxy_site *site = &out->sites[out->site_count++];
            site->address = spot_address(&code);
            spot_second_argument(&code, &site->names);
        }
    }
}

void hooks_find(const struct subject *subject, struct proxy *out)
{
    static const char *const names[] = {"mkdir",  "remove", "rmdir", "stat",
                                        "rename", "chdir",  "umount"};
    *out = (struct proxy){0};
    for (unsigned machine = 0; machine < MACHINE_COUNT && out->address == 0; machine++) {
        struct ballot ballot = {.count = 0};
        if ((machine == MACHINE_X86_64) != (subject->image->word_size == 8) ||
            subject->image->big_endian) {
            continue;
        }
        for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
            vote_of(subject, (enum machine)machine, names[i], &ballot);
        }
        out->machine = (enum machine)machine;
        out->address = winner(&ballot);
    }
    if (out->address != 0) {
        find_sites(subject, out->machine, out);
    }
}

static bool asks(const struct subject *subject, const struct proxy_site *site, const char *name)
{
    const size_t number = pools_number(&subject->pools, name);
    return number != 0 && holds(&site->names, number);
}

static bool within(uint64_t address, uint64_t start, uint64_t size)
{
    return address >= start && address - start < size;
}

static const char no_proxy[] = "upstream's functions over a path are missing, or their machine "
                               "code is not understood";

// Each call with the name of a method that filesystems have, and enough of them: then none is
// overlooked, and none was spoilt.
static bool sites_are_read(const struct subject *subject)
{
    static const char *const methods[] = {"chdir", "getcwd", "ilistdir", "mkdir",
                                          "mount", "open",   "remove",   "rename",
                                          "rmdir", "stat",   "statvfs",  "umount"};
    const struct proxy *proxy = &subject->proxy;
    for (size_t i = 0; i < proxy->site_count; i++) {
        bool named = false;
        for (size_t j = 0; j < sizeof methods / sizeof *methods && !named; j++) {
            named = asks(subject, &proxy->sites[i], methods[j]);
        }
        if (!named) {
            return false;
        }
    }
    return proxy->site_count >= SITES_MIN;
}

// Upstream's functions over a path lie beside each other. Whatever else in their neighbourhood
// makes `stat` a second argument may be the look-up of import, with its call spoilt.
static bool is_only_load(const struct subject *subject)
{
    const struct proxy *proxy = &subject->proxy;
    const uint64_t last = proxy->sites[proxy->site_count - 1].address;
    struct spot spot;
    if (!spot_enter(proxy->machine, subject->image, proxy->address, &spot)) {
        return false;
    }
    const size_t ahead = last > proxy->address ? (size_t)(last - proxy->address) : 0;
    const size_t before = spot.at < AROUND ? spot.at : AROUND;
    spot.at -= before;
    return spot_count_second(&spot, before + ahead + AROUND,
                             pools_number(&subject->pools, "stat")) == 1;
}

static void say_hosted(const struct subject *subject, const char *name, struct fact *fact)
{
    fact->confidence = CONFIDENCE_MEDIUM;
    fact->rule = "imported-functions";
    say_present(subject, fact,
                arena_printf(subject->arena, "the program asks the system for %s", name));
}

// Import looks a path up with mp_vfs_import_stat, which asks filesystems without a protocol of
// their own for `stat`.
void tables_import(const struct subject *subject, const struct rule *rule, struct fact *fact)
{
    const struct proxy *proxy = &subject->proxy;
    uint64_t own = 0;
    size_t found = 0;
    (void)rule;
    fact->rule = "machine-code";
    fact->confidence = CONFIDENCE_MEDIUM;
    if (proxy->address == 0 || !path_function(subject, "stat", &own)) {
        say_unknown(fact, no_proxy);
        return;
    }
    for (size_t i = 0; i < proxy->site_count; i++) {
        const struct proxy_site *site = &proxy->sites[i];
        const bool stat = asks(subject, site, "stat");
        const bool first = stat && found == 0 && within(site->address, own, FUNCTION_MAX);
        found += first;
        if (!stat || first) {
            continue;
        }
        add_place(subject, fact, site->address, "call of a filesystem's method", "stat");
        say_present(subject, fact,
                    arena_printf(subject->arena,
                                 "the code at 0x%08llx asks a filesystem for `stat`, and is not "
                                 "os.stat: import looks for files",
                                 (unsigned long long)site->address));
        return;
    }
    if (found == 0 || !sites_are_read(subject) || !is_only_load(subject)) {
        say_unknown(fact, no_proxy);
        return;
    }
    say_absent_in_tables(subject, fact,
                         arena_printf(subject->arena,
                                      "of %zu calls of a filesystem's methods only os.stat's asks "
                                      "for `stat`: import does not look for files",
                                      proxy->site_count));
}

enum front { FRONT_NONE, FRONT_STANDS, FRONT_UNKNOWN };

static bool leads(const struct spot *code, uint64_t *target)
{
    return spot_call(code, target) != 0 || spot_jump(code, target) != 0;
}

// Whether the function that Python finds calls the method itself, or only what does.
static enum front front_of(const struct subject *subject, const char *name)
{
    const struct proxy *proxy = &subject->proxy;
    uint64_t start, target, site = 0;
    struct spot code;
    if (proxy->address == 0 || !path_function(subject, name, &start) ||
        !spot_enter(proxy->machine, subject->image, start, &code)) {
        return FRONT_UNKNOWN;
    }
    for (size_t i = 0; i < proxy->site_count; i++) {
        if (asks(subject, &proxy->sites[i], name)) {
            if (site != 0) {
                return FRONT_UNKNOWN;
            }
            site = proxy->sites[i].address;
        }
    }
    const size_t first = code.at;
    for (; code.at < code.segment->size && code.at - first < FRONT_MAX && site != 0;
         code.at += spot_step(proxy->machine)) {
        if (spot_address(&code) != site && leads(&code, &target) && target != start &&
            target != proxy->address && within(site, target, FUNCTION_MAX) &&
            (!within(site, start, FUNCTION_MAX) || target > start)) {
            return FRONT_STANDS;
        }
    }
    return site != 0 && within(site, start, FUNCTION_MAX) ? FRONT_NONE : FRONT_UNKNOWN;
}

void tables_mount(const struct subject *subject, const struct rule *rule, struct fact *fact)
{
    tables_member(subject, rule, fact);
    if (fact->state != FACT_PRESENT) {
        return;
    }
    const enum front mount = front_of(subject, "mount");
    const enum front umount = front_of(subject, "umount");
    const char *member = fact->evidence;
    fact->confidence = CONFIDENCE_MEDIUM;
    if (mount == FRONT_NONE || umount == FRONT_NONE) {
        fact->evidence = arena_printf(subject->arena, "%s, and %s is upstream's own", member,
                                      mount == FRONT_NONE ? "mount" : "umount");
    } else if (mount == FRONT_STANDS && umount == FRONT_STANDS) {
        fact->item_count = 0;
        fact->rule = "machine-code";
        say_absent_in_tables(subject, fact,
                             "mount and umount call upstream's own: something stands in front");
    } else {
        fact->item_count = 0;
        say_unknown(fact,
                    arena_printf(subject->arena, "%s, and may be the original or a hook", member));
    }
}

// What micropython.kbd_intr calls last is given the character that interrupts.
static bool find_setter(const struct subject *subject, enum machine machine, uint64_t start,
                        struct spot *out)
{
    struct spot code;
    size_t calls = 0;
    if (!spot_enter(machine, subject->image, start, &code)) {
        return false;
    }
    const size_t first = code.at;
    while (code.at < code.segment->size && code.at - first < SHORT && calls < 2) {
        uint64_t target;
        struct spot callee;
        const size_t length = spot_call(&code, &target);
        if (length != 0 && spot_enter(machine, subject->image, target, &callee)) {
            calls++;
            *out = callee;
        }
        code.at += length != 0 ? length : spot_step(machine);
    }
    return calls == 2;
}

// The prompt arms Ctrl-C as well, so that a place with one caller is none that a linker chose.
static size_t calls_of(const struct subject *subject, uint64_t address)
{
    struct proxy callers = {.machine = subject->proxy.machine, .address = address};
    find_sites(subject, callers.machine, &callers);
    return callers.site_count;
}

// SIGINT, and a call at once: how the port for Unix takes the signal or leaves it.
static bool takes_signal(const struct spot *code)
{
    static const unsigned char sign[] = {0xbf, 2, 0, 0, 0, 0xe8};
    const size_t left = code->segment->size - code->at;
    return code->machine == MACHINE_X86_64 &&
           memmem(code->segment->bytes + code->at, left < FUNCTION_MAX ? left : FUNCTION_MAX, sign,
                  sizeof sign) != NULL;
}

void tables_keyboard(const struct subject *subject, const struct rule *rule, struct fact *fact)
{
    static const char *const modules[] = {"micropython", NULL};
    uint64_t start;
    struct spot setter;
    (void)rule;
    fact->rule = "machine-code";
    fact->confidence = CONFIDENCE_MEDIUM;
    const bool found = function_in(subject, modules, "kbd_intr", &start);
    const bool known = subject->proxy.address != 0;
    if (!found || !known ||
        !find_setter(subject, subject->proxy.machine, start & ~UINT64_C(1), &setter)) {
        if (subject->image->marks.takes_signals &&
            objects_module(&subject->objects, "_thread") == NULL) {
            say_hosted(subject, "sigaction", fact);
        } else {
            say_unknown(fact,
                        "micropython.kbd_intr is missing, or its machine code is not understood");
        }
        return;
    }
    const char *where = arena_printf(
        subject->arena, "micropython.kbd_intr hands its character to the code at 0x%08llx",
        (unsigned long long)spot_address(&setter));
    struct spot end = setter;
    size_t steps = 0;
    while (steps < FOLLOW_MAX && spot_follow(&end)) {
        steps++;
    }
    if (spot_returns(&end) && calls_of(subject, spot_address(&setter)) > 1) {
        say_absent_in_tables(subject, fact,
                             arena_printf(subject->arena, "%s, which only returns", where));
    } else if (spot_stores_argument(&end) || takes_signal(&end)) {
        add_place(subject, fact, spot_address(&setter), "code that keeps the character",
                  "kbd_intr");
        say_present(subject, fact, arena_printf(subject->arena, "%s, which keeps it", where));
    } else {
        say_unknown(fact, arena_printf(subject->arena, "%s, which is not understood", where));
    }
}
