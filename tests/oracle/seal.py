"""Sealed secrets by docs/spec/secrets.md alone: an independent reader."""

import hashlib
import hmac


def derive(chip_key, info):
    extracted = hmac.digest(b"mpsec-1", chip_key, "sha256")
    return hmac.digest(extracted, info + b"\x01", "sha256")


def read(data):
    """(name, life, nonce, encrypted value, tagged bytes, tag) of each record."""
    out = []
    while data[:4] == b"mpsS":
        format_, life, n = data[4], data[5], data[6]
        m = int.from_bytes(data[8:10], "little")
        assert format_ == 1 and data[7] == 0 and data[10:12] == b"\0\0" and 1 <= n <= 32 and 1 <= m <= 512
        end = 28 + n + m
        out.append((data[28 : 28 + n], life, data[12:28], data[28 + n : end], data[:end], data[end : end + 32]))
        data = data[end + 32 :]
    return out


def unseal(record, chip_key, signer, class_id):
    """The value; None when it was not sealed for these."""
    _, life, nonce, value, tagged, tag = record
    binding = signer + class_id + bytes([life])
    if not hmac.compare_digest(hmac.digest(derive(chip_key, b"mpsec-secret-1-t" + binding), tagged, "sha256"), tag):
        return None
    key = derive(chip_key, b"mpsec-secret-1-e" + binding)
    stream = b"".join(
        hmac.digest(key, nonce + bytes([i]), hashlib.sha256) for i in range((len(value) + 31) // 32)
    )
    return bytes(a ^ b for a, b in zip(value, stream))
