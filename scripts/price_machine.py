"""How long a firmware takes from reset to the first line of its application, on each emulated target."""

import contextlib
import dataclasses
import os
import pathlib
import re
import select
import socket
import subprocess
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
PATIENCE = 900  # seconds; a loaded machine is slow
# It says over and over when it came to life: a console on USB loses what comes before its host.
APPLICATION = """import time

started = time.ticks_us()
while True:
    print("<up", started, ">")
    time.sleep_ms(200)
"""
SIGN = re.compile(rb"<up (\d+) >")


class Silence(Exception):
    """The device did not say what was waited for."""


@dataclasses.dataclass(frozen=True)
class Machine:
    """An emulator, and what a microsecond of its clock is."""

    words: tuple  # the command line; {flash}, {chip} and {folder} of the firmware are filled in
    flash_size: int
    slot: int | None  # where a signed application lies
    instructions_per_us: int | None  # of the emulator's clock; None: it counts cycles, not instructions
    us_per_instruction: float | None  # of the chip that it stands for; None: it has no clock of its own
    fuses: bool = False  # a file of the host lends them
    console: str = "3<&{fd}"  # how the shell gives it its console
    counts: str | None = None  # the file in which valgrind counts instructions up to the first print()
    until: tuple | None = None  # a command line that counts up to the first print(), whose address is filled in
    keeps_time: bool = True  # and whose microseconds are some chip's


SERIAL = ("-display", "none", "-monitor", "none", "-nic", "none", "-chardev", "socket,id=c0,fd=3", "-serial", "chardev:c0")
# One instruction takes one nanosecond of the emulated clock.
COUNTED = ("-icount", "shift=0,sleep=off")
QEMU_ARM = Machine(
    ("qemu-system-arm", "-machine", "mps2-an385,memory-backend=flash", "-object",
     "memory-backend-file,id=flash,size=16M,share=on,mem-path={flash}", *SERIAL, *COUNTED,
     "-device", "loader,addr=0x20000000,force-raw=on,file={chip}", "-kernel", "{folder}/firmware.elf"),
    16 << 20, 0x100000, 1000, 1.3 / 25, fuses=True,
)  # fmt: skip
QEMU_RISCV = Machine(
    ("qemu-system-riscv32", "-machine", "virt", "-bios", "none", "-drive", "if=pflash,unit=1,format=raw,file={flash}",
     *SERIAL, *COUNTED, "-device", "loader,addr=0x80800000,force-raw=on,file={chip}",
     "-device", "loader,file={folder}/firmware.elf"),
    32 << 20, 0x800000, 1000, None, fuses=True,
)  # fmt: skip
RP2_RAM = 0x20000000
PICO = ("node", str(ROOT / "boards/rp2/emulator/main.mjs"))
RP2040 = Machine(
    (*PICO, "{folder}/firmware.bin", "{flash}"), 2 << 20, 0x60000, None, None,
    until=(*PICO, "--until", "{print}", "{folder}/firmware.bin", "{flash}"),
)  # fmt: skip
RP2350 = Machine(
    (*PICO, "--chip", "rp2350", "{folder}/firmware.bin", "{flash}"), 4 << 20, 0x60000, None, None,
    until=(*PICO, "--chip", "rp2350", "--until", "{print}", "{folder}/firmware.bin", "{flash}"), keeps_time=False,
)  # fmt: skip
# A process has no clock but the host's, and no processor counter that a virtual machine would lend it.
COUNTS = "{flash}.counts"
UNIX = Machine(
    ("env", "MPSEC_FLASH={flash}", "MPSEC_CHIP={chip}", "valgrind", "-q", "--tool=callgrind",
     f"--callgrind-out-file={COUNTS}", "--dump-before=mp_builtin_print", "{folder}/firmware.elf"),
    16 << 20, 0x100000, None, None, fuses=True, console="0<&{fd} 1>&{fd}", counts=COUNTS + ".1",
)  # fmt: skip


class Device:
    """One emulated device, switched on; as a context, switched off at the end."""

    def __init__(self, machine, folder, flash):
        chip = flash.with_suffix(".chip")
        if machine.fuses:
            chip.write_bytes(b"mpsC" + b"a priced chip..." + b"its key, which no fuse protects." + os.urandom(32))
        words = [word.format(flash=flash, chip=chip, folder=folder) for word in machine.words]
        self.line, far = socket.socketpair()
        console = machine.console.format(fd=far.fileno())
        self.process = subprocess.Popen(
            ["bash", "-c", f'exec "$@" {console}', "bash", *words], pass_fds=(far.fileno(),),
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        far.close()
        self.said = b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        self.line.close()

    def until(self, pattern, knock=None):
        """The first match of a pattern in what comes; `knock` is sent again and again until then."""
        end = time.monotonic() + PATIENCE
        while not (found := re.search(pattern, self.said)):
            if time.monotonic() > end:
                raise Silence(self.said[-300:])
            if not select.select([self.line], [], [], 5)[0]:
                self.line.sendall(knock or b"")
                continue
            got = self.line.recv(65536)
            if not got:
                raise Silence(self.said[-300:])
            self.said += got
        self.said = self.said[found.end() :]
        return found

    def execute(self, source):
        """Runs Python over the raw prompt."""
        self.line.sendall(b"\r\x03\x01")
        self.until(rb"raw REPL; CTRL-B to exit\r\n>")
        for start in range(0, len(source), 64):
            self.line.sendall(source[start : start + 64].encode())
            time.sleep(0.05)  # for consoles without flow control
        self.line.sendall(b"\x04")
        self.until(rb"OK\x04\x04>")


def blank_flash(machine, path):
    path.write_bytes(b"\xff" * machine.flash_size)
    return path


def install(machine, stock, path):
    """A flash whose filesystem has the application: put there by the stock firmware."""
    blank_flash(machine, path)
    with Device(machine, stock, path) as device:
        device.until(rb">>> ", knock=b"\r\x03")  # a console on USB loses what it says before it has a host
        device.execute(f"f=open('main.py','w');f.write({APPLICATION!r});f.close()")
        time.sleep(1)
    return path


def counted(path):
    """The instructions in what callgrind dumped."""
    return int(re.search(r"^(?:summary|totals): (\d+)$", path.read_text(encoding="utf-8"), flags=re.M)[1])


def address_of_print(elf):
    names = subprocess.run(["nm", elf], capture_output=True, text=True, check=True).stdout
    return "0x" + re.search(r"^([0-9a-f]+) t mp_builtin_print$", names, flags=re.M)[1]


def counted_until_print(machine, folder, flash):
    """What the emulator itself counts: (instructions, microseconds or None)."""
    address = address_of_print(folder / "firmware.elf")
    words = [word.format(flash=flash, folder=folder, print=address) for word in machine.until]
    if int(address, 16) >= RP2_RAM:  # a loader has decrypted it to there
        words += ["--loaded", str(folder / "firmware.bin")]
    try:
        said = subprocess.run(words, capture_output=True, text=True, timeout=PATIENCE, check=True).stdout
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as wrong:
        raise Silence("the emulator did not come to the first line") from wrong
    instructions, microseconds = map(int, said.split())
    return instructions, microseconds if machine.keeps_time else None


def boot(machine, folder, flash, image=None):
    """(instructions or None, microseconds or None) from reset to the application, of a copy of `flash`."""
    with tempfile.TemporaryDirectory() as work, contextlib.ExitStack() as stack:
        own = pathlib.Path(work) / "flash.bin"
        content = bytearray(flash.read_bytes())
        if image is not None:
            content[machine.slot : machine.slot + len(image)] = image
        own.write_bytes(content)
        if machine.until is not None:
            return counted_until_print(machine, folder, own)
        device = stack.enter_context(Device(machine, folder, own))
        ticks = int(device.until(SIGN)[1])
        if machine.counts is not None:
            return counted(pathlib.Path(machine.counts.format(flash=own))), None
    if machine.instructions_per_us is None:
        return None, ticks
    instructions = ticks * machine.instructions_per_us
    return instructions, None if machine.us_per_instruction is None else round(instructions * machine.us_per_instruction)
