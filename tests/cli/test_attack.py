"""Attacks one at a time: what a person sees, and what cannot be attacked."""

import re

import devices
import pytest

pytestmark = pytest.mark.xdist_group("devices")


@pytest.fixture(scope="module")
def builds(mpsec):
    return devices.shared(mpsec)[0]


def attack(mpsec, builds, work, *words, before=(), env=None):
    return mpsec(
        *before, "attack", "--lab", builds / "stock", "--work", work, *words, devices.MODEL,
        env=env, timeout=600,
    )


def test_stock_shows_a_product_that_was_never_sent(mpsec, builds, tmp_path):
    result = attack(
        mpsec, builds, tmp_path, "--build", builds / "stock", "--only", "A-REPL-RAW",
        before=["--json"],
    )
    assert result.status == 1, result.err
    found = result.json()["attacks"][0]
    assert found["outcome"] == "succeeded"
    factors = re.search(r"print\((\d{5})\*(\d{5})\)", found["tried"])
    product = str(int(factors[1]) * int(factors[2]))
    assert found["evidence"].endswith(product)
    transcript = (tmp_path / "A-REPL-RAW/console.txt").read_text()
    sent = "".join(re.findall(r"^ *\d+\.\d+ > (.*)$", transcript, re.M))
    assert product not in sent
    assert "raw REPL; CTRL-B to exit" in transcript


def test_values_differ_from_run_to_run(mpsec, builds, tmp_path):
    words = ["--build", builds / "stock", "--only", "A-REPL-FRIENDLY"]
    runs = [attack(mpsec, builds, tmp_path, *words, before=["--json"]).json() for _ in range(2)]
    first, second = (run["attacks"][0]["evidence"] for run in runs)
    assert first != second


def test_hardened_refuses_and_the_application_works_on(mpsec, builds, tmp_path):
    result = attack(
        mpsec, builds, tmp_path, "--build", builds / "hardened", "--only", "A-DROP-MPY",
        "--only", "A-CTRL-C-MAIN",
    )
    assert result.status == 0, result.out + result.err
    assert result.out.startswith("2 attacks: 0 succeeded, 2 refused, 0 inconclusive, 0 not run\n")
    assert "A-DROP-MPY" in result.out
    assert not list(tmp_path.rglob("*.bin")), "a flash chip was left behind"


def test_an_unknown_attack_is_an_input_error(mpsec, builds, tmp_path):
    result = attack(mpsec, builds, tmp_path, "--build", builds / "stock", "--only", "A-REPL-RAV")
    assert result.status == 2
    assert "there is no attack 'A-REPL-RAV'" in result.err


def test_a_misspelt_step_is_an_error_with_its_place_and_nothing_runs(mpsec, builds, tmp_path):
    catalogue = devices.catalogue_with(tmp_path / "catalogue", "A-REPL-RAW", "- send:", "- sned:")
    result = attack(
        mpsec, builds, tmp_path / "work", "--build", builds / "stock",
        before=["--catalogue", catalogue],
    )
    assert result.status == 2
    assert re.search(r"A-REPL-RAW\.yaml:7:5: error: there is no step 'sned'", result.err)
    assert not (tmp_path / "work/A-REPL-RAW").exists()


def test_a_success_that_an_echo_would_show_is_an_error(mpsec, builds, tmp_path):
    catalogue = devices.catalogue_with(
        tmp_path / "catalogue", "A-REPL-RAW", "print({a}*{b})", "print({product})"
    )
    result = attack(
        mpsec, builds, tmp_path / "work", "--build", builds / "stock",
        before=["--catalogue", catalogue],
    )
    assert result.status == 2
    assert "an echo would prove it" in result.err


def test_a_missing_emulator_is_the_environments_fault(mpsec, builds, tmp_path):
    empty = tmp_path / "bin"
    empty.mkdir()
    result = attack(
        mpsec, builds, tmp_path / "work", "--build", builds / "stock", env={"PATH": str(empty)}
    )
    assert result.status == 3
    assert "the program 'qemu-system-arm' is not on this machine" in result.err
    assert "remedy: " in result.err


def test_a_missing_serial_port_is_the_environments_fault(mpsec, tmp_path):
    result = mpsec(
        "attack", "--serial", "/dev/no-such-port", "--work", tmp_path, devices.MODEL
    )
    assert result.status == 3
    assert "cannot open the serial port" in result.err


def test_without_builds_there_is_nothing_to_attack(mpsec, tmp_path):
    result = mpsec("attack", "--build", tmp_path, "--work", tmp_path / "work", devices.MODEL)
    assert result.status == 2
    assert result.out == ""


def test_attack_takes_one_model(mpsec):
    result = mpsec("attack", "a.yaml", "b.yaml")
    assert result.status == 2
    assert "attack takes one model, not 2" in result.err
