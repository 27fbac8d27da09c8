"""A buffer on the stack that is overrun: on stock the attacker chooses where to go on, the other starts anew.

The module with the hole is built into both firmwares, with their own flags. MPSEC_LONG=1 runs this; the ordinary
run asks the two builds of test_holes.py for their canaries.
"""

import os
import shutil

import board
import homes
import pytest

pytestmark = [
    pytest.mark.skipif("MPSEC_LONG" not in os.environ, reason="builds two devices: MPSEC_LONG=1"),
    pytest.mark.xdist_group("guard-device"),
]
OVERRUN = b"import overflow,struct\roverflow.copy(struct.pack('<I', overflow.target()|THUMB)*24)\r"


@pytest.fixture(scope="module", params=[board.ARM], ids=lambda machine: machine.name)
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
        thumb = b"1" if machine is board.ARM else b"0"
        device.process.stdin.write(OVERRUN.replace(b"THUMB", thumb))
        assert device.until("redirected ", "MicroPython ").startswith(starts)
