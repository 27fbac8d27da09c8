"""mpsec unlock against the guard's own door, which runs as a process behind a terminal pair."""

import os
import pathlib
import pty
import subprocess
import tty

import pytest

SECRET = {"MPSEC_PASSPHRASE": "correct horse"}
DOOR = pathlib.Path(os.environ["MPSEC"]).resolve().parents[1] / "tests/door"


class Device:
    """The door on a serial line; `port` is the technician's end of it."""

    def __init__(self, memory, point):
        self.words = [DOOR, memory, point]
        self.ours, self.theirs = pty.openpty()
        tty.setraw(self.ours)
        tty.setraw(self.theirs)
        self.port = os.ttyname(self.theirs)
        self.process = None
        self.boot()

    def boot(self):
        self.stop()
        self.process = subprocess.Popen(self.words, stdin=self.ours, stdout=self.ours)

    def stop(self):
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def close(self):
        self.stop()
        os.close(self.ours)
        os.close(self.theirs)


@pytest.fixture(scope="module")
def keys(mpsec, tmp_path_factory):
    folder = tmp_path_factory.mktemp("keys")
    for name in ("service", "stranger"):
        made = mpsec("keygen", f"{name}.pem", "-p", f"{name}.pub", cwd=folder, env=SECRET)
        assert made.status == 0
    return folder


@pytest.fixture
def device(keys, tmp_path):
    words = ("openssl", "pkey", "-pubin", "-in", keys / "service.pub", "-outform", "DER")
    point = subprocess.run(words, capture_output=True, check=True).stdout[-64:].hex()
    device = Device(tmp_path / "memory", point)
    yield device
    device.close()


@pytest.fixture
def unlock(mpsec, keys):
    def run(*words):
        return mpsec("unlock", *words, cwd=keys, env=SECRET)

    return run


def test_the_service_key_opens_the_door_for_what_was_asked(unlock, device):
    done = unlock(device.port, "--key", "service.pem", "--scope", "log,update")
    assert done.status == 0 and done.out.endswith("mpsec: open 09\n")
    assert "scopes       log,update\n" in done.out and "application  none runs\n" in done.out
    assert f"device       {b'the test' b's door.'.hex()}"[:20] in done.out


def test_another_key_is_refused_and_the_next_request_has_to_wait(unlock, device):
    done = unlock(device.port, "--key", "stranger.pem")
    assert done.status == 1 and done.out.endswith("mpsec: refused\n")
    done = unlock(device.port, "--key", "service.pem")
    assert done.status == 1 and done.out.startswith("mpsec: wait ")


def test_switching_off_and_on_does_not_shorten_the_wait(unlock, device):
    assert unlock(device.port, "--key", "stranger.pem").status == 1
    device.boot()
    done = unlock(device.port, "--request")
    assert done.status == 1 and done.out.startswith("mpsec: wait ")


def test_a_challenge_is_signed_elsewhere_and_its_answer_pasted(unlock, device):
    asked = unlock(device.port, "--request")
    assert asked.status == 0 and asked.out.startswith("mpsec: challenge ")
    signed = unlock("--challenge", asked.out.strip(), "--key", "service.pem")
    assert signed.status == 0
    answer = signed.out.splitlines()[-1]
    done = unlock(device.port, "--answer", answer)
    assert done.status == 0 and done.out == "mpsec: open 01\n"


def test_an_answer_opens_nothing_after_the_next_boot(unlock, device):
    asked = unlock(device.port, "--request")
    answer = unlock("--json", "--challenge", asked.out.strip(), "--key", "service.pem").json()["answer"]
    device.boot()
    done = unlock(device.port, "--answer", answer)
    assert done.status == 1 and done.out == "mpsec: refused\n"


def test_a_scope_that_the_device_does_not_have_is_refused(unlock, device):
    done = unlock(device.port, "--key", "service.pem", "--scope", "erase")
    assert done.status == 1 and done.out == "mpsec: refused\n"


@pytest.mark.parametrize(
    "words, message",
    [
        ((), "unlock takes a serial port, or --challenge alone"),
        (("port",), "the service key is missing: --key"),
        (("port", "--request", "--key", "k"), "nothing is signed here: no --key"),
        (("port", "--challenge", "00", "--key", "k"), "unlock takes a serial port"),
        (("--challenge", "00", "--key", "k"), "a challenge is 138 hexadecimal digits"),
        (("port", "--key", "k", "--scope", "all"), "there is no scope 'all'"),
        (("port", "--key", "k", "--scope", ","), "no scope is asked for"),
        (("port", "--answer", "abc"), "an answer is 128 hexadecimal digits"),
    ],
)
def test_mistakes_are_named(unlock, words, message):
    done = unlock(*words)
    assert done.status == 2 and message in done.err


def test_a_missing_port_is_the_environments_fault(unlock):
    done = unlock("no-such-port", "--key", "service.pem")
    assert done.status == 3 and "cannot open the serial port" in done.err
