"""A pseudo-terminal in front of a socket, for programs that want a serial port."""

import contextlib
import os
import pty
import select
import threading
import tty


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
def in_front_of(console):
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
