"""The guard inside MicroPython on the emulated device: what runs, what is refused, what survives.

MPSEC_KILLS and MPSEC_MUTATIONS say how many kills and how many wrong images (make killtest).
"""

import ast
import os
import random
import re
import time

import board
import pytest
from process import UNIX

pytestmark = pytest.mark.xdist_group("guard-device")
KILLS = int(os.environ.get("MPSEC_KILLS", "10"))
MUTATIONS = int(os.environ.get("MPSEC_MUTATIONS", "30"))
SEED = int(os.environ.get("MPSEC_SEED", "1"))


@pytest.fixture(scope="module")
def images(tmp_path_factory):
    folder = tmp_path_factory.mktemp("images")
    board.KEPT.mkdir(parents=True, exist_ok=True)  # for the stranger's key
    return {
        "one": board.make_image(folder, "one", 1),
        "two": board.make_image(folder, "two", 2),
        "three": board.make_image(folder, "three", 3),
        "far": board.make_image(folder, "far", 1000),
        "stranger": board.make_image(folder, "stranger", 2, key="stranger"),
        "class": board.make_image(folder, "class", 2, class_id="00000000-0000-4000-8000-000000000001"),
    }


@pytest.fixture(scope="module", params=[board.ARM, board.RISCV, UNIX], ids=lambda machine: machine.name)
def machine(request):
    """All devices; a slow one takes the tests that its flash matters to, unless MPSEC_LONG is set."""
    board.firmware(request.param)
    return request.param


@pytest.fixture
def flash(request, tmp_path, images, machine):
    wanted = "MPSEC_LONG" in os.environ or request.node.get_closest_marker("each_flash")
    if machine is not board.ARM and not machine.quick and not wanted:
        pytest.skip("the flash makes no difference; MPSEC_LONG=1 runs it here too")
    made = board.Flash(tmp_path / "flash.bin", machine)
    made.put(0, images["one"])
    return made


def names_of(nodes):
    """What stubs define, but for types that only they know."""
    named = (node.target.id if isinstance(node, ast.AnnAssign) else getattr(node, "name", "_") for node in nodes)
    return {name for name in named if not name.startswith("_")}


def greeting(flash):
    """What the application says at a start of its own, or why there is none."""
    with board.Device(flash) as device:
        return device.until("app ", "guard: ")


def test_the_signed_application_runs_as_main_and_knows_its_state(flash):
    with board.Device(flash) as device:
        assert device.until("app ") == "app one __main__"
        assert device.ask("status") == (
            "= (slot=0, version=(1, 0, 1, 0), counter=1, floor=0, phase='none', attempts=0, "
            "trial=False, copied=True, fast=False, unlocked=False, opened=0, secrets='obfuscation only')"
        )
        assert device.ask("confirm") == "= None"
        assert "floor=1" in device.ask("status")
        device.process.stdin.write(b"exit\n")
        assert device.until("app ") == "app one __main__"  # and after a soft reset again


@pytest.mark.each_flash
def test_an_update_is_tried_confirmed_and_cannot_be_undone(flash, images):
    with board.Device(flash) as device:
        device.until("app ")
        assert device.send_image(images["two"]) == "= None"
        device.process.stdin.write(b"exit\n")
        assert device.until("app ") == "app two __main__"
        assert "phase='trial', attempts=2, trial=True" in device.ask("status")
        assert device.send_image(images["three"]) == "! OSError(16,)"  # EBUSY
        assert device.ask("confirm") == "= None"
        assert "slot=1" in device.ask("status") and "floor=2" in device.ask("status")
        assert device.send_image(images["one"]) == "! OSError(13,)"  # EACCES: below the floor
    assert greeting(flash) == "app two __main__"
    flash.put(1, images["one"])  # the same with a clip
    assert greeting(flash) == "guard: no application may run (slot 0: too old, slot 1: too old)"


@pytest.mark.each_flash
def test_an_update_that_never_confirms_is_given_up_after_three_starts(flash, images):
    with board.Device(flash) as device:
        device.until("app ")
        assert device.send_image(images["two"]) == "= None"
    assert [greeting(flash) for _ in range(5)] == ["app two __main__"] * 3 + ["app one __main__"] * 2


def begin(image):
    """The line that offers the head of an image."""
    return "begin " + board.base64.b64encode(board.head_of(image)).decode()


def write(part):
    return "write " + board.base64.b64encode(part).decode()


def with_payload_size(image, size):
    """The image, whose header claims another size; the head stays that of the image."""
    head = board.head_of(image)
    return head[:12] + size.to_bytes(4, "little") + head[16:]


def bad_head(images, name):
    if name in images:
        return board.head_of(images[name])
    head = bytearray(board.head_of(images["two"]))
    if name == "signature":
        head[-1] ^= 1  # the last byte of s
    elif name == "no image":
        head[0] ^= 1
    elif name == "cut short":
        del head[-1]
    else:
        return with_payload_size(images["two"], int(name))
    return bytes(head)


@pytest.mark.parametrize(
    "name, answer",
    [
        ("stranger", 13), ("class", 13), ("far", 1), ("signature", 13), ("no image", 22), ("cut short", 22),
        (str(1 << 21), 28), (str((1 << 32) - 1), 28),
    ],
)  # fmt: skip
def test_an_update_that_is_not_for_this_device_is_refused_by_its_head(flash, images, name, answer):
    with board.Device(flash) as device:
        device.until("app ")
        before = flash.path.read_bytes()
        head = board.base64.b64encode(bad_head(images, name)).decode()
        assert device.ask("begin " + head) == f"! OSError({answer},)"
        assert flash.path.read_bytes() == before


def test_an_update_goes_on_near_where_the_power_went(flash, tmp_path):
    image = board.make_image(tmp_path, "two", 2, ballast=40_000)
    sent = 30_000
    with board.Device(flash) as device:
        device.until("app ")
        assert device.ask(begin(image)) == "= 0"
        for at in range(0, sent, 1500):
            assert device.ask(write(image[at : at + 1500])) == "= 1500"
        assert device.ask("progress") == f"= ({sent}, {len(image)})"
    with board.Device(flash) as device:
        assert device.until("app ") == "app one __main__"
        assert "phase='receiving'" in device.ask("status")
        at = int(device.ask(begin(image)).removeprefix("= "))
        assert sent - 2 * 4096 <= at <= sent
        for at in range(at, len(image), 1500):
            assert device.ask(write(image[at : at + 1500])).startswith("= ")
        assert device.ask("finish") == "= None"
    assert greeting(flash) == "app two __main__"


@pytest.mark.each_flash
def test_an_update_is_not_written_over_the_slot_that_runs_for_want_of_the_other(flash, images):
    flash.put(0, b"broken")
    flash.put(1, images["one"])
    with board.Device(flash) as device:
        assert device.until("app ") == "app one __main__"
        assert "slot=1" in device.ask("status")
        assert device.ask("confirm") == "! OSError(32,)"
        assert device.ask(begin(images["two"])) == "= 0"
    assert greeting(flash) == "app one __main__"
    with board.Device(flash) as device:
        device.until("app ")
        assert device.send_image(images["two"]) == "= None"
        device.process.stdin.write(b"exit\n")
        assert device.until("app ") == "app two __main__"
        assert device.ask("confirm") == "= None"
        assert "slot=0" in device.ask("status") and "floor=2" in device.ask("status")


def test_what_is_out_of_order_or_not_as_promised_says_so_and_harms_nothing(flash, images):
    image = images["two"]
    with board.Device(flash) as device:
        device.until("app ")
        assert device.ask(begin(image)) == "= 0"
        assert device.ask("finish") == "! OSError(32,)"  # EPIPE: too early
        assert device.ask(write(image[:100])) == "= 100"
        assert device.ask(write(image)) == "! OSError(32,)"  # more than is missing
        assert device.ask("progress") == f"= (100, {len(image)})"  # and nothing of it was taken
        spoilt = bytes([image[100] ^ 1]) + image[101:]
        assert device.ask(write(spoilt)) == f"= {len(spoilt)}"
        assert device.ask("finish") == "! OSError(9,)"  # EBADF
        assert device.ask("finish") == "! OSError(32,)" and "phase='none'" in device.ask("status")
        assert device.send_image(image) == "= None"
    assert greeting(flash) == "app two __main__"


def test_a_changed_head_of_a_true_image_costs_the_update_and_nothing_else(flash, images):
    """The signature is over the digest, and only the whole image shows whose digest it is."""
    counter = b"\x50\x00\x04\x00"
    assert images["one"].count(counter + (1).to_bytes(4, "little")) == 1
    forged = images["one"].replace(counter + (1).to_bytes(4, "little"), counter + (2).to_bytes(4, "little"))
    flash.put(0, images["two"])
    with board.Device(flash) as device:
        device.until("app ")
        assert device.ask("confirm") == "= None"
        assert device.send_image(images["one"]) == "! OSError(13,)"
        assert device.send_image(forged) == "! OSError(9,)"
        assert "phase='none'" in device.ask("status") and "floor=2" in device.ask("status")
    assert greeting(flash) == "app two __main__"
    flash.put(1, forged)
    flash.put(0, bytes(64))
    assert greeting(flash) == "guard: no application may run (slot 0: no image, slot 1: no image)"


def test_the_module_has_the_names_that_its_stubs_promise(flash):
    tree = ast.parse((board.ROOT / "guard/micropython/guard.pyi").read_text())
    update = next(node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == "Update")
    promised = names_of(tree.body) | names_of(update.body)
    with board.Device(flash) as device:
        device.until("app ")
        said = ast.literal_eval(device.ask("names").removeprefix("= "))
        fields = re.findall(r"(\w+)=", device.ask("status"))
    assert {name for name in said if not name.startswith("_")} == promised - {"offset", "size"}  # of an instance alone
    status = next(node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == "_Status")
    assert fields == [node.target.id for node in status.body]


@pytest.mark.parametrize("name", ["stranger", "class"])
def test_an_image_written_with_a_clip_does_not_run(flash, images, name):
    flash.put(0, images[name])
    assert greeting(flash).startswith("guard: no application may run")


def test_no_byte_of_the_image_can_be_changed_with_a_clip(flash, images):
    for at in (40, len(images["one"]) - 1, len(images["one"]) // 2):
        data = bytearray(images["one"])
        data[at] ^= 1
        flash.put(0, bytes(data))
        assert greeting(flash).startswith("guard: no application may run"), at
    flash.put(0, images["one"])
    assert greeting(flash) == "app one __main__"


def test_a_dropped_module_is_data_and_the_application_stays_mounted(flash, tmp_path):
    source = tmp_path / "dropped.py"
    source.write_text("a = 7\n")
    cross = next((board.ROOT / ".deps").glob("mpy-cross-*")) / "mpy-cross"
    board.run(cross, source)
    code = source.with_suffix(".mpy").read_bytes()
    with board.Device(flash) as device:
        device.until("app ")
        dropped = board.base64.b64encode(code).decode()
        assert device.ask("drop " + dropped) == f"= {len(code)}"
        assert device.ask("size") == f"= {len(code)}"  # it is there
        assert device.ask("import") == """! ImportError("no module named 'dropped'",)"""
        assert device.ask("unmount") == "! OSError(1,)"  # EPERM


def test_wrong_images_are_refused_and_the_old_one_runs_on(flash, images):
    dice = random.Random(SEED)
    with board.Device(flash) as device:
        device.until("app ")
        for number in range(MUTATIONS):
            wrong = board.mutate(images["two"], dice)
            said = device.send_image(wrong) if len(wrong) > 64 else "!"
            assert said.startswith("!"), f"seed {SEED}, number {number} was taken"
        assert "phase='none'" in device.ask("status") or "receiving" in device.ask("status")
    assert greeting(flash) == "app one __main__"


class PowerIsOut(Exception):
    """The time that was left to the device is over."""


def ask_until(device, words, end):
    """As Device.ask, while there is power."""
    device.process.stdin.write((words + "\n").encode())
    while time.monotonic() < end:
        if board.select.select([device.process.stdout], [], [], 0.005)[0]:
            line = device.line()
            if line.startswith(("= ", "! ")):
                return line
    raise PowerIsOut


def update_until(device, image, end):
    said = ask_until(device, "begin " + board.base64.b64encode(board.head_of(image)).decode(), end)
    offset = int(said[2:]) if said.startswith("= ") else len(image)
    while offset < len(image):
        part = image[offset : offset + 300]
        ask_until(device, "write " + board.base64.b64encode(part).decode(), end)
        offset += len(part)
    ask_until(device, "finish", end)


@pytest.mark.each_flash
def test_a_device_killed_during_updates_always_starts_a_verified_application(flash, images):
    """The applications differ in their counters only; each start must show one at or above the floor."""
    dice = random.Random(SEED)
    numbers = {"app one __main__": 1, "app two __main__": 2, "app three __main__": 3}
    confirmed = 0
    for kill in range(max(KILLS, 20) if flash.machine.quick else KILLS):
        if confirmed == 3:  # from the front, with another device
            flash = board.Flash(flash.path, flash.machine)
            flash.put(0, images["one"])
            confirmed = 0
        with board.Device(flash) as device:
            said = device.until("app ", "guard: ")
            assert numbers.get(said, -1) >= confirmed, f"kill {kill}, seed {SEED}: {said}"
            number = numbers[said]
            end = time.monotonic() + dice.uniform(0, flash.machine.kill_within)
            try:
                if "trial=True" in ask_until(device, "status", end):
                    ask_until(device, "confirm", end)
                    confirmed = number
                update_until(device, images["two" if number == 1 else "three"], end)
            except PowerIsOut:
                continue
    assert numbers[greeting(flash)] >= confirmed
