"""Writes the tables of docs/fault.md from the result of tests/fault/run.py."""

import json
import pathlib
import sys

DOCUMENT = pathlib.Path(__file__).resolve().parents[2] / "docs/fault.md"
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
NAMES = {"boot": "guard", "door": "door", "naive": "naive", "recall": "guard"}


def total(row, *outcomes):
    return sum(row[kind][outcome] for kind in ("skips", "flips") for outcome in outcomes)


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|" + " --- |" * len(head)]
    return lines + ["| " + " | ".join(row) + " |" for row in rows]


def single(row):
    if not row["run"]:
        return [NAMES[row["program"]], row["case"], row["build"], "not run"] + 6 * [""]
    tried = total(row, "refused", "booted", "accepted", "astray", "crash", "data", "image", "timeout")
    return [
        NAMES[row["program"]], row["case"], row["build"],
        f"{row['points']:,}" + (f" of {row['instructions']:,}" if row["instructions"] else ""), f"{tried:,}", f"**{total(row, 'accepted')}**",
        f"{total(row, 'refused', 'booted'):,}", f"{total(row, 'crash', 'data'):,}",
        f"{total(row, 'astray', 'timeout'):,}", f"{total(row, 'image'):,}",
    ]  # fmt: skip


def tables(result):
    rows = result["rows"]
    part = "every instruction" if result["slice"] == 1 else (
        f"every instruction of the deciding functions and one in {result['slice']} of the others"
    )
    yield f"Measured on {result['date']} at {part}, by `scripts/fault` with --slice {result['slice']}."
    yield ""
    head = ["program", "case", "build", "instructions tried", "faults", "accepted", "refused", "crash",
            "astray, no end", "into the image"]  # fmt: skip
    yield from table(head, [single(row) for row in rows if row["mode"] == "single"])
    yield ""
    controls = [row for row in rows if row["run"] and row["mode"] != "pairs"]
    bad = sum(row["controls_bad"] for row in controls)
    yield f"Controls without a fault: {sum(row['controls'] for row in controls):,}, {bad} of them wrong."
    yield ""
    inner = [row for row in rows if row["mode"] == "inner"]
    if inner:
        yield "Inside the cryptography, every instruction at its first, middle and last occurrence:"
        yield ""
        yield from table(head, [single(row) for row in inner])
        yield ""
    pairs = [row for row in rows if row["mode"] == "pairs"]
    if pairs:
        yield "Two skips, at most 64 instructions apart, the first in a deciding function:"
        yield ""
        cells = [
            [NAMES[row["program"]], row["case"], row["build"]]
            + ([f"{sum(row['skips'].values()):,}", f"**{row['skips']['accepted']}**"] if row["run"] else ["not run", ""])
            for row in pairs
        ]
        yield from table(["program", "case", "build", "pairs", "accepted"], cells)
        yield ""


def main():
    result = json.loads(pathlib.Path(sys.argv[1]).read_text(encoding="utf-8"))
    text = DOCUMENT.read_text(encoding="utf-8")
    head, _, rest = text.partition(BEGIN)
    _, _, tail = rest.partition(END)
    body = "\n".join(tables(result)).rstrip("\n")
    DOCUMENT.write_text(f"{head}{BEGIN}\n{body}\n{END}{tail}", encoding="utf-8")


if __name__ == "__main__":
    main()
