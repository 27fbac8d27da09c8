"""Writes tests/vectors/hybrid/*.txt: images signed twice, and their verdict with and without LMS.

`# with:` is the verdict where the device's key asks for an LMS signature beside ECDSA, `# without:`
where it does not. The key of the images is SCALAR, its LMS half the one of make_lms_vectors.py.
An encrypted image is judged as it is stored. Everything comes from fixed seeds.
"""

import hashlib
import pathlib
import struct
import sys

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "oracle"))
import lms  # noqa: E402
import p256  # noqa: E402
from make_image_vectors import COUNTER, WRAPPED_128, area, image, record  # noqa: E402

SCALAR = int.from_bytes(hashlib.sha256(b"hybrid vectors").digest(), "big") % p256.N
SPKI_HEAD = bytes.fromhex("3059301306072a8648ce3d020106082a8648ce3d03010703420004")
SALT = hashlib.sha256(b"randomizer").digest()


def spki_of(scalar):
    x, y = p256.multiply(scalar, p256.G)
    return SPKI_HEAD + x.to_bytes(32, "big") + y.to_bytes(32, "big")


def key_record(scalar):
    return record(0x01, hashlib.sha256(spki_of(scalar)).digest())


def ecdsa(scalar, digest, nonce=7919):
    return p256.sign(scalar, digest, nonce)


def hashed(payload, flags=0x10):
    whole = image(payload, last=b"", flags=flags)
    return whole[: -len(area(0x6907, b""))]


def signed(payload, second=b"", digest=None, signer=SCALAR):
    digest = digest or hashlib.sha256(hashed(payload)).digest()
    last = record(0x10, digest) + key_record(SCALAR) + record(0x22, ecdsa(signer, digest))
    return image(payload, last=last + second)


def sealed(second):
    """The plaintext is never looked at here: what is judged is the image as it is stored."""
    plain, stored = bytes(32), bytes(range(32))
    digest = hashlib.sha256(hashed(plain, 0x14)).digest()
    last = record(0x10, digest) + key_record(SCALAR) + record(0x22, ecdsa(SCALAR, digest))
    wrapped = WRAPPED_128[4:]
    message = b"mpsec-ciphertext-v1" + hashed(stored, 0x14) + digest + wrapped
    seal = record(0xA4, ecdsa(SCALAR, hashlib.sha256(message).digest(), 7927))
    return image(stored, last=last + second(digest) + WRAPPED_128 + seal, flags=0x14)


def changed(data, at):
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def cases(key):
    other = lms.Key(bytes(range(32)), bytes(range(1, 17)))
    payload = b"hello romfs"
    digest = hashlib.sha256(hashed(payload)).digest()
    foreign = hashlib.sha256(hashed(b"another one")).digest()

    def second(data=digest, by=key, leaf=5):
        return record(0xA5, by.sign(leaf, data, SALT))

    good = signed(payload, second())
    admit, deny = "ADMIT", "DENY_LMS"
    yield "both", admit, admit, "both signatures hold", good
    yield "lms_missing", deny, admit, "stripped", signed(payload)
    yield "lms_changed", deny, admit, "one bit", signed(payload, changed(second(), 100))
    yield "lms_of_another_key", deny, admit, "", signed(payload, second(by=other))
    yield "lms_of_another_image", deny, admit, "", signed(payload, second(foreign))
    yield ("ecdsa_by_another", "DENY_SIGNATURE", "DENY_SIGNATURE", "only LMS holds",
           signed(payload, second(), signer=SCALAR + 1))
    yield "payload_changed", "DENY_DIGEST", "DENY_DIGEST", "", changed(good, 32)
    yield "sealed", "AUTHENTIC", "AUTHENTIC", "encrypted", sealed(second)
    yield "sealed_without_lms", deny, "AUTHENTIC", "encrypted", sealed(lambda _: b"")
    yield ("sealed_lms_changed", deny, "AUTHENTIC", "encrypted",
           sealed(lambda data: changed(second(data), 1400)))


def main():
    assert COUNTER[4] == 7
    folder = HERE / "hybrid"
    folder.mkdir(exist_ok=True)
    for old in folder.glob("*.txt"):
        old.unlink()
    key = lms.Key(bytes(range(32)), bytes(range(16)))
    for name, with_lms, without, why, data in cases(key):
        lines = [f"# {why or name.replace('_', ' ')}"]
        lines += [f"# with: MPSEC_VERDICT_{with_lms}", f"# without: MPSEC_VERDICT_{without}"]
        lines += [data[i : i + 32].hex() for i in range(0, len(data), 32)]
        (folder / f"{name}.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "key.pub").write_text(spki_of(SCALAR).hex() + "\n", encoding="utf-8")
    (folder / "lms.pub").write_text(key.public.hex() + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
