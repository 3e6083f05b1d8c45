"""What the inbox learns from events besides what it announces."""

from __future__ import annotations

from chassis.events import Event
from chassis.transaction import Tx
from services.notifications.addressing import store as addressing
from services.notifications.inbox import store, telling


def on_directive_issued(tx: Tx, event: Event) -> None:
    """Keep number and notation, which the texts name."""
    tx.project(store.DIRECTIVES, event.subject, event.sequence, {"symbol": event.data["symbol"]})


def on_task_acknowledged(tx: Tx, event: Event) -> None:
    """Close what waited for it."""
    store.close(tx, event.data["task_id"], event.time)


def on_officer_changed(tx: Tx, event: Event) -> None:
    """Keep the officer's seats, and tell in a new one what was announced there."""
    seats = {name: event.data[name] for name in ("active", "positions")}
    before = addressing.keep_officer(tx, event.subject, event.sequence, seats)
    if before is not None and seats["active"]:
        telling.catch_up(tx, {"_id": event.subject, **seats}, before)
