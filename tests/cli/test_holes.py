"""Holes that survive the obvious switches, each control alone: the prompt stays open, the hole does not.

With the whole plan the gate would refuse these attacks before the hole is reached, and nobody would see
whether it is closed. So this build has these controls and no others.
"""

import fcntl
import re
import shutil

import devices
import pytest

pytestmark = pytest.mark.xdist_group("devices")

CONTROLS = ("ctl.boot-hook", "ctl.pinned-mounts", "ctl.no-user-romfs", "ctl.no-flash-object", "ctl.stack-protection")
HOLES = ("A-VFS-ROM", "A-REMOUNT", "A-FLASH-OBJECT")


@pytest.fixture(scope="module")
def built(mpsec):
    devices.verified(mpsec, "whole")
    out = devices.KEPT / "holes"
    with open(devices.KEPT / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (out / "stock").exists():
            ignore = shutil.ignore_patterns("obj")
            shutil.copytree(devices.KEPT / "whole/stock", out / "stock", ignore=ignore)
        words = [word for control in CONTROLS for word in ("--control", control)]
        done = mpsec("build", "--out", out, *words, devices.MODEL, timeout=1800)
    assert done.status == 0, done.err
    return out


def outcomes(mpsec, built, build, work, *only):
    words = [word for name in only for word in ("--only", name)]
    done = mpsec(
        "--json", "attack", "--build", built / build, "--lab", built / "stock", "--work", work,
        *words, devices.MODEL, timeout=600,
    )
    return {entry["attack"]: entry["outcome"] for entry in done.json()["attacks"]}


def test_on_stock_each_hole_is_open(mpsec, built, tmp_path):
    found = outcomes(mpsec, built, "stock", tmp_path, *HOLES)
    assert found == dict.fromkeys(HOLES, "succeeded")


def test_each_hole_is_closed_while_the_prompt_still_runs_code(mpsec, built, tmp_path):
    found = outcomes(mpsec, built, "hardened", tmp_path, "A-REPL-RAW", *HOLES)
    assert found == {"A-REPL-RAW": "succeeded", **dict.fromkeys(HOLES, "refused")}


@pytest.mark.parametrize("build, state", [("stock", "present"), ("hardened", "absent")])
@pytest.mark.parametrize("form", ["elf", "bin"])
def test_the_audit_tells_the_stand_in_from_the_class(mpsec, built, build, state, form):
    document = mpsec("--json", "audit", built / build / f"firmware.{form}").json()
    facts = {fact["name"]: fact["state"] for fact in document["inventories"][0]["facts"]}
    assert facts["vfs-rom"] == state  # S-VFS-ROM
    assert facts["vfs-mount"] == state  # S-VFS-MOUNT
    assert facts["flash-access"] == state  # S-FLASH-ACCESS


@pytest.mark.parametrize("build, state", [("stock", "absent"), ("hardened", "present")])
@pytest.mark.shows("qemu-arm", "stack-protection")
def test_the_audit_sees_the_canaries(mpsec, built, build, state):
    document = mpsec("--json", "audit", built / build / "firmware.elf").json()
    facts = {fact["name"]: fact["state"] for fact in document["inventories"][0]["facts"]}
    assert facts["elf-stack-protector"] == state


# In an image without symbols a hook is seen to be possible, never to be absent.
@pytest.mark.parametrize("build, symbols, bare", [("stock", "absent", "absent"), ("hardened", "present", "unknown")])
def test_the_audit_tells_main_from_a_hook_before_mp_init(mpsec, built, build, symbols, bare):
    def state(form):
        document = mpsec("--json", "audit", built / build / f"firmware.{form}").json()
        return {fact["name"]: fact["state"] for fact in document["inventories"][0]["facts"]}["boot-hook"]

    assert (state("elf"), state("bin")) == (symbols, bare)


def test_no_flipped_bit_of_a_hook_makes_it_absent(mpsec, built, tmp_path):
    raw = (built / "hardened/firmware.bin").read_bytes()
    document = mpsec("--json", "audit", built / "hardened/firmware.elf").json()
    (evidence,) = [f["evidence"] for f in document["inventories"][0]["facts"] if f["name"] == "boot-hook"]
    start = int(re.search(r"at 0x([0-9a-f]+)", evidence).group(1), 16) & ~1
    path = tmp_path / "flipped.bin"
    for bit in range(8 * 20, 8 * 40):  # its call of mp_init, and what comes behind
        spoilt = bytearray(raw)
        spoilt[start + bit // 8] ^= 1 << bit % 8
        path.write_bytes(spoilt)
        facts = mpsec("--json", "audit", path).json()["inventories"][0]["facts"]
        assert {fact["name"]: fact["state"] for fact in facts}["boot-hook"] == "unknown", bit
