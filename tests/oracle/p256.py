"""ECDSA and ECDH on P-256 from the textbook (SEC 1), slow and plain: a second opinion for the tests."""

import hashlib
import hmac

P = 0xFFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF
N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
B = 0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B
G = (
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
)


def add(a, b):
    if a is None or b is None:
        return a or b
    if a[0] == b[0] and (a[1] + b[1]) % P == 0:
        return None
    if a == b:
        slope = (3 * a[0] * a[0] - 3) * pow(2 * a[1], -1, P) % P
    else:
        slope = (b[1] - a[1]) * pow(b[0] - a[0], -1, P) % P
    x = (slope * slope - a[0] - b[0]) % P
    return x, (slope * (a[0] - x) - a[1]) % P


def multiply(k, point):
    result = None
    while k:
        if k & 1:
            result = add(result, point)
        point, k = add(point, point), k >> 1
    return result


def point_of(data):
    """The last 64 bytes of a SubjectPublicKeyInfo or of an uncompressed point."""
    x, y = (int.from_bytes(data[i : i + 32], "big") for i in (len(data) - 64, len(data) - 32))
    assert (y * y - (x * x * x - 3 * x + B)) % P == 0, "not on the curve"
    return x, y


def scalars(der):
    size = der[3]
    return int.from_bytes(der[4 : 4 + size], "big"), int.from_bytes(der[6 + size :], "big")


def verifies(point, digest, der):
    r, s = scalars(der)
    if not (0 < r < N and 0 < s < N):
        return False
    w, e = pow(s, -1, N), int.from_bytes(digest, "big")
    found = add(multiply(e * w % N, G), multiply(r * w % N, point))
    return found is not None and found[0] % N == r


def hkdf(secret, info, size):
    """RFC 5869 with SHA-256 and a salt of 32 zero bytes."""
    extracted = hmac.digest(bytes(32), secret, hashlib.sha256)
    out, block = b"", b""
    for i in range(1, size // 32 + 2):
        block = hmac.digest(extracted, block + info + bytes([i]), hashlib.sha256)
        out += block
    return out[:size]


def open_wrapped(scalar, record, aes_ctr):
    """The content key of an encryption record (§7); aes_ctr(key, data) starts at counter 0."""
    shared = multiply(scalar, point_of(record[:65]))[0].to_bytes(32, "big")
    size = len(record) - 97
    okm = hkdf(shared, b"MCUBoot_ECIES_v1", size + 32)
    assert hmac.digest(okm[size:], record[97:], hashlib.sha256) == record[65:97], "tag"
    return aes_ctr(okm[:size], record[97:])


def sign(scalar, digest, nonce):
    """For test vectors only: the nonce is the caller's, so the signature is the same every time."""
    r = multiply(nonce, G)[0] % N
    s = pow(nonce, -1, N) * (int.from_bytes(digest, "big") + r * scalar) % N

    def integer(value):
        data = value.to_bytes(value.bit_length() // 8 + 1, "big")
        return b"\x02" + bytes([len(data)]) + data

    body = integer(r) + integer(s)
    return b"\x30" + bytes([len(body)]) + body
