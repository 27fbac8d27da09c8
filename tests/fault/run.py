"""Runs the fault campaign: builds the firmware, makes the worlds, tries the faults, writes what came of it.

    run.py [--short | --slice N] [--builds B,...] [--cases C,...] [--minutes N] [--document]
    run.py --cost

Without --slice every point is tried. With it, every point of the functions that decide and one in N of the
others; which one, the date says. --short is what the ordinary tests run: one build, three images, the door, and
the naive build. After --minutes no further part is begun; a part that was finished is not run again while
firmware, case and harness stay the same, so a long campaign goes on where it stopped. Without --short there are
pairs too, and every instruction inside the cryptography at three of its occurrences. --document
writes the tables of docs/fault.md. The result is build/fault/fault.json, dated. --cost counts what a boot executes instead.
"""

import argparse
import concurrent.futures
import datetime
import hashlib
import itertools
import json
import os
import pathlib
import shutil
import subprocess
import sys
import time

import cases

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
BUILD = ROOT / "build/fault"
HARNESS = ROOT / "build/gcc/tests/fault"
MBEDTLS = ROOT / ".deps/mbedtls-3.6"

BUILDS = [f"{cpu}-{level}" for cpu in ("cortex-m0plus", "cortex-m3") for level in ("Os", "O2")]
IMAGES = [
    "bad-signature", "zero-scalars", "old-counter", "wrong-class", "flipped-payload", "wrong-key",
    "r-is-n", "truncated-records", "key-left-out", "borrowed-key-id", "service-key", "bad-update",
]  # fmt: skip
ANSWERS = ["door-wrong-key", "door-zero-scalars", "door-release-key"]
RECEIPTS = ["receipt-forged", "receipt-borrowed", "receipt-not-due"]
# The program, its file, and what is defined for the device.
PROGRAMS = {"boot": "boot", "naive": "naive", "door": "door", "recall": "boot", "cost": "cost", "recall-cost": "cost"}
# Those whose chip has a key, and so receipts.
WITH_CHIP = {"recall", "recall-cost"}
GUARD = (
    "admit", "evidence", "flash", "journal", "launch", "line", "receipt", "secret", "slot_image", "slots", "unlock",
)  # fmt: skip
# Renamed copies of functions (constprop, isra) could not be found by their names; nothing else is changed.
FLAGS = """-mthumb -std=c99 -ffunction-sections -fdata-sections -fno-ipa-cp -fno-ipa-sra
    --specs=nano.specs""".split()
NAIVE_LEAST = 15


def sources():
    core = sorted((ROOT / "core/src").glob("*.c"))
    guard = [ROOT / f"guard/src/{name}.c" for name in GUARD]
    mbedtls = [MBEDTLS / "library/sha256.c"]
    return core + guard + mbedtls + [HERE / "firmware/end.c"]


def compile_one(source, out, flags):
    done = subprocess.run(
        ["arm-none-eabi-gcc", *flags, "-c", str(source), "-o", str(out)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode != 0:
        sys.exit(f"{source}: {done.stderr}")


def flags_of(build):
    cpu, level = build.rsplit("-", 1)
    includes = [ROOT / "core/include", ROOT / "guard/include", HERE / "firmware"]
    system = [MBEDTLS / "include", MBEDTLS / "3rdparty/p256-m/p256-m"]
    return [
        f"-mcpu={cpu}", f"-{level}", *FLAGS, "-w",
        f'-DMBEDTLS_CONFIG_FILE="{ROOT}/core/crypto/mbedtls_config.h"',
        *(f"-I{path}" for path in includes), *(f"-isystem{path}" for path in system),
    ]  # fmt: skip


def build_firmware(build):
    folder = BUILD / build
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    flags = flags_of(build)
    shared = []
    for source in sources():
        out = folder / f"{source.stem}.o"
        compile_one(source, out, flags)
        shared.append(str(out))
    for program, source in PROGRAMS.items():
        out, device = folder / f"{program}-main.o", folder / f"{program}-device.o"
        compile_one(HERE / f"firmware/{source}.c", out, flags)
        compile_one(HERE / "firmware/device.c", device, flags + ["-DFAULT_CHIP"] * (program in WITH_CHIP))
        elf = folder / f"{program}-{build}.elf"
        subprocess.run(
            ["arm-none-eabi-gcc", *flags, "-nostartfiles", "-Wl,--gc-sections",
             f"-Wl,-T{HERE}/firmware/world.ld", str(out), str(device), *shared, "-o", str(elf)],
            check=True,
        )  # fmt: skip


def elf_of(program, build):
    return BUILD / build / f"{program}-{build}.elf"


def program_of(case):
    return {"door": "door", "receipt": "recall"}.get(case.split("-")[0], "boot")


def jobs(options):
    """(mode, program, build, world, slice): what this run is made of, the controls first."""
    part = options.slice
    for build in options.builds:
        yield "control", "boot", build, "good", part
        yield "control", "door", build, "door-good", part
        yield "control", "recall", build, "receipt-good", part
        yield "single", "naive", build, "bad-signature", part
        yield "agree", "boot", build, "bad-signature", 997
        for case in options.cases:
            yield "single", program_of(case), build, case, part
        if options.short:
            # What takes the floor down sits in the reading of the journal, which decides nothing by itself.
            yield "single", "boot", build, "old-counter", 1
            continue
        yield "inner", "boot", build, "bad-signature", part
        yield "inner", "boot", build, "key-left-out", part
        # Pairs are tried where the decision is made, and nowhere else.
        yield "pairs", "door", build, "door-wrong-key", 10**9
        yield "pairs", "boot", build, "bad-signature", 10**9


def row_of(job):
    """What a part of the campaign is kept as: its inputs are in the name."""
    mode, program, build, world, of = job
    files = (HARNESS, elf_of(program, build), BUILD / f"worlds/{world}.world")
    inputs = hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:16]
    return BUILD / f"rows/{mode}-{program}-{build}-{world}-{of}-{inputs}.json"


def run_job(job, until):
    mode, program, build, world, of = job
    kept = row_of(job)
    if kept.exists():
        return json.loads(kept.read_text(encoding="utf-8"))
    today = datetime.date.today()
    row = {"mode": mode, "program": program, "build": build, "case": world, "slice": of}
    if time.monotonic() > until:
        return row | {"run": False}
    done = subprocess.run(
        ["nice", "-n", "15", str(HARNESS), mode, str(elf_of(program, build)),
         str(BUILD / f"worlds/{world}.world"), str(today.toordinal() % of), str(of)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode != 0:
        sys.exit(f"{mode} {program} {build} {world}: {done.stderr}")
    row |= {"run": True, "date": today.isoformat()} | json.loads(done.stdout)
    kept.write_text(json.dumps(row), encoding="utf-8")
    if sys.stderr.isatty():
        print(f"{mode} {program} {build} {world}: {accepted(row)} accepted", file=sys.stderr)
    return row


def accepted(row):
    return row["skips"]["accepted"] + row["flips"]["accepted"]


def faults(row):
    return sum(row["skips"].values()) + sum(row["flips"].values())


def judge(rows):
    """What is wrong with a run, one sentence each."""
    for row in rows:
        name = f"{row['program']} {row['build']} {row['case']}"
        if not row["run"]:
            continue
        wanted = "booted" if row["case"].endswith("good") or row["case"] == "bad-update" else "refused"
        if row["golden"] != wanted:
            yield f"{name}: without a fault it is {row['golden']}"
        if row["controls_bad"]:
            yield f"{name}: {row['controls_bad']} of {row['controls']} controls went wrong, {row['bad_control']}"
        if row["program"] == "naive" and accepted(row) < NAIVE_LEAST:
            yield f"{name}: only {accepted(row)} bypasses found, so the campaign sees too little"
        if row["apart"]:
            yield f"{name}: of {row['apart']} faults the emulator says something else"
        if row["program"] != "naive" and row["mode"] != "pairs" and accepted(row):
            yield f"{name}: {accepted(row)} faults let a bad case pass: {row['found']}"


def instructions(program, build, kib):
    words = [str(HARNESS), "cost", str(elf_of(program, build)), str(BUILD / f"worlds/large-{kib}.world")]
    done = subprocess.run(["nice", "-n", "15", *words], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)["instructions"]


def cost(build):
    """A row: instructions of a boot by signature and of a fast one, with an empty application, and those for each KiB.
    The last is taken from fast boots alone: a signature takes longer or shorter with its numbers."""
    least, most = cases.LARGE_KIB
    fast = instructions("recall-cost", build, least)
    per_kib = (instructions("recall-cost", build, most) - fast) / (most - least)
    cells = [f"{(count - least * per_kib) / 1e6:.2f} million" for count in (instructions("cost", build, least), fast)]
    return f"| {build} | {cells[0]} | {cells[1]} | {round(per_kib):,} |"


def arguments():
    parser = argparse.ArgumentParser(prog="run.py")
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--slice", type=int, default=1)
    parser.add_argument("--builds", type=lambda text: text.split(","), default=BUILDS)
    parser.add_argument("--cases", type=lambda text: text.split(","), default=IMAGES[:2] + ANSWERS[:1] + RECEIPTS + IMAGES[2:] + ANSWERS[1:])
    parser.add_argument("--minutes", type=float, default=10**6)
    parser.add_argument("--cost", action="store_true")
    parser.add_argument("--document", action="store_true")
    options = parser.parse_args()
    if options.short:
        options.builds, options.slice = ["cortex-m3-Os"], 997
        options.cases = ["bad-signature", "zero-scalars", "door-wrong-key"]
    return options


def main():
    options = arguments()
    subprocess.run([sys.executable, HERE / "cases.py", BUILD / "worlds"], check=True)
    if options.cost:
        for build in options.builds:
            build_firmware(build)
            print(cost(build))
        return
    (BUILD / "rows").mkdir(parents=True, exist_ok=True)
    until = time.monotonic() + 60 * options.minutes
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        list(pool.map(build_firmware, options.builds))
        rows = list(pool.map(run_job, jobs(options), itertools.repeat(until)))
    result = {"date": datetime.date.today().isoformat(), "slice": options.slice, "rows": rows}
    (BUILD / "fault.json").write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    wrong = list(judge(rows))
    if options.document and not wrong:
        subprocess.run([sys.executable, HERE / "document.py", BUILD / "fault.json"], check=True)
    ran = [row for row in rows if row["run"]]
    tried = sum(faults(row) for row in ran if row["program"] != "naive" and row["mode"] == "single")
    left = f"; {len(rows) - len(ran)} parts not run" if len(ran) < len(rows) else ""
    print("\n".join(wrong) or f"{tried:,} single faults, none accepted{left}")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
