"""What the Makefile gives to a script is what the script takes."""

import re

import project
import pytest


def calls():
    text = project.text(project.ROOT / "Makefile")
    for line in re.findall(r"^\t@?(?:nice -n \d+ )?(scripts/.*)", text, re.M):
        script, *words = re.sub(r"\$\(or \$\(\w+\),(.*?)\)", r"\1", line).split()
        yield script, [word for word in words if word.startswith("--")]


def words_of(script):
    """The text of a script, and of those that it hands its options to."""
    text = project.text(project.ROOT / script)
    for other in re.findall(r"(?:tests|scripts)/[\w/-]+\.py", text):
        text += project.text(project.ROOT / other)
    return text


@pytest.mark.parametrize("script, options", [call for call in calls() if call[1]])
def test_a_script_takes_the_options_that_make_gives(script, options):
    text = words_of(script)
    assert [option for option in options if option not in text] == []


def test_the_makefile_was_read():
    assert ("scripts/fault", ["--document"]) in list(calls())
