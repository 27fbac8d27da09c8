"""Catalogue, code and tests agree. Read here by PyYAML, not by the parser under test."""

import re
import subprocess

import project
import pytest
import yaml

KINDS = {
    "goals": "goal",
    "leaves": "leaf",
    "controls": "control",
    "chips": "chip",
    "boards": "board",
    "adversaries": "adversary",
    "checks": "check",
    "attacks": "attack",
    "standards": "standard",
}
SEVEN_FAMILIES = {
    "frozen-code",
    "no-webrepl",
    "no-compiler",
    "no-serial-prompt",
    "physical-access",
    "vendor-protection",
    "smallest-surface",
}
# What was reached; numbers only grow.
AT_LEAST = {"leaves": 140, "controls": 80, "chips": 17, "attacks": 19, "checks": 32, "boards": 17}


@pytest.fixture(scope="session")
def catalogue():
    """folder -> id -> entry; scalars stay text, so that `no` is a word."""
    found = {}
    for folder in KINDS:
        found[folder] = {
            path.stem: yaml.load(project.text(path), Loader=yaml.BaseLoader)
            for path in project.below(f"catalogue/{folder}", suffix=".yaml")
        }
    found["vocabulary"] = yaml.load(
        project.text(project.ROOT / "catalogue/vocabulary.yaml"), Loader=yaml.BaseLoader
    )
    return found


def names_in(expression):
    if expression is None:
        return set()
    if isinstance(expression, str):
        return {expression}
    if isinstance(expression, list):
        return set().union(*map(names_in, expression), set())
    return set().union(*map(names_in, expression.values()), set())


def test_what_a_check_wants_present_protects(catalogue):
    """A difference between two firmwares counts such a fact the other way round."""
    rules = re.findall(r'\{"([a-z0-9-]+)",[^{}]*?\}', project.text(project.ROOT / "tool/audit/rules.c"))
    protects = set(re.findall(r'\{"([a-z0-9-]+)",[^{}]*?PROTECTS\}', project.text(project.ROOT / "tool/audit/rules.c")))
    assert {"boot-hook", "signed-application"} <= protects < set(rules)
    for name, check in catalogue["checks"].items():
        assert check["rule"] in rules, name
        assert (check["expect"] == "present") == (check["rule"] in protects), name


def test_each_entry_is_in_the_file_of_its_name(catalogue):
    for folder, kind in KINDS.items():
        for stem, entry in catalogue[folder].items():
            assert next(iter(entry)) == kind, f"{folder}/{stem}: its first key is not {kind}"
            assert entry[kind] == stem, f"{folder}/{stem} calls itself {entry[kind]}"


def test_the_catalogue_holds_what_was_promised(catalogue):
    for folder, least in AT_LEAST.items():
        assert len(catalogue[folder]) >= least, f"{folder}: {len(catalogue[folder])} of {least}"


def test_each_leaf_has_a_check_or_says_why_not(catalogue):
    known = set(catalogue["checks"]) | set(catalogue["attacks"])
    for stem, leaf in catalogue["leaves"].items():
        checks = leaf.get("checks", [])
        assert bool(checks) != bool(leaf.get("asserted")), f"{stem}: checks or asserted, one of them"
        assert set(checks) <= known, f"{stem} names {set(checks) - known}"
        assert leaf.get("rationale"), f"{stem} gives no reason for its numbers"


def test_each_check_and_attack_proves_some_leaf(catalogue):
    used = {check for leaf in catalogue["leaves"].values() for check in leaf.get("checks", [])}
    idle = (set(catalogue["checks"]) | set(catalogue["attacks"])) - used
    assert not idle, f"no leaf asks for {sorted(idle)}"


def test_states_and_goals_hang_together(catalogue):
    states = set(catalogue["vocabulary"]["states"])
    given = {state for leaf in catalogue["leaves"].values() for state in leaf.get("yields", [])}
    wanted = set()
    for leaf in catalogue["leaves"].values():
        wanted |= names_in(leaf.get("requires"))
    for goal in catalogue["goals"].values():
        wanted |= names_in(goal["reached_by"])
    assert given <= states, f"undeclared: {given - states}"
    assert wanted <= given, f"no leaf yields {wanted - given}"
    assert given <= wanted, f"nobody wants {given - wanted}"


def test_each_control_answers_some_leaf(catalogue):
    for stem, control in catalogue["controls"].items():
        effects = control.get("effect", [])
        assert effects, f"{stem} has no effect"
        for effect in effects:
            assert effect["leaf"] in catalogue["leaves"], f"{stem}: there is no {effect['leaf']}"
            assert ("cut" in effect) != ("raise" in effect), f"{stem}: cut or raise, one of them"
        assert control["family"] in SEVEN_FAMILIES, f"{stem}: {control['family']}"


def test_controls_name_only_what_exists(catalogue):
    words = catalogue["vocabulary"]
    for stem, control in catalogue["controls"].items():
        needs = control.get("needs", {})
        for other in needs.get("controls", []) + control.get("conflicts", []):
            assert other in catalogue["controls"], f"{stem} names {other}"
        assert set(needs.get("chip", [])) <= set(words["capabilities"]), stem
        assert set(control.get("loses", [])) <= set(words["functions"]), stem
        for standard, clauses in control.get("standards", {}).items():
            assert standard in catalogue["standards"], f"{stem}: there is no standard {standard}"
            known = set(catalogue["standards"][standard]["clauses"])
            assert set(clauses) <= known, f"{stem}: {standard} {set(clauses) - known}"


def test_sources_that_controls_build_exist(catalogue):
    for stem, control in catalogue["controls"].items():
        for port, change in control.get("build", {}).items():
            for source in change.get("sources", []):
                assert (project.ROOT / "guard" / source).exists(), f"{stem}, {port}: {source}"


def test_each_control_that_is_built_here_proves_itself_in_the_symbol_table(catalogue):
    """`--wrap` fails silently, so a control with a build ends in a post-link gate."""
    for stem, control in catalogue["controls"].items():
        for port, change in control.get("build", {}).items():
            if port == "qemu" and change.get("wraps"):
                gate = change.get("gate", {})
                assert gate.get("present") or gate.get("absent"), f"{stem}, {port}: no gate"


def test_chips_and_boards_use_the_closed_lists(catalogue):
    words = catalogue["vocabulary"]
    for stem, chip in catalogue["chips"].items():
        capabilities = chip["capabilities"]
        assert set(capabilities) <= set(words["capabilities"]), stem
        for capability, record in capabilities.items():
            assert record["state"] in {"yes", "no", "partial", "conditional", "unknown"}, stem
            if record["state"] != "unknown":
                assert record.get("source"), f"{stem}: {capability} names no source"
    for stem, board in catalogue["boards"].items():
        assert board["chip"] in catalogue["chips"], f"{stem}: {board['chip']}"
        kinds = {interface["kind"] for interface in board.get("interfaces", [])}
        assert kinds <= set(words["interface_kinds"]), f"{stem}: {kinds}"
        assert set(board.get("features", [])) <= set(words["board_features"]), stem


def test_each_check_has_its_rule_in_the_code(catalogue):
    code = "".join(project.text(path) for path in project.below("tool/audit", suffix=".c"))
    for stem, check in catalogue["checks"].items():
        assert f'"{check["rule"]}"' in code, f"{stem}: no rule {check['rule']} in tool/audit"
        assert check["expect"] in {"absent", "present"}, stem
        assert stem == "S-" + check["rule"].upper(), f"{stem} is the check of {check['rule']}"


def exercised():
    """Text of the tests; this folder and recorded results only name, they do not exercise."""
    folders = [project.ROOT / folder for folder in ("tests/meta", "tests/fixtures", "tests/golden")]
    return "\n".join(
        project.text(path)
        for path in project.below("tests", suffix=(".py", ".c", ".yaml", ".table"))
        if not any(folder in path.parents for folder in folders)
    )


def test_each_rule_and_attack_is_exercised_by_a_test(catalogue):
    tests = exercised()
    idle = [stem for stem in catalogue["attacks"] if stem not in tests]
    for stem, check in catalogue["checks"].items():
        if stem not in tests and f'"{check["rule"]}"' not in tests:
            idle.append(stem)
    assert not idle, f"no test exercises {idle}"


def test_each_entry_can_be_explained(catalogue, plain_binary):
    for folder in ("leaves", "controls", "chips", "adversaries", "checks", "attacks"):
        for stem in catalogue[folder]:
            words = [str(plain_binary), "explain", stem]
            done = subprocess.run(words, capture_output=True, text=True, check=False)
            assert done.returncode == 0, f"mpsec explain {stem}: {done.stderr}"
            assert stem in done.stdout


@pytest.mark.parametrize("lock", sorted((project.ROOT / "examples").glob("*/plan.lock.yaml")), ids=lambda lock: lock.parent.name)
def test_the_plans_in_the_examples_are_those_of_this_catalogue(plain_binary, lock):
    words = [str(plain_binary), "-C", str(lock.parent), "plan", "--check"]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1)
    assert "the plan is stale" not in done.stderr, f"run mpsec plan in {lock.parent}, review the difference"



def test_references_have_the_form_of_their_scheme(catalogue):
    forms = {
        "emb3d": r"(TID|MID)-\d{3}",
        "cwe": r"\d+",
        "attack-ics": r"T\d{4}",
        "source": r".{4,}",
    }
    for folder in ("leaves", "controls"):
        for stem, entry in catalogue[folder].items():
            for scheme, references in entry.get("refs", {}).items():
                for reference in references:
                    form = forms.get(scheme, r".+")
                    assert re.fullmatch(form, reference), f"{stem}: {scheme} {reference}"
