"""A unit of work: what use cases and handlers may do, all or nothing.

Events, audit entries and projections are buffered and written at the end, each with one call.

The audit entries are the history of an object, never changed; aggregates keep none. Values are not recorded,
only the names of the fields that changed, so that personal data stay correctable where they live.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NotRequired, TypedDict, Unpack

from pymongo import InsertOne, ReplaceOne, UpdateOne
from pymongo.client_session import ClientSession
from pymongo.database import Database

from chassis import outbox
from chassis.context import Context
from chassis.errors import Refusal
from chassis.events import DomainEvent, new_id

Document = dict[str, Any]
Steps = Mapping[str, int]


class Change(TypedDict):
    """A change of one object: its kind and id, the action, the version after it, the fields it touched."""

    kind: str
    object_id: str
    action: str
    version: int
    reason: NotRequired[str | None]
    fields: NotRequired[Sequence[str]]


class Tx:
    """One transaction; without a session it only reads."""

    def __init__(self, db: Database[Document], session: ClientSession | None) -> None:
        self.db = db
        self.session = session
        self.stale = 0
        self._outbox: list[Document] = []
        self._audit: list[Document] = []
        self._projected: dict[str, dict[str, Document]] = {}
        self._added: dict[str, dict[str, tuple[Counter[str], Document]]] = {}

    def insert(self, collection: str, document: Document) -> None:
        """Insert a document; raises DuplicateKeyError, which ends the transaction."""
        self.db[collection].insert_one(document, session=self.session)

    def replace(self, collection: str, document: Document, expected_version: int) -> None:
        """Replace a document of that version; raises Refusal `version-mismatch` when it has moved on."""
        wanted = {"_id": document["_id"], "version": expected_version}
        if not self.db[collection].replace_one(wanted, document, session=self.session).matched_count:
            raise Refusal("version-mismatch")

    def publish(self, event: DomainEvent, ctx: Context) -> str:
        """Put an event into the outbox and return its id; raises ContractViolation."""
        row = outbox.row(event, ctx)
        self._outbox.append(row)
        return str(row["_id"])

    def audit(self, ctx: Context, **change: Unpack[Change]) -> None:
        """Record who changed what; see `Change`."""
        self._audit.append(_entry(ctx, change))

    def keep(self, row: Document) -> None:
        """Put a ready outbox row, such as a dead letter, into the outbox."""
        self._outbox.append(row)

    def project(self, collection: str, id: str, version: int, document: Mapping[str, Any]) -> None:
        """Store the state of `id` at `version`; the highest version wins, a stale one is dropped."""
        buffered = self._projected.setdefault(collection, {})
        if id in buffered and buffered[id]["ver"] >= version:
            self.stale += 1
            return
        buffered[id] = {"_id": id, "ver": version, **document}

    def get(self, collection: str, id: str) -> Document | None:
        """Return a document, as this transaction has projected it if it has."""
        return self.get_many(collection, [id]).get(id)

    def get_many(self, collection: str, ids: Iterable[str]) -> dict[str, Document]:
        """Return those documents that are there by id, as this transaction has projected them if it has."""
        wanted, buffered = list(ids), self._projected.get(collection, {})
        stored = self.db[collection].find({"_id": {"$in": wanted}}, session=self.session)
        found = {row["_id"]: row for row in stored}
        ours = {id: buffered[id] for id in wanted if id in buffered}
        return found | {id: row for id, row in ours.items() if found.get(id, {}).get("ver", 0) < row["ver"]}

    def insert_missing(self, collection: str, documents: list[Document]) -> list[Document]:
        """Insert those documents whose `_id` is not there; return them."""
        wanted = {document["_id"]: document for document in documents}
        there = self.db[collection].find({"_id": {"$in": list(wanted)}}, {"_id": 1}, session=self.session)
        for known in there:
            del wanted[known["_id"]]
        self.write(collection, [InsertOne(document) for document in wanted.values()])
        return list(wanted.values())

    def add(self, collection: str, id: str, increments: Steps, on_insert: Document | None = None) -> None:
        """Move counters of `id`; call it only for what this transaction has really inserted."""
        sums, known = self._added.setdefault(collection, {}).setdefault(id, (Counter(), {}))
        sums.update(increments)
        known.update(on_insert or {})

    def flush(self) -> None:
        """Write everything buffered."""
        for collection, documents in self._projected.items():
            self._write_projected(collection, documents)
        for collection, counters in self._added.items():
            self.write(collection, [_increment(id, *counter) for id, counter in counters.items()])
        self.write(outbox.COLLECTION, [InsertOne(row) for row in self._outbox])
        self.write("audit", [InsertOne(row) for row in self._audit])

    def _write_projected(self, collection: str, documents: dict[str, Document]) -> None:
        """Compare in memory: a guard in an upsert's filter would raise a duplicate key for a stale event."""
        stored = self.db[collection].find({"_id": {"$in": list(documents)}}, {"ver": 1}, session=self.session)
        versions = {row["_id"]: row["ver"] for row in stored}
        newer = [row for id, row in documents.items() if row["ver"] > versions.get(id, 0)]
        self.stale += len(documents) - len(newer)
        self.write(collection, [ReplaceOne({"_id": row["_id"]}, row, upsert=True) for row in newer])

    def write(self, collection: str, operations: list[Any]) -> None:
        """Write at once what is to be written, in any order; nothing to write is fine."""
        if operations:
            self.db[collection].bulk_write(operations, ordered=False, session=self.session)


def _increment(id: str, sums: Counter[str], on_insert: Document) -> UpdateOne:
    update = {"$inc": sums} | ({"$setOnInsert": on_insert} if on_insert else {})
    return UpdateOne({"_id": id}, update, upsert=True)


def _entry(ctx: Context, change: Change) -> Document:
    """Return the entry of a change made in `ctx`."""
    return {
        "_id": new_id(),
        "at": ctx.now,
        "business_day": ctx.today.isoformat(),
        "actor_id": ctx.actor.officer_id,
        "position_id": ctx.actor.position_id,
        "role": ctx.role,
        "agency_id": ctx.actor.agency_id,
        "cause_id": ctx.cause.id if ctx.cause else None,
        "correlation_id": ctx.correlation_id,
        "reason": None,
        **change,
        "fields": list(change.get("fields", ())),
    }
