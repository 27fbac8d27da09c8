"""What no stock build of the reference device has: put into a board of our own, and taken out by its control.

Both builds come from that board, and the prompt stays open on both, so that nothing but the control refuses.
The memory protection is here for the ordinary run; test_protection.py tries more of it.
"""

import shutil

import board
import homes
import pytest

pytestmark = pytest.mark.xdist_group("guard-device")

MORE = """
#define MICROPY_PY_MARSHAL      (1)
#define MICROPY_PY_SYS_SETTRACE (1)
"""
CONTROLS = ("boot-hook", "memory-protection", "no-marshal", "no-settrace", "no-raw-memory-with-romfs")
FACTS = ("marshal", "settrace", "raw-memory", "uctypes")  # S-MARSHAL and so on
# control -> what is typed, what stock answers, what the other does.
ATTACKS = {
    # Bytes become code, without compiler and file system.
    "no-marshal": (
        "import marshal\rexec(marshal.loads(marshal.dumps(compile('print(\"ran\",6*7)','','exec'))))\r",
        "ran 42",
        "ImportError: no module named 'marshal'",
    ),
    # A function whose globals nothing else leads to, seen when it is called.
    "no-settrace": (
        "import sys\rn={'k':6*7,'p':print}\rexec('def f(): p(0)',n)\rf=n['f']\r"
        "sys.settrace(lambda r,e,a: r.f_globals.get('k') and print('saw',r.f_globals['k']))\rf()\r",
        "saw 42",
        "AttributeError: ",
    ),
    # Machine code in RAM; after the fault the device starts anew.
    "memory-protection": (
        "@micropython.native\rdef f(): return 6*7\r\r\rprint('ran',f())\r",
        "ran 42",
        "MicroPython ",
    ),
}


@pytest.fixture(scope="module")
def built():
    out = board.KEPT.with_name("richer-arm")
    home = homes.home_at(out / "home")
    header = home / "boards/common/qemu_mpconfig.h"
    text = header.read_text()
    assert text.endswith("\n#endif\n")
    header.write_text(text.removesuffix("\n#endif\n") + MORE + "\n#endif\n")
    controls = (f"--control=ctl.{name}" for name in CONTROLS)
    board.run(board.MPSEC, "--home", home, "build", "--out", out, *controls, board.MODEL)
    shutil.rmtree(home)
    return out


def answer(built, tmp_path, build, words, *answers):
    flash = board.Flash(tmp_path / "flash.bin")
    with board.Device(flash, built / build / "firmware.elf") as device:
        device.until("Type ")
        device.process.stdin.write(words.encode())
        return device.until(*answers)


@pytest.mark.shows("qemu-arm", "no-marshal", "no-settrace", "memory-protection")
def test_what_runs_on_stock_is_refused(built, tmp_path):
    for words, stock, hardened in ATTACKS.values():
        assert answer(built, tmp_path, "stock", words, stock, hardened).startswith(stock)
        assert answer(built, tmp_path, "hardened", words, stock, hardened).startswith(hardened)


@pytest.mark.parametrize("build, state", [("stock", "present"), ("hardened", "absent")])
def test_the_audit_tells_one_from_the_other(mpsec, built, build, state):
    document = mpsec("--json", "audit", built / build / "firmware.elf").json()
    facts = {fact["name"]: fact["state"] for fact in document["inventories"][0]["facts"]}
    assert {name: facts[name] for name in FACTS} == dict.fromkeys(FACTS, state)


@pytest.mark.parametrize("build, outcome", [("stock", "succeeded"), ("hardened", "refused")])
def test_raw_memory_is_closed_while_the_prompt_still_runs_code(mpsec, built, tmp_path, build, outcome):
    done = mpsec(
        "--json", "attack", "--build", built / build, "--lab", built / "stock", "--work", tmp_path,
        "--only=A-REPL-RAW", "--only=A-MEM32", board.MODEL, timeout=600,
    )  # fmt: skip
    found = {entry["attack"]: entry["outcome"] for entry in done.json()["attacks"]}
    assert found == {"A-REPL-RAW": "succeeded", "A-MEM32": outcome}
