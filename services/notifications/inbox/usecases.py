"""What an officer does with the inbox: looks, reads, acknowledges."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from chassis.context import Context
from chassis.transaction import Tx
from services.notifications.deliveries import store as deliveries
from services.notifications.inbox import reading, store
from services.notifications.inbox.domain import Notification
from services.notifications.reminders import store as reminders
from services.notifications.reminders.domain import reminder_id

Document = dict[str, Any]


def shown(tx: Tx, documents: Sequence[Document]) -> list[Document]:
    """Return notifications with their words and what became of their mails."""
    mails = deliveries.of_notifications(tx, (one["_id"] for one in documents))
    return [one | {"mail": mails.get(one["_id"])} for one in reading.shown(tx, documents)]


def read(tx: Tx, ctx: Context, document: Document) -> Document:
    """Note that the officer has read it."""
    changed = store.save(tx, document, store.notification_of(document).read(ctx.now))
    return shown(tx, [changed])[0]


def acknowledge(tx: Tx, ctx: Context, document: Document) -> Document:
    """Note that the officer has taken note; each reminder in a digest tells the others."""
    before = store.notification_of(document)
    after = before.acknowledge(ctx.now)
    if after != before:
        _acknowledge_reminders(tx, ctx, before)
        tx.audit(ctx, kind="notification", object_id=before.id, action="acknowledge", version=after.version)
    return shown(tx, [store.save(tx, document, after)])[0]


def _acknowledge_reminders(tx: Tx, ctx: Context, digest: Notification) -> None:
    """Acknowledge what the digest reminded of; a reminder sent again since waits for its own digest."""
    ids = dict.fromkeys(reminder_id(line.rule, line.subject_id) for line in digest.lines)
    noted = []
    for known in reminders.reminders(tx, ids).values():
        if known.business_day == digest.day and ctx.actor.officer_id not in known.acknowledged_by:
            reminder, event = known.acknowledge(ctx.actor.officer_id, ctx.actor.agency_id, ctx.today)
            noted.append(reminder)
            tx.publish(event, ctx)
    reminders.save(tx, noted)
