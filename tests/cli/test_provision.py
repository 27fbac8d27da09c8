"""mpsec provision: steps in an order that can be done, and a rehearsal that contradicts who contradicts himself."""

import json
import re
import shutil

import pytest

TODAY = {"SOURCE_DATE_EPOCH": "1795392000"}  # a day in November 2026


@pytest.fixture
def provision(mpsec, root, tmp_path):
    """Runs in a copy of an example: rehearsals are written beside the model."""

    def run(example, *words):
        folder = tmp_path / example
        if not folder.exists():
            shutil.copytree(root / "examples" / example, folder, ignore=shutil.ignore_patterns("out"))
        return mpsec(*words[:1], "provision", *words[1:], cwd=folder, env=TODAY)

    run.folder = tmp_path
    return run


def rehearse(provision, example, *words):
    result = provision(example, "--json", "--rehearse", *words)
    return result, result.json()


def fates(document):
    return [step["rehearsal"] for step in document["steps"]]


def test_steps_come_in_an_order_in_which_they_can_be_done(provision):
    steps = provision("thermostat", "--json").json()["steps"]
    controls = [step["control"] for step in steps]
    assert controls == [
        "ctl.sealed-secrets",  # closes nothing
        *["ctl.esp32-secure-boot"] * 3,  # closes the door to firmware of anybody's
        "ctl.esp32-jtag-lock",  # closes the debug port
    ]
    assert [step["irreversible"] for step in steps] == [True, False, True, True, True]
    assert not (provision.folder / "thermostat/out").exists()  # listing writes nothing


def test_a_person_reads_what_it_sets_costs_and_ends(provision):
    result = provision("orchard-sensor-rp2350", "--no-color")
    assert result.status == 0
    assert "4 steps on the device itself, 3 can never be undone\nmpsec carries out none of them." in result.out
    assert "CANNOT BE UNDONE  ctl.rp2350-debug-lock\n" in result.out
    assert "    sets CRIT1_DEBUG_DISABLE = 1\n    lost from then on: debug-port\n    costs: " in result.out


def test_a_plan_without_steps_says_so(provision):
    result = provision("toolshed", "--no-color")
    assert result.status == 0
    assert "The plan asks for nothing to be set on the device." in result.out


def test_a_second_rehearsal_shows_what_is_set(provision):
    first, document = rehearse(provision, "orchard-sensor-rp2350")
    assert first.status == 0
    assert set(fates(document)) == {"set now, in the rehearsal"}
    second, document = rehearse(provision, "orchard-sensor-rp2350")
    assert second.status == 0
    assert [step["rehearsal"] for step in document["steps"] if step["sets"]] == ["already set"] * 3
    assert document["left_over"] == []


def test_what_is_set_for_ever_cannot_be_set_otherwise(provision):
    rehearse(provision, "orchard-sensor-rp2350")
    state = provision.folder / "orchard-sensor-rp2350/out/rehearsal.json"
    fuses = json.loads(state.read_text())
    fuses["fuses"]["BOOTKEY0"]["value"] = "hash-of-another-key"
    state.write_text(json.dumps(fuses))
    before = state.read_text()
    result, document = rehearse(provision, "orchard-sensor-rp2350")
    assert result.status == 1
    refused = next(step for step in document["steps"] if step["rehearsal"] == "REFUSED")
    assert refused["control"] == "ctl.rp2350-signed-boot"
    assert refused["why"] == (
        "BOOTKEY0 is hash-of-another-key for ever, set by ctl.rp2350-signed-boot, "
        "and this step wants hash-of-signing-key"
    )
    assert json.loads(state.read_text()) == json.loads(before)


def test_the_hash_of_the_key_that_signed_is_what_is_burnt(provision):
    """What mpsec build --boot-key left beside the model; signed by another key later, the board takes it no more."""
    example = "orchard-sensor-rp2350"
    provision(example, "--json")
    record = provision.folder / example / "out/firmware-signed.json"
    record.parent.mkdir()
    record.write_text(json.dumps({"key_hash": "ab" * 32}))
    _, document = rehearse(provision, example)
    step = next(step for step in document["steps"] if "BOOTKEY0" in step["sets"])
    assert step["sets"]["BOOTKEY0"] == "sha256:" + "ab" * 32
    assert step["sets"]["CRIT1_SECURE_BOOT_ENABLE"] == "1"
    record.write_text(json.dumps({"key_hash": "cd" * 32}))
    result, document = rehearse(provision, example)
    refused = next(step for step in document["steps"] if step["rehearsal"] == "REFUSED")
    assert result.status == 1 and refused["why"].startswith(f"BOOTKEY0 is sha256:{'ab' * 32} for ever, set by ctl.rp2350")
    record.write_text("{")  # no record: the step says what it always said
    assert "BOOTKEY0 = hash-of-signing-key" in provision(example, "--no-color").out


def test_readout_protection_falls_never_and_rises_once(provision):
    vault = ("vault", "--control", "ctl.stm32-rdp1")
    assert rehearse(provision, *vault)[0].status == 0
    raised, document = rehearse(provision, "vault", "--control", "ctl.stm32-rdp2")
    assert (raised.status, fates(document)) == (0, ["set now, in the rehearsal"])
    back, document = rehearse(provision, *vault)
    assert (back.status, fates(document)) == (1, ["REFUSED"])
    assert document["steps"][0]["why"].startswith("RDP is 2 for ever, set by ctl.stm32-rdp2")


def test_behind_closed_doors_nothing_can_be_set(provision):
    """Debug port and loader in ROM burnt first, by hand: what the plan still wants comes too late."""
    locks = ("--control", "ctl.esp32-jtag-lock", "--control", "ctl.esp32-download-lock")
    assert rehearse(provision, "thermostat", *locks)[0].status == 0
    late, document = rehearse(provision, "thermostat", *locks, "--control", "ctl.esp32-secure-boot")
    assert late.status == 1
    assert fates(document)[:3] == [
        "set now, in the rehearsal",  # making keys sets nothing on the chip
        "REFUSED",
        "waits for the step that was refused",
    ]
    assert document["steps"][1]["why"] == (
        "ctl.esp32-jtag-lock and ctl.esp32-download-lock closed the way in for ever"
    )


def test_fuses_that_the_plan_no_longer_wants_are_named(provision):
    rehearse(provision, "orchard-sensor-rp2350", "--control", "ctl.rp2350-glitch-detectors")
    result, document = rehearse(provision, "orchard-sensor-rp2350")
    assert result.status == 0
    assert document["left_over"] == ["CRIT1_GLITCH_DETECTOR_ENABLE"]
    text = provision("orchard-sensor-rp2350", "--no-color", "--rehearse").out
    assert "Set for ever by an earlier rehearsal, and this plan does not want it: CRIT1_GLITCH" in text


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "this is no file of a rehearsal"),
        ('{"format": 2, "device": "vault", "chip": "stm32u5", "fuses": {}}', "this is no file of a rehearsal"),
        ('{"format": 1, "device": "vault", "chip": "stm32u5", "fuses": {"RDP": 2}}', "this is no file of a"),
        ('{"format": 1, "device": "other", "chip": "stm32u5", "fuses": {}}', "another device: other on stm32u5"),
    ],
)
def test_a_file_that_is_none_is_refused_and_left_alone(provision, content, message):
    state = provision.folder / "state.json"
    state.write_text(content)
    result = provision("vault", "--no-color", "--rehearse", "--state", str(state))
    assert result.status == 2
    assert message in result.err
    assert state.read_text() == content


def test_an_infeasible_plan_gives_no_steps(provision):
    assert provision("orchard-sensor", "--no-color").status == 2


def test_one_model_only(mpsec):
    result = mpsec("provision", "a.yaml", "b.yaml")
    assert result.status == 2
    assert "provision takes one model, not 2" in result.err


def test_no_irreversible_step_of_the_catalogue_is_invisible_to_a_rehearsal(root):
    """A step that can never be undone has to set something, or say in its text that it comes later, by itself."""
    import yaml

    later = "Each confirmed security release"
    for path in sorted((root / "catalogue/controls").glob("*.yaml")):
        for step in yaml.safe_load(path.read_text()).get("provision", []):
            if step["irreversible"]:
                assert step.get("sets") or later in step["text"], path.name


def test_a_control_that_a_fuse_completes_is_by_hand_though_a_build_has_a_part_in_it(mpsec, root, tmp_path):
    model = tmp_path / "pico/device.yaml"
    shutil.copytree(root / "tests/models/pico", model.parent)
    text = model.read_text()
    text = text.replace("chip: rp2040", "chip: rp2350").replace("RPI_PICO", "RPI_PICO2")
    model.write_text(re.sub("ram_kib: .*", "ram_kib: 400", text))  # all of the firmware lies there
    plan = mpsec("--json", "plan", "--dry-run", "--with", "ctl.rp2350-encrypted-boot", model).json()
    assert {"ctl.rp2350-encrypted-boot", "ctl.rp2350-signed-boot"} <= set(plan["by_hand"])
    assert "ctl.frozen-app" not in plan["by_hand"]
