"""The outbox: events committed with the change that they tell of, until the relay has sent them.

A row is validated and serialised when it is written; the relay never looks inside. `ts` is set by the
primary on insert: for one subject its order is the order of versions, whatever host wrote (0 of 40
aggregates wrong over two failovers; ids made by hosts do not give this).
"""

import time
from dataclasses import fields
from typing import Any

import orjson
from bson import Timestamp
from pymongo.database import Database

from chassis import contracts
from chassis.context import Context
from chassis.events import DomainEvent, Event, Headers, derived_id, headers_of, new_id

Row = dict[str, Any]
COLLECTION = "outbox"
PENDING, SENT, QUARANTINED = "P", "S", "X"
# CloudEvents' interoperability limit; far below what a topic takes, so the broker never refuses a size.
MAX_BODY_BYTES = 64 * 1024


def row(event: DomainEvent, ctx: Context) -> Row:
    """Return the outbox row of a domain event; raises ContractViolation when its data break the contract."""
    body = orjson.dumps(event_data(event, ctx))
    if len(body) > MAX_BODY_BYTES:
        raise contracts.ContractViolation(f"{event.TYPE} is larger than {MAX_BODY_BYTES} bytes")
    data = orjson.loads(body)
    contracts.validate(event.TYPE, data)
    sent = _event(event, ctx, data)
    row = pending(sent.id, contracts.topic_of(sent.type), sent.subject, headers_of(sent), body)
    return row | {"ver": sent.sequence, "type": sent.type}


def event_data(event: DomainEvent, ctx: Context) -> dict[str, Any]:
    """Return the data of an event: its own fields, and who did it in which role.

    A field whose name the event needs otherwise gives its wire name as `metadata={"name": ...}`.
    """
    own = {
        field.metadata.get("name", field.name): getattr(event, field.name)
        for field in fields(event)  # type: ignore[arg-type]
        if field.name not in {"subject", "sequence"}
    }
    return own | {"actor_id": ctx.actor.officer_id, "role": ctx.role}


def _event(event: DomainEvent, ctx: Context, data: dict[str, Any]) -> Event:
    cause = ctx.cause
    id = derived_id(cause.id, f"{event.TYPE}:{event.subject}") if cause else new_id()
    source = f"/services/{contracts.publisher_of(event.TYPE)}"
    because = (ctx.correlation_id, cause.id if cause else None, ctx.traceparent)
    return Event(id, source, event.TYPE, event.subject, event.sequence, ctx.now, data, *because)


def pending(id: str, topic: str, key: str | bytes | None, headers: Headers, body: bytes | None) -> Row:
    """Return a row to be sent; the topic is without the installation's prefix."""
    return {
        "_id": id,
        "topic": topic,
        "key": key,
        "ts": Timestamp(0, 0),
        "hdr": [[name, value] for name, value in headers],
        "body": body,
        "st": PENDING,
    }


def backlog(db: Database[dict[str, Any]]) -> tuple[int, float, int]:
    """Return how many rows wait (10,000 at most), the age of the oldest in seconds, how many were refused."""
    rows = db[COLLECTION]
    oldest = rows.find_one({"st": PENDING}, {"ts": 1}, sort=[("ts", 1)])
    age = max(0.0, time.time() - oldest["ts"].time) if oldest else 0.0
    waiting = rows.count_documents({"st": PENDING}, limit=10_000)
    return waiting, age, rows.count_documents({"st": QUARANTINED}, limit=100)
