"""The tables of the format pages are those of the code; a second reader agrees on every vector."""

import re
import subprocess
import sys

import project

sys.path.insert(0, str(project.ROOT / "tests/oracle"))
import image as image_oracle  # noqa: E402
import romfs as romfs_oracle  # noqa: E402

FORMS = ("tests/vectors/image", "tests/vectors/romfs")
SPEC = project.text(project.ROOT / "docs/spec/image-format.md")
ROMFS = project.text(project.ROOT / "docs/spec/romfs.md")
HEADER = project.text(project.ROOT / "core/include/mpsec/image.h")
VERIFY = project.text(project.ROOT / "core/include/mpsec/image_verify.h")


def enum(source, name):
    body = re.search(rf"enum {name} {{(.*?)\n}};", source, re.S)[1]
    return {key: int(value, 16) for key, value in re.findall(r"(MPSEC_\w+) = (0x[0-9a-f]+)", body)}


def errors():
    names = re.findall(r"ROW\((MPSEC_\w+),", project.text(project.ROOT / "core/include/mpsec/err.h"))
    return set(names) - {"MPSEC_OK"}


def test_record_types_of_page_and_code_are_the_same():
    rows = re.findall(r"^\| (0x[0-9a-f]{2}) \| `(MPSEC_RECORD_\w+)`", SPEC, re.M)
    assert {name: int(value, 16) for value, name in rows} == enum(HEADER, "mpsec_record_type")


def test_flags_of_page_and_code_are_the_same():
    rows = re.findall(r"^\| (0x[0-9a-f]{2}) \| `(MPSEC_FLAG_\w+)`", SPEC, re.M)
    assert {name: int(value, 16) for value, name in rows} == enum(HEADER, "mpsec_image_flag")


def test_magic_numbers_of_page_and_code_are_the_same():
    for name in ("MPSEC_IMAGE_MAGIC", "MPSEC_AREA_MAGIC", "MPSEC_PROTECTED_AREA_MAGIC"):
        value = re.search(rf"#define {name}\s+(0x[0-9a-f]+)U", HEADER)[1]
        assert value in SPEC, f"{name} is {value}"


def test_every_error_is_named_by_a_page_and_met_by_a_vector():
    named = set(re.findall(r"`(MPSEC_ERR_\w+)`", SPEC + ROMFS))
    met = set()
    for path in project.below(*FORMS, suffix=".txt"):
        met.add(re.search(r"^# expect: (\w+)", project.text(path), re.M)[1])
    assert named == errors()
    assert met - {"MPSEC_OK"} == errors()


def sections(page):
    """(number, text) of each numbered section of a page."""
    parts = re.split(r"^## §(\d+)", page, flags=re.M)
    return zip(parts[1::2], parts[2::2])


def test_every_refusal_that_a_section_names_is_met_by_a_vector_of_that_section():
    for folder, page in zip(FORMS, (SPEC, ROMFS)):
        met = set()
        for path in project.below(folder, suffix=".txt"):
            text = project.text(path)
            where = re.findall(r"§(\d+)", text.splitlines()[0])
            met |= {(number, re.search(r"^# expect: (\w+)", text, re.M)[1]) for number in where}
        for number, text in sections(page):
            for error in sorted(set(re.findall(r"`(MPSEC_ERR_\w+)`", text))):
                assert (number, error) in met, f"no vector of {folder} for {error} of §{number}"


def test_every_verdict_is_given_by_a_unit_test():
    tests = "".join(project.text(p) for p in project.below("tests/unit", suffix=".c"))
    for name in enum(VERIFY, "mpsec_verdict"):
        assert re.search(rf"assert_int_equal\([^;]*{name}\)|want[^;]*{name}|{name}\}}", tests), name


def test_every_verdict_is_named_by_the_page_and_far_from_the_others():
    verdicts = enum(VERIFY, "mpsec_verdict")
    words = set(re.findall(r"`(MPSEC_VERDICT_\w+)`", SPEC)) | {"MPSEC_VERDICT_ADMIT"}
    assert words == set(verdicts)
    values = list(verdicts.values())
    for i, value in enumerate(values):
        assert all(bin(value ^ other).count("1") >= 8 for other in values[:i])


def test_second_readers_agree_on_every_vector():
    for path in project.below(*FORMS, suffix=".txt"):
        lines = project.text(path).splitlines()
        expect = next(line.split()[-1] for line in lines if line.startswith("# expect"))
        data = bytes.fromhex("".join(line for line in lines if not line.startswith("#")))
        oracle = romfs_oracle if path.parent.name == "romfs" else image_oracle
        assert oracle.verdict(data) == expect, project.name(path)


def test_second_readers_agree_on_what_the_fuzzers_kept_and_on_spoilt_vectors():
    """make fuzz asks the same of a corpus of hours; here it is that of the smoke run, where there was one."""
    done = subprocess.run(
        [project.ROOT / "scripts/agree", "5000"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    found = re.findall(r"^(\w+) +(\d+) vector, \d+ corpus, 5000 spoilt: \d+ agree, (\d+)", done.stdout, re.M)
    assert [form for form, *_ in found] == ["image", "romfs", "der", "lms"]
    assert all(int(vectors) >= 20 and int(good) > 100 for _, vectors, good in found)
