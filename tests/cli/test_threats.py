"""mpsec threats: what can go wrong, worst first, and why not."""

import pytest

TODAY = {"SOURCE_DATE_EPOCH": "1795392000"}  # a day in November 2026
EXAMPLES = ["greenhouse", "toolshed", "thermostat", "orchard-sensor", "vault"]


@pytest.fixture(scope="module")
def threats(mpsec, root):
    def run(example, *words):
        return mpsec(*words, cwd=root / "examples" / example, env=TODAY)

    return run


def test_threats_above_the_appetite_come_first_and_give_status_1(threats):
    result = threats("greenhouse", "--json", "threats")
    document = result.json()
    assert result.status == document["status"] == 1
    assert document["method"] == "attack-potential/1"
    assert document["complete"] is True
    above = [path["above"] for path in document["paths"]]
    assert above == sorted(above, reverse=True)
    assert sum(above) == document["above"] > 0
    assert [path["number"] for path in document["paths"]] == list(range(1, len(above) + 1))


def test_a_device_within_its_appetite_gives_status_0(threats):
    result = threats("toolshed", "threats")
    assert result.status == 0
    assert "0 above the appetite" in result.out


@pytest.mark.parametrize("example", EXAMPLES)
def test_same_input_gives_the_same_bytes(threats, example):
    assert threats(example, "--json", "threats").out == threats(example, "--json", "threats").out


@pytest.mark.parametrize("example", EXAMPLES)
def test_each_headline_is_the_least_of_its_paths_or_less(threats, example):
    document = threats(example, "--json", "threats").json()
    for line in document["headlines"]:
        scores = [
            path["score"]
            for path in document["paths"]
            if (path["goal"], path["adversary"]) == (line["goal"], line["adversary"])
        ]
        assert line["open"] == bool(scores)
        assert not scores or line["score"] <= min(scores)


def test_path_tells_the_story_step_by_step(threats):
    number = 1
    path = threats("greenhouse", "--json", "threats").json()["paths"][number - 1]
    result = threats("greenhouse", "threats", "--path", str(number))
    assert result.status == 0
    for step, leaf in enumerate(path["leaves"], 1):
        assert f"  {step}. " in result.out
        assert f"({leaf})" in result.out
    assert f"{path['score']} points" in result.out


def test_path_that_does_not_exist_is_an_error(threats):
    result = threats("toolshed", "threats", "--path", "99999")
    assert result.status == 2
    assert result.err.startswith("error: there is no path 99999; this device has ")


def test_why_not_shows_the_facts_that_are_missing(threats):
    result = threats("greenhouse", "threats", "--why-not", "net.webrepl.enable")
    assert result.status == 0
    assert result.out.startswith("net.webrepl.enable does not apply to greenhouse\n")
    assert "  no  " in result.out


def test_why_not_of_an_unknown_leaf_suggests_a_near_one(threats):
    result = threats("greenhouse", "threats", "--why-not", "mp.repl.rax")
    assert result.status == 2
    assert result.err == (
        "error: there is no leaf mp.repl.rax\n  remedy: did you mean mp.repl.raw?\n"
    )


def test_two_models_are_an_error(threats):
    result = threats("greenhouse", "threats", "device.yaml", "device.yaml")
    assert result.status == 2
    assert result.err.startswith("error: threats takes one model, not 2\n")


def test_near_misses_are_closed_and_listed_worst_first(threats):
    near = threats("vault", "--json", "threats").json()["near_misses"]
    flags = [miss["would_be_above"] for miss in near]
    assert flags == sorted(flags, reverse=True) and any(flags)
    assert not any(miss["path"]["open"] or miss["path"]["above"] for miss in near)
    assert "Near misses: " in threats("vault", "threats").out


def test_near_misses_alone_do_not_fail_the_run(threats):
    result = threats("toolshed", "threats", "--all")
    assert result.status == 0
    assert "would open" in result.out
