"""mpremote, upstream's own tool, over a serial line: it gets into stock and not into hardened."""

import re
import subprocess
import time

import devices
import mpremote_tool
import pytest

pytest.importorskip("serial", reason="apt-get install python3-serial")
pytestmark = pytest.mark.xdist_group("devices")


@pytest.fixture(scope="module")
def builds(mpsec):
    devices.verified(mpsec, "whole")
    return devices.KEPT / "whole"


def mpremote(firmware, flash, seconds):
    """Exit status and words of mpremote, connected to a device on a pseudo-terminal."""
    flash.write_bytes(b"\xff" * (16 << 20))
    memory = f"memory-backend-file,id=flash,size=16M,mem-path={flash},share=on"
    device = subprocess.Popen(
        ["qemu-system-arm", "-machine", "mps2-an385,memory-backend=flash", "-object", memory]
        + ["-display", "none", "-monitor", "none", "-serial", "pty", "-kernel", str(firmware)],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    try:
        port = re.search(r"/dev/pts/\d+", device.stdout.readline())[0]
        time.sleep(2)  # the first boot makes the filesystem
        return mpremote_tool.mpremote(port, seconds)
    finally:
        device.kill()
        device.wait()
        device.stdout.close()


def test_mpremote_gets_into_stock(builds, tmp_path):
    assert mpremote(builds / "stock/firmware.elf", tmp_path / "flash.bin", 60) == (0, "42\n")


def test_mpremote_does_not_get_into_hardened(builds, tmp_path):
    status, words = mpremote(builds / "hardened/firmware.elf", tmp_path / "flash.bin", 120)
    assert status != 0
    assert "could not enter raw repl" in words
    assert words.count("greenhouse seq=") > 3, "the application works on"
