#!/usr/bin/env python3
"""mutants.py - is the power-cut harness able to see? Breaks the guard in many ways, one at a time.

Each row is a mistake that somebody could make: a text of guard/src and what stands there instead. Every one
must be found. The last line is `N of N mutants found`; exit status 1 when one was not.
"""

import concurrent.futures
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
SOURCES = ["admit", "evidence", "flash", "journal", "launch", "receipt", "secret", "slot_image", "slots", "update"]
CORE = ["bytes", "der", "hash", "image", "image_verify", "lms_form", "seal"]
SECONDS = 120

MUTANTS = [
    (
        "the sector with the newest record is erased",
        "journal.c",
        "journal->sector = journal->keep == 0 ? 1 : 0;",
        "journal->sector = journal->keep == 0 ? 0 : 1;",
    ),
    (
        "a sector that looks blank is not erased again",
        "journal.c",
        "    if (!flash->erase(flash->context, sector_at(journal, journal->sector))) {",
        "    if (!looks_blank(journal, sector_at(journal, journal->sector)) &&\n"
        "        !flash->erase(flash->context, sector_at(journal, journal->sector))) {",
    ),
    (
        "a state is acted on before it is settled",
        "journal.c",
        "    return journal->settled || mpsec_journal_append(journal, &state);",
        "    return journal->settled || state.sequence > 0 || mpsec_journal_append(journal, &state);",
    ),
    (
        "the check sum is not looked at",
        "journal.c",
        "is_same(body, again, sizeof again)",
        "is_same(body, again, CHECKED_SIZE)",
    ),
    (
        "the floor rises when an update is tried",
        "slots.c",
        "    state->phase = MPSEC_SLOT_TRIAL;\n    state->attempts--;",
        "    state->phase = MPSEC_SLOT_TRIAL;\n    state->floor++;\n    state->attempts--;",
    ),
    (
        "an attempt is not counted",
        "slots.c",
        "    state->attempts--;\n",
        "",
    ),
    (
        "an attempt is made and not written down",
        "admit.c",
        "        return mpsec_journal_append(journal, &state);",
        "        return true;",
    ),
    (
        "an interrupted update goes on without erasing",
        "update.c",
        "    update->erase_at = update->written;",
        "    update->erase_at = UINT32_MAX;",
    ),
    (
        "an interrupted update goes on one sector too far",
        "update.c",
        "        update->written = at;\n        at += flash->sector_size;",
        "        at += flash->sector_size;\n        update->written = at;",
    ),
    (
        "the slot that runs for want of the active one takes the update",
        "update.c",
        "    const bool stands_in = running == mpsec_slot_candidate(state);",
        "    const bool stands_in = running == MPSEC_SLOTS + 1U;",
    ),
    (
        "a receipt is written over the one before",
        "receipt.c",
        "flash->erase(flash->context, at) && flash->program(",
        "flash->program(",
    ),
    (
        "the running slot takes the update",
        "slots.c",
        "    return state->active == 0 ? 1 : 0;",
        "    return state->active == 0 ? 0 : 1;",
    ),
]


def compile_with(folder, changed, text):
    """The harness with one source of the guard exchanged."""
    sources = [ROOT / f"guard/src/{name}.c" for name in SOURCES if f"{name}.c" != changed]
    (folder / "mutant.c").write_text(text)
    sources += [folder / "mutant.c", *sorted((ROOT / "tests/powercut").glob("*.c"))]
    sources += [path for name in CORE if (path := ROOT / f"core/src/{name}.c").exists()]
    program = folder / "powercut"
    subprocess.run(
        ["gcc", "-std=gnu11", "-O1", "-w", *(f"-I{ROOT / part}" for part in
         ("core/include", "guard/include", "tests/powercut")), *map(str, sources), "-o", str(program)],
        check=True,
    )
    return program


def is_found(mutant):
    _, name, old, new = mutant
    text = (ROOT / "guard/src" / name).read_text()
    if text.count(old) != 1:
        sys.exit(f"mutants.py: {name} does not hold this once: {old!r}")
    with tempfile.TemporaryDirectory() as place:
        program = compile_with(pathlib.Path(place), name, text.replace(old, new))
        done = subprocess.run(
            [str(program), "--seconds", str(SECONDS), "--first"], capture_output=True, check=False
        )
    return done.returncode == 1


def main():
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        found = list(pool.map(is_found, MUTANTS))
    for mutant, seen in zip(MUTANTS, found):
        print(f"{'found ' if seen else 'MISSED'}  {mutant[0]} ({mutant[1]})")
    print(f"{sum(found)} of {len(found)} mutants found")
    return 0 if all(found) else 1


if __name__ == "__main__":
    sys.exit(main())
