"""A slice of MicroPython's own tests as signed applications; `make upstream` runs all, with more controls."""

import sys

import board
import pytest

sys.path.append(str(board.ROOT / "tests/upstream"))
import emulated
import suite

pytestmark = pytest.mark.xdist_group("guard-device")
TESTS = board.ROOT / ".deps/micropython-1.25.0/tests"
ONE_IN = 40


@pytest.fixture(scope="module")
def pair():
    hardened = board.firmware()
    return hardened.parents[1] / "stock/firmware.elf", hardened


def on(kind, firmware, names):
    return suite.run_all(TESTS, names, lambda folder: kind(folder, firmware), 2, f"slice-{kind.__name__}")


def test_what_passes_on_stock_passes_as_a_signed_application(pair):
    every = sorted(str(path.relative_to(TESTS)) for path in (TESTS / "basics").glob("*.py"))[::ONE_IN]
    stock = on(emulated.Stock, pair[0], every)
    good = [name for name in every if stock[name][0] == "pass"]
    assert len(good) > len(every) * 3 // 4, stock
    hardened = on(emulated.Hardened, pair[1], good)
    assert {name: found for name, found in hardened.items() if found[0] != "pass"} == {}


def test_a_test_that_a_control_forbids_fails_and_is_explained_by_its_row_alone(pair):
    name = "micropython/import_mpy_invalid.py"
    assert on(emulated.Stock, pair[0], [name])[name] == ("pass", "")
    found = on(emulated.Hardened, pair[1], [name])[name]
    assert found[0] == "fail"
    assert suite.explain(suite.table(), TESTS, name, found) == "ctl.pinned-mounts+ctl.no-fs-code"
    assert suite.explain([], TESTS, name, found) is None
    assert suite.summary({name: ("pass", "")}, {name: found}, {})["share"] == 0


@pytest.mark.parametrize(
    ("want", "said", "different"),
    [
        (b"1\n2\n", b"1\n2\n", None),
        (b"1\n2\n", b"1\n3\n", "3"),
        (b"1\n2\n", b"1\n", "(nothing more)"),
        (b"1\n", b"1\n2\n", "2"),
        (b"1\n########\n2\n", b"1\nx\ny\n2\n", None),
        (b"1\n########\n2\n", b"1\nx\ny\n", "(nothing more)"),
        (b"at \\######\\ end\n", b"at \\12\\ end\n", None),
        (b"", b"", None),
    ],
)
def test_output_is_held_against_upstreams_word_line_by_line(want, said, different):
    assert suite.first_difference(want, said) == different
