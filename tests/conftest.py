"""Runs the built mpsec as a person does: MPSEC names the binary, set by `make check`."""

import json
import os
import pathlib
import re
import subprocess
import sys
from dataclasses import dataclass

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))
import results  # noqa: E402

# The words in a test's name that say which target it was.
TARGETS = {"rp2040": "rp2040", "rp2350": "rp2350", "riscv": "qemu-riscv", "unix": "unix", "arm": "qemu-arm"}


def pytest_configure(config):
    config.addinivalue_line("markers", "each_flash: runs on every emulated device with slots")
    config.addinivalue_line("markers", "shows(target, controls...): passes on stock and hardened because of them")


def target_of(nodeid):
    """The target of a test that runs on several: its words in brackets count first, then its file and name."""
    inside = re.findall(r"[a-z0-9]+", nodeid.partition("[")[2])
    words = [*inside, *re.findall(r"[a-z0-9]+", nodeid)]
    return next((TARGETS[word] for word in words if word in TARGETS), "qemu-arm")


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    report = (yield).get_result()
    for mark in item.iter_markers("shows"):
        if report.when == "call" and report.passed:
            target = mark.args[0] or target_of(item.nodeid)  # None: by its name
            results.keep({"kind": "test", "target": target, "controls": mark.args[1:], "test": item.nodeid})


@dataclass
class Result:
    status: int
    out: str
    err: str

    def json(self):
        return json.loads(self.out)


@pytest.fixture(scope="session")
def binary():
    path = pathlib.Path(os.environ.get("MPSEC", ROOT / "build/gcc/tool/mpsec")).resolve()
    assert path.exists(), f"{path} is not built: run make"
    return path


@pytest.fixture(scope="session")
def mpsec(binary):
    """mpsec("plan", "device.yaml", cwd=..., env=..., timeout=...) -> Result"""

    def run(*words, cwd=ROOT, env=None, timeout=60, stdin=None):
        done = subprocess.run(
            [str(binary), *map(str, words)],
            cwd=cwd,
            env={**os.environ, "NO_COLOR": "1", **(env or {})},
            timeout=timeout,
            input="" if stdin is None else stdin,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
        )
        results.note_command(words, done.stdout)
        return Result(done.returncode, done.stdout, done.stderr)

    return run


@pytest.fixture(scope="session")
def root():
    return ROOT
