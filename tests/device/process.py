"""The device in a process: no emulator, the program is the device."""

import board

UNIX = board.Machine(
    "unix", "unix-process", "UNIX", 16 << 20, (0x100000, 0x300000), ("env", "MPSEC_FLASH={flash}", "{elf}"), 0,
    (*board.CONTROLS, "no-command-line", "no-compiler", "no-dupterm", "no-emitters", "no-eval-exec", "no-host-access",
     "no-user-romfs", "service-door"),
    # Its flash is written as memory is, and nothing is emulated: an update takes milliseconds.
    console=(), kill_within=0.2, quick=True,
)  # fmt: skip
