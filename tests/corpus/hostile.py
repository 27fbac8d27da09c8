"""Spoils a firmware in the ways in which files are spoilt. None may make the audit call absent what is there."""

import random

CUTS = 6
FLIPS = 6
FLIPPED_BITS = 64


def spoilt(raw, seed):
    """name -> bytes, of a raw image; the same for the same seed."""
    dice = random.Random(seed)
    found = {f"cut {n}": raw[: dice.randrange(len(raw) // 8, len(raw))] for n in range(CUTS)}
    for n in range(FLIPS):
        copy = bytearray(raw)
        for _ in range(FLIPPED_BITS):
            copy[dice.randrange(len(copy))] ^= 1 << dice.randrange(8)
        found[f"flipped {n}"] = bytes(copy)
    found["behind junk"] = dice.randbytes(4 * dice.randrange(1, 5000)) + raw
    found["twice"] = raw + raw
    found["masked"] = bytes(byte ^ 0xA5 for byte in raw)
    return found
