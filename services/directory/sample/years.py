"""The sample's working calendars: the statutory days off and the days exchanged by announcement."""

from __future__ import annotations

from datetime import date

import holidays

from services.directory.calendars.domain import SATURDAY, Calendar, draw_up
from services.directory.sample.bodies import table

YEARS = (2024, 2025, 2026, 2027)


def calendars(root: str, on: date) -> list[Calendar]:
    """Return the calendar of each year, drawn up in the name of agency `root`."""
    exchanged = table("exchanged")
    return [draw_up(year, _days(year, exchanged), on, root)[0] for year in YEARS]


def _days(year: int, exchanged: list[dict[str, date]]) -> dict[str, list[date]]:
    statutory = [day for day in holidays.country_holidays("VN", years=year) if day.weekday() < SATURDAY]
    return {
        "non_working": statutory + [row["rest"] for row in exchanged if row["rest"].year == year],
        "working": [row["work"] for row in exchanged if row["work"].year == year],
    }
