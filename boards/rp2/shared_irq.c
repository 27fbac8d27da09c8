// SPDX-License-Identifier: MIT
// shared_irq.c - several handlers of one interrupt, without machine code that is made at run time.
//
// The SDK chains them by writing instructions into RAM (irq.c), where nothing may run once memory
// is protected. This takes the place of the functions that make, take apart and know such a chain;
// the SDK sees one handler, which calls the others. Other files alone call them.
#include "hardware/irq.h"
#include "hardware/sync.h"
#include "pico/platform.h"

struct entry {
    irq_handler_t handler;
    uint8_t number;
    uint8_t priority;
};

void __wrap_irq_add_shared_handler(uint number, irq_handler_t handler, uint8_t priority);
void __real_irq_remove_handler(uint number, irq_handler_t handler);
void __wrap_irq_remove_handler(uint number, irq_handler_t handler);
bool __wrap_irq_has_shared_handler(uint number);

// Of all interrupts; those of the higher priority first, the later of two that are equal.
static struct entry entries[PICO_MAX_SHARED_IRQ_HANDLERS];
static volatile size_t entry_count;

// A handler that takes itself out moves the next one into its place, which is then not called: its
// cause is still there, and the interrupt comes again.
static void __not_in_flash_func(call_each)(void)
{
    const uint number = __get_current_exception() - VTABLE_FIRST_IRQ;
    for (size_t i = 0; i < entry_count; i++) {
        if (entries[i].number == number) {
            entries[i].handler();
        }
    }
}

static bool is_called_for(uint number)
{
    for (size_t i = 0; i < entry_count; i++) {
        if (entries[i].number == number) {
            return true;
        }
    }
    return false;
}

static void insert(struct entry entry)
{
    size_t at = entry_count;
    for (; at > 0 && entries[at - 1].priority <= entry.priority; at--) {
        entries[at] = entries[at - 1];
    }
    entries[at] = entry;
    entry_count = entry_count + 1;
}

static bool take_out(uint number, irq_handler_t handler)
{
    size_t left = 0;
    for (size_t i = 0; i < entry_count; i++) {
        if (entries[i].number != number || entries[i].handler != handler) {
            entries[left++] = entries[i];
        }
    }
    const bool found = left < entry_count;
    entry_count = left;
    return found;
}

void __wrap_irq_add_shared_handler(uint number, irq_handler_t handler, uint8_t priority)
{
    irq_set_exclusive_handler(number, call_each); // refuses where another one is alone
    spin_lock_t *lock = spin_lock_instance(PICO_SPINLOCK_ID_IRQ);
    const uint32_t save = spin_lock_blocking(lock);
    hard_assert(entry_count < PICO_MAX_SHARED_IRQ_HANDLERS);
    insert((struct entry){handler, (uint8_t)number, priority});
    spin_unlock(lock, save);
}

void __wrap_irq_remove_handler(uint number, irq_handler_t handler)
{
    spin_lock_t *lock = spin_lock_instance(PICO_SPINLOCK_ID_IRQ);
    const uint32_t save = spin_lock_blocking(lock);
    const bool shared = take_out(number, handler);
    const bool last = shared && !is_called_for(number);
    spin_unlock(lock, save);
    if (!shared || last) {
        __real_irq_remove_handler(number, last ? call_each : handler);
    }
}

bool __wrap_irq_has_shared_handler(uint number)
{
    return irq_get_vtable_handler(number) == call_each;
}
