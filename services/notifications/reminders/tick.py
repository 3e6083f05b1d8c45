"""The run of reminders for one business day: page by page, each page one transaction, repeatable at will.

What was sent stands on the deadline, in the transaction that sends it. So a run that is broken off, made
twice, or made by two processes at once sends nothing twice; a run that was left out is made good by the next.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from chassis.context import Actor, Context, Scope
from chassis.documents import plain
from chassis.mongo import Database
from chassis.transaction import Tx
from services.notifications.deadlines import store as deadlines
from services.notifications.deliveries import store as deliveries
from services.notifications.inbox import store as inbox
from services.notifications.inbox.domain import Line, delivery_id, notification_id
from services.notifications.inbox.reading import DIGEST
from services.notifications.inbox.texts import texts
from services.notifications.reminders import store
from services.notifications.reminders.domain import reminder_of, sent_mark
from services.notifications.reminders.planning import Planned, planned, terms_on, working_days

PAGE = 100
SECONDS = 20.0


@dataclass(frozen=True)
class Step:
    """What one transaction of a run has done."""

    reminders: int = 0
    mails: int = 0


@dataclass(frozen=True)
class Run:
    """The run for one business day, made at some moment."""

    day: dt.date
    now: dt.datetime

    def steps(self, database: Database) -> Iterator[Step]:
        """Send what is due, a page at a time; the caller goes on until the run is over.

        Raises Refusal `calendar-missing` when the day's year has no calendar.
        """
        tx = database.reading()
        working_days(tx, self.day)
        for term in deadlines.awaited(tx, terms_on(tx, self.day)):
            cursor: str | None = None
            more = True
            while more:
                page = partial(self._page, term=term, cursor=cursor)
                step, cursor = database.transaction(page, SECONDS)
                more = cursor is not None
                yield step
        while mails := database.transaction(_mail_digests, SECONDS):
            yield Step(mails=mails)
        database.transaction(lambda tx: store.note_run(tx, self.day, {"ended_at": self.now}))

    def _page(self, tx: Tx, term: str, cursor: str | None) -> tuple[Step, str | None]:
        found = planned(tx, self.day, [term], None, limit=PAGE, cursor=cursor)
        self._send(tx, found.items)
        return Step(reminders=len(found.items)), found.next_cursor

    def _send(self, tx: Tx, due: Sequence[Planned]) -> None:
        """Send rungs: the reminder with its event, the mark on the deadline, a line in each digest."""
        fresh = {one.deadline.id: reminder_of(one.deadline, one.rung) for one in due}
        known = store.reminders(tx, (one.id for one in fresh.values()))
        changed = []
        for one in due:
            before = fresh[one.deadline.id]
            sent, event = known.get(before.id, before).send(one.deadline, one.officer_ids, self.day)
            changed.append(sent)
            tx.publish(event, _context(one.deadline.agency_id, self.now))
        store.save(tx, changed)
        marks = {one.deadline.id: plain(sent_mark(one.deadline, one.rung, self.day)) for one in due}
        deadlines.note_sent(tx, marks)
        self._fill_digests(tx, due)

    def _fill_digests(self, tx: Tx, due: Sequence[Planned]) -> None:
        lines: defaultdict[str, list[Planned]] = defaultdict(list)
        for one in due:
            for officer_id in one.officer_ids:
                lines[officer_id].append(one)
        inbox.write(
            tx,
            [
                inbox.append(self._digest(officer, found[0]), [_line(one) for one in found])
                for officer, found in lines.items()
            ],
        )

    def _digest(self, officer_id: str, first: Planned) -> dict[str, Any]:
        day = self.day.isoformat()
        return {
            "_id": notification_id(f"{DIGEST}:{day}", officer_id),
            "officer_id": officer_id,
            "agency_id": first.deadline.agency_id,
            "template": DIGEST,
            "template_version": texts().newest(DIGEST).version,
            "facts": {},
            "subject_kind": "day",
            "subject_id": day,
            "day": day,
            "at": self.now,
            "acknowledged_at": None,
            "closed_at": None,
        }


def _context(agency_id: str, now: dt.datetime) -> Context:
    return Context(Actor("system", agency_id), "service", Scope(frozenset()), now)


def _line(one: Planned) -> Line:
    return Line(
        rule=one.rung.rule,
        tone=one.rung.tone,
        subject_kind=one.deadline.subject_kind,
        subject_id=one.deadline.id,
        agency_id=one.deadline.agency_id,
        directive_id=one.deadline.directive_id,
        template=one.deadline.template,
        due_on=one.deadline.due_on,
    )


def _mail_digests(tx: Tx) -> int:
    """Make the mails of digests, of an earlier run that was broken off as well; one per officer and day."""
    grown = inbox.digests_to_mail(tx, PAGE)
    mails = [
        deliveries.new(
            delivery_id(f"{DIGEST}:{one['day']}", one["officer_id"]), one, {"notification_id": one["_id"]}
        )
        for one in grown
    ]
    deliveries.add(tx, mails)
    inbox.note_mailed(tx, [one["_id"] for one in grown])
    return len(grown)
