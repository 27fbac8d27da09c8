"""mpsec model: every mistake of a model, at its place, in one run."""

import pathlib
import re

import pytest

TESTS = pathlib.Path(__file__).resolve().parents[1]
BAD = TESTS / "models/bad"
SMALL = TESTS / "catalogue/small"
# The first of January 2026, so that dates in the models mean the same for ever.
TODAY = {"SOURCE_DATE_EPOCH": "1767225600"}

GOOD = """\
mpsec: 1
device: {id: lamp, board: SMALL_BOARD, micropython: v1.25.0, lifetime_years: 5, fleet_size: 10,
         environment: home}
trust_zones: [{id: room, trust: 20}, {id: chip, trust: 80}]
interfaces:
  - {id: console, kind: uart, zone: room, need: required}
assets: [{id: app-code, kind: code, at: chip, integrity: major}]
adversaries: [{id: visitor, profile: passer-by}]
"""


@pytest.fixture
def check(mpsec):
    def run(path, *words, cwd=BAD):
        return mpsec("--catalogue", SMALL, "model", path, *words, cwd=cwd, env=TODAY)

    return run


@pytest.fixture
def write(tmp_path):
    def run(text, name="device.yaml"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return run


def expected(path):
    return [
        f"{path.name}:{line[len('# expect: '):]}".replace(": ", ": error: ", 1)
        for line in path.read_text().splitlines()
        if line.startswith("# expect: ")
    ]


def reported(done, path):
    return [line for line in done.err.splitlines() if line.startswith(f"{path.name}:")]


def test_there_are_at_least_sixty_bad_models():
    assert len(list(BAD.glob("*.yaml"))) >= 60


@pytest.mark.parametrize("path", sorted(BAD.glob("*.yaml")), ids=lambda path: path.stem)
def test_bad_model_is_reported_exactly(check, path):
    done = check(path.name)
    assert done.status == 2
    assert expected(path), "a bad model says what it expects"
    assert reported(done, path) == expected(path)
    assert done.out == ""


def test_ten_mistakes_are_ten_errors(check):
    done = check("ten-mistakes.yaml", "--json")
    assert done.status == 2
    errors = [entry for entry in done.json()["diagnostics"] if entry["severity"] == "error"]
    assert len(errors) == 10
    assert all(entry["line"] > 0 and entry["column"] > 0 for entry in errors)


def test_good_model_is_summarised(check, write):
    done = check(write(GOOD))
    assert (done.status, done.err) == (0, "")
    assert "SMALL_BOARD" in done.out
    assert re.search(r"console +uart +required +in room", done.out)
    assert re.search(r"swd +swd +none +of the board, not declared", done.out)
    assert re.search(r"app-code +code +one device +integrity major", done.out)
    assert "class break  severe very-low, major very-low, moderate low, minor medium" in done.out


def test_json_holds_the_defaults(check, write):
    document = check(write(GOOD), "--json").json()
    assert document["status"] == 0
    assert document["device"]["chip"] == "small-chip"
    interfaces = {entry["id"]: entry for entry in document["interfaces"]}
    # The console speaks for the board's uart0, which is of its kind and has no other speaker.
    assert set(interfaces) == {"console", "swd"}
    assert not interfaces["swd"]["declared"]
    assert document["risk_appetite"]["accept_up_to"]["severe"] == "very-low"
    assert document["adversaries"][0]["ceiling"]["days"] == 1


def test_adversary_may_override_any_factor(check, write):
    text = GOOD.replace("profile: passer-by", "profile: passer-by, time: 2w, equipment: bespoke")
    ceiling = check(write(text), "--json").json()["adversaries"][0]["ceiling"]
    assert (ceiling["days"], ceiling["equipment"]) == (14, "bespoke")
    assert ceiling["expertise"] == "proficient"


def test_second_serial_line_of_a_board_stays_undeclared(check, write):
    text = GOOD.replace("SMALL_BOARD", "OTHER_BOARD")
    interfaces = check(write(text), "--json").json()["interfaces"]
    assert [(entry["id"], entry["declared"]) for entry in interfaces] == [
        ("console", True),
        ("uart1", False),
    ]


def test_interface_takes_the_zone_of_what_it_runs_over(check, write):
    text = GOOD.replace(
        "need: required}\nassets",
        "need: required}\n  - {id: mqtt, kind: mqtt-client, over: console, need: none}\nassets",
    )
    interfaces = check(write(text), "--json").json()["interfaces"]
    assert interfaces[1]["zone"] == "room"


def test_budget_comes_in_bytes_and_microseconds(check, write):
    text = GOOD + "budget: {flash_kib: 2, ram_kib: 1, boot_ms: 3, functions: [field-repl]}\n"
    assert check(write(text), "--json").json()["budget"] == {
        "flash_b": 2048,
        "ram_b": 1024,
        "boot_us": 3000,
        "functions": ["field-repl"],
    }


def test_expired_response_is_a_warning_here(check, write):
    text = GOOD + (
        "responses:\n  - {threat: mp.repl, response: accept, owner: me, reason: toy,"
        " expires: 2025-12-31}\n"
    )
    path = write(text)
    done = check(path)
    assert done.status == 0
    assert "warning: the response to 'mp.repl' expired on 2025-12-31" in done.err
    assert check(path, "--json").json()["responses"][0]["expired"] is True
    done = check(write(text.replace("2025-12-31", "2026-01-01")))
    assert done.err == ""


def test_function_that_looks_like_a_slip_is_a_warning(check, write):
    done = check(write(GOOD + "functions: [{id: field-rpl, essential: true}]\n"))
    assert done.status == 0
    assert "did you mean 'field-repl'?" in done.err


def test_missing_model_is_named(check, tmp_path):
    done = check(tmp_path / "nowhere.yaml")
    assert done.status == 2
    assert "cannot read the device model: No such file or directory" in done.err


def test_model_takes_one_operand(check):
    assert check("a.yaml", "b.yaml").status == 2


HOSTILE = {
    "nul bytes": GOOD.encode().replace(b"lamp", b"la\0mp"),
    "invalid utf-8": GOOD.encode().replace(b"lamp", b"la\xff\xfemp"),
    "utf-16": GOOD.encode("utf-16"),
    "deep flow": b"[" * 200000,
    "deep block": b"".join(b" " * n + b"a:\n" for n in range(1000)),
    "deep keys": b"? " * 100000,
    "long scalar": b"mpsec: " + b"1" * 900000,
    "long key": b"a" * 900000 + b": 1\n",
    "many unknown keys": b"".join(b"k%d: 1\n" % n for n in range(100000)),
    "many duplicate keys": b"a: 1\n" * 150000,
    "many zones": b"trust_zones:\n" + b"- {id: a, trust: 1}\n" * 40000,
    "many anchors": b"- &a b\n" * 100000,
    "many aliases": b"- *a\n" * 100000,
    "many documents": b"---\n" * 200000,
    "many keys": b"keys: [" + b"a," * 400000 + b"]\n",
    "number out of range": GOOD.replace("fleet_size: 10", "fleet_size: " + "9" * 5000).encode(),
    "binary": bytes(range(256)) * 100,
    "more than a mebibyte": GOOD.encode() + b"#" * 1100000,
    "ten megabytes": GOOD.encode() + b"#" * 10000000,
    "directives": b"%YAML 9.9\n---\na: 1\n",
    "only comments": b"# nothing\n" * 1000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_model_is_refused_quickly_and_clearly(mpsec, write, name):
    path = write(HOSTILE[name])
    done = mpsec("--catalogue", SMALL, "model", path, env=TODAY, timeout=20)
    assert done.status == 2, done.err
    assert "error: " in done.err
    assert len(done.err) < 100000
    assert done.err.isprintable() or "\x1b" not in done.err


def test_folder_as_model_is_refused(check, tmp_path):
    done = check(tmp_path)
    assert done.status == 2
    assert "is not a regular file" in done.err
