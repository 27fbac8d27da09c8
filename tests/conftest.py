"""Runs the built mpsec as a person does: MPSEC names the binary, set by `make check`."""

import json
import os
import pathlib
import subprocess
import sys
from dataclasses import dataclass

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))
import results  # noqa: E402

# What in a test's name says which target it was.
TARGETS = {"rp2040": "rp2040", "rp2350": "rp2350", "riscv": "qemu-riscv"}


def pytest_configure(config):
    config.addinivalue_line("markers", "each_flash: runs on every emulated device with slots")
    config.addinivalue_line("markers", "shows(target, controls...): passes on stock and hardened because of them")


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    report = (yield).get_result()
    for mark in item.iter_markers("shows"):
        if report.when == "call" and report.passed:
            named = [name for word, name in TARGETS.items() if word in item.nodeid]
            target = mark.args[0] or (named or ["qemu-arm"])[0]  # None: by its name
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
