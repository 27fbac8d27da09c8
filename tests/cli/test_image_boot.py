"""mpsec image boot: a second reader of the chip maker's form starts what was signed, and nothing else."""

import hashlib
import pathlib
import struct
import subprocess
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/oracle"))
boot_rom = pytest.importorskip("boot_rom", reason="apt-get install python3-cryptography")

START, END = 0xFFFFDED3, 0xAB123579


def block(link, *items):
    """One block, as the pico-sdk's start files have it."""
    words = [START, *items, 0xFF | len(items) << 8, link % 2**32, END]
    return struct.pack(f"<{len(words)}I", *words)


VECTORS = (0x20082000, 0x10000181)  # a stack, and where the program begins


def firmware(kind=0x1021, first_link=0x200 - 0x110, size=0x2FE, last_link=0x110 - 0x200, vectors=VECTORS, more=()):
    """A small one with the two blocks of a build: what it is, and where it ends."""
    image = bytearray(i * 7 % 251 for i in range(size))
    image[:8] = struct.pack("<2I", *vectors)
    first, last = block(first_link, 0x142 | kind << 16, *more), block(last_link, 0x1FE)
    image[0x110 : 0x110 + len(first)] = first
    image[0x200 : 0x200 + len(last)] = last
    return bytes(image)


def make_key(path, curve="secp256k1"):
    words = ("openssl", "ecparam", "-name", curve, "-genkey", "-noout", "-out", path)
    subprocess.run(words, check=True, capture_output=True)
    der = subprocess.run(("openssl", "ec", "-in", path, "-pubout", "-outform", "DER"), check=True, capture_output=True)
    return hashlib.sha256(der.stdout[-64:]).digest()


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "firmware.bin").write_bytes(firmware())
    return tmp_path


def sign(mpsec, folder, *words):
    return mpsec("--json", "image", "boot", "-k", "boot.pem", "-o", "signed.bin", *words, "firmware.bin", cwd=folder)


def test_the_second_reader_starts_what_was_signed_and_not_what_was_not(mpsec, folder):
    key_hash = make_key(folder / "boot.pem")
    done = sign(mpsec, folder)
    assert done.status == 0, done.out
    document, signed = done.json(), (folder / "signed.bin").read_bytes()
    assert document["key_hash"] == key_hash.hex()
    assert b"".join(row.to_bytes(2, "little") for row in document["otp_rows"]) == key_hash
    assert document["size"] == len(signed)
    assert boot_rom.starts(signed, key_hash)
    assert not boot_rom.starts(signed, hashlib.sha256(b"another key").digest())
    assert not boot_rom.starts(firmware(), key_hash)


def test_nothing_but_one_link_changes_in_the_firmware_itself(mpsec, folder):
    make_key(folder / "boot.pem")
    assert sign(mpsec, folder).status == 0
    before, after = firmware() + bytes(2), (folder / "signed.bin").read_bytes()
    assert {at // 4 for at in range(len(before)) if before[at] != after[at]} == {(0x200 + 12) // 4}


SAYS_NOTHING, SAYS_TABLE, SAYS_ENTRY = (), (0x203, 0x10000000), (0x344, 0x10000181, 0x20082000)


@pytest.mark.parametrize("more", [SAYS_NOTHING, SAYS_TABLE, SAYS_ENTRY, SAYS_TABLE + SAYS_ENTRY])
def test_the_signature_covers_where_the_program_begins(mpsec, folder, more):
    key_hash = make_key(folder / "boot.pem")
    (folder / "firmware.bin").write_bytes(firmware(more=more))
    assert sign(mpsec, folder).status == 0
    signed = (folder / "signed.bin").read_bytes()
    assert boot_rom.starts(signed, key_hash)
    assert boot_rom.begins(signed, key_hash) == (0x10000000, *reversed(VECTORS))


def test_each_flipped_bit_of_what_runs_is_refused(mpsec, folder):
    key_hash = make_key(folder / "boot.pem")
    assert sign(mpsec, folder).status == 0
    signed = bytearray((folder / "signed.bin").read_bytes())
    end = len(signed) - 12  # the last item, the link and the end word are not signed
    padding = 0x300 + 13 * 4 + 2  # a byte of the signature item's head that means nothing
    bits = [*range(0, 0x300 * 8, 13), *range(0x300 * 8, padding * 8), *range(padding * 8 + 8, end * 8)]
    for bit in bits:
        signed[bit // 8] ^= 1 << bit % 8
        assert not boot_rom.starts(bytes(signed), key_hash), f"bit {bit}"
        signed[bit // 8] ^= 1 << bit % 8
    assert boot_rom.starts(bytes(signed), key_hash)


def test_uf2_holds_the_same(mpsec, folder):
    make_key(folder / "boot.pem")
    assert sign(mpsec, folder, "--uf2", "signed.uf2").status == 0
    blocks, signed = (folder / "signed.uf2").read_bytes(), (folder / "signed.bin").read_bytes()
    held = b"".join(blocks[at + 32 : at + 288] for at in range(0, len(blocks), 512))
    assert held[: len(signed)] == signed
    assert struct.unpack_from("<I", blocks, 28)[0] == 0xE48BFF59


@pytest.mark.parametrize(
    "image, why",
    [
        (bytes(8192), "the firmware has no block for the boot ROM in its first 4 KiB"),
        (bytes(4096) + firmware(), "the firmware has no block for the boot ROM in its first 4 KiB"),
        (b"", "the firmware has no block for the boot ROM in its first 4 KiB"),
        (firmware(first_link=0x80), "the blocks for the boot ROM are no sound loop"),
        (firmware(first_link=0x2FC - 0x110), "the blocks for the boot ROM are no sound loop"),  # half a word is left
        (firmware(first_link=-0x400), "the blocks for the boot ROM are no sound loop"),
        (firmware(first_link=0x7FFFFFFC), "the blocks for the boot ROM are no sound loop"),
        (firmware(last_link=0), "the blocks for the boot ROM are no sound loop"),
        (firmware(kind=0x0021), "the firmware is no program for the secure Arm cores of the RP2350"),
        (firmware(kind=0x1101), "the firmware is no program for the secure Arm cores of the RP2350"),
        (firmware(kind=0x9021), "the firmware is no program for the secure Arm cores of the RP2350"),
        (firmware(vectors=(0x20082004, 0x10000181)), "the firmware's vector table does not lead into it"),
        (firmware(vectors=(0x20082000, 0x10000180)), "the firmware's vector table does not lead into it"),
        (firmware(vectors=(0x20082000, 0x10000301)), "the firmware's vector table does not lead into it"),
        (firmware(more=(0x203, 0x100002FC)), "the firmware's vector table does not lead into it"),
        (firmware(more=(0x203, 0x10000002)), "the firmware's vector table does not lead into it"),
        (firmware(more=(0x203, 0x20000000)), "the firmware is linked to run at 0x20000000 and would not start from flash"),
    ],
)
def test_other_firmware_is_refused_by_name(mpsec, folder, image, why):
    make_key(folder / "boot.pem")
    (folder / "firmware.bin").write_bytes(image)
    done = sign(mpsec, folder)
    assert done.status == 2
    assert [entry["text"] for entry in done.json()["diagnostics"]] == [why]
    assert not (folder / "signed.bin").exists()


def test_what_is_signed_is_not_signed_again(mpsec, folder):
    make_key(folder / "boot.pem")
    assert sign(mpsec, folder).status == 0
    (folder / "signed.bin").rename(folder / "firmware.bin")
    done = sign(mpsec, folder)
    assert done.status == 2
    assert done.json()["diagnostics"][0]["text"] == "the firmware is signed or hashed already"


def test_a_key_on_another_curve_is_refused(mpsec, folder):
    make_key(folder / "boot.pem", "prime256v1")
    done = mpsec("image", "boot", "-k", "boot.pem", "-o", "signed.bin", "firmware.bin", cwd=folder)
    assert done.status == 2
    assert "takes keys on secp256k1 only, and this is none" in done.err
    assert "remedy: make one with openssl ecparam -name secp256k1 -genkey -noout" in done.err


def test_key_and_output_are_asked_for(mpsec, folder):
    done = mpsec("image", "boot", "firmware.bin", cwd=folder)
    assert done.status == 2
    assert "to sign takes a key" in done.err and "nothing says where to write" in done.err
