"""mpsec audit: what a person sees of a firmware file."""

import json
import random
import shutil
import struct
import subprocess

import devices
import pytest
import yaml

pytestmark = pytest.mark.xdist_group("firmware")

MODEL = "examples/greenhouse/device.yaml"


@pytest.fixture(scope="session")
def stock(mpsec, root):
    """A stock firmware, with a hardened one beside it."""
    if not shutil.which("arm-none-eabi-gcc") or not list(root.glob(".deps/micropython-*")):
        pytest.skip("no compiler or no MicroPython here")
    return devices.shared(mpsec)[0] / "stock/firmware.elf"


def test_audit_of_something_else_is_never_clean(mpsec, tmp_path):
    path = tmp_path / "file"
    path.write_text("#!/bin/sh\n")
    result = mpsec("audit", path)
    assert result.status == 1
    assert "not recognised as MicroPython: nothing is known about it, and nothing is clean" in result.out


def test_audit_of_another_program_is_never_clean(mpsec, binary):
    result = mpsec("--json", "audit", binary)
    assert result.status == 1
    inventory = result.json()["inventories"][0]
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


def test_audit_takes_a_file(mpsec):
    result = mpsec("audit")
    assert result.status == 2
    assert "audit takes files, not 0" in result.err


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


def test_audit_against_the_models_own_interfaces_is_clean(mpsec, stock, root, tmp_path):
    shutil.copytree(root / "examples/greenhouse", tmp_path / "g", ignore=shutil.ignore_patterns("out", "plan.lock.yaml"))
    result = mpsec("audit", "--model", tmp_path / "g/device.yaml", stock)
    assert result.status == 0
    assert "there is no plan.lock.yaml beside the model: no control was looked for" in result.out
    assert "every interface seen is declared" in result.out


def test_audit_of_the_stock_firmware_misses_every_planned_control(mpsec, stock, root):
    result = mpsec("--json", "audit", "--model", root / MODEL, stock)
    assert result.status == 1
    document = result.json()
    states = {item["control"]: item["state"] for item in document["inventories"][0]["controls"]}
    assert set(states.values()) == {"not in force"}, states
    assert {"ctl.no-compiler", "ctl.console-gate", "ctl.no-fs-code"} <= set(states)
    errors = [item for item in document["findings"] if item["severity"] == "error"]
    assert any("the planned control ctl.no-compiler is not in force" in item["evidence"] for item in errors)


def states_of(mpsec, path):
    """fact -> state, of the only firmware in a file."""
    result = mpsec("--json", "audit", path)
    assert result.status in (0, 1), result.out
    inventories = result.json()["inventories"]
    assert len(inventories) == 1
    return {fact["name"]: fact["state"] for fact in inventories[0]["facts"]}


@pytest.fixture(scope="session")
def forms(stock, tmp_path_factory):
    """The stock firmware in the forms that objcopy and a page of Python make of it."""
    folder = tmp_path_factory.mktemp("forms")

    def objcopy(name, *words):
        subprocess.run(["arm-none-eabi-objcopy", *words, stock, folder / name], check=True)
        return folder / name

    raw = objcopy("fw.bin", "-O", "binary").read_bytes()
    blocks = [raw[at : at + 256].ljust(256, b"\0") for at in range(0, len(raw), 256)]
    uf2 = b"".join(
        struct.pack("<8I", 0x0A324655, 0x9E5D5157, 0x2000, 256 * i, 256, i, len(blocks), 0x12345678)
        + block.ljust(476, b"\0")
        + struct.pack("<I", 0x0AB16F30)
        for i, block in enumerate(blocks)
    )
    (folder / "fw.uf2").write_bytes(uf2)
    (folder / "junk.bin").write_bytes(random.Random(1).randbytes(0x1235) + raw)
    return {
        "elf": stock,
        "stripped": objcopy("fw.elf", "--strip-all"),
        "bin": folder / "fw.bin",
        "hex": objcopy("fw.hex", "-O", "ihex"),
        "uf2": folder / "fw.uf2",
        "junk": folder / "junk.bin",
    }


@pytest.mark.parametrize("form", ["stripped", "bin", "hex", "uf2", "junk"])
def test_audit_without_symbols_never_contradicts_the_symbols(mpsec, forms, form):
    known = states_of(mpsec, forms["elf"])
    seen = states_of(mpsec, forms[form])
    # What is asked of an ELF file has no meaning for the others.
    wrong = {n: (known[n], s) for n, s in seen.items() if s not in ("unknown", "not-applicable", known[n])}
    assert wrong == {}
    assert form == "stripped" or {s for n, s in seen.items() if n.startswith("elf-")} == {"not-applicable"}
    # What leaves no trace in tables and code is unknown; nothing else is.
    unknown = {name for name, state in seen.items() if state == "unknown"}
    assert unknown == ({"elf-stack-protector"} if form == "stripped" else set())


def test_audit_reads_modules_and_identity_of_a_raw_image(mpsec, forms):
    inventory = mpsec("--json", "audit", forms["bin"]).json()["inventories"][0]
    assert (inventory["format"], inventory["base"], inventory["doubt"]) == ("bin", 0, None)
    identity = inventory["identity"]
    assert identity["platform"] == "qemu"
    assert identity["machine"] == "mps2-an385 with Cortex-M3"
    assert identity["objects"] == "A"
    modules = {module["name"]: module for module in inventory["modules"]}
    assert modules["machine"]["extensible"] and not modules["sys"]["extensible"]
    assert "mem32" in modules["machine"]["members"]
    assert "VfsRom" in inventory["types"]
    assert [m["file"] for m in inventory["frozen_modules"]] == inventory["frozen"]
    fact = next(f for f in inventory["facts"] if f["name"] == "compiler")
    assert (fact["rule"], fact["confidence"]) == ("lexer-table", "high")
    assert fact["places"][0]["address"] == fact["places"][0]["offset"]


def test_audit_of_a_cut_or_flipped_image_never_says_absent_wrongly(mpsec, forms, tmp_path):
    truth = states_of(mpsec, forms["elf"])
    raw = forms["bin"].read_bytes()
    dice = random.Random(7)
    files = []
    for part in range(1, 25):
        files.append(raw[: len(raw) * part // 25])
    for _ in range(40):
        spoilt = bytearray(raw)
        for _ in range(dice.choice([1, 1, 3, 20])):
            spoilt[dice.randrange(len(raw))] ^= 1 << dice.randrange(8)
        files.append(bytes(spoilt))
    files.append(raw + raw)
    path = tmp_path / "spoilt.bin"
    for number, content in enumerate(files):
        path.write_bytes(content)
        result = mpsec("--json", "audit", path)
        assert result.status in (0, 1), (number, result.err)
        for inventory in result.json()["inventories"]:
            wrong = [
                fact["name"]
                for fact in inventory["facts"]
                if fact["state"] == "absent" and truth[fact["name"]] == "present"
            ]
            assert wrong == [], number


def test_audit_of_an_encrypted_image_is_not_recognised(mpsec, forms, tmp_path):
    path = tmp_path / "xor.bin"
    path.write_bytes(bytes(byte ^ 0x5A for byte in forms["bin"].read_bytes()))
    result = mpsec("audit", path)
    assert result.status == 1
    assert "not recognised as MicroPython" in result.out


def test_audit_shows_the_states_asked_for(mpsec, forms):
    result = mpsec("audit", "--state", "present", forms["bin"])
    assert "  compiler             present" in result.out
    assert "absent\n" not in result.out.replace(" absent,", "")
    result = mpsec("audit", "--state", "gone", forms["bin"])
    assert result.status == 2
    assert "--state: there is no state 'gone'" in result.err


def test_audit_writes_a_sarif_log(mpsec, forms, tmp_path):
    path = tmp_path / "log.sarif"
    mpsec("audit", "--sarif", path, forms["stripped"])
    log = json.loads(path.read_text())
    assert log["version"] == "2.1.0"
    run = log["runs"][0]
    rules = {rule["id"] for rule in run["tool"]["driver"]["rules"]}
    assert {result["ruleId"] for result in run["results"]} <= rules
    kinds = {result["ruleId"]: result["kind"] for result in run["results"]}
    assert (kinds["compiler"], kinds["elf-stack-protector"]) == ("informational", "open")
    assert "webrepl" not in kinds


def test_audit_diff_of_a_firmware_with_itself_is_empty(mpsec, forms):
    result = mpsec("audit", "--diff", forms["stripped"], forms["bin"])
    assert result.status == 0
    assert result.out == "no difference in what the audit reads\n"


def test_audit_diff_takes_two_files(mpsec, forms):
    result = mpsec("audit", "--diff", forms["bin"])
    assert result.status == 2
    assert "audit takes two files with --diff, not 1" in result.err


def test_audit_of_a_damaged_hex_file_is_status_2(mpsec, forms, tmp_path):
    path = tmp_path / "fw.hex"
    text = forms["hex"].read_text()
    path.write_text(text[:2000] + ("0" if text[2000] != "0" else "1") + text[2001:])
    result = mpsec("audit", path)
    assert result.status == 2
    assert "of the HEX file has a wrong checksum" in result.err


# What the plan of the example removes or adds, and what of it the bare image shows. The hooks of
# ctl.console-gate show as the prompts' absence; those of ctl.no-fs-code and
# ctl.no-keyboard-interrupt in the machine code of what calls them.
CONTROLS = {
    "ctl.console-gate": {"repl-friendly": "absent", "repl-raw": "absent", "repl-paste": "absent"},
    "ctl.frozen-app": {"app-frozen": "present"},
    "ctl.no-compiler": {"compiler": "absent", "eval-exec": "absent", "emitters": "absent"},
    "ctl.no-dupterm": {"dupterm": "absent"},
    "ctl.no-fs-code": {"fs-import": "absent"},
    "ctl.no-keyboard-interrupt": {"keyboard-interrupt": "absent"},
    "ctl.no-mpy-load": {"mpy-load": "absent", "native-load": "absent"},
    "ctl.no-raw-memory": {"raw-memory": "absent", "uctypes": "absent"},
}


def test_audit_of_the_hardened_bare_image_confirms_the_plan(mpsec, stock, root, tmp_path):
    plan = yaml.safe_load((root / "examples/greenhouse/plan.lock.yaml").read_text())
    planned = {entry["control"] for entry in plan["controls"]}
    assert planned == set(CONTROLS)
    bare = tmp_path / "fw.bin"
    hardened = stock.parents[1] / "hardened/firmware.elf"
    subprocess.run(["arm-none-eabi-objcopy", "-O", "binary", hardened, bare], check=True)
    state = states_of(mpsec, bare)
    for control in planned:
        for fact, wanted in CONTROLS[control].items():
            assert state[fact] == wanted, (control, fact)
    judged = mpsec("--json", "audit", "--model", root / MODEL, bare).json()
    found = {item["control"]: item["state"] for item in judged["inventories"][0]["controls"]}
    assert found == dict.fromkeys(CONTROLS, "in force")
    assert {item["severity"] for item in judged["findings"]} <= {"note"}


def test_audit_paths_lists_what_a_stock_firmware_leaves_open(mpsec, forms):
    result = mpsec("--json", "audit", "--paths", "--board", "MPS2_AN385", forms["bin"])
    assert result.status == 0  # of this bare image nothing stays unknown
    paths = result.json()["inventories"][0]["paths"]
    assert paths["board"] == "MPS2_AN385"
    found = {(item["adversary"], item["goal"]): item for item in paths["open"]}
    assert found["brief-physical", "run-code"]["leaves"] == ["mp.repl.friendly"]
    assert "mp.repl.friendly" not in paths["closed"]
    assert "mp.marshal.loads" in paths["closed"]
    text = mpsec("audit", "--paths", "--board", "MPS2_AN385", forms["bin"]).out
    assert "open on a MPS2_AN385, before any control that this file does not show:" in text
    assert "mp.repl.friendly" in text


def test_audit_paths_needs_a_board_of_the_catalogue(mpsec, forms, tmp_path):
    result = mpsec("audit", "--paths", "--board", "RPI_PIC", forms["bin"])
    assert result.status == 2
    assert "there is no board RPI_PIC" in result.err
    assert "did you mean RPI_PICO" in result.err
    other = tmp_path / "file"
    other.write_text("#!/bin/sh\n")
    result = mpsec("audit", "--paths", other)
    assert result.status == 2
    assert "not recognised as MicroPython" in result.err


def test_a_model_drafted_from_a_firmware_is_accepted(mpsec, forms, tmp_path):
    draft = mpsec("model", "--from-firmware", forms["bin"], "--board", "MPS2_AN385")
    assert draft.status == 0, draft.err
    path = tmp_path / "device.yaml"
    path.write_text(draft.out)
    assert mpsec("model", path).status == 0
    document = yaml.safe_load(draft.out)
    assert document["device"]["board"] == "MPS2_AN385"
    assert {"id": "uart0", "kind": "uart", "zone": "outside", "need": "required"} in document["interfaces"]
    # Against its own draft a firmware has no interface that is not declared.
    assert "every interface seen is declared" in mpsec("audit", "--model", path, forms["bin"]).out


def test_model_from_a_firmware_takes_no_model(mpsec, forms):
    result = mpsec("model", "--from-firmware", forms["bin"], "device.yaml")
    assert result.status == 2
    assert "model takes no model with --from-firmware, not 1" in result.err


def test_one_file_that_cannot_be_read_does_not_hide_the_others(mpsec, forms, tmp_path):
    result = mpsec("audit", tmp_path / "none", forms["bin"], tmp_path)
    assert result.status == 2
    assert "cannot read the firmware" in result.err and "not a regular file" in result.err
    assert "compiler             present" in result.out
    document = mpsec("--json", "audit", forms["bin"], tmp_path).json()
    assert document["status"] == 2
    assert [inventory["recognised"] for inventory in document["inventories"]] == [True]


def test_audit_diff_shows_no_control_character(mpsec, forms, tmp_path):
    raw = forms["bin"].read_bytes()
    assert raw.count(b"mps2-an385 with") == 1
    path = tmp_path / "new.bin"
    path.write_bytes(raw.replace(b"mps2-an385 with", b"mps2\x1b[2Jan385 w"))
    result = mpsec("audit", "--diff", forms["bin"], path)
    assert "machine: " in result.out
    assert "\x1b" not in result.out


def test_a_wrong_option_behind_a_file_is_still_of_this_command(mpsec):
    document = mpsec("--json", "audit", "firmware.bin", "--bogus").json()
    assert (document["command"], document["status"]) == ("audit", 2)
