#!/usr/bin/env python3
"""bench_audit MPSEC [FIRMWARE] - processor time to audit a 2 MiB raw image, beside strings and binwalk.

FIRMWARE is a raw MicroPython image; without it the stock build of the tests is taken. It is filled up
with seeded noise to 2 MiB, which is dearer to scan than empty flash. Best of ten;
processor time, because wall time on a busy machine says more about its other work.
"""

import pathlib
import random
import resource
import shutil
import subprocess
import sys
import tempfile

SIZE = 2 << 20
ROOT = pathlib.Path(__file__).resolve().parents[1]


def spent():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def best(words, runs=10):
    times = []
    for _ in range(runs):
        start = spent()
        subprocess.run(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        times.append(spent() - start)
    return min(times)


def main():
    mpsec = sys.argv[1]
    firmware = pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else ROOT / "build/tests/firmware/stock/firmware.bin"
    if not firmware.exists():
        print(f"{firmware} is not there: run the tests, or name an image")
        return
    content = firmware.read_bytes()
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "image.bin"
        path.write_bytes(content + random.Random(1).randbytes(max(0, SIZE - len(content))))
        print(f"{'program':<20} {'ms':>8}   {path.stat().st_size} bytes")
        for name, words in (
            ("mpsec audit", [mpsec, "audit", path]),
            ("mpsec --json audit", [mpsec, "--json", "audit", path]),
            ("strings", ["strings", path]),
            ("binwalk", ["binwalk", path]),
        ):
            if shutil.which(words[0]):
                print(f"{name:<20} {best(words) * 1000:>8.1f}")
            else:
                print(f"{name:<20} {'not here':>8}")


main()
