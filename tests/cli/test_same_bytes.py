"""Same input, same bytes out: whatever the locale, clock zone, folder, memory layout or file order."""

import os
import pathlib
import shutil
import subprocess

import pytest

TODAY = {"SOURCE_DATE_EPOCH": "1795392000"}  # a day in November 2026
EXAMPLES = ["thermostat", "orchard-sensor", "vault"]
COMMANDS = [["--json", "threats"], ["threats", "--all"], ["plan", "--dry-run"], ["--json", "plan", "--dry-run"]]
SURROUNDINGS = {
    "another zone": {"TZ": "Pacific/Kiritimati"},
    "decimal commas": {"LC_ALL": "de_DE.UTF-8", "LANG": "de_DE.UTF-8"},
    "no locale": {"LC_ALL": "C"},
    "a larger environment": {"FILLER": "x" * 50000},
    "filled memory": {"MALLOC_PERTURB_": "85"},
}


# The build that users run, and one by another compiler, beside the one under test.
OTHERS = {"gcc": "MPSEC_PLAIN", "clang": "MPSEC_CLANG"}


@pytest.fixture(scope="module", params=OTHERS)
def other(root, request):
    folder = {"gcc": "gcc", "clang": "clang-asan"}[request.param]
    path = pathlib.Path(os.environ.get(OTHERS[request.param], root / f"build/{folder}/tool/mpsec")).resolve()
    if not path.exists():
        pytest.skip(f"build/{folder} is not built")
    return path


@pytest.fixture(scope="module")
def reference(mpsec, root):
    known = {}

    def run(example, *words):
        key = (example, *words)
        if key not in known:
            known[key] = mpsec(*words, root / "examples" / example / "device.yaml", env=TODAY).out
        return known[key]

    return run


@pytest.mark.parametrize("example", EXAMPLES)
@pytest.mark.parametrize("surrounding", SURROUNDINGS)
def test_surroundings_change_no_byte(mpsec, reference, root, example, surrounding):
    model = root / "examples" / example / "device.yaml"
    env = {**TODAY, **SURROUNDINGS[surrounding]}
    words = COMMANDS[3]
    assert mpsec(*words, model, env=env).out == reference(example, *words) != ""


@pytest.mark.parametrize("example", EXAMPLES)
@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_another_build_and_folder_change_no_byte(other, reference, root, tmp_path, example, words):
    model = root / "examples" / example / "device.yaml"
    # Another program, another working folder, and no address space randomisation.
    done = subprocess.run(
        ["setarch", "-R", other, *words, model],
        cwd=tmp_path,
        env={**os.environ, "NO_COLOR": "1", **TODAY},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == reference(example, *words) != ""


def copy_in_order(source, target, names):
    for name in names:
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source / name, target / name)
    return target


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_order_of_files_on_the_disk_changes_no_byte(mpsec, root, tmp_path, example):
    source = root / "catalogue"
    names = sorted(path.relative_to(source) for path in source.rglob("*.yaml"))
    outs = []
    for folder, order in (("a", names), ("b", names[::-1])):
        copy_in_order(source, tmp_path / folder / "catalogue", order)
        model = root / "examples" / example / "device.yaml"
        result = mpsec(
            "--catalogue", "catalogue", "--json", "plan", "--dry-run", model, cwd=tmp_path / folder, env=TODAY
        )
        outs.append(result.out)
    assert outs[0] == outs[1] != ""
