"""The tasks of both documents, body by body, as events.md §4 lists them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from infra.local.story import papers
from infra.local.story.command import compose
from services.directives.issuing.domain import Clause
from services.directives.issuing.drafting import numbered
from services.directives.issuing.schemas import CreateDirective
from services.directives.tasks.domain import Assignment, Task, tasks_of

PLAN, LETTER = "577/KH-UBND", "929/SYT-VP"
EVERYONE = {"IV.2.a", "IV.2.b/1", "IV.2.b/2", "IV.2.c"}
FRONT = "Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh"
COUNCIL = "Ban Thi đua - Khen thưởng tỉnh"
MORE_OF_577: dict[str, set[str]] = {
    "Sở Y tế": set(),
    "Thanh tra tỉnh": {"IV.3.a", "IV.3.b", "IV.3.c", "co IV.6.b"},
    "Sở Thông tin và Truyền thông": {"IV.4/1", "IV.4/2", "co IV.3.c"},
    "Sở Tư pháp": {"co IV.3.c"},
    "Sở Giáo dục và Đào tạo": {"IV.5"},
    "Sở Nội vụ": {"IV.6.a"},
    COUNCIL: {"IV.6.b"},
    FRONT: {"IV.7", "IV.7.a", "IV.7.b/1", "dormant IV.7.b/2"},
    "Tỉnh Đoàn": {"IV.8"},
    "một huyện": set(),
    "một doanh nghiệp": set(),
}
UNIT_929 = {"1/1", "1/2", "2", "3", "4"}
ORDERED = {"IV.3.a", "IV.3.b", "IV.3.c", "IV.4/1", "IV.4/2", "IV.5", "IV.6.a", "IV.6.b"}


@pytest.fixture(scope="module", params=["seeds", "rendition"])
def clauses(request: pytest.FixtureRequest) -> dict[str, tuple[Clause, ...]]:
    """Return the clauses of each document as drafted; agencies go by their names."""
    files = papers.RENDITION if request.param == "rendition" else papers.sources()[0]
    bodies = {
        symbol: compose(paper.parsed, paper.decisions, str) for symbol, paper in papers.read(files).items()
    }
    return {symbol: drafted(body) for symbol, body in bodies.items()}


def drafted(body: dict[str, Any]) -> tuple[Clause, ...]:
    return numbered(CreateDirective().load(body)["clauses"], ())


def tasks(clauses: tuple[Clause, ...], agency: str, binding: str = "assigned") -> list[Task]:
    day = dt.date(2024, 3, 1)
    given = Assignment(
        directive_id="directive",
        assigner_id="issuer",
        assignee_id=agency,
        binding=binding,
        campaign_id=None,
        start_on=day,
        assigned_on=day,
        paths=(),
        now=dt.datetime(2024, 3, 1, tzinfo=dt.UTC),
    )
    return tasks_of(clauses, given)


def told(task: Task) -> str:
    role = "co " if task.party == "co" else ""
    return f"{'dormant ' if task.status == 'dormant' else role}{task.number}"


@pytest.mark.parametrize("agency", MORE_OF_577)
def test_an_action_recipient_of_the_plan_has_the_four_general_tasks_and_its_own(
    clauses: dict[str, tuple[Clause, ...]], agency: str
) -> None:
    made = tasks(clauses[PLAN], agency)
    assert sorted(map(told, made)) == sorted(EVERYONE | MORE_OF_577[agency])
    assert {task.kind for task in made} <= {"standing", "one-off", "conditional"}
    assert all(task.due_on is None for task in made)


def test_only_the_criteria_are_made_once_and_they_have_an_accountable_body(
    clauses: dict[str, tuple[Clause, ...]],
) -> None:
    [once] = [task for task in tasks(clauses[PLAN], COUNCIL) if task.kind == "one-off"]
    assert (once.number, once.accountable_id, once.co_ids) == ("IV.6.b", "Sở Nội vụ", ("Thanh tra tỉnh",))


def test_the_plans_contents_are_sub_items_of_the_first_task(clauses: dict[str, tuple[Clause, ...]]) -> None:
    [first] = [task for task in tasks(clauses[PLAN], "Sở Y tế") if task.number == "IV.2.a"]
    parts = ["a/1", "a/2", "b/1", "c", "d/1", "d/2", "e/1", "e/2"]
    assert [item.number for item in first.sub_items] == [f"III.2.{part}" for part in parts]


def test_the_wording_is_the_papers(clauses: dict[str, tuple[Clause, ...]]) -> None:
    wordings = {task.number: task.wording for agency in MORE_OF_577 for task in tasks(clauses[PLAN], agency)}
    assert {number for number, wording in wordings.items() if wording == "order"} == ORDERED
    assert set(wordings.values()) == {"order", "request"}


@pytest.mark.parametrize(
    ("agency", "wanted"),
    [("Trung tâm Y tế huyện Dương Minh Châu", UNIT_929), ("Thanh tra Sở Y tế", UNIT_929 | {"6/1", "6/2"})],
)
def test_a_unit_of_the_health_sector_has_the_five_tasks_of_the_letter(
    clauses: dict[str, tuple[Clause, ...]], agency: str, wanted: set[str]
) -> None:
    made = tasks(clauses[LETTER], agency)
    assert {told(task) for task in made} == wanted
    assert {task.kind for task in made} == {"standing"}
    assert {task.number for task in made if task.wording == "order"} == wanted - UNIT_929
