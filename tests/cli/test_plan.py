"""mpsec plan: the cheapest sufficient controls, their certificate, and the ways out."""

import json
import os
import pathlib
import pty
import shutil
import signal
import subprocess
import sys
import time

import pytest
import yaml

TODAY = {"SOURCE_DATE_EPOCH": "1795392000"}  # a day in November 2026
FEASIBLE = ["greenhouse", "toolshed", "thermostat", "orchard-sensor-rp2350", "vault"]


@pytest.fixture
def plan(mpsec, root, tmp_path):
    """Runs in a copy of an example: the lock is written beside the model."""

    def run(example, *words, env=TODAY):
        folder = tmp_path / example
        if not folder.exists():
            source = root / "examples" / example
            shutil.copytree(source, folder, ignore=shutil.ignore_patterns("out", "*.lock.yaml"))
        result = mpsec(*words, cwd=folder, env=env)
        result.folder = folder
        return result

    return run


@pytest.mark.parametrize("example", FEASIBLE)
def test_plan_answers_everything_and_certifies_each_control(plan, example):
    result = plan(example, "--json", "plan")
    document = result.json()
    assert result.status == 0
    assert document["feasible"] and document["good"]
    assert document["unanswered"] == []
    for choice in document["controls"]:
        assert choice["reopens"] or choice["because"]


def test_plan_of_the_toolshed_needs_nothing_and_says_so(plan):
    assert plan("toolshed", "plan").out.startswith("toolshed: 0 controls; ")


def needs(root, name, chosen):
    """What a control needs, all the way down; of alternatives those that the plan chose."""
    wanted = yaml.safe_load((root / f"catalogue/controls/{name}.yaml").read_text()).get("needs", {})
    either = [other for other in wanted.get("one_of", []) if other in chosen]
    direct = wanted.get("controls", []) + either
    return set(direct).union(*(needs(root, other, chosen) for other in direct))


def test_without_a_control_its_paths_are_unanswered_and_the_others_stay(plan, root):
    whole = plan("greenhouse", "--json", "plan").json()
    names = [choice["control"] for choice in whole["controls"]]
    for choice in whole["controls"]:
        result = plan("greenhouse", "--json", "plan", "--without", choice["control"])
        document = result.json()
        assert result.status == 1
        left = [other["control"] for other in document["controls"]]
        gone = choice["control"]
        assert left == [name for name in names if name != gone and gone not in needs(root, name, names)]
        assert [path["leaves"] for path in document["unanswered"]] == [
            path["leaves"] for path in choice["reopens"]
        ]


def test_without_never_becomes_the_plan_of_record(plan):
    first = plan("greenhouse", "plan")
    lock = (first.folder / "plan.lock.yaml").read_text()
    assert plan("greenhouse", "plan", "--without", "ctl.no-fs-code").status == 1
    assert (first.folder / "plan.lock.yaml").read_text() == lock


def test_check_passes_on_a_fresh_lock_and_fails_on_a_stale_one(plan):
    folder = plan("greenhouse", "plan").folder
    assert plan("greenhouse", "plan", "--check").status == 0
    model = folder / "device.yaml"
    model.write_text(model.read_text().replace("id: greenhouse\n", "id: hothouse\n", 1))
    result = plan("greenhouse", "plan", "--check")
    assert result.status == 1
    assert "plan.lock.yaml: warning: the plan is stale\n  remedy: run mpsec plan\n" in result.err


def test_check_without_a_lock_is_an_error(plan):
    result = plan("greenhouse", "plan", "--check")
    assert result.status == 2
    assert "plan.lock.yaml: error: there is no plan to check\n  remedy: run mpsec plan and commit" in result.err


def test_dry_run_writes_nothing(plan):
    assert not (plan("greenhouse", "plan", "--dry-run").folder / "plan.lock.yaml").exists()


def test_plan_on_rp2040_is_infeasible_and_names_the_conflict_and_the_ways_out(plan):
    result = plan("orchard-sensor", "--json", "plan")
    document = result.json()
    assert result.status == 1
    assert document["feasible"] is False
    assert document["controls"] == []
    conflict = "\n".join(document["conflict"])
    assert "network-key, which the whole fleet shares" in conflict
    assert "chip rp2040: key-storage is not there" in conflict
    exits = [way["text"] for way in document["exits"]]
    assert exits[0] == "give every device its own network-key (scope: device)"
    assert any("rp2350" in text for text in exits)
    assert any(text.startswith("accept or transfer ") for text in exits)
    assert [way["price"] for way in document["exits"]] == sorted(
        way["price"] for way in document["exits"]
    )
    assert not (result.folder / "plan.lock.yaml").exists()


def test_unknown_control_is_an_error(plan):
    result = plan("greenhouse", "plan", "--without", "ctl.nothing")
    assert result.status == 2
    assert result.err.startswith("error: there is no control ctl.nothing\n")


def test_respond_adds_an_answer_and_keeps_the_comments(plan):
    folder = plan("greenhouse", "plan").folder
    before = (folder / "device.yaml").read_text()
    words = ["--owner", "j.doe", "--reason", 'four screws: "enough"', "--expires", "2027-03-31"]
    result = plan("greenhouse", "plan", "respond", "hw.flash.clip", "accept", *words)
    assert (result.status, result.err) == (0, "")
    after = (folder / "device.yaml").read_text()
    assert [line for line in before.splitlines() if line not in after.splitlines()] == []
    residual = plan("greenhouse", "--json", "plan").json()["residual"]
    assert all(entry["answer"]["owner"] == "j.doe" for entry in residual)


def test_respond_replaces_its_own_answer(plan):
    words = ["--owner", "j.doe", "--reason", "r", "--expires", "2027-03-31"]
    plan("greenhouse", "plan", "respond", "hw.flash.clip", "accept", *words)
    first = plan("greenhouse", "plan", "respond", "hw.flash.clip", "accept", *words)
    text = (first.folder / "device.yaml").read_text()
    assert text.count("threat: hw.flash.clip") == 1


def test_respond_without_an_owner_changes_nothing(plan):
    folder = plan("greenhouse", "plan").folder
    before = (folder / "device.yaml").read_text()
    result = plan("greenhouse", "plan", "respond", "hw.flash.clip", "accept", "--reason", "r")
    assert result.status == 2
    assert result.err.startswith("error: --owner is missing\n")
    assert (folder / "device.yaml").read_text() == before


def test_an_expired_response_fails(plan):
    words = ["--owner", "j.doe", "--reason", "r", "--expires", "2027-03-31"]
    plan("greenhouse", "plan", "respond", "hw.flash.clip", "accept", *words)
    later = {"SOURCE_DATE_EPOCH": "1830000000"}  # December 2027
    result = plan("greenhouse", "--json", "plan", env=later)
    assert result.status == 1
    assert [gone["threat"] for gone in result.json()["expired"]] == ["hw.flash.clip"]


def test_baseline_lets_pass_what_it_knew_and_nothing_worse(plan):
    first = plan("orchard-sensor", "--json", "plan")
    baseline = first.folder / "baseline.json"
    baseline.write_text(first.out)
    assert plan("orchard-sensor", "plan", "--baseline", "baseline.json").status == 0
    known = json.loads(first.out)
    known["unanswered"][0]["feasibility"] = "low"
    baseline.write_text(json.dumps(known))
    result = plan("orchard-sensor", "--json", "plan", "--baseline", "baseline.json")
    assert result.status == 1
    assert len(result.json()["unanswered"]) == 1


def test_a_file_that_is_no_baseline_is_an_error(plan):
    plan("toolshed", "plan").folder.joinpath("wrong.json").write_text("[]")
    assert plan("toolshed", "plan", "--baseline", "wrong.json").status == 2


def test_pareto_costs_more_as_less_stays_open(plan):
    rows = plan("vault", "--json", "plan", "--pareto").json()["pareto"]
    assert rows[0]["controls"] == []
    assert [row["open"] for row in rows] == sorted((row["open"] for row in rows), reverse=True)
    assert rows[-1]["above"] == 0


def random_world(root, tmp_path, monkeypatch, leaves, controls):
    """A model that is hard to plan: attacks are random triples of controls."""
    monkeypatch.setattr(sys, "path", [str(root / "bench"), *sys.path])
    import bench_plan

    bench_plan.generate_random(tmp_path / "catalogue", leaves, controls)
    (tmp_path / "device.yaml").write_text(bench_plan.MODEL)
    return tmp_path


@pytest.fixture
def hard(root, tmp_path, monkeypatch):
    return random_world(root, tmp_path, monkeypatch, 500, 150)


def test_a_plan_without_proof_says_so_and_is_the_same_twice(binary, root, tmp_path, monkeypatch):
    folder = random_world(root, tmp_path, monkeypatch, 250, 75)
    plain = pathlib.Path(os.environ.get("MPSEC_PLAIN", binary)).resolve()  # under ASan it takes long

    def run(*words):
        words = [plain, "--catalogue", "catalogue", *words]
        return subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)

    first = run("plan")
    assert first.returncode == 0
    assert "  not proven to be the cheapest: the price is the lowest; " in first.stdout
    assert "no other set of controls" not in first.stdout
    assert "\nproven: false\n" in (folder / "plan.lock.yaml").read_text()
    again = run("--json", "plan", "--check")
    assert again.returncode == 0
    assert json.loads(again.stdout)["unproved"].startswith("the price is the lowest; ")


def test_ctrl_c_ends_long_planning_at_once_and_writes_nothing(binary, hard):
    screen, terminal = pty.openpty()
    child = subprocess.Popen(
        [binary, "--catalogue", "catalogue", "plan", "--thorough"], cwd=hard, stdout=subprocess.PIPE, stderr=terminal
    )
    os.close(terminal)
    shown = b""
    while b"planning: " not in shown:  # progress, on a terminal
        shown += os.read(screen, 1000)
    time.sleep(1)
    begun = time.monotonic()
    child.send_signal(signal.SIGINT)
    out = child.communicate(timeout=60)[0]
    shown += os.read(screen, 100000)
    assert time.monotonic() - begun < 10
    assert child.returncode == 3
    assert out == b""
    assert b"error: interrupted" in shown
    assert not (hard / "plan.lock.yaml").exists()
