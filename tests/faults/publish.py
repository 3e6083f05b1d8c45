"""`python -m tests.faults.publish`: write the last whole runs into README and docs/faults.md."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tests.bench.figures import drawn
from tests.bench.publish import replaced
from tests.faults import results
from tests.faults.results import Result
from tests.faults.sabotage import told
from tests.faults.scene import ROOT
from tests.faults.table import COLUMNS, cells

PAGE = ROOT / "docs" / "faults.md"
PAGES = (ROOT / "README.md", PAGE)
TABLE, NOTES, MISTAKES = "faults", "fault-notes", "mistakes"
MISTAKE_COLUMNS = ("row", "the mistake", *COLUMNS[3:7], "what else the table showed")


def main() -> None:
    """Write the table into both pages; what is shown by each row, and the mistakes, into the second."""
    when, rows = results.kept(results.FAULTS)
    if rows:
        write(PAGES, TABLE, table(when, rows))
        write([PAGE], NOTES, notes(rows))
    when, rows = results.kept(results.MISTAKES)
    if rows:
        write([PAGE], MISTAKES, mistakes(when, rows))


def write(pages: Sequence[Path], name: str, content: str) -> None:
    """Put content between the marks of `name`."""
    for page in pages:
        page.write_text(replaced(page.read_text(encoding="utf-8"), name, content), encoding="utf-8")


def table(when: dict[str, Any], rows: Sequence[Result]) -> str:
    """Return when and where the faults were brought about, and the figures of all."""
    told = f"Taken on {when['taken_at'][:10]}, {when['machine']}, in {when['seconds'] / 60:.1f} minutes:"
    lines = [(*cells(one.name, one.title, one.row)[:-1], "yes" if one.row.kept else "**no**") for one in rows]
    return f"{told}\n\n{drawn((*COLUMNS[:-1], 'kept'), lines)}"


def notes(rows: Sequence[Result]) -> str:
    """Return what each row tells beside its figures."""
    return "\n".join(f"- {one.name}: {cells(one.name, one.title, one.row)[-1]}" for one in rows)


def mistakes(when: dict[str, Any], rows: Sequence[Result]) -> str:
    """Return what was broken on purpose in each row, and how the table showed it."""
    lines = drawn(MISTAKE_COLUMNS, map(_mistake, rows))
    return f"Made on {when['taken_at'][:10]}:\n\n{lines}"


def _mistake(one: Result) -> tuple[str, ...]:
    row, words = one.row, told(one.mistake or "").rstrip(".")
    counts = (row.lost, row.ghost, row.twice, row.out_of_order)
    bold = (f"**{count}**" if count else "0" for count in counts)
    return (one.name, f"`{one.mistake}`: {words[0].lower()}{words[1:]}", *bold, "; ".join(row.broken) or "–")


if __name__ == "__main__":
    main()
