"""A Raspberry Pi Pico: real firmware of upstream's rp2 port, stock and hardened, in an emulated chip.

Builds take minutes, so these run by `make check-rp2`, which sets MPSEC_RP2.
"""

import os
import shutil
import struct

import pytest

pytestmark = [
    pytest.mark.skipif("MPSEC_RP2" not in os.environ, reason="make check-rp2 runs these"),
    pytest.mark.xdist_group("rp2"),
]

MODEL = "tests/models/pico/device.yaml"
CONTROLS = (
    "boot-hook console-gate frozen-app no-compiler no-fs-code no-mpy-load no-keyboard-interrupt "
    "no-dupterm no-emitters no-eval-exec pinned-mounts no-raw-memory terse-errors"
).split()
PROMPTS = ("A-REPL-FRIENDLY", "A-REPL-RAW", "A-REPL-PASTE", "A-CTRL-C-MAIN", "A-SOFT-RESET")


@pytest.fixture(scope="session")
def built(mpsec, root):
    out = root / "build/tests/pico"
    words = [word for control in CONTROLS for word in ("--control", f"ctl.{control}")]
    done = mpsec("build", "--out", out, *words, root / MODEL, timeout=3600)
    assert done.status == 0, done.err
    return out


def attack(mpsec, root, built, build, work, *only):
    words = [word for name in only for word in ("--only", name)]
    done = mpsec(
        "--json", "attack", "--build", built / build, "--lab", built / "stock", "--work", work,
        *words, root / MODEL, timeout=1800,
    )
    return done, {entry["attack"]: entry["outcome"] for entry in done.json()["attacks"]}


def test_the_hardened_firmware_is_smaller(built):
    size = {build: (built / build / "firmware.bin").stat().st_size for build in ("stock", "hardened")}
    assert size["hardened"] < size["stock"]


@pytest.mark.parametrize("build", ["stock", "hardened"])
def test_the_uf2_file_holds_the_raw_image_at_its_place(built, build):
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
        assert family == 0xE48BFF56
        got += blocks[at + 32 : at + 32 + size]
    assert got.rstrip(b"\0") == image.rstrip(b"\0")


def test_stock_gives_the_prompt_to_whoever_asks(mpsec, root, built, tmp_path):
    done, outcomes = attack(mpsec, root, built, "stock", tmp_path, *PROMPTS)
    assert done.status == 1
    assert outcomes == dict.fromkeys(PROMPTS, "succeeded")


def test_hardened_is_silent_and_the_application_works_on(mpsec, root, built, tmp_path):
    done, outcomes = attack(mpsec, root, built, "hardened", tmp_path, *PROMPTS)
    assert outcomes == dict.fromkeys(PROMPTS, "refused")
    assert done.status == 0, done.out


def test_an_rp2350_build_names_its_own_family(mpsec, root, tmp_path):
    model = shutil.copytree(root / "tests/models/pico", tmp_path / "pico2") / "device.yaml"
    text = model.read_text().replace("chip: rp2040", "chip: rp2350").replace("RPI_PICO", "RPI_PICO2")
    model.write_text(text)
    out = root / "build/tests/pico2"
    done = mpsec("build", "--out", out, "--control", "ctl.boot-hook", model, timeout=3600)
    assert done.status == 0, done.err
    first = (out / "hardened/firmware.uf2").read_bytes()[:32]
    assert struct.unpack("<8I", first)[7] == 0xE48BFF59
