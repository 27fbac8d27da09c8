"""Names in the documents exist: paths, commands, options, make targets, ids, identifiers."""

import re

import project
import pytest

TOP = {path.name for path in project.ROOT.iterdir()}
FILE = re.compile(r"\.(c|h|md|yaml|py|mk|json|toml|ld|txt|build)$")
# Other people's names: MicroPython's, the C library's, the tools'; and x, which is any name.
FOREIGN = re.compile(r"^_?(x|MICROPY|MP|mp|py|vm|gc|nlr|readline|pyexec|machine|uctypes|os|sys|ARM)_")
# Written by a run, or living on the device or in the user's project; never in the tree.
MADE = re.compile(
    r"^(out|build|overlay|obj|\.deps|device\.yaml|plan\.lock\.yaml|verify\.json|build\.json|"
    r"report\.html|firmware\.|(_?boot|main)\.py|flash\.|qstrdefs|frozen_content|app/|lib/|py/|"
    r"shared/|ports/|extmod/|mpconfig|console\.txt|[A-Z]+/|\.\w+$)"
)
ID = re.compile(r"^(ctl\.[a-z]|mp\.[a-z]+\.|hw\.[a-z]+\.|net\.[a-z]+\.|[AS]-[A-Z0-9])")


def documents():
    return [path for path in project.files() if path.suffix == ".md"]


def prose(path):
    """The text without fenced and indented blocks, which hold examples."""
    return re.sub(r"^```.*?^```", "", project.text(path), flags=re.M | re.S)


def quoted(path):
    content = prose(path)
    for match in re.finditer(r"(?<!`)`([^`\n]+)`(?!`)", content):
        yield content[: match.start()].count("\n") + 1, match[1].strip()


@pytest.fixture(scope="session")
def words():
    """Every identifier that stands in some source, script or data file."""
    suffixes = {".c", ".h", ".py", ".mk", ".yaml", ".build", ".json", ".ld", ".sh", ""}
    found = set()
    for path in project.files():
        if path.suffix in suffixes and "tests/meta" not in project.name(path):
            try:
                found |= set(re.findall(r"[A-Za-z_]\w+", project.text(path)))
            except UnicodeDecodeError:
                continue
    return found


@pytest.fixture(scope="session")
def entries():
    return {path.stem for path in project.below("catalogue", suffix=".yaml")}


@pytest.fixture(scope="session")
def rules():
    return set(re.findall(r"^([a-z0-9-]+):", project.text(project.ROOT / "Makefile"), re.M))


def names_a_path(token):
    first = token.split("/")[0]
    return ("/" in token and first in TOP) or (FILE.search(token) and " " not in token)


def has_placeholder(token):
    return bool(re.search(r"[<>{}…]|\b[A-Z][A-Z]+\b|(?<![A-Z_])[XN](?![A-Za-z])", token))


def path_exists(token, document):
    pattern = re.sub(r"\{[^}]*\}|<[^>]*>|(?<![A-Za-z])([A-Z]{2,}|X)(?![A-Za-z])", "*", token)
    pattern = pattern.rstrip("/").split(":")[0].split("#")[0]
    for base in (project.ROOT, document.parent):
        if any(base.glob(pattern.lstrip("/"))):
            return True
    return any(project.ROOT.glob("**/" + pattern.lstrip("/"))) if "/" not in pattern else False


def trouble(token, document, words, entries, rules):
    """What is wrong with a back-quoted token, or None."""
    if token.startswith("mpsec ") or token == "mpsec":
        named = re.match(r"mpsec (?:\[?-\S+ (?:[A-Z]+\]? )?)*([a-z]+)", token)
        if named and named[1] not in project.commands():
            return "no such command"
    elif token.startswith("make ") and len(token.split()) == 2:
        return None if token.split()[1] in rules or has_placeholder(token) else "no such rule"
    elif ID.match(token) and not has_placeholder(token.replace(token[:2], "", 1).lower()):
        return None if token in entries or "*" in token else "no such entry of the catalogue"
    elif names_a_path(token):
        if not MADE.match(token) and not path_exists(token, document):
            return "no such file"
    elif re.fullmatch(r"[A-Za-z]\w*_\w+(\(\))?", token):
        name = token.removesuffix("()")
        if name not in words and not FOREIGN.match(name):
            return "no such identifier"
    return None


def test_names_in_documents_exist(words, entries, rules):
    wrong = []
    for document in documents():
        for line, token in quoted(document):
            said = trouble(token, document, words, entries, rules)
            if said:
                wrong.append(f"{project.name(document)}:{line}: `{token}`: {said}")
    assert not wrong, "\n".join(wrong)


def test_options_in_documents_exist(run):
    known = set(re.findall(r"--[a-z][a-z-]+", run("help").stdout))
    for command in project.commands():
        if command not in ("help",):
            said = run(command, "--help").stdout
            for word in re.findall(r"^  ([a-z]+) +\S", said.partition("Subcommands")[2], re.M):
                said += run(command, word, "--help").stdout
            known |= set(re.findall(r"--[a-z][a-z-]+", said))
    wrong = []
    for document in documents():
        for line, token in quoted(document):
            if token.startswith(("mpsec ", "--")):
                for option in re.findall(r"(?<=[\s`(\[])--[a-z][a-z-]+", " " + token):
                    # The linker's and the tests' own options are not ours.
                    if option not in known | {"--wrap", "--gc-sections", "--bless"}:
                        wrong.append(f"{project.name(document)}:{line}: {option}")
    assert not wrong, "\n".join(wrong)


def test_links_in_documents_lead_somewhere():
    wrong = []
    for document in documents():
        for match in re.finditer(r"\]\(([^)#]+)(?:#[^)]*)?\)", prose(document)):
            target = match[1].strip()
            if not re.match(r"[a-z]+:", target) and not (document.parent / target).exists():
                wrong.append(f"{project.name(document)}: {target}")
    assert not wrong, "\n".join(wrong)
