"""Brings rows along that were stored before the portal heard of reports."""

from __future__ import annotations

from typing import Any

from pymongo.database import Database

FORMER_INDEXES = frozenset({"in_order", "of_party"})


def bring_along(db: Database[dict[str, Any]]) -> None:
    """Give rows what has been added since; topics heard of only now are read from their beginning."""
    for name in FORMER_INDEXES.intersection(db["timeline"].index_information()):
        db["timeline"].drop_index(name)
    db["timeline"].update_many(
        {"about": {"$exists": False}},
        [
            {"$set": {"about": "$directive_id", "event_id": "$_id", "party_id": None}},
            {"$unset": "directive_id"},
        ],
    )
    nothing_owed: dict[str, Any] = {"reports": [], "owed": [], "standing": []}
    db["recipients"].update_many({"reports": {"$exists": False}}, {"$set": nothing_owed})
