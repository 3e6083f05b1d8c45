"""A service's store filled from the wire alone, and what of it two replays must have in common."""

from __future__ import annotations

import hashlib
import random
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from bson import json_util

from chassis import dead_letters
from chassis.batch import Batches
from chassis.dead_letters import Record
from chassis.migrations import migrate
from chassis.mongo import Database
from chassis.service import Service
from services.notifications.inbox.telling import tell_pending

# Not compared, each with its reason. All else that a store did not have when it was new, a handler has made.
UNLIKE_COLLECTIONS = {
    "positions": "how far the wire was read; one with repetitions is longer",
    "bootstrap": "how far the wire was when a consumer first came; a replay has no consumer",
    "leases": "who leads the relay; a replay has none",
    "gates": "how often two transactions had to meet",
    "awaited_agencies": "the same, over an agency",
}
UNLIKE_FIELDS = {
    "inbox": ("at", "p", "o"),  # when it was applied, and where it lay on the wire
    "outbox": ("ts",),  # when the primary wrote it
    "audit": ("_id",),  # entries are no effects that a repetition could double by id: they are counted
    # What it copies from the own directive: that is there before its chunks in any store but an empty one.
    "dispatches": ("type", "subject"),
    # The agency's name, as far as it was known when the draft was made; a person reads the draft.
    "directives": ("copy_to",),
}
State = dict[str, list[str]]
Collections = dict[str, list[dict[str, Any]]]
# A branch that an agency has left counts nothing, as one it never was in; nor does a state of reports.
COUNTERS = {
    "completeness": "expected", "branches": "holders", "funnels": "holders", "report_counts": "recipients",
}  # fmt: skip
LARGEST_BATCH = 100
SHOWN = 3


def tell_all(database: Database) -> None:
    """Tell everybody for whom notifications has put something by."""
    while database.transaction(tell_pending):
        pass


def nothing(_: Database) -> None:
    """Do nothing: all is done by the handlers."""


# What a loop of the service does in time with what a handler has put by; a replay does it at its end.
LATER: dict[str, Callable[[Database], None]] = {"notifications": tell_all}


class Replica:
    """A store of one service as migrations leave it, to be filled from the wire again and again."""

    def __init__(self, service: Service, mongo_url: str) -> None:
        self._service = service
        self.database = Database(mongo_url, f"test_replay_{service.name}_{uuid.uuid4().hex[:12]}")
        migrate(service, self.database)
        self._began = documents(self.database)

    def replay(self, records: Sequence[Record], seed: int = 0) -> State:
        """Apply the records to the emptied store in batches of any size; return what it holds then."""
        self._empty()
        batches, chance = Batches(self._service, self.database, lambda _: None), random.Random(seed)
        at = 0
        while at < len(records):
            size = chance.randint(1, LARGEST_BATCH)
            batches.apply(records[at : at + size], {})
            at += size
        LATER.get(self._service.name, nothing)(self.database)
        letters = [dead_letters.summary(one) for one in dead_letters.listed(self.database)]
        assert not letters, f"events that could not be applied: {letters[:3]}"
        return state_of(documents(self.database), self._began)

    def _empty(self) -> None:
        for name in self.database.db.list_collection_names():
            self.database.db[name].delete_many({})
            if self._began.get(name):
                self.database.db[name].insert_many(self._began[name])

    def close(self) -> None:
        self.database.db.client.drop_database(self.database.db.name)
        self.database.close()


@contextmanager
def replica(service: Service, mongo_url: str) -> Iterator[Replica]:
    """Yield an empty store of the service and drop it afterwards."""
    made = Replica(service, mongo_url)
    try:
        yield made
    finally:
        made.close()


def documents(database: Database) -> Collections:
    """Return everything a store holds."""
    return {name: list(database.db[name].find()) for name in sorted(database.db.list_collection_names())}


def state_of(found: Collections, began: Collections) -> State:
    """Return as text, by collection, the comparable documents that were not there when the store began."""
    state = {}
    for name, rows in found.items():
        added = [row for row in rows if row not in began.get(name, ()) and not counts_nothing(name, row)]
        if added and name not in UNLIKE_COLLECTIONS:
            state[name] = sorted(
                _text(without_zeros(name, row), UNLIKE_FIELDS.get(name, ())) for row in added
            )
    return state


def counts_nothing(collection: str, row: Mapping[str, Any]) -> bool:
    """Tell whether a row is a counter that everybody counted in it has left."""
    named = COUNTERS.get(collection)
    return named is not None and not any([row.get(named, 0), *row.get("days", {}).values()])


def without_zeros(collection: str, row: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a row as it is; of a counter only what it counts."""
    return {name: value for name, value in row.items() if value != 0} if collection in COUNTERS else row


def _text(document: Mapping[str, Any], unlike: Sequence[str]) -> str:
    kept = {name: value for name, value in document.items() if name not in unlike}
    return json_util.dumps(kept, sort_keys=True, ensure_ascii=False)


def hashes(state: State) -> dict[str, str]:
    """Return the hash of each collection."""
    return {name: hashlib.sha256("\n".join(lines).encode()).hexdigest() for name, lines in state.items()}


def difference(wanted: State, found: State) -> str:
    """Tell in which fields two states differ, a few documents of each collection; empty when in none."""
    told = []
    for name in sorted({*wanted, *found}):
        there, here = (
            _by_id(set(one.get(name, ())) - set(other.get(name, ())))
            for one, other in ((wanted, found), (found, wanted))
        )
        told += [
            f"{name} {id}: {_unlike(there.get(id), here.get(id))}" for id in sorted({*there, *here})[:SHOWN]
        ]
    return "\n".join(told)


def _by_id(lines: Iterable[str]) -> dict[str, Any]:
    rows = [json_util.loads(line) for line in lines]
    return {str(row.get("_id", row)): row for row in rows}


def _unlike(there: dict[str, Any] | None, here: dict[str, Any] | None) -> str:
    if there is None or here is None:
        return f"{'too much' if there is None else 'missing'}: {there or here}"
    fields = sorted(name for name in {*there, *here} if there.get(name) != here.get(name))
    return "; ".join(f"{name} {there.get(name)!r} -> {here.get(name)!r}" for name in fields)
