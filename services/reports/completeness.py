"""How complete a subtree is, from counters that cost the same for 100 and for 100,000 agencies.

What stands is counted per day of first submission and in time is computed when asked, so a due day that
moves recounts nothing.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from chassis.context import Context
from chassis.transaction import Tx
from services.reports import store
from services.reports.domain.periods import Period
from services.reports.store.counters import EVERYBODY, rows


def answer(tx: Tx, ctx: Context, directive_id: str, under: str | None) -> dict[str, Any] | None:
    """Return how complete a branch is, None when the actor may not look that far (events.md §5).

    The issuer, who is owed the whole, reads every branch and everybody; others their own branch.
    """
    sample = store.any_requirement(tx, directive_id)
    if sample is None:
        return None
    asked = under or EVERYBODY
    if not _may_read(tx, ctx, sample.issuer_id, under):
        return None
    found = rows(tx, directive_id, asked)
    periods = store.periods(tx, [row["period_id"] for row in found])
    figures = [measured(row, periods.get(row["period_id"])) for row in found]
    return {"directive_id": directive_id, "under": under, "reports": figures}


def _may_read(tx: Tx, ctx: Context, issuer_id: str, under: str | None) -> bool:
    paths = store.paths_of(tx, [issuer_id, *([under] if under else [])])
    if ctx.scope.sees([issuer_id], list(paths.get(issuer_id, ()))):
        return True
    return under is not None and ctx.scope.sees([under], list(paths.get(under, ())))


def measured(row: dict[str, Any], period: Period | None) -> dict[str, Any]:
    """Return DHIS2's five figures of a row; without a due day nothing is said about being in time."""
    days, expected = row["days"], row["expected"]
    actual = sum(days.values())
    in_time = None
    if period is not None and period.timely_until is not None:
        in_time = sum(n for day, n in days.items() if dt.date.fromisoformat(day) <= period.timely_until)
    return {
        "template": row["template"],
        "period_id": row["period_id"],
        "expected": expected,
        "actual": actual,
        "rate": _rate(actual, expected),
        "actual_on_time": in_time,
        "rate_on_time": None if in_time is None else _rate(in_time, expected),
        "due_on": period.due_on if period else None,
        "timely_until": period.timely_until if period else None,
    }


def _rate(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None
