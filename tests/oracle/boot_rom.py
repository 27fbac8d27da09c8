"""What the boot ROM of an RP2350 with secure boot makes of a flash image: a reader of its own.

Written from the datasheet's description (5.1.5, 5.9), on top of another library than the tool's.
"""

import dataclasses
import hashlib
import struct

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils

FLASH = 0x10000000
START, END = 0xFFFFDED3, 0xAB123579
IMAGE_TYPE, LOAD_MAP, HASH_DEF, SIGNATURE, LAST = 0x42, 0x06, 0x47, 0x09, 0xFF
VECTOR_TABLE, ENTRY_POINT = 0x03, 0x44
ARM_SECURE_RP2350 = 0x1021


class NoBlock(Exception):
    """There is no sound block at this place."""


@dataclasses.dataclass
class Block:
    at: int
    words: list  # from the start word to the end word
    items: list  # (index of the item in words, type, words of the item)
    next: int


def block_at(image, at):
    def word(index):
        place = at + 4 * index
        if place < 0 or place + 4 > len(image) or place % 4:
            raise NoBlock(at)
        return struct.unpack_from("<I", image, place)[0]

    if word(0) != START:
        raise NoBlock(at)
    items, index = [], 1
    while index < 160:
        head = word(index)
        size = head >> 8 & (0xFFFF if head & 0x80 else 0xFF)
        if head & 0xFF == LAST:
            if size != index - 1 or word(index + 2) != END:
                raise NoBlock(at)
            link = struct.unpack("<i", struct.pack("<I", word(index + 1)))[0]
            return Block(at, [word(i) for i in range(index + 3)], items, at + link)
        if size == 0:
            raise NoBlock(at)
        items.append((index, head & 0xFF, [word(index + i) for i in range(size)]))
        index += size
    raise NoBlock(at)


def loop(image):
    """All blocks, from the first; NoBlock where they make no loop."""
    for at in range(0, min(4096, len(image)), 4):
        try:
            blocks = [block_at(image, at)]
            break
        except NoBlock:
            continue
    else:
        raise NoBlock(0)
    while blocks[-1].next != blocks[0].at:
        if len(blocks) > 16:
            raise NoBlock(blocks[-1].next)
        blocks.append(block_at(image, blocks[-1].next))
    return blocks


def _loaded(image, block, index, item):
    """What a load map covers, as the ROM would hash it."""
    data = b""
    count = item[0] >> 24 & 0x7F
    absolute = item[0] >> 31
    if len(item) != 1 + 3 * count:
        return None
    for entry in range(count):
        storage, runtime, size = item[1 + 3 * entry : 4 + 3 * entry]
        if absolute:
            size -= runtime
        else:
            storage = (storage + FLASH + block.at + 4 * index) % 2**32
        start = storage - FLASH
        if start < 0 or start + size > len(image):
            return None
        data += image[start : start + size]
    return data


def _verifies(image, block, key_hash):
    """Whether one block is of a program for these cores, and its signature by the key of that hash."""
    found = {kind: (index, item) for index, kind, item in block.items}
    if not {IMAGE_TYPE, LOAD_MAP, HASH_DEF, SIGNATURE} <= set(found):
        return False
    hashed, signature = found[HASH_DEF][1], found[SIGNATURE][1]
    if len(hashed) != 2:
        return False
    if found[IMAGE_TYPE][1][0] >> 16 != ARM_SECURE_RP2350 or hashed[0] >> 24 != 1 or signature[0] >> 24 != 1:
        return False
    covered = _loaded(image, block, *found[LOAD_MAP])
    count = hashed[1] & 0xFFFF
    if covered is None or len(signature) != 33 or len(block.words) < count or count < found[HASH_DEF][0] + 2:
        return False
    message = covered + struct.pack(f"<{count}I", *block.words[:count])
    raw = struct.pack("<32I", *signature[1:])
    if hashlib.sha256(raw[:64]).digest() != key_hash:
        return False
    x, y, r, s = (int.from_bytes(raw[i : i + 32], "big") for i in range(0, 128, 32))
    try:
        key = ec.EllipticCurvePublicNumbers(x, y, ec.SECP256K1()).public_key()
        key.verify(utils.encode_dss_signature(r, s), message, ec.ECDSA(hashes.SHA256()))
    except (InvalidSignature, ValueError):
        return False
    return True


def starts(image, key_hash):
    """Whether a chip that trusts the key of this hash starts the image. The signed part must be all of it
    that runs: everything before the block that signs it."""
    try:
        blocks = loop(image)
    except NoBlock:
        return False
    for block in blocks:
        if _verifies(image, block, key_hash):
            index, item = next((i, words) for i, kind, words in block.items if kind == LOAD_MAP)
            covered = _loaded(image, block, index, item)
            return len(covered) == block.at and covered == image[: block.at]
    return False


def begins(image, key_hash):
    """Vector table, first instruction and stack, as the block says that the signature makes good; None: it does not."""
    for block in loop(image):
        said = {kind: item[1:] for _, kind, item in block.items}
        if _verifies(image, block, key_hash) and {VECTOR_TABLE, ENTRY_POINT} <= set(said):
            return (*said[VECTOR_TABLE], *said[ENTRY_POINT])
    return None
