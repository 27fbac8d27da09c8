"""Slots on a Raspberry Pi Pico: upstream's rp2 port in the emulated chip, updates over its USB console.

Builds and boots take minutes, so these run by `make check-rp2`, which sets MPSEC_RP2.
"""

import os
import shutil
import socket
import subprocess
import uuid

import board
import pytest

pytestmark = [
    pytest.mark.skipif("MPSEC_RP2" not in os.environ, reason="make check-rp2 runs these"),
    pytest.mark.xdist_group("rp2"),
]

CONTROLS = (
    "boot-hook console-gate no-compiler no-fs-code no-keyboard-interrupt pinned-mounts signed-application "
    "no-rp2-flash no-rp2-dma no-user-romfs no-dupterm no-emitters no-eval-exec no-raw-memory-with-romfs"
).split()
FORGED = ("A-FORGE-UNSIGNED", "A-FORGE-STRANGER", "A-FORGE-BORROWED")
CLASS = uuid.uuid5(uuid.uuid5(uuid.NAMESPACE_DNS, "mpsec.invalid"), "window-opener")
EMULATOR = ("node", str(board.ROOT / "boards/rp2/emulator/main.mjs"))
PICO = board.Machine(
    "pico", "rp2040", "RPI_PICO", 2 << 20, (0x60000, 0x7F000), (*EMULATOR, "{elf}", "{flash}", "{chip}"), 0,
)  # fmt: skip
PICO2 = board.Machine(
    "pico2", "rp2350", "RPI_PICO2", 4 << 20, (0x60000, 0x7F000),
    (*EMULATOR, "--chip", "rp2350", "{elf}", "{flash}", "{chip}"), 0,
)  # fmt: skip
PICOS = (PICO, PICO2)
PATIENCE = 600  # the emulator is JavaScript, and two verifications are sixty million instructions


class Pico(board.Device):
    """The board on its USB cable: the emulator has the other end on descriptor 3."""

    BUILDS = "slots"

    def __init__(self, flash, elf=None, identity="e661a4d41f2b5c73"):
        ours, chip = socket.socketpair()
        elf = elf or folder_of(flash.machine, self.BUILDS) / "hardened/firmware.bin"
        words = [word.format(flash=flash.path, elf=elf, chip=identity) for word in flash.machine.words]
        self.process = subprocess.Popen(
            ["bash", "-c", f'exec "$@" 3<&{chip.fileno()}', "bash", *words], pass_fds=(chip.fileno(),)
        )
        chip.close()
        self.process.stdin = ours.makefile("wb", buffering=0)
        self.process.stdout = ours.makefile("rb", buffering=0)
        ours.close()
        self.said = b""
        self.at = 0

    def line(self, within=PATIENCE):
        return super().line(within)

    def runs(self):
        """The state of what runs, or why nothing does. What is printed before the host listens is lost."""
        self.process.stdin.write(b"status\n")
        return self.until("= ", "guard: ")


def folder_of(pico, builds):
    return board.ROOT / "build/tests" / f"{pico.name}-{builds}"


def model_of(pico, builds):
    """A copy of the test's model for one of the boards, and its text. It lies where it lay before, so that little is built again."""
    folder = board.ROOT / "build/tests/models" / f"{pico.name}-{builds}"
    shutil.copytree(board.ROOT / "tests/models/pico", folder, dirs_exist_ok=True)
    text = (folder / "device.yaml").read_text()
    return folder, text.replace("chip: rp2040", f"chip: {pico.chip}").replace("RPI_PICO", pico.board)


def build(mpsec, pico, builds, model, *words):
    out = folder_of(pico, builds)
    stock = board.ROOT / "build/tests" / pico.name / "stock"  # of tests/cli/test_rp2.py, when it ran before
    if stock.exists():
        shutil.copytree(stock, out / "stock", dirs_exist_ok=True, ignore=shutil.ignore_patterns("obj"))
    done = mpsec("build", "--out", out, *words, model, timeout=3600)
    assert done.status == 0, done.err
    return out


@pytest.fixture(scope="module", params=PICOS, ids=lambda pico: pico.chip)
def pico(request):
    return request.param


@pytest.fixture(scope="module")
def model(pico):
    """The test's Pico with a signed application instead of one on its filesystem."""
    if pico is PICO2:
        pytest.skip("the end of an answer can be lost behind a long verification (boards/rp2/README.md)")
    folder, text = model_of(pico, "slots")
    text = text.replace("works: works.yaml", "works: works.yaml\n  version: 1.0.0\n  counter: 1\n  traits: [romfs]")
    (folder / "device.yaml").write_text(text + f"keys: [{board.RELEASE.name}]\n")
    shutil.copy(board.RELEASE, folder)
    return folder / "device.yaml"


@pytest.fixture(scope="module")
def built(mpsec, pico, model):
    return build(mpsec, pico, "slots", model, *(f"--control=ctl.{name}" for name in CONTROLS))


@pytest.fixture(scope="module")
def images(tmp_path_factory):
    folder = tmp_path_factory.mktemp("images")
    return {
        name: board.make_image(folder, name, counter, key=key, class_id=CLASS)
        for name, counter, key in (("one", 1, "release"), ("two", 2, "release"), ("forged", 3, "stranger"))
    }


@pytest.fixture
def flash(pico, built, images, tmp_path):
    made = board.Flash(tmp_path / "flash.bin", pico)
    made.put(0, images["one"])
    return made


def test_an_update_is_tried_confirmed_and_cannot_be_undone(flash, images):
    with Pico(flash) as device:
        assert "slot=0, version=(1, 0, 1, 0)" in device.runs()
        assert device.send_image(images["forged"]) == "! OSError(13,)"
        assert device.send_image(images["two"]) == "= None"
        device.process.stdin.write(b"exit\n")
        said = device.runs()
        assert "slot=1, version=(1, 0, 2, 0)" in said and "phase='trial', attempts=2, trial=True" in said
        assert device.ask("confirm") == "= None"
        assert "floor=2, phase='none'" in device.ask("status")
        assert device.send_image(images["one"]) == "! OSError(13,)"  # below the floor
    with Pico(flash) as device:
        assert "slot=1, version=(1, 0, 2, 0)" in device.runs()
    for slot in range(2):
        flash.put(slot, images["forged"])  # with a clip
    with Pico(flash) as device:
        assert device.runs().startswith("guard: no application may run (slot 0: unknown key")


def test_an_update_that_never_confirms_is_given_up(flash, images):
    with Pico(flash) as device:
        device.runs()
        assert device.send_image(images["two"]) == "= None"
    said = []
    for _ in range(4):
        with Pico(flash) as device:
            said.append("version=(1, 0, 2, 0)" in device.runs())
    assert said == [True, True, True, False]


@pytest.mark.parametrize("build, outcome", [("stock", "succeeded"), ("hardened", "refused")])
def test_forged_images_run_on_stock_and_not_on_hardened(mpsec, built, model, tmp_path, build, outcome):
    words = [word for name in FORGED for word in ("--only", name)]
    done = mpsec(
        "--json", "attack", "--build", built / build, "--lab", built / "stock", "--work", tmp_path, *words,
        model, timeout=3600,
    )  # fmt: skip
    assert {a["attack"]: a["outcome"] for a in done.json()["attacks"]} == dict.fromkeys(FORGED, outcome)
