"""The example whose application is signed: the verdict on it, and an update over its line."""

import re
import select
import subprocess
import sys
import time

import board
import pytest

pytestmark = pytest.mark.xdist_group("guard-device")
EXAMPLE = board.ROOT / "examples/weather-mast"


@pytest.fixture(scope="module")
def verified(mpsec):
    board.firmware()
    result = mpsec("--json", "verify", "--out", board.KEPT, board.MODEL, timeout=1200)
    return result, result.json()


def leaf(document, name):
    return next(entry for entry in document["leaves"] if entry["leaf"] == name)


def test_the_example_is_good_enough(verified):
    result, document = verified
    assert result.status == 0, document["reasons"]
    assert document["works"]["stock"] is True and document["works"]["hardened"] is True
    assert document["attacks"]["hardened"] == 0


@pytest.mark.parametrize("attack", ["A-FORGE-UNSIGNED", "A-FORGE-STRANGER", "A-FORGE-BORROWED"])
def test_a_forged_image_in_the_slot_does_not_run(verified, attack):
    checks = leaf(verified[1], "hw.flash.replace-romfs")["checks"]
    check = next(check for check in checks if check["id"] == attack)
    assert (check["stock"], check["hardened"], check["verdict"]) == ("succeeded", "refused", "pass")


def test_without_the_control_a_forged_image_is_an_open_path(mpsec):
    result = mpsec("--json", "plan", "--dry-run", "--without", "ctl.signed-application", board.MODEL)
    assert result.status == 1
    opened = [path["leaves"] for path in result.json()["unanswered"]]
    assert ["hw.flash.replace-romfs"] in opened


class Line:
    """The mast with its cable: a pseudo terminal that stands for the serial line."""

    def __init__(self, flash):
        memory = f"memory-backend-file,id=flash,size=16M,mem-path={flash.path},share=on"
        self.process = subprocess.Popen(
            ["qemu-system-arm", "-machine", "mps2-an385,memory-backend=flash", "-object", memory]
            + ["-display", "none", "-monitor", "none", "-serial", "pty"]
            + ["-kernel", str(board.KEPT / "hardened/firmware.elf")],
            stdout=subprocess.PIPE,
            text=True,
        )
        self.port = re.search(r"/dev/pts/\d+", self.process.stdout.readline())[0]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()


def release(mpsec, folder, version, counter, key="release"):
    """The example's own application as another release of it."""
    romfs, image = folder / f"{version}.romfs", folder / f"{version}-{key}.img"
    assert mpsec("image", "romfs", "-o", romfs, EXAMPLE / "app").status == 0
    words = ("-k", board.key_of(key), "--version", version, "--counter", counter)
    signed = mpsec("image", "sign", "-o", image, *words, "--class-id", board.CLASS, romfs)
    assert signed.status == 0, signed.err
    return image


def send(line, image):
    return subprocess.run(
        [sys.executable, EXAMPLE / "send-update.py", line.port, image],
        capture_output=True, text=True, timeout=200, check=False,
    )  # fmt: skip


def said_until(line, enough, within=120):
    """What the mast says until it is enough. What it said while nobody listened is lost."""
    end = time.monotonic() + within
    said = b""
    with open(line.port, "rb", buffering=0) as port:
        while not enough(said):
            assert select.select([port], [], [], max(0, end - time.monotonic()))[0], said
            said += port.read(4096)
    return said


@pytest.fixture
def flash(verified, tmp_path):
    made = board.Flash(tmp_path / "flash.bin")
    made.put(0, (board.KEPT / "application.img").read_bytes())
    return made


def test_an_update_over_the_line_runs_and_stays(mpsec, flash, tmp_path):
    newer = release(mpsec, tmp_path, "1.1.0", 2)
    with Line(flash) as line:
        sent = send(line, newer)
        assert (sent.returncode, sent.stdout) == (0, "the mast runs 1.1.0\n"), sent.stderr
        # Ten measurements later it has confirmed itself, and the older release is no longer taken.
        said_until(line, lambda said: any(int(seq) >= 12 for seq in re.findall(rb"seq=(\d+) ", said)))
        again = send(line, board.KEPT / "application.img")
        assert again.returncode == 1
        assert again.stderr.endswith("error: the mast refused OSError(13,)\n")
    with Line(flash) as line:
        assert said_until(line, lambda said: b"\n" in said).split()[:2] == [b"mast", b"1.1.0"]


def test_an_update_of_a_stranger_is_refused_before_a_byte_is_sent(mpsec, flash, tmp_path):
    forged = release(mpsec, tmp_path, "1.1.0", 2, key="stranger")
    with Line(flash) as line:
        sent = send(line, forged)
        assert sent.returncode == 1
        assert "error: the mast refused OSError(13,)" in sent.stderr
        assert "bytes" not in sent.stderr
