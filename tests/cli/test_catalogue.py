"""The catalogue's reader: every mistake of every file, at its place, whatever the command."""

import pathlib
import shutil

import pytest

SMALL = pathlib.Path(__file__).resolve().parents[1] / "catalogue/small"
MODEL = """\
mpsec: 1
device: {id: lamp, board: SMALL_BOARD, micropython: v1.25.0, lifetime_years: 5, fleet_size: 10,
         environment: home}
trust_zones: [{id: chip, trust: 80}]
interfaces: [{id: uart0, kind: uart, zone: chip, need: required}]
assets: [{id: app-code, kind: code, at: chip, integrity: major}]
adversaries: [{id: visitor, profile: passer-by}]
"""

MEASURED = (
    "measured: [{board: %s, micropython: v1.25.0, compiler: gcc 12, date: 2026-01-01, flash_b: 1, ram_b: 0,"
    " boot_instructions: null, boot_us: null, controls: [%s]}]\n"
)

# file, text to replace ("" appends), new text, "LINE:COLUMN: message" or "message"
MISTAKES = {
    "unknown key": (
        "leaves/mp.repl.yaml",
        "scope:",
        "scop:",
        "7:1: unknown key of a leaf 'scop', did you mean 'scope'?",
    ),
    "missing key": (
        "leaves/mp.repl.yaml",
        "rationale: a terminal program and a cable\n",
        "",
        "1:1: a leaf lacks 'rationale'",
    ),
    "unknown fact": (
        "leaves/mp.repl.yaml",
        "board.compiler",
        "board.compilr",
        "3:38: no model can state the fact 'board.compilr'",
    ),
    "fact with a wrong tail": (
        "leaves/hw.swd.yaml",
        "interface.swd",
        "interface.swd.open",
        "3:15: no model can state the fact 'interface.swd.open'",
    ),
    "unknown state required": (
        "leaves/mp.mem.yaml",
        "requires: python-exec",
        "requires: python-exe",
        "4:11: unknown state 'python-exe', did you mean 'python-exec'?",
    ),
    "unknown state yielded": (
        "leaves/mp.mem.yaml",
        "[memory-read]",
        "[memory-reed]",
        "5:10: unknown state 'memory-reed', did you mean 'memory-read'?",
    ),
    "unknown check": (
        "leaves/mp.repl.yaml",
        "S-REPL",
        "S-REPLY",
        "11:10: unknown check or attack 'S-REPLY', did you mean 'S-REPL'?",
    ),
    "neither checks nor asserted": (
        "leaves/hw.swd.yaml",
        "asserted: nothing here has a debug probe\n",
        "",
        "1:1: the leaf has neither 'checks' nor 'asserted'",
    ),
    "both checks and asserted": (
        "leaves/mp.repl.yaml",
        "",
        "asserted: as well\n",
        "12:11: the leaf has both 'checks' and 'asserted'",
    ),
    "a leaf that yields nothing": (
        "leaves/hw.swd.yaml",
        "[memory-read]",
        "[]",
        "5:9: the leaf yields no state",
    ),
    "not over states": (
        "leaves/mp.mem.yaml",
        "requires: python-exec",
        "requires: {not: python-exec}",
        "4:11: 'not' cannot stand over states: reaching more never hinders an attacker",
    ),
    "unknown time": (
        "leaves/mp.repl.yaml",
        "time: 1d",
        "time: one day",
        "6:17: 'time' wants days, weeks or months, such as 1d, 2w or 3m",
    ),
    "factor missing": (
        "leaves/mp.repl.yaml",
        ", window: easy",
        "",
        "6:10: an attack potential lacks 'window'",
    ),
    "wrong stride": (
        "leaves/mp.repl.yaml",
        "[E, T, I]",
        "[E, X]",
        "9:9: 'stride' wants letters of STRIDE",
    ),
    "a cycle": (
        "leaves/mp.repl.yaml",
        "yields:",
        "requires: memory-read\nyields:",
        "1:1: the state 'memory-read' is needed to reach itself: leaf 'mp.mem' requires "
        "'python-exec', whose leaf 'mp.repl' requires 'memory-read'",
    ),
    "file name is not the id": (
        "leaves/mp.repl.yaml",
        "leaf: mp.repl",
        "leaf: mp.repel",
        "1:7: the file is named 'mp.repl', the leaf 'mp.repel'",
    ),
    "first key is another kind": (
        "leaves/mp.repl.yaml",
        "leaf: mp.repl\ntitle: Type Python at the prompt",
        "title: Type Python at the prompt\nleaf: mp.repl",
        "1:1: the first key of a file in leaves/ is 'leaf'",
    ),
    "effect on an unknown leaf": (
        "controls/ctl.gate.yaml",
        "leaf: mp.repl",
        "leaf: mp.repel",
        "6:12: unknown leaf 'mp.repel', did you mean 'mp.repl'?",
    ),
    "control that answers no leaf": (
        "controls/ctl.gate.yaml",
        "effect:\n  - {leaf: mp.repl, cut: true}",
        "effect: []",
        "5:9: the control answers no leaf",
    ),
    "effect that neither cuts nor raises": (
        "controls/ctl.gate.yaml",
        ", cut: true",
        "",
        "6:5: an effect either cuts its leaf or raises at least one factor of it",
    ),
    "unknown clause": (
        "controls/ctl.gate.yaml",
        "{cra: [j]}",
        "{cra: [z]}",
        "21:12: the standard 'cra' has no clause 'z'",
    ),
    "unknown standard": (
        "controls/ctl.gate.yaml",
        "{cra: [j]}",
        "{cre: [j]}",
        "21:12: unknown standard 'cre', did you mean 'cra'?",
    ),
    "unknown family": (
        "controls/ctl.gate.yaml",
        "family: no-serial-prompt",
        "family: none",
        "3:9: 'family' cannot be 'none'",
    ),
    "unknown function": (
        "controls/ctl.gate.yaml",
        "upload-files",
        "upload-file",
        "7:21: unknown function 'upload-file', did you mean 'upload-files'?",
    ),
    "unknown port": (
        "controls/ctl.gate.yaml",
        "  qemu:",
        "  quemu:",
        "9:3: MicroPython has no port 'quemu'",
    ),
    "setting that is no name": (
        "controls/ctl.gate.yaml",
        "{GATE: 1,",
        "{GA TE: 1,",
        "10:14: 'GA TE' cannot be the name of a setting",
    ),
    "setting of two lines": (
        "controls/ctl.gate.yaml",
        "{GATE: 1,",
        "{GATE: \"1\\n#define X\",",
        "10:20: 'GATE' wants a value of one line",
    ),
    "reason for an unknown port": (
        "controls/ctl.gate.yaml",
        "ports: [unix]",
        "ports: [uniks]",
        "17:13: MicroPython has no port 'uniks'",
    ),
    "reason beside a change": (
        "controls/ctl.gate.yaml",
        "ports: [unix]",
        "ports: [qemu]",
        "17:13: 'build' has a change for the port 'qemu'",
    ),
    "two reasons for a port": (
        "controls/ctl.gate.yaml",
        "  - {ports: [unix],",
        "  - {ports: [rp2, unix], why: as well}\n  - {ports: [unix],",
        "18:13: the port 'unix' has two reasons",
    ),
    "ports without a reason": (
        "controls/ctl.gate.yaml",
        ", why: it has no prompt",
        "",
        "17:5: what a control is not on lacks 'why'",
    ),
    "price of an unknown board": (
        "controls/ctl.gate.yaml",
        "board: SMALL_BOARD",
        "board: BIG_BOARD",
        "19:13: unknown board 'BIG_BOARD'",
    ),
    "price that is no number": (
        "controls/ctl.gate.yaml",
        "ram_b: 16",
        "ram_b: few",
        "19:106: 'price' wants a whole number from -2147483647 to 2147483647",
    ),
    "unknown capability needed": (
        "controls/ctl.debug-lock.yaml",
        "chip: [debug-lock]",
        "chip: [debug-locks]",
        "6:16: unknown capability 'debug-locks', did you mean 'debug-lock'?",
    ),
    "control needs itself": (
        "controls/ctl.gate.yaml",
        "loses:",
        "needs: {controls: [ctl.debug-lock]}\nloses:",
        "needs 'ctl.",
    ),
    "control needs what it excludes": (
        "controls/ctl.debug-lock.yaml",
        "effect:",
        "conflicts: [ctl.gate]\neffect:",
        "7:12: the control both needs and excludes 'ctl.gate'",
    ),
    "set measured on another board": (
        "boards/SMALL_BOARD.yaml",
        "",
        MEASURED % ("OTHER_BOARD", "ctl.gate"),
        "a set in the record of SMALL_BOARD was measured on OTHER_BOARD",
    ),
    "set of an unknown control": (
        "boards/SMALL_BOARD.yaml",
        "",
        MEASURED % ("SMALL_BOARD", "ctl.gaet"),
        "unknown control 'ctl.gaet', did you mean 'ctl.gate'?",
    ),
    "set of nothing": (
        "boards/SMALL_BOARD.yaml",
        "",
        MEASURED % ("SMALL_BOARD", ""),
        "a measured set names no controls",
    ),
    "board with an unknown chip": (
        "boards/SMALL_BOARD.yaml",
        "chip: small-chip",
        "chip: smal-chip",
        "4:7: unknown chip 'smal-chip', did you mean 'small-chip'?",
    ),
    "board with an unknown kind": (
        "boards/SMALL_BOARD.yaml",
        "kind: swd",
        "kind: swx",
        "7:21: unknown interface kind 'swx', did you mean 'swd'?",
    ),
    "board with an unknown feature": (
        "boards/SMALL_BOARD.yaml",
        "compiler]",
        "compilers]",
        "8:24: unknown board feature 'compilers', did you mean 'compiler'?",
    ),
    "board with two interfaces of one id": (
        "boards/OTHER_BOARD.yaml",
        "id: uart1",
        "id: uart0",
        "7:5: the board has two interfaces 'uart0'",
    ),
    "capability without source": (
        "chips/other-chip.yaml",
        "debug-lock: {state: partial, source: the tests}",
        "debug-lock: {state: partial}",
        "5:15: the capability 'debug-lock' has no source",
    ),
    "unknown capability state": (
        "chips/other-chip.yaml",
        "state: partial",
        "state: maybe",
        "5:23: 'state' cannot be 'maybe'",
    ),
    "check that proves nothing": (
        "leaves/mp.repl.yaml",
        "[S-REPL, A-REPL]",
        "[S-REPL]",
        "1:1: the attack 'A-REPL' proves no leaf",
    ),
    "state that nobody wants": (
        "vocabulary.yaml",
        "",
        "  lonely: nobody comes here\n",
        "24:3: no leaf yields the state 'lonely'",
    ),
    "goal for an unknown asset kind": (
        "goals/run-code.yaml",
        "[code]",
        "[coed]",
        "5:15: unknown asset kind 'coed', did you mean 'code'?",
    ),
    "anchor": (
        "goals/run-code.yaml",
        "[code]",
        "&x [code]",
        "5:14: anchors are not used",
    ),
}


@pytest.fixture
def copy(tmp_path):
    shutil.copytree(SMALL, tmp_path / "catalogue")
    (tmp_path / "device.yaml").write_text(MODEL)
    return tmp_path


def test_small_catalogue_is_good(mpsec, copy):
    done = mpsec("--catalogue", "catalogue", "model", cwd=copy)
    assert (done.status, done.err) == (0, "")


@pytest.mark.parametrize("name", MISTAKES)
def test_mistake_is_reported_at_its_place(mpsec, copy, name):
    path, old, new, message = MISTAKES[name]
    file = copy / "catalogue" / path
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new, 1) if old else text + new)
    done = mpsec("--catalogue", "catalogue", "model", cwd=copy)
    assert done.status == 2
    assert message.replace(": ", ": error: ", 1) in done.err or message in done.err, done.err


def test_two_files_of_one_id_are_refused(mpsec, copy):
    source = (copy / "catalogue/checks/S-REPL.yaml").read_text()
    (copy / "catalogue/checks/mp.repl.yaml").write_text(source.replace("S-REPL", "mp.repl"))
    done = mpsec("--catalogue", "catalogue", "model", cwd=copy)
    assert done.status == 2
    assert "the id 'mp.repl' is taken by the leaf of catalogue/leaves/mp.repl.yaml" in done.err


def test_mistakes_of_several_files_come_in_one_run(mpsec, copy):
    for name in ("unknown key", "unknown family", "unknown capability state"):
        path, old, new, _ = MISTAKES[name]
        file = copy / "catalogue" / path
        file.write_text(file.read_text().replace(old, new, 1))
    done = mpsec("--catalogue", "catalogue", "model", cwd=copy)
    assert done.status == 2
    assert done.err.count("error: ") == 3


def test_unknown_folder_is_refused(mpsec, copy):
    (copy / "catalogue/leafs").mkdir()
    (copy / "catalogue/leafs/a.yaml").write_text("leaf: a\n")
    done = mpsec("--catalogue", "catalogue", "model", cwd=copy)
    assert done.status == 2
    assert "unknown folder of a catalogue 'leafs'" in done.err


def test_folder_without_vocabulary_is_refused(mpsec, tmp_path):
    done = mpsec("--catalogue", tmp_path, "model", cwd=tmp_path)
    assert done.status == 2
    assert "the catalogue has no vocabulary.yaml" in done.err


def test_built_in_catalogue_is_good(mpsec, tmp_path):
    done = mpsec("new", "lamp", cwd=tmp_path)
    assert (done.status, done.err) == (0, "")
