"""The steps of a period: when its reports are due, and who gets them where no document says it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from chassis.calendar import CalendarMissing, add_working_days, read_calendar
from chassis.context import Context
from chassis.errors import Refusal
from chassis.transaction import Tx
from services.reports.periods import store
from services.reports.periods.domain import DueDay, Period
from services.reports.requirements import store as requirements

KIND = "period"


def set_due(tx: Tx, ctx: Context, body: dict[str, Any], period: Period) -> Period:
    """Set or move the day a period is due; a day off moves to the next working day."""
    set_on, _ = ctx.business_date(body["set_on"], "/set_on")
    timely_until, version = _next_working_day(tx, body["due_on"])
    day = DueDay(
        due_on=body["due_on"],
        timely_until=timely_until,
        calendar_version=version,
        lock_on=body["lock_on"],
        reason_code=body["reason_code"],
        set_on=set_on,
    )
    moved, event = period.set_due(day)
    store.replace(tx, moved)
    tx.publish(event, ctx)
    said = {"action": "set-due", "reason": body["reason_code"]}
    tx.audit(ctx, kind=KIND, object_id=moved.id, version=moved.version, **said)
    return moved


def _next_working_day(tx: Tx, day: dt.date) -> tuple[dt.date, int | None]:
    """Return the day itself or the next working one, and the calendar's version, None without a calendar."""
    try:
        return add_working_days(day, 0, read_calendar(tx))
    except CalendarMissing:
        return day, None


def name_receiver(tx: Tx, ctx: Context, body: dict[str, Any], period: Period) -> Period:
    """Say who gets the reports; whatever was asked of anybody until now is owed to that agency.

    Nothing is published: each step of a report says to whom it goes.
    """
    known = tx.get("agencies", body["agency_id"])
    if known is None:
        raise Refusal("unknown-reference", "/agency_id")
    named = period.name_receiver(body["agency_id"])
    store.replace(tx, named)
    requirements.owe_to(tx, named.id, body["agency_id"], known["path"])
    tx.audit(ctx, kind=KIND, object_id=named.id, version=named.version, action="name-receiver")
    return named
