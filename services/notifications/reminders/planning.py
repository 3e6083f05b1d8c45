"""What a run of reminders on a day would send: the one answer on which both the plan and the run rest."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chassis.calendar import SATURDAY, CalendarMissing, is_working_day, read_calendar
from chassis.context import Context
from chassis.errors import Refusal
from chassis.pages import Page
from chassis.transaction import Tx
from services.notifications.addressing import store as addressing
from services.notifications.addressing.domain import Roster
from services.notifications.deadlines import store as deadlines
from services.notifications.deadlines.domain import DUE_MISSING, Deadline
from services.notifications.reminders.domain import (
    LEADERS,
    OFFICERS,
    ONE_DAY,
    OWNERS,
    PARENT_LEADERS,
    IsWorkingDay,
    Rung,
    rung_on,
    window,
)

# The contract lets an event name so many.
MOST_OFFICERS = 500
LEADER, OFFICER = "leader", "officer"


@dataclass(frozen=True)
class Planned:
    """A rung of a deadline and the officers it goes to."""

    deadline: Deadline
    rung: Rung
    officer_ids: tuple[str, ...]


def terms_on(tx: Tx, day: dt.date) -> list[str]:
    """Return the terms of deadlines that a run looks at: days, periods, and that a day is missing."""
    first, last = window(day)
    days = [(first + n * ONE_DAY).isoformat() for n in range((last - first).days + 1)]
    return [*days, DUE_MISSING, *sorted(deadlines.periods_due(tx, days[0], days[-1]))]


def planned(tx: Tx, day: dt.date, terms: Sequence[str], parties: Sequence[str] | None, **paging: Any) -> Page:
    """Return what a run on a day would send of a page of deadlines, as `Planned`; a page may be empty.

    Raises Refusal `calendar-missing` when the day's year has no calendar.
    """
    works = working_days(tx, day)
    found = deadlines.waiting(tx, terms, parties, **paging)
    due = [(one, rung) for one in found.items if (rung := rung_on(one, day, works))]
    return Page(_with_officers(tx, day, due), found.next_cursor)


def plan(tx: Tx, ctx: Context, day: dt.date, paging: Mapping[str, Any]) -> Page:
    """Return what a run on a day would send, as far as the reader may see it (events.md §5, task)."""
    below = addressing.agencies_under(tx, ctx.scope.subtree_ids) if ctx.scope.subtree_ids else []
    seen = sorted({*ctx.scope.agency_ids, *below})
    asked = {name: paging[name] for name in ("limit", "cursor")}
    return planned(tx, day, terms_on(tx, day), seen, **asked)


def working_days(tx: Tx, day: dt.date) -> IsWorkingDay:
    """Return the calendar as a rule; only the year of `day` has to be known, others by their weekends."""
    calendar = read_calendar(tx)
    if day.year not in calendar:
        raise Refusal("calendar-missing", "/on", year=day.year)

    def works(asked: dt.date) -> bool:
        try:
            return is_working_day(asked, calendar)
        except CalendarMissing:
            return asked.weekday() < SATURDAY

    return works


def _with_officers(tx: Tx, day: dt.date, due: Sequence[tuple[Deadline, Rung]]) -> list[Planned]:
    if not due:
        return []
    known = addressing.agencies(tx, (one.agency_id for one, _ in due))
    parents = {id: agency["parent_id"] for id, agency in known.items()}
    places = {place for one, _ in due for place in _places(one, parents)}
    roster = addressing.roster(tx, places, day.isoformat())
    found = [Planned(one, rung, _officers(one, rung, roster, parents)) for one, rung in due]
    # Where nobody holds a seat nobody can be reminded; the rung waits for somebody.
    return [one for one in found if one.officer_ids]


def _places(deadline: Deadline, parents: Mapping[str, str | None]) -> Iterable[str]:
    parent = parents.get(deadline.agency_id)
    return [deadline.agency_id, *deadline.owner_ids, *([parent] if parent else [])]


def _officers(
    deadline: Deadline, rung: Rung, roster: Roster, parents: Mapping[str, str | None]
) -> tuple[str, ...]:
    own, found = deadline.agency_id, set[str]()
    if OFFICERS in rung.to:
        # An agency without officers has its leaders reminded from the first rung.
        found |= set(roster.holders(own, [OFFICER]) or roster.holders(own, [LEADER]))
    if LEADERS in rung.to:
        found |= set(roster.holders(own, [LEADER]))
    if PARENT_LEADERS in rung.to:
        found |= set(roster.holders(parents.get(own), [LEADER]))
    if OWNERS in rung.to:
        found |= {id for owner in deadline.owner_ids for id in roster.holders(owner, [LEADER])}
    return tuple(sorted(found)[:MOST_OFFICERS])
