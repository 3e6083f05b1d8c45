"""Officers and agencies as this service's projections know them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from typing import Any

from pymongo import IndexModel

from chassis.transaction import Tx
from services.notifications.addressing.domain import Roster

# The chassis indexes the agency of a position; a unit is addressed as well.
INDEXES: dict[str, list[IndexModel]] = {
    "officers": [IndexModel("positions.unit_id", name="by_unit")],
    "gates": [],
}
GATES = 16


def keep_officer(tx: Tx, officer_id: str, version: int, seats: dict[str, Any]) -> dict[str, Any] | None:
    """Keep an officer's seats at once, and return the version known before; None when this one is stale.

    At once, because what follows in the same transaction has to find them. And through every gate: whoever
    tells officers something passes one, so of the two at the same moment one runs again and sees the other.
    """
    before: dict[str, Any] = tx.db["officers"].find_one({"_id": officer_id}, session=tx.session) or {}
    if before.get("ver", 0) >= version:
        tx.stale += 1
        return None
    kept = {"_id": officer_id, "ver": version, **seats}
    tx.db["officers"].replace_one({"_id": officer_id}, kept, upsert=True, session=tx.session)
    for gate in range(GATES):
        tx.add("gates", str(gate), {"changes": 1})
    return before


def addressed(tx: Tx, agency_ids: Sequence[str], day: str) -> Roster:
    """Return who is at the given agencies, for telling them something: through this process's own gate."""
    tx.add("gates", str(os.getpid() % GATES), {"passages": 1})
    return roster(tx, agency_ids, day)


def roster(tx: Tx, agency_ids: Iterable[str], day: str) -> Roster:
    """Return who holds which role at the given agencies on a day."""
    places = {"$in": sorted(set(agency_ids))}
    wanted = {"$or": [{"positions.agency_id": places}, {"positions.unit_id": places}]}
    return Roster(tx.db["officers"].find(wanted, session=tx.session), day)


def agencies(tx: Tx, ids: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Return the known ones of the given agencies with name and parent."""
    found = tx.db["agencies"].find(
        {"_id": {"$in": sorted(set(ids))}}, {"name": 1, "parent_id": 1}, session=tx.session
    )
    return {one["_id"]: one for one in found}


def agencies_under(tx: Tx, ids: Iterable[str]) -> list[str]:
    """Return the ids of every agency below one of the given."""
    found = tx.db["agencies"].find({"path": {"$in": sorted(ids)}}, {"_id": 1}, session=tx.session)
    return [one["_id"] for one in found]
