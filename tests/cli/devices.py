"""Builds of the example for tests that boot them: made once, kept in build/, shared by tests."""

import fcntl
import os
import pathlib
import shutil
import stat

ROOT = pathlib.Path(__file__).resolve().parents[2]
MODEL = ROOT / "examples/greenhouse/device.yaml"
KEPT = ROOT / "build/devices"
SHARED = ROOT / "build/tests/firmware"
MINUTES = 60


def shared(mpsec):
    """Stock and hardened by the plan: the folder, and what the last of the builds said.

    Whoever comes first compiles; mpsec takes what is unchanged for everyone after."""
    SHARED.parent.mkdir(parents=True, exist_ok=True)
    with open(f"{SHARED}.lock", "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        result = mpsec("build", "--out", SHARED, MODEL, timeout=30 * MINUTES)
    assert result.status == 0, result.err
    return SHARED, result


def verify(mpsec, out, *words, env=None):
    """mpsec verify of the example; (result, document)."""
    result = mpsec("--json", "verify", "--out", out, *words, MODEL, env=env, timeout=30 * MINUTES)
    return result, result.json()


def verified(mpsec, name, *words):
    """The same with builds that are kept below build/devices/NAME, one run at a time."""
    source, _ = shared(mpsec)
    KEPT.mkdir(parents=True, exist_ok=True)
    with open(KEPT / "lock", "w", encoding="utf-8") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for build in ("stock", "hardened"):
            # mpsec takes the copy when its inputs are unchanged, and builds anew when they are not.
            if words and build == "hardened":
                continue
            shutil.rmtree(KEPT / name / build, ignore_errors=True)
            shutil.copytree(source / build, KEPT / name / build, ignore=shutil.ignore_patterns("obj"))
        return verify(mpsec, KEPT / name, *words)


def copied(source, target):
    """The two builds of `source`, for a test that spoils what is around them."""
    for build in ("stock", "hardened"):
        shutil.copytree(
            source / build, target / build, ignore=shutil.ignore_patterns("obj", "overlay")
        )
    return target


def catalogue_with(folder, attack, old, new):
    """A copy of the catalogue in which one attack is another."""
    shutil.copytree(ROOT / "catalogue", folder)
    path = folder / f"attacks/{attack}.yaml"
    text = path.read_text()
    assert old in text, f"{attack} does not hold {old!r}"
    path.write_text(text.replace(old, new))
    return folder


def emulator_that_dies(folder, build, seconds):
    """A PATH whose emulator is killed a moment after it booted a firmware of `build`."""
    folder.mkdir()
    real = shutil.which("qemu-system-arm")
    fake = folder / "qemu-system-arm"
    fake.write_text(
        "#!/bin/sh\n"
        f'case "$*" in *{build}*) (exec 3>&-; sleep {seconds}; kill -9 $$) & ;; esac\n'
        f'exec {real} "$@"\n'
    )
    fake.chmod(fake.stat().st_mode | stat.S_IXUSR)
    return f"{folder}:{os.environ['PATH']}"


def leaf(document, name):
    return next(entry for entry in document["leaves"] if entry["leaf"] == name)


def checks(document):
    return [check for entry in document["leaves"] for check in entry["checks"]]
