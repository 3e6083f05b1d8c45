"""The ladder of reminders, over every day of 2024 with its real calendar (domain.md R10, R11, R14)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest

from chassis.calendar import is_working_day, year_from
from services.notifications.deadlines.domain import Deadline
from services.notifications.reminders.domain import CATCH_UP_DAYS, Rung, rung_on, sent_mark, window
from tests.notifications.conftest import calendar

CALENDAR = {year: year_from(calendar(year).data) for year in (2023, 2024, 2025)}
ONE_DAY = dt.timedelta(days=1)
DAYS = [dt.date(2023, 11, 1) + n * ONE_DAY for n in range(500)]
YEAR = [day for day in DAYS if day.year == 2024]
BEFORE = {"T-15": -15, "T-7": -7, "T-3": -3, "T-1": -1}
AFTER = {"T+1": 1, "T+3": 3, "T+7": 7}
Sendings = list[tuple[str, dt.date]]


def works(day: dt.date) -> bool:
    return is_working_day(day, CALENDAR)


def next_working_day(day: dt.date) -> dt.date:
    return day if works(day) else next_working_day(day + ONE_DAY)


def deadline(**said: Any) -> Deadline:
    known = {
        "id": "one",
        "subject_kind": "task",
        "kind": "one-off",
        "agency_id": "centre",
        "owner_ids": ("health",),
        "directive_id": "plan",
        "campaign_id": None,
        "since": dt.date(2024, 1, 1),
        "binding": "assigned",
    }
    return Deadline(**known | said)


def sent_to(due: Deadline, day: dt.date) -> tuple[Rung | None, Deadline]:
    """Make a run on a day; return what it sends, and the deadline that remembers it."""
    rung = rung_on(due, day, works)
    return rung, replace(due, sent=sent_mark(due, rung, day)) if rung else due


def sendings(due: Deadline, days: Iterable[dt.date]) -> Sendings:
    """Return what runs on these days send, each remembered for the next."""
    found: Sendings = []
    for day in days:
        rung, due = sent_to(due, day)
        if rung:
            found.append((rung.rule, day))
    return found


def around(due_on: dt.date) -> list[dt.date]:
    return [due_on + n * ONE_DAY for n in range(-40, 45)]


def not_overtaken(planned: Sendings) -> Sendings:
    """Keep each rung that no later one reaches on the same day or before."""
    return [one for place, one in enumerate(planned) if all(one[1] < day for _, day in planned[place + 1 :])]


@pytest.mark.parametrize("month", range(1, 13))
def test_a_one_off_duty_due_on_any_day_of_2024_climbs_the_whole_ladder(month: int) -> None:
    for due_on in (day for day in YEAR if day.month == month):
        late_from = next_working_day(due_on)
        planned = [
            *((rule, next_working_day(due_on + n * ONE_DAY)) for rule, n in BEFORE.items()),
            ("T0", due_on),
            *((rule, next_working_day(late_from + n * ONE_DAY)) for rule, n in AFTER.items()),
        ]
        found = sendings(deadline(due_on=due_on), around(due_on))
        assert found == not_overtaken(planned), due_on
        assert found[-1][0] == "T+7", "the last rung is never lost"
        assert all(works(day) for rule, day in found if rule != "T0"), due_on


@pytest.mark.parametrize("month", range(1, 13))
def test_a_requested_duty_is_only_reminded_before_the_day_and_courteously(month: int) -> None:
    for due_on in (day for day in YEAR if day.month == month):
        planned = [(rule, next_working_day(due_on + n * ONE_DAY)) for rule, n in BEFORE.items()]
        due = deadline(due_on=due_on, binding="requested")
        found = sendings(due, around(due_on))
        assert found == [one for one in not_overtaken(planned) if one[1] < due_on], due_on
        tones = {rung.tone for day in around(due_on) if (rung := rung_on(due, day, works))}
        assert tones == {"courtesy"}, due_on


def test_a_standing_duty_is_reminded_on_no_day_of_2024() -> None:
    for day in (None, dt.date(2024, 6, 14)):
        assert sendings(deadline(kind="standing", due_on=day), YEAR) == []
    assert sendings(deadline(kind="conditional"), YEAR) == []


def test_a_report_is_due_when_its_period_is() -> None:
    owed = deadline(subject_kind="requirement", kind="report", period_id="period")
    assert sendings(owed, YEAR) == [], "the owner of the period is warned, not who owes the report"
    thursday = dt.date(2024, 6, 20)
    found = [rule for rule, _ in sendings(replace(owed, due_on=thursday, timely_until=thursday), YEAR)]
    assert found == [*BEFORE, "T0", *AFTER]


def test_nothing_is_overdue_before_the_last_day_in_time() -> None:
    saturday, monday = dt.date(2024, 6, 15), dt.date(2024, 6, 17)
    found = sendings(deadline(due_on=saturday, timely_until=monday), around(saturday))
    assert found[-4:] == [
        ("T0", saturday),
        ("T+1", dt.date(2024, 6, 18)),
        ("T+3", dt.date(2024, 6, 20)),
        ("T+7", dt.date(2024, 6, 24)),
    ]


def test_tet_holds_back_all_but_the_due_day_itself() -> None:
    tet = dt.date(2024, 2, 10)
    found = sendings(deadline(due_on=tet), around(tet))
    assert found == [
        ("T-15", dt.date(2024, 1, 26)),
        ("T-7", dt.date(2024, 2, 5)),
        ("T-3", dt.date(2024, 2, 7)),
        ("T0", tet),
        ("T+1", dt.date(2024, 2, 16)),
        ("T+3", dt.date(2024, 2, 19)),
        ("T+7", dt.date(2024, 2, 22)),
    ]


@pytest.mark.parametrize("off", range(1, 9))
def test_runs_left_out_for_days_lose_only_what_was_overtaken_and_repeat_nothing(off: int) -> None:
    for due_on in YEAR[::5]:
        every_day = sendings(deadline(due_on=due_on), around(due_on))
        due, last = deadline(due_on=due_on), ""
        for day in around(due_on):
            by_now = [rule for rule, on in every_day if on <= day]
            if (day.toordinal() % (off + 1)) == 0:
                rung, due = sent_to(due, day)
                assert rung is None or rung.rule != last, (due_on, day)
                last = rung.rule if rung else last
                if works(day):
                    assert not by_now or last == by_now[-1], (due_on, day, "the last rung due was sent")


def test_a_run_made_again_on_its_day_sends_nothing_more() -> None:
    due = deadline(due_on=dt.date(2024, 6, 14))
    for day in YEAR:
        rung, due = sent_to(due, day)
        assert rung is None or rung_on(due, day, works) is None, day


def test_a_run_for_an_earlier_day_never_steps_back_down() -> None:
    rung, due = sent_to(deadline(due_on=dt.date(2024, 6, 20)), dt.date(2024, 6, 17))
    assert rung is not None
    assert rung.rule == "T-3"
    assert sendings(due, [dt.date(2024, 6, 13), dt.date(2024, 6, 14)]) == []


def test_a_day_that_moves_begins_the_ladder_anew() -> None:
    due = deadline(due_on=dt.date(2024, 6, 14))
    rung, due = sent_to(due, dt.date(2024, 6, 11))
    assert rung is not None
    assert rung.rule == "T-3"
    moved = replace(due, due_on=dt.date(2024, 7, 11))
    assert [rule for rule, _ in sendings(moved, YEAR[164:])] == [
        "T-15",
        "T-7",
        "T-3",
        "T-1",
        "T0",
        "T+1",
        "T+3",
        "T+7",
    ]


def test_what_was_answered_is_left_alone() -> None:
    assert sendings(deadline(due_on=dt.date(2024, 6, 14), answered=True), YEAR) == []


def test_what_has_no_day_is_warned_of_every_seven_days_until_it_has_one() -> None:
    for kind in ("one-off", "period"):
        found = sendings(deadline(kind=kind, since=dt.date(2024, 3, 1)), YEAR)
        assert {rule for rule, _ in found} == {"due-missing"}
        days = [day for _, day in found]
        assert days[0] == dt.date(2024, 3, 1)
        assert all(works(day) for day in days)
        for earlier, later in pairwise(days):
            assert later == next_working_day(earlier + 7 * ONE_DAY)
    given = deadline(kind="period", due_on=dt.date(2024, 6, 14))
    assert sendings(given, YEAR) == [], "a period is not owed by its owner"


def test_history_is_no_reminder() -> None:
    due = deadline(due_on=dt.date(2024, 1, 5))
    last = due.due_on + (7 + CATCH_UP_DAYS) * ONE_DAY  # type: ignore[operator]
    day = next(day for day in YEAR if day > last and works(day))
    assert rung_on(due, day, works) is None


@pytest.mark.parametrize("month", range(1, 13))
def test_the_run_looks_at_every_due_day_it_could_remind_of(month: int) -> None:
    for day in (one for one in YEAR if one.month == month):
        first, last = window(day)
        reached = [due_on for due_on in DAYS if rung_on(deadline(due_on=due_on), day, works)]
        assert all(first <= due_on <= last for due_on in reached), day
