"""The second opinion on LMS is itself right: it agrees with the RFC and with another's signatures."""

import re
import sys

import project
import pytest

sys.path.insert(0, str(project.ROOT / "tests/oracle"))
import lms  # noqa: E402

VECTORS = project.ROOT / "tests/vectors/lms"
MBEDTLS = project.ROOT / ".deps/mbedtls-3.6/tests/suites/test_suite_lms.data"


def vector(path):
    fields, words = {"public": "", "message": "", "signature": ""}, ""
    for line in project.text(path).splitlines():
        if line.startswith("#"):
            words += line
        elif line.endswith(":"):
            name = line[:-1]
        else:
            fields[name] += line
    return [bytes.fromhex(value) for value in fields.values()], "_GOOD" in words


def test_the_oracle_agrees_with_appendix_f_of_the_rfc():
    fields, _ = vector(VECTORS / "rfc8554.txt")
    assert lms.verifies(*fields)
    for name in range(3):
        wrong = list(fields)
        wrong[name] = wrong[name][:-1] + bytes([wrong[name][-1] ^ 1])
        assert not lms.verifies(*wrong)


def test_the_oracle_agrees_with_every_lms_vector():
    paths = [path for path in VECTORS.glob("*.txt") if path.name != "rfc8554.txt"]
    assert len(paths) > 20
    for path in paths:
        fields, good = vector(path)
        assert lms.verifies(*fields) == good, path.name


def test_the_oracle_agrees_with_the_signatures_of_mbedtls_own_tests():
    if not MBEDTLS.exists():
        pytest.skip("mbedTLS is not set up")
    rows = re.findall(
        r'^lms_verify_test:"([0-9a-f]*)":"([0-9a-f]*)":"([0-9a-f]*)":(\S+)', MBEDTLS.read_text(), re.M
    )
    verdicts = []
    for message, signature, public, answer in rows:
        given = [bytes.fromhex(x) for x in (public, message, signature)]
        assert len(given[0]) != 56 or lms.verifies(*given) == (answer == "0"), signature[:40]
        verdicts.append(answer)
    assert verdicts.count("0") >= 4 and len(verdicts) > 10
