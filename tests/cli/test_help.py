"""help, version, and what every command does with a wrong command line."""

import json
import os
import re
import subprocess

import pytest

COMMANDS = (
    "new model threats plan build provision verify report audit attack image keygen unlock explain help version"
).split()


def test_help_lists_the_commands_in_the_order_of_the_work(mpsec):
    result = mpsec("help")
    assert result.status == 0
    assert result.err == ""
    assert result.out.startswith("Usage: mpsec [OPTION]... COMMAND [ARGUMENT]...\n")
    assert re.findall(r"^  (\w+) +\S", result.out.split("Commands:")[1], re.M) == COMMANDS
    assert "Exit status: 0 good enough, 1 findings above the appetite, 2 usage" in result.out


@pytest.mark.parametrize("words", [("--help",), ("-h",), ("help", "--help")])
def test_help_can_be_asked_for_in_any_form(mpsec, words):
    assert mpsec(*words).out == mpsec("help").out
    assert mpsec(*words).status == 0


@pytest.mark.parametrize("command", [name for name in COMMANDS if name != "help"])
def test_help_of_a_command_is_its_help_option(mpsec, command):
    result = mpsec("help", command)
    assert result.status == 0
    assert result.out == mpsec(command, "--help").out
    assert result.out.startswith(f"Usage: mpsec {command}")
    assert "-h, --help              print this and exit\n" in result.out


@pytest.mark.parametrize("words", [("help", "harden"), ("harden",), ("harden", "--fast")])
def test_unknown_command_is_an_error_with_a_remedy(mpsec, words):
    result = mpsec(*words)
    assert result.status == 2
    assert result.out == ""
    assert result.err == (
        "error: there is no command 'harden'\n  remedy: mpsec help lists the commands\n"
    )


def test_no_command_shows_the_help_and_is_an_error(mpsec):
    result = mpsec()
    assert result.status == 2
    assert "Commands:" in result.out + result.err


@pytest.mark.parametrize("command", [name for name in COMMANDS if name != "help"])
def test_unknown_option_is_an_error(mpsec, command):
    result = mpsec(command, "--frobnicate")
    assert result.status == 2
    assert result.out == ""
    assert result.err == "error: unknown option '--frobnicate'\n  remedy: see --help\n"


def test_unknown_global_option_is_an_error(mpsec):
    result = mpsec("--frobnicate", "version")
    assert result.status == 2
    assert result.err == "error: unknown option '--frobnicate'\n  remedy: see --help\n"


def test_option_without_its_value_is_an_error(mpsec):
    result = mpsec("report", "--out")
    assert result.status == 2
    assert result.err == "error: --out wants FILE\n"


def test_flag_with_a_value_is_an_error(mpsec):
    result = mpsec("verify", "--reuse=yes")
    assert result.status == 2
    assert result.err == "error: --reuse takes no value\n"


def test_every_wrong_option_is_reported(mpsec):
    result = mpsec("report", "--one", "--two")
    assert result.status == 2
    assert result.err.count("error: unknown option") == 2


def test_version_is_one_line(mpsec):
    result = mpsec("version")
    assert result.status == 0
    assert re.fullmatch(r"mpsec \d+\.\d+\.\d+\n", result.out)
    assert mpsec("--version").out == result.out


def test_version_as_json_is_one_document(mpsec):
    for words in [("version", "--json"), ("--json", "version"), ("--json", "--version")]:
        result = mpsec(*words)
        assert result.status == 0
        document = result.json()
        assert document["command"] == "version"
        assert document["status"] == 0
        assert document["diagnostics"] == []
        assert re.fullmatch(r"\d+\.\d+\.\d+", document["mpsec"])


@pytest.mark.parametrize(
    "words",
    [("harden",), ("model", "--frobnicate"), ("model", "no-such.yaml"), ("help", "harden")],
)
def test_mistakes_under_json_are_one_document_and_nothing_else(mpsec, words, tmp_path):
    result = mpsec("--json", *words, cwd=tmp_path)
    assert result.status == 2
    assert result.err == ""
    document = json.loads(result.out)
    assert document["status"] == 2
    assert len(document["diagnostics"]) >= 1
    for entry in document["diagnostics"]:
        assert entry["severity"] == "error"
        assert entry["text"]


def test_wrong_global_option_under_json_is_one_document(mpsec):
    result = mpsec("--json", "--frobnicate", "version")
    assert result.status == 2
    assert json.loads(result.out)["diagnostics"][0]["text"] == "unknown option '--frobnicate'"


def test_directory_option_changes_where_the_work_is_done(mpsec, root, tmp_path):
    there = mpsec("-C", root / "examples/greenhouse", "model", "--json", cwd=tmp_path)
    assert there.status == 0, there.out
    assert mpsec("-C", root / "examples/greenhouse", "model", cwd=root).status == 0


def test_directory_that_is_not_there_is_an_error(mpsec, tmp_path):
    result = mpsec("-C", "nowhere", "version", cwd=tmp_path)
    assert result.status == 2
    assert result.err == "nowhere: error: cannot work in this folder\n"


def pseudo_terminal(binary, *words, **environment):
    """What mpsec writes to a terminal."""
    ours, theirs = os.openpty()
    kept = {name: text for name, text in os.environ.items() if name != "NO_COLOR"}
    done = subprocess.run(
        [str(binary), *words],
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=theirs,
        env={**kept, **environment},
        timeout=60,
        check=False,
    )
    os.close(theirs)
    said = os.read(ours, 65536).decode()
    os.close(ours)
    return done.returncode, said


def test_colour_stands_on_a_terminal_only_and_yields_to_no_color(binary, mpsec):
    status, said = pseudo_terminal(binary, "harden")
    assert status == 2
    assert "\x1b[31merror:\x1b[0m" in said
    for quiet in (
        pseudo_terminal(binary, "harden", NO_COLOR="1"),
        pseudo_terminal(binary, "--no-color", "harden"),
        pseudo_terminal(binary, "harden", "--no-color"),
    ):
        assert quiet[0] == 2
        assert "\x1b" not in quiet[1]
    assert "\x1b" in pseudo_terminal(binary, "harden", NO_COLOR="")[1]
    assert "\x1b" not in mpsec("harden").err


@pytest.mark.parametrize("words", [("version",), ("help",), ("--json", "version"), ("--help",)])
def test_full_standard_output_is_a_broken_environment(binary, words):
    with open("/dev/full", "w", encoding="utf-8") as full:
        done = subprocess.run(
            [str(binary), *words], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert done.returncode == 3
    assert done.stderr == "error: cannot write to standard output\n"


@pytest.mark.parametrize("command", ["model", "threats", "plan", "build", "verify", "report", "attack"])
def test_two_models_are_one_too_many(mpsec, command, tmp_path):
    result = mpsec(command, "one.yaml", "two.yaml", cwd=tmp_path)
    assert result.status == 2
    assert result.err.startswith(f"error: {command} takes one model, not 2\n"), result.err
