"""The forms in which a firmware is handed over. Only the first of them has symbols."""

import struct
import subprocess

from configurations import PREFIX

RAW_MAX = 16 << 20
PAYLOAD = 256


def first_address(elf, prefix):
    """Of the first section that the file loads: there a raw file begins."""
    out = subprocess.run([prefix + "readelf", "-SW", elf], capture_output=True, text=True, check=True).stdout
    found = []
    for line in out.splitlines():
        words = line.split("]", 1)[-1].split()
        if len(words) > 6 and words[1] not in ("NOBITS", "NULL") and "A" in words[6] and int(words[4], 16) > 0:
            found.append(int(words[2], 16))
    return min(found)


def uf2(raw, base):
    blocks = [raw[at : at + PAYLOAD].ljust(PAYLOAD, b"\0") for at in range(0, len(raw), PAYLOAD)]
    return b"".join(
        struct.pack("<8I", 0x0A324655, 0x9E5D5157, 0x2000, base + PAYLOAD * i, PAYLOAD, i, len(blocks), 1)
        + block.ljust(476, b"\0")
        + struct.pack("<I", 0x0AB16F30)
        for i, block in enumerate(blocks)
    )


def forms(config, folder):
    """name -> file"""
    elf, prefix = folder / "firmware.elf", PREFIX[config["port"]]

    def objcopy(name, *words):
        path = folder / name
        if not path.exists():
            subprocess.run([prefix + "objcopy", *words, elf, path], check=True)
        return path

    found = {"elf": elf, "stripped": objcopy("fw.stripped", "--strip-all")}
    if config["pie"]:  # it has no place before it runs, so it comes as an ELF file only
        return found
    raw_file = objcopy("fw.bin", "-O", "binary")
    found["hex"] = objcopy("fw.hex", "-O", "ihex")
    if raw_file.stat().st_size > RAW_MAX:  # data far from code: nobody hands that over as one piece
        raw_file.unlink()
        return found
    found["bin"] = raw_file
    found["uf2"] = folder / "fw.uf2"
    if not found["uf2"].exists():
        found["uf2"].write_bytes(uf2(raw_file.read_bytes(), first_address(elf, prefix)))
    return found
