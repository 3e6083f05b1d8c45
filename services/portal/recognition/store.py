"""Bodies an agency turns to for commendation: councils, and the agencies above it."""

from __future__ import annotations

from chassis.transaction import Tx


def above(tx: Tx, agency_id: str) -> dict[str, str]:
    """Return the names of an agency and of those above it by id, the nearest first."""
    own = tx.get("agencies", agency_id)
    ids = [*reversed(own["path"])] if own else []
    known = tx.get_many("agencies", [agency_id, *ids])
    return {id: known[id]["name"] for id in [agency_id, *ids] if id in known}


def councils(tx: Tx, agency_id: str) -> dict[str, str]:
    """Return whom an agency may show an exemplar to: the councils above it, then the agencies above it."""
    higher = above(tx, agency_id)
    wanted = {"kind": "council", "parent_id": {"$in": list(higher)}}
    found = tx.db["agencies"].find(wanted, {"name": 1}, session=tx.session).sort("_id", 1)
    sitting = {row["_id"]: row["name"] for row in found}
    return sitting | {id: name for id, name in higher.items() if id != agency_id}
