"""mpsec audit: what a person sees of a firmware file."""

import shutil
import subprocess

import pytest

pytestmark = pytest.mark.xdist_group("firmware")

MODEL = "examples/greenhouse/device.yaml"


@pytest.fixture(scope="session")
def stock(mpsec, root):
    """A stock firmware, in the folder that test_build.py shares."""
    if not shutil.which("arm-none-eabi-gcc") or not list(root.glob(".deps/micropython-*")):
        pytest.skip("no compiler or no MicroPython here")
    out = root / "build/tests/firmware"
    result = mpsec("build", "--stock", "--out", out, root / MODEL, timeout=900)
    assert result.status == 0, result.err
    return out / "stock/firmware.elf"


def test_audit_of_something_else_is_never_clean(mpsec, tmp_path):
    path = tmp_path / "file"
    path.write_text("#!/bin/sh\n")
    result = mpsec("audit", path)
    assert result.status == 1
    assert "not recognised as MicroPython: nothing is known about it, and nothing is clean" in result.out


def test_audit_of_another_program_is_never_clean(mpsec, binary):
    result = mpsec("--json", "audit", binary)
    assert result.status == 1
    inventory = result.json()["inventory"]
    assert inventory["recognised"] is False
    assert {fact["state"] for fact in inventory["facts"]} == {"unknown"}


def test_audit_of_a_damaged_elf_file_is_status_2(mpsec, tmp_path):
    path = tmp_path / "firmware.elf"
    path.write_bytes(b"\x7fELF" + bytes(20))
    result = mpsec("audit", path)
    assert result.status == 2
    assert "the ELF file is damaged: nothing can be said about it" in result.err


def test_audit_of_a_missing_file_is_status_2(mpsec, tmp_path):
    result = mpsec("audit", tmp_path / "none.elf")
    assert result.status == 2
    assert "cannot read the firmware" in result.err


def test_audit_takes_one_file(mpsec):
    result = mpsec("audit")
    assert result.status == 2
    assert "audit takes one file, not 0" in result.err


def test_audit_states_facts_of_a_stock_firmware(mpsec, stock):
    result = mpsec("audit", "-v", stock)
    assert result.status == 0
    assert "MicroPython 1.2" in result.out
    states = {words[0]: words[1] for words in map(str.split, result.out.splitlines()) if len(words) == 2}
    for name in ("compiler", "repl-raw", "mpy-load", "native-load", "fs-import", "raw-memory"):
        assert states[name] == "present", name
    for name in ("webrepl", "network", "boot-hook", "app-frozen"):
        assert states[name] == "absent", name
    assert "symbol mp_compile at 0x" in result.out


def test_audit_against_a_model_names_what_is_not_declared(mpsec, stock, root, tmp_path):
    shutil.copytree(root / "examples/greenhouse", tmp_path / "g", ignore=shutil.ignore_patterns("out"))
    model = tmp_path / "g/device.yaml"
    text = model.read_text()
    line = next(n for n in text.splitlines() if "id: uart0" in n)
    model.write_text(text.replace(line, line.replace("need: required", "need: none")))
    result = mpsec("audit", "--model", model, stock)
    assert result.status == 1
    number = text.splitlines().index(line) + 1
    assert f"{model}:{number}: error: the raw prompt on the console is in the firmware" in result.out


def test_audit_against_the_models_own_interfaces_is_clean(mpsec, stock, root):
    result = mpsec("audit", "--model", root / MODEL, stock)
    assert result.status == 0
    assert "every interface seen is declared" in result.out


def test_audit_of_a_stripped_firmware_calls_nothing_absent(mpsec, stock, tmp_path):
    for options in (["--strip-all"], ["--discard-all"]):
        stripped = tmp_path / "stripped.elf"
        subprocess.run(["arm-none-eabi-strip", *options, "-o", stripped, stock], check=True)
        result = mpsec("--json", "audit", stripped)
        assert result.status == 1
        inventory = result.json()["inventory"]
        assert inventory["recognised"] is True
        assert inventory["doubt"]
        assert "absent" not in {fact["state"] for fact in inventory["facts"]}
