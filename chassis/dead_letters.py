"""Dead letters: events that could not be applied, kept whole with their reason, and what becomes of them.

A dead letter is a row of the own outbox to `<service>.dlq`, written in the transaction that skips the
event; it never expires. Repeating it applies the stored event anew in one transaction.
"""

from __future__ import annotations

import itertools
from collections import defaultdict, deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from bson import Binary

from chassis import contracts, events, inbox, metrics, outbox

if TYPE_CHECKING:
    from chassis.mongo import Database
    from chassis.service import Service
    from chassis.transaction import Tx

MAX_CONSECUTIVE, MAX_RECENT, RECENT = 100, 200, 1000
MAX_REASON_BYTES = 1024
Place = tuple[str, int]


@dataclass(frozen=True)
class Record:
    """A record as it came from Kafka."""

    topic: str
    partition: int
    offset: int
    timestamp: int
    key: bytes | None
    headers: events.Headers
    value: bytes | None


class FuseBlown(Exception):
    """Too much goes to the dead letters: rather stop than put everything aside."""


class Fuse:
    """Watches one consumer: more than 100 dead letters in a row, or 200 of the last 1,000, in a partition."""

    def __init__(self) -> None:
        self._recent: dict[Place, deque[bool]] = defaultdict(lambda: deque(maxlen=RECENT))

    def note(self, place: Place, *, dead: bool) -> None:
        """Count what became of an event, once that is committed."""
        self._recent[place].append(dead)

    def check(self, outcomes: Iterable[tuple[Place, bool]]) -> None:
        """Raise FuseBlown when these outcomes (place, dead) would be too much; they are not counted yet."""
        ahead: dict[Place, deque[bool]] = {}
        for place, dead in outcomes:
            recent = ahead.setdefault(place, self._recent[place].copy())
            recent.append(dead)
            in_a_row = sum(itertools.takewhile(bool, reversed(recent)))
            if dead and (in_a_row > MAX_CONSECUTIVE or sum(recent) > MAX_RECENT):
                raise FuseBlown(f"{place[0]}[{place[1]}]: too many events fail; the consumer stops")


def row(service: str, inbox_id: str, record: Record, reason: Exception, attempts: int) -> dict[str, Any]:
    """Return the outbox row of a record that could not be applied; its body is kept byte for byte."""
    told = f"{reason}".encode()[:MAX_REASON_BYTES].decode(errors="ignore")
    now = datetime.now(UTC)
    headers: events.Headers = [
        *record.headers,
        ("x-orig-topic", record.topic.encode()),
        ("x-orig-partition", str(record.partition).encode()),
        ("x-orig-offset", str(record.offset).encode()),
        ("x-orig-timestamp", str(record.timestamp).encode()),
        ("x-error-class", type(reason).__name__.encode()),
        ("x-error-message", told.encode()),
        ("x-attempts", str(attempts).encode()),
        ("x-first-failed", now.isoformat().encode()),
    ]
    dead = {
        "service": service,
        "inbox_id": inbox_id,
        "topic": record.topic,
        "partition": record.partition,
        "offset": record.offset,
        "error": type(reason).__name__,
        "message": told,
        "attempts": attempts,
        "at": now,
        "original": [[name, Binary(value)] for name, value in record.headers],
        "settled": None,
    }
    key = None if record.key is None else Binary(record.key)
    sent = outbox.pending(f"{inbox_id}:dead", f"{service}.dlq", key, headers, record.value)
    return sent | {"type": event_type(record), "dead": dead}


def event_type(record: Record) -> str:
    """Return the type a record claims to have, or "unknown"."""
    claimed = dict(record.headers).get("ce_type", b"unknown")
    return claimed.decode(errors="replace")


def listed(database: Database, *, open_only: bool = True) -> list[dict[str, Any]]:
    """Return the dead letters of a store, oldest first, without their bodies."""
    wanted: dict[str, Any] = {"dead": {"$exists": True}}
    if open_only:
        wanted["dead.settled"] = None
    return list(database.db[outbox.COLLECTION].find(wanted, {"body": 0, "hdr": 0}).sort("ts", 1))


def shown(database: Database, letter_id: str) -> dict[str, Any] | None:
    """Return one dead letter whole."""
    return database.db[outbox.COLLECTION].find_one({"_id": letter_id, "dead": {"$exists": True}})


def redrive(service: Service, database: Database, letter_id: str, operator: str) -> str:
    """Apply a dead letter's event again, in one transaction with its settlement; returns what became of it.

    Doing it twice does nothing more. Raises what the handler raises; the letter then stays open.
    """

    def again(tx: Tx) -> str:
        letter = _open(tx, letter_id)
        if letter is None:
            return "settled before"
        event = _event_of(letter)
        tx.db[inbox.COLLECTION].delete_one({"_id": letter["dead"]["inbox_id"]}, session=tx.session)
        inbox.remember(tx, [{"_id": event.id, "type": event.type}])
        service.subscriptions[event.type](tx, event)
        _settle(tx, letter_id, "redriven", operator)
        return "redriven"

    return database.transaction(again)


def discard(database: Database, letter_id: str, operator: str, reason: str) -> str:
    """Close a dead letter without applying it; the reason is kept."""

    def close(tx: Tx) -> str:
        if _open(tx, letter_id) is None:
            return "settled before"
        _settle(tx, letter_id, f"discarded: {reason}", operator)
        return "discarded"

    return database.transaction(close)


def _open(tx: Tx, letter_id: str) -> dict[str, Any] | None:
    wanted = {"_id": letter_id, "dead.settled": None, "dead": {"$exists": True}}
    return tx.db[outbox.COLLECTION].find_one(wanted, session=tx.session)


def _event_of(letter: Mapping[str, Any]) -> events.Event:
    original = [(name, bytes(value)) for name, value in letter["dead"]["original"]]
    event = events.decode(events.attributes_of(original), letter["body"])
    contracts.validate(event.type, event.data)
    return event


def _settle(tx: Tx, letter_id: str, how: str, operator: str) -> None:
    settled = {"how": how, "by": operator, "at": datetime.now(UTC)}
    wanted = {"_id": letter_id}
    tx.db[outbox.COLLECTION].update_one(wanted, {"$set": {"dead.settled": settled}}, session=tx.session)


def count_open(database: Database) -> int:
    """Return how many dead letters nobody has dealt with, and show it as a metric."""
    number = database.db[outbox.COLLECTION].count_documents({"dead.settled": None, "dead": {"$exists": True}})
    metrics.set_to("dlq_open_events", number)
    return number
