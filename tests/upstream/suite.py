"""Runs MicroPython's own tests on stock and hardened firmware, and says which control explains each difference.

A test passes when it prints what upstream says (its .exp file, else what CPython prints). On the stock device it
goes in over the raw prompt; on the hardened one it is compiled, packed and signed as the application.
"""

import argparse
import collections
import concurrent.futures
import datetime
import functools
import itertools
import json
import pathlib
import queue
import re
import subprocess
import sys
import time

import emulated
import page

HERE = pathlib.Path(__file__).resolve().parent
OUT = emulated.ROOT / "build/upstream"
FOLDERS = "basics micropython misc float extmod unicode stress inlineasm/thumb ports/qemu".split()
SECONDS = 40
ENOUGH = 0.99


def table():
    """[(controls joined by +, what the pattern is held against, pattern)] of explained.table."""
    rows = []
    for line in (HERE / "explained.table").read_text().splitlines():
        if line.strip() and not line.startswith("#"):
            controls, by, pattern = line.split(maxsplit=2)
            rows.append((controls, by, re.compile(pattern)))
    return rows


def expected(tests, test):
    """The lines that the test must print, upstream's own .exp file first."""
    exp = test.with_name(test.name + ".exp")
    if exp.exists():
        return exp.read_bytes().replace(b"\r\n", b"\n")
    try:
        done = subprocess.run(
            ["/usr/bin/python3", "-BS", "-X", "utf8", str(test.relative_to(tests))],
            cwd=tests, capture_output=True, timeout=60, check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return None
    return done.stdout if done.returncode == 0 else None


def first_difference(want, said):
    """The first line said that is not as wanted; None if all are. `########` stands for any lines."""
    wanted, got = want.decode("utf-8", "replace").splitlines(), said.decode("utf-8", "replace").splitlines()
    at = 0
    for number, line in enumerate(wanted):
        if line.startswith("########"):
            after = wanted[number + 1] if number + 1 < len(wanted) else None
            while at < len(got) and (after is None or not _fits(after, got[at])):
                at += 1
            continue
        if at >= len(got):
            return "(nothing more)"
        if not _fits(line, got[at]):
            return got[at]
        at += 1
    return None if at >= len(got) else got[at]


def _fits(line, got):
    return line == got or ("######" in line and re.fullmatch(r".*".join(map(re.escape, re.split("#{6,}", line))), got))


def outcome(device, test, want):
    """(pass | skip | fail | silent | uncompiled, the first line that differs and the last one)."""
    try:
        said = device.run(test.read_text(), SECONDS)
    except emulated.Silence as silence:
        return "silent", str(silence.args[0][-200:])
    if said is None:
        return "uncompiled", ""
    said = said.replace(b"\r\n", b"\n")
    if said.rstrip().endswith(b"SKIP"):
        return "skip", ""
    different = first_difference(want, said)
    if different is None:
        return "pass", ""
    last = (said.decode("utf-8", "replace").splitlines() or [""])[-1]
    return "fail", different if different == last else f"{different} ... {last}"


def run_all(tests, names, make, jobs, label):
    """name -> outcome of every test, `jobs` devices at a time."""
    free, started, done, lock = queue.Queue(), time.monotonic(), itertools.count(1), []
    for number in range(jobs):
        free.put(make(OUT / f"{label}-{number}"))

    def one(name):
        test = tests / name
        want = expected(tests, test)
        device = free.get()
        try:
            found = ("fail", "CPython does not run it") if want is None else outcome(device, test, want)
        finally:
            free.put(device)
        if sys.stderr.isatty():
            passed = f"{next(done)} of {len(names)}, {time.monotonic() - started:.0f} s"
            print(f"\r{label}: {passed} ", end="", file=sys.stderr)
        return name, found

    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        found = dict(pool.map(one, names))
    while not free.empty():
        free.get().close()
    if sys.stderr.isatty():
        print(file=sys.stderr)
    return found


def explain(rows, tests, name, found):
    """The controls of the first row that fits, or None."""
    state, line = found
    texts = {
        "name": name,
        "fail": line if state == "fail" else "",
        "skip": (tests / name).read_text() if state == "skip" else "",
    }
    return next((controls for controls, by, pattern in rows if pattern.search(texts[by])), None)


def _stock(firmware, folder):
    return emulated.Stock(folder, firmware)


def _hardened(firmware, folder):
    return emulated.Hardened(folder, firmware)


def ablate(tests, explained, jobs):
    """{test: True if it passes once the controls that explain it are left out}."""
    passes = {}
    for controls in sorted(set(explained.values())):
        _, firmware = emulated.build(OUT / f"without-{controls}", without=controls.split("+"))
        names = sorted(test for test, by in explained.items() if by == controls)
        make = functools.partial(_hardened, firmware)
        found = run_all(tests, names, make, jobs, f"without-{controls}")
        passes.update({test: found[test][0] == "pass" for test in names})
    return passes


def summary(stock, hardened, explained):
    """The numbers of a run."""
    states = [state for state, _ in hardened.values()]
    unexplained = {
        name: found for name, found in sorted(hardened.items()) if found[0] != "pass" and name not in explained
    }
    return {
        "tests": len(stock),
        "stock": dict(sorted(collections.Counter(state for state, _ in stock.values()).items())),
        "passed on stock": len(hardened),
        "passed on hardened": states.count("pass"),
        "explained": dict(sorted(collections.Counter(explained.values()).items())),
        "unexplained": unexplained,
        "share": (len(hardened) - len(unexplained)) / len(hardened) if hardened else 0.0,
    }


def document(numbers, version, ablated):
    """Writes a run into docs/upstream.md."""
    lines = [
        f"Measured on {datetime.date.today()} with MicroPython {version}, by `make upstream`.",
        "",
        "| what | tests |",
        "| --- | ---: |",
        f"| tried | {numbers['tests']} |",
        *(f"| stock: {state} | {count} |" for state, count in numbers["stock"].items()),
        f"| of the {numbers['passed on stock']} that pass on stock, pass on hardened | {numbers['passed on hardened']} |",
        *(
            f"| explained by {' and '.join(f'`{control}`' for control in controls.split('+'))} | {count} |"
            for controls, count in numbers["explained"].items()
        ),
        f"| not explained | {len(numbers['unexplained'])} |",
        f"| pass or are explained | {100 * numbers['share']:.2f} % |",
    ]
    if numbers["unexplained"]:
        lines += ["", "Not explained:", ""]
        lines += [f"- {name}: {state}" for name, (state, _) in numbers["unexplained"].items()]
    if ablated is not None:
        good = sum(ablated.values())
        lines += ["", f"Built without the control that explains them, {good} of {len(ablated)} explained tests pass."]
        lines += [f"- not: {name}" for name, passes in sorted(ablated.items()) if not passes]
    page.fill("measured", lines)


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("tree", type=pathlib.Path, help="a MicroPython tree")
    options.add_argument("tests", nargs="*", help="only these, such as basics/try1.py")
    options.add_argument("--every", type=int, default=1, metavar="N", help="only one test in N")
    options.add_argument("--jobs", type=int, default=2, help="devices at a time")
    options.add_argument("--ablate", action="store_true", help="show that the explained ones pass without the control")
    options.add_argument("--document", action="store_true", help="write the numbers into docs/upstream.md")
    given = options.parse_intermixed_args()

    tests = given.tree.resolve() / "tests"
    names = given.tests or sorted(
        str(path.relative_to(tests)) for folder in FOLDERS for path in (tests / folder).glob("*.py")
    )[:: given.every]
    OUT.mkdir(parents=True, exist_ok=True)
    stock_elf, hardened_elf = emulated.build(OUT / "device")
    stock = run_all(tests, names, functools.partial(_stock, stock_elf), given.jobs, "stock")
    good = [name for name in names if stock[name][0] == "pass"]
    make = functools.partial(_hardened, hardened_elf)
    hardened = run_all(tests, good, make, given.jobs, "hardened")
    # A loaded machine makes a device look dead: what was silent is tried once more, alone.
    silent = [name for name in good if hardened[name][0] == "silent"]
    hardened.update(run_all(tests, silent, make, 1, "again"))

    rows = table()
    explained = {
        name: control
        for name, found in hardened.items()
        if found[0] != "pass" and (control := explain(rows, tests, name, found))
    }
    numbers = summary(stock, hardened, explained)
    ablated = ablate(tests, explained, given.jobs) if given.ablate else None
    everything = {"summary": numbers, "stock": stock, "hardened": hardened, "explained": explained}
    (OUT / "results.json").write_text(json.dumps({**everything, "ablated": ablated}, indent=1))
    print(json.dumps(numbers, indent=1))
    if given.document:
        document(numbers, given.tree.name.removeprefix("micropython-"), ablated)
    failed = numbers["share"] < ENOUGH or (ablated is not None and not all(ablated.values()))
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
