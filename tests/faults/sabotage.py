"""The machinery broken on purpose: for each promise a mistake someone could make, which the table must show.

`python -m tests.faults P7 --sabotage no-inbox` must end with status 1: a row that does not see its mistake
proves nothing.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from typing import Any


def no_inbox() -> None:
    """Forget what has been applied."""
    from chassis import inbox

    inbox.seen = lambda tx, ids: set()
    inbox.remember = lambda tx, rows: [
        tx.db[inbox.COLLECTION].replace_one({"_id": row["_id"]}, row, upsert=True, session=tx.session)
        for row in rows
    ]


def mark_first() -> None:
    """Mark rows as sent before they are sent."""
    from chassis.relay import Relay

    send = Relay._send

    def marking(self: Any, rows: list[Any]) -> Any:
        self._mark(rows)
        return send(self, rows)

    Relay._send = marking


def offsets_first() -> None:
    """Commit the offsets before the events are applied, and trust them more than the store."""
    from chassis import batch, inbox
    from chassis.consumer import Consumer

    apply = batch.Batches.apply

    def committing(self: Consumer, client: Any) -> None:
        records = self._poll(client)
        if records:
            self._commit(client, records)
            self._step("after-poll")
            self._batches.apply(records, self._beginnings_of(client, records))
            self._check_caught_up()
        self.assigned = True

    batch._advance = lambda tx, first, after, beginnings: inbox.advance(tx, after)
    batch.Batches.apply = apply
    Consumer._round = committing


def no_guard() -> None:
    """Let a stale version overwrite a newer one."""
    from pymongo import ReplaceOne

    from chassis.transaction import Tx

    def project(self: Any, collection: str, id: str, version: int, document: Any) -> None:
        self._projected.setdefault(collection, {})[id] = {"_id": id, "ver": version, **document}

    def write(self: Any, collection: str, documents: dict[str, Any]) -> None:
        rows = documents.values()
        self._write(collection, [ReplaceOne({"_id": row["_id"]}, row, upsert=True) for row in rows])

    Tx.project, Tx._write_projected = project, write


def skip_poison() -> None:
    """Skip what cannot be read instead of keeping it."""
    from chassis.batch import Batches

    read = Batches._read

    def skipping(self: Any, record: Any) -> Any:
        reading = read(self, record)
        return None if reading is None or reading.fault else reading

    Batches._read = skipping


def deaf_to_sigterm() -> None:
    """Let a worker die at once when asked to stop."""
    register = signal.signal

    def registering(number: int, handler: Any) -> Any:
        deaf = number == signal.SIGTERM and "gunicorn" not in sys.modules
        return register(number, (lambda *_: os._exit(0)) if deaf else handler)

    signal.signal = registering


SABOTAGES: dict[str, Callable[[], None]] = {
    "no-inbox": no_inbox,
    "mark-first": mark_first,
    "offsets-first": offsets_first,
    "no-guard": no_guard,
    "skip-poison": skip_poison,
    "abrupt": deaf_to_sigterm,
}
