"""LMS of RFC 8554, one tree, SHA-256: written from the RFC alone, for any height and any W.

verifies() is a second opinion on core/src/lms.c, sign() makes its vectors. Slow and plain.
"""

import hashlib
import struct

HEIGHTS = {5: 5, 6: 10, 7: 15, 8: 20, 9: 25}  # LMS_SHA256_M32_Hx (§5.1)
WIDTHS = {1: (1, 265, 7), 2: (2, 133, 6), 3: (4, 67, 4), 4: (8, 34, 0)}  # LMOTS: w, p, ls (§4.1)
D_PBLC, D_MESG, D_LEAF, D_INTR = b"\x80\x80", b"\x81\x81", b"\x82\x82", b"\x83\x83"


def sha(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def u32(value):
    return struct.pack(">I", value)


def digits(ots, value):
    """The w-bit digits of a hash and of its checksum (§4.4)."""
    w, count, shift = WIDTHS[ots]

    def split(data):
        return [byte >> (8 - w * (i + 1)) & (2**w - 1) for byte in data for i in range(8 // w)]

    whole = split(value)
    checksum = sum(2**w - 1 - digit for digit in whole) << shift
    return (whole + split(struct.pack(">H", checksum)))[:count]


def chain(ident, leaf, index, value, first, last):
    head = ident + u32(leaf) + struct.pack(">H", index)
    for step in range(first, last):
        value = hashlib.sha256(head + bytes([step]) + value).digest()
    return value


def verifies(public, message, signature):
    """Algorithm 6a of §5.4.2. Anything malformed is False."""
    kind, ots = struct.unpack_from(">II", public)
    if kind not in HEIGHTS or ots not in WIDTHS or len(public) != 56:
        return False
    (w, count, _), height = WIDTHS[ots], HEIGHTS[kind]
    ident, root = public[8:24], public[24:]
    if len(signature) != 12 + 32 * (1 + count + height):
        return False
    leaf, its_ots = struct.unpack_from(">II", signature)
    if its_ots != ots or struct.unpack_from(">I", signature, 40 + 32 * count)[0] != kind:
        return False
    if leaf >= 2**height:
        return False
    blocks = [signature[i : i + 32] for i in range(8, 40 + 32 * count, 32)]
    q = sha(ident, u32(leaf), D_MESG, blocks[0], message)
    ends = [
        chain(ident, leaf, i, blocks[1 + i], digit, 2**w - 1)
        for i, digit in enumerate(digits(ots, q))
    ]
    number = 2**height + leaf
    node = sha(ident, u32(number), D_LEAF, sha(ident, u32(leaf), D_PBLC, *ends))
    for at in range(44 + 32 * count, len(signature), 32):
        sibling = signature[at : at + 32]
        pair = (sibling, node) if number % 2 else (node, sibling)
        number //= 2
        node = sha(ident, u32(number), D_INTR, *pair)
    return node == root


class Key:
    """A private key whose secrets come from a seed as Appendix A has it."""

    def __init__(self, seed, ident, kind=6, ots=4):
        self.seed, self.ident, self.kind, self.ots = seed, ident, kind, ots
        self.height = HEIGHTS[kind]
        leaves = 2**self.height
        self.nodes = {leaves + q: self.leaf(q) for q in range(leaves)}
        for number in range(leaves - 1, 0, -1):
            pair = self.nodes[2 * number], self.nodes[2 * number + 1]
            self.nodes[number] = sha(ident, u32(number), D_INTR, *pair)
        self.public = u32(kind) + u32(ots) + ident + self.nodes[1]

    def secret(self, q, index):
        return sha(self.ident, u32(q), struct.pack(">H", index), b"\xff", self.seed)

    def leaf(self, q):
        w, count, _ = WIDTHS[self.ots]
        ends = [
            chain(self.ident, q, i, self.secret(q, i), 0, 2**w - 1) for i in range(count)
        ]
        one_time = sha(self.ident, u32(q), D_PBLC, *ends)
        return sha(self.ident, u32(2**self.height + q), D_LEAF, one_time)

    def sign(self, q, message, randomizer):
        value = sha(self.ident, u32(q), D_MESG, randomizer, message)
        out = [u32(q), u32(self.ots), randomizer]
        for i, digit in enumerate(digits(self.ots, value)):
            out.append(chain(self.ident, q, i, self.secret(q, i), 0, digit))
        out.append(u32(self.kind))
        number = 2**self.height + q
        while number > 1:
            out.append(self.nodes[number ^ 1])
            number //= 2
        return b"".join(out)
