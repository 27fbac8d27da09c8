"""The service door on the emulated device, over its serial line: who gets in, how far, and who does not.

MPSEC_LINES says how many fuzzed lines the device gets (make killtest sends 100,000).
"""

import os
import random
import subprocess
import time

import board
import pump
import pytest

pytestmark = pytest.mark.xdist_group("door-device")
SLOT = board.ARM.slots[1]
LINES = int(os.environ.get("MPSEC_LINES", "150"))
LOG, READ, PROMPT, UPDATE, ERASE = 1, 2, 4, 8, 16


@pytest.fixture(scope="module", autouse=True)
def built():
    pump.firmware()


@pytest.fixture
def device(tmp_path):
    return pump.Pump(tmp_path)


def path_of(name):
    return name.encode().hex()


def test_who_has_no_key_waits_and_is_not_let_in(device, tmp_path):
    stranger = board.key_of("stranger")
    other = pump.Pump(tmp_path, "other")
    with device.start() as line, other.start() as there:
        line.until("tank seq=1 ")
        assert line.ask(f"mpsec: unlock {PROMPT:02x}") == "refused"  # no prompt is in the firmware
        assert line.ask(f"mpsec: unlock {LOG:02x}") == "refused"  # its output is no secret
        assert line.ask("mpsec: answer " + "00" * 64) == "refused"  # to nothing
        first = line.ask(f"mpsec: unlock {READ:02x}").removeprefix("challenge ")
        # The right key, for the challenge of another device.
        there.until("tank seq=1 ")
        elsewhere = there.ask(f"mpsec: unlock {READ:02x}").removeprefix("challenge ")
        assert first != elsewhere
        assert line.ask(pump.answer(elsewhere)) == "refused"
        assert line.ask(pump.answer(first)) == "refused"  # one answer to a challenge
        assert line.ask(f"mpsec: unlock {READ:02x}").startswith("wait ")
        for _ in range(2):
            assert pump.open_door(line, READ, stranger) == "refused"
    with device.start() as line:  # and the power does not help
        line.until("tank seq=1 ")
        assert line.ask(f"mpsec: unlock {READ:02x}").startswith("wait ")
        assert line.ask(pump.answer(first)) == "refused"  # of another boot
        line.until("tank seq=")


def test_the_right_key_opens_what_it_asked_for_and_no_more(device):
    with device.start() as line:
        line.until("tank seq=2 ")
        assert line.silent(f"mpsec: read 00000000{path_of('/notes.txt')}")
        assert pump.open_door(line, READ) == "open 02"
        assert line.ask(f"mpsec: read 00000000{path_of('/notes.txt')}") == "no file"
        assert line.ask(f"mpsec: read 00000000{path_of('/rom/main.mpy')}") == "no file"
        assert line.silent("mpsec: erase", 0.3) and line.silent("mpsec: begin", 0.3)
        assert line.silent("mpsec: head 0000000000", 0.3)
        assert line.ask(f"mpsec: unlock {ERASE:02x}") == "refused"  # only one visit at a time
        line.until("no uplink: 13")  # EACCES: no secret while somebody is in
    with device.start() as line:
        assert "opened=1 " in line.until("pump ")
        line.until("tank seq=1 ")
        assert line.silent(f"mpsec: read 00000000{path_of('/notes.txt')}")


def test_fuzzed_lines_open_nothing(device):
    dice = random.Random(int(os.environ.get("MPSEC_SEED", "1")))
    words = ["unlock ", "answer ", "challenge ", "open ", "read ", "head ", "data ", "begin", "finish", "erase", "restart"]
    with device.start() as line:
        line.until("tank seq=1 ")
        for number in range(LINES):
            text = "mpsec: " + dice.choice(words) + "".join(
                dice.choice("0123456789abcdef \x03\x04\x01ABC,;") for _ in range(dice.randrange(170))
            )
            line.send(dice.choice([text, text[dice.randrange(len(text)) :], text.upper()]))
            if number % 50 == 49:
                line.until("tank seq=")
        said = {entry.split(b" ")[0] for entry in line.said.split(b"mpsec: ")[1:]}
        assert {entry.strip() for entry in said} <= {b"refused", b"wait", b"challenge"}
        assert b"mpsec: open" not in line.said
    assert device.flash.path.read_bytes()[SLOT:][:4096] == b"\xff" * 4096


@pytest.mark.parametrize("attack", ["A-DOOR-GUESS", "A-DOOR-REPEAT"])
def test_an_attack_on_the_door_succeeds_where_there_is_none(mpsec, tmp_path, attack):
    words = ("attack", "--only", attack, "--lab", pump.KEPT / "stock", "--work", tmp_path)
    done = mpsec(*words, "--build", pump.KEPT / "stock", pump.MODEL, timeout=300)
    assert done.status == 1, done.out + done.err
    done = mpsec(*words, "--build", pump.KEPT / "hardened", pump.MODEL, timeout=300)
    assert done.status == 0, done.out + done.err


def test_the_whole_verdict_on_the_example(mpsec):
    result = mpsec("--json", "verify", "--out", pump.KEPT, pump.MODEL, timeout=1200)
    document = result.json()
    assert result.status == 0, document["reasons"]
    assert document["works"] == {"known": True, "stock": True, "hardened": True}
    assert (document["attacks"]["hardened"], document["attacks"]["unknown"]) == (0, 0)
    assert document["attacks"]["stock"] == document["attacks"]["count"] >= 23
    door = next(leaf for leaf in document["leaves"] if leaf["leaf"] == "svc.open-console")
    assert [check["verdict"] for check in door["checks"]] == ["pass"] * 3


def release(folder, version, counter, key=pump.RELEASE):
    """Another release of the example, large enough to be interrupted."""
    app = folder / f"app-{version}"
    app.mkdir(exist_ok=True)
    for path in (pump.EXAMPLE / "app").iterdir():
        (app / path.name).write_bytes(path.read_bytes())
    (app / "tables.bin").write_bytes(random.Random(version).randbytes(20000))
    romfs, image = folder / f"{version}.romfs", folder / f"{version}.img"
    board.run(board.MPSEC, "image", "romfs", "-o", romfs, app, cwd=board.ROOT)
    words = ["-k", key, "--version", version, "--counter", counter, "--class-id", pump.CLASS]
    board.run(board.MPSEC, "image", "sign", "-o", image, *words, romfs)
    return image


def send(mpsec, line, image):
    return mpsec("unlock", line.port, "--key", pump.SERVICE, "--update", image, timeout=120)


def test_an_update_through_the_door_goes_on_where_it_was_cut_and_runs(mpsec, device, tmp_path):
    newer = release(tmp_path, "1.1.0", 2)
    with device.start() as line:
        line.until("tank seq=1 ")
        half = subprocess.Popen(
            [board.MPSEC, "unlock", line.port, "--key", pump.SERVICE, "--update", newer], stdout=subprocess.DEVNULL
        )
        end = time.monotonic() + 60
        while device.flash.path.read_bytes()[SLOT + 12288 : SLOT + 12296] == b"\xff" * 8:
            assert time.monotonic() < end and half.poll() is None
            time.sleep(0.02)
    half.kill()
    half.wait()
    with device.start() as line:  # the power was cut: the old one runs, and the rest is sent
        assert line.until("pump ").startswith("1.0.0 ")
        line.until("tank seq=1 ")
        done = send(mpsec, line, newer)
        assert done.status == 0, done.out + done.err
        assert int(done.out.rsplit("(", 1)[1].split(" ")[0]) >= 8192, done.out
        assert line.until("pump ").startswith("1.1.0 ")
        line.until("tank seq=12 ")  # by then it has confirmed itself
        done = send(mpsec, line, pump.KEPT / "application.img")
        assert done.status == 1 and done.out.endswith("the image is older than what may run on the device\n")
    with device.start() as line:
        assert "fast=False" in line.until("pump 1.1.0 ")
    with device.start() as line:
        assert "fast=True" in line.until("pump 1.1.0 ")


def test_an_image_of_a_stranger_is_refused_by_its_head(mpsec, device, tmp_path):
    forged = release(tmp_path, "1.1.0", 2, board.key_of("stranger"))
    with device.start() as line:
        line.until("tank seq=1 ")
        done = send(mpsec, line, forged)
        assert done.status == 1 and done.out.endswith("no key that the device knows signed the image\n")
        line.until("tank seq=")
    assert device.flash.path.read_bytes()[SLOT : SLOT + 0x10000] == b"\xff" * 0x10000


def test_a_sealed_secret_is_given_to_the_application_of_this_chip_alone(mpsec, device, tmp_path):
    (tmp_path / "id").write_text("pump-7")
    device.chip.write_bytes(device.fuses + bytes(32))
    words = ["--chip-key", device.chip, "--signer", pump.RELEASE, "--class-id", pump.CLASS]
    board.run(board.MPSEC, "image", "seal", "-o", tmp_path / "sealed", *words, f"uplink-id={tmp_path / 'id'}")
    sealed = (tmp_path / "sealed").read_bytes()
    assert b"pump-7" not in sealed
    other = pump.Pump(tmp_path, "other")
    for made in (device, other):
        made.flash.write(pump.SECRETS, sealed)
    with device.start() as line, other.start() as there:
        assert "secrets=sealed fast=False" in line.until("pump ")
        assert line.until("uplink as ") == "pump-7"
        there.until("no uplink: 1")  # EPERM: the same flash behind another chip
        done = mpsec("unlock", line.port, "--key", pump.SERVICE, "--read", "/_none", timeout=60)
        assert done.status == 1 and done.out.endswith("there is no such file on the device\n")
        line.until("no uplink: 13")
    with device.start() as line:
        assert "fast=True" in line.until("pump ")
        line.until("uplink as pump-7")
        done = mpsec("unlock", line.port, "--key", pump.SERVICE, "--erase", timeout=60)
        assert done.status == 0, done.out
        line.until("no uplink: 2")  # ENOENT
    assert sealed[:64] not in device.flash.path.read_bytes()
