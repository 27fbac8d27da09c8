"""mpsec image seal: an independent reader of the specification opens what it wrote, and nobody else does."""

import hashlib
import pathlib
import subprocess
import sys
import uuid

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/oracle"))
import seal as oracle  # noqa: E402

CLASS = uuid.uuid5(uuid.uuid5(uuid.NAMESPACE_DNS, "vendor.example"), "lamp").bytes
CHIP = bytes(range(32))
SECRETS = {"wifi": b"open sesame", "mqtt": bytes(range(256)) * 2}


@pytest.fixture
def folder(mpsec, tmp_path):
    made = mpsec("keygen", "--no-passphrase", "a.pem", "-p", "a.pub.pem", cwd=tmp_path)
    assert made.status == 0
    (tmp_path / "chip.key").write_bytes(CHIP)
    (tmp_path / "chip.bin").write_bytes(b"mpsC" + bytes(16) + CHIP + bytes(32))
    for name, value in SECRETS.items():
        (tmp_path / name).write_bytes(value)
    return tmp_path


def signer(folder):
    words = ("openssl", "pkey", "-pubin", "-in", folder / "a.pub.pem", "-outform", "DER")
    return hashlib.sha256(subprocess.run(words, capture_output=True, check=True).stdout).digest()


def seal(mpsec, folder, *words):
    given = ("--vendor-id", "vendor.example", "--class-id", "lamp", "-o", "out", "wifi=wifi", "mqtt=mqtt")
    return mpsec("image", "seal", *words, *given, cwd=folder)


@pytest.mark.parametrize("key", ["a.pem", "a.pub.pem"])
@pytest.mark.parametrize("chip", ["chip.key", "chip.bin"])
def test_another_reader_opens_what_was_sealed(mpsec, folder, key, chip):
    done = seal(mpsec, folder, "--chip-key", chip, "--signer", key)
    assert done.status == 0 and done.err == ""
    records = oracle.read((folder / "out").read_bytes())
    who = signer(folder)
    assert {r[0].decode(): oracle.unseal(r, CHIP, who, CLASS) for r in records} == SECRETS
    for record in records:
        assert oracle.unseal(record, bytes(32), who, CLASS) is None
        assert oracle.unseal(record, CHIP, bytes(32), CLASS) is None
        assert oracle.unseal(record, CHIP, who, bytes(16)) is None


def test_without_a_key_of_the_chip_it_warns_and_zeros_stand_in(mpsec, folder):
    done = seal(mpsec, folder, "--signer", "a.pub.pem")
    assert done.status == 0 and "obfuscation only" in done.err
    record = oracle.read((folder / "out").read_bytes())[0]
    assert oracle.unseal(record, bytes(32), signer(folder), CLASS) == SECRETS["wifi"]


def test_each_time_the_bytes_are_others(mpsec, folder):
    words = ("--chip-key", "chip.key", "--signer", "a.pub.pem")
    seal(mpsec, folder, *words)
    first = (folder / "out").read_bytes()
    seal(mpsec, folder, *words)
    assert (folder / "out").read_bytes() != first


@pytest.mark.parametrize(
    "words, message",
    [
        (("--signer", "a.pem"), "at least one NAME=FILE"),
        (("wifi=wifi",), "to seal takes --signer"),
        (("--signer", "a.pem", "wifi"), "a secret is given as NAME=FILE, not as 'wifi'"),
        (("--signer", "a.pem", "=wifi"), "a secret has a name of 1 to 32 characters"),
        (("--signer", "a.pem", "--chip-key", "wifi", "x=wifi"), "the key of a chip is a file of 32 bytes"),
        (("--signer", "a.pem", "wifi=wifi"), "nothing says where to write"),
    ],
)
def test_mistakes_are_named(mpsec, folder, words, message):
    done = mpsec("image", "seal", *words, cwd=folder)
    assert done.status == 2 and message in done.err
