"""mpsec explain: every entry of the catalogue tells its reasons."""

import pytest


@pytest.mark.parametrize(
    "name, kind",
    [
        ("mp.repl.raw", "leaf"),
        ("ctl.no-compiler", "control"),
        ("rp2040", "chip"),
        ("MPS2_AN385", "board"),
        ("brief-physical", "adversary"),
        ("run-code", "goal"),
        ("S-COMPILER", "check"),
        ("A-REPL-RAW", "attack"),
        ("cra", "standard"),
        ("python-exec", "state"),
    ],
)
def test_explain_tells_what_kind_of_entry_it_is(mpsec, name, kind):
    result = mpsec("explain", name)
    assert result.status == 0
    assert result.out.startswith(f"{name} ({kind}")


def test_explain_tells_entries_of_every_folder(mpsec, root):
    for folder in (root / "catalogue").iterdir():
        for path in sorted(folder.glob("*.yaml"))[:3]:
            assert mpsec("explain", path.stem).status == 0, path.stem


def test_explain_of_a_leaf_names_the_controls_that_answer_it(mpsec):
    assert "  cut by ctl.console-gate: " in mpsec("explain", "mp.repl.raw").out


def test_explain_of_an_unknown_id_suggests_a_near_one(mpsec):
    result = mpsec("explain", "ctl.no-compilr")
    assert result.status == 2
    assert result.out == ""
    assert result.err == (
        "error: the catalogue has no entry ctl.no-compilr\n"
        "  remedy: did you mean ctl.no-compiler?\n"
    )


def test_explain_wants_exactly_one_id(mpsec):
    assert mpsec("explain").err.startswith("error: explain takes one id, not 0\n")
    assert mpsec("explain", "cra", "emb3d").status == 2
