"""The device in a process: the live battery, and each way to hand the program code as it starts.

Every way in is tried on the stock build first: what fails there as well would prove nothing.
"""

import os
import random
import signal
import subprocess
import time

import board
import pytest
from process import UNIX

pytestmark = pytest.mark.xdist_group("guard-device")

ATTACKS = {
    "A-CTRL-C-BOOT", "A-CTRL-C-MAIN", "A-DROP-BOOT-PY", "A-DROP-MAIN-PY", "A-DROP-MPY", "A-DROP-NATIVE-MPY",
    "A-FLASH-OBJECT", "A-FORGE-BORROWED", "A-FORGE-STRANGER", "A-FORGE-UNSIGNED", "A-HOST-ARGUMENTS", "A-HOST-FILES",
    "A-HOST-SHELL", "A-READ-APP-FLASH", "A-READ-APP-SERIAL", "A-REMOUNT", "A-REPL-FRIENDLY", "A-REPL-PASTE",
    "A-REPL-RAW", "A-REPL-RAW-PASTE", "A-SHADOW-FROZEN", "A-SOFT-RESET", "A-SPOIL-APP", "A-VFS-ROM",
}  # fmt: skip


@pytest.fixture(scope="module")
def builds():
    board.firmware(UNIX)
    return UNIX.kept


@pytest.mark.parametrize("build, outcome", [("stock", "succeeded"), ("hardened", "refused")])
def test_attacks_succeed_on_stock_and_are_refused_on_hardened(mpsec, tmp_path, builds, build, outcome):
    done = mpsec(
        "--json", "attack", "--build", builds / build, "--lab", builds / "stock", "--work", tmp_path,
        builds / "project/device.yaml", timeout=600,
    )  # fmt: skip
    said = done.json()
    assert {a["attack"]: a["outcome"] for a in said["attacks"] if a["outcome"] != outcome} == {}
    assert {a["attack"] for a in said["attacks"]} == ATTACKS
    assert said["works"]["outcome"] == "succeeded"


class Ways:
    """How a program of upstream's port takes code: words, environment, standard input, folder."""

    def __init__(self, folder):
        self.a, self.b = random.randrange(10**4, 10**5), random.randrange(10**4, 10**5)
        self.folder = folder
        self.code = f"print({self.a}*{self.b})"
        (folder / "script.py").write_text(self.code + "\n")
        (folder / "module.py").write_text(self.code + "\n")

    WORDS = {
        "command": ("-c", "{code}"),
        "script": ("script.py",),
        "module in the current folder": ("-m", "module"),
        "module on MICROPYPATH": ("-m", "module"),
        "standard input": ("-O0",),
        "prompt": ("-i",),
        "MICROPYINSPECT": ("-O0",),
    }

    def run(self, elf, way):
        words = [word.format(code=self.code) for word in self.WORDS[way]]
        environment = dict(os.environ, MPSEC_FLASH=str(self.folder / "no-flash"))
        if way == "MICROPYINSPECT":
            environment["MICROPYINSPECT"] = "1"
        here = self.folder
        if way == "module on MICROPYPATH":
            environment["MICROPYPATH"] = str(self.folder)
            here = "/"
        typed = self.code + "\n" if way in ("standard input", "prompt", "MICROPYINSPECT") else ""
        return subprocess.run(
            [elf, *words], cwd=here, env=environment, input=typed, capture_output=True, text=True,
            timeout=board.PATIENCE, check=False,
        )  # fmt: skip


@pytest.mark.shows("unix", "no-command-line")
@pytest.mark.parametrize("way", Ways.WORDS)
def test_code_that_is_named_at_the_start_runs_on_stock_only(builds, tmp_path, way):
    ways = Ways(tmp_path)
    product = str(ways.a * ways.b)
    assert product in ways.run(builds / "stock/firmware.elf", way).stdout
    refused = ways.run(builds / "hardened/firmware.elf", way)
    assert refused.returncode == 2 and refused.stdout == ""
    assert refused.stderr.endswith(": this device takes no arguments\n")


@pytest.mark.shows("unix", "no-host-access")
def test_the_application_of_a_hardened_build_finds_no_door_to_the_host(builds, tmp_path):
    stock = subprocess.run(
        [builds / "stock/firmware.elf", "-c", "import os, vfs; print(hasattr(os, 'system'), hasattr(vfs, 'VfsPosix'))"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert stock.stdout == "True True\n"
    flash = board.Flash(tmp_path / "flash.bin", UNIX)
    flash.put(0, board.make_image(tmp_path, "one", 1))
    with board.Device(flash) as device:
        device.until("app ")
        assert device.ask("host") == "= (False, False, False)"


def test_the_search_path_holds_nothing_of_the_host(builds, tmp_path):
    """The current folder and MICROPYPATH: a module that lies in both is not found by the device."""
    flash = board.Flash(tmp_path / "flash.bin", UNIX)
    flash.put(0, board.make_image(tmp_path, "one", 1))
    (tmp_path / "dropped.py").write_text("a = 7\n")
    elf = str(builds / "hardened/firmware.elf")
    process = subprocess.Popen(
        [elf], cwd=tmp_path, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        env={"MPSEC_FLASH": str(flash.path), "MICROPYPATH": str(tmp_path), "MICROPYINSPECT": "1"},
    )  # fmt: skip
    try:
        assert process.stdout.readline().startswith(b"app one")
        process.stdin.write(b"import\n")
        process.stdin.flush()
        assert process.stdout.readline().startswith(b"! ImportError")
    finally:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("trouble, words", [("missing", "No such file"), ("short", "16 MiB is expected")])
def test_a_device_without_its_flash_says_so(builds, tmp_path, trouble, words):
    path = tmp_path / "flash.bin"
    if trouble == "short":
        path.write_bytes(b"\xff" * 4096)
    done = subprocess.run(
        [builds / "hardened/firmware.elf"], env={"MPSEC_FLASH": str(path)}, stdin=subprocess.DEVNULL,
        capture_output=True, text=True, timeout=board.PATIENCE, check=False,
    )  # fmt: skip
    assert done.returncode == 2 and words in done.stderr and done.stdout == ""


def test_identity_and_key_come_from_the_file_of_the_chip(builds, tmp_path):
    flash = board.Flash(tmp_path / "flash.bin", UNIX)
    flash.put(0, board.make_image(tmp_path, "one", 1))
    chip = tmp_path / "fuses.bin"
    said = []
    for fuses in (b"", b"mpsC" + bytes(range(48)), b"xxxx" + bytes(range(48))):
        chip.write_bytes(fuses)
        os.environ["MPSEC_CHIP"] = str(chip)
        try:
            with board.Device(flash) as device:
                device.until("app ")
                said.append(device.ask("status"))
        finally:
            del os.environ["MPSEC_CHIP"]
    assert ["secrets='sealed'" in text for text in said] == [False, True, False]


def test_a_key_interrupts_a_program_that_reads_nothing(builds, tmp_path):
    """Ctrl-C is a byte of the console here, and no signal of a terminal; the battery asks the hardened build."""
    flash = tmp_path / "flash.bin"
    board.Flash(flash, UNIX)
    process = subprocess.Popen(
        [builds / "stock/firmware.elf"], env={"MPSEC_FLASH": str(flash)}, stdin=subprocess.PIPE,
        stdout=subprocess.PIPE, bufsize=0,
    )  # fmt: skip
    try:
        process.stdin.write(b"\r\x01while True: pass\x04")
        time.sleep(0.5)
        process.stdin.write(b"\x03")
        said = b""
        while b"KeyboardInterrupt" not in said:
            got = process.stdout.read(4096)
            assert got, said
            said += got
    finally:
        process.send_signal(signal.SIGKILL)
        process.communicate()


def test_a_build_of_a_program_is_one_file_that_can_be_started(builds):
    for build in ("stock", "hardened"):
        assert os.access(builds / build / "firmware.elf", os.X_OK)
        assert not (builds / build / "firmware.bin").exists() and not (builds / build / "firmware.hex").exists()
