"""Emulated devices with a signed application: their firmware, their flash files, their consoles."""

import base64
import dataclasses
import fcntl
import os
import pathlib
import random
import select
import shutil
import subprocess
import sys
import time
import tty
import uuid

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))
import results  # noqa: E402

KEPT = ROOT / "build/devices/mast"
MPSEC = os.environ.get("MPSEC_PLAIN", str(ROOT / "build/gcc/tool/mpsec"))
MODEL = ROOT / "examples/weather-mast/device.yaml"
# The example has no door; the RV32 device and the one in a process have one, for this key.
SERVICE = ROOT / "examples/well-pump/keys/service-demonstration-only.pem"
KEYS = "keys:\n  - keys/demonstration-only.pem\n  - {file: keys/service.pub.pem, role: service}"
RELEASE = ROOT / "examples/weather-mast/keys/demonstration-only.pem"
PATIENCE = 60  # seconds; a loaded machine is slow
HEADER = 32

# What docs/build.md says of the class of a device: its id, named below the maker's.
CLASS = uuid.uuid5(uuid.uuid5(uuid.NAMESPACE_DNS, "mpsec.invalid"), "weather-mast")
QUIET = ("-display", "none", "-monitor", "none", "-serial", "stdio")


@dataclasses.dataclass(frozen=True)
class Machine:
    """What differs between the devices."""

    name: str
    chip: str
    board: str
    flash_size: int
    slots: tuple
    words: tuple  # of the emulator's command line; {flash} and {elf} are filled in
    chip_at: int  # where it looks for the file that stands for its fuses; 0: in none of its memory
    controls: tuple = ()  # instead of the example's plan, which is of its own board
    console: tuple = QUIET  # more words
    kill_within: float = 1.5  # seconds from its greeting; an update and its end fit into it
    quick: bool = False  # takes every test in the ordinary run

    @property
    def kept(self):
        return KEPT if self is ARM else KEPT.with_name(f"mast-{self.name}")


CONTROLS = (
    "boot-hook", "console-gate", "no-fs-code", "no-keyboard-interrupt", "pinned-mounts", "signed-application",
)  # fmt: skip
ARM = Machine(
    "arm", "mps2-an385", "MPS2_AN385", 16 << 20, (0x100000, 0x300000),
    ("qemu-system-arm", "-machine", "mps2-an385,memory-backend=flash", "-object",
     "memory-backend-file,id=flash,size=16M,mem-path={flash},share=on", "-kernel", "{elf}"),
    0x20000000,
)  # fmt: skip
# Flash that takes commands: each word and each sector is an operation that a kill can fall between.
RISCV = Machine(
    "riscv", "qemu-virt-rv32", "VIRT_RV32", 32 << 20, (0x800000, 0xA00000),
    ("qemu-system-riscv32", "-machine", "virt", "-bios", "none", "-drive",
     "if=pflash,unit=1,format=raw,file={flash}", "-device", "loader,file={elf}"),
    0x80800000,
    (*CONTROLS, "memory-protection", "service-door"),
)  # fmt: skip
# One of each kind, for the ordinary run.
RISCV_ATTACKS = ("A-REPL-RAW", "A-CTRL-C-MAIN", "A-DROP-MPY", "A-MEM32", "A-FORGE-UNSIGNED")


def run(*words, **more):
    done = subprocess.run(list(map(str, words)), check=True, capture_output=True, **more)
    results.note_command(words, done.stdout)
    return done


def key_of(name):
    """A signing key: the one of the device, or another, made once."""
    if name == "release":
        return RELEASE
    KEPT.mkdir(parents=True, exist_ok=True)
    path = KEPT / f"{name}.pem"
    if not path.exists():
        run(MPSEC, "keygen", "--no-passphrase", "-p", KEPT / f"{name}.pub.pem", path)
    return path


def model_of(machine):
    """The example; for another machine a copy of it that names the other chip and board."""
    if machine is ARM:
        return MODEL
    folder = machine.kept / "project"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(MODEL.parent, folder, ignore=shutil.ignore_patterns("out"))
    for name in ("device.yaml", "plan.lock.yaml"):
        text = (folder / name).read_text()
        text = text.replace(ARM.chip, machine.chip).replace(ARM.board, machine.board)
        text = text.replace("keys: [keys/demonstration-only.pem]", KEYS)
        (folder / name).write_text(text)
    shutil.copy(SERVICE.with_suffix(".pub.pem"), folder / "keys/service.pub.pem")
    return folder / "device.yaml"


def controls_of(machine):
    return [f"--control=ctl.{name}" for name in machine.controls]


def firmware(machine=ARM):
    """The hardened firmware that `mpsec build` makes of the example with a signed application."""
    KEPT.mkdir(parents=True, exist_ok=True)
    machine.kept.mkdir(parents=True, exist_ok=True)
    with open(KEPT / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        key_of("stranger")
        run(MPSEC, "build", "--out", machine.kept, *controls_of(machine), model_of(machine))
        return machine.kept / "hardened/firmware.elf"


def make_image(folder, mark, counter, key="release", class_id=CLASS, ballast=0):
    """A signed image of the tests' application that greets with `mark`; ballast makes it larger."""
    app = folder / f"app-{mark}"
    app.mkdir(exist_ok=True)
    text = (ROOT / "tests/device/app/main.py").read_text()
    (app / "main.py").write_text(text.replace('"MARK"', f'"{mark}"'))
    if ballast:
        (app / "ballast.bin").write_bytes(bytes(ballast))
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

    def __init__(self, path, machine=ARM):
        self.path = path
        self.machine = machine
        path.write_bytes(b"\xff" * machine.flash_size)

    def write(self, offset, data):
        with open(self.path, "r+b") as file:
            file.seek(offset)
            file.write(data)

    def put(self, slot, data):
        """What a programmer with a clip does: writes an image over what was there."""
        with open(self.path, "r+b") as file:
            file.seek(self.machine.slots[slot])
            file.write(data.ljust(0x10000, b"\xff"))


class Device:
    """The device switched on; as a context, switched off at the end."""

    def __init__(self, flash, elf=None):
        machine = flash.machine
        elf = elf or machine.kept / "hardened/firmware.elf"
        self.process = subprocess.Popen(
            [word.format(flash=flash.path, elf=elf) for word in (*machine.words, *machine.console)],
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
