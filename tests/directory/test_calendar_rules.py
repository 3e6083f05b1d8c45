"""The rules of working calendars, without servers."""

from datetime import date

import pytest

from services.directory.calendars.domain import change, draw_up
from services.directory.domain import Refused

DAY = date(2024, 3, 1)


def refused(code: str, pointer: str):
    return pytest.raises(Refused, check=lambda error: (error.code, error.pointer) == (code, pointer))


def test_a_weekday_may_be_exchanged_for_a_saturday() -> None:
    days = {"non_working": [date(2024, 4, 29)], "working": [date(2024, 5, 4)]}
    calendar, [event] = draw_up(2024, days, DAY, "province")
    assert (event.subject, event.sequence, event.version) == ("2024", 1, 1)
    changed, [event] = change(calendar, {"working": []}, DAY, "province")
    assert (changed.version, event.version, event.non_working) == (2, 2, [date(2024, 4, 29)])


def test_a_day_is_of_the_year() -> None:
    with refused("day-of-another-year", "/non_working"):
        draw_up(2024, {"non_working": [date(2025, 1, 1)]}, DAY, "province")


def test_a_weekend_day_is_off_anyway() -> None:
    with refused("not-a-weekday", "/non_working"):
        draw_up(2024, {"non_working": [date(2024, 5, 4)]}, DAY, "province")


def test_only_a_weekend_day_is_worked_in_exchange() -> None:
    with refused("not-a-weekend-day", "/working"):
        draw_up(2024, {"working": [date(2024, 4, 30)]}, DAY, "province")
