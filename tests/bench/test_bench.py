"""What keeps the bench honest: every figure has a bench, a goal is held as it is written, the pages agree."""

from __future__ import annotations

import re

import pytest

from tests.bench.benches import every_bench
from tests.bench.environments import PEERS
from tests.bench.figures import figure, goals
from tests.bench.ground import BENCHES
from tests.bench.publish import PAGES, TABLE, replaced


def test_every_figure_with_a_goal_is_owed_by_one_bench() -> None:
    every_bench()
    owed = [name for _, figures in BENCHES.values() for name in figures]
    assert sorted(owed) == sorted(goals()), "benches/*.py and goals.yaml name different figures"


@pytest.mark.parametrize(("value", "met"), [(1.25, True), (1.26, False), (0.1, True), (None, None)])
def test_a_figure_meets_its_goal_as_it_is_written(value: float | None, met: bool | None) -> None:
    assert figure("fanout_growth", value, "").met is met


def test_a_figure_without_a_goal_is_neither_met_nor_missed() -> None:
    assert figure("issue_rps", 100.0, "").met is None


def test_every_peer_is_installed_from_a_locked_list() -> None:
    for wanted in PEERS.glob("*.in"):
        names = set(re.findall(r"^([\w-]+)", wanted.read_text(encoding="utf-8"), re.MULTILINE))
        locked = wanted.with_suffix(".txt").read_text(encoding="utf-8")
        missing = [name for name in names if not re.search(rf"^{name}(\[.*\])?==", locked, re.MULTILINE)]
        assert not missing, f"{wanted.name} names {missing}; run: python -m tests.bench.environments"
        assert locked.count("==") <= locked.count("--hash=sha256:")


def test_both_pages_show_the_same_table_of_figures() -> None:
    texts = [page.read_text(encoding="utf-8") for page in PAGES]
    shown = [text.partition(f"<!-- {TABLE} -->")[2].partition(f"<!-- /{TABLE} -->")[0] for text in texts]
    assert shown[0] == shown[1], "run: make figures"
    assert shown[0].strip(), "a page lacks the table"


def test_a_page_without_the_marks_is_refused() -> None:
    with pytest.raises(ValueError, match="lacks"):
        replaced("nothing here", TABLE, "a table")
