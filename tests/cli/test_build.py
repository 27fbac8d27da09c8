"""mpsec build: what is refused before anything is built, and what a build leaves.

The tests that compile firmware take minutes; they run where the tree and the compiler are, and
MPSEC_SLOW=0 leaves them out.
"""

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time

import devices
import pytest

# Compiling shares one folder, so it stays on one worker.
pytestmark = pytest.mark.xdist_group("firmware")

MODEL = "examples/greenhouse/device.yaml"


@pytest.fixture(scope="session")
def tree(root):
    """The tree that mpsec takes by itself: another would be another firmware, built once more."""
    found = root / ".deps/micropython-1.25.0"
    if not (found / "py/mpconfig.h").exists():
        pytest.skip("no MicroPython here: scripts/bring micropython")
    return found


@pytest.fixture(scope="session")
def slow(tree):
    if os.environ.get("MPSEC_SLOW") == "0" or not shutil.which("arm-none-eabi-gcc"):
        pytest.skip("compiling firmware was left out")


def fake_tree(folder, minor):
    """A folder that calls itself MicroPython 1.minor.0."""
    (folder / "py").mkdir(parents=True)
    (folder / "py/mkrules.mk").write_text("")
    (folder / "py/mpconfig.h").write_text(
        "#define MICROPY_VERSION_MAJOR 1\n"
        f"#define MICROPY_VERSION_MINOR {minor}\n"
        "#define MICROPY_VERSION_MICRO 0\n"
        "#define MICROPY_VERSION_PRERELEASE 0\n"
    )
    return folder


@pytest.fixture
def model(root, tmp_path):
    """A copy of the example, so that nothing is written into the checkout."""
    source = root / "examples/greenhouse"
    shutil.copytree(source, tmp_path / "greenhouse", ignore=shutil.ignore_patterns("out"))
    return tmp_path / "greenhouse/device.yaml"


def test_build_refuses_a_folder_that_is_no_micropython(mpsec, model, tmp_path):
    result = mpsec("--micropython", tmp_path, "build", "--stock", model)
    assert result.status == 2
    assert "this is not a MicroPython source tree" in result.err
    assert "remedy: " in result.err
    assert not (model.parent / "out").exists()


def test_a_tree_that_cannot_be_read_is_status_3_with_a_remedy(mpsec, model, tmp_path):
    result = mpsec("--micropython", tmp_path / "gone", "build", "--stock", model)
    assert result.status == 3
    assert "cannot read the MicroPython tree: No such file or directory" in result.err
    assert "remedy: run scripts/setup, or give a tree with --micropython DIR" in result.err
    assert not (model.parent / "out").exists()


def test_build_refuses_a_version_whose_hooks_nobody_looked_at(mpsec, model, tmp_path):
    result = mpsec("--micropython", fake_tree(tmp_path / "mp", 30), "build", "--stock", model)
    assert result.status == 2
    assert "this is MicroPython 1.30.0, and mpsec knows the hooks of 1.22 to 1.29 only" in result.err


def test_a_forced_version_is_warned_of_and_goes_on(mpsec, model, tmp_path):
    tree = fake_tree(tmp_path / "mp", 30)
    result = mpsec("--micropython", tree, "build", "--stock", "--force-version", model)
    assert result.status == 2
    assert "warning: this is MicroPython 1.30.0, and nobody looked at its hooks" in result.err
    assert "MicroPython 1.30.0 has no ports/qemu" in result.err


def test_build_refuses_a_version_without_the_port(mpsec, model, tmp_path):
    result = mpsec("--micropython", fake_tree(tmp_path / "mp", 22), "build", "--stock", model)
    assert result.status == 2
    assert "MicroPython 1.22.0 has no ports/qemu in a form that mpsec builds" in result.err


def test_build_refuses_a_tree_that_make_cannot_live_in(mpsec, model, tmp_path):
    place = fake_tree(tmp_path / "my tree", 25)
    result = mpsec("--micropython", place, "build", "--stock", model)
    assert result.status == 2
    assert "make cannot build with ' ' in the path of the MicroPython tree" in result.err


def test_build_refuses_an_output_folder_that_make_cannot_live_in(mpsec, tree, model, tmp_path):
    result = mpsec("--micropython", tree, "build", "--stock", "--out", tmp_path / "a b", model)
    assert result.status == 2
    assert "make cannot build with ' ' in the path of the output folder" in result.err
    assert not (tmp_path / "a b").exists()


def test_build_without_the_compiler_is_status_3_with_a_remedy(mpsec, tree, model, tmp_path):
    programs = tmp_path / "bin"
    programs.mkdir()
    for name in ("make", "python3", "gcc", "env"):
        (programs / name).symlink_to(shutil.which(name))
    result = mpsec("--micropython", tree, "build", "--stock", model, env={"PATH": str(programs)})
    assert result.status == 3
    assert "the program 'arm-none-eabi-gcc' is not on this machine" in result.err
    assert "apt-get install gcc-arm-none-eabi" in result.err
    assert not (model.parent / "out").exists()


def test_build_never_empties_a_folder_that_holds_something_else(mpsec, tree, model, tmp_path):
    if not shutil.which("arm-none-eabi-gcc"):
        pytest.skip("no compiler")
    precious = tmp_path / "mine/stock/thesis.txt"
    precious.parent.mkdir(parents=True)
    precious.write_text("years of work")
    result = mpsec("--micropython", tree, "build", "--stock", "--out", tmp_path / "mine", model)
    assert result.status == 2
    assert "the folder is not empty and holds no build of mpsec" in result.err
    assert precious.read_text() == "years of work"


def test_build_refuses_a_control_that_does_not_exist(mpsec, model):
    result = mpsec("build", "--control", "ctl.nothing", model)
    assert result.status == 2
    assert "there is no control 'ctl.nothing'" in result.err


def test_a_key_of_a_boot_rom_is_refused_where_none_takes_it(mpsec, model, tmp_path):
    result = mpsec("build", "--boot-key", tmp_path / "boot.pem", model)
    assert result.status == 2
    assert "MPS2_AN385 has no boot ROM that takes firmware signed by mpsec" in result.err
    assert not (model.parent / "out").exists()


def test_build_takes_one_model(mpsec):
    result = mpsec("build", "a.yaml", "b.yaml")
    assert result.status == 2
    assert "build takes one model, not 2" in result.err


@pytest.fixture(scope="session")
def built(slow, mpsec):
    return devices.shared(mpsec)


def test_what_was_expected_stands_beside_what_was_measured(built):
    rows = {line[:10].strip(): line[10:].split()[:2] for line in built[1].out.splitlines()[:6]}
    for column in (0, 1):
        stock, hardened, difference, predicted, missed = (
            int(rows[name][column]) for name in ("stock", "hardened", "difference", "predicted", "missed by")
        )
        assert difference == hardened - stock
        assert missed == difference - predicted


def test_json_says_from_which_measurements_and_names_what_has_no_price(built, mpsec):
    out, _ = built
    document = mpsec("--json", "build", "--out", out, MODEL, timeout=30 * devices.MINUTES).json()
    expected = document["predicted"]
    sizes = {name: document["hardened"][name] - document["stock"][name] for name in ("flash_bytes", "ram_bytes")}
    assert expected["unpriced"] == []
    assert expected["missed"] == {name: sizes[name] - expected[name] for name in sizes}
    assert set(expected["measured_together"]) <= set(document["hardened"]["controls"])


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_build_prints_both_sizes_and_the_hardened_one_is_smaller(built):
    out, result = built
    stock, hardened = (json.loads((out / n / "build.json").read_text()) for n in ("stock", "hardened"))
    assert hardened["flash_bytes"] < stock["flash_bytes"]
    assert str(stock["flash_bytes"]) in result.out
    assert str(hardened["flash_bytes"]) in result.out
    assert f"{hardened['flash_bytes'] - stock['flash_bytes']:+d}" in result.out


def test_build_records_what_it_made(built):
    out, _ = built
    for name in ("stock", "hardened"):
        record = json.loads((out / name / "build.json").read_text())
        for artefact in record["artefacts"]:
            assert digest(out / name / artefact["name"]) == artefact["sha256"]
        assert {a["name"] for a in record["artefacts"]} == {"firmware.elf", "firmware.bin", "firmware.hex"}


def test_each_answer_of_the_gate_holds(built):
    out, _ = built
    gate = json.loads((out / "hardened/build.json").read_text())["gate"]
    assert gate
    assert all(fact["expected"] == fact["found"] for fact in gate)
    assert json.loads((out / "stock/build.json").read_text())["gate"] == []


def test_firmware_names_no_folder_of_this_machine(built, tree, root):
    out, _ = built
    for name in ("stock", "hardened"):
        bytes_ = (out / name / "firmware.elf").read_bytes()
        for place in (root, tree, out):
            assert str(place).encode() not in bytes_


def test_a_second_run_builds_nothing_and_changes_nothing(built, mpsec, tree, root):
    out, _ = built
    before = {p: p.stat().st_mtime_ns for p in out.rglob("firmware.*")}
    begun = time.monotonic()
    result = mpsec("--micropython", tree, "build", "--out", out, root / MODEL, timeout=300)
    assert result.status == 0
    assert time.monotonic() - begun < 60
    assert before == {p: p.stat().st_mtime_ns for p in out.rglob("firmware.*")}


def test_the_same_inputs_give_the_same_bytes_elsewhere(built, mpsec, tree, model, tmp_path):
    out, _ = built
    # The user's environment must not reach the firmware either.
    poison = {"CFLAGS": "-DPOISON", "MAKEFLAGS": "-k", "TZ": "Asia/Tokyo", "LC_ALL": "C"}
    other = tmp_path / "somewhere/else"
    result = mpsec("--micropython", tree, "build", "--stock", "--out", other, model, env=poison, timeout=900)
    assert result.status == 0, result.err
    for name in ("firmware.elf", "firmware.bin", "firmware.hex"):
        assert digest(out / "stock" / name) == digest(other / "stock" / name)


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_ctrl_c_leaves_no_child_and_no_folder(slow, binary, tree, root, tmp_path):
    out = tmp_path / "out"
    child = subprocess.Popen(
        [binary, "--micropython", tree, "build", "--stock", "--out", out, root / MODEL],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    deadline = time.monotonic() + 300
    while not (out / "stock/obj").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    child.send_signal(signal.SIGINT)
    _, err = child.communicate(timeout=60)
    assert child.returncode == 3
    assert "interrupted while building stock" in err
    assert not out.exists()
    time.sleep(0.5)
    left = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=False).stdout
    assert str(out) not in left


@pytest.fixture
def small_disk(tmp_path):
    """A disk of a few megabytes, which a build fills at once."""
    folder = tmp_path / "small"
    folder.mkdir()
    mounted = ["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(folder)]
    if os.getuid() != 0 or subprocess.run(mounted, check=False).returncode != 0:
        pytest.skip("only root may mount a small disk")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_full_disk_is_told_with_its_remedy(slow, mpsec, tree, root, small_disk):
    words = ["--micropython", tree, "build", "--stock", "--out", small_disk / "out", root / MODEL]
    result = mpsec(*words, timeout=600)
    assert result.status == 3
    assert "No space left on device" in result.err
    assert "remedy: make room on the disk and run this again" in result.err


def test_a_hook_that_is_not_in_force_fails_the_build(built, mpsec, tree, root, tmp_path):
    """mp_raw_code_load is called from its own file only: the link is clean, the hook is void."""
    catalogue = tmp_path / "catalogue"
    shutil.copytree(root / "catalogue", catalogue)
    path = catalogue / "controls/ctl.no-keyboard-interrupt.yaml"
    text = path.read_text()
    assert "wraps: [mp_hal_set_interrupt_char]" in text
    path.write_text(text.replace("wraps: [mp_hal_set_interrupt_char]", "wraps: [mp_raw_code_load]"))
    out = tmp_path / "out"
    shutil.copytree(built[0] / "stock", out / "stock")
    result = mpsec(
        *("--micropython", tree, "--catalogue", catalogue, "build", "--out", out),
        *("--control", "ctl.no-keyboard-interrupt", root / MODEL),
        timeout=900,
    )
    assert result.status == 3
    hook = "ctl.no-keyboard-interrupt: the symbol __wrap_mp_raw_code_load is not in the firmware"
    assert hook in result.err
    assert not list(out.glob("hardened/firmware.*"))
    assert not (out / "hardened/build.json").exists()


@pytest.fixture
def rebuild(built, mpsec, tree, model, tmp_path):
    """Builds again with a copy of the firmware, which is taken as it is, and a changed model."""
    shutil.copytree(built[0], tmp_path / "out", symlinks=True)

    def run(*words, old="", new="", timeout=600):
        model.write_text(model.read_text().replace(old, new))
        return mpsec("--micropython", tree, "build", *words, "--out", tmp_path / "out", model, timeout=timeout)

    return run


DEMO_KEY = "keys: [keys/demonstration-only.pem]"


def test_the_application_is_a_signed_image(built, mpsec, root):
    out, result = built
    record = json.loads((out / "application.json").read_text())
    for part in ("romfs", "image"):
        path = out / record[part]["file"]
        assert record[part]["sha256"] == digest(path) and record[part]["size"] == path.stat().st_size
    assert f"image    {record['image']['size']} bytes" in result.out
    key = root / "examples/greenhouse/keys/demonstration-only.pub.pem"
    done = mpsec("image", "verify", out / "application.img", "--key", key)
    assert done.status == 0 and "version 1.0.0+0, security counter 1" in done.out
    assert "main.mpy" in mpsec("image", "ls", out / "application.img").out


def test_the_same_application_keeps_its_image_and_another_does_not(rebuild, tmp_path):
    before = (tmp_path / "out/application.img").read_bytes()
    assert "application.img (kept)" in rebuild().out
    assert (tmp_path / "out/application.img").read_bytes() == before
    romfs = digest(tmp_path / "out/application.romfs")
    done = rebuild(old="counter: 1", new="counter: 2")
    assert done.status == 0 and "(kept)" not in done.out and "security counter 2" in done.out
    assert digest(tmp_path / "out/application.romfs") == romfs


def test_without_a_key_there_is_no_image_and_none_of_an_earlier_build(rebuild, tmp_path):
    assert (tmp_path / "out/application.img").exists()
    done = rebuild(old=DEMO_KEY)
    assert done.status == 0 and "NOT SIGNED, no image made: no private key was given" in done.out
    assert not (tmp_path / "out/application.img").exists() and (tmp_path / "out/application.romfs").exists()
    done = rebuild(old="  version: 1.0.0\n")
    assert "NOT SIGNED" in done.out


def test_a_signer_that_the_device_would_not_trust_is_refused(rebuild, mpsec, tmp_path):
    assert mpsec("keygen", "--no-passphrase", tmp_path / "k.pem", "-p", tmp_path / "k.pub").status == 0
    done = rebuild("--key", tmp_path / "k.pem", old=DEMO_KEY, new="keys: [keys/demonstration-only.pub.pem]")
    assert done.status == 2 and "the device would not trust this key" in done.err
    shutil.copy(tmp_path / "k.pub", tmp_path / "greenhouse/keys/k.pub")
    done = rebuild("--json", "--key", tmp_path / "k.pem", old="demonstration-only.pub.pem", new="k.pub")
    application = done.json()["application"]
    assert done.status == 0 and application["kept"] is False and len(application["signers"]) == 1
    assert mpsec("image", "verify", tmp_path / "out/application.img", "--key", tmp_path / "k.pub").status == 0
