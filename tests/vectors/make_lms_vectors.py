"""Writes tests/vectors/lms/*.txt: public key, message, signature, and whether it holds.

The keys come from fixed seeds through tests/oracle/lms.py, so the files are the same every time.
rfc8554.txt is not made here: it is Appendix F of the RFC, test case 1, the upper tree.
"""

import hashlib
import pathlib
import struct
import sys

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "oracle"))
import lms  # noqa: E402

MESSAGE = hashlib.sha256(b"what an image's digest looks like").digest()


def changed(data, at):
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def with_number(data, at, value):
    return data[:at] + struct.pack(">I", value) + data[at + 4 :]


def cases():
    key = lms.Key(bytes(range(32)), bytes(range(16)))
    other = lms.Key(bytes(range(32)), bytes(range(1, 17)))
    salt = hashlib.sha256(b"randomizer").digest()
    made = {q: key.sign(q, MESSAGE, salt) for q in (0, 1, 511, 512, 682, 1023)}
    for q, signature in made.items():
        yield f"leaf_{q}", "the path of this leaf", key.public, MESSAGE, signature
    yield "empty_message", "", key.public, b"", key.sign(2, b"", salt)
    yield "long_message", "", key.public, bytes(1000), key.sign(3, bytes(1000), salt)
    good = made[682]
    parts = {"randomizer": 8, "first_chain": 40, "last_chain": 40 + 33 * 32, "path_low": 1132,
             "path_high": 1451}
    for name, at in parts.items():
        yield f"changed_{name}", "one bit", key.public, MESSAGE, changed(good, at)
    yield "changed_message", "one bit", key.public, changed(MESSAGE, 31), good
    yield "changed_root", "one bit", changed(key.public, 24), MESSAGE, good
    yield "changed_id", "one bit", changed(key.public, 8), MESSAGE, good
    yield "other_key", "", other.public, MESSAGE, good
    yield "other_leaf", "the leaf is not the path's", key.public, MESSAGE, with_number(good, 0, 683)
    yield "leaf_1024", "there is none", key.public, MESSAGE, with_number(good, 0, 1024)
    yield "leaf_wraps", "2^32 - 1024 + 682", key.public, MESSAGE, with_number(good, 0, 0xFFFFFEAA)
    yield "short", "", key.public, MESSAGE, good[:-1]
    yield "long", "", key.public, MESSAGE, good + b"\0"
    yield "empty", "", key.public, MESSAGE, b""
    yield "ots_type", "W4 in the signature", key.public, MESSAGE, with_number(good, 4, 3)
    yield "type", "H5 in the signature", key.public, MESSAGE, with_number(good, 1128, 5)
    yield "key_type", "H5 in the key", with_number(key.public, 0, 5), MESSAGE, good
    yield "key_ots_type", "W4 in the key", with_number(key.public, 4, 3), MESSAGE, good


def main():
    folder = HERE / "lms"
    for old in folder.glob("*.txt"):
        if old.name != "rfc8554.txt":
            old.unlink()
    for name, why, public, message, signature in cases():
        word = "GOOD" if lms.verifies(public, message, signature) else "BAD"
        lines = [f"# {why or name.replace('_', ' ')}", f"# expect: MPSEC_SIGNATURE_{word}"]
        for field, value in (("public", public), ("message", message), ("signature", signature)):
            lines.append(field + ":")
            lines += [value[i : i + 32].hex() for i in range(0, len(value), 32)]
        (folder / f"{name}.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
