"""LMS beside ECDSA: both must hold, and no leaf of an LMS key signs twice, whatever happens."""

import os
import pathlib
import re
import shutil
import struct
import subprocess
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/oracle"))
import image as image_oracle  # noqa: E402
import lms as lms_oracle  # noqa: E402

RELEASE = ("--version", "1.0", "--counter", "1")
STEPS = {"openat", "write", "fsync", "close", "rename", "flock", "mkdir"}


@pytest.fixture(scope="module")
def plain(binary):
    """The program as users run it: a tree takes a minute under sanitizers, and strace stops them."""
    return pathlib.Path(os.environ.get("MPSEC_PLAIN", binary)).resolve()


@pytest.fixture(scope="module")
def shelf(mpsec, plain, tmp_path_factory):
    """Keys: a, b (ECDSA), l and m (LMS)."""
    folder = tmp_path_factory.mktemp("lms")
    for name in "ab":
        assert mpsec("keygen", "--no-passphrase", f"{name}.pem", "-p", f"{name}.pub", cwd=folder).status == 0
    for name in "lm":
        words = (plain, "keygen", "--lms", "--no-passphrase", f"{name}.pem", "-p", f"{name}.pub")
        subprocess.run(words, cwd=folder, check=True, capture_output=True)
    return folder


@pytest.fixture
def home(shelf, tmp_path, monkeypatch):
    """A copy of the keys with a memory of its own: no test sees the leaves of another."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "memory"))
    shutil.copytree(shelf, tmp_path / "home")
    (tmp_path / "home/payload").write_bytes(b"an application")
    return tmp_path / "home"


@pytest.fixture
def sign(mpsec, home):
    def run(out="out.img", *words, lms="l.pem", **more):
        return mpsec("image", "sign", "payload", "-o", out, "--key", "a.pem", "--lms", lms, *RELEASE, *words,
                     cwd=home, **more)

    return run


@pytest.fixture
def verdict(mpsec, home):
    def run(name, *words):
        done = mpsec("image", "verify", "--json", name, *words, cwd=home)
        return done.json()["judgement"]["name"].removeprefix("MPSEC_VERDICT_")

    return run


def records(data):
    protected, payload = struct.unpack_from("<HI", data, 10)
    at, found = 36 + payload + protected, {}
    while at < len(data):
        kind, size = struct.unpack_from("<HH", data, at)
        found[kind] = data[at + 4 : at + 4 + size]
        at += 4 + size
    return found


def leaf_of(path):
    return struct.unpack_from(">I", records(path.read_bytes())[0xA5])[0]


def next_of(home, name="l.pem"):
    return int(re.fullmatch(r"mpsec LMS state 1\nkey [0-9a-f]{32}\nnext (\d+)\n",
                            (home / f"{name}.state").read_text())[1])


def public_of(home, name):
    import base64

    lines = (home / name).read_text().splitlines()
    return base64.b64decode("".join(lines[1:-1]))


def test_both_signatures_hold_and_python_agrees(sign, verdict, home):
    done = sign()
    assert done.status == 0 and "LMS leaf 0; its key has at most 1023 signatures left" in done.out
    data = (home / "out.img").read_bytes()
    assert image_oracle.verdict(data) == "MPSEC_OK"
    found = records(data)
    assert lms_oracle.verifies(public_of(home, "l.pub")[24:], found[0x10], found[0xA5])
    assert verdict("out.img", "--key", "a.pub", "--lms", "l.pub") == "ADMIT"
    assert verdict("out.img", "--key", "a.pub", "--lms", "m.pub") == "DENY_LMS"
    assert verdict("out.img", "--key", "a.pub") == "ADMIT"


def test_an_image_without_lms_is_refused_where_the_key_asks(mpsec, home, verdict):
    mpsec("image", "sign", "payload", "-o", "one.img", "--key", "a.pem", *RELEASE, cwd=home)
    assert verdict("one.img", "--key", "a.pub", "--lms", "l.pub") == "DENY_LMS"
    assert verdict("one.img", "--key", "a.pub") == "ADMIT"


def test_verify_says_what_it_did_not_judge(sign, mpsec, home):
    sign()
    done = mpsec("image", "verify", "out.img", "--key", "a.pub", cwd=home)
    assert done.status == 0 and "its LMS signature was not judged: give --lms PUBLIC" in done.out
    assert mpsec("image", "verify", "--json", "out.img", "--key", "a.pub", cwd=home).json()["lms_judged"] is False
    done = mpsec("image", "verify", "out.img", "--key", "a.pub", "--lms", "l.pub", cwd=home)
    assert done.status == 0 and "not judged" not in done.out
    done = mpsec("image", "verify", "out.img", "--key", "a.pub", "--lms", "l.pub", "--lms", "m.pub", cwd=home)
    assert done.status == 2 and "each --lms belongs to the --key in the same place" in done.err


def test_two_signers_and_an_encrypted_image_keep_it(sign, verdict, mpsec, home):
    assert sign("two.img", "--second-key", "b.pem").status == 0
    words = ("--key", "a.pub", "--key", "b.pub", "--signers", "2")
    assert verdict("two.img", *words, "--lms", "l.pub") == "ADMIT"
    assert verdict("two.img", *words, "--lms", "m.pub") == "DENY_LMS"
    assert sign("enc.img", "--encrypt-for", "b.pub").status == 0
    assert verdict("enc.img", "--key", "a.pub", "--lms", "l.pub") == "AUTHENTIC"
    assert verdict("enc.img", "--key", "a.pub", "--lms", "m.pub") == "DENY_LMS"
    assert verdict("enc.img", "--key", "a.pub", "--lms", "l.pub", "--decrypt-key", "b.pem") == "ADMIT"


def test_encrypting_a_hybrid_image_does_not_lose_its_lms_signature(sign, verdict, mpsec, home):
    sign()
    words = ("image", "encrypt", "out.img", "--for", "b.pub", "--key", "a.pem", "-o", "enc.img")
    done = mpsec(*words, cwd=home)
    assert done.status == 2 and "the image has an LMS signature, and would lose it" in done.err
    done = mpsec(*words, "--lms", "m.pem", cwd=home)
    assert done.status == 2 and "the LMS signature that its signer's key asks for" in done.err
    assert next_of(home, "m.pem") == 0
    assert mpsec(*words, "--lms", "l.pem", cwd=home).status == 0
    assert verdict("enc.img", "--key", "a.pub", "--lms", "l.pub") == "AUTHENTIC"
    assert leaf_of(home / "enc.img") == 1


def test_leaves_are_used_in_order_until_there_are_none(sign, home, tmp_path, mpsec):
    for leaf in range(3):
        assert sign(f"{leaf}.img").status == 0
        assert leaf_of(home / f"{leaf}.img") == leaf and next_of(home) == leaf + 1
    state = home / "l.pem.state"
    state.write_text(state.read_text().replace("next 3", "next 1023"))
    assert sign("last.img").status == 0 and leaf_of(home / "last.img") == 1023
    done = sign("more.img")
    assert done.status == 2 and "all 1024 signatures of this LMS key are used" in done.err
    assert "make a new LMS key" in done.err and not (home / "more.img").exists()
    info = mpsec("image", "info", "--json", "last.img", cwd=home).json()["image"]
    assert info["signers"][0]["lms"] == {"leaf": 1023, "left": 0}


def test_an_error_before_the_signature_costs_no_leaf(sign, mpsec, home):
    assert sign("x.img", "--class-id", "").status == 2
    done = mpsec("image", "sign", "payload", "-o", "x.img", "--key", "none.pem", "--lms", "l.pem", *RELEASE, cwd=home)
    assert done.status == 2 and next_of(home) == 0


@pytest.mark.parametrize(
    "content, message",
    [
        (None, "the state of the LMS key is missing: which leaves are used cannot be known"),
        ("", "this is not the state of this LMS key"),
        ("mpsec LMS state 1\nkey " + "00" * 16 + "\nnext 5\n", "this is not the state of this LMS key"),
        ("{}next 5", "this is not the state of this LMS key"),
        ("{}next -1\n", "this is not the state of this LMS key"),
        ("{}next 5\n\n", "this is not the state of this LMS key"),
        ("{}next 4294967301\n", "this is not the state of this LMS key"),
    ],
)
def test_a_state_that_cannot_be_trusted_signs_nothing(sign, home, content, message):
    state = home / "l.pem.state"
    head = state.read_text().rpartition("next")[0]
    state.unlink()
    if content is not None:
        state.write_text(content.format(head))
    done = sign("never.img")
    assert done.status == 2 and message in done.err and "remedy: put the newest copy of it back" in done.err
    assert not (home / "never.img").exists()


def test_a_state_restored_from_a_copy_is_noticed(sign, home):
    old = (home / "l.pem.state").read_text()
    for number in range(2):
        sign(f"{number}.img")
    (home / "l.pem.state").write_text(old)
    done = sign("never.img")
    assert done.status == 2 and "is behind: it says leaf 0 is next, and this machine has used those below 2" in done.err
    assert "write 'next 2' into it" in done.err and not (home / "never.img").exists()
    (home / "l.pem.state").write_text(old.replace("next 0", "next 2"))
    assert sign("again.img").status == 0 and leaf_of(home / "again.img") == 2


def test_a_copied_key_is_noticed_on_the_same_machine(sign, home):
    for name in ("l.pem", "l.pem.state"):
        shutil.copy(home / name, home / f"copy-{name}")
    (home / "copy-l.pem.state").rename(home / "copied.pem.state")
    (home / "copy-l.pem").rename(home / "copied.pem")
    assert sign("one.img").status == 0
    done = sign("never.img", lms="copied.pem")
    assert done.status == 2 and "is behind" in done.err


def test_without_a_home_it_signs_and_says_what_it_cannot_do(sign, home):
    done = sign("out.img", env={"XDG_STATE_HOME": "", "HOME": ""})
    assert done.status == 0 and "has no place to remember which leaves are used" in done.err


def test_a_memory_that_cannot_be_written_signs_nothing(sign, home, tmp_path):
    (tmp_path / "memory").write_text("a file where a folder should be")
    done = sign("never.img")
    assert done.status == 3 and not (home / "never.img").exists()


def test_a_lock_that_is_held_signs_nothing(sign, home):
    holder = subprocess.Popen(["flock", "l.pem", "sh", "-c", "echo held; read x"], cwd=home,
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert holder.stdout.readline() == b"held\n"
    done = sign("never.img")
    holder.communicate(b"\n")
    assert done.status == 3 and "another process signs with this LMS key" in done.err
    assert "run it again when the other is done" in done.err and next_of(home) == 0
    assert sign("out.img").status == 0


def test_signers_at_one_time_never_share_a_leaf(plain, home):
    def start(number):
        words = (plain, "image", "sign", "payload", "-o", f"{number}.img", "--key", "a.pem", "--lms", "l.pem", *RELEASE)
        return subprocess.Popen(words, cwd=home, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)

    leaves = []
    for batch in range(6):
        running = [(n, start(n)) for n in (10 * batch, 10 * batch + 1)]
        for number, signer in running:
            error = signer.communicate()[1]
            assert signer.returncode == 0 or "another process signs with this LMS key" in error
            if signer.returncode == 0:
                leaves.append(leaf_of(home / f"{number}.img"))
    assert len(leaves) >= 6 and len(set(leaves)) == len(leaves)
    assert next_of(home) == len(leaves)


def traced(plain, home, out, *words):
    (home / "payload").write_text(out)
    command = (plain, "image", "sign", "payload", "-o", out, "--key", "a.pem", "--lms", "l.pem", *RELEASE)
    return subprocess.run(["strace", "-f", "-o", home / "trace", *words, *command], cwd=home,
                          capture_output=True, text=True, check=False)


@pytest.fixture
def strace(plain, home):
    """The names of the system calls of one signature, from the lock on, each with its number."""
    if shutil.which("strace") is None or traced(plain, home, "first.img").returncode != 0:
        pytest.skip("strace is not here, or may not trace")
    counts, steps, locked = {}, [], False
    for line in (home / "trace").read_text().splitlines():
        name = line.split()[1].split("(")[0]
        counts[name] = counts.get(name, 0) + 1
        locked = locked or name == "flock"
        if locked and name in STEPS:
            steps.append((name, counts[name]))
    assert len(steps) > 20 and ("rename", 1) in steps and ("fsync", 4) in steps
    return steps


def test_a_signer_killed_at_any_step_repeats_no_leaf(plain, home, strace):
    leaves = [leaf_of(home / "first.img")]
    for number, (name, count) in enumerate(strace):
        out = f"kill-{number}.img"
        before = next_of(home)
        traced(plain, home, out, "-e", f"inject={name}:signal=KILL:when={count}")
        for path in home.glob(out + "*"):  # also what was on its way to its name
            if image_oracle.verdict(path.read_bytes()) == "MPSEC_OK":
                leaves.append(leaf_of(path))
                assert leaves[-1] < next_of(home)
        assert before <= next_of(home) <= before + 1
    assert traced(plain, home, "after.img").returncode == 0
    leaves.append(leaf_of(home / "after.img"))
    assert len(set(leaves)) == len(leaves), leaves
    assert leaves == sorted(leaves)


@pytest.mark.parametrize("name, error", [("fsync", "EIO"), ("rename", "ENOSPC"), ("rename", "EROFS"), ("write", "ENOSPC"),
                                         ("flock", "ENOLCK")])
def test_where_the_state_cannot_be_written_nothing_is_signed(plain, home, strace, name, error):
    count = next(count for step, count in strace if step == name)
    done = traced(plain, home, "never.img", "-e", f"inject={name}:error={error}:when={count}")
    assert done.returncode == 3 and not list(home.glob("never.img*"))
    text = {"flock": "the LMS key cannot be locked"}.get(name, "cannot write the state of the LMS key")
    assert text in done.stderr
    assert traced(plain, home, "next.img").returncode == 0
    assert leaf_of(home / "next.img") > leaf_of(home / "first.img")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_signs_nothing(sign, home):
    home.chmod(0o500)
    done = sign("/dev/null")
    home.chmod(0o700)
    assert done.status == 3 and "cannot write the state of the LMS key" in done.err


def test_an_encrypted_lms_key_opens_with_its_passphrase_only(plain, sign, mpsec, home):
    secret = {"MPSEC_PASSPHRASE": "correct horse"}
    done = subprocess.run([plain, "keygen", "--json", "--lms", "e.pem", "-p", "e.pub"], cwd=home, check=True,
                          env={**os.environ, **secret}, capture_output=True, text=True)
    assert '"signatures": 1024' in done.stdout and '"state": "e.pem.state"' in done.stdout
    assert (home / "e.pem").read_text().startswith("-----BEGIN ENCRYPTED PRIVATE KEY-----")
    assert (home / "e.pem").stat().st_mode & 0o777 == 0o600
    assert sign("e.img", lms="e.pem", env=secret).status == 0
    done = sign("never.img", lms="e.pem", env={"MPSEC_PASSPHRASE": "wrong"})
    assert done.status == 2 and "the passphrase does not open this key" in done.err
    assert next_of(home, "e.pem") == 1
    dump = subprocess.run(["openssl", "asn1parse", "-in", "e.pub"], cwd=home, capture_output=True, text=True, check=True)
    assert "1.2.840.113549.1.9.16.3.17" in dump.stdout


@pytest.mark.parametrize("standing", ["l2.pem", "l2.pem.state", "l2.pub"])
def test_nothing_is_overwritten_by_a_new_key(plain, mpsec, home, standing):
    (home / standing).write_text("mine")
    done = mpsec("keygen", "--lms", "--no-passphrase", "l2.pem", "-p", "l2.pub", cwd=home)
    assert done.status == 2 and "this file exists, and" in done.err
    assert (home / standing).read_text() == "mine" and len(list(home.glob("l2*"))) == 1


def test_the_wrong_kind_of_key_is_named(sign, mpsec, home):
    done = sign("never.img", lms="a.pem")
    assert done.status == 2 and "this is not an LMS key of height 10 and width 8" in done.err
    done = sign("never.img", lms="payload")
    assert done.status == 2 and "this is not a private key" in done.err
    done = mpsec("image", "verify", "payload", "--key", "a.pub", "--lms", "b.pub", cwd=home)
    assert done.status == 2 and "this is not a public LMS key of height 10 and width 8" in done.err
    done = mpsec("image", "verify", "payload", "--key", "l.pub", cwd=home)
    assert done.status == 2 and "l.pub" in done.err


def test_a_changed_leaf_in_the_key_file_is_noticed(sign, home):
    import base64

    lines = (home / "l.pem").read_text().splitlines()
    data = bytearray(base64.b64decode("".join(lines[1:-1])))
    data[-1] ^= 1
    text = base64.b64encode(data).decode()
    body = [text[i : i + 64] for i in range(0, len(text), 64)]
    (home / "l.pem").write_text("\n".join([lines[0], *body, lines[-1]]) + "\n")
    done = sign("never.img")
    assert done.status == 2 and "this is not an LMS key" in done.err and next_of(home) == 0
