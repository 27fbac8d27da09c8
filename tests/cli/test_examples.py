"""The examples tell the truth: each is planned from the catalogue as a person would do it."""

import pytest

# The acceptances in the examples have dates; the tests stand before them.
TODAY = {"SOURCE_DATE_EPOCH": "1795000000"}  # 2026-11-18
HARDENED_GREENHOUSE = {
    "ctl.console-gate",
    "ctl.frozen-app",
    "ctl.no-compiler",
    "ctl.no-dupterm",
    "ctl.no-fs-code",
    "ctl.no-keyboard-interrupt",
    "ctl.no-mpy-load",
    "ctl.no-raw-memory",
}


def planned(mpsec, root, example):
    result = mpsec("--json", "-C", root / "examples" / example, "plan", "--dry-run", env=TODAY)
    return result.status, result.json()


def chosen(document):
    return {choice["control"] for choice in document["controls"]}


@pytest.mark.parametrize(
    "example",
    ["greenhouse", "toolshed", "thermostat", "orchard-sensor", "orchard-sensor-rp2350", "vault", "weather-mast"],
)
def test_each_example_is_a_valid_model_of_a_page(mpsec, root, example):
    result = mpsec("-C", root / "examples" / example, "model", env=TODAY)
    assert (result.status, result.err) == (0, "")
    lines = (root / "examples" / example / "device.yaml").read_text().splitlines()
    assert lines[0].startswith("# "), "an example says what it is first"
    assert len(lines) <= 80


def test_toolshed_needs_nothing(mpsec, root):
    status, document = planned(mpsec, root, "toolshed")
    assert status == 0
    assert chosen(document) == set()


def test_greenhouse_needs_exactly_what_the_reference_device_is_built_with(mpsec, root):
    status, document = planned(mpsec, root, "greenhouse")
    assert status == 0
    assert chosen(document) == HARDENED_GREENHOUSE


@pytest.mark.parametrize("control", sorted(HARDENED_GREENHOUSE))
def test_each_control_of_the_greenhouse_is_missed_when_it_is_left_out(mpsec, root, control):
    words = ["plan", "--dry-run", "--without", control]
    assert mpsec("-C", root / "examples/greenhouse", *words, env=TODAY).status == 1


def test_thermostat_is_answered_with_fuses_and_one_acceptance(mpsec, root):
    status, document = planned(mpsec, root, "thermostat")
    assert status == 0
    assert {"ctl.esp32-secure-boot", "ctl.sealed-secrets", "ctl.console-gate"} <= chosen(document)
    result = mpsec("-C", root / "examples/thermostat", "plan", "--dry-run", env=TODAY)
    assert "IRREVERSIBLE" in result.out
    assert "accepted by product security until 2027-11-01" in result.out


def test_orchard_sensor_is_infeasible_and_says_how_to_leave(mpsec, root):
    result = mpsec("-C", root / "examples/orchard-sensor", "plan", "--dry-run", env=TODAY)
    assert result.status == 1
    assert "infeasible" in result.out
    assert "chip rp2040: key-storage is not there" in result.out
    assert "give every device its own network-key" in result.out
    assert "rp2350" in result.out


def test_the_same_sensor_on_a_chip_with_fuses_is_feasible(mpsec, root):
    status, document = planned(mpsec, root, "orchard-sensor-rp2350")
    assert status == 0
    assert {"ctl.rp2350-signed-boot", "ctl.rp2350-debug-lock", "ctl.sealed-secrets"} <= chosen(document)


def test_vault_answers_people_as_well_as_ports(mpsec, root):
    status, document = planned(mpsec, root, "vault")
    assert status == 0
    assert {"ctl.stm32-rdp2", "ctl.two-person-release", "ctl.keys-made-in-chip"} <= chosen(document)


def test_weather_mast_signs_its_application_and_accepts_what_a_clip_can_do(mpsec, root):
    status, document = planned(mpsec, root, "weather-mast")
    assert status == 0
    assert "ctl.signed-application" in chosen(document)
    assert "ctl.frozen-app" not in chosen(document)
    left = {leaf for entry in document["residual"] for leaf in entry["path"]["leaves"]}
    assert left == {"hw.flash.old-romfs", "hw.flash.erase-romfs"}
