"""The service door of a Raspberry Pi Pico, on its USB console: who gets in, how far, and who does not.

Builds and boots take minutes, so these run by `make check-rp2`, which sets MPSEC_RP2.
"""

import os
import select
import shutil
import time

import board
import pump
import pytest
import terminal
import test_pico

pytestmark = [
    pytest.mark.skipif("MPSEC_RP2" not in os.environ, reason="make check-rp2 runs these"),
    pytest.mark.xdist_group("rp2"),
]

LOG, READ, PROMPT, UPDATE, ERASE = 1, 2, 4, 8, 16
PATH = b"/notes.txt".hex()
FILES = {"rp2040": 1408 << 10, "rp2350": 3 << 20}  # of the port's filesystem, which ends with the flash
WORDS = {READ: f"mpsec: read 00000000{PATH}", UPDATE: "mpsec: head 0000000000", ERASE: "mpsec: erase"}
QUIET = 10  # seconds of a slow emulator
ATTACKS = ("A-DOOR-GUESS", "A-DOOR-REPEAT")
SHOWN = [pytest.param(pico, id=pico.chip, marks=pytest.mark.shows(pico.chip, "service-door")) for pico in [test_pico.PICO]]
shows = pytest.mark.parametrize("pico", SHOWN, indirect=True)
# An application that never reads its console.
DEAF = "import time\nwhile True:\n    print('deaf')\n    time.sleep_ms(100)\n"


@pytest.fixture(scope="module", params=[test_pico.PICO], ids=lambda pico: pico.chip)
def pico(request):
    return request.param


@pytest.fixture(scope="module")
def model(pico):
    """The test's Pico, whose USB console is for technicians with a key."""
    folder, text = test_pico.model_of(pico, "door")
    service = pump.SERVICE.with_suffix(".pub.pem")
    for key in (board.RELEASE, service):
        shutil.copy(key, folder)
    text = text.replace("works: works.yaml", "works: works.yaml\n  version: 1.0.0\n  counter: 1\n  traits: [romfs]")
    text = text.replace("kind: usb-cdc, zone: home, need: none", "kind: usb-cdc, zone: home, need: service-only")
    keys = f"keys:\n  - {board.RELEASE.name}\n  - {{file: {service.name}, role: service}}\n"
    (folder / "device.yaml").write_text(text + keys)
    return folder / "device.yaml"


@pytest.fixture(scope="module")
def built(mpsec, pico, model):
    words = [f"--control=ctl.{name}" for name in (*test_pico.CONTROLS, "service-door")]
    return test_pico.build(mpsec, pico, "door", model, "--key", board.RELEASE, *words)


def image_of(folder, name, source):
    """A signed image of an application that is one file."""
    app, romfs, image = folder / name, folder / f"{name}.romfs", folder / f"{name}.img"
    app.mkdir()
    (app / "main.py").write_text(source)
    board.run(board.MPSEC, "image", "romfs", "-o", romfs, app, cwd=board.ROOT)
    words = ["-k", board.RELEASE, "--version", "1.0.0", "--counter", "1", "--class-id", test_pico.CLASS]
    board.run(board.MPSEC, "image", "sign", "-o", image, *words, romfs, cwd=board.ROOT)
    return image.read_bytes()


class Console(test_pico.Pico):
    """The device on a USB cable whose other end speaks the lines of the door."""

    BUILDS = "door"

    def __init__(self, flash, chip="e661a4d41f2b5c73"):
        super().__init__(flash, identity=chip)

    def listen(self, seconds):
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            if select.select([self.process.stdout], [], [], left)[0]:
                self.said += os.read(self.process.stdout.fileno(), 65536)

    def send(self, line):
        self.process.stdin.write(f"\r{line}\r".encode())

    def ask(self, line):
        if not line.startswith("mpsec: "):
            return super().ask(line)
        self.send(line)
        return self.until("mpsec: ").removeprefix("mpsec: ")

    def silent(self, line):
        """Whether the device says nothing to a line: to one behind it, which answers no challenge, it does."""
        self.listen(0)
        before = self.at = len(self.said)
        self.send(line)
        behind = self.ask("mpsec: answer " + "00" * 64)
        return (behind, self.said.count(b"mpsec: ", before)) == ("refused", 1)

    def works(self):
        """Waits until the application tells its state; what it was asked while it started may be lost."""
        while True:
            self.process.stdin.write(b"\rstatus\r")
            self.listen(QUIET)
            if b"slot=0" in self.said[self.at :]:
                return


@pytest.fixture
def flash(pico, built, tmp_path):
    made = board.Flash(tmp_path / "flash.bin", pico)
    made.put(0, board.make_image(tmp_path, "one", 1, class_id=test_pico.CLASS))
    return made


@shows
def test_who_has_no_key_waits_and_is_not_let_in(flash, tmp_path):
    stranger = board.key_of("stranger")
    other = board.Flash(tmp_path / "other.bin", flash.machine)
    other.path.write_bytes(flash.path.read_bytes())
    with Console(flash) as line:
        assert "slot=0" in line.runs()
        for scope in (PROMPT, LOG):  # there is no prompt, and the output is no secret
            assert line.ask(f"mpsec: unlock {scope:02x}") == "refused"
        assert line.ask("mpsec: answer " + "00" * 64) == "refused"  # to nothing
        first = line.ask(f"mpsec: unlock {READ:02x}").removeprefix("challenge ")
        with Console(other, "e661a4d41f2b5c74") as there:
            there.runs()
            elsewhere = there.ask(f"mpsec: unlock {READ:02x}").removeprefix("challenge ")
        assert first[:32] != elsewhere[:32] and first[32:64] != elsewhere[32:64]
        assert line.ask(pump.answer(elsewhere)) == "refused"  # the right key, for another device
        assert line.ask(pump.answer(first)) == "refused"  # one answer to a challenge
        assert line.ask(f"mpsec: unlock {READ:02x}").startswith("wait ")
        for _ in range(2):
            assert pump.open_door(line, READ, stranger) == "refused"
        line.works()  # as it did all the time
    with Console(flash) as line:  # and the power does not help
        line.runs()
        assert int(line.ask(f"mpsec: unlock {READ:02x}").removeprefix("wait ")) > 4
        assert line.ask(pump.answer(first)) == "refused"  # of another boot


@shows
def test_the_right_key_opens_what_it_asked_for_and_no_more(flash):
    with Console(flash) as line:
        line.runs()
        assert line.silent(WORDS[READ])
        assert pump.open_door(line, READ) == "open 02"
        assert line.ask(WORDS[READ]) == "no file"
        for scope in (UPDATE, ERASE):
            assert line.silent(WORDS[scope])
        assert line.ask(f"mpsec: unlock {ERASE:02x}") == "refused"  # only one visit at a time
        before = len(line.said)
        line.process.stdin.write(b"status\r")
        assert line.silent(WORDS[UPDATE])
        assert b"= " not in line.said[before:]  # the application hears nothing meanwhile
    with Console(flash) as line:
        line.runs()
        assert line.silent(WORDS[READ])


def update(mpsec, line, folder, image):
    """What `mpsec unlock --update` makes of an image, on a terminal before the device's cable."""
    path = folder / "sent.img"
    path.write_bytes(image)
    with terminal.in_front_of(line.process.stdout) as port:
        return mpsec("unlock", port, "--key", pump.SERVICE, "--update", path, timeout=test_pico.PATIENCE)


@shows
def test_a_whole_update_goes_through_the_door(mpsec, flash, tmp_path):
    first = board.make_image(tmp_path, "one", 1, class_id=test_pico.CLASS)
    forged = board.make_image(tmp_path, "forged", 3, key="stranger", class_id=test_pico.CLASS)
    newer = board.make_image(tmp_path, "two", 2, class_id=test_pico.CLASS, ballast=20000)
    with Console(flash) as line:
        assert "slot=0, version=(1, 0, 1, 0)" in line.runs()
        done = update(mpsec, line, tmp_path, forged)
        assert done.status == 1 and done.out.endswith("no key that the device knows signed the image\n")
        second = slice(flash.machine.slots[1], flash.machine.slots[1] + 0x1F000)
        assert set(flash.path.read_bytes()[second]) == {0xFF}
    with Console(flash) as line:
        line.runs()
        done = update(mpsec, line, tmp_path, newer)
        assert done.status == 0, done.out + done.err
        said = line.runs()  # it has started anew
        assert "slot=1, version=(1, 0, 2, 0)" in said and "phase='trial', attempts=2, trial=True" in said
        assert line.ask("confirm") == "= None"
        done = update(mpsec, line, tmp_path, first)
        assert done.status == 1 and done.out.endswith("the image is older than what may run on the device\n")
    with Console(flash) as line:
        assert "slot=1, version=(1, 0, 2, 0)" in line.runs()


@shows
def test_erasing_and_starting_anew_are_behind_the_door(flash):
    files = slice(flash.machine.flash_size - FILES[flash.machine.chip], flash.machine.flash_size)
    flash.write(files.start + 4096 * 20, b"left by a customer")
    with Console(flash) as line:
        line.runs()
        assert line.silent("mpsec: restart")
        assert pump.open_door(line, ERASE) == "open 10"
        assert line.silent(WORDS[UPDATE])
        assert line.ask(WORDS[ERASE]) == "erased"
        assert set(flash.path.read_bytes()[files]) == {0xFF}
        line.send("mpsec: restart")
        line.works()  # it started anew, and the application hears again
        assert line.silent(WORDS[ERASE])


@shows
def test_the_door_hears_behind_an_application_that_never_reads(flash, tmp_path):
    flash.put(0, image_of(tmp_path, "deaf", DEAF))
    with Console(flash) as line:
        line.until("deaf")
        line.process.stdin.write(b"x" * 5000 + b"\r")
        line.listen(QUIET)
        assert pump.open_door(line, UPDATE) == "open 08"
        assert line.ask(WORDS[UPDATE]).startswith("next ")


def test_a_chip_without_an_identity_opens_to_nobody(flash):
    with Console(flash, "ff" * 8) as line:
        assert "slot=0" in line.runs()
        assert line.ask(f"mpsec: unlock {READ:02x}") == "refused"


@pytest.mark.parametrize("build, outcome", [("stock", "succeeded"), ("hardened", "refused")])
def test_an_attack_on_the_door_succeeds_where_there_is_none(mpsec, built, model, tmp_path, build, outcome):
    words = [word for name in ATTACKS for word in ("--only", name)]
    done = mpsec(
        "--json", "attack", "--build", built / build, "--lab", built / "stock", "--work", tmp_path, *words,
        model, timeout=3600,
    )  # fmt: skip
    assert {a["attack"]: a["outcome"] for a in done.json()["attacks"]} == dict.fromkeys(ATTACKS, outcome)


@pytest.mark.parametrize("build, state", [("stock", "absent"), ("hardened", "present")])
@pytest.mark.parametrize("form", ["elf", "bin"])
def test_the_audit_finds_the_door(mpsec, built, build, state, form):
    document = mpsec("--json", "audit", built / build / f"firmware.{form}").json()
    facts = {fact["name"]: fact["state"] for fact in document["inventories"][0]["facts"]}
    assert (facts["service-door"], facts["signed-application"]) == (state, state)
