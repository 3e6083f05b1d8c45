"""What keeps the pages honest: every row has a mistake that it sees, and they show the runs that were."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.faults import publish, results
from tests.faults.ground import FAULTS
from tests.faults.publish import PAGE, PAGES, TABLE
from tests.faults.results import Result
from tests.faults.rows import every_row
from tests.faults.sabotage import SABOTAGES, SEEN_BY
from tests.faults.table import Row

KEPT = Result("P1", "a kill", Row(3, 0, 0, 0, 0, 1.25, "two died"), 30)
SEEN = Result("P2", "a kill", Row(3, 7, 0, 0, 0, 1.0, ""), 30, "no-inbox")
BROKE_OFF = Result("P3", "a kill", Row(0, 0, 0, 0, 0, 0.0, "", ["in vain"], broke_off=True), 30, "no-inbox")


def test_every_row_has_a_mistake_that_it_must_see() -> None:
    every_row()
    assert sorted(SEEN_BY) == sorted(FAULTS), "sabotage.py, SEEN_BY"
    assert set(SEEN_BY.values()) == set(SABOTAGES), "sabotage.py has a mistake that no row must see"


def test_every_row_is_told_of_in_the_page() -> None:
    every_row()
    text = PAGE.read_text(encoding="utf-8")
    assert [name for name in FAULTS if f"\n| {name} | " not in text] == []


def test_a_row_that_only_broke_off_has_not_seen_the_mistake() -> None:
    assert SEEN.seen
    assert not BROKE_OFF.seen
    assert not KEPT.seen


def test_both_pages_show_the_same_table_of_faults() -> None:
    texts = [page.read_text(encoding="utf-8") for page in PAGES]
    shown = [text.partition(f"<!-- {TABLE} -->")[2].partition(f"<!-- /{TABLE} -->")[0] for text in texts]
    assert shown[0] == shown[1], "run: make figures"
    assert shown[0].strip(), "a page lacks the table"


def test_a_whole_run_is_kept_and_read_back(tmp_path: Path) -> None:
    file = tmp_path / "results" / "faults.json"
    results.keep(file, [KEPT, BROKE_OFF], 61.0)
    when, rows = results.kept(file)
    assert rows == [KEPT, BROKE_OFF]
    assert "cores" in when["machine"]


def test_a_mistake_seen_again_takes_the_place_of_the_first(tmp_path: Path) -> None:
    file = tmp_path / "mistakes.json"
    results.keep_among(file, [SEEN, KEPT])
    results.keep_among(file, [replace(SEEN, seconds=31)])
    assert results.kept(file)[1] == [KEPT, replace(SEEN, seconds=31)]


@pytest.fixture
def kept_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let results be kept in a folder where there are none yet."""
    monkeypatch.setattr(results, "FAULTS", tmp_path / "faults.json")
    monkeypatch.setattr(results, "MISTAKES", tmp_path / "mistakes.json")
    return tmp_path


def test_the_pages_show_the_run_that_was_kept(kept_in: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pages = (kept_in / "README.md", kept_in / "faults.md")
    names = (publish.TABLE, publish.NOTES, publish.MISTAKES)
    marks = "".join(f"<!-- {name} -->\nold\n<!-- /{name} -->\n" for name in names)
    for page in pages:
        page.write_text(marks, encoding="utf-8")
    monkeypatch.setattr(publish, "PAGES", pages)
    monkeypatch.setattr(publish, "PAGE", pages[1])
    results.keep(results.FAULTS, [KEPT], 90.0)
    results.keep_among(results.MISTAKES, [SEEN])
    publish.main()
    readme, page = (one.read_text(encoding="utf-8") for one in pages)
    assert "| P1  | a kill | 3        | 0" in readme
    assert readme.count("old") == 2, "README shows the table alone"
    assert "in 1.5 minutes:" in page
    assert "- P1: two died" in page
    assert "**7**" in page
    assert "old" not in page


@pytest.mark.usefixtures("kept_in")
def test_without_a_whole_run_the_pages_stay_as_they_are() -> None:
    before = [page.read_bytes() for page in PAGES]
    publish.main()
    assert [page.read_bytes() for page in PAGES] == before
