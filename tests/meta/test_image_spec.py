"""docs/spec/image-format.md, core/ and the second reader in tests/oracle/ say the same."""

import ctypes
import random
import re
import subprocess
import sys

import project
import pytest

sys.path.insert(0, str(project.ROOT / "tests/oracle"))
import image as oracle  # noqa: E402

SPEC = project.text(project.ROOT / "docs/spec/image-format.md")
HEADERS = {name: project.text(project.ROOT / f"core/include/mpsec/{name}.h") for name in ("image", "err", "image_verify")}
MUTANTS = 40_000
WRAPPER = """
#include "mpsec/image.h"
int judge(const uint8_t *bytes, size_t size);
int judge(const uint8_t *bytes, size_t size)
{
    struct mpsec_image image;
    return (int)mpsec_image_parse((struct mpsec_span){bytes, size}, &image);
}
"""


def constants(header):
    """NAME = 0x.., from enums and defines of a header."""
    found = re.findall(r"\b(MPSEC_\w+)\s*=?\s*(0x[0-9a-f]+)U?\b", HEADERS[header])
    return {name: int(value, 16) for name, value in found}


ERRORS = re.findall(r"ROW\((MPSEC_\w+),", HEADERS["err"])


def test_every_record_and_flag_of_the_specification_has_its_number_in_the_code():
    code = constants("image")
    rows = re.findall(r"^\| (0x[0-9a-f]+) \| `(MPSEC_(?:RECORD|FLAG)_\w+)`", SPEC, re.M)
    assert {name: int(number, 16) for number, name in rows} == {
        name: value for name, value in code.items() if name.startswith(("MPSEC_RECORD_", "MPSEC_FLAG_"))
    }
    assert len(rows) >= 13


def test_the_magic_numbers_are_those_of_the_code():
    code = constants("image")
    assert f"{code['MPSEC_IMAGE_MAGIC']:#x}" in SPEC
    for name, area in (("MPSEC_AREA_MAGIC", "unprotected"), ("MPSEC_PROTECTED_AREA_MAGIC", "protected")):
        assert f"| {area} | {code[name]:#x} |" in SPEC


def test_every_error_and_verdict_of_the_code_stands_in_the_specification():
    verdicts = [name for name in constants("image_verify") if "_DENY_" in name]
    form = [name for name in ERRORS if name.startswith("MPSEC_ERR_") and "ROMFS" not in name]
    for name in form + verdicts:
        assert f"`{name}`" in SPEC, name
    for name in set(re.findall(r"`(MPSEC_(?:ERR|VERDICT)_\w+)`", SPEC)):
        assert name in ERRORS or name in constants("image_verify"), name


def test_every_refusal_has_a_vector():
    expected = set()
    for path in (project.ROOT / "tests/vectors/image").glob("*.txt"):
        expected.add(re.search(r"^# expect: (\w+)", project.text(path), re.M)[1])
    form = {name for name in ERRORS if "ROMFS" not in name}
    assert form <= expected | {"MPSEC_OK"}, form - expected


@pytest.fixture(scope="module")
def judge(tmp_path_factory):
    """The name of the error that core gives, compiled from the shipped sources."""
    folder = tmp_path_factory.mktemp("core")
    (folder / "judge.c").write_text(WRAPPER)
    sources = [project.ROOT / f"core/src/{name}.c" for name in ("bytes", "der", "image")]
    command = ["gcc", "-std=c99", "-O2", "-shared", "-fPIC", f"-I{project.ROOT}/core/include"]
    subprocess.run([*command, *sources, folder / "judge.c", "-o", folder / "judge.so"], check=True)
    library = ctypes.CDLL(str(folder / "judge.so"))
    library.judge.argtypes = [ctypes.c_char_p, ctypes.c_size_t]
    return lambda data: ERRORS[library.judge(bytes(data), len(data))]


def vectors():
    for path in sorted((project.ROOT / "tests/vectors/image").glob("*.txt")):
        lines = project.text(path).splitlines()
        yield bytes.fromhex("".join(line for line in lines if not line.startswith("#")))


def mutate(chance, data):
    data = bytearray(data)
    for _ in range(chance.randint(1, 3)):
        kind = chance.random()
        if data and kind < 0.6:
            likely = [0, 1, 2, 3, 4, 0x10, 0x20, 0x22, 0x50, 0x80, 0xA4, 0xFF]
            data[chance.randrange(len(data))] = chance.choice([*likely, chance.randrange(256)])
        elif data and kind < 0.8:
            del data[chance.randrange(len(data))]
        else:
            data.insert(chance.randrange(len(data) + 1), chance.randrange(256))
    return bytes(data)


def test_both_readers_agree_on_vectors_and_mutants(judge):
    chance = random.Random(1)
    seeds = list(vectors())
    corpus = [path.read_bytes() for path in (project.ROOT / "build/fuzz/corpus/fuzz_image").glob("*")]
    imgtool = [path.read_bytes() for path in (project.ROOT / "tests/vectors/imgtool").glob("*.img")]
    mutants = (mutate(chance, chance.choice(seeds)) for _ in range(MUTANTS))
    for data in [*seeds, *corpus, *imgtool, *mutants]:
        assert judge(data) == oracle.verdict(data), data.hex()
