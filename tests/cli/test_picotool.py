"""The maker's own picotool on what mpsec makes for the RP2350: it verifies, and it encrypts.

scripts/picotool builds it, which takes a minute, so these run by `make check-rp2`, which sets MPSEC_RP2. No chip is
asked, and the maker's loader is not run: only what it would put into RAM is started, in the emulated chip.
"""

import hashlib
import json
import os
import pathlib
import shutil
import struct
import subprocess

import pytest
import test_image_boot
from test_image_boot import boot_rom

pytestmark = [
    pytest.mark.skipif("MPSEC_RP2" not in os.environ, reason="make check-rp2 runs these"),
    pytest.mark.xdist_group("rp2"),
]

ENCRYPTED = (
    "boot-hook console-gate frozen-app no-compiler no-fs-code no-mpy-load no-keyboard-interrupt no-dupterm "
    "no-emitters no-eval-exec pinned-mounts no-raw-memory terse-errors no-rp2-flash no-rp2-dma "
    "rp2350-signed-boot rp2350-encrypted-boot"
).split()
RAM, RAM_END, HEAP_WANTED = 0x20000000, 0x20082000, 192 << 10
EMULATOR = pathlib.Path(__file__).resolve().parents[2] / "boards/rp2/emulator/main.mjs"


@pytest.fixture(scope="module")
def picotool(root):
    done = subprocess.run([root / "scripts/picotool"], stdout=subprocess.PIPE, check=True, timeout=1800)
    program = done.stdout.decode().strip()

    def ask(*words):
        words = [program, *map(str, words)]
        done = subprocess.run(words, capture_output=True, encoding="latin-1", check=False, timeout=300)  # it prints the IV
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    return ask


def signature(said):
    """What it says of the signature of the block that holds one."""
    return [line.split(":")[1].strip() for line in said.splitlines() if line.strip().startswith("signature:")][-1]


@pytest.fixture
def signed(mpsec, tmp_path):
    key_hash = test_image_boot.make_key(tmp_path / "boot.pem")
    (tmp_path / "firmware.bin").write_bytes(test_image_boot.firmware())
    assert test_image_boot.sign(mpsec, tmp_path, "--uf2", "signed.uf2").status == 0
    return tmp_path, key_hash


@pytest.mark.parametrize("form", ["signed.bin", "signed.uf2"])
@pytest.mark.shows("rp2350", "rp2350-signed-boot")
def test_it_verifies_what_mpsec_signed(picotool, signed, form):
    folder, _ = signed
    assert signature(picotool("info", "-a", folder / form)) == "verified"


def test_it_sees_each_spoilt_byte_and_so_does_the_second_reader(picotool, signed):
    folder, key_hash = signed
    good = (folder / "signed.bin").read_bytes()
    for at in (0, 1, 0x80, 0x10F, 0x1FF, 0x2FD, len(good) - 0x20):
        bad = bytearray(good)
        bad[at] ^= 0x10
        (folder / "bad.bin").write_bytes(bad)
        assert signature(picotool("info", "-a", folder / "bad.bin")) == "incorrect", hex(at)
        assert not boot_rom.starts(bytes(bad), key_hash), hex(at)


def test_it_writes_the_same_rows_and_seals_what_the_second_reader_starts(mpsec, picotool, signed):
    folder, key_hash = signed
    (folder / "whole.bin").write_bytes(test_image_boot.firmware() + bytes(2))  # it would not fill up itself
    words = (folder / "whole.bin", folder / "sealed.bin", folder / "boot.pem", folder / "otp.json")
    picotool("seal", "--sign", *words)
    assert boot_rom.starts((folder / "sealed.bin").read_bytes(), key_hash)
    rows = json.loads((folder / "otp.json").read_text())
    assert bytes(rows["bootkey0"]) == key_hash


@pytest.fixture(scope="module")
def in_ram(mpsec, root, tmp_path_factory):
    model = tmp_path_factory.mktemp("in_ram") / "pico2/device.yaml"
    shutil.copytree(root / "tests/models/pico", model.parent)
    text = model.read_text()
    model.write_text(text.replace("chip: rp2040", "chip: rp2350").replace("RPI_PICO", "RPI_PICO2"))
    (model.parent / "app").mkdir(exist_ok=True)
    (model.parent / "app/main.py").write_text("print('a sentence that nobody shall read')\n")
    out = root / "build/tests/pico2-ram"
    words = [f"--control=ctl.{control}" for control in ENCRYPTED]
    done = mpsec("--json", "build", "--out", out, *words, model, timeout=3600)
    assert done.status == 0, done.out
    return out, done.json(), (model, words)


def symbol(elf, name):
    lines = subprocess.run(["arm-none-eabi-nm", elf], capture_output=True, text=True, check=True).stdout.splitlines()
    return next(int(line.split()[0], 16) for line in lines if line.split()[-1] == name)


def held(elf, address, size):
    """What a file that the chip loads has for these addresses."""
    text = subprocess.run(["arm-none-eabi-readelf", "-lW", elf], capture_output=True, text=True, check=True).stdout
    for line in text.splitlines():
        words = line.split()
        if words[:1] == ["LOAD"] and int(words[2], 16) <= address < int(words[2], 16) + int(words[4], 16):
            start = int(words[1], 16) + address - int(words[2], 16)
            return elf.read_bytes()[start : start + size]
    raise AssertionError(f"{elf} has nothing at {address:#x}")


def first_line_of(elf, program, folder):
    """The emulated chip with a program in its RAM, up to the first print()."""
    (folder / "program.bin").write_bytes(program)
    (folder / "empty.bin").write_bytes(b"")
    words = ["node", str(EMULATOR), "--chip", "rp2350", "--loaded", folder / "program.bin"]
    words += ["--until", hex(symbol(elf, "mp_builtin_print")), folder / "empty.bin", folder / "flash.bin"]
    return subprocess.run(words, capture_output=True, text=True, timeout=600, check=False)


def test_all_of_an_encrypted_firmware_runs_from_ram_and_leaves_a_heap(in_ram):
    out, document, _ = in_ram
    elf = out / "hardened/firmware.elf"
    heap = symbol(elf, "__GcHeapEnd") - symbol(elf, "__GcHeapStart")
    assert heap >= HEAP_WANTED
    text = subprocess.run(["arm-none-eabi-readelf", "-lW", elf], capture_output=True, text=True, check=True).stdout
    loads = [line.split() for line in text.splitlines() if line.strip().startswith("LOAD")]
    assert loads and all(RAM <= int(load[2], 16) and int(load[2], 16) + int(load[5], 16) <= RAM_END for load in loads)
    uf2 = (out / "hardened/firmware.uf2").read_bytes()
    assert struct.unpack_from("<I", uf2, 12)[0] == RAM  # the boot loader's drive puts it there, and starts it
    assert document["hardened"]["ram_bytes"] > document["hardened"]["flash_bytes"]
    assert "nor encrypted" in document["boot"]["missing"]


def test_mpsec_does_not_sign_for_flash_what_runs_from_ram(mpsec, in_ram, tmp_path):
    out, _, (model, words) = in_ram
    test_image_boot.make_key(tmp_path / "boot.pem")
    done = mpsec("build", "--out", out, *words, "--boot-key", tmp_path / "boot.pem", model, timeout=3600)
    assert done.status == 2 and "firmware that is encrypted has to be signed afterwards" in done.err
    words = ("-k", tmp_path / "boot.pem", "-o", tmp_path / "signed.bin", out / "hardened/firmware.bin")
    done = mpsec("image", "boot", *words)
    assert done.status == 2 and "is linked to run at 0x20000000 and would not start from flash" in done.err


@pytest.mark.shows("rp2350", "rp2350-encrypted-boot")
def test_it_encrypts_the_firmware_and_nobody_reads_the_application(mpsec, picotool, in_ram, tmp_path):
    ciphers = pytest.importorskip("cryptography.hazmat.primitives.ciphers", reason="apt-get install python3-cryptography")
    out, _, _ = in_ram
    firmware = out / "hardened/firmware.elf"
    key_hash = test_image_boot.make_key(tmp_path / "boot.pem")
    key, salt = hashlib.sha256(b"a key for this test").digest(), hashlib.sha256(b"salt").digest()[:16]
    (tmp_path / "aes.bin").write_bytes(key)
    (tmp_path / "salt.bin").write_bytes(salt)
    sealed, encrypted, uf2 = (tmp_path / f"firmware.{end}" for end in ("sealed.elf", "encrypted.elf", "uf2"))
    boot, otp = tmp_path / "boot.pem", tmp_path / "otp.json"
    picotool("seal", "--sign", firmware, sealed, boot, otp)
    keys = (tmp_path / "aes.bin", tmp_path / "salt.bin", boot, otp)
    picotool("encrypt", "--embed", "--hash", "--sign", sealed, encrypted, *keys)
    picotool("uf2", "convert", encrypted, uf2, "-o", "0x10000000", "--family", "rp2350-arm-s", "--abs-block")
    assert signature(picotool("info", "-a", uf2)) == "verified"
    assert mpsec("audit", uf2).status == 1  # it cannot look inside, and says so

    clear = (out / "hardened/firmware.bin").read_bytes()
    secret = b"a sentence that nobody shall read"
    assert secret in clear and secret not in uf2.read_bytes() and secret not in encrypted.read_bytes()
    # It is this firmware, signed, and this key opens it: read back by another hand. Block n is under salted IV xor n.
    salted, hidden = held(encrypted, symbol(encrypted, "iv.3"), 16), held(encrypted, RAM, len(clear) + 512)
    first = int.from_bytes(bytes(a ^ b for a, b in zip(salted, salt)), "big")
    blocks = b"".join((first ^ number).to_bytes(16, "big") for number in range(len(hidden) // 16))
    stream = ciphers.Cipher(ciphers.algorithms.AES(key), ciphers.modes.ECB()).encryptor().update(blocks)
    opened = bytes(a ^ b for a, b in zip(hidden, stream))
    assert boot_rom.starts(opened, key_hash)
    changed = [at for at in range(len(clear)) if opened[at] != clear[at]]
    assert len(changed) <= 4 and all(at < 4096 for at in changed)  # the link of its first block
    # What the loader has opened comes to the application's first line, in the emulated chip; what it has not does not start.
    instructions, _ = map(int, first_line_of(firmware, opened, tmp_path).stdout.split())
    assert 100_000 < instructions < 10_000_000
    assert first_line_of(firmware, hidden, tmp_path).returncode != 0
