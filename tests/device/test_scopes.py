"""Each scope of the service door, on the emulated device and on the one in a process: the right key opens just that.

This firmware keeps the prompt and hides what the application prints; both are behind the door. That of the process has
more, for which no second one is built.
"""

import board
import pump
import pytest
from process import UNIX

LOG, READ, PROMPT, UPDATE, ERASE = 1, 2, 4, 8, 16
PATH = b"/notes.txt".hex()
# What each scope answers; nothing else may.
WORDS = {
    READ: f"mpsec: read 00000000{PATH}",
    UPDATE: "mpsec: head 0000000000",
    ERASE: "mpsec: erase",
}
MACHINES = [
    pytest.param(board.ARM, id="arm", marks=pytest.mark.xdist_group("door-device")),
    pytest.param(UNIX, id="unix", marks=pytest.mark.xdist_group("door-process")),
]
ALSO = {UNIX: ("no-flash-object", "stack-protection")}


@pytest.fixture(scope="module", params=MACHINES)
def machine(request):
    return request.param


@pytest.fixture(scope="module")
def elf(machine):
    if machine is board.ARM:
        pump.firmware()  # whose stock build it takes
    return pump.all_scopes(machine, ALSO.get(machine, ()))


@pytest.fixture
def device(machine, elf, tmp_path):
    return pump.Pump(tmp_path, elf=elf, machine=machine)


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


@pytest.mark.shows(None, "quiet-console", "service-prompt", "service-door")
def test_without_a_key_there_is_silence(device):
    stranger = board.key_of("stranger")
    with device.start() as line:
        line.listen(4)
        assert line.said == b""  # the application of the same firmware prints when LOG is open: below
        assert not runs_python(line) and hears(line, b"\x01\x04", 0.5) == b""
        assert pump.open_door(line, PROMPT, stranger) == "refused"
        assert not runs_python(line)
        assert b"tank" not in line.said


def test_on_stock_the_console_tells_and_takes_everything(device, elf, tmp_path):
    """What the others find refused is possible: the same application, copied into the filesystem of the stock build."""
    stock = pump.Pump(tmp_path, "stock", elf.parents[1] / "stock/firmware.elf", device.flash.machine)
    with stock.start() as line:
        line.until("Type ")
        assert runs_python(line)
        assert b"\r\n341" in hears(line, b"print(11*31)\r", 1)
        assert b"challenge" not in hears(line, b"mpsec: unlock 04\r", 1)


@pytest.mark.shows(None, "quiet-console")
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


@pytest.mark.shows(None, "service-prompt")
def test_prompt_is_python_for_one_boot(device):
    with device.start() as line:
        hears(line, b"print(11*31)\r")  # of somebody who waits for a technician
        assert pump.open_door(line, PROMPT) == "open 04"
        line.until("tank seq=")  # its answers have to be seen
        assert closed_words(line, None) == []
        assert runs_python(line)
        assert b"341" not in line.said
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


@pytest.mark.shows("unix", "stack-protection")
@pytest.mark.parametrize("build, state", [("stock", "absent"), ("hardened", "present")])
def test_the_audit_sees_the_canaries_of_a_process(mpsec, machine, elf, build, state):
    if "stack-protection" not in ALSO.get(machine, ()):
        pytest.skip("test_holes.py asks the emulated device")
    document = mpsec("--json", "audit", elf.parents[1] / build / "firmware.elf").json()
    facts = {fact["name"]: fact["state"] for fact in document["inventories"][0]["facts"]}
    assert facts["elf-stack-protector"] == state


@pytest.mark.shows("unix", "no-flash-object")
def test_the_blocks_under_the_filesystem_are_closed_to_whoever_has_the_prompt(device, machine, elf, tmp_path):
    if "no-flash-object" not in ALSO.get(machine, ()):
        pytest.skip("test_holes.py asks the emulated device")
    make = b"import flash; print('made', flash.Flash().ioctl(5, 0))\r"
    with device.start() as line:
        assert pump.open_door(line, PROMPT) == "open 04"
        assert runs_python(line)
        assert b"OSError: [Errno 1]" in hears(line, make, 1)
    with pump.Pump(tmp_path, "stock", elf.parents[1] / "stock/firmware.elf", machine).start() as line:
        line.until("Type ")
        assert b"made 4096" in hears(line, make, 1)


def test_the_tool_opens_what_it_needs_and_is_refused_with_another_key(mpsec, device):
    words = ("--read", "/_none", "--key")
    with device.start() as line:
        line.listen(3)
        done = mpsec("unlock", line.port, *words, board.key_of("stranger"), timeout=60)
        assert done.status == 1 and "refused" in done.out, done.out + done.err
        line.listen(3)
        done = mpsec("unlock", line.port, *words, pump.SERVICE, timeout=60)
        assert done.status == 1 and done.out.endswith("there is no such file on the device\n"), done.out + done.err


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
