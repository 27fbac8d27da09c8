"""A header needs nothing included before it, and may be included twice."""

import concurrent.futures
import functools
import shutil
import subprocess

import project
import pytest

HOME = {"tool": ["tool", "core/include"], "core": ["core/include"], "guard": ["core/include", "guard/include"]}
STANDARD = {"tool": ["-std=c11", "-D_GNU_SOURCE"], "core": ["-std=c99"], "guard": ["-std=c99"]}


def headers():
    """Those of the libraries; guard/micropython and boards need MicroPython around them."""
    found = project.below("tool", "core/include", "guard/include", suffix=".h")
    return [project.name(path) for path in found]


@functools.cache
def foreign_paths():
    """Libraries whose headers do not lie in the compiler's own folders."""
    asked = ["pkg-config", "--cflags", "p11-kit-1"]
    return subprocess.run(asked, capture_output=True, text=True, check=True).stdout.split()


def compile_alone(compiler, header):
    part = header.split("/")[0]
    paths = [f"-I{project.ROOT / folder}" for folder in HOME[part]] + foreign_paths()
    done = subprocess.run(
        [compiler, *STANDARD[part], "-Wall", "-Wextra", "-Werror", *paths]
        + ["-fsyntax-only", "-x", "c", "-"],
        input=f'#include "{project.ROOT / header}"\n' * 2,
        capture_output=True,
        text=True,
        check=False,
    )
    return "" if done.returncode == 0 else f"{header}:\n{done.stderr}"


@pytest.mark.parametrize("compiler", ["gcc", "clang"])
def test_each_header_stands_alone(compiler):
    assert shutil.which(compiler), f"{compiler} is not installed: run make setup"
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        said = pool.map(functools.partial(compile_alone, compiler), headers())
    assert not "".join(said)


def test_each_header_says_first_what_it_is():
    wrong = []
    for header in headers():
        first = project.text(project.ROOT / header).splitlines()[0]
        if not first.startswith("// ") or header.split("/")[-1] not in first:
            wrong.append(f"{header}: {first}")
    assert not wrong, "\n".join(wrong)
