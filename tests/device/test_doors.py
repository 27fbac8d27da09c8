"""The service door of the devices that are no Cortex-M3: it is one code, and has to come out the same on each."""

import board
import pump
import pytest
from process import UNIX

pytestmark = pytest.mark.xdist_group("guard-device")
READ, PROMPT, UPDATE = 2, 4, 8
NO_FILE = f"mpsec: read 00000000{b'/none'.hex()}"


@pytest.fixture(params=[board.RISCV, UNIX], ids=lambda machine: machine.name)
def device(request, tmp_path):
    return pump.Pump(tmp_path, elf=board.firmware(request.param), machine=request.param)


@pytest.mark.shows(None, "service-door")
def test_it_opens_for_the_right_key_alone(device):
    with device.start() as line:
        line.until("wind seq=1 ")
        assert line.ask(f"mpsec: unlock {PROMPT:02x}") == "refused"  # no prompt is in the firmware
        asked = line.ask(f"mpsec: unlock {READ:02x}").removeprefix("challenge ")
        good = pump.answer(asked)
        assert line.ask(pump.answer(asked, board.key_of("stranger"))) == "refused"
        assert line.ask(good) == "refused"  # one answer to a challenge
        assert line.ask(f"mpsec: unlock {READ:02x}").startswith("wait ")
    with device.start() as line:  # and the power does not help
        line.until("wind seq=1 ")
        assert line.ask(f"mpsec: unlock {READ:02x}").startswith("wait ")
        assert line.ask(good) == "refused"  # of another boot
        line.listen(2.5)
        assert pump.open_door(line, READ) == "open 02"
        assert line.ask(NO_FILE) == "no file"
        assert line.silent("mpsec: head 0000000000", 0.4)
        line.until("wind seq=")
    with device.start() as line:
        line.until("wind seq=1 ")
        assert line.silent(NO_FILE)
        assert pump.open_door(line, UPDATE) == "open 08"
        assert line.ask("mpsec: head 0000000000").startswith("next 00000001")


def test_a_chip_without_identity_keeps_it_shut(device, tmp_path):
    """It could be answered for another."""
    chipless = board.Flash(tmp_path / "chipless.bin", device.flash.machine)
    with board.Device(chipless, device.elf) as other:
        other.until("guard: no application")
        other.process.stdin.write(b"\rmpsec: unlock 02\r")
        assert other.until("mpsec: ") == "mpsec: refused"
