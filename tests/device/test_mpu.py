"""The emulated Pico's memory protection unit (boards/rp2/emulator/mpu.mjs) against the one of QEMU's Cortex-M3.

The registers of ARMv6-M and ARMv7-M are the same. Needs node, so `make check-rp2` runs this.
"""

import json
import os
import random
import select
import struct
import subprocess
import time

import board
import pytest

pytestmark = pytest.mark.skipif("MPSEC_RP2" not in os.environ, reason="make check-rp2 runs these")

SOURCES = board.ROOT / "tests/device/mpu"
MPU = board.ROOT / "boards/rp2/emulator/mpu.mjs"
CASES = 3000
WINDOW = 0x20000000  # memory where neither the probe nor its stack lies
WINDOW_BITS = 21
ACCESS = (0, 1, 2, 3, 5, 6, 7)  # 4 is reserved


def region(dice):
    bits = dice.randint(5, WINDOW_BITS)
    base = WINDOW + (dice.randrange(1 << (WINDOW_BITS - bits)) << bits)
    without = dice.choice((0, dice.randrange(256)))
    rasr = dice.randrange(2) << 28 | dice.choice(ACCESS) << 24 | without << 8 | (bits - 1) << 1 | (dice.random() < 0.8)
    return base, rasr, bits


def case(dice):
    regions = [region(dice) for _ in range(8)]
    base, _, bits = dice.choice(regions)
    edge = base + (dice.randrange(9) << max(bits - 3, 2))
    address = dice.choice((edge, edge - 4, WINDOW + dice.randrange(1 << WINDOW_BITS))) & ~3
    address = min(max(address, WINDOW), WINDOW + (1 << WINDOW_BITS) - 4)
    return [address, *(word for base, rasr, _ in regions for word in (base, rasr))]


@pytest.fixture(scope="module")
def cases():
    dice = random.Random(2040)
    return [case(dice) for _ in range(CASES)]


def probe(folder, cases):
    """What QEMU's core may do, a digit for each case."""
    elf, table = folder / "probe.elf", folder / "cases.bin"
    flags = ("-mcpu=cortex-m3", "-mthumb", "-O2", "-Wall", "-Werror", "-Wno-unused-parameter", "-nostdlib", "-nostartfiles")
    places = ("-Wl,--section-start=.vectors=0", "-Wl,-Ttext=0x1000", "-Wl,-Tbss=0x200000", "-Wl,-e,start")
    board.run("arm-none-eabi-gcc", *flags, *places, "-o", elf, SOURCES / "probe.c")
    words = [word for one in cases for word in one]
    table.write_bytes(struct.pack(f"<{len(words) + 1}I", len(cases), *words))
    loader = ("-device", f"loader,addr=0x21000000,force-raw=on,file={table}")
    machine = ("qemu-system-arm", "-machine", "mps2-an385", "-kernel", elf, *loader, *board.QUIET)
    process = subprocess.Popen(list(map(str, machine)), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, bufsize=0)
    said, end = b"", time.monotonic() + 120
    while not said.endswith(b"\n") and time.monotonic() < end:
        if select.select([process.stdout], [], [], 1)[0]:
            said += os.read(process.stdout.fileno(), 65536)
    process.kill()
    process.wait()
    process.stdout.close()
    return said.decode().strip()


def ask(unit, cases):
    words = ["node", SOURCES / "ask.mjs", unit]
    return subprocess.run(words, input=json.dumps(cases), stdout=subprocess.PIPE, text=True, check=True).stdout.strip()


@pytest.fixture(scope="module")
def wanted(cases, tmp_path_factory):
    return probe(tmp_path_factory.mktemp("probe"), cases)


def test_the_emulated_unit_refuses_what_qemus_refuses(cases, wanted):
    assert len(wanted) == CASES and all(wanted.count(digit) > CASES / 20 for digit in "0123")
    got = ask(MPU, cases)
    wrong = [(hex(one[0]), a, b) for one, a, b in zip(cases, got, wanted, strict=True) if a != b]
    assert wrong == []


# What each line of the unit is for: without it the comparison has to fail.
MUTANTS = {
    "regions[regions.length - 1]": "regions[0]",
    "!((region.size >>> (8 + eighth)) & 1)": "true",
    "bits < 8 ||": "",
    "2 ** (bits - 3)": "2 ** (bits - 2)",
    "!((region.size >>> 28) & 1)": "true",
    "[false, true, true, true, false, false, false, false]": "[true, true, true, true, false, false, false, false]",
    "!(region.size & ENABLE) ||": "",
}


@pytest.mark.parametrize("old", MUTANTS)
def test_a_wrong_unit_is_noticed(cases, wanted, tmp_path, old):
    text = MPU.read_text()
    assert text.count(old) == 1
    (tmp_path / "mpu.mjs").write_text(text.replace(old, MUTANTS[old]))
    assert ask(tmp_path / "mpu.mjs", cases) != wanted
