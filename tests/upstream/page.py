"""Writes what was measured into docs/upstream.md, between its marks."""

import emulated


def fill(mark, lines):
    page = emulated.ROOT / "docs/upstream.md"
    begin, end = f"<!-- {mark}: begin -->\n", f"<!-- {mark}: end -->"
    head, rest = page.read_text().split(begin)
    page.write_text(head + begin + "\n".join(lines) + "\n" + end + rest.split(end)[1])
