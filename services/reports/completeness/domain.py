"""DHIS2's five figures: expected, actual, rate, and the latter two on time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from services.reports.periods.domain import Period


@dataclass(frozen=True, kw_only=True)
class Count:
    """What a branch owes of one report and period, and what stands by the day it was first handed in.

    In time is computed when asked, so a due day that moves recounts nothing.
    """

    template: str
    period_id: str
    expected: int
    days: Mapping[dt.date, int]


@dataclass(frozen=True, kw_only=True)
class Rate:
    """The figures of a count; without a due day nothing is said about being in time."""

    template: str
    period_id: str
    expected: int
    actual: int
    rate: float | None
    actual_on_time: int | None
    rate_on_time: float | None
    due_on: dt.date | None
    timely_until: dt.date | None


def measured(count: Count, period: Period) -> Rate:
    """Return the five figures of a count."""
    actual = sum(count.days.values())
    in_time = sum(n for day, n in count.days.items() if not period.is_late(day))
    known = period.timely_until is not None
    return Rate(
        template=count.template,
        period_id=count.period_id,
        expected=count.expected,
        actual=actual,
        rate=_rate(actual, count.expected),
        actual_on_time=in_time if known else None,
        rate_on_time=_rate(in_time, count.expected) if known else None,
        due_on=period.due_on,
        timely_until=period.timely_until,
    )


def _rate(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None
