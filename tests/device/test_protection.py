"""Memory protection alone: machine code that Python brings along runs on stock and resets the other.

The builds keep the compiler, the loader and the prompt, so nothing but the protection refuses.
MPSEC_LONG=1 runs these; the ordinary run has the protection in the RV32 device of test_guard.py.
"""

import os
import shutil

import board
import pytest

pytestmark = [
    pytest.mark.skipif("MPSEC_LONG" not in os.environ, reason="builds two devices: MPSEC_LONG=1"),
    pytest.mark.xdist_group("guard-device"),
]
# The first puts a function into RAM as machine code and calls it; the second writes to the program.
NATIVE = b"@micropython.native\rdef f(): return 6*7\r\r\rprint('ran', f())\r"
WRITE = b"import machine\rmachine.mem32[%#x]=0\rprint('wrote', 6*7)\r"
PROGRAM = {"arm": 0x1000, "riscv": 0x80001000}


@pytest.fixture(scope="module", params=[board.ARM, board.RISCV], ids=lambda machine: machine.name)
def built(request):
    machine = request.param
    out = machine.kept.with_name(f"protection-{machine.name}")
    board.firmware(machine)
    # mpsec takes the copy of the stock build, whose inputs are the same.
    shutil.rmtree(out, ignore_errors=True)
    shutil.copytree(machine.kept / "stock", out / "stock", ignore=shutil.ignore_patterns("obj"))
    controls = ("--control=ctl.boot-hook", "--control=ctl.memory-protection")
    board.run(board.MPSEC, "build", "--out", out, *controls, board.model_of(machine))
    return machine, out


def answer(built, tmp_path, build, code):
    """What the prompt says to `code`: the words of it, or the banner of the start after a fault."""
    machine, out = built
    flash = board.Flash(tmp_path / "flash.bin", machine)
    with board.Device(flash, out / build / "firmware.elf") as device:
        device.until("Type ")
        device.process.stdin.write(code)
        return device.until("ran ", "wrote ", "MicroPython ")


@pytest.mark.shows(None, "memory-protection")
@pytest.mark.parametrize("build, starts", [("stock", "ran 42"), ("hardened", "MicroPython ")])
def test_machine_code_in_ram(built, tmp_path, build, starts):
    assert answer(built, tmp_path, build, NATIVE).startswith(starts)


@pytest.mark.shows(None, "memory-protection")
@pytest.mark.parametrize("build, starts", [("stock", "wrote 42"), ("hardened", "MicroPython ")])
def test_a_write_to_the_program(built, tmp_path, build, starts):
    machine, _ = built
    code = WRITE % (PROGRAM[machine.name] + 0x2F000)
    assert answer(built, tmp_path, build, code).startswith(starts)
