"""A Raspberry Pi Pico and a Pico 2: real firmware of upstream's rp2 port, stock and hardened, in emulated chips.

Builds take minutes, so these run by `make check-rp2`, which sets MPSEC_RP2.
"""

import json
import os
import shutil
import socket
import struct
import subprocess
import typing

import homes
import mpremote_tool
import pytest
import terminal
import test_image_boot
from test_image_boot import boot_rom

pytestmark = [
    pytest.mark.skipif("MPSEC_RP2" not in os.environ, reason="make check-rp2 runs these"),
    pytest.mark.xdist_group("rp2"),
]

MODEL = "tests/models/pico/device.yaml"
CONTROLS = (
    "boot-hook console-gate frozen-app no-compiler no-fs-code no-mpy-load no-keyboard-interrupt "
    "no-dupterm no-emitters no-eval-exec pinned-mounts no-raw-memory terse-errors no-rp2-flash no-rp2-dma"
).split()
PROMPTS = ("A-REPL-FRIENDLY", "A-REPL-RAW", "A-REPL-PASTE", "A-CTRL-C-MAIN", "A-SOFT-RESET")


class Pico(typing.NamedTuple):
    """A board of this port."""

    folder: str  # of its builds
    chip: str
    board: str
    family: int  # of its UF2 files
    resets: int  # where its register of resets is
    blocks: int  # ADC, I2C, PIO, PWM, SPI and UART in it


PICOS = (
    Pico("pico", "rp2040", "RPI_PICO", 0xE48BFF56, 0x4000C000, 1 | 3 << 3 | 3 << 10 | 1 << 14 | 3 << 16 | 3 << 22),
    Pico("pico2", "rp2350", "RPI_PICO2", 0xE48BFF59, 0x40020000, 1 | 3 << 4 | 7 << 11 | 1 << 16 | 3 << 18 | 3 << 26),
)


@pytest.fixture(scope="session", params=PICOS, ids=lambda pico: pico.chip)
def pico(request):
    return request.param


def model_of(root, pico):
    folder = root / "build/tests/models" / pico.folder  # the same one each time, so that little is built again
    shutil.copytree(root / "tests/models/pico", folder, dirs_exist_ok=True)
    text = (folder / "device.yaml").read_text()
    text = text.replace("chip: rp2040", f"chip: {pico.chip}").replace("RPI_PICO", pico.board)
    (folder / "device.yaml").write_text(text)
    return folder / "device.yaml"


@pytest.fixture(scope="session")
def model(root, pico):
    return model_of(root, pico)


@pytest.fixture(scope="session")
def built(mpsec, root, pico, model):
    out = root / "build/tests" / pico.folder
    words = [word for control in CONTROLS for word in ("--control", f"ctl.{control}")]
    done = mpsec("build", "--out", out, *words, model, timeout=3600)
    assert done.status == 0, done.err
    return out


def attack(mpsec, model, built, build, work, *only):
    words = [word for name in only for word in ("--only", name)]
    done = mpsec(
        "--json", "attack", "--build", built / build, "--lab", built / "stock", "--work", work,
        *words, model, timeout=1800,
    )
    return done, {entry["attack"]: entry["outcome"] for entry in done.json()["attacks"]}


def test_the_hardened_firmware_is_smaller(built):
    size = {build: (built / build / "firmware.bin").stat().st_size for build in ("stock", "hardened")}
    assert size["hardened"] < size["stock"]


# Alone with the hook that they need: the prompt stays open, so that the attacks reach the hole.
HOLES = ("A-RP2-FLASH", "A-RP2-DMA")


PERIPHERALS = (
    "no-i2c-driver", "no-spi-driver", "no-i2s-driver", "no-adc-driver", "no-uart-driver", "no-pulses",
)  # fmt: skip
DRIVERS = [
    *(("machine", name) for name in "ADC I2C I2S PWM SPI SoftI2C SoftSPI UART bitstream".split()), ("rp2", "StateMachine"),
]  # fmt: skip


@pytest.fixture(scope="session")
def holes(mpsec, root, pico, model, built):
    out = root / "build/tests" / f"{pico.folder}-holes"
    shutil.copytree(built / "stock", out / "stock", dirs_exist_ok=True, ignore=shutil.ignore_patterns("obj"))
    words = [f"--control=ctl.{control}" for control in ("boot-hook", "no-rp2-flash", "no-rp2-dma", *PERIPHERALS)]
    done = mpsec("build", "--out", out, *words, model, timeout=3600)
    assert done.status == 0, done.err
    return out


def test_on_stock_flash_and_dma_read_any_address(mpsec, model, built, tmp_path):
    _, outcomes = attack(mpsec, model, built, "stock", tmp_path, *HOLES)
    assert outcomes == dict.fromkeys(HOLES, "succeeded")


def test_flash_and_dma_are_closed_while_the_prompt_still_runs_code(mpsec, model, holes, tmp_path):
    _, outcomes = attack(mpsec, model, holes, "hardened", tmp_path, "A-REPL-RAW", *HOLES)
    assert outcomes == {"A-REPL-RAW": "succeeded", **dict.fromkeys(HOLES, "refused")}


@pytest.mark.parametrize("build, state", [("stock", "present"), ("hardened", "absent")])
@pytest.mark.parametrize("form", ["elf", "bin"])
def test_the_audit_tells_stand_ins_from_classes(mpsec, holes, build, state, form):
    document = mpsec("--json", "audit", holes / build / f"firmware.{form}").json()
    facts = {fact["name"]: fact["state"] for fact in document["inventories"][0]["facts"]}
    assert (facts["flash-access"], facts["dma-access"]) == (state, state)  # S-FLASH-ACCESS, S-DMA-ACCESS


UARTS = {"rp2040": 3 << 22, "rp2350": 3 << 26}
# What Python finds of the peripherals, and which of their blocks are in reset.
LOOK = """import machine
names = []
for module, name in {drivers}:
    try:
        getattr(__import__(module), name)()
    except (AttributeError, OSError):
        continue
    except (TypeError, ValueError): # it wants arguments
        pass
    names.append(name)
print(sorted(names), hex(machine.mem32[{pico.resets}] & {pico.blocks}))
"""


def look(pico, port):
    status, words = mpremote_tool.mpremote(port, 600, LOOK.format(drivers=DRIVERS, pico=pico))
    return status, words.strip()


def test_on_stock_every_peripheral_is_at_hand(pico, built, plugged_in):
    port = plugged_in(built / "stock/firmware.bin", pico.chip)
    status, words = look(pico, port)
    names, in_reset = words.rsplit(" ", 1)
    assert (status, names) == (0, str(sorted(name for _, name in DRIVERS)))
    assert int(in_reset, 16) & ~UARTS[pico.chip] == 0  # upstream wakes a UART when it is used first


SHOWN = [pytest.param(pico, id=pico.chip, marks=pytest.mark.shows(pico.chip, *PERIPHERALS)) for pico in PICOS]


@pytest.mark.parametrize("pico", SHOWN, indirect=True)
def test_what_nobody_declared_is_not_there_and_stays_in_reset(pico, holes, plugged_in):
    port = plugged_in(holes / "hardened/firmware.bin", pico.chip)
    assert look(pico, port) == (0, f"[] {hex(pico.blocks)}")


@pytest.mark.parametrize("build, state", [("stock", "present"), ("hardened", "absent")])
@pytest.mark.parametrize("form", ["elf", "bin"])
def test_the_audit_sees_the_drivers(mpsec, holes, build, state, form):
    document = mpsec("--json", "audit", holes / build / f"firmware.{form}").json()
    facts = {fact["name"]: fact["state"] for fact in document["inventories"][0]["facts"]}
    assert {facts[name] for name in facts if name.startswith("driver-")} == {state}


# A board like the Pico that has all that boards of this port can have: each control takes out its own part of it.
# The USB device and the network go in another build, since parts of the others go with them.
RICHER = {
    "parts": (
        "no-webrepl", "no-bluetooth", "no-usb-drive", "no-runtime-usb", "no-bootloader-entry", "no-default-password",
    ),
    "wholes": ("no-network", "no-usb-device"),
}
GONE = {
    "parts": {"webrepl", "bluetooth", "usb-msc", "usb-runtime", "bootloader-entry", "touch-1200", "default-password"},
    "wholes": {"network", "webrepl", "usb-msc", "usb-runtime", "touch-1200", "usb-serial"},
}


# Symbols that the gate asks for.
GATE = {
    "parts": {"mp_module_bluetooth", "mp_module_webrepl", "tud_msc_read10_cb"},
    "wholes": {"mp_module_network", "mp_module_webrepl"},
}


@pytest.fixture(scope="session", params=RICHER)
def richer(mpsec, root, request):
    out = root / "build/tests" / f"pico-{request.param}"
    home = homes.home_at(out / "home")
    shutil.copy(root / "tests/device/richer/bluetooth.c", home / "boards/rp2")
    shutil.copytree(root / "tests/device/richer/radio", home / "boards/rp2/radio")
    with open(home / "boards/rp2/micropython.cmake", "a") as file:
        file.write((root / "tests/device/richer/micropython.cmake").read_text())
    other = root / "build/tests/pico-parts/stock"
    if request.param != "parts" and other.exists():
        shutil.copytree(other, out / "stock", dirs_exist_ok=True, ignore=shutil.ignore_patterns("obj"))
    words = [f"--control=ctl.{control}" for control in RICHER[request.param]]
    done = mpsec("--home", home, "build", "--out", out, *words, root / MODEL, timeout=3600)
    assert done.status == 0, done.err
    shutil.rmtree(home)
    return request.param, out


def test_a_richer_board_loses_what_its_controls_take(mpsec, richer):
    kind, out = richer
    states = []
    for build in ("stock", "hardened"):
        document = mpsec("--json", "audit", out / build / "firmware.elf").json()
        states.append({fact["name"]: fact["state"] for fact in document["inventories"][0]["facts"]})
    stock, hardened = states
    assert {name for name in hardened if (stock[name], hardened[name]) == ("present", "absent")} == GONE[kind]
    assert {name for name in hardened if (stock[name], hardened[name]) == ("absent", "present")} == set()


def test_the_gate_asks_for_what_a_richer_board_had(richer):
    kind, out = richer
    words = ["arm-none-eabi-nm", out / "stock/firmware.elf"]
    stock = subprocess.run(words, stdout=subprocess.PIPE, text=True, check=True).stdout.split()
    facts = json.loads((out / "hardened/build.json").read_text())["gate"]
    asked = {fact["symbol"] for fact in facts if not fact["expected"] and fact["question"] == "symbol"}
    assert asked & set(stock) == GATE[kind]


def test_a_board_that_sets_what_a_control_unsets_is_refused(mpsec, root, tmp_path):
    tree = tmp_path / "tree"
    upstream = root / ".deps/micropython-1.25.0"
    tree.mkdir()
    for entry in upstream.iterdir():
        if entry.name != "ports":
            (tree / entry.name).symlink_to(entry)
    shutil.copytree(upstream / "ports/rp2", tree / "ports/rp2")
    board = tree / "ports/rp2/boards/RPI_PICO/mpconfigboard.cmake"
    board.write_text(board.read_text() + "set(MICROPY_PY_LWIP ON) # as the boards with a radio do\n")
    words = ("--micropython", tree, "build", "--out", tmp_path / "out", "--control")
    done = mpsec(*words, "ctl.no-network", root / MODEL)
    assert done.status == 2
    assert "the board sets MICROPY_PY_LWIP itself, so ctl.no-network would not be in force" in done.err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("build", ["stock", "hardened"])
def test_the_uf2_file_holds_the_raw_image_at_its_place(pico, built, build):
    image = (built / build / "firmware.bin").read_bytes()
    blocks = (built / build / "firmware.uf2").read_bytes()
    assert len(blocks) % 512 == 0
    got = b""
    for at in range(0, len(blocks), 512):
        start, second, flags, address, size, number, count, family = struct.unpack(
            "<8I", blocks[at : at + 32]
        )
        assert (start, second, flags, size) == (0x0A324655, 0x9E5D5157, 0x2000, 256)
        assert (address, number, count) == (0x10000000 + at // 2, at // 512, len(blocks) // 512)
        assert family == pico.family
        got += blocks[at + 32 : at + 32 + size]
    assert got.rstrip(b"\0") == image.rstrip(b"\0")


def test_stock_gives_the_prompt_to_whoever_asks(mpsec, model, built, tmp_path):
    done, outcomes = attack(mpsec, model, built, "stock", tmp_path, *PROMPTS)
    assert done.status == 1
    assert outcomes == dict.fromkeys(PROMPTS, "succeeded")


def test_hardened_is_silent_and_the_application_works_on(mpsec, model, built, tmp_path):
    done, outcomes = attack(mpsec, model, built, "hardened", tmp_path, *PROMPTS)
    assert outcomes == dict.fromkeys(PROMPTS, "refused")
    assert done.status == 0, done.out


@pytest.fixture
def plugged_in(root, tmp_path):
    """plugged_in(firmware, chip): the port of an emulated Pico that was just switched on."""
    console, far = socket.socketpair()
    running = []

    def start(firmware, chip):
        # The emulator has its console on descriptor 3.
        words = ["bash", "-c", f'exec "$@" 3<&{far.fileno()}', "bash", "node"]
        words += [root / "boards/rp2/emulator/main.mjs", "--chip", chip, firmware, tmp_path / "flash.bin"]
        running.append(subprocess.Popen(words, pass_fds=(far.fileno(),), stderr=subprocess.DEVNULL))
        return running[0]

    with terminal.in_front_of(console) as port:
        yield lambda firmware, chip="rp2040": (start(firmware, chip), port)[1]
    for process in running:
        process.kill()
        process.wait()
    console.close()
    far.close()


def test_mpremote_gets_into_stock(pico, built, plugged_in):
    port = plugged_in(built / "stock/firmware.bin", pico.chip)
    assert mpremote_tool.mpremote(port, 600) == (0, "42\n")


def test_mpremote_does_not_get_into_hardened(pico, built, plugged_in):
    status, words = mpremote_tool.mpremote(plugged_in(built / "hardened/firmware.bin", pico.chip), 600)
    assert status != 0
    assert "could not enter raw repl" in words
    assert words.count("window readings=") > 1, "the application works on"


def password_in(folder, port):
    """What the access point of a richer board asks for: out of the memory of its stand-in for a radio (cyw43.h)."""
    words = ["arm-none-eabi-nm", folder / "firmware.elf"]
    symbols = subprocess.run(words, stdout=subprocess.PIPE, text=True, check=True).stdout
    state = next(line.split()[0] for line in symbols.splitlines() if line.endswith(" cyw43_state"))
    source = f"import uctypes; r = uctypes.bytes_at(0x{state}, 102); print(r[38:38 + r[5]].decode())"
    status, words = mpremote_tool.mpremote(port, 600, source)
    assert status == 0, words
    return words.strip()


@pytest.mark.parametrize("richer", ["parts"], indirect=True)
def test_on_stock_the_access_point_has_the_password_that_everybody_knows(richer, plugged_in):
    folder = richer[1] / "stock"
    assert password_in(folder, plugged_in(folder / "firmware.bin")) == "picoW123"


@pytest.mark.shows("rp2040", "no-default-password")
@pytest.mark.parametrize("richer", ["parts"], indirect=True)
def test_on_hardened_the_access_point_has_a_password_that_nobody_knows(richer, plugged_in):
    folder = richer[1] / "hardened"
    password = password_in(folder, plugged_in(folder / "firmware.bin"))
    assert len(password) == 63 and set(password) <= set("0123456789abcdef")
    assert len(set(password)) > 4, "it is noise"


@pytest.fixture(scope="session")
def pico2(mpsec, root):
    """Builds a Pico 2 anew, or takes what is there: the folder, and what was said."""
    model = model_of(root, PICOS[1])
    out = root / "build/tests/pico2"
    words = [f"--control=ctl.{control}" for control in CONTROLS]

    def build(*more):
        done = mpsec("--json", "build", "--out", out, *words, *more, model, timeout=3600)
        assert done.status == 0, done.out
        return out, done.json()

    return build


def test_a_pico_2_passes_the_gate_and_becomes_smaller(pico2):
    _, document = pico2()
    gate = document["hardened"]["gate"]
    assert len(gate) > 50
    assert [fact for fact in gate if fact["expected"] != fact["found"]] == []
    assert document["hardened"]["flash_bytes"] < document["stock"]["flash_bytes"]


TAKEN = (
    "compiler repl-friendly repl-raw fs-import mpy-load keyboard-interrupt dupterm emitters eval-exec vfs-mount "
    "raw-memory uctypes verbose-errors flash-access dma-access"
).split()
GIVEN = ("boot-hook", "app-frozen")


@pytest.mark.parametrize("build, taken, given", [("stock", "present", "absent"), ("hardened", "absent", "present")])
def test_the_audit_tells_a_hardened_pico_2_from_stock(mpsec, pico2, build, taken, given):
    document = mpsec("--json", "audit", pico2()[0] / build / "firmware.elf").json()
    facts = {fact["name"]: fact["state"] for fact in document["inventories"][0]["facts"]}
    assert {name: facts[name] for name in (*TAKEN, *GIVEN)} == dict.fromkeys(TAKEN, taken) | dict.fromkeys(GIVEN, given)


def test_a_signed_pico_2_starts_by_its_key_only(mpsec, pico2, tmp_path):
    key_hash = test_image_boot.make_key(tmp_path / "boot.pem")
    out, document = pico2()
    assert "boot" not in document and not (out / "firmware-signed.bin").exists()
    made = pico2("--boot-key", tmp_path / "boot.pem")[1]["boot"]
    assert (made["key_hash"], made["kept"]) == (key_hash.hex(), False)
    assert pico2("--boot-key", tmp_path / "boot.pem")[1]["boot"] == {**made, "kept": True}
    firmware, signed = (out / "hardened/firmware.bin").read_bytes(), (out / made["bin"]["file"]).read_bytes()
    blocks = (out / made["uf2"]["file"]).read_bytes()
    held = b"".join(blocks[at + 32 : at + 288] for at in range(0, len(blocks), 512))
    assert held[: len(signed)] == signed
    assert boot_rom.starts(signed, key_hash)
    assert not boot_rom.starts(signed, bytes(32))
    assert not boot_rom.starts(firmware, key_hash)
    words = ("-k", tmp_path / "boot.pem", "-o", tmp_path / "stock.bin", out / "stock/firmware.bin")
    assert mpsec("image", "boot", *words).status == 0
    assert boot_rom.starts((tmp_path / "stock.bin").read_bytes(), key_hash)
