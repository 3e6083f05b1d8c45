"""Working days of Vietnam: Tết, days worked in exchange, the turn of the year."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from chassis.calendar import CalendarMissing, add_working_days, is_working_day, read_calendar, year_from
from chassis.projections import on_calendar_changed
from tests.chassis.notes import NOTES
from tests.fixtures.web import Hosted

TET = [f"2026-02-{day}" for day in range(16, 21)]
CALENDAR = {
    2025: year_from({"version": 1, "non_working": [], "working": []}),
    2026: year_from({"version": 3, "non_working": ["2026-01-01", *TET], "working": ["2026-02-28"]}),
}


@pytest.mark.parametrize(
    ("day", "n", "due"),
    [
        ("2026-02-12", 5, "2026-02-26"),
        ("2026-02-13", 1, "2026-02-23"),
        ("2026-02-27", 1, "2026-02-28"),
        ("2026-02-27", 2, "2026-03-02"),
        ("2025-12-31", 1, "2026-01-02"),
        ("2026-02-17", 0, "2026-02-23"),
        ("2026-02-12", 0, "2026-02-12"),
        ("2026-02-23", -1, "2026-02-13"),
        ("2026-02-21", -1, "2026-02-13"),
    ],
)
def test_deadlines_skip_what_offices_skip(day: str, n: int, due: str) -> None:
    assert add_working_days(date.fromisoformat(day), n, CALENDAR)[0] == date.fromisoformat(due)


def test_a_deadline_carries_the_version_of_its_own_year() -> None:
    assert add_working_days(date(2025, 12, 31), 1, CALENDAR)[1] == 3
    assert add_working_days(date(2025, 12, 29), 1, CALENDAR)[1] == 1


def test_counting_there_and_back_comes_home() -> None:
    day = date(2026, 3, 2)
    for n in range(1, 40):
        there, _ = add_working_days(day, n, CALENDAR)
        assert add_working_days(there, -n, CALENDAR)[0] == day


def test_an_unknown_year_is_said_and_not_guessed() -> None:
    with pytest.raises(CalendarMissing, match="2027"):
        add_working_days(date(2026, 12, 31), 1, CALENDAR)


def test_a_saturday_worked_in_exchange_is_a_working_day() -> None:
    assert is_working_day(date(2026, 2, 28), CALENDAR)
    assert not is_working_day(date(2026, 2, 28) - timedelta(days=7), CALENDAR)


def test_the_calendar_is_read_from_the_projection(hosted: Callable[..., Hosted]) -> None:
    notes = hosted(NOTES)
    year = {"version": 2, "non_working": ["2024-01-01"], "working": []}
    notes.database.db["calendars"].insert_one({"_id": "2024", "ver": 2, **year})
    assert read_calendar(notes.database.reading()) == {2024: year_from(year)}


def test_a_calendar_event_is_kept_as_the_projection_of_its_year() -> None:
    kept = []
    year = {"version": 2, "non_working": ["2024-01-01"], "working": []}
    event = SimpleNamespace(subject="2024", sequence=2, data=year | {"year": "2024", "role": "clerk"})
    on_calendar_changed(SimpleNamespace(project=lambda *row: kept.append(row)), event)
    assert kept == [("calendars", "2024", 2, year)]
