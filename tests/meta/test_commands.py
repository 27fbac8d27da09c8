"""The recipe of command.h: table row, function, page and CLI test all exist."""

import re

import project

# Small enough to live in main.c, and tested together.
IN_MAIN = {"help": "test_help.py", "version": "test_help.py"}
COMMAND_LINES = 150


def test_each_command_has_its_source():
    main = project.text(project.ROOT / "tool/main.c")
    header = project.text(project.ROOT / "tool/command.h")
    for command in project.commands():
        if command in IN_MAIN:
            assert f"static enum status cmd_{command}(" in main
        else:
            source = project.ROOT / f"tool/cmd_{command}.c"
            assert source.exists(), f"tool/cmd_{command}.c is missing"
            assert f"enum status cmd_{command}(" in header, f"command.h: cmd_{command}"


def test_each_source_has_its_row():
    """cmd_X.c is the command X; a command with words of its own has a cmd_X_WORD.c for each."""
    for path in (project.ROOT / "tool").glob("cmd_*.c"):
        command = path.stem.removeprefix("cmd_").split("_")[0]
        assert command in project.commands(), f"{project.name(path)}: no row for {command}"


def test_each_command_has_its_page_and_its_test():
    for command in project.commands():
        assert (project.ROOT / f"docs/man/mpsec-{command}.1.md").exists(), f"{command}: no page"
        test = IN_MAIN.get(command, f"test_{command}.py")
        assert (project.ROOT / "tests/cli" / test).exists(), f"tests/cli/{test} is missing"


def test_command_files_stay_small():
    for path in (project.ROOT / "tool").glob("cmd_*.c"):
        count = len(project.text(path).splitlines())
        assert count <= COMMAND_LINES, f"{project.name(path)}: {count} lines"


def test_commands_end_by_one_door():
    """command_end() merges diagnostics into the status; a command that returns by itself lies."""
    for path in (project.ROOT / "tool").glob("cmd_*.c"):
        assert re.search(r"return \w+_end\(", project.text(path)), f"{project.name(path)}"
