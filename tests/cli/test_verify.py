"""The verdict on the example: good enough with the plan, never without, and sabotage is seen."""

import json
import os
import sys

import devices
import pytest

pytestmark = pytest.mark.xdist_group("devices")


@pytest.fixture(scope="module")
def whole(mpsec):
    return devices.verified(mpsec, "whole")


def test_the_document_keeps_to_its_schema(whole):
    sys.path.insert(0, str(devices.ROOT / "tests/meta"))
    from test_schemas import check

    check(whole[1], "verify")


def test_the_example_is_good_enough(whole):
    result, document = whole
    assert result.status == 0, result.out
    assert document["good_enough"] is True
    assert document["reasons"] == []
    assert document["works"] == {"known": True, "stock": True, "hardened": True}
    assert document["counts"]["fail"] == 0
    assert document["counts"]["broken-check"] == 0
    assert document["counts"]["not-run"] == 0
    assert document["counts"]["inconclusive"] == 0


# Every attack of the reference device. The list is written out, so that none gets lost.
ATTACKS = [
    "A-CTRL-C-BOOT",
    "A-CTRL-C-MAIN",
    "A-DROP-BOOT-PY",
    "A-DROP-MAIN-PY",
    "A-DROP-MPY",
    "A-DROP-NATIVE-MPY",
    "A-FLASH-OBJECT",
    "A-MEM32",
    "A-READ-APP-FLASH",
    "A-READ-APP-SERIAL",
    "A-REPL-FRIENDLY",
    "A-REPL-PASTE",
    "A-REPL-RAW",
    "A-REPL-RAW-PASTE",
    "A-SHADOW-FROZEN",
    "A-SOFT-RESET",
    "A-SPOIL-APP",
    "A-VFS-ROM",
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_attack_succeeds_on_stock_and_is_refused_on_hardened(whole, attack):
    _, document = whole
    found = next(check for check in devices.checks(document) if check["id"] == attack)
    assert (found["stock"], found["hardened"], found["verdict"]) == ("succeeded", "refused", "pass")


def test_the_numbers_count_every_attack_once(whole):
    _, document = whole
    count = len(ATTACKS)
    assert count >= 12
    assert document["attacks"] == {"count": count, "stock": count, "hardened": 0, "unknown": 0}


def test_the_hardened_firmware_is_smaller(whole):
    _, document = whole
    assert document["hardened"]["flash_bytes"] < document["stock"]["flash_bytes"]


def test_the_result_is_kept_for_the_report(whole):
    _, document = whole
    kept = json.loads((devices.KEPT / "whole/verify.json").read_text())
    assert kept["leaves"] == document["leaves"]
    assert kept["reused"] is False


def test_the_terminal_gets_the_numbers_first(mpsec, whole):
    result = mpsec("verify", "--reuse", "--out", devices.KEPT / "whole", devices.MODEL, timeout=600)
    assert result.status == 0, result.out
    lines = result.out.splitlines()
    assert " attacks: " in lines[0] and lines[0].endswith("succeed on stock, 0 on hardened")
    assert any(line.startswith("firmware: ") for line in lines)
    assert lines[-1] == "good enough: nothing above the appetite is open"
    assert any(line.startswith("The builds were taken as they are (--reuse)") for line in lines)
    assert result.err == ""


# Each control with a leaf that only it closes. With the gate the compiler's removal leaves, too, so
# that the prompt is really there and the live attack gets through.
WITHOUT = {
    "ctl.console-gate": "mp.repl.raw",
    "ctl.frozen-app": "hw.flash.read-app",
    "ctl.no-compiler": "mp.lib.compile-text",
    "ctl.no-keyboard-interrupt": "mp.serial.ctrl-c-main",
}


# Each builds a firmware of its own; two of them only when MPSEC_LONG is set.
LONG = {"ctl.no-compiler", "ctl.no-keyboard-interrupt"}


def costly(control):
    skip = control in LONG and "MPSEC_LONG" not in os.environ
    return pytest.param(control, marks=pytest.mark.skipif(skip, reason="MPSEC_LONG=1 runs it"))


@pytest.mark.parametrize("control", map(costly, WITHOUT))
def test_without_a_control_verify_names_the_leaf_that_reopened(mpsec, control):
    result, document = devices.verified(mpsec, control, "--without", control)
    assert result.status == 1, result.out
    assert document["good_enough"] is False
    opened = devices.leaf(document, WITHOUT[control])
    assert opened["above"] is True
    assert opened["verdict"] == "fail"
    assert any(reason.startswith(f"{WITHOUT[control]} is open above") for reason in document["reasons"])


def test_an_attack_that_fails_on_stock_is_a_broken_check(mpsec, whole, tmp_path):
    catalogue = devices.catalogue_with(
        tmp_path / "catalogue", "A-REPL-RAW", "print({a}*{b})", "print({a}-{b})"
    )
    out = devices.copied(devices.KEPT / "whole", tmp_path / "out")
    result = mpsec(
        "--catalogue", catalogue, "--json", "verify", "--reuse", "--out", out, devices.MODEL,
        timeout=600,
    )
    document = result.json()
    broken = devices.leaf(document, "mp.repl.raw")
    assert broken["verdict"] == "broken-check"
    assert broken["above"] is True
    attack = next(check for check in broken["checks"] if check["id"] == "A-REPL-RAW")
    assert (attack["stock"], attack["verdict"]) != ("succeeded", "pass")
    assert result.status == 1
    assert any("A-REPL-RAW proves nothing" in reason for reason in document["reasons"])


def test_an_emulator_that_dies_makes_no_attack_pass(mpsec, whole, tmp_path):
    path = devices.emulator_that_dies(tmp_path / "bin", "out/hardened", 0.3)
    out = devices.copied(devices.KEPT / "whole", tmp_path / "out")
    result = mpsec(
        "--json", "verify", "--reuse", "--out", out, devices.MODEL, env={"PATH": path}, timeout=600
    )
    document = result.json()
    attacks = [check for check in devices.checks(document) if check["id"].startswith("A-")]
    assert attacks
    assert {check["verdict"] for check in attacks} == {"not-run"}
    assert {check["stock"] for check in attacks} == {"succeeded"}
    assert result.status == 1
    assert document["works"]["hardened"] is False


def test_reuse_refuses_the_builds_of_another_plan(mpsec, whole):
    result = mpsec(
        "verify", "--reuse", "--without", "ctl.console-gate", "--out", devices.KEPT / "whole",
        devices.MODEL,
    )
    assert result.status == 2
    assert "this build has not the plan's controls" in result.err


def test_reuse_without_builds_is_an_input_error(mpsec, tmp_path):
    result = mpsec("verify", "--reuse", "--out", tmp_path, devices.MODEL)
    assert result.status == 2
    assert result.out == ""


def test_verify_takes_one_model(mpsec):
    result = mpsec("verify", "a.yaml", "b.yaml")
    assert result.status == 2
    assert "verify takes one model, not 2" in result.err
