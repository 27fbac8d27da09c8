"""The RV32 device: the live battery on stock and hardened, the application at work on both.

MPSEC_LONG=1 tries every attack; the ordinary run takes one of each kind.
"""

import os

import board
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
