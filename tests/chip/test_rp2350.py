"""The emulated RP2350's exceptions and protection against QEMU's Cortex-M33, and what its boot ROM starts."""

import pathlib
import shutil
import struct
import subprocess

import pytest

HERE = pathlib.Path(__file__).parent
ROOT = HERE.parents[1]
EMULATOR = ROOT / "boards/rp2/emulator"
COMPILE = (
    "arm-none-eabi-gcc -mcpu=cortex-m33 -mthumb -mfloat-abi=softfp -mfpu=fpv5-sp-d16 -O1 -Wall -Werror -ffreestanding "
    "-fno-builtin -nostdlib -DCODE=0x10000000u -Wl,--build-id=none -Wl,--entry=0x10000000"
).split()
RAM = {"chip": "0x20000000", "qemu": "0x38000000"}
QEMU = (
    "qemu-system-arm -machine mps2-an505 -nographic -monitor none -serial none "
    "-semihosting-config enable=on,target=native -kernel"
).split()

pytestmark = pytest.mark.skipif(
    not (ROOT / ".deps/node/node_modules/rp2040js").exists(), reason="scripts/setup-rp2 brings the emulated chip's devices"
)


@pytest.fixture(scope="module")
def programs(tmp_path_factory):
    """exceptions.c for both machines: the chip's as a raw image, QEMU's as an ELF."""
    folder = tmp_path_factory.mktemp("programs")
    for name, ram in RAM.items():
        words = (f"-DRAM={ram}u", f"-Wl,--defsym=RAM={ram}", f"-Wl,-T,{HERE / 'exceptions.ld'}")
        subprocess.run([*COMPILE, *words, HERE / "exceptions.c", "-o", folder / f"{name}.elf"], check=True)
    subprocess.run(["arm-none-eabi-objcopy", "-O", "binary", folder / "chip.elf", folder / "chip.bin"], check=True)
    return folder


def told(*words):
    return subprocess.run(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=120, check=False)


def run(program, emulator=EMULATOR):
    return told("node", HERE / "run_program.mjs", emulator, program)


@pytest.fixture(scope="module")
def wanted(programs):
    done = told(*QEMU, programs / "qemu.elf")
    said = done.stderr  # its semihosting speaks there
    assert done.returncode == 0, said
    assert said.count("exception") > 25 and said.endswith("protection off 00004400\n")
    return said


def test_exceptions_and_protection_are_as_in_qemu(programs, wanted):
    done = run(programs / "chip.bin")
    assert done.stdout == wanted
    assert done.returncode == 0


MISTAKES = (
    ("m33/exceptions.mjs", "priority < this.priorities[best]", "priority > this.priorities[best]"),
    ("m33/exceptions.mjs", "(floats ? 0 : RETURN.basic)", "RETURN.basic"),
    ("m33/exceptions.mjs", "(was ? RETURN.process : 0)", "0"),
    ("m33/exceptions.mjs", "this.grouped(this.basepri)", "256"),
    ("m33/exceptions.mjs", "fpu.words[i] = word(8 + i);", ""),
    ("m33/core.mjs", "if (to >>> 0 < this.exceptions.stackLimit() >>> 0) {", "if (false) {"),
    ("m33/mpu.mjs", "write: read && !readOnly", "write: read"),
    ("m33/mpu.mjs", "execute: read && (word & 1) === 0 && !never", "execute: read && !never"),
    ("m33/mpu.mjs", "hits.length > 1", "false"),
    ("m33/mpu.mjs", "const read = privileged || forAll;", "const read = true;"),
    ("m33/mpu.mjs", "privileged && (this.control & CTRL.background) !== 0", "privileged"),
)


@pytest.mark.parametrize("file, stands, instead", MISTAKES)
def test_a_mistake_in_exceptions_or_protection_is_noticed(programs, wanted, file, stands, instead):
    # As deep below the root as the emulator is, so that it finds its devices.
    copy = ROOT / "build/tests/chip-with-a-mistake"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(EMULATOR, copy)
    text = (copy / file).read_text()
    assert stands in text
    (copy / file).write_text(text.replace(stands, instead, 1))
    assert run(programs / "chip.bin", copy).stdout != wanted
    shutil.rmtree(copy)


BLOCK = struct.pack("<5I", 0xFFFFDED3, 0x10210142, 0x000001FF, 0, 0xAB123579)


@pytest.mark.parametrize(
    "instead, why",
    [
        (b"", "no block that says what it is"),
        (BLOCK.replace(b"\x21\x10", b"\x11\x10"), "no program for an RP2350's secure state"),  # Non-secure
        (BLOCK.replace(b"\x21\x10", b"\x21\x11"), "no program for an RP2350's secure state"),  # RISC-V
        (BLOCK[:12] + struct.pack("<I", 4) + BLOCK[16:], "no block that says what it is"),  # a link to nothing
        (BLOCK[:-4] + bytes(4), "does not end where it says"),
    ],
)
def test_the_boot_rom_starts_a_program_for_this_chip_only(programs, tmp_path, instead, why):
    image = (programs / "chip.bin").read_bytes()
    assert image.count(BLOCK) == 1
    (tmp_path / "image.bin").write_bytes(image.replace(BLOCK, instead.ljust(len(BLOCK), b"\0")))
    done = run(tmp_path / "image.bin")
    assert done.returncode != 0 and why in done.stderr and done.stdout == ""


def test_a_fault_in_the_handler_of_faults_stops_the_core_and_says_where(programs, tmp_path):
    image = bytearray((programs / "chip.bin").read_bytes())
    start, undefined = struct.unpack_from("<I", image, 4)[0] & ~1, b"\x00\xde"
    image[start - 0x10000000 : start - 0x10000000 + 2] = undefined
    struct.pack_into("<I", image, 12, start | 1)  # HardFault's vector
    (tmp_path / "image.bin").write_bytes(image)
    done = run(tmp_path / "image.bin")
    assert done.returncode == 1
    assert f"undefined instruction de00 at {start:x}" in done.stderr and f"lockup at {start:x}" in done.stderr
