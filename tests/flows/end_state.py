"""What all stores hold when a story is over, and of that what two runs must have in common."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from bson import Timestamp
from pymongo import MongoClient

from infra.local.stack import SERVICES, Stack
from tests.flows.replays import counts_nothing, without_zeros

Document = dict[str, Any]
Stored = dict[str, list[Document]]
EndState = dict[str, Counter[str]]

# Two runs differ in these for a reason that is no fault.
UNLIKE_COLLECTIONS = {
    "accounts": "passwords are random",
    "attempts": "an officer whom nobody answers signs in again",
    "sessions": "an officer whom nobody answers signs in again",
    "idempotency": "keys are random",
    "positions": "which partition an event lies in follows from its random key",
    "bootstrap": "how far the wire was when the consumer first came",
    "leases": "who holds one",
    "gates": "which process passed how often",
}
UNLIKE_FIELDS = {
    "inbox": ("p", "o"),  # where on the wire
    "outbox": ("hdr",),  # ids and instants
}
# Audit entries of what is done as often as it takes: signing in again, looking for an address again.
AS_OFTEN_AS_IT_TAKES = ('"kind": "session"', '"action": "read-contact"')
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
HASH = re.compile(r"\b[0-9a-f]{64}\b")
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT[\d:.]+(?:Z|\+00:00)")


def stored(stack: Stack) -> Stored:
    """Return every document of every service, by service and collection."""
    assert stack.servers is not None
    with MongoClient[Document](stack.servers.mongo_url) as client:
        return {
            f"{service}.{name}": list(client[service][name].find())
            for service in SERVICES
            for name in client[service].list_collection_names()
        }


def end_state(everything: Stored) -> EndState:
    """Return how often each document is there, by collection, ids of the run and instants left out.

    Directives are told apart by their symbol and clauses by their number; bodies of the directory keep their
    ids, which are the same in every run.
    """
    replaced = _Replacing(everything)
    state: EndState = {}
    for place, found in everything.items():
        name = place.partition(".")[2]
        if name not in UNLIKE_COLLECTIONS:
            rows = (_comparable(name, row) for row in found if not counts_nothing(name, row))
            state[place] = Counter(
                json.dumps(replaced(row), sort_keys=True, ensure_ascii=False) for row in rows
            )
    audited = state["directory.audit"]
    for text in [text for text in audited if any(one in text for one in AS_OFTEN_AS_IT_TAKES)]:
        del audited[text]
    return state


def _comparable(collection: str, row: Document) -> Document:
    counted = without_zeros(collection, row)
    return {name: value for name, value in counted.items() if name not in UNLIKE_FIELDS.get(collection, ())}


class _Replacing:
    """Replaces what differs between two runs by what it stands for."""

    def __init__(self, everything: Stored) -> None:
        self._names = {
            row["_id"]: row["_id"]
            for collection in ("agencies", "officers", "groups")
            for row in everything[f"directory.{collection}"]
        }
        for row in everything["directives.directives"]:
            self._names[row["_id"]] = row["symbol"] or "a draft"
            self._names |= {clause["clause_id"]: clause["number"] for clause in row["clauses"]}
        today = datetime.now(UTC)
        days = (today + timedelta(days=past) for past in (-1, 0, 1))
        self._today = re.compile("|".join(day.date().isoformat() for day in days))

    def text(self, row: Document) -> str:
        """Return a document as text, ids and instants replaced."""
        return json.dumps(self(row), sort_keys=True, ensure_ascii=False)

    def __call__(self, value: Any) -> Any:
        """Return a value in the types of JSON, ids and instants replaced."""
        if isinstance(value, Mapping):
            return {self._text(name): self(inner) for name, inner in value.items()}
        if isinstance(value, list):
            return [self(inner) for inner in value]
        if isinstance(value, bytes):
            return self(json.loads(value))
        if isinstance(value, datetime | Timestamp):
            return "@"
        return self._text(value) if isinstance(value, str) else value

    def _text(self, text: str) -> str:
        named = UUID.sub(lambda found: self._names.get(found[0], "#"), text)
        return self._today.sub("@", INSTANT.sub("@", HASH.sub("#", named)))


def unlike(wanted: EndState, found: EndState) -> Iterator[str]:
    """Yield what is in one of two end states and not in the other, a few documents of each collection."""
    sides: tuple[tuple[str, Callable[[str], Counter[str]]], ...] = (
        ("missing", lambda place: wanted.get(place, Counter()) - found.get(place, Counter())),
        ("too much", lambda place: found.get(place, Counter()) - wanted.get(place, Counter())),
    )
    for place in sorted({*wanted, *found}):
        for side, between in sides:
            yield from (f"{place}: {side}: {text}" for text in sorted(between(place))[:3])
