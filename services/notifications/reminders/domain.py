"""The ladder of reminders: for one deadline and one day the rung that goes out, or none (domain.md §5.6)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import ClassVar, Self

from services.notifications.deadlines.domain import (
    DUE_MISSING,
    ONE_OFF,
    PERIOD,
    REQUESTED,
    STANDING,
    Deadline,
    Sent,
)

OFFICERS, LEADERS, PARENT_LEADERS, OWNERS = "officers", "leaders", "parent-leaders", "owners"
# A rung that nobody could send for so long is history, not a reminder.
CATCH_UP_DAYS = 30
# No holiday keeps offices closed for longer: so far the last day in time may lie behind the due day.
LONGEST_CLOSURE_DAYS = 15
MISSING_EVERY_DAYS = 7
ONE_DAY = dt.timedelta(days=1)
IsWorkingDay = Callable[[dt.date], bool]


@dataclass(frozen=True)
class Rung:
    """A step of the ladder: its rule, its days from the due day, in which words, and to whom."""

    rule: str
    offset: int
    tone: str
    to: tuple[str, ...]


LADDER = (
    Rung("T-15", -15, "upcoming", (OFFICERS,)),
    Rung("T-7", -7, "upcoming", (OFFICERS,)),
    Rung("T-3", -3, "upcoming", (OFFICERS,)),
    Rung("T-1", -1, "upcoming", (OFFICERS,)),
    Rung("T0", 0, "today", (OFFICERS,)),
    Rung("T+1", 1, "overdue", (OFFICERS,)),
    Rung("T+3", 3, "escalated", (OFFICERS, LEADERS)),
    Rung("T+7", 7, "escalated-further", (OFFICERS, LEADERS, PARENT_LEADERS)),
)
COURTEOUS = tuple(replace(rung, tone="courtesy") for rung in LADDER if rung.offset < 0)
WITHOUT_A_DAY = Rung(DUE_MISSING, 0, DUE_MISSING, (OWNERS,))
RANK = {rung.rule: place for place, rung in enumerate(LADDER)}
FIRST_OFFSET, LAST_OFFSET = LADDER[0].offset, LADDER[-1].offset


def rung_on(deadline: Deadline, day: dt.date, is_working_day: IsWorkingDay) -> Rung | None:
    """Return what is to be sent on a day, given what was sent before; R10, R11 and R14 of domain.md.

    Nothing goes out on a day off, except on the due day itself. A rung that falls on a day off waits for the
    next working day, and is dropped when a later one has come by then. So a run that was left out for days
    sends the last rung due, once.
    """
    if deadline.answered or deadline.kind == STANDING:
        return None
    if deadline.due_on is None:
        return _without_a_day(deadline, day) if is_working_day(day) else None
    if deadline.kind == PERIOD:
        return None
    if deadline.binding == REQUESTED and day >= deadline.due_on:
        return None
    rung = _last_reached(deadline, day, is_working_day)
    if rung is None or _was_sent(deadline, rung):
        return None
    on_the_day = rung.offset == 0 and day == deadline.due_on
    return rung if on_the_day or is_working_day(day) else None


def window(day: dt.date) -> tuple[dt.date, dt.date]:
    """Return the first and the last due day of which a run on `day` may remind."""
    back = LONGEST_CLOSURE_DAYS + LAST_OFFSET + CATCH_UP_DAYS
    return day - back * ONE_DAY, day - FIRST_OFFSET * ONE_DAY


def _last_reached(deadline: Deadline, day: dt.date, is_working_day: IsWorkingDay) -> Rung | None:
    rungs = COURTEOUS if deadline.binding == REQUESTED else LADDER
    planned = [(rung, _planned(deadline, rung, is_working_day)) for rung in rungs]
    reached = [(rung, on) for rung, on in planned if on <= day]
    if not reached:
        return None
    rung, on = reached[-1]
    return rung if (day - on).days <= CATCH_UP_DAYS else None


def _planned(deadline: Deadline, rung: Rung, is_working_day: IsWorkingDay) -> dt.date:
    """Count back from the due day, on from the last day in time: nothing is overdue before it is late."""
    due_on = deadline.due_on or dt.date.max
    start = due_on if rung.offset <= 0 else _last_day_in_time(deadline, due_on, is_working_day)
    return start + rung.offset * ONE_DAY


def _last_day_in_time(deadline: Deadline, due_on: dt.date, is_working_day: IsWorkingDay) -> dt.date:
    last = deadline.timely_until or due_on
    while deadline.timely_until is None and not is_working_day(last):
        last += ONE_DAY
    return last


def _was_sent(deadline: Deadline, rung: Rung) -> bool:
    sent = deadline.sent
    return sent is not None and sent.due_on == deadline.due_on and RANK[sent.rule] >= RANK[rung.rule]


def _without_a_day(deadline: Deadline, day: dt.date) -> Rung | None:
    """Warn who has to give the day, at once and every seven days; what needs none is left alone."""
    if deadline.kind not in {PERIOD, ONE_OFF} or day < deadline.since:
        return None
    last = deadline.sent.on if deadline.sent and deadline.sent.due_on is None else None
    again = last is None or (day - last).days >= MISSING_EVERY_DAYS
    return WITHOUT_A_DAY if again else None


@dataclass(frozen=True, kw_only=True)
class ReminderSent:
    """Officers were reminded of something that is or will be due."""

    TYPE: ClassVar[str] = "reminder-sent.v1"
    rule: str
    subject_kind: str
    subject_id: str
    sequence: int
    agency_id: str
    occurred_on: dt.date
    campaign_id: str | None
    directive_id: str | None
    officer_ids: tuple[str, ...]
    due_on: dt.date | None
    business_day: dt.date

    @property
    def subject(self) -> str:
        """A rung of one deadline; it may go out again when the day moves."""
        return reminder_id(self.rule, self.subject_id)


@dataclass(frozen=True, kw_only=True)
class ReminderAcknowledged:
    """An officer has taken note of a reminder."""

    TYPE: ClassVar[str] = "reminder-acknowledged.v1"
    rule: str
    subject_kind: str
    subject_id: str
    sequence: int
    agency_id: str
    occurred_on: dt.date
    campaign_id: str | None
    directive_id: str | None
    officer_id: str
    acknowledged_on: dt.date

    @property
    def subject(self) -> str:
        """The reminder that was acknowledged."""
        return reminder_id(self.rule, self.subject_id)


@dataclass(frozen=True, kw_only=True)
class Reminder:
    """A rung of one deadline: when it last went out, to whom, and who has acknowledged it since."""

    id: str
    version: int = 0
    rule: str
    subject_kind: str
    subject_id: str
    agency_id: str
    directive_id: str | None
    campaign_id: str | None
    due_on: dt.date | None = None
    business_day: dt.date | None = None
    officer_ids: tuple[str, ...] = ()
    acknowledged_by: tuple[str, ...] = ()

    def send(self, deadline: Deadline, officers: tuple[str, ...], day: dt.date) -> tuple[Self, ReminderSent]:
        """Send it, perhaps again for another day; whoever acknowledged it before is asked anew."""
        sent = replace(
            self,
            version=self.version + 1,
            due_on=deadline.due_on,
            business_day=day,
            officer_ids=officers,
            acknowledged_by=(),
        )
        return sent, ReminderSent(
            rule=self.rule,
            subject_kind=self.subject_kind,
            subject_id=self.subject_id,
            sequence=sent.version,
            agency_id=self.agency_id,
            occurred_on=day,
            campaign_id=self.campaign_id,
            directive_id=self.directive_id,
            officer_ids=officers,
            due_on=deadline.due_on,
            business_day=day,
        )

    def acknowledge(self, officer_id: str, agency_id: str, day: dt.date) -> tuple[Self, ReminderAcknowledged]:
        """Note that an officer, acting for an agency, has taken note."""
        noted = replace(self, version=self.version + 1, acknowledged_by=(*self.acknowledged_by, officer_id))
        return noted, ReminderAcknowledged(
            rule=self.rule,
            subject_kind=self.subject_kind,
            subject_id=self.subject_id,
            sequence=noted.version,
            agency_id=agency_id,
            occurred_on=day,
            campaign_id=self.campaign_id,
            directive_id=self.directive_id,
            officer_id=officer_id,
            acknowledged_on=day,
        )


def reminder_id(rule: str, subject_id: str) -> str:
    """Name a rung of one deadline."""
    return f"{rule}:{subject_id}"


def reminder_of(deadline: Deadline, rung: Rung) -> Reminder:
    """Return a rung of a deadline that was never sent."""
    return Reminder(
        id=reminder_id(rung.rule, deadline.id),
        rule=rung.rule,
        subject_kind=deadline.subject_kind,
        subject_id=deadline.id,
        agency_id=deadline.agency_id,
        directive_id=deadline.directive_id,
        campaign_id=deadline.campaign_id,
    )


def sent_mark(deadline: Deadline, rung: Rung, day: dt.date) -> Sent:
    """Return what the deadline keeps of a reminder."""
    return Sent(rule=rung.rule, due_on=deadline.due_on, on=day)
