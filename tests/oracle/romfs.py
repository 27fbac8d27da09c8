"""A second reader of ROMFS, written from docs/spec/romfs.md alone; recursive where core/src/romfs.c is not.

verdict(data) is the name of the error that the specification demands, "MPSEC_OK" if none; files(data) gives
path -> bytes of a sound one.
"""

MAGIC = b"\xd2\xcd\x31"
PADDING, DATA, POINTER, FOLDER, FILE = 1, 2, 3, 4, 5


class Refused(Exception):
    pass


def demand(condition, error):
    if not condition:
        raise Refused("MPSEC_ERR_ROMFS_" + error)


def number(data):
    """(value, what follows)"""
    value = 0
    for at, digit in enumerate(data[:10]):
        value = value * 128 + digit % 128
        demand(value < 1 << 32, "NUMBER")
        if digit < 128:
            return value, data[at + 1 :]
    demand(len(data) >= 10, "BOUNDS")
    raise Refused("MPSEC_ERR_ROMFS_NUMBER")


def sized(data):
    size, rest = number(data)
    demand(size <= len(rest), "BOUNDS")
    return rest[:size], rest[size:]


def records(data):
    while data:
        kind, data = number(data)
        value, data = sized(data)
        yield kind, value


def check_name(name):
    demand(1 <= len(name) <= 255 and name not in (b".", b".."), "NAME")
    demand(all(byte >= 32 and byte not in b"\x7f/" for byte in name), "NAME")


def content_of(root, data):
    found = []
    for kind, value in records(data):
        if kind == PADDING:
            continue
        demand(kind in (DATA, POINTER), "RECORD")
        demand(not found, "DATA")
        if kind == POINTER:
            size, rest = number(value)
            offset, rest = number(rest)
            demand(rest == b"" and offset + size <= len(root), "BOUNDS")
            value = root[offset : offset + size]
        found.append(value)
    demand(found, "DATA")
    return found[0]


def walk(root, folder, prefix, depth, found):
    last = None
    for kind, value in records(folder):
        if kind in (PADDING, DATA):
            continue
        demand(kind in (FOLDER, FILE), "RECORD")
        name, rest = sized(value)
        check_name(name)
        demand(last is None or last < name, "ORDER")
        last = name
        if kind == FILE:
            found[prefix + name] = content_of(root, rest)
        else:
            demand(depth < 8, "DEPTH")
            walk(root, rest, prefix + name + b"/", depth + 1, found)


def files(data):
    demand(data[:3] == MAGIC, "MAGIC")
    root, behind = sized(data[3:])
    demand((len(data) - len(behind)) % 2 == 0, "ODD")
    demand(len(behind) <= 15 and not any(behind), "TRAILING")
    found = {}
    walk(root, root, b"", 1, found)
    return found


def verdict(data):
    try:
        files(bytes(data))
    except Refused as refused:
        return str(refused)
    return "MPSEC_OK"
