"""The device with a service door: its firmware, its chip, its serial line as a technician has it."""

import fcntl
import os
import re
import select
import shutil
import subprocess
import time

import board

KEPT = board.ROOT / "build/devices/pump"
EXAMPLE = board.ROOT / "examples/well-pump"
MODEL = EXAMPLE / "device.yaml"
RELEASE = EXAMPLE / "keys/release-demonstration-only.pem"
SERVICE = EXAMPLE / "keys/service-demonstration-only.pem"
CLASS = board.uuid.uuid5(board.uuid.uuid5(board.uuid.NAMESPACE_DNS, "mpsec.invalid"), "well-pump")
WHOLE = KEPT.with_name("pump-whole")
ALL_SCOPES = (
    "boot-hook", "service-prompt", "service-door", "quiet-console", "no-keyboard-interrupt", "no-fs-code",
    "pinned-mounts", "signed-application",
)  # fmt: skip
SECRETS = 0x520000
PATIENCE = 60


def firmware():
    KEPT.mkdir(parents=True, exist_ok=True)
    with open(KEPT / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        board.run(board.MPSEC, "build", "--out", KEPT, MODEL)


def all_scopes(machine=board.ARM, also=()):
    """The same device with everything behind its door: the prompt, and what the application prints."""
    words = [f"--control=ctl.{name}" for name in (*ALL_SCOPES, *also)]

    def change(text):
        text = text.replace("traits: [romfs]", "traits: [romfs, logs-secrets]")
        return text.replace(board.ARM.chip, machine.chip).replace(board.ARM.board, machine.board)

    if machine is board.ARM:
        return build_project(WHOLE, words, change)
    return build_project(WHOLE.with_name(f"pump-whole-{machine.name}"), words, change, machine.kept)


def build_project(kept, words, change, like=KEPT):
    """The example, changed, built with the controls of `words`. `like`: builds of the same board."""
    project = kept / "project"
    kept.mkdir(parents=True, exist_ok=True)
    with open(kept / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        shutil.rmtree(project, ignore_errors=True)
        shutil.copytree(EXAMPLE, project, ignore=shutil.ignore_patterns("out"))
        model = project / "device.yaml"
        model.write_text(change(model.read_text()))
        if not (kept / "stock").exists() and (like / "stock/build.json").exists():
            # mpsec takes the copy of the stock build, whose inputs are the same.
            shutil.copytree(like / "stock", kept / "stock", ignore=shutil.ignore_patterns("obj"))
        board.run(board.MPSEC, "build", "--out", kept, *words, model)
    return kept / "hardened/firmware.elf"


class Pump:
    """One device: its flash and the file that stands for its fuses. `start` switches it on."""

    def __init__(self, folder, name="pump", elf=None, machine=board.ARM):
        self.elf = elf or KEPT / "hardened/firmware.elf"
        self.flash = board.Flash(folder / f"{name}.bin", machine)
        self.flash.put(0, self.elf.parents[1].joinpath("application.img").read_bytes())
        self.chip = folder / f"{name}.chip"
        self.fuses = b"mpsC" + name.encode().ljust(16, b".") + b"the key of " + name.encode().ljust(21, b"!")

    def start(self):
        return Line(self)


def start_emulated(pump):
    """The emulator as a process, a terminal that it made, and our end of it."""
    machine = pump.flash.machine
    process = subprocess.Popen(
        [word.format(flash=pump.flash.path, elf=pump.elf) for word in machine.words]
        + ["-display", "none", "-monitor", "none", "-serial", "pty"]
        + ["-device", f"loader,addr={machine.chip_at:#x},force-raw=on,file={pump.chip}"],
        stdout=subprocess.PIPE,
        text=True,
    )
    port = re.search(r"/dev/pts/\d+", process.stdout.readline())[0]
    descriptor = os.open(port, os.O_RDWR | os.O_NOCTTY)
    board.tty.setraw(descriptor)
    return process, port, descriptor


def start_program(pump):
    """A device that is a process holds the near end of a terminal, as an emulator does."""
    near, far = os.openpty()
    board.tty.setraw(far)  # before it speaks, or what it said is gone
    process = subprocess.Popen(
        [word.format(flash=pump.flash.path, elf=pump.elf) for word in pump.flash.machine.words],
        env=dict(os.environ, MPSEC_CHIP=str(pump.chip)), stdin=near, stdout=near,
    )  # fmt: skip
    os.close(near)
    return process, os.ttyname(far), far


class Line:
    """The device switched on. The port stays open on our side, so that nothing is lost."""

    def __init__(self, pump):
        pump.chip.write_bytes(pump.fuses + os.urandom(32))
        start = start_emulated if pump.flash.machine.chip_at else start_program
        self.process, self.port, self.descriptor = start(pump)
        os.set_blocking(self.descriptor, False)
        self.said = b""
        self.at = 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        os.close(self.descriptor)
        self.process.kill()
        self.process.wait()
        if self.process.stdout is not None:
            self.process.stdout.close()

    def listen(self, seconds):
        """What comes within a time."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if select.select([self.descriptor], [], [], left)[0]:
                self.said += os.read(self.descriptor, 65536)

    def until(self, text, within=PATIENCE):
        """Waits for a text; returns the rest of its line."""
        end = time.monotonic() + within
        pattern = re.compile(re.escape(text.encode()) + rb"([^\r\n]*)\r?\n")
        while not (found := pattern.search(self.said, self.at)):
            assert time.monotonic() < end, f"no {text!r} in {self.said[-400:]!r}"
            self.listen(0.05)
        self.at = found.end()
        return found[1].decode()

    def send(self, line):
        data = ("\r" + line + "\r").encode()
        while data:
            data = data[os.write(self.descriptor, data[:256]) :]
            self.listen(0.005)

    def ask(self, line):
        """The door's answer, which must come."""
        self.send(line)
        return self.until("\nmpsec: ")

    def silent(self, line, seconds=0.7):
        """Whether the device works on and says nothing to a line."""
        self.listen(0)
        before = len(self.said)
        self.send(line)
        self.listen(seconds)
        return b"mpsec" not in self.said[before:]


def answer(challenge, key=SERVICE):
    words = ["unlock", "--challenge", challenge, "--key", key]
    return board.run(board.MPSEC, *words).stdout.decode().splitlines()[-1]


def open_door(line, scopes, key=SERVICE):
    """What the device says to the answer of a key, after the wait that it asks for."""
    end = time.monotonic() + PATIENCE
    while (asked := line.ask(f"mpsec: unlock {scopes:02x}")).startswith("wait "):
        assert time.monotonic() < end, asked
        line.listen(0.5)  # its clock is the emulator's, which a loaded machine slows down
    assert asked.startswith("challenge "), asked
    return line.ask(answer(asked.removeprefix("challenge "), key))
