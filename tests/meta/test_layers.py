"""A folder includes only from its own layer and those below it (ARCHITECTURE.md)."""

import re

import project

ORDER = [
    "base",
    "catalogue",
    "model",
    "threat",
    "plan",
    "provision",
    "build",
    "image",
    "audit",
    "attack",
    "unlock",
    "verify",
    "report",
    "commands",
]
# The vocabulary of facts is the model's, and the catalogue's loader asks whether a fact exists.
LOWERED = {"threat/facts.h": "catalogue"}
GENERATED = {"version.h"}
# Words of our field; base/ could serve any program.
FIELD = r"\b(firmware|micropython|threat|leaf|catalogue|adversary|attack|guard|repl)\b"


def layer(include):
    if include.startswith("mpsec/"):
        return "image"  # the core is known from the image stage upwards
    if include in LOWERED:
        return LOWERED[include]
    return include.split("/")[0] if "/" in include else "commands"


def tool_files():
    return project.below("tool", suffix=(".c", ".h"))


def test_no_include_climbs_out_of_its_folder():
    for path in project.below("tool", "core", "guard", "boards", "tests", suffix=(".c", ".h")):
        for line, _, included in project.includes(path):
            assert ".." not in included.split("/"), f"{project.name(path)}:{line}: {included}"


def wrong_include(path, included):
    """Why a file of tool/ may not include this header of ours; None when it may."""
    here = path.relative_to(project.ROOT / "tool").as_posix()
    home = "model" if here in LOWERED else layer(here)
    if home not in ORDER:
        return f"{home} is a folder without a place in the order"
    if (project.ROOT / "core/include" / included).exists():
        return None
    if included.startswith("mpsec/") and home not in ("image", "unlock", "commands"):
        return f"{home} does not know the core, image does"
    homes = ("core/include",) if included.startswith("mpsec/") else ("tool",)
    if not any((project.ROOT / folder / included).exists() for folder in homes):
        return f"{included} is not a header of tool/"
    if ORDER.index(layer(included)) > ORDER.index(home):
        return f"{included} lies above {home}"
    return None


def test_stages_include_only_what_lies_below_them():
    wrong = []
    for path in tool_files():
        for line, form, included in project.includes(path):
            if form == '"' and included not in GENERATED and wrong_include(path, included):
                wrong.append(f"{project.name(path)}:{line}: {wrong_include(path, included)}")
    assert not wrong, "\n".join(wrong)


def test_tool_and_device_never_meet():
    ours = {part: set() for part in ("core", "guard")}
    for part, known in ours.items():
        for path in project.below(f"{part}/include", suffix=".h"):
            known.add(path.relative_to(project.ROOT / part / "include").as_posix())
    stages = set(ORDER[:-1])
    for path in project.below("core", "guard", "boards", suffix=(".c", ".h")):
        for line, form, included in project.includes(path):
            assert form == "<" or included.split("/")[0] not in stages, (
                f"{project.name(path)}:{line}: the device includes {included} of the tool"
            )
    for path in project.below("core", suffix=(".c", ".h")):
        for line, _, included in project.includes(path):
            assert included not in ours["guard"] - ours["core"], (
                f"{project.name(path)}:{line}: core includes {included} of the guard"
            )
    for path in tool_files():
        for line, _, included in project.includes(path):
            assert included not in ours["guard"] - ours["core"], (
                f"{project.name(path)}:{line}: the tool includes {included} of the guard"
            )


def test_only_the_hooks_and_boards_know_micropython():
    allowed = (project.ROOT / "guard/micropython", project.ROOT / "boards")
    for path in project.below("tool", "core", "guard", suffix=(".c", ".h")):
        if any(folder in path.parents for folder in allowed):
            continue
        for line, _, included in project.includes(path):
            assert not re.match(r"(py|shared|extmod)/", included), (
                f"{project.name(path)}:{line}: {included}"
            )


def test_base_knows_no_word_of_our_field():
    for path in project.below("tool/base", suffix=(".c", ".h")):
        for number, line in enumerate(project.text(path).splitlines(), 1):
            assert not re.search(FIELD, line, re.I), f"{project.name(path)}:{number}: {line}"


def test_device_core_uses_no_heap_and_no_stdio():
    forbidden = {"stdio.h", "stdlib.h", "malloc.h", "unistd.h", "time.h"}
    for path in project.below("core", "guard/src", "guard/include", suffix=(".c", ".h")):
        for line, _, included in project.includes(path):
            assert included not in forbidden, f"{project.name(path)}:{line}: {included}"
