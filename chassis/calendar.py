"""Working days: counting deadlines over the calendar of Vietnam, purely; reading it is one function apart.

A calendar is data of directory (calendar-changed.v1): per year the weekdays off and the weekend days
worked in exchange. Saturdays and Sundays are off otherwise.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from chassis.documents import read
from chassis.transaction import Tx

SATURDAY = 5


class CalendarMissing(LookupError):
    """No calendar of the year is known; deadlines in it cannot be counted."""

    def __init__(self, year: int) -> None:
        super().__init__(f"no working calendar of {year}")
        self.year = year


@dataclass(frozen=True)
class Year:
    """One year's calendar: its version, its weekdays off, its weekend days worked."""

    version: Any
    non_working: frozenset[date] = frozenset()
    working: frozenset[date] = frozenset()


Calendar = Mapping[int, Year]


def is_working_day(day: date, calendar: Calendar) -> bool:
    """Tell whether offices work on `day`; raises CalendarMissing for an unknown year."""
    year = _year_of(day, calendar)
    return day in year.working or (day.weekday() < SATURDAY and day not in year.non_working)


def add_working_days(day: date, n: int, calendar: Calendar) -> tuple[date, Any]:
    """Return the n-th working day after `day` (before it when n < 0), and the version of its year's calendar.

    The day itself is never counted. 0 gives `day`, or the next working day when it is off. Raises
    CalendarMissing when the count enters an unknown year.
    """
    step = timedelta(days=1 if n >= 0 else -1)
    left = abs(n)
    while left or not is_working_day(day, calendar):
        day += step
        if left and is_working_day(day, calendar):
            left -= 1
    return day, _year_of(day, calendar).version


def read_calendar(tx: Tx) -> Calendar:
    """Return every year known to the service's projection `calendars`."""
    return {int(found["_id"]): year_from(found) for found in tx.db["calendars"].find(session=tx.session)}


def year_from(document: Mapping[str, Any]) -> Year:
    """Return one year from its document or from the data of calendar-changed."""
    return read(Year, document)


def _year_of(day: date, calendar: Calendar) -> Year:
    if day.year not in calendar:
        raise CalendarMissing(day.year)
    return calendar[day.year]
