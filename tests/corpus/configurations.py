"""What the firmwares of the corpus are built from: drawn from a seed, one firmware per number."""

import random

# The port of firmware number n is PATTERN[n % 5]; of twenty, 8 are qemu-arm and 4 each of the others.
PATTERN = ["qemu-arm", "qemu-riscv", "qemu-arm", "unix", "rp2"]

BOARDS = {
    "qemu-arm": ["MPS2_AN385", "NETDUINO2", "MICROBIT", "SABRELITE"],
    "qemu-riscv": ["VIRT_RV32"],
    "unix": ["standard", "minimal"],
    "rp2": ["RPI_PICO", "RPI_PICO2"],
}
PREFIX = {
    "qemu-arm": "arm-none-eabi-",
    "qemu-riscv": "riscv64-unknown-elf-",
    "unix": "",
    "rp2": "arm-none-eabi-",
}
# Only these trees have the libraries that the two large ports are built with.
RELEASES = {"qemu-arm": ["1.25.0", "1.26.1"], "qemu-riscv": ["1.25.0", "1.26.1"], "unix": ["1.25.0"], "rp2": ["1.25.0"]}

# switch -> macros when it is off. Each is drawn for each firmware.
SWITCHES = {
    "compiler": {"MICROPY_ENABLE_COMPILER": 0, "MICROPY_MODULE_FROZEN_STR": 0},
    "mpy": {"MICROPY_PERSISTENT_CODE_LOAD": 0},
    "uctypes": {"MICROPY_PY_UCTYPES": 0},
    "mem": {"MICROPY_PY_MACHINE_MEMX": 0},
    "exec": {
        "MICROPY_PY_BUILTINS_EVAL_EXEC": 0,
        "MICROPY_PY_BUILTINS_COMPILE": 0,
        "MICROPY_PY_BUILTINS_EXECFILE": 0,
    },
    "emit": {
        "MICROPY_EMIT_THUMB": 0,
        "MICROPY_EMIT_ARM": 0,
        "MICROPY_EMIT_RV32": 0,
        "MICROPY_EMIT_X64": 0,
        "MICROPY_EMIT_INLINE_THUMB": 0,
        "MICROPY_EMIT_INLINE_RV32": 0,
    },
    "romfs": {"MICROPY_VFS_ROM": 0},
    "dupterm": {"MICROPY_PY_OS_DUPTERM": 0},
    "async": {"MICROPY_PY_ASYNC_AWAIT": 0},
    "walrus": {"MICROPY_PY_ASSIGN_EXPR": 0},
    "words": {"MICROPY_COMP_MODULE_CONST": 0},
    "terse": {"MICROPY_ERROR_REPORTING": 1},
}
# A switch that a port cannot do without.
FIXED = {
    "unix": {"compiler"},  # main.c calls the parser itself
    "rp2": {"async", "dupterm", "uctypes"},  # asyncio is frozen; the others do not link
    "qemu-arm": set(),
    "qemu-riscv": set(),
}
CHOICES = {
    "MICROPY_OBJ_REPR": [0, 0, 0, 1, 2],
    "MICROPY_QSTR_BYTES_IN_HASH": [0, 1, 2, 2],
    "MICROPY_PY_SYS_SETTRACE": [0, 0, 0, 1],
    "MICROPY_CONFIG_ROM_LEVEL": [20, 30, 30, 40],
}
# What the guard's hooks stand in front of, by the linker: hook -> names that it wraps.
HOOKS = {
    "import": ["mp_vfs_import_stat", "mp_lexer_new_from_file"],
    "keyboard": ["mp_hal_set_interrupt_char"],
    "mounts": ["mp_vfs_mount_obj", "mp_vfs_umount_obj"],
}
HOOKS_FROM = 20  # firmwares before this number were built before hooks were drawn
# What is put into the firmware to be found again.
PLANTS = ["main", "key", "token", "default", "wifi", "romfs", "image", "source"]


def draw(seed, number, attempt=0):
    """The configuration of one firmware. `attempt` counts those before it that did not build."""
    dice = random.Random(f"{seed}/{number}/{attempt}" if attempt else f"{seed}/{number}")
    port = PATTERN[number % len(PATTERN)]
    off = sorted(name for name in SWITCHES if dice.random() < 0.3 and name not in FIXED[port])
    choices = {name: dice.choice(values) for name, values in CHOICES.items()}
    if port == "unix" and choices["MICROPY_OBJ_REPR"] == 2:
        choices["MICROPY_OBJ_REPR"] = 0  # form C is for words of 32 bits
    if port != "qemu-arm" and port != "qemu-riscv":
        del choices["MICROPY_CONFIG_ROM_LEVEL"]  # the modules frozen there need their port's own
    elif choices["MICROPY_CONFIG_ROM_LEVEL"] == 20:
        choices["MICROPY_CONFIG_ROM_LEVEL"] = 30  # the prompt does not link without its interrupt
    if port == "rp2":
        # CMake's own step makes the tables of strings, and does not see what we say: any other
        # number gives a firmware whose tables contradict its code.
        choices["MICROPY_QSTR_BYTES_IN_HASH"] = 1
    config = {
        "port": port,
        "release": dice.choice(RELEASES[port]),
        "board": dice.choice(BOARDS[port]),
        "off": off,
        "choices": choices,
        "plants": sorted(
            plant for plant in PLANTS if dice.random() < 0.5 and not (plant == "source" and "compiler" in off)
        ),
        "pie": port == "unix" and dice.random() < 0.5,
    }
    if number >= HOOKS_FROM:
        config["hooks"] = [name for name in HOOKS if dice.random() < 0.4 and config["board"] != "minimal"]
    return config


def macros(config):
    found = dict(config["choices"])
    for name in config["off"]:
        found.update(SWITCHES[name])
    if config["port"] == "rp2" and "source" in config["plants"]:
        found["MICROPY_MODULE_FROZEN_STR"] = 1  # upstream's CMake does not: names would stand for nothing
    if config["board"] == "minimal":
        found["MICROPY_LONGINT_IMPL"] = 2  # what is frozen was made for large numbers
    return found
