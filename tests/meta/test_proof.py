"""The proofs (scripts/prove, scripts/prove-wp): the quickest of them, and that their tables are those of the code."""

import importlib.machinery
import importlib.util
import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
loader = importlib.machinery.SourceFileLoader("prove", str(ROOT / "scripts/prove"))
prove = importlib.util.module_from_spec(importlib.util.spec_from_loader("prove", loader))
loader.exec_module(prove)

# What decides about a launch and about the floor: a second or two each.
QUICK = ("mpsec_read_u16", "mpsec_launch_open", "mpsec_slot_confirm")


def test_every_proved_function_is_there():
    assert [goal for goal in prove.goals() if goal not in prove.defined()] == []


def test_no_function_of_the_core_is_without_a_proof():
    core = {path.stem for path in (ROOT / "core/src").glob("*.c")} | {"absent_lms"}
    assert [goal for goal in prove.defined() if goal[0] in core and goal not in prove.goals()] == []


def test_every_mutant_belongs_to_one_proved_function_and_one_place():
    sources = {file: prove.annotated(file, path.read_text()) for file, path in prove.shipped().items()}
    assert list(prove.mutants(list(prove.goals()), sources))


def test_the_quick_proofs_hold():
    done = subprocess.run([ROOT / "scripts/prove", *QUICK], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{len(QUICK)} functions, " in done.stdout


def test_a_launch_that_asks_for_one_token_only_is_refuted():
    done = subprocess.run([ROOT / "scripts/prove", "--mutants", "mpsec_launch_open"], capture_output=True, text=True, check=False)
    assert done.returncode == 0 and "3 mutants, 0 not refuted" in done.stdout, done.stdout + done.stderr
