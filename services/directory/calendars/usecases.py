"""What an administrator does with working calendars."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from services.directory import store as records
from services.directory.calendars import domain, store
from services.directory.calendars.domain import Calendar

if TYPE_CHECKING:
    from chassis.context import Context
    from chassis.transaction import Tx


def draw_up_calendar(tx: Tx, ctx: Context, facts: Mapping[str, Any]) -> Calendar:
    """Draw up the calendar of a year that has none."""
    days = {name: facts[name] for name in ("non_working", "working")}
    calendar, events = domain.draw_up(facts["year"], days, ctx.today, ctx.actor.agency_id)
    records.add(tx, ctx, store.CALENDARS, store.to_document(calendar))
    for event in events:
        tx.publish(event, ctx)
    tx.audit(ctx, kind="calendar", object_id=str(calendar.year), action="draw-up", version=calendar.version)
    return calendar


def change_calendar(tx: Tx, ctx: Context, changes: Mapping[str, Any], calendar: Calendar) -> Calendar:
    """Change the days of a year."""
    changed, events = domain.change(calendar, changes, ctx.today, ctx.actor.agency_id)
    if not events:
        return calendar
    records.save(tx, store.CALENDARS, store.to_document(changed))
    for event in events:
        tx.publish(event, ctx)
    tx.audit(
        ctx,
        kind="calendar",
        object_id=str(changed.year),
        action="change",
        version=changed.version,
        fields=sorted(changes),
    )
    return changed
