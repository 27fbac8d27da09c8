#!/usr/bin/env python3
"""send-update.py PORT IMAGE - sends a signed image over the mast's line, and waits until it runs.

Start it again after an interruption: it goes on where the line broke.
"""

import base64
import os
import re
import select
import sys
import termios
import time
import tty

CHUNK = 600  # bytes of the image a line; the receiver takes lines of 4096 characters
PATIENCE = 60  # seconds


class Mast:
    def __init__(self, path):
        self.port = os.open(path, os.O_RDWR | os.O_NOCTTY)
        tty.setraw(self.port)
        termios.tcflush(self.port, termios.TCIFLUSH)
        self.said = b""

    def until(self, pattern):
        """The next line that matches; measurements in between are passed over."""
        end = time.monotonic() + PATIENCE
        while True:
            while b"\n" in self.said:
                line, _, self.said = self.said.partition(b"\n")
                found = re.match(pattern, line.strip().decode("utf-8", "replace"))
                if found:
                    return found
            left = end - time.monotonic()
            if left <= 0 or not select.select([self.port], [], [], left)[0]:
                sys.exit(f"error: the mast did not say {pattern!r} within {PATIENCE} s")
            self.said += os.read(self.port, 4096)

    def ask(self, line):
        data = line.encode() + b"\n"
        while data:
            data = data[os.write(self.port, data) :]
        said = self.until(r"next (\d+) of (\d+)$|ready$|refused .*")
        if said[0].startswith("refused"):
            sys.exit(f"error: the mast {said[0]}")
        return said


def head_of(image):
    """Header and records, which decide whether the payload is wanted at all."""
    payload = int.from_bytes(image[12:16], "little")
    return image[:32] + image[32 + payload :]


def main():
    if len(sys.argv) != 3:
        sys.exit("usage: send-update.py PORT IMAGE")
    with open(sys.argv[2], "rb") as file:
        image = file.read()
    mast = Mast(sys.argv[1])
    said = mast.ask("begin " + base64.b64encode(head_of(image)).decode())
    while int(said[1]) < int(said[2]):
        at = int(said[1])
        said = mast.ask("data " + base64.b64encode(image[at : at + CHUNK]).decode())
        print(f"\r{said[1]} of {said[2]} bytes", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    mast.ask("finish")
    print("the mast runs", mast.until(r"\S+ (\d+\.\d+\.\d+)$")[1])


if __name__ == "__main__":
    main()
