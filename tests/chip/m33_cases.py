"""Random Cortex-M33 instructions: patterns of encodings by class, and states for them to run in.

In a pattern 0 and 1 are bits and `n d m t u a b` are register fields, without SP and PC; `N` holds the address of data, `M` a
small number. Any other letter is random bits.
"""

import random
import re
import struct

CODE = 0x20000000
DATA = 0x20004000  # where addresses point to
DATA_SIZE = 1024
REGISTERS = "ndmtuab"

LOGIC = ("0000", "0001", "0010", "0011", "0100")
SUMS = ("1000", "1010", "1011", "1101", "1110")

ARITHMETIC = {
    "narrow-arithmetic": (
        "000ooooooooooooo", "001ooooooooooooo", "010000oooooooooo", "10110010oooooooo", "1011101000oooooo",
        "1011101001oooooo", "1011101011oooooo",
    ),
    "narrow-high": ("010001000mmmm0ooo", "0100011000mmm0oo"),
    "wide-immediate": tuple(f"11110i0{op}snnnn0jjjddddkkkkkkkk" for op in LOGIC + SUMS),
    "wide-shifted": (*(f"1110101{op}snnnn0jjjddddkkxxmmmm" for op in LOGIC + SUMS),
                     "111010101100nnnn0jjjddddkkx0mmmm"),
    "wide-compare": tuple(
        f"{start}{op}1nnnn0jjj1111{end}" for op in ("0000", "0100", "1000", "1101")
        for start, end in (("11110i0", "kkkkkkkk"), ("1110101", "kkxxmmmm"))
    ),
    "wide-move": ("11101010010s11110jjjddddkkxxmmmm", "11101010011s11110jjjddddkkxxmmmm",
                  "11110i00010s11110jjjddddkkkkkkkk", "11110i00011s11110jjjddddkkkkkkkk",
                  "11110i100100kkkk0jjjddddkkkkkkkk", "11110i101100kkkk0jjjddddkkkkkkkk"),
    "wide-plain": ("11110i100000nnnn0jjjddddkkkkkkkk", "11110i101010nnnn0jjjddddkkkkkkkk",
                   "11110i10000011110jjjddddkkkkkkkk", "11110i10101011110jjjddddkkkkkkkk"),
    "bit-fields": ("111100110100nnnn0jjjddddjj0wwwww", "111100111100nnnn0jjjddddjj0wwwww",
                   "111100110110nnnn0jjjddddjj0wwwww", "11110011011011110jjjddddjj0wwwww"),
    "saturate": ("1111001100s0nnnn0jjjddddjj0wwwww", "1111001110s0nnnn0jjjddddjj0wwwww"),
    "saturate-halves": ("111100110010nnnn0000dddd0000wwww", "111100111010nnnn0000dddd0000wwww"),
    "shift-register": ("111110100xxsnnnn1111dddd0000MMMM", "111110100xxsnnnn1111dddd0000mmmm"),
    "extend": tuple(f"11111010{op}nnnn1111dddd10xxmmmm" for op in ("0000", "0001", "0010", "0011", "0100", "0101"))
    + tuple(f"11111010{op}11111111dddd10xxmmmm" for op in ("0000", "0001", "0010", "0011", "0100", "0101")),
    "parallel": tuple(f"111110101{op}nnnn1111dddd0{how}mmmm" for op in ("000", "001", "010", "100", "101", "110")
                      for how in ("000", "001", "010", "100", "101", "110")),
    "saturating-add": ("111110101000nnnn1111dddd10xxmmmm",),
    "select": ("111110101010nnnn1111dddd1000mmmm",),
    "reverse-and-count": ("111110101001mmmm1111dddd10xxmmmm", "111110101011mmmm1111dddd1000mmmm"),
    "multiply": (
        "111110110000nnnnaaaadddd0000mmmm", "111110110000nnnnaaaadddd0001mmmm", "111110110000nnnn1111dddd0000mmmm",
        "111110110001nnnnaaaadddd00xxmmmm", "111110110001nnnn1111dddd00xxmmmm",
        "111110110011nnnnaaaadddd000xmmmm", "111110110011nnnn1111dddd000xmmmm",
    ),
    "multiply-dual": tuple(f"111110110{op}nnnn{a}dddd000xmmmm" for op in ("010", "100", "101") for a in ("aaaa", "1111"))
    + ("111110110110nnnnaaaadddd000xmmmm", "111110110111nnnnaaaadddd0000mmmm", "111110110111nnnn1111dddd0000mmmm"),
    "multiply-long": tuple(
        f"111110111{op}nnnnaaaadddd{detail}mmmm"
        for op, detail in (("000", "0000"), ("010", "0000"), ("100", "0000"), ("110", "0000"), ("110", "0110"),
                           ("100", "10xx"), ("100", "110x"), ("101", "110x"))
    ),
    "divide": ("111110111001nnnn1111dddd1111mmmm", "111110111011nnnn1111dddd1111mmmm"),
    "flags": ("111100111000nnnn1000xx0000000000", "11110011111011111000dddd00000000"),
}  # fmt: skip

# A memory instruction's base holds the address of data: field N in all of these, three or four bits wide.
MEMORY = {
    "narrow-memory": ("01100iiiiiNNNttt", "01101iiiiiNNNttt", "0111xiiiiiNNNttt", "1000xiiiiiNNNttt",
                      "10010ttt000iiiii", "10011ttt000iiiii", "01001ttt000000ii"),
    "narrow-by-register": ("0101oooMMMNNNttt",),
    "narrow-multiple": ("11000NNNllllllll", "11001NNNllllllll", "1011010xllllllll", "10111100llllllll"),
    "single": tuple(
        f"1111100{kind}NNNNtttt{how}"
        for kind in ("00000", "00001", "00010", "00011", "00100", "00101", "10001", "10011")
        for how in ("1100iiiiiiii", "111xiiiiiiii", "10v1iiiiiiii", "000000xxMMMM")
    ) + tuple(f"1111100{kind}NNNNtttt00iiiiiiiiii" for kind in (
        "01000", "01001", "01010", "01011", "01100", "01101", "11001", "11011")),
    "pair": ("11101001v1wxNNNNttttuuuu00iiiiii", "11101000111xNNNNttttuuuuiiiiiiii",
             "11101000011xNNNNttttuuuu00iiiiii"),
    "multiple": ("1110100010x0NNNN0l0lllllllllllll", "1110100010x1NNNN0l0lllllllllllll",
                 "1110100100x0NNNN0l0lllllllllllll", "1110100100x1NNNN0l0lllllllllllll"),
    "ordered": tuple(f"11101000110xNNNNtttt1111{kind}1111" for kind in ("1000", "1001", "1010")),
    "preload": ("111110001001NNNN1111iiiiiiiiiiii",),
}  # fmt: skip

BRANCHES = {
    "narrow-branch": ("1101oooooooooooo", "11100ooooooooooo", "1011x0x1iiiiirrr", "01000111xmmmm000"),
    "wide-branch": ("11110sccccoooooo10j0kooooooooooo", "11110soooooooooo10j1kooooooooooo", "11110soooooooooo11j1kooooooooooo"),
    "table-branch": ("111010001101NNNN11110000000xMMMM",),
}  # fmt: skip

FLOATS = {
    "float-arithmetic": tuple(
        f"11101110{p}x{q}xxxxxxxx1010x{s}x0xxxx"
        for p, q, s in (("0", "00", "0"), ("0", "00", "1"), ("0", "01", "0"), ("0", "01", "1"), ("0", "10", "0"),
                        ("0", "10", "1"), ("0", "11", "0"), ("0", "11", "1"), ("1", "00", "0"), ("1", "01", "0"),
                        ("1", "01", "1"), ("1", "10", "0"), ("1", "10", "1"))
    ),
    "float-unary": tuple(f"111011101x11{kind}xxxx1010{more}x0xxxx" for kind, more in (
        ("0000", "01"), ("0000", "11"), ("0001", "01"), ("0001", "11"), ("0110", "01"), ("0110", "11"), ("0111", "01"))),
    "float-half": ("111011101x11001xxxxx1010x1x0xxxx",),
    "float-compare": ("111011101x110100xxxx1010x1x0xxxx", "111011101x110101xxxx1010x1000000"),
    "float-convert": ("111011101x111000xxxx1010x1x0xxxx", "111011101x11110xxxxx1010x1x0xxxx"),
    "float-fixed": ("111011101x111x1xxxxx1010x1x0xxxx",),
    "float-immediate": ("111011101x11xxxxxxxx10100000xxxx",),
    "float-select": ("111111100xxxxxxxxxxx1010x0x0xxxx", "111111101x00xxxxxxxx1010xxx0xxxx",
                     "111111101x1110xxxxxx101001x0xxxx", "111111101x1111xxxxxx1010x1x0xxxx"),
    "float-move": ("11101110000xxxxxtttt1010x0010000", "11101110000xxxxxtttt101100010000",
                   "11101110001xxxxxtttt101100010000", "11101100010xuuuutttt101000x10xxx", "11101100010xuuuutttt101100010xxx"),
    "float-status": ("1110111011110001tttt101000010000", "11101110111100011111101000010000"),
}  # fmt: skip
FLOAT_MEMORY = {
    "float-memory": ("11101101xx0xNNNNxxxx1010iiiiiiii", "11101101x00xNNNNxxxx1011iiiiiiii"),
    "float-multiple": ("11101100100xNNNN0xxx10100000xxxx", "11101100101xNNNN0xxx10100000xxxx",
                       "11101101001xNNNN0xxx10100000xxxx", "11101100101xNNNN00xx101100000xx0",
                       "11101101001xNNNN00xx101100000xx0"),
}  # fmt: skip

CLASSES = {**ARITHMETIC, **MEMORY, **BRANCHES, **FLOATS, **FLOAT_MEMORY, "if-then": (), "exclusive": ()}


def fill(rng, pattern):
    """An encoding of a pattern, and the numbers of its registers by letter."""
    fields = {}
    bits = list(pattern)
    for letter in sorted(set(pattern) - {"0", "1"}):
        places = [i for i, character in enumerate(pattern) if character == letter]
        if letter.lower() in REGISTERS and len(places) in (3, 4):
            value = rng.randrange(8) if len(places) == 3 else rng.choice((*range(13), 14))
        else:
            value = rng.getrandbits(len(places))
        fields[letter] = value
        for i, place in enumerate(places):
            bits[place] = str((value >> (len(places) - 1 - i)) & 1)
    return "".join(bits), fields


def encoded(bits):
    return b"".join(struct.pack("<H", int(half, 2)) for half in re.findall("." * 16, bits))


def sensible(name, bits, fields):
    """False for what the architecture leaves open, where two right cores may differ."""
    if "N" in fields and re.match("1110100[01]|11111", bits):
        written = {fields.get(letter) for letter in "tu"}
        if fields["N"] in written or ("u" in fields and fields["t"] == fields["u"]):
            return False
    if name == "bit-fields":
        lsb, last = int(bits[17:20] + bits[24:26], 2), int(bits[27:], 2)
        return last >= lsb if bits[6:9] == "101" or bits[4:12] == "00110110" else lsb + last <= 31
    if name in ("saturate", "saturate-halves"):
        return not (name == "saturate" and bits[10] == "1" and bits[17:20] + bits[24:26] == "00000")
    if name == "multiply-long":
        return fields["a"] != fields["d"]
    if name in ("multiple", "narrow-multiple"):
        listed = bits[-16:] if name == "multiple" else bits[-8:]
        base = fields.get("N")
        return listed.count("1") > 1 and not (base is not None and listed[::-1][base : base + 1] == "1")
    if name == "narrow-branch":
        return not re.match("1101111[01]", bits)
    if name == "wide-branch":
        return not (bits[16:20] in ("1000", "1010") and bits[6:9] == "111")
    if name == "float-multiple":
        wide = bits[23] == "1"
        first = int(bits[16:20] + ("" if wide else bits[9]), 2) if not wide else int(bits[16:20], 2) * 2
        count = int(bits[24:], 2)
        return 0 < count and first + count <= 32
    if name == "float-move" and bits[:11] == "11101100010":
        return fields["t"] != fields["u"]
    if name == "float-fixed":
        return int(bits[28:] + bits[26], 2) <= (32 if bits[24] == "1" else 16)
    return True


class Maker:
    """Cases of one class, from one seed."""

    def __init__(self, name, seed):
        self.name = name
        self.rng = random.Random(f"{name} {seed}")

    def word(self):
        kind = self.rng.randrange(6)
        if kind == 0:
            return self.rng.choice((0, 1, 2, 31, 32, 33, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 0xFFFF, 0x8000, 0x7FFF))
        if kind == 1:
            return self.rng.getrandbits(8)
        if kind == 2:
            return 0xFFFFFFFF - self.rng.getrandbits(9)
        return self.rng.getrandbits(32)

    def float_word(self):
        kind = self.rng.randrange(9)
        if kind == 0:
            return self.rng.choice((
                0, 0x80000000, 0x3F800000, 0xBF800000, 0x7F800000, 0xFF800000, 0x7FC00001, 0x7F800001, 0xFFC12345,
                0xFFA00000, 1, 0x807FFFFF, 0x00800000, 0x7F7FFFFF, 0x4F000000, 0xCF000000, 0x4F800000, 0x3F000000,
                0x3FC00000, 0x40200000, 0x33800000, 0x387FC000, 0x477FE000, 0x477FF000,
            ))  # fmt: skip
        if kind < 5:  # near each other, so that sums lose and cancel
            return self.rng.getrandbits(1) << 31 | self.rng.randrange(0x70, 0x90) << 23 | self.rng.getrandbits(23)
        if kind == 5:
            return self.rng.getrandbits(1) << 31 | self.rng.getrandbits(24)
        if kind == 6:  # no number, in both manners
            return self.rng.getrandbits(1) << 31 | 0x7F800001 | self.rng.getrandbits(2) << 21
        return self.rng.getrandbits(32)

    def address(self):
        return DATA + 256 + 4 * self.rng.randrange(64)

    def pattern(self):
        return self.rng.choice(CLASSES[self.name])

    def instruction(self):
        while True:
            bits, fields = fill(self.rng, self.pattern())
            if sensible(self.name, bits, fields):
                return bits, fields

    def state(self):
        return {
            "r": [self.word() for _ in range(13)] + [self.address(), self.word()],
            "flags": self.rng.getrandbits(5) << 27,
            "s": [self.float_word() for _ in range(32)],
            "fpscr": self.rng.getrandbits(4) << 28 | (self.rng.randrange(4) == 0) << 25,
        }

    def case(self):
        if self.name == "if-then":
            return self.if_then()
        if self.name == "exclusive":
            return self.exclusive()
        bits, fields = self.instruction()
        case = self.state() | {"code": encoded(bits).hex(), "count": 1}
        if "N" in fields:
            case["r"][fields["N"]] = self.address()
        if "M" in fields:
            case["r"][fields["M"]] = self.rng.randrange(0, 40)
            if fields["M"] == fields.get("N"):
                return self.case()
        if bits.startswith("01000111"):  # BX, BLX: there has to be something
            case["r"][fields["m"]] = CODE + 2 * self.rng.randrange(256) + 1
        return case

    def if_then(self):
        length = self.rng.randrange(1, 5)
        condition = self.rng.randrange(14)
        mask = (self.rng.getrandbits(length - 1) << (5 - length)) | (1 << (4 - length))
        code = struct.pack("<H", 0xBF00 | condition << 4 | mask)
        for _ in range(length):
            inner = Maker(self.rng.choice(sorted(ARITHMETIC.keys() - {"wide-plain"})), 0)
            inner.rng = self.rng
            code += encoded(inner.instruction()[0])
        return self.state() | {"code": code.hex(), "count": length + 1, "to_end": True}

    def exclusive(self):
        """A load, perhaps CLREX or a second store, and a store."""
        n, t, d, u = self.rng.sample(range(13), 4)
        size, ordered = self.rng.choice((4, 5, 6)), self.rng.getrandbits(1)
        loads, stores = 0xE8D00F0F, 0xE8C00F00
        kind = (8 if ordered else 0) | size
        if size == 6 and not ordered:
            load = 0xE8500F00 | n << 16 | t << 12 | self.rng.getrandbits(3)
            store = 0xE8400000 | n << 16 | u << 12 | d << 8 | (load & 0xFF)
        else:
            load = loads | n << 16 | t << 12 | kind << 4
            store = stores | n << 16 | u << 12 | kind << 4 | d
        words = [load, *([0xF3BF8F2F] if self.rng.randrange(3) == 0 else []), store]
        words += [store] if self.rng.randrange(3) == 0 else []
        code = b"".join(struct.pack("<HH", word >> 16, word & 0xFFFF) for word in words)
        case = self.state() | {"code": code.hex(), "count": len(words)}
        case["r"][n] = self.address()
        return case
