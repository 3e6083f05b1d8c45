"""The machinery broken on purpose: for each promise a mistake someone could make, which the table must show.

`make faults MISTAKES=1` makes the mistake of each row and fails unless the table tells of it: a row that does
not see its mistake proves nothing.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Any


def put(owner: Any, **parts: Any) -> None:
    """Put other parts in the place of those that are there; raises AttributeError when one is not."""
    for name, part in parts.items():
        getattr(owner, name)
        setattr(owner, name, part)


def no_inbox() -> None:
    """Forget what has been applied."""
    from chassis import inbox

    def remember(tx: Any, rows: Iterable[dict[str, Any]]) -> set[str]:
        told = {row["_id"]: row for row in rows}
        for id, row in told.items():
            tx.db[inbox.COLLECTION].replace_one({"_id": id}, row, upsert=True, session=tx.session)
        return set(told)

    put(inbox, remember=remember)


def mark_first() -> None:
    """Mark rows as sent before they are sent."""
    from chassis.relay import Relay

    send = Relay._send

    def marking(self: Any, rows: list[Any]) -> Any:
        self._mark(rows)
        return send(self, rows)

    put(Relay, _send=marking)


def offsets_first() -> None:
    """Commit the offsets before the events are applied, and trust them more than the store."""
    from chassis import batch, inbox
    from chassis.consumer import Consumer

    def committing(self: Consumer, client: Any) -> None:
        records = self._poll(client)
        if records:
            self._commit(client, records)
            self._step("after-poll")
            self._batches.apply(records, {})
            self._check_caught_up()
        self.assigned = True

    put(batch, _advance=lambda tx, first, after, beginnings: inbox.advance(tx, after))
    put(Consumer, _round=committing)


def no_guard() -> None:
    """Let a stale version overwrite a newer one."""
    from pymongo import ReplaceOne

    from chassis.transaction import Tx

    def project(self: Any, collection: str, id: str, version: int, document: Any) -> None:
        self._projected.setdefault(collection, {})[id] = {"_id": id, "ver": version, **document}

    def write(self: Any, collection: str, documents: dict[str, Any]) -> None:
        rows = documents.values()
        self.write(collection, [ReplaceOne({"_id": row["_id"]}, row, upsert=True) for row in rows])

    put(Tx, project=project, _write_projected=write)


def skip_poison() -> None:
    """Skip what cannot be read instead of keeping it."""
    from chassis.batch import Batches

    read = Batches._read

    def skipping(self: Any, record: Any) -> Any:
        reading = read(self, record)
        return None if reading is None or reading.fault else reading

    put(Batches, _read=skipping)


def deaf_to_sigterm() -> None:
    """Let a worker die at once when asked to stop."""
    register = signal.signal

    def registering(number: int, handler: Any) -> Any:
        deaf = number == signal.SIGTERM and "api" not in sys.argv
        return register(number, (lambda *_: os._exit(0)) if deaf else handler)

    put(signal, signal=registering)


def no_replay() -> None:
    """Forget which commands have been answered."""
    from chassis import requests

    put(requests, _replay=lambda tx, key, body: None, _keep=lambda tx, ctx, key, body, answer: None)


def mark_all() -> None:
    """Mark a window as sent whatever became of it."""
    from chassis import relay

    put(relay, delivered=lambda rows, outcome: list(rows))


def no_fuse() -> None:
    """Put everything aside, however much it is."""
    from chassis.dead_letters import Fuse

    put(Fuse, check=lambda self, outcomes: None)


def own_clock() -> None:
    """Judge a lease by the process's own clock."""
    from datetime import UTC, datetime, timedelta

    from chassis.lease import Lease

    take = Lease._take

    def taking(self: Any) -> Any:
        now = datetime.now(UTC)
        free = {"$lt": ["$until", now]}
        mine = {"$eq": ["$owner", self.owner]}
        ours = take(self)[0]["$replaceWith"]["$cond"][1] | {"until": now + timedelta(seconds=10)}
        return [{"$replaceWith": {"$cond": [{"$or": [free, mine]}, ours, "$$ROOT"]}}]

    put(Lease, _take=taking)


def no_drain() -> None:
    """Stop an API without a pause for the balancer to notice."""
    from gunicorn.arbiter import Arbiter

    from chassis.server import DrainingArbiter

    put(DrainingArbiter, handle_term=Arbiter.handle_term)


def weak_writes() -> None:
    """Acknowledge what only one member has."""
    from pymongo.write_concern import WriteConcern

    from chassis import mongo

    put(mongo, DURABLE=WriteConcern(w=1, j=False))


def by_the_stream() -> None:
    """Send what the change stream tells of, and never look into the table."""
    from pymongo.errors import PyMongoError

    from chassis import outbox, relay

    told: list[str] = []

    def ring(rows: Any, bell: Any, stop: Any) -> None:
        while not stop.is_set():
            with suppress(PyMongoError), rows.watch(INSERTS, max_await_time_ms=1000) as stream:
                while stream.alive and not stop.is_set():
                    if change := stream.try_next():
                        told.append(change["documentKey"]["_id"])
                        bell.set()

    def pending(self: Any) -> list[Any]:
        wanted = {"_id": {"$in": told}, "st": outbox.PENDING}
        return list(self._outbox.find(wanted).sort("ts", 1).limit(relay.WINDOW))

    put(relay, ring=ring)
    put(relay.Relay, _pending=pending)


def bare_refusal() -> None:
    """Refuse whoever is one too many, without saying when to come again."""
    from chassis import server

    create, free = server.create_app, threading.BoundedSemaphore(BUSY)

    def created(service: Any, settings: Any) -> Any:
        app = create(service, settings)
        answer = app.wsgi_app

        def wsgi(environ: Any, start_response: Any) -> Any:
            if not free.acquire(blocking=False):
                start_response("503 Service Unavailable", [("Content-Length", "0")])
                return []
            try:
                return answer(environ, start_response)
            finally:
                free.release()

        app.wsgi_app = wsgi
        return app

    put(server, create_app=created)


def random_ids() -> None:
    """Give what an event causes an id of its own each time."""
    from chassis import events, outbox

    put(outbox, derived_id=lambda cause_id, name: events.new_id())


def from_the_end() -> None:
    """Let a consumer begin a partition that it is given at its end, and trust that."""
    from chassis import batch, inbox
    from chassis.consumer import Consumer

    def look(self: Consumer, client: Any, records: Any) -> None:
        assigned = set(client.assignment())
        for place, end in client.end_offsets(list(assigned - self._placed)).items():
            client.seek(place, end)
        self._placed = assigned

    put(Consumer, _look_back=look)
    put(batch, _advance=lambda tx, first, after, beginnings: inbox.advance(tx, after))


INSERTS: list[dict[str, Any]] = [{"$match": {"operationType": "insert"}}]
BUSY = 4
SABOTAGES: dict[str, Callable[[], None]] = {
    "no-replay": no_replay,
    "mark-first": mark_first,
    "offsets-first": offsets_first,
    "weak-writes": weak_writes,
    "mark-all": mark_all,
    "no-inbox": no_inbox,
    "no-guard": no_guard,
    "skip-poison": skip_poison,
    "no-fuse": no_fuse,
    "by-the-stream": by_the_stream,
    "own-clock": own_clock,
    "bare-refusal": bare_refusal,
    "no-drain": no_drain,
    "random-ids": random_ids,
    "from-the-end": from_the_end,
    "abrupt": deaf_to_sigterm,
}
# The mistake that each row must see.
SEEN_BY = {
    "P1": "no-replay",
    "P2": "mark-first",
    "P3": "offsets-first",
    "P4": "weak-writes",
    "P5": "mark-all",
    "P6": "mark-all",
    "P7": "no-inbox",
    "P8": "no-guard",
    "P9": "skip-poison",
    "P11": "no-fuse",
    "P13": "by-the-stream",
    "P15": "own-clock",
    "P16": "bare-refusal",
    "P17": "no-drain",
    "P18": "random-ids",
    "P20": "from-the-end",
    "P21": "abrupt",
}


def told(name: str) -> str:
    """Return what a mistake is, in words."""
    return (SABOTAGES[name].__doc__ or "").strip()
