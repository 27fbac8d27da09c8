"""scripts/prices writes what it measured into the catalogue's own form, and takes nothing else out."""

import importlib.machinery
import importlib.util
import sys

import project
import pytest
import yaml


@pytest.fixture(scope="module")
def prices():
    folder = str(project.ROOT / "scripts")
    sys.path.insert(0, folder)
    loader = importlib.machinery.SourceFileLoader("prices", f"{folder}/prices")
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("prices", loader))
    sys.modules["prices"] = module  # its dataclasses look themselves up there
    sys.dont_write_bytecode = True
    loader.exec_module(module)
    return module


def built(flash, holds=(), instructions=0, us=0, why=None):
    return {
        "micropython": "1.25.0", "compiler": "gcc 12", "flash_bytes": flash, "ram_bytes": 10,
        "instructions": instructions, "us": us, "why": why, "holds": set(holds),
    }  # fmt: skip


def record(prices, target, base, full, controls=None):
    return yaml.safe_load(prices.price(prices.TARGETS[target], base, full, controls))[0]


def test_a_price_is_the_difference_of_two_builds(prices):
    got = record(prices, "qemu-arm", built(1000, instructions=5), built(900, instructions=7, us=3))
    assert (got["board"], got["flash_b"], got["ram_b"]) == ("MPS2_AN385", -100, 0)
    assert (got["boot_instructions"], got["boot_us"]) == (2, 3)
    assert "unmeasured" not in got and "lost" not in got


def test_what_was_not_measured_is_null_and_says_why(prices):
    got = record(prices, "rp2040", built(1), built(2, instructions=None, us=4, why="it counts cycles"))
    assert (got["boot_instructions"], got["boot_us"], got["unmeasured"]) == (None, 4, "it counts cycles")


def test_a_module_that_is_gone_whole_is_named_once(prices):
    base = built(1, ["uctypes", "uctypes.struct", "uctypes.sizeof", "machine.mem8", "machine.reset"])
    got = record(prices, "qemu-arm", base, built(1, ["machine.reset"]))
    assert got["lost"] == ["machine.mem8", "uctypes.*"]


def test_only_the_record_of_the_same_board_and_set_is_replaced(prices, tmp_path):
    path = tmp_path / "control.yaml"
    path.write_text("control: ctl.a\ncost: nothing\n")

    def put(board, flash, key="prices", controls=None):
        target = next(target for target in prices.TARGETS.values() if target.board == board)
        text = prices.price(target, built(0), built(flash), controls)
        prices.insert(path, key, board, text, "cost")

    put("MPS2_AN385", 1)
    put("RPI_PICO", 2)
    put("MPS2_AN385", 3)
    put("MPS2_AN385", 4, "measured", ["ctl.a", "ctl.b"])
    put("MPS2_AN385", 5, "measured", ["ctl.a"])
    put("MPS2_AN385", 6, "measured", ["ctl.b", "ctl.a"])
    read = yaml.safe_load(path.read_text())
    assert sorted((price["board"], price["flash_b"]) for price in read["prices"]) == [("MPS2_AN385", 3), ("RPI_PICO", 2)]
    assert sorted(price["flash_b"] for price in read["measured"]) == [5, 6]
    assert (read["control"], read["cost"]) == ("ctl.a", "nothing")


def test_each_control_with_a_change_is_priced_on_a_target_or_is_for_ports_not_built_here(prices):
    ports = {target.port for target in prices.TARGETS.values()}
    for name, control in prices.CONTROLS.items():
        changed = set(control.get("build") or {})
        priced = any(prices.builds_on(target, name) for target in prices.TARGETS.values())
        assert priced == bool(changed & (ports | {"*"})), name


def test_each_board_that_is_built_here_is_priced(prices):
    boards = [yaml.safe_load(path.read_text()) for path in (project.ROOT / "catalogue/boards").glob("*.yaml")]
    built_here = {(board["target"], board["port"], board["board"], board["chip"]) for board in boards if "target" in board}
    assert {(t.name, t.port, t.board, t.chip) for t in prices.TARGETS.values()} == built_here


def test_the_instructions_are_those_before_the_first_print(prices, tmp_path):
    dump = tmp_path / "counts.1"
    dump.write_text("version: 1\npart: 1\n\nevents: Ir\nsummary: 857142\n\nfn=(1) main\n3 99\ntotals: 857142\n")
    assert prices.price_machine.counted(dump) == 857142
