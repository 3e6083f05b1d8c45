"""Dead letters: events that could not be applied, kept whole with their reason, and what becomes of them.

A dead letter is a row of the own outbox to `<service>.dlq`, written in the transaction that skips the
event; it never expires. Repeating it applies the stored event anew in one transaction.
"""

import itertools
from collections import defaultdict, deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from chassis import contracts, events, inbox, metrics, outbox
from chassis.mongo import Database
from chassis.service import Service
from chassis.transaction import Tx

MAX_CONSECUTIVE, MAX_RECENT, RECENT = 100, 200, 1000
MAX_REASON_BYTES = 1024
LETTERS = {"dead": {"$exists": True}}
OPEN = LETTERS | {"dead.settled": None}
Place = tuple[str, int]
End = Callable[[Tx, Mapping[str, Any]], str]


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

    @cached_property
    def place(self) -> Place:
        """The topic and the partition it comes from."""
        return self.topic, self.partition

    @cached_property
    def event_type(self) -> str:
        """The type it claims to have, or "unknown"."""
        return self.header("ce_type", b"unknown")

    def header(self, name: str, missing: bytes) -> str:
        """Return what a header claims, however broken."""
        return dict(self.headers).get(name, missing).decode(errors="replace")


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
            recent = ahead.get(place) or ahead.setdefault(place, self._recent[place].copy())
            recent.append(dead)
            in_a_row = itertools.takewhile(bool, reversed(recent))
            if dead and (sum(in_a_row) > MAX_CONSECUTIVE or sum(recent) > MAX_RECENT):
                raise FuseBlown(f"{place[0]}[{place[1]}]: too many events fail; the consumer stops")


def row(service: str, inbox_id: str, record: Record, reason: Exception, attempts: int) -> dict[str, Any]:
    """Return the outbox row of a record that could not be applied; its body is kept byte for byte."""
    origin = {name: getattr(record, name) for name in ("topic", "partition", "offset", "timestamp")}
    dead = origin | {
        "service": service,
        "inbox_id": inbox_id,
        "error": type(reason).__name__,
        "message": f"{reason}".encode()[:MAX_REASON_BYTES].decode(errors="ignore"),
        "attempts": attempts,
        "at": datetime.now(UTC),
        "original": [[name, value] for name, value in record.headers],
        "settled": None,
    }
    told = {f"x-orig-{name}": value for name, value in origin.items()} | {
        "x-error-class": dead["error"],
        "x-error-message": dead["message"],
        "x-attempts": attempts,
        "x-first-failed": dead["at"],
    }
    headers = [*record.headers, *((name, f"{value}".encode()) for name, value in told.items())]
    sent = outbox.pending(f"{inbox_id}:dead", f"{service}.dlq", record.key, headers, record.value)
    return sent | {"type": record.event_type, "dead": dead}


def listed(database: Database, *, open_only: bool = True) -> list[dict[str, Any]]:
    """Return the dead letters of a store, oldest first, without their bodies."""
    wanted = OPEN if open_only else LETTERS
    return list(database.db[outbox.COLLECTION].find(wanted, {"body": 0, "hdr": 0}).sort("ts", 1))


def count_open(database: Database) -> int:
    """Return how many dead letters nobody has dealt with, and show it as a metric."""
    number = database.db[outbox.COLLECTION].count_documents(OPEN)
    metrics.set_to("dlq_open_events", number)
    return number


def summary(letter: Mapping[str, Any]) -> dict[str, Any]:
    """Return what an operator reads of a dead letter: nothing of the event's content."""
    dead = letter["dead"]
    return {
        "id": letter["_id"],
        "service": dead["service"],
        "type": letter["type"],
        "place": f"{dead['topic']}[{dead['partition']}]@{dead['offset']}",
        "reason": f"{dead['error']}: {dead['message']}",
        "at": dead["at"].isoformat(timespec="seconds"),
        **{name: dead[name] for name in ("attempts", "settled")},
    }


def redrive(service: Service, database: Database, letter_id: str, operator: str) -> str:
    """Apply a dead letter's event again, in one transaction with its settlement; returns what became of it.

    Doing it twice does nothing more. Raises what the handler raises; the letter then stays open.
    """

    def apply(tx: Tx, letter: Mapping[str, Any]) -> str:
        event = events.decode(events.attributes_of(letter["dead"]["original"]), letter["body"])
        contracts.validate(event.type, event.data)
        tx.db[inbox.COLLECTION].delete_one({"_id": letter["dead"]["inbox_id"]}, session=tx.session)
        inbox.remember(tx, [{"_id": event.id, "type": event.type}])
        service.subscriptions[event.type](tx, event)
        return "redriven"

    return _settle(database, letter_id, operator, apply)


def discard(database: Database, letter_id: str, operator: str, reason: str) -> str:
    """Close a dead letter without applying it; the reason is kept."""
    return _settle(database, letter_id, operator, lambda tx, letter: f"discarded: {reason}")


def _settle(database: Database, letter_id: str, operator: str, end: End) -> str:
    def settle(tx: Tx) -> str:
        rows = tx.db[outbox.COLLECTION]
        letter = rows.find_one({"_id": letter_id} | OPEN, session=tx.session)
        if letter is None:
            return "settled before"
        settled = {"how": end(tx, letter), "by": operator, "at": datetime.now(UTC)}
        rows.update_one({"_id": letter_id}, {"$set": {"dead.settled": settled}}, session=tx.session)
        return str(settled["how"])

    return database.transaction(settle)
