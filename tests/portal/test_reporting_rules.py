"""Who has reported, and how many reports stand and in time, without any server."""

from __future__ import annotations

import itertools

from services.portal.reporting.domain import Group, Period, Report, Told, figures_of, group_of, reporting_on

JUNE = Period("june", "emulation-midyear", "board", "2024-06-14", "2024-06-17")
DECEMBER = Period("december", "emulation-final", "board", "2024-12-02", "2024-12-02")
UNDATED = Period("undated", "anticorruption-annual", None, None, None)
FIRST = Told(version=3, edition=1, submitted_on="2024-06-12", standing=True)
RETURNED = Told(version=4, edition=1, submitted_on="2024-06-12", standing=False)
SECOND = Told(version=6, edition=2, submitted_on="2024-06-20", standing=True)
ACCEPTED = Told(version=7, edition=2, submitted_on="2024-06-20", standing=True, accepted=True)


def groups(*states: tuple[str, str], number: int = 1) -> dict[Group, int]:
    """Each state is what is owed and what stands of it, as words."""
    return {Group(frozenset(owed.split()), frozenset(standing.split())): number for owed, standing in states}


def reported(today: str, *states: tuple[str, str]) -> tuple[int, int]:
    figures = [figures_of(period, {}) for period in (JUNE, DECEMBER, UNDATED)]
    found = reporting_on(today, groups(*states), figures)
    return found.due, found.reported


def test_before_anything_is_due_nobody_is_counted() -> None:
    assert reported("2024-06-13", ("june", "june"), ("june", "")) == (0, 0)


def test_a_report_is_due_on_its_day_and_not_only_after_it() -> None:
    assert reported("2024-06-14", ("june december", "june"), ("june december", "")) == (2, 1)


def test_what_is_due_later_is_not_asked_for_yet() -> None:
    assert reported("2024-12-01", ("june december", "june")) == (1, 1)
    assert reported("2024-12-02", ("june december", "june")) == (1, 0)
    assert reported("2024-12-02", ("june december", "december june")) == (1, 1)


def test_every_report_that_is_due_must_stand() -> None:
    assert reported("2025-01-01", ("june december", "december")) == (1, 0)


def test_who_owes_nothing_that_is_due_is_not_counted_even_with_a_report_handed_in_early() -> None:
    assert reported("2024-06-20", ("december", "december"), ("june", "june")) == (1, 1)


def test_a_report_without_a_due_day_counts_nothing() -> None:
    assert reported("2999-01-01", ("undated", "")) == (0, 0)
    assert reported("2999-01-01", ("june undated", "june")) == (1, 1)


def test_a_due_day_that_moves_changes_the_answer_and_no_counter() -> None:
    known = groups(("june", ""), number=7)
    moved = Period("june", "emulation-midyear", "board", "2024-07-01", "2024-07-01")
    assert reporting_on("2024-06-20", known, [figures_of(JUNE, {None: 7})]).due == 7
    assert reporting_on("2024-06-20", known, [figures_of(moved, {None: 7})]).due == 0


def test_a_report_counts_whatever_is_heard_first() -> None:
    steps = [Report.require, *(lambda one, told=told: one.hear(told) for told in (FIRST, RETURNED, SECOND))]
    for order in itertools.permutations([*steps, steps[1]]):
        one = Report()
        for step in order:
            one = step(one)
        assert one == Report(required=True, heard=6, standing=True, edition=1, first_on="2024-06-12")


def test_a_returned_report_stands_no_more_until_it_is_handed_in_again() -> None:
    owed = Report().require().hear(FIRST)
    assert owed.counted_on == "2024-06-12"
    assert owed.hear(RETURNED).counted_on is None
    assert owed.hear(RETURNED).hear(SECOND).hear(ACCEPTED).counted_on == "2024-06-12"


def test_a_report_is_accepted_until_a_later_step_says_otherwise() -> None:
    for order in itertools.permutations((FIRST, RETURNED, SECOND, ACCEPTED)):
        one = Report().require()
        for told in order:
            one = one.hear(told)
        assert group_of({"june": one}).accepted == {"june"}
    again = Told(version=8, edition=2, submitted_on="2024-06-20", standing=False)
    assert group_of({"june": one.hear(again)}).accepted == frozenset()


def test_accepted_is_who_has_everything_accepted_that_is_due() -> None:
    both, first = frozenset({"june", "december"}), frozenset({"june"})
    known = {Group(both, both, first): 2, Group(both, both, both): 1, Group(first, first): 4}
    figures = [figures_of(period, {}) for period in (JUNE, DECEMBER)]
    found = [reporting_on(today, known, figures) for today in ("2024-06-14", "2024-12-02")]
    assert [(one.due, one.reported, one.accepted) for one in found] == [(7, 7, 3), (7, 7, 1)]


def test_a_report_nobody_asked_for_counts_nothing() -> None:
    early = Report().hear(FIRST)
    assert early.counted_on is None
    assert group_of({"june": early}) == Group(frozenset(), frozenset())
    assert group_of({"june": early.require()}) == Group(frozenset({"june"}), frozenset({"june"}))


def test_a_report_is_in_time_until_the_working_day_that_the_due_day_moves_to() -> None:
    days = {None: 2, "2024-06-12": 3, "2024-06-17": 1, "2024-06-18": 1}
    found = figures_of(JUNE, days)
    assert (found.expected, found.actual, found.on_time) == (7, 5, 4)


def test_without_a_due_day_nothing_is_said_of_being_in_time() -> None:
    assert figures_of(UNDATED, {"2024-06-12": 3}).on_time is None


def test_reports_come_in_the_order_in_which_they_are_due() -> None:
    figures = [figures_of(period, {}) for period in (UNDATED, DECEMBER, JUNE)]
    found = reporting_on("2024-06-14", {}, figures)
    assert [one.period.id for one in found.figures] == ["june", "december", "undated"]
