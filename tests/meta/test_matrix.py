"""docs/matrix.md is what catalogue, plans and tests say, and leaves no cell empty."""

import subprocess

import project
import pytest
import yaml


def rows():
    """Control -> target -> what its cell says."""
    lines = [line for line in project.text(project.ROOT / "docs/matrix.md").splitlines() if line.startswith("| ")]
    head, *others = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return {cells[0].strip("`"): dict(zip(head[1:], cells[1:], strict=True)) for cells in others if "ctl." in cells[0]}


def test_the_matrix_is_fresh():
    words = [project.ROOT / "scripts/matrix", "--check"]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_each_control_has_a_row():
    assert set(rows()) == {path.stem for path in project.below("catalogue/controls", suffix=".yaml")}


def test_no_cell_is_without_a_reason():
    without = {
        (control, target)
        for control, cells in rows().items()
        for target, cell in cells.items()
        if not cell or "no change written" in cell
    }
    assert without == set()


@pytest.fixture
def reasons(monkeypatch):
    """scripts/matrix_reasons.py over the catalogue; a test may change what it holds."""
    monkeypatch.syspath_prepend(str(project.ROOT / "scripts"))
    import matrix_reasons

    def entries(folder):
        paths = project.below(f"catalogue/{folder}", suffix=".yaml")
        return {path.stem: yaml.safe_load(project.text(path)) for path in paths}

    return matrix_reasons.Catalogue(entries)


def said(reasons, control, board="MPS2_AN385"):
    return reasons.reason(reasons.controls[control], reasons.boards[board]["port"], [reasons.boards[board]])


def test_a_reason_follows_from_the_record_of_a_board(reasons):
    assert said(reasons, "ctl.no-webrepl") == "no `webrepl`"
    reasons.boards["MPS2_AN385"]["features"].append("webrepl")
    reasons.boards["MPS2_AN385"]["features"].remove("dupterm")
    # The device may still be one without a WebREPL, and nobody wrote a change or a reason.
    assert said(reasons, "ctl.no-webrepl") is None
    reasons.controls["ctl.no-webrepl"]["not_on"] = [{"ports": ["qemu"], "why": "it has no radio"}]
    assert said(reasons, "ctl.no-webrepl") == "it has no radio"


def test_a_reason_follows_from_the_record_of_a_chip(reasons):
    assert said(reasons, "ctl.no-usb-drive") == "no `usb-msc-default`"
    reasons.chips["mps2-an385"]["capabilities"]["usb-device"]["state"] = True
    assert said(reasons, "ctl.no-usb-drive") is None  # a maker may add it
    assert said(reasons, "ctl.keys-made-in-chip") == "this chip has no trng"
    reasons.chips["mps2-an385"]["capabilities"]["trng"]["state"] = "unknown"
    assert said(reasons, "ctl.keys-made-in-chip") != "this chip has no trng"


def test_a_reason_follows_from_a_control_that_is_needed(reasons):
    door = reasons.controls["ctl.service-door"]["build"]
    assert said(reasons, "ctl.quiet-console", "PYBV11") == "needs `ctl.service-door`"
    door["stm32"] = {}
    assert said(reasons, "ctl.quiet-console", "PYBV11") is None
