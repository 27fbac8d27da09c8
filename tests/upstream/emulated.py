"""The stock reference device with its prompt, and the hardened one with a signed application, to run tests on."""

import os
import pathlib
import re
import select
import subprocess
import time
import uuid

ROOT = pathlib.Path(__file__).resolve().parents[2]
MPSEC = os.environ.get("MPSEC_PLAIN", str(ROOT / "build/gcc/tool/mpsec"))
MODEL = ROOT / "examples/weather-mast/device.yaml"
KEY = ROOT / "examples/weather-mast/keys/demonstration-only.pem"
CLASS = uuid.uuid5(uuid.uuid5(uuid.NAMESPACE_DNS, "mpsec.invalid"), "weather-mast")
CONTROLS = """boot-hook console-gate no-fs-code no-keyboard-interrupt pinned-mounts signed-application
no-compiler no-dupterm no-emitters no-raw-memory-with-romfs""".split()
FLASH_SIZE, SLOT = 16 << 20, 0x100000
END = b"<the test ended here>"
BOOTED = b"MPY: soft reboot"


class Silence(Exception):
    """The device did not end the test in the time it had; carries what it said."""


def build(out, without=()):
    """(stock, hardened) firmware with all controls of the list but some."""
    kept = [f"ctl.{name}" for name in CONTROLS if f"ctl.{name}" not in without]
    words = [word for control in kept for word in ("--control", control)]
    subprocess.run([MPSEC, "build", *words, "--out", out, MODEL], check=True, capture_output=True)
    return out / "stock/firmware.elf", out / "hardened/firmware.elf"


def sign(folder, source, arch="armv7m"):
    """A test as an application: compiled, packed and signed. None where mpy-cross refuses the source."""
    app, romfs, image = folder / "app", folder / "app.romfs", folder / "app.img"
    app.mkdir(parents=True, exist_ok=True)
    for old in (romfs, image):
        old.unlink(missing_ok=True)
    (app / "main.py").write_text(source)
    packed = subprocess.run(
        [MPSEC, "image", "romfs", "--arch", arch, "-o", romfs, app], capture_output=True, text=True, cwd=ROOT
    )
    if packed.returncode:
        return None
    subprocess.run(
        [MPSEC, "image", "sign", "-o", image, "-k", KEY, "--version", "1.0.0", "--counter", "1"]
        + ["--class-id", str(CLASS), romfs],
        check=True, capture_output=True, cwd=ROOT,
    )  # fmt: skip
    return image.read_bytes()


class Device:
    """One emulated device, switched on; as a context, switched off at the end."""

    def __init__(self, firmware, flash, counted=False):
        memory = f"memory-backend-file,id=flash,size=16M,mem-path={flash},share=on"
        self.process = subprocess.Popen(
            ["qemu-system-arm", "-machine", "mps2-an385,memory-backend=flash", "-object", memory]
            + ["-display", "none", "-monitor", "none", "-serial", "stdio"]
            # One instruction takes one nanosecond of the device's own clock.
            + (["-icount", "shift=0,sleep=off"] if counted else [])
            + ["-kernel", str(firmware)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            bufsize=0,
        )
        self.said = b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()

    def write(self, data):
        self.process.stdin.write(data)

    def until(self, pattern, seconds):
        """What comes up to the first match of the pattern, and the match."""
        end = time.monotonic() + seconds
        while not (found := re.search(pattern, self.said)):
            left = end - time.monotonic()
            if left <= 0 or not select.select([self.process.stdout], [], [], left)[0]:
                raise Silence(self.said)
            got = os.read(self.process.stdout.fileno(), 65536)
            if not got:
                raise Silence(self.said)
            self.said += got
        before, self.said = self.said[: found.start()], self.said[found.end() :]
        return before, found[0]


class Stock:
    """The stock device: a test goes in over the raw prompt, as upstream's own runner does it."""

    def __init__(self, folder, firmware, counted=False):
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self.firmware, self.counted, self.device = folder, firmware, counted, None

    def _start(self):
        flash = self.folder / "stock.bin"
        flash.write_bytes(b"\xff" * FLASH_SIZE)
        self.device = Device(self.firmware, flash, self.counted)
        self.device.until(rb">>> ", 60)

    def run(self, source, seconds):
        """What the test printed; Silence if it did not end."""
        try:
            if self.device is None:
                self._start()
            self.device.write(b"\r\x03\x01")
            self.device.until(rb"raw REPL; CTRL-B to exit\r\n>", 30)
            self.device.write(b"\x04")
            self.device.until(rb"(?s)soft reboot.*to exit\r\n>", 30)
            self._paste(source.encode())
            said, _ = self.device.until(rb"\x04", seconds)
            # A test that leaves with SystemExit resets the device.
            error, _ = self.device.until(rb"(?s)\x04>|\x04?MPY: soft reboot.*to exit\r\n>", 30)
            return said + error
        except Silence:
            self.close()
            raise

    def _paste(self, data):
        self.device.write(b"\x05A\x01")
        self.device.until(rb"R\x01", 30)
        window = room = int.from_bytes(self._take(2), "little")
        while data:
            while room == 0:
                if self._take(1) != b"\x01":
                    raise Silence(b"the device ended the paste")
                room += window
            self.device.write(data[:room])
            room, data = room - len(data[:room]), data[room:]
        self.device.write(b"\x04")
        self.device.until(rb"\x04", 60)

    def _take(self, count):
        return self.device.until(rb"(?s).{%d}" % count, 30)[1]

    def close(self):
        if self.device is not None:
            self.device.__exit__()
            self.device = None


class Hardened:
    """The hardened device: each test is an application of its own, in a slot of a fresh flash."""

    def __init__(self, folder, firmware, counted=False):
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self.firmware, self.counted = folder, firmware, counted

    def run(self, source, seconds):
        """What the test printed; None where the test cannot be compiled; Silence if it did not end."""
        image = sign(self.folder, source + f"\nprint('{END.decode()}')\n")
        if image is None:
            return None
        flash = self.folder / "hardened.bin"
        with open(flash, "wb") as file:
            file.truncate(FLASH_SIZE)
            file.seek(SLOT)
            file.write(image)
        with Device(self.firmware, flash, self.counted) as device:
            return device.until(END + b"|" + BOOTED, seconds)[0]

    def close(self):
        pass
