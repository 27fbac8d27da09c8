"""Makes the worlds of the fault campaign: for each case the device's constants and its flash.

One file each: two pages, as tests/fault/firmware/world.h places them. What must not run says `evil`
in its payload, what may run says `good`; the harness knows them by that. Everything comes from fixed seeds.
"""

import hashlib
import hmac
import pathlib
import struct
import sys
import zlib

HERE = pathlib.Path(__file__).parent
sys.path[:0] = [str(HERE.parent / "oracle"), str(HERE.parent / "vectors")]
import p256  # noqa: E402
from make_image_vectors import area, image, record  # noqa: E402

PAGE = 0x1000
SECTOR, GRANULE, SLOT = 160, 8, 800
FLOOR, COUNTER = 5, 6
CLASS = bytes(range(0x40, 0x50))
SPKI_HEAD = bytes.fromhex("3059301306072a8648ce3d020106082a8648ce3d03010703420004")
RELEASE, SERVICE = 1, 4
GOOD, EVIL = (word * 12 for word in (b"good", b"evil"))
STAGED, NONE = 0x66, 0x3C


def scalar(name):
    return int.from_bytes(hashlib.sha256(name).digest(), "big") % p256.N


RELEASE_KEY, SERVICE_KEY, STRANGER = scalar(b"release"), scalar(b"service"), scalar(b"stranger")


def spki(key):
    x, y = p256.multiply(key, p256.G)
    return SPKI_HEAD + x.to_bytes(32, "big") + y.to_bytes(32, "big")


def known(key, roles):
    """struct mpsec_key as a 32-bit device has it."""
    whole = spki(key)
    return hashlib.sha256(whole).digest() + whole[-64:] + struct.pack("<II", roles, 0)


def der(r, s):
    def integer(value):
        data = value.to_bytes(value.bit_length() // 8 + 1, "big")
        return b"\x02" + bytes([len(data)]) + data

    body = integer(r) + integer(s)
    return b"\x30" + bytes([len(body)]) + body


def signed(payload, counter=COUNTER, class_id=CLASS, signer=RELEASE_KEY, says=None, signature=None):
    """An image; `says` is the key that it names, `signature` stands instead of a true one."""
    protected = record(0x50, struct.pack("<I", counter)) + record(0x75, class_id)
    bare = image(payload, protected, last=b"")
    digest = hashlib.sha256(bare[: -len(area(0x6907, b""))]).digest()
    if signature is None:
        signature = p256.sign(signer, digest, 7919)
    key_id = hashlib.sha256(spki(signer if says is None else says)).digest()
    last = record(0x10, digest) + record(0x01, key_id) + record(0x22, signature)
    return image(payload, protected, last=last)


def flipped(data, at):
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def journal(phase, attempts=0):
    """One marked record (docs/spec/journal.md §2): slot 0 is active. Most other positions were begun and not
    finished, for they take the fewest instructions to read; one is blank."""
    body = struct.pack("<BBBBII16x", 0, 1, phase, attempts << 1, 1, FLOOR)
    body += struct.pack("<I", zlib.crc32(body))
    mark = bytes([0, 0x5A, 0xC3, 0x69]).ljust(GRANULE, b"\xff")
    blank, begun = b"\xff" * (32 + GRANULE), bytes(4).ljust(32 + GRANULE, b"\xff")
    return 2 * begun + body + mark + blank + 4 * begun


def flash(active, candidate=b"", phase=NONE, attempts=0):
    slots = b"".join(slot.ljust(SLOT, b"\xff") for slot in (active, candidate))
    return (slots + journal(phase, attempts)).ljust(PAGE, b"\xff")


DEVICE, RUNS, NONCE = (hashlib.sha256(word).digest() for word in (b"device", b"runs", b"nonce"))


def fixed(lines=b""):
    keys = known(RELEASE_KEY, RELEASE) + known(SERVICE_KEY, SERVICE)
    page = keys.ljust(0x100, b"\0") + CLASS + DEVICE[:16] + RUNS + NONCE[:16] + lines
    return page.ljust(PAGE, b"\0")


CHIP_KEY = hashlib.sha256(b"chip").digest()


def mac(key, *parts):
    return hmac.new(key, b"".join(parts), hashlib.sha256).digest()


def receipt(whole):
    """That of a verified image in slot 0 (docs/spec/launch.md): guard/src/receipt.c."""
    bare = image_end(whole)
    keys = known(RELEASE_KEY, RELEASE) + known(SERVICE_KEY, SERVICE)
    rules = struct.pack("<III", 0, RELEASE, 1)
    key = mac(mac(b"mpsec-1", CHIP_KEY), b"mpsec-receipt-1", rules, CLASS, keys, b"\x01")
    return mac(key, struct.pack("<IIII", 0, COUNTER, 0, 0), hashlib.sha256(bare).digest())


def image_end(whole):
    """What of an image is hashed: all before the last area."""
    protected, payload = struct.unpack_from("<HI", whole, 10)
    return whole[: 32 + payload + protected]


def receipts():
    """Cases of a chip that keeps receipts: (name, constants, flash)."""
    good, forged = signed(GOOD), signed(EVIL, signature=p256.sign(RELEASE_KEY, hashlib.sha256(b"another").digest(), 7919))
    kept = {
        "good": (good, receipt(good)),
        "forged": (forged, hashlib.sha256(b"forged").digest()),
        "borrowed": (forged, receipt(good)),
        "not-due": (forged, b""),
    }
    for name, (slot, note) in kept.items():
        page = fixed()
        never = bytes(32) if slot is good else receipt(forged)
        page = page[:0x400] + CHIP_KEY + never + page[0x440:]
        store = flash(slot)[: 2 * SLOT + 2 * SECTOR] + note.ljust(2 * SECTOR, b"\xff")
        yield f"receipt-{name}", page + store.ljust(PAGE, b"\xff")


def lines(signer, r_and_s=None):
    """A request for the prompt, and the answer to the challenge that comes of it."""
    challenge = DEVICE[:16] + NONCE[:16] + RUNS + struct.pack("<IB", 1, 4)
    digest = hashlib.sha256(b"mpsec-unlock-1" + challenge).digest()
    r, s = p256.scalars(p256.sign(signer, digest, 7927)) if r_and_s is None else r_and_s
    raw = r.to_bytes(32, "big") + s.to_bytes(32, "big")
    return b"mpsec: unlock 04\nmpsec: answer " + raw.hex().encode() + b"\n"


def boots():
    """(name, flash); the name `good` boots, all others must not."""
    good, evil = signed(GOOD), signed(EVIL)
    yield "good", flash(good)
    # As a forger makes it: the payload exchanged, the digest made to fit, the signature an old one.
    old = p256.sign(RELEASE_KEY, hashlib.sha256(b"another").digest(), 7919)
    yield "bad-signature", flash(signed(EVIL, signature=old))
    yield "zero-scalars", flash(signed(EVIL, signature=der(0, 0)))
    yield "r-is-n", flash(signed(EVIL, signature=der(p256.N, 1)))
    yield "wrong-key", flash(signed(EVIL, signer=STRANGER))
    yield "borrowed-key-id", flash(signed(EVIL, signer=STRANGER, says=RELEASE_KEY))
    # Valid for whoever leaves the key out of the sum: r is made of u1 G alone, as by the private key 0.
    yield "key-left-out", flash(signed(EVIL, signer=0, says=RELEASE_KEY))
    yield "old-counter", flash(signed(EVIL, counter=FLOOR - 1))
    yield "wrong-class", flash(signed(EVIL, class_id=bytes(16)))
    # No two words are the same: a copy that reads a word elsewhere must not mend it.
    varied = EVIL[:4] + hashlib.sha512(b"varied").digest()[: len(EVIL) - 4]
    yield "flipped-payload", flash(flipped(signed(varied), 32 + 20))
    # A single byte that is missing may be mended by chance.
    yield "truncated-records", flash(evil[:-3])
    yield "service-key", flash(signed(EVIL, signer=SERVICE_KEY))
    # A bad update waits beside a good application, which must go on running.
    yield "bad-update", flash(good, signed(EVIL, signature=old), STAGED, 3)


def doors():
    yield "door-good", fixed(lines(SERVICE_KEY))
    yield "door-wrong-key", fixed(lines(STRANGER))
    yield "door-zero-scalars", fixed(lines(SERVICE_KEY, (0, 0)))
    yield "door-release-key", fixed(lines(RELEASE_KEY))


LARGE_KIB, LARGE_SECTOR = (1, 17), 4096


def large(kib):
    """An application of ordinary size in a flash of ordinary geometry (tests/fault/firmware/cost.c)."""
    slot = 6 * LARGE_SECTOR
    record = journal(NONE)[2 * (32 + GRANULE) : 3 * (32 + GRANULE)]
    whole = signed(b"good" * (256 * kib))
    store = whole.ljust(2 * slot, b"\xff") + record.ljust(2 * LARGE_SECTOR, b"\xff")
    return store + receipt(whole).ljust(2 * LARGE_SECTOR, b"\xff")


def main():
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for name, store in boots():
        (folder / f"{name}.world").write_bytes(fixed() + store)
    for name, page in doors():
        (folder / f"{name}.world").write_bytes(page + bytes(PAGE))
    for name, world in receipts():
        (folder / f"{name}.world").write_bytes(world)
    for kib in LARGE_KIB:
        page = fixed()
        page = page[:0x400] + CHIP_KEY + bytes(32) + page[0x440:]
        (folder / f"large-{kib}.world").write_bytes(page + large(kib))


if __name__ == "__main__":
    main()
