"""What notifications hears, and every part that listens to it."""

from __future__ import annotations

from collections.abc import Callable

from chassis.events import Event
from chassis.identity import IDENTITY_SUBSCRIPTIONS
from chassis.transaction import Tx
from services.notifications.deadlines import handlers as deadlines
from services.notifications.inbox import handlers as inbox
from services.notifications.inbox.announcements import JOINS, ROWS
from services.notifications.inbox.telling import on_announced, on_joined

Handler = Callable[[Tx, Event], None]
# In this order: an announcement about a task asks whether the task was acknowledged.
LEARNT: dict[str, Handler] = {
    "directive-issued.v1": inbox.on_directive_issued,
    "task-assigned.v1": deadlines.on_task_assigned,
    "task-acknowledged.v1": deadlines.on_task_acknowledged,
    "report-required.v1": deadlines.on_report_required,
    "report-due-set.v1": deadlines.on_report_due_set,
    "report-submitted.v1": deadlines.on_report_stands,
    "report-accepted.v1": deadlines.on_report_stands,
    "report-returned.v1": deadlines.on_report_returned,
}
CLOSED: dict[str, Handler] = {"task-acknowledged.v1": inbox.on_task_acknowledged}


def _all_of(event_type: str) -> Handler:
    known = [table[event_type] for table in (LEARNT, CLOSED) if event_type in table]
    announced = [on_announced] * (event_type in ROWS) + [on_joined] * (event_type in JOINS)
    handlers = [*known, *announced]

    def handle(tx: Tx, event: Event) -> None:
        for one in handlers:
            one(tx, event)

    return handle


SUBSCRIPTIONS: dict[str, Handler] = (
    IDENTITY_SUBSCRIPTIONS
    | {event_type: _all_of(event_type) for event_type in sorted({*LEARNT, *ROWS, *JOINS})}
    | {"officer-changed.v1": inbox.on_officer_changed}
)
