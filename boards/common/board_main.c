// SPDX-License-Identifier: MIT
// board_main.c - the life of the device from reset to prompt, as on a typical board.
//
// The port's own main() knows neither filesystem nor scripts. The start-up code calls this one in
// its place (--wrap=main). It does what ports/rp2/main.c does, in the same order, and knows no
// controls: stock and hardened builds run the same lines.
#include <stdbool.h>

#include "common/board.h"
#include "hal.h"
#include "py/gc.h"
#include "py/mphal.h"
#include "py/runtime.h"
#include "py/stackctrl.h"
#include "shared/readline/readline.h"
#include "shared/runtime/pyexec.h"

#ifndef BOARD_STACK_LIMIT // another board says it in its configuration
#define BOARD_STACK_LIMIT (32 * 1024)
#endif

static uint32_t heap[MICROPY_HEAP_SIZE / sizeof(uint32_t)];

int __wrap_main(int argc, char **argv);

// Runs boot.py and main.py. Returns false if one of them asked for a soft reset.
static bool run_scripts(void)
{
    const int boot = pyexec_file_if_exists("boot.py");
    if ((boot & PYEXEC_FORCED_EXIT) != 0) {
        return false;
    }
    // A host that is in raw mode wants the device to itself after a soft reset.
    if (pyexec_mode_kind != PYEXEC_MODE_FRIENDLY_REPL || boot == 0) {
        return true;
    }
    return (pyexec_file_if_exists("main.py") & PYEXEC_FORCED_EXIT) == 0;
}

static void run_prompt(void)
{
    int leave = 0;
    while (leave == 0) {
        leave =
            pyexec_mode_kind == PYEXEC_MODE_RAW_REPL ? pyexec_raw_repl() : pyexec_friendly_repl();
    }
}

int __wrap_main(int argc, char **argv)
{
    (void)argc;
    (void)argv;

    board_init();
    mp_stack_ctrl_init();
    mp_stack_set_limit(BOARD_STACK_LIMIT);

    for (;;) {
        gc_init(heap, (uint8_t *)heap + sizeof(heap));
        mp_init();
        // Upstream's qemu port declares no qstr for "/lib".
        mp_obj_list_append(mp_sys_path, mp_obj_new_str("/lib", 4));
        readline_init0();
        hal_console_init();

        pyexec_frozen_module("_boot.py", false);
        if (run_scripts()) {
            run_prompt();
        }

        mp_printf(MP_PYTHON_PRINTER, "MPY: soft reboot\n");
        gc_sweep_all();
        mp_deinit();
    }
}
