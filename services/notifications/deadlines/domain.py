"""A deadline: what an agency owes, or what somebody still has to give a day; and what was reminded of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

TASK, REQUIREMENT, PERIOD = "task", "requirement", "period"
STANDING, ONE_OFF, REPORT = "standing", "one-off", "report"
REQUESTED, DORMANT = "requested", "dormant"
DUE_MISSING = "due-missing"


@dataclass(frozen=True, kw_only=True)
class Sent:
    """The last reminder of a deadline: its rule, the due day it spoke of, the day of the run."""

    rule: str
    due_on: dt.date | None
    on: dt.date


@dataclass(frozen=True, kw_only=True)
class Deadline:
    """What is due; `agency_id` owes it, `owner_ids` set its day.

    A required report is due when its period is: its own `due_on` stays empty in the store and is filled in
    from the period when it is judged, so that moving a period is one write.
    """

    id: str
    subject_kind: str
    kind: str
    agency_id: str
    owner_ids: tuple[str, ...]
    directive_id: str | None
    campaign_id: str | None
    since: dt.date
    binding: str | None = None
    template: str | None = None
    period_id: str | None = None
    due_on: dt.date | None = None
    timely_until: dt.date | None = None
    answered: bool = False
    sent: Sent | None = None


def term_of_task(kind: str, status: str, due_on: str | None) -> str | None:
    """Say what a task waits for: its day, a day to be given, or nothing that a reminder could tell.

    A standing task has no day of its own (R14), a dormant one no duty yet; what is done when the occasion
    arises needs no day.
    """
    if kind == STANDING or status == DORMANT:
        return None
    return due_on or (DUE_MISSING if kind == ONE_OFF else None)


def agency_of(requirement_id: str) -> str:
    """Return the agency that owes a requirement, from its natural key (events.md §2)."""
    return requirement_id.split(":")[1]
