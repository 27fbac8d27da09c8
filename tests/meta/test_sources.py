"""The form that the sources promise: sizes, banned functions, no mutable globals."""

import re
import subprocess

import project

BANNED = r"\b(strcpy|sprintf|strcat|strtok|gets|atoi|system|popen|gmtime)\s*\("
FUNCTION_LINES, FUNCTION_PARAMETERS, FILE_LINES = 60, 5, 500
# Where results live and who hears of mistakes stands in every stage's signature and is no
# parameter of what it does, so the arena and the diagnostics are not counted.
CONTEXT = r"\bstruct (arena|diag|context) \*\w+"
# Hooks of the device keep state between boots of the interpreter; each one says why here.
# Of the host programs only the signal handler has something to write.
MUTABLE = {
    "interrupted": "set by the signal handler, read by the waits",
}
# Signatures that MicroPython gives us.
GIVEN = {"boards", "guard/micropython"}


def sources():
    return project.below("tool", "core", "guard", "boards", "scripts", suffix=(".c", ".h"))


def test_sources_keep_their_size():
    wrong = []
    for path in sources():
        count = len(project.text(path).splitlines())
        if count > FILE_LINES:
            wrong.append(f"{project.name(path)}: {count} lines")
        given = any(project.ROOT / folder in path.parents for folder in GIVEN)
        for function, line, lines, parameters in project.functions(path):
            place = f"{project.name(path)}:{line}: {function}"
            if lines > FUNCTION_LINES:
                wrong.append(f"{place} has {lines} lines")
            counted = [p for p in parameters if not re.search(CONTEXT, p)]
            if len(counted) > FUNCTION_PARAMETERS and not given:
                wrong.append(f"{place} has {len(counted)} parameters")
    assert not wrong, "\n".join(wrong)


def test_sources_call_no_banned_function():
    wrong = []
    for path in sources():
        for number, line in enumerate(project.bare_code(project.text(path)).splitlines(), 1):
            if re.search(BANNED, line):
                wrong.append(f"{project.name(path)}:{number}: {line.strip()}")
    assert not wrong, "\n".join(wrong)


def test_sources_name_their_licence_first():
    first = "// SPDX-License-Identifier: MIT"
    wrong = [
        project.name(path)
        for path in sources()
        if path.suffix == ".c" and project.text(path).splitlines()[0] != first
    ]
    assert not wrong, f"the first line is not '{first}': {wrong}"


def test_only_the_command_layer_prints_and_exits():
    allowed = {"tool/base/arena.c"}  # out of memory: the one exit below the command layer
    stages = [path for path in project.below("tool", suffix=".c") if path.parent.name != "tool"]
    for path in stages:
        if project.name(path) in allowed:
            continue
        for number, line in enumerate(project.bare_code(project.text(path)).splitlines(), 1):
            assert not re.search(r"\b(printf|puts|putchar|perror|exit|abort)\s*\(", line), (
                f"{project.name(path)}:{number}: {line.strip()}"
            )


def mutable_symbols(objects):
    """Symbols in writable sections that are not constant after relocation."""
    for line in subprocess.run(
        ["objdump", "-t", *map(str, objects)], capture_output=True, text=True, check=True
    ).stdout.splitlines():
        match = re.match(r"[0-9a-f]+ .{6}(O) (\.\w[\w.]*|\*COM\*)\s+[0-9a-f]+ (?:\.hidden )?(\S+)", line)
        if match and re.match(r"\.(data|bss|tdata|tbss)|\*COM\*", match[2]):
            if not match[2].startswith(".data.rel.ro"):
                yield match[3]


def test_programs_hold_no_mutable_globals(plain_binary):
    tool = plain_binary.parent
    objects = list(tool.glob("libstages.a.p/*.o")) + list(tool.glob("mpsec.p/*.o"))
    objects += list((tool.parent / "guard").glob("*.p/*.o"))
    objects += list((tool.parent / "core").glob("*.p/*.o"))
    assert len(objects) > 20, f"the objects beside {plain_binary} were not found"
    found = {re.sub(r"\.\d+$", "", symbol) for symbol in mutable_symbols(objects)}
    assert found <= set(MUTABLE), f"mutable: {sorted(found - set(MUTABLE))}"
