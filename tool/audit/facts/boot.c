// SPDX-License-Identifier: MIT
// boot.c - does anything stand between the port's main() and mp_init?
//
// Only mp_init calls the dictionary of __main__ by its name: it stores `__main__` under `__name__`.
// Every port calls it from main(), which goes on to start the firmware. A hook in front of it runs,
// calls it and returns. So where each caller goes on with call after call, none is a hook.
#include "audit/facts/facts.h"
#include "audit/facts/registers.h"

enum {
    BEGIN_MAX = 256, // bytes from the begin of mp_init to that call
    GOES_MAX = 256,  // bytes behind a caller's call that are looked at
    CALLS_MIN = 4,   // in them, for it to go on
    CLOSE = 16,      // to what ends a function of x86-64
    AHEAD = 48,      // bytes of mp_init in front of the store
};

struct start {
    enum machine machine;
    uint64_t store;   // in mp_init
    uint64_t address; // of mp_init; 0: not found
    size_t callers, going_on;
};

static bool goes_on(const struct spot *call, size_t length)
{
    struct spot at = *call, callee;
    uint64_t target;
    size_t calls = 0;
    const size_t first = call->at + length;
    at.at = first;
    while (at.at < at.segment->size && at.at - first < GOES_MAX) {
        const size_t size = spot_call(&at, &target);
        if (size != 0 && spot_enter(at.machine, at.image, target, &callee)) {
            if (++calls == CALLS_MIN) {
                return true;
            }
            at.at += size;
            continue;
        }
        if ((at.machine != MACHINE_X86_64 || at.at - first < CLOSE) && spot_is_edge(&at)) {
            return false;
        }
        at.at += registers_length(&at);
    }
    return false;
}

// Every call and jump in the image. The nearest place in front of the store that one leads to is
// where mp_init begins.
static void walk(const struct image *image, struct start *start, bool callers)
{
    for (size_t i = 0; i < image->segment_count; i++) {
        struct spot code = {start->machine, image, &image->segments[i], 0};
        const size_t step = spot_step(start->machine);
        for (code.at = (size_t)(-code.segment->address & (step - 1)); code.at < code.segment->size;
             code.at += step) {
            uint64_t target;
            const size_t call = spot_call(&code, &target);
            if (call == 0 && spot_jump(&code, &target) == 0) {
                continue;
            }
            if (!callers && target < start->store && start->store - target < BEGIN_MAX &&
                target > start->address) {
                start->address = target;
            } else if (callers && target == start->address) {
                start->callers++;
                start->going_on += call != 0 && goes_on(&code, call);
            }
        }
    }
}

// In front of the store two dictionaries are made, by two calls of one function. The port for Unix
// stores the same when it imports a module as the main one.
static bool follows_two_alike(const struct subject *subject, enum machine machine, uint64_t place)
{
    struct spot code;
    uint64_t target, last[2] = {0, 1};
    if (place < AHEAD || !spot_enter(machine, subject->image, place - AHEAD, &code)) {
        return false;
    }
    for (size_t i = 0; i < AHEAD; i += spot_step(machine)) {
        struct spot callee;
        if (spot_call(&code, &target) != 0 &&
            spot_enter(machine, subject->image, target, &callee)) {
            last[0] = last[1];
            last[1] = target;
        }
        code.at += spot_step(machine);
        if (code.at >= code.segment->size) {
            return false;
        }
    }
    return last[0] == last[1];
}

// In the code of one machine.
static void find_in(const struct subject *subject, enum machine machine, uint64_t name,
                    uint64_t main, struct start *out)
{
    struct places places = {.count = 0};
    size_t found = 0;
    *out = (struct start){.machine = machine};
    for (size_t i = 0; i < subject->image->segment_count; i++) {
        const struct spot spot = {machine, subject->image, &subject->image->segments[i], 0};
        spot_find_pair(&spot, name, main, &places);
    }
    for (size_t i = 0; i < places.count && places.count <= PAIRS_MAX; i++) {
        if (follows_two_alike(subject, machine, places.at[i])) {
            out->store = places.at[i];
            found++;
        }
    }
    if (found == 1) {
        walk(subject->image, out, false);
    }
    if (out->address != 0) {
        walk(subject->image, out, true);
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
