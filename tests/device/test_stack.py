"""A buffer on the stack that is overrun: on stock the attacker chooses where to go on, the other starts anew.

The module with the hole is built into both firmwares, with their own flags. MPSEC_LONG=1 runs this; the ordinary
run asks the builds of test_holes.py and test_scopes.py for their canaries.
"""

import os
import shutil

import board
import homes
import pytest
from process import UNIX

pytestmark = [
    pytest.mark.skipif("MPSEC_LONG" not in os.environ, reason="builds two devices: MPSEC_LONG=1"),
    pytest.mark.xdist_group("guard-device"),
]
# A word of the machine, as often as it takes to reach the address of return. In Thumb it says so in its lowest bit.
OVERRUN = "import overflow,struct\roverflow.copy(struct.pack('<%s', overflow.target()|%d)*24)\r"
WORDS = {"arm": ("I", 1), "riscv": ("I", 0), "unix": ("Q", 0)}


@pytest.fixture(scope="module", params=[board.ARM, board.RISCV, UNIX], ids=lambda machine: machine.name)
def built(request):
    machine = request.param
    home = homes.home_at(machine.kept.with_name(f"stack-{machine.name}") / "home")
    shutil.copytree(board.ROOT / "tests/device/overflow", home / "boards/overflow")
    controls = ("--control=ctl.boot-hook", "--control=ctl.stack-protection")
    out = home.parent / "out"
    board.run(board.MPSEC, "--home", home, "build", "--out", out, *controls, board.model_of(machine))
    return machine, out


@pytest.mark.shows(None, "stack-protection")
@pytest.mark.parametrize("build, starts", [("stock", "redirected 391"), ("hardened", "MicroPython ")])
def test_an_overrun_of_the_stack(built, tmp_path, build, starts):
    machine, out = built
    flash = board.Flash(tmp_path / "flash.bin", machine)
    with board.Device(flash, out / build / "firmware.elf") as device:
        device.until("Type ")
        device.process.stdin.write(b"import overflow; overflow.copy(b'short')\rprint('un'+'harmed')\r")
        device.until("unharmed")
        device.process.stdin.write((OVERRUN % WORDS[machine.name]).encode())
        assert device.until("redirected ", "MicroPython ").startswith(starts)
