"""docs/matrix.md is what catalogue, plans and tests say, and leaves no cell empty."""

import subprocess

import project


def test_the_matrix_is_fresh():
    words = [project.ROOT / "scripts/matrix", "--check"]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_no_cell_is_empty_and_each_control_has_a_row():
    rows = [line for line in project.text(project.ROOT / "docs/matrix.md").splitlines() if line.startswith("| `ctl.")]
    names = {path.stem for path in project.below("catalogue/controls", suffix=".yaml")}
    assert {row.split("`")[1] for row in rows} == names
    for row in rows:
        assert all(cell.strip() for cell in row.strip("|").split("|")), row
