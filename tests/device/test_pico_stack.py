"""A buffer on the stack that is overrun, on a Raspberry Pi Pico and a Pico 2: test_stack.py's hole, in the emulated chips.

Builds and boots take minutes, so these run by `make check-rp2`, which sets MPSEC_RP2.
"""

import os
import select
import shutil
import subprocess
import time

import board
import homes
import pytest
import test_pico
import test_stack
from test_pico import pico  # noqa: F401

pytestmark = [
    pytest.mark.skipif("MPSEC_RP2" not in os.environ, reason="make check-rp2 runs these"),
    pytest.mark.xdist_group("rp2"),
]
BANNER = "MicroPython v"
FIRST_GUARD = 0x5AF10300  # guard/port/rp2/stack.c: where there is no noise


@pytest.fixture(scope="module")
def built(mpsec, pico):  # noqa: F811
    out = test_pico.folder_of(pico, "stack")
    home = homes.home_at(out / "home")
    shutil.copytree(board.ROOT / "tests/device/overflow", home / "boards/rp2/overflow")
    with open(home / "boards/rp2/micropython.cmake", "a") as file:
        file.write((board.ROOT / "tests/device/overflow/micropython.cmake").read_text())
    folder, text = test_pico.model_of(pico, "stack")
    (folder / "device.yaml").write_text(text)
    words = ("--control=ctl.boot-hook", "--control=ctl.stack-protection")
    done = mpsec("--home", home, "build", "--out", out, *words, folder / "device.yaml", timeout=3600)
    assert done.status == 0, done.err
    return pico, out


class Prompt(test_pico.Pico):
    """The device with its prompt: on this firmware nobody took it out."""

    def __init__(self, folder, built, build):
        machine, out = built
        super().__init__(board.Flash(folder / "flash.bin", machine), out / build / "firmware.bin")

    def type(self, *lines):
        for line in lines:
            self.process.stdin.write(line.encode() + b"\r")

    def sees(self, *texts):
        """Which of these comes first; a start may come in the middle of a line."""
        end = time.monotonic() + test_pico.PATIENCE
        while not (found := [text for text in texts if text.encode() in self.said[self.at :]]):
            assert time.monotonic() < end, self.said[-500:]
            if select.select([self.process.stdout], [], [], 1)[0]:
                self.said += os.read(self.process.stdout.fileno(), 65536)
        self.at = self.said.index(found[0].encode(), self.at) + len(found[0])
        return found[0]

    def comes_up(self):
        """What it was sent before it listens is lost."""
        self.type("", "print('here', 17*23)")
        return self.until("here ")


@pytest.mark.shows(None, "stack-protection")
@pytest.mark.parametrize("build, says", [("stock", "redirected 391"), ("hardened", BANNER)])
def test_an_overrun_of_the_stack(built, tmp_path, build, says):
    with Prompt(tmp_path, built, build) as device:
        device.comes_up()
        device.type("import overflow; overflow.copy(b'short')", "print('un'+'harmed')")
        device.until("unharmed")
        device.process.stdin.write(test_stack.OVERRUN.replace(b"THUMB", b"1"))
        assert device.sees("redirected 391", BANNER) == says


@pytest.mark.shows(None, "stack-protection")
def test_the_value_is_another_one_at_each_start(built, tmp_path):
    words = ["arm-none-eabi-nm", built[1] / "hardened/firmware.elf"]
    symbols = subprocess.run(words, stdout=subprocess.PIPE, text=True, check=True).stdout
    at = next(line.split()[0] for line in symbols.splitlines() if line.endswith(" __stack_chk_guard"))
    values = []
    for _ in range(3):
        with Prompt(tmp_path, built, "hardened") as device:
            device.comes_up()
            device.type("import machine", f"print('value', hex(machine.mem32[0x{at}] & 0xffffffff))")
            values.append(device.until("value "))
    assert len(set(values)) == 3 and f"value {FIRST_GUARD:#x}" not in values, values
