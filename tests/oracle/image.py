"""A second reader of application images, written from docs/spec/image-format.md alone.

verdict(data) is the name of the error that the specification demands, "MPSEC_OK" if none. It shares no
code and no structure with core/src/image.c, so that a mistake has to be made twice to go unseen.
"""

import struct

PROTECTED = {0x50: 4, 0x74: 16, 0x75: 16, 0xA0: 4, 0xA1: 32}
AES128, AES256, NON_BOOTABLE = 0x04, 0x08, 0x10


class Refused(Exception):
    pass


def demand(condition, error):
    if not condition:
        raise Refused("MPSEC_ERR_" + error)


def records(area):
    """Splits an area's content (its 4-byte header already cut off) into (type, value) pairs, lazily."""
    at = 0
    while at < len(area):
        demand(len(area) - at >= 4, "TRUNCATED")
        kind, size = struct.unpack_from("<HH", area, at)
        demand(len(area) - at - 4 >= size, "TRUNCATED")
        yield kind, area[at + 4 : at + 4 + size]
        at += 4 + size


def content(area, magic):
    demand(len(area) >= 4, "AREA_SIZE")
    found, size = struct.unpack_from("<HH", area)
    demand(found == magic, "AREA_MAGIC")
    demand(size == len(area), "AREA_SIZE")
    return area[4:]


def check_header(header):
    magic, load, size, _, payload, flags = struct.unpack_from("<IIHHII", header)
    demand(magic == 0x96F3B83D, "MAGIC")
    demand(load == 0, "LOAD_ADDRESS")
    demand(size == 32, "HEADER_SIZE")
    aes = flags & (AES128 | AES256)
    demand(flags | 0x1C == 0x1C and aes != AES128 | AES256, "FLAGS")
    demand(header[28:32] == bytes(4), "RESERVED")
    demand(payload != 0, "EMPTY")
    demand(not aes or payload % 16 == 0, "PADDING")


def check_protected(area):
    previous, types = -1, set()
    for kind, value in records(content(area, 0x6908)):
        demand(kind > previous, "RECORD_ORDER")
        previous = kind
        types.add(kind)
        if kind in PROTECTED:
            demand(len(value) == PROTECTED[kind], "RECORD_SIZE")
        else:
            demand(0xA0 <= kind % 256 <= 0xFE, "RECORD_TYPE")
    demand(0x50 in types, "MISSING")


def integer(data):
    """One canonical DER INTEGER of a scalar; returns what follows it."""
    demand(len(data) >= 2 and data[0] == 2 and data[1] < 0x80, "DER")
    value, rest = data[2 : 2 + data[1]], data[2 + data[1] :]
    demand(len(value) == data[1] and value, "DER")
    number = int.from_bytes(value, "big", signed=True)
    demand(number >= 0 and number < 1 << 256, "DER")
    demand(len(value) == number.bit_length() // 8 + 1, "DER")
    return rest


def check_signature(data):
    demand(len(data) >= 2 and data[0] == 0x30 and data[1] < 0x80, "DER")
    demand(len(data) == 2 + data[1], "DER")
    demand(integer(integer(data[2:])) == b"", "DER")


def check_lms(data):
    demand(len(data) == 1452, "RECORD_SIZE")
    leaf, ots = struct.unpack_from(">II", data)
    kind = struct.unpack_from(">I", data, 8 + 32 + 34 * 32)[0]
    demand((ots, kind) == (4, 6) and leaf < 1024, "LMS")


def check_unprotected(area, flags):
    stream = records(content(area, 0x6907))
    kind, value = next(stream, (None, b""))
    demand(kind is not None, "MISSING")
    demand(kind == 0x10, "RECORD_ORDER")
    demand(len(value) == 32, "RECORD_SIZE")
    signers, encrypted, sealed, previous = 0, False, 0, 0x10
    for kind, value in stream:
        if encrypted:
            demand(kind == 0xA4 and sealed < signers, "RECORD_ORDER")
            check_signature(value)
            sealed += 1
        elif kind in (0x01, 0x02):
            demand(signers < 2, "RECORD_ORDER")
            demand(len(value) == (32 if kind == 1 else 91), "RECORD_SIZE")
            kind, value = next(stream, (None, b""))
            demand(kind is not None, "TRUNCATED")
            demand(kind == 0x22, "RECORD_ORDER")
            check_signature(value)
            signers += 1
        elif kind == 0xA5 and previous == 0x22:
            check_lms(value)
        elif kind == 0x32:
            demand(flags & (AES128 | AES256), "ENCRYPTION")
            demand(len(value) == (129 if flags & AES256 else 113), "RECORD_SIZE")
            demand(signers, "MISSING")
            encrypted = True
        else:
            demand(kind not in (0x10, 0x22, 0xA4, 0xA5), "RECORD_ORDER")
            demand(False, "RECORD_TYPE")
        previous = kind
    demand(signers, "MISSING")
    demand(encrypted == bool(flags & (AES128 | AES256)), "ENCRYPTION")
    demand(sealed in (0, signers), "MISSING")


def read(data):
    demand(len(data) >= 32, "TRUNCATED")
    check_header(data)
    protected_size, payload_size, flags = struct.unpack_from("<HII", data, 10)
    hashed = 32 + payload_size + protected_size
    demand(len(data) >= hashed + 4, "TRUNCATED")
    size = struct.unpack_from("<H", data, hashed + 2)[0]
    demand(size >= 4, "AREA_SIZE")
    demand(len(data) >= hashed + size, "TRUNCATED")
    demand(len(data) == hashed + size, "TRAILING")
    check_protected(data[32 + payload_size : hashed])
    check_unprotected(data[hashed:], flags)


def verdict(data):
    try:
        read(bytes(data))
    except Refused as refused:
        return str(refused)
    return "MPSEC_OK"
