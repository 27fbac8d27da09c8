"""What no file of the project may hold, and what belongs together."""

import re

import project

TEXT = {".c", ".h", ".py", ".md", ".yaml", ".json", ".mk", ".txt", ".build", ".ld", ".sh", ""}
# Written in pieces, so that this file passes its own test.
HOSTS = [
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("crates", "io"),
        ("deb", "debian", "org"),
        ("snapshot", "debian", "org"),
        ("proxy", "golang", "org"),
        ("rubygems", "org"),
        ("docker", "io"),
    )
]
PLACES = re.compile(r"(?<![\w.])/(?:wo" + r"rk|ro" + r"ot|tm" + r"p)/")
UNFINISHED = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X|HA" + r"CK)\b")


def lines():
    for path in project.files():
        if path.suffix in TEXT and ".git" not in path.parts:
            try:
                content = project.text(path)
            except UnicodeDecodeError:
                continue
            for number, line in enumerate(content.splitlines(), 1):
                yield f"{project.name(path)}:{number}", line


def test_no_file_names_a_registry_or_a_place_on_one_machine():
    found = [
        f"{place}: {line.strip()}"
        for place, line in lines()
        if any(host in line for host in HOSTS) or PLACES.search(line)
    ]
    assert not found, "\n".join(found)


def test_nothing_is_marked_unfinished():
    found = [f"{place}: {line.strip()}" for place, line in lines() if UNFINISHED.search(line)]
    assert not found, "\n".join(found)


def test_every_unit_test_has_its_source():
    """test_X.c tests X.c; where two folders have an X.c, test_FOLDER_X.c tests FOLDER/X.c."""
    known = set()
    for path in project.below("tool", "core", "guard", suffix=".c"):
        known |= {path.stem, f"{path.parent.name}_{path.stem}"}
    stray = [
        project.name(path)
        for path in project.below("tests/unit", suffix=".c")
        if path.stem.startswith("test_") and path.stem.removeprefix("test_") not in known
    ]
    assert not stray, f"no source file for {stray}"


def test_unit_tests_are_programs_that_run_a_group():
    for path in project.below("tests/unit", suffix=".c"):
        if path.stem.startswith("test_"):
            assert "cmocka_run_group_tests" in project.text(path), project.name(path)
