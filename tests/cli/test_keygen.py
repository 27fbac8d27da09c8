"""mpsec keygen: keys that are encrypted, private to their owner, and never overwritten."""

import hashlib
import os
import pty
import shutil
import subprocess

import pytest

SECRET = {"MPSEC_PASSPHRASE": "correct horse"}


def openssl(*words, **more):
    return subprocess.run(["openssl", *words], capture_output=True, check=True, **more).stdout


@pytest.fixture(autouse=True)
def no_passphrase_around(monkeypatch):
    monkeypatch.delenv("MPSEC_PASSPHRASE", raising=False)


def test_a_key_is_encrypted_and_private(mpsec, tmp_path):
    done = mpsec("keygen", "k.pem", "--public", "k.pub", cwd=tmp_path, env=SECRET)
    assert done.status == 0 and "encrypted: AES-256-CBC, scrypt" in done.out
    assert (tmp_path / "k.pem").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "k.pem").read_text().startswith("-----BEGIN ENCRYPTED PRIVATE KEY-----")


def test_the_key_id_is_the_hash_of_the_public_key(mpsec, tmp_path):
    done = mpsec("keygen", "--json", "k.pem", "-p", "k.pub", cwd=tmp_path, env=SECRET)
    spki = openssl("pkey", "-pubin", "-in", tmp_path / "k.pub", "-outform", "DER")
    assert done.json()["key_id"] == hashlib.sha256(spki).hexdigest()
    assert len(spki) == 91


def test_openssl_opens_it_with_the_passphrase_only(mpsec, tmp_path):
    mpsec("keygen", "k.pem", "-p", "k.pub", cwd=tmp_path, env=SECRET)
    words = ("pkey", "-in", tmp_path / "k.pem", "-pubout", "-passin")
    assert openssl(*words, "pass:correct horse") == (tmp_path / "k.pub").read_bytes()
    wrong = subprocess.run(["openssl", *words, "pass:wrong"], capture_output=True, check=False)
    assert wrong.returncode != 0


def test_two_keys_differ(mpsec, tmp_path):
    ids = set()
    for name in ("a.pem", "b.pem"):
        done = mpsec("keygen", "--json", "--no-passphrase", name, cwd=tmp_path)
        ids.add(done.json()["key_id"])
    assert len(ids) == 2


@pytest.mark.parametrize("standing", ["k.pem", "k.pub"])
def test_an_existing_file_is_never_overwritten(mpsec, tmp_path, standing):
    (tmp_path / standing).write_text("mine")
    done = mpsec("keygen", "k.pem", "--public", "k.pub", cwd=tmp_path, env=SECRET)
    assert done.status == 2 and "this file exists, and a key is never overwritten" in done.err
    assert (tmp_path / standing).read_text() == "mine"
    assert len(list(tmp_path.iterdir())) == 1


def test_a_dangling_link_is_not_written_through(mpsec, tmp_path):
    (tmp_path / "k.pem").symlink_to("elsewhere")
    assert mpsec("keygen", "k.pem", cwd=tmp_path, env=SECRET).status == 2
    assert not (tmp_path / "elsewhere").exists()


def test_the_first_line_of_a_file_is_the_passphrase(mpsec, tmp_path):
    (tmp_path / "pass").write_text("from the file\nnot this\n")
    done = mpsec("keygen", "k.pem", "--passphrase-file", "pass", cwd=tmp_path, env=SECRET)
    assert done.status == 0
    openssl("pkey", "-in", tmp_path / "k.pem", "-noout", "-passin", "pass:from the file")


def test_an_empty_passphrase_is_refused(mpsec, tmp_path):
    done = mpsec("keygen", "k.pem", cwd=tmp_path, env={"MPSEC_PASSPHRASE": ""})
    assert done.status == 2 and "the passphrase is empty" in done.err
    assert not list(tmp_path.iterdir())


def test_no_passphrase_must_be_said(mpsec, tmp_path):
    done = mpsec("keygen", "--no-passphrase", "k.pem", cwd=tmp_path)
    assert done.status == 0 and "NOT encrypted" in done.out
    assert (tmp_path / "k.pem").read_text().startswith("-----BEGIN PRIVATE KEY-----")


def test_without_a_terminal_there_is_nobody_to_ask(binary, tmp_path):
    done = subprocess.run(
        [str(binary), "keygen", "k.pem"],
        cwd=tmp_path,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        start_new_session=True,
        check=False,
    )
    assert done.returncode == 2 and "there is no terminal to ask at" in done.stderr
    assert not list(tmp_path.iterdir())


def type_at_a_terminal(binary, folder, words, lines):
    """Runs mpsec with a terminal of its own; gives what the terminal showed, and the status."""
    pid, fd = pty.fork()
    if pid == 0:
        os.chdir(folder)
        os.execv(binary, [str(binary), *words])
    shown = b""
    for line in lines:
        while not shown.rstrip().endswith(b":"):
            shown += os.read(fd, 1024)
        shown += b"|"
        os.write(fd, line + b"\n")
    while True:
        try:
            more = os.read(fd, 1024)
        except OSError:
            break
        if not more:
            break
        shown += more
    os.close(fd)
    return shown.decode(errors="replace"), os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def test_a_person_types_it_twice_and_unseen(binary, tmp_path):
    shown, status = type_at_a_terminal(binary, tmp_path, ["keygen", "k.pem"], [b"typed", b"typed"])
    assert status == 0, shown
    assert "typed" not in shown and "again" in shown
    openssl("pkey", "-in", tmp_path / "k.pem", "-noout", "-passin", "pass:typed")


def test_two_different_passphrases_make_no_key(binary, tmp_path):
    shown, status = type_at_a_terminal(binary, tmp_path, ["keygen", "k.pem"], [b"one", b"two"])
    assert status == 2 and "the two passphrases are not the same" in shown
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "words, message",
    [
        ([], "keygen takes one file, not 0"),
        (["a", "b"], "keygen takes one file, not 2"),
        (["k", "--no-passphrase", "--passphrase-file", "f"], "contradict each other"),
        (["k", "--passphrase-file", "missing"], "cannot read the passphrase"),
        (["no/such/folder/k", "--no-passphrase"], "cannot create the file"),
    ],
)
def test_mistakes_are_usage(mpsec, tmp_path, words, message):
    done = mpsec("keygen", *words, cwd=tmp_path)
    assert done.status == 2 and message in done.err
    assert not list(tmp_path.iterdir())


def test_openssl_is_here_for_these_tests():
    assert shutil.which("openssl"), "install openssl: the tests use it as a second opinion"
