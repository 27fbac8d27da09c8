"""mpsec image romfs and ls: the same bytes each time, and MicroPython as it comes mounts them."""

import hashlib
import os
import pathlib
import re
import select
import subprocess
import sys
import time

import devices
import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/oracle"))
import romfs as oracle  # noqa: E402

FLASH_SIZE = 16 << 20
APP = {
    "main.py": "import greet\nprint('from the root:', greet.hello('romfs'))\n",
    "lib/greet.py": "import sub.deep\n\ndef hello(who):\n    return 'hello ' + who + str(sub.deep.N)\n",
    "lib/sub/__init__.py": "",
    "lib/sub/deep.py": "N = 42\n",
    "data.txt": "read me\n",
}


@pytest.fixture
def app(tmp_path):
    for name, text in APP.items():
        (tmp_path / "app" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "app" / name).write_text(text)
    return tmp_path / "app"


def make(mpsec, app, out, *words, cwd=None):
    done = mpsec("image", "romfs", app, "-o", out, *words, cwd=cwd or app.parent, timeout=600)
    assert done.status == 0, done.err
    return ((cwd or app.parent) / out).read_bytes()


def test_files_go_in_as_they_are(mpsec, app):
    data = make(mpsec, app, "plain.romfs", "--no-compile")
    assert oracle.files(data) == {name.encode(): text.encode() for name, text in APP.items()}


def test_python_is_compiled(mpsec, app):
    found = oracle.files(make(mpsec, app, "app.romfs", "--arch", "armv7m"))
    assert set(found) == {name.replace(".py", ".mpy").encode() for name in APP}
    assert found[b"data.txt"] == b"read me\n"
    for name, data in found.items():
        assert not name.endswith(b".mpy") or data[:2] == b"M\x06"
    assert b"lib/greet.py" in found[b"lib/greet.mpy"] and b"/app/" not in found[b"lib/greet.mpy"]


def test_the_same_folder_gives_the_same_bytes_anywhere(mpsec, app, tmp_path):
    first = make(mpsec, app, "first.romfs")
    moved = tmp_path / "else" / "where"
    moved.parent.mkdir()
    app.rename(moved)
    for path in sorted(moved.rglob("*"), reverse=True):
        os.utime(path, (1, 1))
    assert make(mpsec, moved, "second.romfs") == first
    assert len(first) % 2 == 0


def test_what_does_not_belong_is_left_out(mpsec, app):
    before = make(mpsec, app, "a.romfs", "--no-compile")
    (app / ".hidden").write_text("x")
    (app / "__pycache__").mkdir()
    (app / "__pycache__/x.pyc").write_text("x")
    assert make(mpsec, app, "b.romfs", "--no-compile") == before


@pytest.mark.parametrize("count", range(0, 200, 7))
def test_the_size_is_even_and_numbers_grow(mpsec, tmp_path, count):
    (tmp_path / "app").mkdir()
    (tmp_path / "app/x").write_bytes(bytes(count))
    data = make(mpsec, tmp_path / "app", "x.romfs", "--no-compile")
    assert len(data) % 2 == 0 and oracle.files(data) == {b"x": bytes(count)}


def test_ls_tells_each_file(mpsec, app):
    make(mpsec, app, "plain.romfs", "--no-compile")
    done = mpsec("image", "ls", "--json", "plain.romfs", cwd=app.parent)
    files = {row["path"]: row.get("sha256") for row in done.json()["files"]}
    want = {name: hashlib.sha256(text.encode()).hexdigest() for name, text in APP.items()}
    assert files == want | {"lib/": None, "lib/sub/": None}
    assert done.status == 0 and done.json()["form"] == "MPSEC_OK"


def vectors():
    return sorted((ROOT / "tests/vectors/romfs").glob("*.txt"))


def load(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    expect = next(line.split()[-1] for line in lines if line.startswith("# expect"))
    return bytes.fromhex("".join(line for line in lines if not line.startswith("#"))), expect


def test_a_second_reader_agrees_on_every_vector():
    assert len(vectors()) >= 55
    for path in vectors():
        data, expect = load(path)
        assert oracle.verdict(data) == expect, path.stem


@pytest.mark.parametrize("name", ["pointer_outside", "name_twice", "name_escape", "number_wraps", "tree"])
def test_ls_says_what_is_wrong(mpsec, tmp_path, name):
    data, expect = load(ROOT / f"tests/vectors/romfs/{name}.txt")
    (tmp_path / "x").write_bytes(data)
    done = mpsec("image", "ls", "--json", "x", cwd=tmp_path)
    assert done.json()["form"] == expect
    assert done.status == (0 if expect == "MPSEC_OK" else 1)
    assert "\x1b" not in mpsec("image", "ls", "x", cwd=tmp_path).out


def test_an_unsound_romfs_is_not_signed(mpsec, tmp_path):
    data, _ = load(ROOT / "tests/vectors/romfs/pointer_outside.txt")
    (tmp_path / "x").write_bytes(data)
    mpsec("keygen", "--no-passphrase", "k.pem", cwd=tmp_path)
    done = mpsec("image", "sign", "x", "-o", "never", "-k", "k.pem", "--version", "1.0", "--counter", "1",
                 cwd=tmp_path)
    assert done.status == 2 and "reaches out of its place" in done.err
    assert not (tmp_path / "never").exists()


def test_mistakes_are_usage(mpsec, app):
    def refused(message, *words):
        done = mpsec("image", "romfs", "app", "-o", "never", *words, cwd=app.parent, timeout=600)
        assert done.status == 2 and message in done.err, done.err
        assert not (app.parent / "never").exists()

    refused("mpy-cross knows no architecture 'armv7n'", "--arch", "armv7n")
    (app / "broken.py").write_text("def (:\n")
    refused("mpy-cross refuses it")
    (app / "broken.py").unlink()
    (app / "main.mpy").write_bytes(b"M\x06\x00\x1f")
    refused("both become main.mpy")
    (app / "main.mpy").unlink()
    (app / "link").symlink_to("main.py")
    refused("only files and folders go into a ROMFS", "--no-compile")
    (app / "link").unlink()
    (app / "\x1b[2J").write_text("x")
    refused("this folder does not make a sound ROMFS", "--no-compile")
    (app / "\x1b[2J").unlink()
    (app / "/".join("abcdefgh")).mkdir(parents=True)
    refused("nested deeper than 8", "--no-compile")


class Console:
    """The serial line of an emulated device."""

    def __init__(self, elf, flash):
        flash.write_bytes(b"\xff" * FLASH_SIZE)
        memory = f"memory-backend-file,id=flash,size=16M,share=on,mem-path={flash}"
        self.process = subprocess.Popen(
            ["qemu-system-arm", "-machine", "mps2-an385,memory-backend=flash", "-object", memory]
            + ["-display", "none", "-monitor", "none", "-nic", "none", "-serial", "stdio"]
            + ["-kernel", str(elf)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self.seen = b""

    def write(self, data):
        for at in range(0, len(data), 32):
            self.process.stdin.write(data[at : at + 32])
            self.process.stdin.flush()
            time.sleep(0.01)

    def read_until(self, pattern, seconds=90):
        end = time.monotonic() + seconds
        while not re.search(pattern, self.seen):
            left = end - time.monotonic()
            assert left > 0, f"no {pattern} in {self.seen!r}"
            if select.select([self.process.stdout], [], [], left)[0]:
                more = os.read(self.process.stdout.fileno(), 4096)
                assert more, f"the emulator ended: {self.seen!r}"
                self.seen += more
        seen, self.seen = self.seen, b""
        return seen

    def run(self, code):
        """Runs code at the raw prompt; gives what it printed."""
        self.write(b"\r\x03\x03\x01")
        self.read_until(rb"raw REPL; CTRL-B to exit\r\n>")
        self.write(code.encode() + b"\x04")
        answer = self.read_until(rb"OK[^\x04]*\x04[^\x04]*\x04>")
        out, error = answer.split(b"OK", 1)[1].split(b"\x04")[:2]
        assert not error, error.decode()
        return out.decode()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()


MOUNT = """
import os, sys, vfs
data = bytes.fromhex("{hex}")
vfs.mount(vfs.VfsRom(memoryview(data)), "/rom")
sys.path[:] = ["/rom", "/rom/lib"]
import main
print(sorted(entry[0] for entry in os.ilistdir("/rom")))
print(open("/rom/data.txt").read().strip())
print(main.__file__, sys.modules["greet"].__file__)
"""


@pytest.mark.xdist_group("devices")
def test_micropython_as_it_comes_mounts_it(mpsec, app, tmp_path):
    given = os.environ.get("MPSEC_STOCK_FIRMWARE")
    if given is None:
        given = devices.shared(mpsec)[0] / "stock/firmware.elf"
    data = make(mpsec, app, "app.romfs", "--arch", "armv7m")
    with Console(given, tmp_path / "flash") as console:
        console.read_until(rb">>> ")
        out = console.run(MOUNT.format(hex=data.hex()))
    assert "from the root: hello romfs42" in out
    assert "['data.txt', 'lib', 'main.mpy']" in out
    assert "read me" in out
    assert "/rom/main.mpy /rom/lib/greet.mpy" in out
