"""Writes tests/vectors/image/*.txt: one image each, as commented hex, with the error it must give.

Run it after a change of docs/spec/image-format.md and review the difference. The images are built from
their parts; the signatures are well formed, not valid: these vectors are about form.
"""

import pathlib
import struct

FOLDER = pathlib.Path(__file__).parent / "image"
SCALAR = bytes.fromhex("43b4eafc55d3b49c8ba21799bd7b32dd90f7184cfbedb83f7fb57f2066d5fdad")


def record(kind, value):
    return struct.pack("<HH", kind, len(value)) + value


def area(magic, body, size=None):
    return struct.pack("<HH", magic, 4 + len(body) if size is None else size) + body


def der(r=SCALAR, s=SCALAR):
    body = b"".join(b"\x02" + bytes([len(x)]) + x for x in (r, s))
    return b"\x30" + bytes([len(body)]) + body


COUNTER = record(0x50, struct.pack("<I", 7))
DIGEST = record(0x10, bytes(range(32)))
KEY = record(0x01, bytes(range(32, 64)))
FULL_KEY = record(0x02, bytes(range(91)))
SIGNATURE = record(0x22, der())
SIGNED = DIGEST + KEY + SIGNATURE
WRAPPED_128 = record(0x32, b"\x04" + bytes(112))
WRAPPED_256 = record(0x32, b"\x04" + bytes(128))


def image(payload=b"hello romfs", protected=COUNTER, last=SIGNED, **fields):
    prot = area(fields.get("prot_magic", 0x6908), protected, fields.get("prot_size"))
    header = struct.pack(
        "<IIHHIIBBHII",
        fields.get("magic", 0x96F3B83D),
        fields.get("load", 0),
        fields.get("header_size", 32),
        fields.get("protected_size", len(prot)),
        fields.get("payload_size", len(payload)),
        fields.get("flags", 0x10),
        1,
        2,
        3,
        4,
        fields.get("reserved", 0),
    )
    tail = area(fields.get("magic2", 0x6907), last, fields.get("size2"))
    return header + payload + prot + tail + fields.get("behind", b"")


BLOCK = bytes(16)
LMS_FORM = struct.pack(">II", 1023, 4) + bytes(35 * 32) + struct.pack(">I", 6) + bytes(10 * 32)
LMS = record(0xA5, LMS_FORM)


def lms_with(at, value):
    return record(0xA5, LMS_FORM[:at] + struct.pack(">I", value) + LMS_FORM[at + 4 :])


SIGNED_ENC = SIGNED + WRAPPED_128
SEALED = record(0xA4, der())
CASES = [
    # name, error without MPSEC_ERR_, the section and what is special, bytes
    ("well_formed", "OK", "the smallest image", image()),
    ("boot_flag_clear", "OK", "§2 NON_BOOTABLE is a flag, not a demand", image(flags=0)),
    ("two_signers", "OK", "§5", image(last=SIGNED + KEY + SIGNATURE)),
    ("full_key", "OK", "§5", image(last=DIGEST + FULL_KEY + SIGNATURE)),
    ("aes128", "OK", "§5", image(BLOCK, last=SIGNED_ENC, flags=0x14)),
    ("aes256", "OK", "§5", image(BLOCK, last=SIGNED + WRAPPED_256, flags=0x18)),
    ("all_protected", "OK", "§4 every record once",
     image(protected=COUNTER + record(0x74, bytes(16)) + record(0x75, bytes(16))
           + record(0xA0, b"\1\6\0\0") + record(0xA1, bytes(32)))),
    ("vendor_record", "OK", "§4 a foreign vendor record is skipped",
     image(protected=COUNTER + record(0x12FE, b"anything"))),
    ("zero_scalars", "OK", "§6 the range is judged with the signature",
     image(last=DIGEST + KEY + record(0x22, der(b"\0", b"\0")))),
    ("empty", "TRUNCATED", "§2 no bytes at all", b""),
    ("header_short", "TRUNCATED", "§2 31 bytes", image()[:31]),
    ("header_only", "TRUNCATED", "§3", image()[:32]),
    ("magic", "MAGIC", "§2", image(magic=0x96F3B83C)),
    ("load_address", "LOAD_ADDRESS", "§2", image(load=0x20000000)),
    ("header_size_zero", "HEADER_SIZE", "§2", image(header_size=0)),
    ("header_size_wide", "HEADER_SIZE", "§2", image(header_size=512)),
    ("flag_unknown", "FLAGS", "§2 RAM_LOAD", image(flags=0x30)),
    ("flag_high", "FLAGS", "§2 bit 31", image(flags=0x80000010)),
    ("flag_both_aes", "FLAGS", "§2", image(BLOCK, last=SIGNED_ENC, flags=0x1C)),
    ("reserved", "RESERVED", "§2", image(reserved=1)),
    ("payload_empty", "EMPTY", "§2", image(b"")),
    ("payload_unpadded", "PADDING", "§2", image(b"x" * 17, last=SIGNED_ENC, flags=0x14)),
    ("payload_past_end", "TRUNCATED", "§3", image(payload_size=0xFFFFFFFF)),
    ("protected_past_end", "TRUNCATED", "§3", image(protected_size=0xFFFF)),
    ("protected_none", "TRAILING", "§3 protected_size 0 puts the protected area in the other's place",
     image(protected_size=0)),
    ("protected_magic", "AREA_MAGIC", "§3", image(prot_magic=0x6907)),
    ("protected_size_field", "AREA_SIZE", "§3 the area disagrees with the header",
     image(prot_size=11)),
    ("protected_two_bytes", "AREA_SIZE", "§3 shorter than the head of an area",
     image(protected_size=2)[:45] + image()[55:]),
    ("last_magic", "AREA_MAGIC", "§3", image(magic2=0x6908)),
    ("last_size_three", "AREA_SIZE", "§3", image(size2=3)),
    ("last_past_end", "TRUNCATED", "§3", image(size2=0xFFFF)),
    ("last_missing", "TRUNCATED", "§3 nothing behind the protected area",
     image()[: -len(area(0x6907, SIGNED))]),
    ("trailing_byte", "TRAILING", "§3", image(behind=b"\0")),
    ("trailing_image", "TRAILING", "§3 a second image behind the first", image() + image()),
    ("counter_missing", "MISSING", "§4", image(protected=record(0x74, bytes(16)))),
    ("protected_empty", "MISSING", "§4", image(protected=b"")),
    ("counter_twice", "RECORD_ORDER", "§4", image(protected=COUNTER + COUNTER)),
    ("class_before_counter", "RECORD_ORDER", "§4",
     image(protected=record(0x75, bytes(16)) + COUNTER)),
    ("counter_short", "RECORD_SIZE", "§4", image(protected=record(0x50, b"\7\0\0"))),
    ("counter_long", "RECORD_SIZE", "§4", image(protected=record(0x50, bytes(8)))),
    ("vendor_id_short", "RECORD_SIZE", "§4", image(protected=COUNTER + record(0x74, bytes(15)))),
    ("class_id_long", "RECORD_SIZE", "§4", image(protected=COUNTER + record(0x75, bytes(17)))),
    ("kind_short", "RECORD_SIZE", "§4", image(protected=COUNTER + record(0xA0, b"\1"))),
    ("ciphertext_digest_short", "RECORD_SIZE", "§4",
     image(protected=COUNTER + record(0xA1, bytes(31)))),
    ("dependency", "RECORD_TYPE", "§4 MCUboot knows it, the profile does not",
     image(protected=record(0x40, bytes(12)) + COUNTER)),
    ("type_ff", "RECORD_TYPE", "§4 low byte 0xff is no vendor's",
     image(protected=COUNTER + record(0x01FF, b""))),
    ("signature_in_protected", "RECORD_TYPE", "§4", image(protected=record(0x22, der()) + COUNTER)),
    ("protected_cut", "TRUNCATED", "§3 a record reaches out of its area",
     image(protected=COUNTER + struct.pack("<HH", 0xA0, 5) + b"\1\6\0\0")),
    ("protected_stub", "TRUNCATED", "§3 half a record header", image(protected=COUNTER + b"\xa0\0")),
    ("last_empty", "MISSING", "§5", image(last=b"")),
    ("digest_only", "MISSING", "§5", image(last=DIGEST)),
    ("digest_short", "RECORD_SIZE", "§5", image(last=record(0x10, bytes(31)) + KEY + SIGNATURE)),
    ("digest_twice", "RECORD_ORDER", "§5", image(last=DIGEST + DIGEST + KEY + SIGNATURE)),
    ("digest_missing", "RECORD_ORDER", "§5", image(last=KEY + SIGNATURE)),
    ("counter_unprotected", "RECORD_TYPE", "§5 must not be believed here",
     image(last=SIGNED + COUNTER)),
    ("signature_first", "RECORD_ORDER", "§5", image(last=DIGEST + SIGNATURE + KEY)),
    ("signature_seven_bytes", "DER", "§5 no signature is as short",
     image(last=DIGEST + KEY + record(0x22, b"\x30\x05\x02\x01\x01\x02\x00"))),
    ("digest_stub", "TRUNCATED", "§3 half a record header", image(last=b"\x10\0")),
    ("signer_stub", "TRUNCATED", "§3 half a record header", image(last=DIGEST + b"\x01\0")),
    ("key_without_signature", "TRUNCATED", "§5 the area ends behind the key", image(last=DIGEST + KEY)),
    ("key_twice", "RECORD_ORDER", "§5", image(last=DIGEST + KEY + KEY + SIGNATURE)),
    ("key_short", "RECORD_SIZE", "§8 MCUboot matches a prefix",
     image(last=DIGEST + record(1, bytes(31)) + SIGNATURE)),
    ("key_empty", "RECORD_SIZE", "§8", image(last=DIGEST + record(1, b"") + SIGNATURE)),
    ("full_key_short", "RECORD_SIZE", "§5", image(last=DIGEST + record(2, bytes(90)) + SIGNATURE)),
    ("three_signers", "RECORD_ORDER", "§5", image(last=SIGNED + 2 * (KEY + SIGNATURE))),
    ("ed25519", "RECORD_ORDER", "§5 a signature of another kind",
     image(last=DIGEST + KEY + record(0x24, bytes(64)))),
    ("unknown_unprotected", "RECORD_TYPE", "§5", image(last=SIGNED + record(0xA6, b""))),
    ("wrapped_without_flag", "ENCRYPTION", "§5", image(BLOCK, last=SIGNED_ENC)),
    ("flag_without_wrapped", "ENCRYPTION", "§5", image(BLOCK, flags=0x14)),
    ("wrapped_wrong_width", "RECORD_SIZE", "§5", image(BLOCK, last=SIGNED_ENC, flags=0x18)),
    ("wrapped_twice", "RECORD_ORDER", "§5",
     image(BLOCK, last=SIGNED_ENC + WRAPPED_128, flags=0x14)),
    ("wrapped_before_key", "MISSING", "§5", image(BLOCK, last=DIGEST + WRAPPED_128, flags=0x14)),
    ("ciphertext_signed", "OK", "§5", image(BLOCK, last=SIGNED_ENC + SEALED, flags=0x14)),
    ("ciphertext_signed_twice", "OK", "§5 one for each signer",
     image(BLOCK, last=SIGNED + KEY + SIGNATURE + WRAPPED_128 + SEALED + SEALED, flags=0x14)),
    ("ciphertext_signature_too_few", "MISSING", "§5 two signers, one signature of the ciphertext",
     image(BLOCK, last=SIGNED + KEY + SIGNATURE + WRAPPED_128 + SEALED, flags=0x14)),
    ("ciphertext_signature_too_many", "RECORD_ORDER", "§5",
     image(BLOCK, last=SIGNED_ENC + SEALED + SEALED, flags=0x14)),
    ("ciphertext_signature_before_key", "RECORD_ORDER", "§5",
     image(BLOCK, last=SIGNED + SEALED + WRAPPED_128, flags=0x14)),
    ("ciphertext_signature_plain", "RECORD_ORDER", "§5 nothing is encrypted",
     image(last=SIGNED + SEALED)),
    ("ciphertext_signature_form", "DER", "§6",
     image(BLOCK, last=SIGNED_ENC + record(0xA4, der()[:-1]), flags=0x14)),
    ("ciphertext_signature_cut", "TRUNCATED", "§3",
     image(BLOCK, last=SIGNED_ENC + struct.pack("<HH", 0xA4, 80) + der(), flags=0x14)),
    ("ciphertext_signature_protected", "OK", "§4 a foreign vendor record is skipped",
     image(protected=COUNTER + record(0xA4, der()))),
    ("lms", "OK", "§5", image(last=SIGNED + LMS)),
    ("lms_two_signers", "OK", "§5 each signer for itself",
     image(last=SIGNED + LMS + KEY + SIGNATURE + LMS)),
    ("lms_second_signer", "OK", "§5", image(last=SIGNED + FULL_KEY + SIGNATURE + LMS)),
    ("lms_encrypted", "OK", "§5", image(BLOCK, last=SIGNED + LMS + WRAPPED_128 + SEALED, flags=0x14)),
    ("lms_alone", "RECORD_ORDER", "§5 it stands beside ECDSA, never instead of it",
     image(last=DIGEST + KEY + LMS)),
    ("lms_before_ecdsa", "RECORD_ORDER", "§5", image(last=DIGEST + KEY + LMS + SIGNATURE)),
    ("lms_without_key", "RECORD_ORDER", "§5", image(last=DIGEST + LMS + KEY + SIGNATURE)),
    ("lms_twice", "RECORD_ORDER", "§5", image(last=SIGNED + LMS + LMS)),
    ("lms_behind_wrapped", "RECORD_ORDER", "§5",
     image(BLOCK, last=SIGNED_ENC + LMS, flags=0x14)),
    ("lms_protected", "OK", "§4 a foreign vendor record is skipped", image(protected=COUNTER + LMS)),
    ("lms_short", "RECORD_SIZE", "§5", image(last=SIGNED + record(0xA5, LMS_FORM[:-1]))),
    ("lms_long", "RECORD_SIZE", "§5", image(last=SIGNED + record(0xA5, LMS_FORM + b"\0"))),
    ("lms_empty", "RECORD_SIZE", "§5", image(last=SIGNED + record(0xA5, b""))),
    ("lms_cut", "TRUNCATED", "§3",
     image(last=SIGNED + struct.pack("<HH", 0xA5, 1452) + LMS_FORM[:-1])),
    ("lms_stub", "TRUNCATED", "§3 half a record header", image(last=SIGNED + b"\xa5\0")),
    ("lms_leaf", "LMS", "§6 the first leaf that is none", image(last=SIGNED + lms_with(0, 1024))),
    ("lms_leaf_high", "LMS", "§6", image(last=SIGNED + lms_with(0, 0x80000000))),
    ("lms_ots_w4", "LMS", "§6 W4", image(last=SIGNED + lms_with(4, 3))),
    ("lms_h5", "LMS", "§6 H5", image(last=SIGNED + lms_with(1128, 5))),
    ("lms_type_high", "LMS", "§6 no low byte decides", image(last=SIGNED + lms_with(1128, 0x106))),
    ("behind_wrapped", "RECORD_ORDER", "§5 an unknown record behind the last place",
     image(BLOCK, last=SIGNED_ENC + record(0xA6, b""), flags=0x14)),
    ("signer_behind_wrapped", "RECORD_ORDER", "§5",
     image(BLOCK, last=SIGNED_ENC + KEY + SIGNATURE, flags=0x14)),
]

DER_CASES = [
    ("der_empty", b""),
    ("der_long_length", b"\x30\x81" + der()[1:]),
    ("der_indefinite", b"\x30\x80" + der()[2:] + b"\0\0"),
    ("der_trailing", der() + b"\0"),
    ("der_inner_trailing", b"\x30\x46" + der()[2:] + b"\x05\0"),
    ("der_cut", der()[:-1]),
    ("der_negative", der(r=b"\x80" + SCALAR[1:])),
    ("der_needless_zero", der(s=b"\0" + SCALAR)),
    ("der_empty_integer", der(r=b"")),
    ("der_33_bytes", der(r=b"\x01" + SCALAR)),
    ("der_34_bytes", der(r=b"\0\x80" + SCALAR)),
    ("der_wrong_tag", b"\x31" + der()[1:]),
    ("der_one_integer", b"\x30\x22\x02\x20" + SCALAR),
]


def main():
    cases = CASES + [
        (name, "DER", "§6", image(last=DIGEST + KEY + record(0x22, value)))
        for name, value in DER_CASES
    ]
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.glob("*.txt"):
        old.unlink()
    for name, error, why, data in cases:
        verdict = "MPSEC_OK" if error == "OK" else f"MPSEC_ERR_{error}"
        lines = [f"# {why}", f"# expect: {verdict}"]
        lines += [data[i : i + 32].hex() for i in range(0, len(data), 32)]
        (FOLDER / f"{name}.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
