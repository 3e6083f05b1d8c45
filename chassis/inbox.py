"""The inbox: which events this store has applied, and how far each partition has been read.

Both are written in the transaction of the effects, so an event is applied once however often it comes.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from pymongo import UpdateOne

from chassis.transaction import Tx

COLLECTION = "inbox"
POSITIONS = "positions"
BOOTSTRAP = "bootstrap"


def remember(tx: Tx, rows: Iterable[dict[str, Any]]) -> set[str]:
    """Store what is being applied, `{_id, p, o, type}` per event; return the ids that are new."""
    stamped = [{**row, "at": datetime.now(UTC)} for row in rows]
    return {row["_id"] for row in tx.insert_missing(COLLECTION, stamped)}


def advance(tx: Tx, positions: Mapping[tuple[str, int], int]) -> None:
    """Store the next offset of each (topic, partition); a position never goes back."""
    moves = [
        UpdateOne({"_id": f"{topic}:{partition}"}, {"$max": {"next": offset}}, upsert=True)
        for (topic, partition), offset in positions.items()
    ]
    tx.write(POSITIONS, moves)


def positions(tx: Tx) -> dict[tuple[str, int], int]:
    """Return the next offset to read of each (topic, partition) the store has read from."""
    stored = tx.db[POSITIONS].find({}, session=tx.session)
    places = ((row["_id"].rpartition(":"), row["next"]) for row in stored)
    return {(topic, int(partition)): int(offset) for (topic, _, partition), offset in places}
