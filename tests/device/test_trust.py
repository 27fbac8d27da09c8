"""What the audit reads of the guard in real firmwares, in every form that a firmware is handed over in.

Stock has neither a signed application nor a door; hardened has what was built in, whatever the file.
"""

import sys

import board
import pump
import pytest
from process import UNIX

sys.path.insert(0, str(board.ROOT / "tests/corpus"))
from forms import forms  # noqa: E402
from hostile import spoilt  # noqa: E402

SIGNED, DOOR = "signed-application", "service-door"
PORTS = {"arm": "qemu-arm", "pump": "qemu-arm", "riscv": "qemu-riscv", "unix": "unix"}
HAS_DOOR = {"pump", "riscv", "unix"}
DEVICES = [
    pytest.param(name, marks=pytest.mark.xdist_group("door-device" if name == "pump" else "guard-device"))
    for name in PORTS
]


def built(name):
    """The folder with stock and hardened of a device."""
    if name == "pump":
        pump.firmware()
        return pump.KEPT
    machine = {"arm": board.ARM, "riscv": board.RISCV, "unix": UNIX}[name]
    board.firmware(machine)
    return machine.kept


def states(mpsec, path):
    result = mpsec("--json", "audit", path)
    assert result.status in (0, 1), result.out
    return [
        {fact["name"]: fact["state"] for fact in inventory["facts"]} for inventory in result.json()["inventories"]
    ]


def of(folder, build, work):
    """name -> file; none of them lies beside the build, where tests take what they find for a build's."""
    (work / build).mkdir()
    (work / build / "firmware.elf").write_bytes((folder / build / "firmware.elf").read_bytes())
    return folder / build / "firmware.elf", work / build


@pytest.mark.parametrize("name", DEVICES)
def test_hardened_has_what_stock_has_not_in_every_form(mpsec, tmp_path, name):
    folder = built(name)
    config = {"port": PORTS[name], "pie": name == "unix"}
    for build, there in (("stock", False), ("hardened", True)):
        original, copy = of(folder, build, tmp_path)
        wanted = {SIGNED: "present" if there else "absent", DOOR: "present" if there and name in HAS_DOOR else "absent"}
        for form, path in {"built": original, **forms(config, copy)}.items():
            (found,) = states(mpsec, path)
            assert {fact: found[fact] for fact in wanted} == wanted, (build, form)


@pytest.mark.parametrize("name", DEVICES)
def test_no_spoilt_image_loses_them(mpsec, tmp_path, name):
    if name == "unix":
        pytest.skip("a program that may lie anywhere comes as an ELF file only")
    _, copy = of(built(name), "hardened", tmp_path)
    raw = forms({"port": PORTS[name], "pie": False}, copy)["bin"].read_bytes()
    path = tmp_path / "spoilt.bin"
    lost = []
    for form, content in spoilt(raw, name).items():
        path.write_bytes(content)
        for found in states(mpsec, path):
            lost += [(form, fact) for fact in (SIGNED, DOOR)[: 1 + (name in HAS_DOOR)] if found[fact] == "absent"]
    assert lost == []


@pytest.mark.xdist_group("door-device")
def test_a_guard_is_no_change_for_the_worse_and_its_loss_is(mpsec):
    stock, hardened = (built("pump") / build / "firmware.elf" for build in ("stock", "hardened"))

    def marked(old, new):
        lines = mpsec("audit", "--diff", old, new).out.splitlines()
        return {line.split()[2].rstrip(":") for line in lines if line.startswith("! fact")}

    guarded = {"boot-hook", SIGNED, DOOR}
    assert not guarded & marked(stock, hardened)
    assert guarded <= marked(hardened, stock)


@pytest.mark.xdist_group("door-device")
def test_the_bare_image_confirms_every_planned_control_of_the_pump(mpsec, tmp_path):
    _, copy = of(built("pump"), "hardened", tmp_path)
    bare = forms({"port": "qemu-arm", "pie": False}, copy)["bin"]
    document = mpsec("--json", "audit", "--model", pump.MODEL, bare).json()
    found = {item["control"]: item["state"] for item in document["inventories"][0]["controls"]}
    assert len(found) == 7 and found == dict.fromkeys(found, "in force")


@pytest.mark.xdist_group("door-device")
def test_a_stock_firmware_has_neither_planned_door_nor_signature(mpsec):
    document = mpsec("--json", "audit", "--model", pump.MODEL, built("pump") / "stock/firmware.elf").json()
    found = {item["control"]: item for item in document["inventories"][0]["controls"]}
    assert set(item["state"] for item in found.values()) == {"not in force"}
    assert found["ctl.signed-application"]["check"] == "S-SIGNED-APPLICATION"
    assert found["ctl.service-door"]["check"] == "S-SERVICE-DOOR"


@pytest.mark.xdist_group("door-device")
def test_a_planned_control_without_a_static_check_is_called_not_checked(mpsec, tmp_path):
    lock = (pump.EXAMPLE / "plan.lock.yaml").read_text()
    project = tmp_path / "project"
    board.shutil.copytree(pump.EXAMPLE, project, ignore=board.shutil.ignore_patterns("out"))
    (project / "plan.lock.yaml").write_text(lock.replace("control: ctl.boot-hook", "control: ctl.enclosure"))
    result = mpsec("audit", "--model", project / "device.yaml", built("pump") / "hardened/firmware.elf")
    line = next(line for line in result.out.splitlines() if "ctl.enclosure" in line)
    assert line.split(maxsplit=1)[1] == "not checked: no static check tells whether it is in force"
