"""Memory protection alone on a Raspberry Pi Pico and a Pico 2: machine code that Python brings along runs on stock and resets the other.

The build keeps compiler, emitters and prompt, so nothing but the protection refuses. The units are the emulators'
(boards/rp2/emulator), after ARM's manuals. Builds and boots take minutes, so these run by `make check-rp2`.
"""

import os
import subprocess

import board
import pytest
import test_pico
from test_pico import pico  # noqa: F401
from test_pico_stack import BANNER, Prompt

pytestmark = [
    pytest.mark.skipif("MPSEC_RP2" not in os.environ, reason="make check-rp2 runs these"),
    pytest.mark.xdist_group("rp2"),
]
# The first puts a function into RAM as machine code and calls it; the second writes what is there already.
NATIVE = ("@micropython.native\rdef f(): return 6*7\r\r", "print('ran', f())")
WRITE = ("import machine", "machine.mem32[{0:#x}] = machine.mem32[{0:#x}]", "print('wrote', 6*7)")
FLASH = 0x10001000
FILE = ("f = open('kept', 'w'); f.write('x' * 9000); f.close()", "print('size', len(open('kept').read()))")


@pytest.fixture(scope="module")
def built(mpsec, pico):  # noqa: F811
    folder, text = test_pico.model_of(pico, "protection")
    (folder / "device.yaml").write_text(text)
    words = ("--control=ctl.boot-hook", "--control=ctl.memory-protection")
    return pico, test_pico.build(mpsec, pico, "protection", folder / "device.yaml", *words)


def symbols_of(built, build):
    """Address and type, which is FUNC, OBJECT or NOTYPE, of each symbol. Thumb code has the lowest bit of its address set."""
    words = ["arm-none-eabi-readelf", "-sW", built[1] / build / "firmware.elf"]
    lines = subprocess.run(words, stdout=subprocess.PIPE, text=True, check=True).stdout.splitlines()
    rows = [line.split() for line in lines if len(line.split()) == 8 and line.split()[0][:-1].isdigit()]
    return {row[7]: (int(row[1], 16) & ~1, row[3]) for row in rows}


def answer(built, tmp_path, build, *lines):
    """What the prompt says to `lines`, or the banner of the start after a fault."""
    with Prompt(tmp_path, built, build) as device:
        device.comes_up()
        device.type(*lines)
        return device.sees("ran 42", "wrote 42", BANNER)


@pytest.mark.shows(None, "memory-protection")
@pytest.mark.parametrize("build, says", [("stock", "ran 42"), ("hardened", BANNER)])
def test_machine_code_in_ram(built, tmp_path, build, says):
    assert answer(built, tmp_path, build, *NATIVE) == says


@pytest.mark.shows(None, "memory-protection")
@pytest.mark.parametrize("build, says", [("stock", "wrote 42"), ("hardened", BANNER)])
@pytest.mark.parametrize("where", ["flash", "flash_range_erase", "boot2_copyout"])
def test_a_store_into_what_runs(built, tmp_path, build, says, where):
    if (where, built[0].chip) == ("flash", "rp2350"):
        pytest.skip("its flash refuses a store without help")
    address = FLASH if where == "flash" else symbols_of(built, build)[where][0] & ~3
    assert answer(built, tmp_path, build, *(line.format(address) for line in WRITE)) == says


@pytest.mark.shows(None, "memory-protection")
@pytest.mark.parametrize("build", ["stock", "hardened"])
def test_what_must_be_written_is(built, tmp_path, build):
    """The interrupt vectors, data behind the code, the last of the stack; and the flash, by what runs from RAM meanwhile."""
    symbols = symbols_of(built, build)
    places = [0x20000000, 0x200000BC, symbols["__bss_end__"][0] - 8, symbols["__StackTop"][0] - 16]
    with Prompt(tmp_path, built, build) as device:
        device.comes_up()
        for place in places:
            device.type(*(line.format(place) for line in WRITE))
            assert device.sees("wrote 42", BANNER) == "wrote 42"
        for _ in range(2):
            device.type(*FILE)
            assert device.sees("size 9000", BANNER) == "size 9000"
        device.type("machine.reset()")
        device.sees(BANNER)
        device.comes_up()
        device.type(FILE[1])
        assert device.sees("size 9000", "Traceback") == "size 9000"


def test_only_code_lies_between_the_marks_and_all_of_it(built):
    symbols = symbols_of(built, "hardened")
    start, end = (symbols[f"__mpsec_code_{name}"][0] for name in ("start", "end"))
    in_ram = {name: value for name, value in symbols.items() if 0x20000000 <= value[0] < symbols["__StackTop"][0]}
    inside = {name for name, (address, _) in in_ram.items() if start <= address < end}
    assert inside >= {"flash_range_erase", "flash_do_cmd", "flash_enable_xip_via_boot2", "multicore_lockout_handler"}
    assert {name for name in inside if in_ram[name][1] == "OBJECT"} == set()
    assert {name for name, (_, kind) in in_ram.items() if kind == "FUNC"} - inside == set()
