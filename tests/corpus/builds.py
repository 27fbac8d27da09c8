"""Builds a firmware of the corpus with upstream's own Makefile or CMake, from a tree that is only read."""

import json
import os
import pathlib
import shutil
import struct
import subprocess

from configurations import HOOKS, PREFIX, macros
from truth import MACROS

ROOT = pathlib.Path(__file__).resolve().parents[2]
DEPS = pathlib.Path(os.environ.get("MPSEC_DEPS", ROOT / ".deps"))

HELPER = """GREETING = 'greeting-of-the-corpus'


def greet(name, title='engineer'):
    def inner(word):
        return word + title

    return inner(GREETING) + name


class Lamp:
    LIMIT = 'limit-of-the-corpus'

    def turn_on(self, level):
        return [self.LIMIT, level, 'bright-as-the-day']
"""
# What newer firmwares have besides: numbers of every size.
NUMBERS = """

def schedule():
    return [86400, -31337, 0x40014000, (2, 4660)]
"""
TOKEN = "ghp_0123456789abcdefghijABCDEFGHIJ012345"
WIFI = "import network\n\nwlan = network.WLAN(network.STA_IF)\nwlan.connect('HomeOfTheCorpus', 'quiet-otter-71')\n"


def romfs():
    body = b"\x03\x0dsettings.json"  # a record of a file's name without contents would not fit: pad it
    body = b"\x01" + bytes([30]) + b"p" * 30  # one record of padding
    return b"\xd2\xcd\x31" + bytes([len(body)]) + body


def application():
    return struct.pack("<IIHHII4xI", 0x96F3B83D, 0, 32, 0, 64, 0, 1) .ljust(32, b"\0") + b"A" * 64


def c_array(name, blob):
    return f"static const unsigned char {name}[] = {{{','.join(map(str, blob))}}};\n"


# As guard/micropython/hook_mounts.c, without the guard that it asks.
MOUNTS = """#include "extmod/vfs.h"
#include "py/mperrno.h"
volatile int corpus_closed;
static mp_obj_t guarded_mount(size_t n_args, const mp_obj_t *args, mp_map_t *kw_args) {
    if (n_args != 0 && corpus_closed) { mp_raise_OSError(MP_EPERM); }
    return mp_vfs_mount(n_args, args, kw_args);
}
MP_DEFINE_CONST_FUN_OBJ_KW(__wrap_mp_vfs_mount_obj, 0, guarded_mount);
static mp_obj_t guarded_umount(mp_obj_t mount) {
    if (corpus_closed) { mp_raise_OSError(MP_EPERM); }
    return mp_vfs_umount(mount);
}
MP_DEFINE_CONST_FUN_OBJ_1(__wrap_mp_vfs_umount_obj, guarded_umount);
"""


def hook_sources(config):
    own = {name: f'#include "{ROOT}/guard/micropython/hook_{name}.c"\n' for name in ("import", "keyboard")}
    return "".join({**own, "mounts": MOUNTS}[name] for name in config.get("hooks", []))


def wraps(config):
    return " ".join(f"-Wl,--wrap={name}" for hook in config.get("hooks", []) for name in HOOKS[hook])


def module_source(config):
    """A user module: the macros as the port's compiler sees them, stand-ins, and planted bytes."""
    lines = ['#include "py/obj.h"', '#include "py/objstr.h"', '#include "py/runtime.h"', '#include "shared/runtime/pyexec.h"']
    values = []
    for name in MACROS:
        # By the preprocessor: some of them name macros that only `#if` may leave undefined.
        lines += [f"#if !defined({name})", f"#define V_{name} (-1)"]
        lines += [line for n in range(4) for line in (f"#elif ({name} + 0) == {n}", f"#define V_{name} {n}")]
        lines += ["#else", f"#define V_{name} 4", "#endif"]
        values.append(f"V_{name}")
    lines.append(
        '__attribute__((used, section(".mpsec_truth"))) const long long corpus_truth[] = {' + ", ".join(values) + "};"
    )
    if "compiler" in config["off"]:
        lines += [
            "int pyexec_raw_repl(void);\nint pyexec_friendly_repl(void);",
            # They run something, else the linker drops the interpreter and no firmware is left.
            "int pyexec_raw_repl(void) { return 0; }",
            'int pyexec_friendly_repl(void) { return pyexec_frozen_module("helper.py", false); }',
        ]
    blobs = {name: make() for name, make in (("romfs", romfs), ("image", application)) if name in config["plants"]}
    lines += ["static const mp_rom_map_elem_t corpus_table[] = {{MP_ROM_QSTR(MP_QSTR___name__), MP_ROM_QSTR(MP_QSTR_corpus)},"]
    lines += [f"{{MP_ROM_QSTR(MP_QSTR_{name}), MP_ROM_PTR(&{name}_obj)}}," for name in blobs]
    lines += [
        "};",
        "static MP_DEFINE_CONST_DICT(corpus_globals, corpus_table);",
        "const mp_obj_module_t corpus_module = {.base = {&mp_type_module}, .globals = (mp_obj_dict_t *)&corpus_globals};",
        "MP_REGISTER_MODULE(MP_QSTR_corpus, corpus_module);",
    ]
    arrays = "".join(
        "__attribute__((aligned(4))) " + c_array(name, blob)
        + f"static const mp_obj_str_t {name}_obj = {{{{&mp_type_bytes}}, 0, sizeof {name}, {name}}};\n"
        for name, blob in blobs.items()
    )  # fmt: skip
    return "\n".join(lines[:4]) + "\n" + arrays + "\n".join(lines[4:]) + "\n" + hook_sources(config)


def private_key(folder):
    path = folder.parent / "key.pem"
    if not path.exists():
        words = ["openssl", "genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-out", path]
        subprocess.run(words, check=True, capture_output=True)
    return path.read_text()


def write_python(config, folder):
    frozen = folder / "frozen"
    frozen.mkdir(exist_ok=True)
    plants = config["plants"]
    (frozen / "helper.py").write_text(HELPER + (NUMBERS if "hooks" in config else ""))
    if "main" in plants:
        (frozen / "main.py").write_text("import helper\n\nprint(helper.greet('you'))\n")
    if "key" in plants:
        (frozen / "identity.py").write_text(f"KEY = {private_key(folder)!r}\n")
    if "token" in plants:
        (frozen / "upload.py").write_text(f"def headers():\n    return {{'Authorization': {TOKEN!r}}}\n")
    if "default" in plants:
        (frozen / "hotspot.py").write_text("def key():\n    return 'picoW123'\n")
    if "wifi" in plants:
        (frozen / "wifi.py").write_text(WIFI)
    lines = [f"freeze({str(frozen)!r})"]
    if "source" in plants:
        source = folder / "source"
        source.mkdir(exist_ok=True)
        (source / "readable.py").write_text("def readable():\n    return 'this line is source'\n")
        lines.append(f"freeze_as_str({str(source)!r})")
    if config["port"] == "rp2":
        lines += ['freeze("$(PORT_DIR)/modules")', 'include("$(MPY_DIR)/extmod/asyncio")']
    (folder / "manifest.py").write_text("\n".join(lines) + "\n")


def write_inputs(config, folder):
    folder.mkdir(parents=True, exist_ok=True)
    lines = ["#include <mpconfigport.h>"]
    for name, value in macros(config).items():
        lines += [f"#undef {name}", f"#define {name} ({value})"]
    (folder / "config.h").write_text("\n".join(lines) + "\n")
    # In a header, because a quoted macro does not survive every build system.
    (folder / "pre.h").write_text(f'#define MP_CONFIGFILE "{folder}/config.h"\n')
    module = folder / "modules/stand"
    module.mkdir(parents=True, exist_ok=True)
    (module / "stand.c").write_text(module_source(config))
    # What the hook calls is a file of its own, so that the compiler does not see through it.
    prompt = f'#include "{ROOT}/guard/micropython/no_prompt.c"\n' if "keyboard" in config.get("hooks", []) else ""
    (module / "prompt.c").write_text(prompt)
    (module / "micropython.mk").write_text("SRC_USERMOD_C += $(USERMOD_DIR)/stand.c $(USERMOD_DIR)/prompt.c\n")
    (module / "micropython.cmake").write_text(
        "add_library(usermod_stand INTERFACE)\n"
        "target_sources(usermod_stand INTERFACE ${CMAKE_CURRENT_LIST_DIR}/stand.c ${CMAKE_CURRENT_LIST_DIR}/prompt.c)\n"
        "target_link_libraries(usermod INTERFACE usermod_stand)\n"
    )
    (folder / "lib").mkdir(exist_ok=True)
    (folder / "lib/README.md").write_text("A release archive has no micropython-lib; the build asks for it.\n")
    write_python(config, folder)


def commands(config, tree, folder):
    port = tree / "ports" / ("qemu" if config["port"].startswith("qemu") else config["port"])
    cross = next(p for p in sorted(DEPS.glob(f"mpy-cross-{config['release']}-*/mpy-cross")))
    # The last: rp2 asks for -Werror behind these, and one of its variables is for the compiler only.
    flags = f"-include {folder}/pre.h -Wno-error -Wno-unused-variable"
    if config["port"] == "rp2":
        settings = [
            f"MICROPY_BOARD={config['board']}", f"MICROPY_BOARD_DIR={port}/boards/{config['board']}",
            f"USER_C_MODULES={folder}/modules/stand/micropython.cmake",
            f"MICROPY_FROZEN_MANIFEST={folder}/manifest.py", f"MICROPY_LIB_DIR={folder}/lib",
            "PICO_BUILD_DOCS=0", "PICO_NO_PICOTOOL=1", "Python3_EXECUTABLE=/usr/bin/python3",
        ]  # fmt: skip
        if wraps(config):
            settings.append(f"CMAKE_EXE_LINKER_FLAGS={wraps(config)}")
        configure = ["cmake", "-S", port, "-B", folder / "obj", *("-D" + s for s in settings)]
        make = ["make", "PYTHON=/usr/bin/python3", "-C", folder / "obj", "-j2"]
        return [configure, make], {"CFLAGS": flags, "MICROPY_MPYCROSS": str(cross)}, "firmware.elf"
    words = [
        f"BUILD={folder}/obj", f"CFLAGS_EXTRA={flags}", f"FROZEN_MANIFEST={folder}/manifest.py",
        f"USER_C_MODULES={folder}/modules", f"MPY_LIB_DIR={folder}/lib", f"MICROPY_MPYCROSS={cross}",
        "MICROPY_MPYCROSS_DEPENDENCY=", "PYTHON=/usr/bin/python3",
    ]  # fmt: skip
    if config["port"] == "unix":
        words += [f"VARIANT={config['board']}", "MICROPY_PY_BTREE=0", "STRIP=", "PROG=firmware.elf"]
        if not config["pie"]:
            words += ["COPT=-Os -DNDEBUG -fdata-sections -ffunction-sections -fno-pie", "LDFLAGS_EXTRA=-no-pie"]
    else:
        words += [f"BOARD={config['board']}", "MICROPY_HEAP_SIZE=16384"]  # nothing runs: room for code
    if config["board"] == "VIRT_RV32":  # Debian's linker has no multilib with zicsr in its name
        words += ["RV32_ARCH=rv32imac", "AFLAGS=-march=rv32imac_zicsr -mabi=ilp32"]
    return [["make", "-C", port, "-j2", *words]], {"LDFLAGS": wraps(config)}, "firmware.elf"


def read_values(folder, prefix):
    """The macros, as they stand in the object file of the module."""
    # The one that was linked; what the search for strings makes is text.
    objects = [p for p in (folder / "obj").rglob("stand*.o*") if p.suffix in (".o", ".obj")]
    out = folder / "truth.bin"
    subprocess.run([prefix + "objcopy", "-O", "binary", "-j", ".mpsec_truth", objects[0], out], check=True)
    return dict(zip(MACROS, struct.unpack(f"<{len(MACROS)}q", out.read_bytes())))


def is_of(config, folder):
    """Whether the folder was built, or tried, from this very configuration."""
    path = folder / "config.json"
    return path.exists() and json.loads(path.read_text()) == config


def build(config, folder):
    """True when folder/firmware.elf and folder/macros.json are there. What was built stays."""
    folder = folder.resolve()
    if is_of(config, folder) and ((folder / "complete").exists() or (folder / "failed").exists()):
        return (folder / "complete").exists()
    shutil.rmtree(folder, ignore_errors=True)
    write_inputs(config, folder)
    (folder / "config.json").write_text(json.dumps(config, indent=1) + "\n")
    steps, extra, product = commands(config, DEPS / f"micropython-{config['release']}", folder)
    environment = {
        **os.environ, **extra, "PYTHONDONTWRITEBYTECODE": "1", "SOURCE_DATE_EPOCH": "0",
        "MICROPY_GIT_TAG": f"v{config['release']}", "MICROPY_GIT_HASH": "unknown",
    }  # fmt: skip
    with open(folder / "build.log", "w") as log:
        for step in steps:
            if subprocess.run(step, stdout=log, stderr=log, env=environment).returncode != 0:
                (folder / "failed").touch()
                return False
    shutil.copy(folder / "obj" / product, folder / "firmware.elf")
    values = read_values(folder, PREFIX[config["port"]])
    (folder / "macros.json").write_text(json.dumps(values, indent=1) + "\n")
    shutil.rmtree(folder / "obj")
    (folder / "complete").touch()
    return True
