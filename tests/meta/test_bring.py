"""The set-up's own downloads: two that want the same at once share one, for tests run side by side."""

import pathlib
import shutil
import subprocess

SCRIPTS = pathlib.Path(__file__).resolve().parents[2] / "scripts"


def test_two_that_bring_the_same_at_once_both_find_it_whole(tmp_path):
    (tmp_path / "scripts").mkdir()
    for name in ("bring-binary", "common.sh", "archive.sh"):
        shutil.copy(SCRIPTS / name, tmp_path / "scripts")
    (tmp_path / "scripts/binaries.table").write_text("small hostname bookworm any signed\n")
    both = [
        subprocess.Popen([tmp_path / "scripts/bring-binary", "small"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    said = [run.communicate(timeout=240) for run in both]
    assert [run.returncode for run in both] == [0, 0, 0], said
    assert {out.strip() for out, _ in said} == {str(tmp_path / ".deps/small")}
    assert sum("Reading the package index" in err for _, err in said) == 1, said
    assert (tmp_path / ".deps/small/.complete").exists() and not (tmp_path / ".deps/small/tree").exists()
