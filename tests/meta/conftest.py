import os
import pathlib
import subprocess

import project
import pytest


def built(variable, fallback):
    path = pathlib.Path(os.environ.get(variable, project.ROOT / fallback)).resolve()
    assert path.exists(), f"{path} is not built: run make"
    return path


@pytest.fixture(scope="session")
def binary():
    return built("MPSEC", "build/gcc/tool/mpsec")


@pytest.fixture(scope="session")
def plain_binary():
    """A build without sanitizers, whose objects hold only what we wrote."""
    return built("MPSEC_PLAIN", "build/gcc/tool/mpsec")


@pytest.fixture(scope="session")
def run(binary):
    def run_words(*words, cwd=project.ROOT, timeout=60):
        return subprocess.run(
            [str(binary), *map(str, words)],
            cwd=cwd,
            capture_output=True,
            text=True,
            timeout=timeout,
            stdin=subprocess.DEVNULL,
            env={**os.environ, "NO_COLOR": "1"},
            check=False,
        )

    return run_words
