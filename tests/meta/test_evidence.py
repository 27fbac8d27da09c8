"""The evidence for core/ in a short form; make prove, make size and make wycheproof run all of it."""

import re
import subprocess

import project
import pytest

# They share the cores and the downloads: one after the other.
pytestmark = pytest.mark.xdist_group("evidence")


def script(*words):
    done = subprocess.run(
        [str(project.ROOT / "scripts" / words[0]), *words[1:]],
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_core_and_guard_keep_their_limits_on_both_cores():
    said = script("size", "--limits")
    found = re.findall(r"code and constants (\d+) B \(limit (\d+)\), static RAM (\d+) B", said)
    assert [limit for _, limit, _ in found] == ["8192", "15360", "16384"] * 2
    assert all(4096 < int(code) <= int(limit) and int(ram) == 0 for code, limit, ram in found)


def test_wycheproof_agrees_on_the_host_and_on_both_cores():
    said = script("wycheproof", "--sample", "4")
    found = re.findall(r"^(\S+) +(\S+\.json) +(\d+) of +(\d+) agree", said, re.M)
    assert len(found) == 9 and all(good == count for _, _, good, count in found)
    assert sum(int(count) for place, _, _, count in found if place == "host") == 471 + 252 + 174


def test_each_line_and_branch_of_core_is_executed_or_argued():
    said = script("coverage")
    rows = re.findall(r"^core/(\S+) +(\d+)/(\d+) +(\d+)/(\d+)", said, re.M)
    sources = {f"{path.parent.name}/{path.name}" for path in project.ROOT.glob("core/*/*.c")}
    assert {name for name, *_ in rows} == sources
    assert sum(int(branches) for *_, branches in rows) > 400


def test_no_use_of_a_secret_shows_in_time_and_every_leak_does():
    said = script("constant-time", "--secrets", "8", "--compilers", "1")
    assert len(re.findall(r"0 depend on the secret; (\d) of \1 leaks found$", said, re.M)) == 5


def test_the_readers_under_every_parser_are_proved():
    said = script("prove", "bytes")
    assert re.search(r"^8 functions, \d{3,} properties, 0 unproved$", said, re.M)
