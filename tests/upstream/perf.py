"""Runs MicroPython's own perf_bench on stock and hardened firmware, in executed instructions.

The emulator lets one instruction take one nanosecond of the device's clock, so the times that the benchmarks
print are thousands of instructions: the same on every machine, whatever else it does.
"""

import argparse
import datetime
import math
import pathlib
import sys

import emulated
import page

OUT = emulated.ROOT / "build/upstream"
LEAST = 0.98
MEGAHERTZ, HEAP_KIB = 100, 100  # what upstream's runner asks for on such a device
SECONDS = 300


def script(tests, name):
    parts = [tests / name, tests / "perf_bench/benchrun.py"]
    return "".join(part.read_text() for part in parts) + f"bm_run({MEGAHERTZ}, {HEAP_KIB})\n"


def measure(device, source):
    """(thousands of instructions, result) or (None, why not)."""
    try:
        said = device.run(source, SECONDS)
    except emulated.Silence:
        return None, "no end"
    words = (said or b"cannot be compiled").decode("utf-8", "replace").strip().split(None, 2)
    if len(words) == 3 and words[0].isdigit():
        return int(words[0]), words[2]
    return None, " ".join(words)[-60:]


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("tree", type=pathlib.Path, help="a MicroPython tree")
    options.add_argument("benchmarks", nargs="*", help="only these, such as perf_bench/bm_chaos.py")
    options.add_argument("--document", action="store_true", help="write the figures into docs/upstream.md")
    given = options.parse_intermixed_args()

    tests = given.tree.resolve() / "tests"
    names = given.benchmarks or sorted(f"perf_bench/{path.name}" for path in (tests / "perf_bench").glob("*_*.py"))
    OUT.mkdir(parents=True, exist_ok=True)
    stock_elf, hardened_elf = emulated.build(OUT / "device")
    stock = emulated.Stock(OUT / "perf", stock_elf, counted=True)
    hardened = emulated.Hardened(OUT / "perf", hardened_elf, counted=True)
    ratios, wrong, lines = [], 0, []
    print(f"{'benchmark':32} {'stock':>12} {'hardened':>12}  stock / hardened (thousand instructions)")
    for name in names:
        source = script(tests, name)
        before, result = measure(stock, source)
        after, same = measure(hardened, source)
        if before is None or after is None:
            print(f"{name:32} {before or result:>12} {after or same:>12}")
            continue
        if result != same:
            wrong += 1
            print(f"{name:32} the results differ: {result} and {same}")
            continue
        ratios.append(before / after)
        print(f"{name:32} {before:12,} {after:12,}  {ratios[-1]:.3f}", flush=True)
        lines.append(f"| {pathlib.Path(name).stem} | {before:,} | {after:,} | {ratios[-1]:.3f} |")
    stock.close()
    mean = math.exp(sum(map(math.log, ratios)) / len(ratios)) if ratios else 0.0
    print(f"ratio {mean:.3f} (geometric mean of {len(ratios)}; lowest {min(ratios, default=0):.3f}; at least {LEAST})")
    if given.document:
        version = given.tree.name.removeprefix("micropython-")
        page.fill(
            "speed",
            [f"Measured on {datetime.date.today()} with MicroPython {version}; 1 is no difference, less is slower.", ""]
            + ["| benchmark | stock, thousand instructions | hardened | stock / hardened |"]
            + ["| --- | ---: | ---: | ---: |", *lines]
            + [f"| geometric mean of {len(ratios)} | | | **{mean:.3f}** |"],
        )
    sys.exit(0 if mean >= LEAST and not wrong else 1)


if __name__ == "__main__":
    main()
