"""What lies behind the service door of a Raspberry Pi Pico besides updates: the prompt, and what the application prints.

Builds and boots take minutes, so these run by `make check-rp2`, which sets MPSEC_RP2.
"""

import os
import time

import board
import pump
import pytest
import test_pico
import test_pico_door
from test_pico_door import LOG, PROMPT, READ, WORDS, model, pico  # noqa: F401

pytestmark = [
    pytest.mark.skipif("MPSEC_RP2" not in os.environ, reason="make check-rp2 runs these"),
    pytest.mark.xdist_group("rp2"),
]
CONTROLS = (*pump.ALL_SCOPES, "no-rp2-flash", "no-rp2-dma")
# It prints all the time, and reads nothing.
TICK = "import time\nn = 0\nwhile True:\n    print('tick', n)\n    n += 1\n    time.sleep_ms(100)\n"
TYPED = b"\r\x03\x03print(17*23)\r\x01print(17*23)\x04\x02"
NOTHING = "mpsec: answer " + "00" * 64  # to no challenge: the door refuses it, and that is all that it costs


@pytest.fixture(scope="module")
def built(mpsec, pico, model):  # noqa: F811
    text = model.read_text()
    model.write_text(text.replace("traits: [romfs]", "traits: [romfs, logs-secrets]"))
    words = [f"--control=ctl.{name}" for name in CONTROLS]
    return test_pico.build(mpsec, pico, "scopes", model, "--key", board.RELEASE, *words)


@pytest.fixture
def flash(built, pico, tmp_path):  # noqa: F811
    made = board.Flash(tmp_path / "flash.bin", pico)
    made.put(0, test_pico_door.image_of(tmp_path, "tick", TICK))
    return made


class Line(test_pico_door.Console):
    """The cable; a busy machine may slow the chip down a hundred times, so nothing here counts seconds but of patience."""

    def __init__(self, flash, build="hardened"):
        test_pico.Pico.__init__(self, flash, test_pico.folder_of(flash.machine, "scopes") / build / "firmware.bin")

    def waits_for(self, text, seconds=test_pico.PATIENCE):
        """Whether the device says so, from here on."""
        end = time.monotonic() + seconds
        while (found := self.said.find(text, self.at)) < 0 and time.monotonic() < end:
            self.listen(0.2)
        self.at = found + len(text) if found >= 0 else self.at
        return found >= 0

    def type(self, data):
        self.process.stdin.write(data)

    def hears(self):
        """Waits until the door hears: what it was asked before is lost."""
        self.at = len(self.said)
        while not self.waits_for(b"mpsec: refused\r\n", 10):
            self.send(NOTHING)

    def says_to(self, data):
        """What the device says to these bytes, but for the door, which answered what was sent behind them."""
        self.listen(0)
        before = self.at = len(self.said)
        self.type(data)
        for _ in range(3):
            self.send(NOTHING)
            assert self.waits_for(b"mpsec: refused\r\n")
        return self.said[before:].replace(b"mpsec: refused", b"").strip()

    def opens(self, scope, key=pump.SERVICE):
        """What the device says to the answer of a key, behind refusals of what hears() sent."""
        self.send(f"mpsec: unlock {scope:02x}")
        assert self.waits_for(b"mpsec: challenge ") and self.waits_for(b"\r\n")
        challenge = self.said[: self.at].split()[-1].decode()
        return self.ask(pump.answer(challenge, key))

    def computes(self):
        self.type(b"\r\x03\x03")
        self.type(b"print(17*23)\r")
        return self.waits_for(b"\r\n391\r\n")


@pytest.mark.shows(None, "quiet-console", "service-prompt")
def test_on_stock_both_are_everybodys(flash):
    with Line(flash, "stock") as line:
        while not line.waits_for(b"\r\n391\r\n", 10):
            line.type(b"print(17*23)\r")
        line.type(f"f = open('main.py', 'w'); f.write({TICK!r}); f.close()\r".encode())
        line.type(b"\x04")
        assert line.waits_for(b"tick 9")
        assert line.computes()


@pytest.mark.shows(None, "quiet-console", "service-prompt")
def test_what_the_application_prints_is_for_the_scope_log(flash):
    with Line(flash) as line:
        line.hears()
        assert line.says_to(TYPED) == b""
        assert line.opens(LOG) == "open 01"
        assert line.waits_for(b"tick ") and line.waits_for(b"\r\n")
        shown = line.at
        assert int(line.said[:shown].split()[-1]) > 0  # it printed before, unseen
        line.type(TYPED)
        for _ in range(20):
            assert line.waits_for(b"tick ")
        assert b"391" not in line.said and b"Keyboard" not in line.said


@pytest.mark.shows(None, "quiet-console")
def test_another_scope_shows_nothing(flash):
    with Line(flash) as line:
        line.hears()
        assert line.opens(READ) == "open 02"
        assert line.says_to(TYPED) == b""
        assert line.ask(WORDS[READ]) == "no file"
        assert b"tick" not in line.said


@pytest.mark.shows(None, "service-prompt")
def test_the_prompt_is_python_for_one_boot(flash):
    with Line(flash) as line:
        line.hears()
        assert line.says_to(TYPED) == b""
        assert line.opens(PROMPT) == "open 04"
        assert line.waits_for(b"tick ")  # its answers have to be seen
        assert line.computes()
        line.type(b"\x01print(17*23)\x04")  # the raw prompt
        assert line.waits_for(b"OK391\r\n")
        line.type(b"\x02")
        assert line.waits_for(b">>> ")
        line.type(b"\x04")
        assert line.waits_for(b"soft reboot") and line.waits_for(b"tick ")
        assert line.computes()  # a soft reset leaves it open
        line.type(b"import machine; machine.reset()\r")
        line.hears()
        assert line.says_to(TYPED) == b""
        assert b"tick" not in line.said[line.at - 1000 :].rpartition(b"reset()")[2]
        assert line.opens(PROMPT, board.key_of("stranger")) == "refused"
