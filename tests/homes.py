"""Copies of what mpsec builds from besides the tree, for tests that change a board."""

import pathlib
import shutil

ROOT = pathlib.Path(__file__).resolve().parents[1]


def home_at(home):
    shutil.rmtree(home, ignore_errors=True)
    for name in ("boards", "guard", "core"):
        shutil.copytree(ROOT / name, home / name, ignore=shutil.ignore_patterns("node_modules"))
    (home / ".deps").symlink_to((ROOT / ".deps").resolve())
    return home
