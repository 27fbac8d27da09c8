"""Records of chips, boards, adversaries and standards keep the rules of docs/chips.md."""

import re

import project
import pytest
import yaml

FACTORS = {
    "expertise": {"layman", "proficient", "expert", "multiple"},
    "knowledge": {"public", "restricted", "sensitive", "critical"},
    "window": {"unlimited", "easy", "moderate", "difficult"},
    "equipment": {"standard", "specialised", "bespoke", "multiple-bespoke"},
    "access": {"remote", "adjacent", "physical-external", "physical-internal"},
}
# An interface of a board that cannot be there unless the chip has what it needs.
NEEDS = {
    "swd": "swd",
    "jtag": "jtag",
    "usb-serial-jtag": "usb-serial-jtag",
    "rom-usb-loader": "rom-usb-loader",
    "rom-uart-loader": "rom-uart-loader",
    "usb-cdc": "usb-device",
    "usb-msc": "usb-device",
    "ethernet": "ethernet",
    "external-ram": "external-ram",
}
# A prompt or a drive that the board has is also an interface that a model can speak of.
SHOWS = {
    "repl-uart": "uart",
    "repl-usb": "usb-cdc",
    "repl-usb-serial-jtag": "usb-serial-jtag",
    "usb-msc-default": "usb-msc",
    "sd-autoboot": "sd-card",
    "uf2-bootloader": "uf2-loader",
    "safe-boot-button": "button",
    "bluetooth": "ble",
    "filesystem-external": "external-flash",
}


def records(folder):
    return {
        path.stem: yaml.load(project.text(path), Loader=yaml.BaseLoader)
        for path in project.below(f"catalogue/{folder}", suffix=".yaml")
    }


@pytest.fixture(scope="session")
def halves():
    """(protections, ways in): the two halves of the list of capabilities."""
    content = project.text(project.ROOT / "catalogue/vocabulary.yaml")
    section = re.search(r"^capabilities:\n(.*?)^\S", content, re.M | re.S)[1]
    protections, ways = section.split("# Ways in")
    return [re.findall(r"^  ([a-z0-9-]+):", half, re.M) for half in (protections, ways)]


def test_each_chip_answers_for_every_way_in(halves):
    _, ways = halves
    for chip, record in records("chips").items():
        for way in ways:
            state = record["capabilities"].get(way, {}).get("state")
            assert state in {"yes", "no"}, f"{chip}: {way} is {state}"


def test_each_chip_speaks_of_every_protection(halves):
    protections, ways = halves
    for chip, record in records("chips").items():
        missing = set(protections) | set(ways)
        missing -= set(record["capabilities"])
        assert not missing, f"{chip}: {sorted(missing)}"


def test_what_is_less_than_yes_says_what_is_missing(halves):
    protections, _ = halves
    for chip, record in records("chips").items():
        for name in protections:
            capability = record["capabilities"][name]
            if capability["state"] in {"partial", "conditional"}:
                assert capability.get("detail"), f"{chip}: {name} is {capability['state']} of what?"


def test_a_chip_with_a_published_break_names_the_publication():
    for chip, record in records("chips").items():
        for name, capability in record["capabilities"].items():
            if name.startswith("published-") and capability["state"] == "yes":
                assert capability.get("detail"), f"{chip}: {name}"
                assert re.search(r"\d{4}|CVE", capability["source"]), f"{chip}: {name} has no year"


def test_the_late_revision_is_never_worse_than_any_revision(halves):
    protections, ways = halves
    chips = records("chips")
    for any_revision, late in (("esp32", "esp32-v3"), ("rp2350", "rp2350-a4")):
        before, after = (chips[chip]["capabilities"] for chip in (any_revision, late))
        for name in protections:
            if before[name]["state"] == "yes":
                assert after[name]["state"] == "yes", f"{late} lost {name}"
        for name in ways:
            if before[name]["state"] == "no":
                assert after[name]["state"] == "no", f"{late} gained {name}"


def test_a_board_has_no_interface_that_its_chip_lacks():
    chips = records("chips")
    for board, record in records("boards").items():
        capabilities = chips[record["chip"]]["capabilities"]
        for interface in record["interfaces"]:
            need = NEEDS.get(interface["kind"])
            if need:
                state = capabilities[need]["state"]
                assert state == "yes", f"{board}: {interface['kind']}, but {need} is {state}"


def test_a_board_hides_no_way_in_of_its_chip():
    chips = records("chips")
    for board, record in records("boards").items():
        capabilities = chips[record["chip"]]["capabilities"]
        kinds = {interface["kind"] for interface in record["interfaces"]}
        for way in ("swd", "jtag", "usb-serial-jtag", "rom-usb-loader", "rom-uart-loader",
                    "external-flash"):
            if capabilities[way]["state"] == "yes":
                assert way in kinds, f"{board} does not show the {way} of {record['chip']}"


def test_a_board_that_prompts_shows_where():
    for board, record in records("boards").items():
        kinds = {interface["kind"] for interface in record["interfaces"]}
        for feature, kind in SHOWS.items():
            if feature in record["features"]:
                assert kind in kinds, f"{board}: {feature} without {kind}"
        ids = [interface["id"] for interface in record["interfaces"]]
        assert len(ids) == len(set(ids)), f"{board}: two interfaces of one name"


def test_a_ceiling_names_all_six_factors():
    for profile, record in records("adversaries").items():
        ceiling = record["ceiling"]
        assert set(ceiling) == {"time", *FACTORS}, profile
        assert re.fullmatch(r"[1-9]\d*[dwm]", ceiling["time"]), profile
        for factor, words in FACTORS.items():
            assert ceiling[factor] in words, f"{profile}: {factor} {ceiling[factor]}"
        assert len(record["rationale"].split()) >= 15, f"{profile}: a reason is more than a label"


def test_a_clause_has_a_short_title_and_says_where_its_number_comes_from():
    for standard, record in records("standards").items():
        for number, clause in record["clauses"].items():
            assert clause["from_memory"] in {"true", "false"}, f"{standard} {number}"
            assert len(clause["title"].split()) <= 16, f"{standard} {number}: a label, not a text"


def test_nothing_in_the_documents_claims_compliance():
    for path in project.below("docs", "catalogue", suffix=(".md", ".yaml")):
        for line in project.text(path).splitlines():
            if re.search(r"\b(is|are|makes?)\b.*\b(compliant|certified) (with|to)\b", line):
                raise AssertionError(f"{project.name(path)}: {line}")
