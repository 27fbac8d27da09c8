"""mpremote, upstream's own tool, and the terminal that it needs in front of it."""

import contextlib
import os
import pty
import select
import subprocess
import threading
import tty

import devices

TOOL = devices.ROOT / ".deps/micropython-1.25.0/tools/mpremote"


def mpremote(port, seconds, source="print(6 * 7)"):
    """Exit status and words of mpremote that asks the device on a terminal to run Python."""
    done = subprocess.run(
        ["/usr/bin/python3", "-m", "mpremote", "connect", port, "exec", source],
        env={**os.environ, "PYTHONPATH": str(TOOL), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True, text=True, timeout=seconds, check=False,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


def _carry(ends, stop):
    """Bytes in both directions, until `stop`. What comes while nobody is on the terminal waits there."""
    across = {ends[0]: ends[1], ends[1]: ends[0]}
    while not stop.is_set():
        for end in select.select(ends, [], [], 0.2)[0]:
            data = os.read(end, 4096)
            if not data:
                return
            while data:
                data = data[os.write(across[end], data) :]


@contextlib.contextmanager
def terminal(console):
    """The name of a pseudo-terminal that stands before the socket of a device's console."""
    ours, theirs = pty.openpty()
    tty.setraw(theirs)
    stop = threading.Event()
    carrier = threading.Thread(target=_carry, args=([ours, console.fileno()], stop), daemon=True)
    carrier.start()
    try:
        yield os.ttyname(theirs)
    finally:
        stop.set()
        carrier.join(timeout=10)
        os.close(theirs)
        os.close(ours)
