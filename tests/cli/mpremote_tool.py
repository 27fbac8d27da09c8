"""mpremote, upstream's own tool."""

import os
import subprocess

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
