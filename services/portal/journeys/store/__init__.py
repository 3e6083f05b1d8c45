"""The read models of journeys as stored: heads, recipients, counters and timeline rows, and their changes.

What an agency may see of others is asked of the agencies' projection at reading: stored ancestors would
have to be mended whenever an agency comes late or moves.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pymongo import ASCENDING, DESCENDING, IndexModel, ReplaceOne

from chassis.transaction import Tx
from services.portal.journeys.domain import Recipient, difference

Change = Callable[[Recipient], Recipient]
Document = dict[str, Any]

INDEXES: dict[str, list[IndexModel]] = {
    "directives": [
        IndexModel([("issuer_id", 1), ("issued_on", DESCENDING), ("_id", DESCENDING)], name="of_issuer"),
        IndexModel([("public", 1), ("issued_on", DESCENDING), ("_id", DESCENDING)], name="published"),
        IndexModel([("issued_on", DESCENDING), ("_id", DESCENDING)], name="newest"),
    ],
    "recipients": [
        IndexModel([("agency_id", 1), ("holds", 1), ("directive_id", 1)], name="held_by"),
        IndexModel([("directive_id", 1), ("agency_id", 1)], name="of_directive"),
    ],
    "funnels": [],
    "timeline": [
        IndexModel([("directive_id", 1), ("_id", ASCENDING)], name="in_order"),
        IndexModel([("directive_id", 1), ("parties", 1), ("_id", ASCENDING)], name="of_party"),
    ],
}


def keep_head(tx: Tx, directive_id: str, version: int, head: Mapping[str, Any]) -> None:
    """Keep what a directive says of itself, unless a later version of it is known."""
    there = tx.db["directives"].find_one({"_id": directive_id}, {"ver": 1}, session=tx.session)
    if there is None or there.get("ver", 0) < version:
        told = {"$set": {**head, "ver": version}}
        tx.db["directives"].update_one({"_id": directive_id}, told, upsert=True, session=tx.session)


def keep_stub(tx: Tx, directive_id: str, known: Mapping[str, Any]) -> None:
    """Keep what another event tells of a directive, where the directive itself has not told it yet."""
    there = tx.db["directives"].find_one({"_id": directive_id}, session=tx.session)
    told = there or {}
    wanted = {"state": "stub", **known}
    missing = {name: value for name, value in wanted.items() if told.get(name) is None and value is not None}
    if missing:
        tx.db["directives"].update_one(
            {"_id": directive_id}, {"$set": missing}, upsert=True, session=tx.session
        )


def add_row(tx: Tx, row: Document) -> None:
    """Add a row to the timeline, once."""
    tx.insert_missing("timeline", [row])


def change_recipients(tx: Tx, directive_id: str, changes: Mapping[str, Change]) -> None:
    """Apply a change to each agency's recipient row, and to the directive's numbers what really changed.

    Rows and numbers move in one transaction, so that two consumers at once conflict instead of both counting.
    """
    ids = {f"{directive_id}:{agency_id}": agency_id for agency_id in changes}
    found = tx.db["recipients"].find({"_id": {"$in": list(ids)}}, session=tx.session)
    known = {row["_id"]: _recipient(row) for row in found}
    writes: list[ReplaceOne[Document]] = []
    for row_id, agency_id in ids.items():
        before = known.get(row_id, Recipient())
        after = changes[agency_id](before)
        if after == before:
            continue
        row = {"_id": row_id, "directive_id": directive_id, "agency_id": agency_id, **_stored(after)}
        writes.append(ReplaceOne({"_id": row_id}, row, upsert=True))
        moved = difference(before, after)
        if moved:
            tx.add("funnels", directive_id, moved)
    if writes:
        tx.db["recipients"].bulk_write(writes, ordered=False, session=tx.session)


def _stored(one: Recipient) -> Document:
    return {
        "purpose": one.purpose,
        "binding": one.binding,
        "arrived": one.arrived,
        "registrations": [{"incoming_id": id, "tasks": n} for id, n in sorted(one.task_counts.items())],
        "assigned": sorted(one.assigned),
        "acknowledged": sorted(one.acknowledged),
        "stage": one.stage,
        "holds": one.holds,
    }


def _recipient(row: Document) -> Recipient:
    return Recipient(
        purpose=row["purpose"],
        binding=row["binding"],
        arrived=row["arrived"],
        task_counts={entry["incoming_id"]: entry["tasks"] for entry in row["registrations"]},
        assigned=frozenset(row["assigned"]),
        acknowledged=frozenset(row["acknowledged"]),
    )
