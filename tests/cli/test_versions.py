"""The MicroPythons of scripts/sources.table that the other tests do not use, where the archive still offers them."""

import os
import re
import shutil

import devices
import pytest
import yaml

TABLE = (devices.ROOT / "scripts/sources.table").read_text(encoding="utf-8")
VERSIONS = re.findall(r"^micropython .* micropython-(\S+)$", TABLE, flags=re.M)[1:]
PUMP = devices.ROOT / "examples/well-pump"

pytestmark = [pytest.mark.xdist_group("versions"), pytest.mark.parametrize("version", VERSIONS)]


def chosen_sets():
    """For each board that is built here: its chip, and the controls that were priced together on it first."""
    for path in sorted((devices.ROOT / "catalogue/boards").glob("*.yaml")):
        board = yaml.safe_load(path.read_text(encoding="utf-8"))
        if "measured" in board:
            yield pytest.param(board["board"], board["chip"], board["measured"][0]["controls"], id=board["board"])


def tree_of(version):
    tree = devices.ROOT / f".deps/micropython-{version}"
    if not tree.exists():
        pytest.skip(f"scripts/bring micropython micropython-{version} brings it, where the archive offers it")
    return tree


def test_the_example_is_good_enough_with_another_version_too(mpsec, version):
    out = devices.KEPT / f"version-{version}"
    done = mpsec(
        "--json", "--micropython", tree_of(version), "verify", "--out", out, devices.MODEL, timeout=3600
    )
    assert done.status == 0, done.out
    for check in devices.checks(done.json()):
        assert check["verdict"] == "pass", check


@pytest.mark.skipif("MPSEC_LONG" not in os.environ, reason="MPSEC_LONG=1 builds each board")
@pytest.mark.parametrize(("board", "chip", "controls"), chosen_sets())
def test_each_board_takes_its_controls_with_another_version_too(mpsec, tmp_path, version, board, chip, controls):
    if board.startswith("RPI_") and "MPSEC_RP2" not in os.environ:
        pytest.skip("MPSEC_RP2=1 builds the Picos")
    shutil.copytree(PUMP, tmp_path / "pump", ignore=shutil.ignore_patterns("out", "plan.lock.yaml"))
    model = tmp_path / "pump/device.yaml"
    text = model.read_text(encoding="utf-8")
    for key, value in (("chip", chip), ("board", board), ("micropython", f"v{version}")):
        text = re.sub(rf"^  {key}: .*$", f"  {key}: {value}", text, flags=re.M)
    model.write_text(text, encoding="utf-8")
    words = [f"--control={control}" for control in controls]
    done = mpsec(
        "--json", "--micropython", tree_of(version), "build", "--out", tmp_path / "out", *words, model, timeout=3600
    )
    assert done.status == 0, done.err
    hardened = done.json()["hardened"]
    assert hardened["micropython"] == version
    assert set(hardened["controls"]) == set(controls)
