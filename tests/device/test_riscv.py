"""The RV32 device: the live battery on stock and hardened, the application at work on both.

MPSEC_LONG=1 tries every attack; the ordinary run takes one of each kind. The hardened one has a service door.
"""

import os

import board
import pump
import pytest

pytestmark = pytest.mark.xdist_group("guard-device")


@pytest.mark.parametrize("build, outcome", [("stock", "succeeded"), ("hardened", "refused")])
def test_attacks_succeed_on_stock_and_are_refused_on_hardened(mpsec, tmp_path, build, outcome):
    board.firmware(board.RISCV)
    kept = board.RISCV.kept
    only = () if "MPSEC_LONG" in os.environ else tuple(f"--only={name}" for name in board.RISCV_ATTACKS)
    done = mpsec(
        "--json", "attack", "--build", kept / build, "--lab", kept / "stock", "--work", tmp_path,
        *only, kept / "project/device.yaml", timeout=1200,
    )  # fmt: skip
    said = done.json()
    assert {a["attack"]: a["outcome"] for a in said["attacks"] if a["outcome"] != outcome} == {}
    assert len(said["attacks"]) >= len(board.RISCV_ATTACKS)
    if not only:  # a few attacks alone do not ask whether the application works; test_guard.py does
        assert said["works"]["outcome"] == "succeeded"


@pytest.mark.shows("qemu-riscv", "service-door")
def test_its_service_door_opens_for_the_right_key_alone(mpsec, tmp_path):
    elf = board.firmware(board.RISCV)
    device = pump.Pump(tmp_path, elf=elf, machine=board.RISCV)
    read, update = 2, 8
    with device.start() as line:
        line.until("wind seq=1 ")
        assert line.ask("mpsec: unlock 04") == "refused"  # no prompt is in the firmware
        assert pump.open_door(line, read, board.key_of("stranger")) == "refused"
        assert line.ask(f"mpsec: unlock {read:02x}").startswith("wait ")
    with device.start() as line:  # and the power does not help
        line.until("wind seq=1 ")
        assert line.ask(f"mpsec: unlock {read:02x}").startswith("wait ")
        line.listen(2.5)
        assert pump.open_door(line, read) == "open 02"
        assert line.ask(f"mpsec: read 00000000{b'/none'.hex()}") == "no file"
        assert line.silent("mpsec: head 0000000000", 0.4)
        line.until("wind seq=")
    with device.start() as line:
        line.until("wind seq=1 ")
        assert line.silent(f"mpsec: read 00000000{b'/none'.hex()}")
        assert pump.open_door(line, update) == "open 08"
        assert line.ask("mpsec: head 0000000000").startswith("next 00000001")
    chipless = board.Flash(tmp_path / "chipless.bin", board.RISCV)
    with board.Device(chipless, elf) as other:  # a chip without identity could be answered for another
        other.until("guard: no application")
        other.process.stdin.write(b"\rmpsec: unlock 02\r")
        assert other.until("mpsec: ") == "mpsec: refused"
