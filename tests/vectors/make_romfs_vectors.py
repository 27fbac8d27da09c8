"""Writes tests/vectors/romfs/*.txt: one ROMFS each, as commented hex, with the error it must give.

Run it after a change of docs/spec/romfs.md and review the difference.
"""

import pathlib

FOLDER = pathlib.Path(__file__).parent / "romfs"


def num(value, pad=0):
    digits = [value & 0x7F]
    while value := value >> 7:
        digits.insert(0, 0x80 | value & 0x7F)
    return b"\x80" * pad + bytes(digits)


def rec(kind, value, size=None):
    return num(kind) + num(len(value) if size is None else size) + value


def file(name, *records, size=None):
    return rec(5, num(len(name) if size is None else size) + name + b"".join(records))


def folder(name, *records):
    return rec(4, num(len(name)) + name + b"".join(records))


def whole(*records, behind=b"", even=True, size=None):
    body = b"".join(records)
    count = num(len(body) if size is None else size)
    if even and (3 + len(count) + len(body)) % 2:
        count = b"\x80" + count
    return b"\xd2\xcd\x31" + count + body + behind


def nested(depth):
    inner = file(b"x", rec(2, b"deep"))
    for _ in range(depth):
        inner = folder(b"d", inner)
    return whole(inner)


def pointer(size, offset, more=b""):
    return rec(3, num(size) + num(offset) + more)


X = file(b"x", rec(2, b"hello"))
DATA = rec(2, b"pointed at")
CASES = [
    ("empty", "OK", "§1 no files", whole()),
    ("one_file", "OK", "§5", whole(X)),
    ("tree", "OK", "§4", whole(folder(b"lib", file(b"a.mpy", rec(2, b"")), folder(b"sub")), X)),
    ("pointer", "OK", "§5 to data in the root", whole(DATA, file(b"p", pointer(10, 2)))),
    ("pointer_to_all", "OK", "§5 the whole of the records", whole(file(b"p", pointer(8, 0)))),
    ("pointer_empty_at_end", "OK", "§5", whole(file(b"p", pointer(0, 8)))),
    ("padding_records", "OK", "§3", whole(rec(1, b"any"), file(b"x", rec(1, b""), rec(2, b"y"), rec(1, b"z")))),
    ("padding_behind", "OK", "§1 of an encrypted payload", whole(X, behind=bytes(15))),
    ("zero_digits", "OK", "§2", b"\xd2\xcd\x31" + num(len(X), 4 + len(X) % 2) + X),
    ("utf8_name", "OK", "§4", whole(file("grün".encode(), rec(2, b"")))),
    ("name_255", "OK", "§4", whole(file(b"n" * 255, rec(2, b"")))),
    ("three_dots", "OK", "§4", whole(file(b"...", rec(2, b"")))),
    ("prefix_first", "OK", "§4", whole(file(b"a", rec(2, b"")), file(b"ab", rec(2, b"")))),
    ("depth_8", "OK", "§4 seven folders and the root", nested(7)),
    ("no_bytes", "MAGIC", "§1", b""),
    ("two_bytes", "MAGIC", "§1", b"\xd2\xcd"),
    ("magic", "MAGIC", "§1", b"\xd2\xcd\x30\x00"),
    ("magic_padded", "MAGIC", "§1 the same number, longer", b"\x80\xd2\xcd\x31\x00\x00"),
    ("magic_only", "BOUNDS", "§1", b"\xd2\xcd\x31"),
    ("odd", "ODD", "§1", whole(X, even=False)),
    ("trailing_16", "TRAILING", "§1", whole(X, behind=bytes(16))),
    ("trailing_not_zero", "TRAILING", "§1", whole(X, behind=b"\0\1")),
    ("number_11_digits", "NUMBER", "§2", b"\xd2\xcd\x31" + b"\x80" * 10 + b"\x00"),
    ("kind_33_bits", "NUMBER", "§2 of a record's kind", whole(num(1 << 32) + num(0))),
    ("hidden_file", "OK", "§4 a dot may stand first", whole(file(b".x", rec(2, b"y")))),
    ("number_33_bits", "NUMBER", "§2", b"\xd2\xcd\x31" + num(1 << 32) + bytes(8)),
    ("number_wraps", "NUMBER", "§2 0 in MicroPython's 32 bits", whole(rec(2, b"", size=1 << 32))),
    ("number_cut", "BOUNDS", "§2", b"\xd2\xcd\x31\x80"),
    ("size_past_end", "BOUNDS", "§3", whole(X, size=200)),
    ("record_past_folder", "BOUNDS", "§3", whole(folder(b"d", rec(2, b"abc", size=9)), X)),
    ("record_stub", "BOUNDS", "§3 a kind without a size", whole(X, b"\x01")),
    ("kind_0", "RECORD", "§3 unused", whole(rec(0, b"ab"))),
    ("kind_6", "RECORD", "§3 unknown", whole(rec(6, b"ab"), X)),
    ("kind_filesystem", "RECORD", "§3 a ROMFS in a ROMFS", whole(whole(X))),
    ("kind_in_file", "RECORD", "§3 a file in a file", whole(file(b"x", rec(2, b""), X))),
    ("pointer_in_folder", "RECORD", "§3", whole(pointer(1, 1))),
    ("name_empty", "NAME", "§4", whole(file(b"", rec(2, b"")))),
    ("name_256", "NAME", "§4", whole(file(b"n" * 256, rec(2, b"")))),
    ("name_dot", "NAME", "§4", whole(file(b".", rec(2, b"")))),
    ("name_dots", "NAME", "§4", whole(folder(b"..", X))),
    ("name_slash", "NAME", "§4", whole(file(b"a/b", rec(2, b"")))),
    ("name_nul", "NAME", "§4", whole(file(b"a\0b", rec(2, b"")))),
    ("name_escape", "NAME", "§4 would rewrite a terminal", whole(file(b"\x1b[2J", rec(2, b"")))),
    ("name_delete", "NAME", "§4", whole(file(b"a\x7f", rec(2, b"")))),
    ("name_past_record", "BOUNDS", "§4", whole(file(b"x", size=100))),
    ("name_missing", "BOUNDS", "§4", whole(rec(5, b""))),
    ("name_twice", "ORDER", "§4", whole(X, X)),
    ("file_and_folder", "ORDER", "§4 one name", whole(folder(b"x"), X)),
    ("names_fall", "ORDER", "§4", whole(file(b"b", rec(2, b"")), file(b"a", rec(2, b"")))),
    ("prefix_last", "ORDER", "§4", whole(file(b"ab", rec(2, b"")), file(b"a", rec(2, b"")))),
    ("depth_9", "DEPTH", "§4", nested(8)),
    ("data_missing", "DATA", "§5", whole(file(b"x"))),
    ("data_only_padding", "DATA", "§5", whole(file(b"x", rec(1, b"ab")))),
    ("data_twice", "DATA", "§5", whole(file(b"x", rec(2, b"a"), rec(2, b"b")))),
    ("data_and_pointer", "DATA", "§5", whole(file(b"x", rec(2, b"a"), pointer(0, 0)))),
    ("pointer_outside", "BOUNDS", "§5 reads any address", whole(file(b"p", pointer(4, 0x20000000)))),
    ("pointer_size", "BOUNDS", "§5", whole(file(b"p", pointer(9, 0)))),
    ("pointer_end", "BOUNDS", "§5", whole(file(b"p", pointer(1, 8)))),
    ("pointer_wraps", "BOUNDS", "§5 size and offset add up to 0", whole(file(b"p", pointer(16, (1 << 32) - 16)))),
    ("pointer_more", "BOUNDS", "§5", whole(file(b"p", pointer(0, 0, b"\0")))),
    ("pointer_stub", "BOUNDS", "§5", whole(file(b"p", rec(3, b"\x01")))),
]


def main():
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.glob("*.txt"):
        old.unlink()
    for name, error, why, data in CASES:
        verdict = "MPSEC_OK" if error == "OK" else f"MPSEC_ERR_ROMFS_{error}"
        lines = [f"# {why}", f"# expect: {verdict}"]
        lines += [data[i : i + 32].hex() for i in range(0, len(data), 32)]
        (FOLDER / f"{name}.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
