"""mpsec audit on firmware that nobody here built: what is known of it must hold.

`scripts/bring-images` fetches the images; without them these tests are skipped.
"""

import os
import pathlib

import pytest


@pytest.fixture(scope="session")
def image(root):
    def find(package, pattern):
        folder = pathlib.Path(os.environ.get("MPSEC_IMAGES", root / ".deps/images")) / package
        found = sorted(folder.rglob(pattern)) if (folder / ".complete").exists() else []
        if not found:
            pytest.skip("scripts/bring-images has not been run")
        return found[0]

    return find


def read(mpsec, path):
    result = mpsec("--json", "audit", path)
    assert result.status == 1, result.err  # something is unknown in each of them
    (inventory,) = result.json()["inventories"]
    assert inventory["recognised"]
    return inventory, {fact["name"]: fact["state"] for fact in inventory["facts"]}


def test_debians_program_is_read_through_its_relocations(mpsec, image):
    inventory, state = read(mpsec, image("micropython", "usr/bin/micropython"))
    assert inventory["identity"]["platform"] == "linux"
    assert inventory["identity"]["native"] == "x64"
    for fact in ("compiler", "eval-exec", "ffi", "network", "tls", "mpy-load", "vfs-fat", "uctypes"):
        assert state[fact] == "present", fact
    for fact in ("bluetooth", "webrepl", "marshal", "espnow"):
        assert state[fact] == "absent", fact
    # The port for operating systems has a prompt of its own, and its text says so.
    assert (state["repl-friendly"], state["repl-raw"]) == ("present", "absent")
    # As Debian builds: hardened by default.
    for fact in ("elf-pie", "elf-relro", "elf-no-exec-stack", "elf-stack-protector", "elf-fortify"):
        assert state[fact] in ("present", "absent"), fact
    assert state["elf-no-exec-stack"] == "present"
    assert "mip/__init__.py" in inventory["frozen"]


def test_the_microbit_of_2017_is_read_in_the_old_layout(mpsec, image):
    inventory, state = read(mpsec, image("firmware-microbit-micropython", "firmware.hex"))
    assert inventory["identity"]["version"] == "1.9.2"
    assert inventory["identity"]["platform"] == "microbit"
    assert inventory["identity"]["string_layout"] == "hash and length before each text"
    assert "microbit" in {module["name"] for module in inventory["modules"]}
    assert state["compiler"] == state["repl-raw"] == "present"
    assert state["mpy-load"] == "unknown"  # 1.9 does not say


def test_webassembly_is_read_from_its_data(mpsec, image):
    name = "_micropython_micropython-webassembly-pyscript"
    inventory, state = read(mpsec, image(name, "micropython.wasm"))
    assert inventory["format"] == "wasm"
    assert inventory["identity"]["version"] == "1.27.0"
    assert inventory["identity"]["platform"] == "webassembly"
    assert {"js", "jsffi"} <= {module["name"] for module in inventory["modules"]}
    assert state["compiler"] == state["mpy-load"] == "present"
    assert state["native-load"] == state["raw-memory"] == "absent"


def test_the_move_hub_has_no_compiler(mpsec, image):
    inventory, state = read(mpsec, image("_pybricks_firmware", "movehub/firmware-base.bin"))
    assert inventory["base"] == 0x08005000
    for fact in ("compiler", "eval-exec", "repl-friendly", "repl-raw", "emitters"):
        assert state[fact] == "absent", fact
    # It has no module sys, and does load .mpy files.
    assert state["mpy-load"] == state["native-load"] == "unknown"


@pytest.mark.parametrize("hub", ["primehub", "technichub", "ev3", "nxt"])
def test_the_larger_hubs_have_a_compiler(mpsec, image, hub):
    inventory, state = read(mpsec, image("_pybricks_firmware", f"{hub}/firmware-base.bin"))
    assert inventory["identity"]["version"] == "1.26.1"
    assert "pybricks.hubs" in {module["name"] for module in inventory["modules"]}
    assert state["compiler"] == state["eval-exec"] == state["mpy-load"] == "present"
    assert state["network"] == state["webrepl"] == "absent"


@pytest.mark.parametrize("path", ["/bin/ls", "/usr/bin/python3", "/bin/bash"])
def test_other_programs_are_never_recognised(mpsec, path):
    if not pathlib.Path(path).exists():
        pytest.skip("not here")
    result = mpsec("--json", "audit", path)
    assert result.status == 1
    (inventory,) = result.json()["inventories"]
    assert not inventory["recognised"]
    assert {fact["state"] for fact in inventory["facts"]} == {"unknown"}
