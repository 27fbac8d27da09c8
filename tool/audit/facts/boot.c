// SPDX-License-Identifier: MIT
// boot.c - does anything stand between the port's main() and mp_init?
//
// Only mp_init calls the dictionary of __main__ by its name: it stores `__main__` under `__name__`.
// Every port calls it from main(), which goes on to start the firmware. A hook in front of it runs,
// calls it and returns. So where each caller goes on with call after call, none is a hook.
#include "audit/facts/facts.h"

enum {
    BEGIN_MAX = 256, // bytes from the begin of mp_init to that call
    GOES_MAX = 256,  // bytes behind a caller's call that are looked at
    CALLS_MIN = 4,   // in them, for it to go on
    HEAD = 8,        // of a function, where it may save the address to return to
    AHEAD = 64,      // bytes of mp_init in front of the store
};

// A call, or a jump for good, in the order of the image.
struct lead {
    struct spot from;
    uint64_t target;
    size_t length; // 0: a jump
};

struct leads {
    struct lead *items;
    size_t count, capacity;
};

struct start {
    uint64_t address; // of mp_init
    size_t callers, going_on;
};

// A short jump of x86-64 back to what was just run: the end of a loop, and not of a function.
static bool loops(const struct spot *at, size_t from)
{
    const unsigned char *bytes = at->segment->bytes + at->at;
    if (at->machine != MACHINE_X86_64 || bytes[0] != 0xeb || at->segment->size - at->at < 2) {
        return false;
    }
    const size_t back = 0x100U - bytes[1];
    return bytes[1] >= 0x80 && back <= at->at + 2 - from;
}

static bool goes_on(const struct spot *call, size_t length)
{
    struct spot at = *call, callee;
    uint64_t target;
    size_t calls = 0;
    const size_t first = call->at + length;
    at.at = first;
    while (at.at < at.segment->size && at.at - first < GOES_MAX) {
        calls += spot_call(&at, &target) != 0 && spot_enter(at.machine, at.image, target, &callee);
        const size_t size = spot_length(&at);
        if (calls == CALLS_MIN || size == 0 || spot_begins(&at) ||
            (spot_ends(&at) && !loops(&at, first))) {
            break;
        }
        at.at += size;
    }
    return calls == CALLS_MIN;
}

// Whether the code from `start` on runs to `end`, and is one function.
static bool runs_to(const struct spot *end, uint64_t start)
{
    struct spot at;
    if (!spot_enter(end->machine, end->image, start, &at) || at.segment != end->segment) {
        return false;
    }
    const size_t first = at.at;
    while (at.at < end->at) {
        const size_t size = spot_length(&at);
        if (size == 0 || spot_ends(&at) || (at.at - first > HEAD && spot_begins(&at))) {
            return false;
        }
        at.at += size;
    }
    return at.at == end->at;
}

static struct leads leads_of(const struct subject *subject, enum machine machine)
{
    struct leads all = {0};
    const struct image *image = subject->image;
    const size_t step = spot_step(machine);
    for (size_t i = 0; i < image->segment_count; i++) {
        struct spot code = {machine, image, &image->segments[i], 0};
        for (code.at = (size_t)(-code.segment->address & (step - 1)); code.at < code.segment->size;
             code.at += step) {
            struct spot callee;
            uint64_t target;
            const size_t length = spot_call(&code, &target);
            if ((length == 0 && spot_jump(&code, &target) == 0) ||
                !spot_enter(machine, image, target, &callee)) {
                continue;
            }
            all.items =
                arena_grow(subject->arena, all.items, all.count, &all.capacity, sizeof *all.items);
            all.items[all.count++] = (struct lead){code, target, length};
        }
    }
    return all;
}

// In front of the store two dictionaries are made, by two calls of one function. The port for Unix
// stores the same when it imports a module as the main one.
static bool is_store(const struct lead *lead, size_t before, uint64_t name, uint64_t main)
{
    return before >= 2 && lead[0].length != 0 && lead[-1].length != 0 && lead[-2].length != 0 &&
           lead[-1].target == lead[-2].target && lead[-2].from.segment == lead[0].from.segment &&
           lead[0].from.at - lead[-2].from.at <= AHEAD && spot_hands(&lead[0].from, name, main);
}

// The nearest place in front of the store that a call or jump leads to is where mp_init begins.
static void judge_callers(const struct leads *leads, const struct spot *store, struct start *out)
{
    uint64_t start = 0;
    const uint64_t end = spot_address(store);
    for (size_t i = 0; i < leads->count; i++) {
        const uint64_t target = leads->items[i].target;
        if (target < end && end - target < BEGIN_MAX && target > start) {
            start = target;
        }
    }
    for (size_t i = 0; i < leads->count && runs_to(store, start); i++) {
        const struct lead *lead = &leads->items[i];
        if (lead->target == start) {
            out->address = start;
            out->callers++;
            out->going_on += lead->length != 0 && goes_on(&lead->from, lead->length);
        }
    }
}

// In the code of one machine.
static void find_in(const struct subject *subject, enum machine machine, uint64_t name,
                    uint64_t main, struct start *out)
{
    const struct leads leads = leads_of(subject, machine);
    struct spot store = {.machine = machine};
    size_t found = 0;
    for (size_t i = 0; i < leads.count; i++) {
        if (is_store(&leads.items[i], i, name, main)) {
            store = leads.items[i].from;
            found++;
        }
    }
    if (found == 1) {
        judge_callers(&leads, &store, out);
    }
}

static void find_start(const struct subject *subject, struct start *out)
{
    const struct representation *form = subject->objects.representation;
    const uint64_t name = pools_number(&subject->pools, "__name__");
    const uint64_t main = pools_number(&subject->pools, "__main__");
    const struct image *image = subject->image;
    *out = (struct start){.callers = 0};
    if (form == NULL || form->object_size > image->word_size || name == 0 || main == 0 ||
        image->big_endian) {
        return;
    }
    for (unsigned i = 0; i < MACHINE_COUNT && out->callers == 0; i++) {
        if ((i == MACHINE_X86_64) == (image->word_size == 8) &&
            (subject->proxy.address == 0 || subject->proxy.machine == i)) {
            find_in(subject, (enum machine)i, name << form->string_shift | form->string_tag,
                    main << form->string_shift | form->string_tag, out);
        }
    }
}

void tables_boot(const struct subject *subject, const struct rule *rule, struct fact *fact)
{
    struct start start;
    (void)rule;
    fact->rule = "machine-code";
    fact->confidence = CONFIDENCE_MEDIUM;
    find_start(subject, &start);
    if (start.callers == 0) {
        say_unknown(fact, "mp_init was not found in the machine code");
    } else if (start.callers == 1 && start.going_on == 0 && tables_have_guard(subject)) {
        add_place(subject, fact, start.address, "mp_init, which one function calls and ends",
                  "boot hook");
        say_present(subject, fact,
                    arena_printf(subject->arena,
                                 "the guard's module, and one function that calls mp_init at "
                                 "0x%08llx and ends",
                                 (unsigned long long)start.address));
    } else if (start.going_on < start.callers) {
        say_unknown(fact, arena_printf(subject->arena,
                                       "what calls mp_init at 0x%08llx ends behind it, as a hook "
                                       "does, and may be the port's own",
                                       (unsigned long long)start.address));
    } else {
        say_absent_in_tables(subject, fact,
                             arena_printf(subject->arena,
                                          "all that calls mp_init at 0x%08llx goes on to start "
                                          "the firmware, and no hook does",
                                          (unsigned long long)start.address));
    }
}
