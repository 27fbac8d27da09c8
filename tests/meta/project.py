"""What the meta tests know of the tree: its files, includes and functions."""

import pathlib
import re
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
NOT_OURS = (".deps", ".git", "build", "out")


def files():
    """Files of the project: what git knows or would take; without git, what lies there."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    if listed.returncode == 0 and listed.stdout:
        names = listed.stdout.decode().split("\0")
        paths = [ROOT / name for name in names if name]
    else:
        paths = list(ROOT.rglob("*"))
    return sorted(
        path
        for path in paths
        if path.is_file() and path.relative_to(ROOT).parts[0] not in NOT_OURS
    )


def below(*folders, suffix):
    """Files below some folders of the tree, by suffix."""
    suffixes = (suffix,) if isinstance(suffix, str) else suffix
    roots = [ROOT / folder for folder in folders]
    return [
        path
        for path in files()
        if path.suffix in suffixes and any(root in path.parents for root in roots)
    ]


def name(path):
    return path.relative_to(ROOT).as_posix()


def text(path):
    return path.read_text(encoding="utf-8")


def includes(path):
    """(line number, form, name) of each #include; form is '"' or '<'."""
    found = re.finditer(r'^\s*#\s*include\s+(["<])([^">]+)[">]', text(path), re.M)
    return [(text(path)[: m.start()].count("\n") + 1, m[1], m[2]) for m in found]


def bare_code(source):
    """C text with comments and the contents of string literals blanked, line by line."""
    pattern = r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\''

    def blank(match):
        kept = "\n" * match[0].count("\n")
        return '""' if match[0][0] == '"' else "0" if match[0][0] == "'" else kept

    return re.sub(pattern, blank, source, flags=re.S)


def functions(path):
    """(name, line, number of body lines, list of parameters) of each function, in our brace form."""
    code = bare_code(text(path))
    form = re.compile(r"^[A-Za-z_][^;{}#=]*?\b(?!__attribute__)(\w+)\s*\(([^;{}]*)\)\s*\n\{\n(.*?)^\}", re.M | re.S)
    for match in form.finditer(code):
        line = code[: match.start()].count("\n") + 1
        yield match[1], line, match[3].count("\n"), parameters_of(match[2])


def parameters_of(signature):
    """The parameters of a function, one text each."""
    found, depth = [""], 0
    for letter in "" if signature.strip() == "void" else signature:
        depth += (letter == "(") - (letter == ")")
        if letter == "," and depth == 0:
            found.append("")
        else:
            found[-1] += letter
    return [" ".join(parameter.split()) for parameter in found if parameter.strip()]


def commands():
    """The rows of `commands` in main.c: name -> summary."""
    rows = re.findall(r'^\s*\{"(\w+)", cmd_\w+,\s*"([^"]+)"\},', text(ROOT / "tool/main.c"), re.M)
    assert rows, "the table of commands in tool/main.c was not found"
    return dict(rows)
