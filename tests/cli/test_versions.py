"""Another MicroPython than the one that all tests use: built, booted, attacked. Takes minutes: MPSEC_LONG=1."""

import os

import devices
import pytest

pytestmark = [
    pytest.mark.skipif("MPSEC_LONG" not in os.environ, reason="MPSEC_LONG=1 builds further versions"),
    pytest.mark.xdist_group("devices"),
]


@pytest.mark.parametrize("version", ["1.26.1"])
def test_the_example_is_good_enough_with_another_version_too(mpsec, root, version):
    tree = root / f".deps/micropython-{version}"
    if not tree.exists():
        pytest.skip(f"scripts/bring micropython micropython-{version} brings it")
    out = devices.KEPT / f"version-{version}"
    done = mpsec(
        "--json", "--micropython", tree, "verify", "--out", out, devices.MODEL, timeout=3600
    )
    assert done.status == 0, done.out
    for check in devices.checks(done.json()):
        assert check["verdict"] == "pass", check
