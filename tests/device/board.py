"""The reference device with a signed application: its firmware, its flash file, its console."""

import base64
import fcntl
import hashlib
import os
import pathlib
import random
import select
import shutil
import subprocess
import time
import uuid

ROOT = pathlib.Path(__file__).resolve().parents[2]
KEPT = ROOT / "build/devices/guard"
MPSEC = os.environ.get("MPSEC_PLAIN", str(ROOT / "build/gcc/tool/mpsec"))
CLASS = uuid.UUID("7e57c1a5-0000-4000-8000-6d7073656300")
FLASH_SIZE = 16 << 20
SLOTS = (0x100000, 0x300000)
PATIENCE = 60  # seconds; a loaded machine is slow
HEADER = 32

WRAPS = (
    "mp_init mp_deinit pyexec_file_if_exists pyexec_friendly_repl pyexec_raw_repl "
    "mp_vfs_import_stat mp_lexer_new_from_file mp_vfs_mount_obj mp_vfs_umount_obj"
)
MACROS = {
    "MICROPY_ENABLE_COMPILER": 0,
    "MICROPY_MODULE_FROZEN_STR": 0,
    "MICROPY_MODULE_OVERRIDE_MAIN_IMPORT": 1,
}


def run(*words, **more):
    return subprocess.run(list(map(str, words)), check=True, capture_output=True, **more)


def key_of(name):
    """A signing key of the tests, made once."""
    path = KEPT / f"{name}.pem"
    if not path.exists():
        run(MPSEC, "keygen", "--no-passphrase", "-p", KEPT / f"{name}.pub.pem", path)
    return path


def numbers(data):
    return ", ".join(f"0x{byte:02x}" for byte in data)


def write_overlay(folder):
    """The headers that `mpsec build` writes for such a device."""
    public = KEPT / "release.pub.pem"
    der = run("openssl", "pkey", "-pubin", "-in", public, "-outform", "DER").stdout
    row = f"{{.id = {{{numbers(hashlib.sha256(der).digest())}}}, .point = {{{numbers(der[-64:])}}}, .roles = 1}}"
    (folder / "mpsec_keys.h").write_text(
        f"#define MPSEC_KEYS {row}\n#define MPSEC_CLASS_ID {numbers(CLASS.bytes)}\n"
    )
    (folder / "mpsec_pre.h").write_text('#define MP_CONFIGFILE "mpsec_mpconfig.h"\n')
    lines = ["#include <mpconfigport.h>", '#include "qemu-arm/board_mpconfig.h"']
    for name, value in MACROS.items():
        lines += [f"#undef {name}", f"#define {name} {value}"]
    (folder / "mpsec_mpconfig.h").write_text("#pragma once\n" + "\n".join(lines) + "\n")
    (folder / "manifest.py").write_text('include("$(MPSEC_BOARD_DIR)/manifest.py")\n')


def sources():
    for part in ("guard", "core", "boards"):
        yield from (path for path in (ROOT / part).rglob("*") if path.suffix in (".c", ".h", ".mk"))
    yield ROOT / "tests/device/board.py"


def firmware():
    """firmware.elf with the guard and the key `release`; built when a source is newer."""
    KEPT.mkdir(parents=True, exist_ok=True)
    with open(KEPT / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        built = KEPT / "firmware.elf"
        key_of("release"), key_of("stranger")
        newest = max(path.stat().st_mtime for path in sources())
        if built.exists() and built.stat().st_mtime > newest:
            return built
        tree = next((ROOT / ".deps").glob("micropython-*"))
        cross = next((ROOT / ".deps").glob("mpy-cross-*")) / "mpy-cross"
        shutil.rmtree(KEPT / "obj", ignore_errors=True)
        write_overlay(KEPT)
        run(
            "env", "-i", f"PATH={os.environ['PATH']}", "HOME=/", "LC_ALL=C.UTF-8",
            "PYTHONDONTWRITEBYTECODE=1", "make", "-C", tree / "ports/qemu", "-j2",
            "BOARD=MPS2_AN385", f"BUILD={KEPT / 'obj'}", f"USER_C_MODULES={ROOT / 'boards'}",
            "MPSEC_BOARD=qemu-arm", "MPSEC_GUARD=1", "MPSEC_APP=1", f"MPSEC_KEYS={KEPT}",
            f"MPSEC_WRAP={WRAPS}", f"MICROPY_MPYCROSS={cross}", "MICROPY_MPYCROSS_DEPENDENCY=",
            f"FROZEN_MANIFEST={KEPT / 'manifest.py'}",
            f"MICROPY_MANIFEST_MPSEC_BOARD_DIR={ROOT / 'boards/qemu-arm'}",
            f"CFLAGS_EXTRA=-include {KEPT / 'mpsec_pre.h'} -I{KEPT}",
        )  # fmt: skip
        shutil.copy(KEPT / "obj/firmware.elf", built)
        return built


def make_image(folder, mark, counter, key="release", class_id=CLASS):
    """A signed image of the tests' application that greets with `mark`."""
    app = folder / f"app-{mark}"
    app.mkdir(exist_ok=True)
    text = (ROOT / "tests/device/app/main.py").read_text()
    (app / "main.py").write_text(text.replace('"MARK"', f'"{mark}"'))
    romfs, image = folder / f"{mark}.romfs", folder / f"{mark}-{key}-{counter}.img"
    romfs.unlink(missing_ok=True)
    image.unlink(missing_ok=True)
    run(MPSEC, "image", "romfs", "-o", romfs, app, cwd=ROOT)
    run(
        MPSEC, "image", "sign", "-o", image, "-k", key_of(key), "--version", f"1.0.{counter}",
        "--counter", counter, "--class-id", class_id, romfs, cwd=ROOT,
    )  # fmt: skip
    return image.read_bytes()


def head_of(image):
    payload = int.from_bytes(image[12:16], "little")
    return image[:HEADER] + image[HEADER + payload :]


class Flash:
    """The flash file of one device."""

    def __init__(self, path):
        self.path = path
        path.write_bytes(b"\xff" * FLASH_SIZE)

    def put(self, slot, data):
        """What a programmer with a clip does: writes an image over what was there."""
        with open(self.path, "r+b") as file:
            file.seek(SLOTS[slot])
            file.write(data.ljust(0x10000, b"\xff"))


class Device:
    """The device switched on; as a context, switched off at the end."""

    def __init__(self, flash):
        memory = f"memory-backend-file,id=flash,size=16M,mem-path={flash.path},share=on"
        self.process = subprocess.Popen(
            ["qemu-system-arm", "-machine", "mps2-an385,memory-backend=flash", "-object", memory]
            + ["-display", "none", "-monitor", "none", "-serial", "stdio"]
            + ["-kernel", str(firmware())],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
        )
        self.said = b""
        self.at = 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.power_off()

    def power_off(self):
        self.process.kill()
        self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()

    def line(self, within=PATIENCE):
        """The next line of the console."""
        end = time.monotonic() + within
        while b"\n" not in self.said[self.at :]:
            left = end - time.monotonic()
            assert left > 0, f"silence after {self.said[-500:]!r}"
            if select.select([self.process.stdout], [], [], left)[0]:
                got = os.read(self.process.stdout.fileno(), 65536)
                assert got, f"the emulator ended after {self.said[-500:]!r}"
                self.said += got
        start, self.at = self.at, self.said.index(b"\n", self.at) + 1
        return self.said[start : self.at].decode("utf-8", "replace").strip()

    def until(self, *starts):
        """The next line that starts with one of these."""
        while True:
            line = self.line()
            if line.startswith(starts):
                return line

    def ask(self, words):
        """What the application answers to one line; it must answer."""
        data = (words + "\n").encode()
        for start in range(0, len(data), 512):
            self.process.stdin.write(data[start : start + 512])
        return self.until("= ", "! ")

    def send_image(self, image, chunk=600):
        """An update through guard.Update; the answer to finish, or the first that refuses."""
        said = self.ask("begin " + base64.b64encode(head_of(image)).decode())
        if said.startswith("!"):
            return said
        offset = int(said[2:])
        while offset < len(image):
            part = image[offset : offset + chunk]
            said = self.ask("write " + base64.b64encode(part).decode())
            if said.startswith("!"):
                return said
            offset += len(part)
        return self.ask("finish")


def mutate(image, dice: random.Random):
    """The image with something wrong in it; never the image itself."""
    data = bytearray(image)
    kind = dice.randrange(5)
    at = dice.randrange(len(data))
    if kind == 0:
        data[at] ^= 1 << dice.randrange(8)
    elif kind == 1:
        data[at : at + 4] = dice.randbytes(len(data[at : at + 4]))
    elif kind == 2:
        del data[at : at + 1 + dice.randrange(16)]
    elif kind == 3:
        data[at:at] = dice.randbytes(1 + dice.randrange(16))
    else:
        other = dice.randrange(len(data))
        data[at], data[other] = data[other], data[at]
    return bytes(data) if bytes(data) != image else mutate(image, dice)
