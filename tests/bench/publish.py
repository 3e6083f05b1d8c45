"""`python -m tests.bench.publish`: write the last full run's figures into README and docs/performance.md."""

from __future__ import annotations

import json
from typing import Any

from tests.bench.benches import NAMES
from tests.bench.figures import Figure, cells, drawn, goals
from tests.bench.ground import ROOT

RESULTS = ROOT / "bench" / "results"
PAGES = (ROOT / "README.md", ROOT / "docs" / "performance.md")
NOTES_PAGE = ROOT / "docs" / "performance.md"
TABLE, NOTES = "figures", "rounds"
COLUMNS = ("what", "value", "unit", "goal", "met", "name")


def main() -> None:
    """Write the table into both pages, and what the rounds said into the second; without a run, nothing."""
    files = [RESULTS / f"{name}.json" for name in NAMES]
    runs = [json.loads(file.read_text(encoding="utf-8")) for file in files if file.exists()]
    if not runs:
        return
    for page in PAGES:
        text = replaced(page.read_text(encoding="utf-8"), TABLE, table(runs))
        if page == NOTES_PAGE:
            text = replaced(text, NOTES, notes(runs))
        page.write_text(text, encoding="utf-8")


def table(runs: list[dict[str, Any]]) -> str:
    """Return when and where the figures were taken, and all of them as a table."""
    days = sorted(run["taken_at"][:10] for run in runs)
    loads = [run["load_before"] for run in runs]
    when = days[0] if days[0] == days[-1] else f"{days[0]} to {days[-1]}"
    where = f"Taken on {when}, {runs[0]['machine']}, load before each bench {min(loads):g} to {max(loads):g}:"
    rows = []
    for one in _figures(runs):
        name, *rest = cells(one)
        rows.append((goals()[one.name]["what"], *rest, f"`{name}`"))
    return f"{where}\n\n{drawn(COLUMNS, rows)}"


def notes(runs: list[dict[str, Any]]) -> str:
    """Return what was noted beside each figure: the median of the rounds, the lowest and the highest."""
    return "\n".join(f"- `{one.name}`: {one.note}" for one in _figures(runs))


def _figures(runs: list[dict[str, Any]]) -> list[Figure]:
    return [Figure(**one) for run in runs for one in run["figures"]]


def replaced(text: str, name: str, content: str) -> str:
    """Return `text` with `content` between the marks of `name`; raises ValueError when they are missing."""
    begin, end = f"<!-- {name} -->", f"<!-- /{name} -->"
    before, found, rest = text.partition(begin)
    _, closed, after = rest.partition(end)
    if not (found and closed):
        raise ValueError(f"the page lacks {begin} or {end}")
    return f"{before}{begin}\n{content}\n{end}{after}"


if __name__ == "__main__":
    main()
