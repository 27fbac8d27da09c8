"""The short form of the fault campaign: one build, three images, the door, and the naive build."""

import json
import pathlib
import subprocess
import sys

import pytest

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]


@pytest.fixture(scope="module")
def rows():
    subprocess.run([ROOT / "scripts/fault", "--short"], cwd=ROOT, check=False, timeout=900)
    result = json.loads((ROOT / "build/fault/fault.json").read_text(encoding="utf-8"))
    return result["rows"]


def sum_of(row, outcome):
    return row["skips"][outcome] + row["flips"][outcome]


@pytest.mark.xdist_group("fault")
def test_no_single_skip_or_flip_lets_a_bad_image_or_answer_pass(rows):
    tried = [row for row in rows if row["program"] != "naive" and row["mode"] in ("single", "agree")]
    assert {row["case"] for row in tried} >= {"bad-signature", "zero-scalars", "door-wrong-key", "old-counter"}
    for row in tried:
        assert row["golden"] == "refused", row["case"]
        assert sum_of(row, "accepted") == 0, (row["case"], row["found"])
        assert row["deciding"] > 1000, row["case"]


@pytest.mark.xdist_group("fault")
def test_every_control_without_a_fault_ends_as_the_undisturbed_run(rows):
    for row in rows:
        assert row["controls_bad"] == 0, (row["case"], row["bad_control"])
        assert row["controls"] == row["points"] > 0, row["case"]
    good = [row for row in rows if row["case"].endswith("good")]
    assert [row["golden"] for row in good] == ["booted", "booted", "booted"]


@pytest.mark.xdist_group("fault")
def test_what_is_executed_without_the_emulator_ends_as_with_it(rows):
    (row,) = [row for row in rows if row["mode"] == "agree"]
    assert row["fast"] and row["apart"] == 0
    assert sum(row["skips"].values()) + sum(row["flips"].values()) > 50_000
    assert row["masked"] > 1000 and row["known"] > 1000 and row["runs"] > 1000


@pytest.mark.xdist_group("fault")
def test_the_campaign_finds_the_holes_of_a_naive_build(rows):
    (naive,) = [row for row in rows if row["program"] == "naive"]
    assert sum_of(naive, "accepted") >= 15


@pytest.mark.xdist_group("fault")
def test_answers_for_the_cryptography_are_those_of_the_device():
    elf = ROOT / "build/fault/cortex-m3-Os/boot-cortex-m3-Os.elf"
    world = ROOT / "build/fault/worlds/good.world"
    done = subprocess.run(
        [ROOT / "build/gcc/tests/fault", "memo", elf, world], capture_output=True, text=True, check=True
    )
    said = json.loads(done.stdout)
    assert said["different"] == 0
    assert said["compared"] > 1000
