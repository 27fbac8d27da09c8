"""Each scope of the service door on the emulated device: the right key opens just that, all else is refused.

This firmware keeps the prompt and hides what the application prints; both are behind the door.
"""

import board
import pump
import pytest

pytestmark = pytest.mark.xdist_group("door-device")
LOG, READ, PROMPT, UPDATE, ERASE = 1, 2, 4, 8, 16
PATH = b"/notes.txt".hex()
# What each scope answers; nothing else may.
WORDS = {
    READ: f"mpsec: read 00000000{PATH}",
    UPDATE: "mpsec: head 0000000000",
    ERASE: "mpsec: erase",
}


@pytest.fixture(scope="module")
def elf():
    pump.firmware()
    return pump.all_scopes()


@pytest.fixture
def device(elf, tmp_path):
    return pump.Pump(tmp_path, elf=elf)


def hears(line, data, seconds=0.7):
    """What the console says to these bytes."""
    line.listen(0)
    before = len(line.said)
    board.os.write(line.descriptor, data)
    line.listen(seconds)
    return line.said[before:]


def runs_python(line):
    """Whether Ctrl-C stops the application, and the prompt computes."""
    hears(line, b"\r\x03\x03", 1.5)
    return b"391" in hears(line, b"print(17*23)\r", 1.0)


def closed_words(line, open_scope):
    return [scope for scope, word in WORDS.items() if scope != open_scope and not line.silent(word, 0.4)]


@pytest.mark.shows("qemu-arm", "quiet-console", "service-prompt", "service-door")
def test_without_a_key_there_is_silence(device):
    stranger = board.key_of("stranger")
    with device.start() as line:
        line.listen(4)
        assert line.said == b""  # the application of the same firmware prints when LOG is open: below
        assert not runs_python(line) and hears(line, b"\x01\x04", 0.5) == b""
        assert pump.open_door(line, PROMPT, stranger) == "refused"
        assert not runs_python(line)
        assert b"tank" not in line.said


@pytest.mark.shows("qemu-arm", "quiet-console")
def test_log_shows_the_output_and_takes_nothing(device):
    with device.start() as line:
        assert pump.open_door(line, LOG) == "open 01"
        line.until("tank seq=")
        assert not runs_python(line)
        line.until("tank seq=")
        assert closed_words(line, None) == []


@pytest.mark.parametrize("scope, answer", [(READ, "no file"), (UPDATE, "next "), (ERASE, "erased")])
def test_a_scope_answers_its_own_words_only(device, scope, answer):
    with device.start() as line:
        assert pump.open_door(line, scope) == f"open {scope:02x}"
        assert closed_words(line, scope) == []
        assert not runs_python(line) and b"tank" not in line.said
        assert line.ask(WORDS[scope]).startswith(answer)


def test_erase_leaves_no_data_and_no_secret(device):
    device.flash.write(pump.SECRETS, b"sealed by nobody")
    with device.start() as line:
        line.listen(3)  # it made its filesystem
        assert b"littlefs" in device.flash.path.read_bytes()[:8192]
        assert pump.open_door(line, ERASE) == "open 10"
        assert line.ask("mpsec: erase") == "erased"
    flash = device.flash.path.read_bytes()
    assert flash[:0x100000] == b"\xff" * 0x100000
    assert flash[pump.SECRETS : pump.SECRETS + 0x4000] == b"\xff" * 0x4000


@pytest.mark.shows("qemu-arm", "service-prompt")
def test_prompt_is_python_for_one_boot(device):
    with device.start() as line:
        assert pump.open_door(line, PROMPT) == "open 04"
        line.until("tank seq=")  # its answers have to be seen
        assert closed_words(line, None) == []
        assert runs_python(line)
        hears(line, b"import guard\r", 0.5)
        assert b"13" in hears(line, b"try: guard.secret('uplink-id')\rexcept OSError as e: print(e.errno)\r\r\r\r", 1)
        assert b"391" in hears(line, b"\x01print(17*23)\x04", 1)  # the raw prompt
        hears(line, b"\x02", 0.3)
        hears(line, b"while True: pass\r\r\r", 0.5)
        assert b"KeyboardInterrupt" in hears(line, b"\x03", 1)
        assert b"soft reboot" in hears(line, b"\x04", 1.5)
        line.until("tank seq=")
        assert runs_python(line)  # a soft reset leaves it open
    with device.start() as line:
        line.listen(3)
        assert not runs_python(line) and line.said == b""


@pytest.mark.parametrize("build, state", [("stock", "present"), ("hardened", "absent")])
def test_the_audit_sees_that_the_prompt_is_behind_the_door(mpsec, elf, build, state):
    document = mpsec("--json", "audit", elf.parents[1] / build / "firmware.elf").json()
    facts = {fact["name"]: fact["state"] for fact in document["inventories"][0]["facts"]}
    rules = ("repl-friendly", "repl-raw", "repl-paste")
    assert [facts[rule] for rule in rules] == [state] * 3
    assert facts["compiler"] == "present"  # which is told as it is


def test_a_plan_that_must_keep_the_prompt_keeps_it_behind_the_door(mpsec, tmp_path):
    model = tmp_path / "device.yaml"
    for name in ("app", "keys", "works.yaml"):
        (tmp_path / name).symlink_to(pump.EXAMPLE / name)
    kept = pump.MODEL.read_text().replace("functions:\n", "functions:\n  - {id: field-repl, essential: true}\n")
    model.write_text(kept.replace("functions: [field-repl, ", "functions: ["))
    done = mpsec("plan", "--dry-run", model)
    assert done.status == 0, done.out + done.err
    assert "ctl.service-prompt:" in done.out and "ctl.console-gate:" not in done.out
    assert "field-repl" not in done.out.split("functions lost:")[1].splitlines()[0]
