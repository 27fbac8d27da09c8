"""The man pages say what --help says, and render without a warning."""

import re
import shutil
import subprocess

import project
import pytest

PAGES = project.ROOT / "docs/man"
SECTIONS = ["NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "EXIT STATUS", "EXAMPLES", "SEE ALSO"]
NAMES = ["mpsec"] + [f"mpsec-{command}" for command in project.commands()]


def page(name):
    return project.text(PAGES / f"{name}.1.md")


def section(name, title):
    found = re.search(rf"^# {title}\n(.*?)(?=^# |\Z)", page(name), re.M | re.S)
    assert found, f"{name}: no section {title}"
    return found[1].strip()


def bare(markdown):
    """Markdown without its marks."""
    return re.sub(r"[*`]", "", markdown)


def words(name):
    return name.split("-", 1)[1:]


def help_options(output):
    """term -> explanation, of what usage_write() prints."""
    found = {}
    term = None
    for line in output.splitlines():
        match = re.match(r" {2}(-\w, | {4})(--[\w-]+(?: [A-Z]+)?)(?: {2,}(.*))?$", line)
        if match:
            term = (match[1].strip() + " " + match[2]).strip()
            found[term] = match[3] or ""
        elif term and not found[term] and line.startswith(" " * 20):
            found[term] = line.strip()
        else:
            term = None
    return found


def options_of(text):
    pairs = re.findall(r"^(`-.*)\n: (.*(?:\n(?!\n).+)*)", text, re.M)
    return {bare(term): " ".join(bare(said).split()) for term, said in pairs}


def subcommands(output):
    """What a command lists under "Subcommands" in its --help."""
    return re.findall(r"^  ([a-z]+) +\S", output.partition("Subcommands")[2], re.M)


def test_each_command_has_its_page_and_each_page_its_command():
    assert sorted(path.name for path in PAGES.glob("*.md")) == sorted(f"{n}.1.md" for n in NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_page_has_its_sections_in_order(name):
    titles = re.findall(r"^# (.*)$", page(name), re.M)
    assert [title for title in titles if title in SECTIONS] == SECTIONS
    assert page(name).startswith(f"title: {name.upper()}\nsection: 1\n")


@pytest.mark.parametrize("name", NAMES[1:])
def test_name_says_what_the_list_of_commands_says(name):
    command = name.removeprefix("mpsec-")
    assert section(name, "NAME") == f"{name} - {project.commands()[command]}"


@pytest.mark.parametrize("name", [name for name in NAMES if name != "mpsec-help"])
def test_synopsis_and_options_are_those_of_help(name, run):
    said = run(*words(name), "--help")
    assert said.returncode == 0, said.stderr
    assert f"Usage: {bare(section(name, 'SYNOPSIS'))}" == said.stdout.splitlines()[0]
    assert options_of(section(name, "OPTIONS")) == help_options(said.stdout)


@pytest.mark.parametrize("name", NAMES[1:])
def test_each_subcommand_has_its_part_with_its_synopsis_and_options(name, run):
    listed = subcommands(run(*words(name), "--help").stdout)
    assert re.findall(r"^## (.*)$", page(name), re.M) == listed
    for subcommand in listed:
        said = run(*words(name), subcommand, "--help").stdout
        part = section(name, "SUBCOMMANDS").split(f"## {subcommand}\n")[1].split("\n## ")[0]
        assert f"Usage: {bare(part).split(chr(10))[1]}" == said.splitlines()[0]
        of_help = help_options(said)
        del of_help["-h, --help"]
        assert options_of(part) == of_help, subcommand


@pytest.mark.parametrize("name", NAMES)
def test_exit_statuses_are_listed(name):
    listed = re.findall(r"^(\d)\n: ", section(name, "EXIT STATUS"), re.M)
    assert listed == sorted(set(listed)) and set(listed) <= set("0123")
    assert "0" in listed and "2" in listed


@pytest.mark.parametrize("name", NAMES)
def test_page_names_only_pages_that_exist(name):
    for other in re.findall(r"\*\*(mpsec(?:-\w+)?)\*\*\(1\)", page(name)):
        assert other in NAMES, f"{name} refers to {other}"


@pytest.mark.parametrize("name", NAMES)
def test_examples_use_options_that_exist(name, run):
    for line in re.findall(r"^ {4}(.*)$", section(name, "EXAMPLES"), re.M):
        for call in re.findall(r"\bmpsec((?: [^ |&;>]+)*)", line):
            words_of = call.split()
            command = next((word for word in words_of if word in project.commands()), None)
            assert command, f"{name}: {line}"
            known = help_options(run("help").stdout) | help_options(run(command, "--help").stdout)
            for word in set(subcommands(run(command, "--help").stdout)) & set(words_of):
                known |= help_options(run(command, word, "--help").stdout)
            terms = " ".join(known)
            for word in words_of:
                assert not word.startswith("-") or word == "-" or word in terms, f"{name}: {word}"


@pytest.mark.parametrize("name", NAMES)
def test_page_renders_without_a_warning(name, tmp_path):
    assert shutil.which("lowdown") and shutil.which("man"), "run make setup"
    manual = tmp_path / f"{name}.1"
    with manual.open("wb") as stream:
        subprocess.run(
            ["lowdown", "-s", "-Tman", "--out-no-smarty", PAGES / f"{name}.1.md"],
            stdout=stream,
            check=True,
        )
    done = subprocess.run(
        ["man", "-l", "--warnings", manual], capture_output=True, text=True, check=True
    )
    assert done.stderr == ""
    assert f"{name.upper()}(1)" in done.stdout
