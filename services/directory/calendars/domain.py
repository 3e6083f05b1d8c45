"""The working calendar of a year: weekdays off and the weekend days worked in exchange."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, ClassVar

from services.directory.domain import Refused

SATURDAY = 5


@dataclass(frozen=True, kw_only=True)
class CalendarChanged:
    """A year's working days are from now on as told here."""

    TYPE: ClassVar[str] = "calendar-changed.v1"
    subject: str
    sequence: int
    year: str
    agency_id: str
    occurred_on: date
    campaign_id: str | None = None
    version: int
    non_working: list[date]
    working: list[date]


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """One year; its version stands beside every deadline that was counted with it."""

    year: int
    version: int = 1
    non_working: tuple[date, ...] = ()
    working: tuple[date, ...] = ()

    def changed(self, on: date, by: str) -> CalendarChanged:
        """Return the fact that the year is as it is now, told in the name of agency `by`."""
        return CalendarChanged(
            subject=str(self.year),
            sequence=self.version,
            year=str(self.year),
            agency_id=by,
            occurred_on=on,
            version=self.version,
            non_working=list(self.non_working),
            working=list(self.working),
        )


def draw_up(year: int, facts: Mapping[str, Any], on: date, by: str) -> tuple[Calendar, list[CalendarChanged]]:
    """Draw up the calendar of a year."""
    calendar = replace(Calendar(year=year), **_stated(facts))
    _refuse_faults(calendar)
    return calendar, [calendar.changed(on, by)]


def change(
    calendar: Calendar, facts: Mapping[str, Any], on: date, by: str
) -> tuple[Calendar, list[CalendarChanged]]:
    """Change the days of a year, as when the exchange days are announced."""
    after = replace(calendar, **_stated(facts))
    if after == calendar:
        return calendar, []
    _refuse_faults(after)
    after = replace(after, version=calendar.version + 1)
    return after, [after.changed(on, by)]


def _stated(facts: Mapping[str, Iterable[date]]) -> dict[str, Any]:
    return {name: tuple(sorted(set(days))) for name, days in facts.items()}


def _refuse_faults(calendar: Calendar) -> None:
    for name, days, weekend in (
        ("non_working", calendar.non_working, False),
        ("working", calendar.working, True),
    ):
        for day in days:
            if day.year != calendar.year:
                raise Refused("day-of-another-year", f"/{name}", day=day.isoformat())
            if (day.weekday() >= SATURDAY) != weekend:
                raise Refused(
                    "not-a-weekend-day" if weekend else "not-a-weekday", f"/{name}", day=day.isoformat()
                )
