"""mpsec new: a starter project that the other commands accept."""

import pathlib

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
BOARDS = sorted(path.stem for path in (ROOT / "catalogue/boards").glob("*.yaml"))


@pytest.mark.parametrize("board", BOARDS)
def test_starter_for_each_board_is_a_good_model(mpsec, tmp_path, board):
    done = mpsec("new", "Green House", "--board", board, cwd=tmp_path)
    assert (done.status, done.err) == (0, "")
    assert done.out.strip() == "Green House/device.yaml"
    done = mpsec("model", "--json", cwd=tmp_path / "Green House")
    assert done.status == 0
    assert done.json()["device"]["id"] == "green-house"
    assert done.json()["device"]["board"] == board
    assert all(interface["declared"] for interface in done.json()["interfaces"])
    assert done.json()["diagnostics"] == []


def test_starter_is_about_forty_lines_and_explains_itself(mpsec, tmp_path):
    mpsec("new", "lamp", cwd=tmp_path)
    lines = (tmp_path / "lamp/device.yaml").read_text().splitlines()
    assert 30 <= len(lines) <= 50
    assert sum("#" in line for line in lines) >= 8
    assert (tmp_path / "lamp/app/main.py").exists()


def test_nothing_is_overwritten(mpsec, tmp_path):
    mpsec("new", "lamp", cwd=tmp_path)
    (tmp_path / "lamp/app/main.py").unlink()
    (tmp_path / "lamp/device.yaml").write_text("mine\n")
    done = mpsec("new", "lamp", cwd=tmp_path)
    assert done.status == 2
    assert "lamp/device.yaml: error: the file exists and is not overwritten" in done.err
    assert (tmp_path / "lamp/device.yaml").read_text() == "mine\n"
    assert not (tmp_path / "lamp/app/main.py").exists()


def test_unknown_board_lists_the_boards(mpsec, tmp_path):
    done = mpsec("new", "lamp", "--board", "RPI_PICO3", cwd=tmp_path)
    assert done.status == 2
    assert "unknown board 'RPI_PICO3', did you mean 'RPI_PICO" in done.err
    assert "MPS2_AN385" in done.err
    assert not (tmp_path / "lamp").exists()


def test_name_of_the_device_may_be_given(mpsec, tmp_path):
    assert mpsec("new", "lamp", "--id", "desk-lamp", cwd=tmp_path).status == 0
    assert "id: desk-lamp" in (tmp_path / "lamp/device.yaml").read_text()
    done = mpsec("new", "other", "--id", "desk lamp", cwd=tmp_path)
    assert done.status == 2
    assert "'desk lamp' cannot be the name of a device" in done.err
    assert not (tmp_path / "other").exists()


def test_json_names_what_was_made(mpsec, tmp_path):
    document = mpsec("new", "lamp", "--json", cwd=tmp_path).json()
    assert document["model"] == "lamp/device.yaml"
    assert document["status"] == 0


def test_new_takes_one_folder(mpsec, tmp_path):
    assert mpsec("new", cwd=tmp_path).status == 2
    assert mpsec("new", "a", "b", cwd=tmp_path).status == 2
