"""Nominations as stored, and the achievements that a decision has taken: each is commended once."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from pymongo import IndexModel

from chassis.text import fold
from chassis.transaction import Tx
from services.awards.domain import Subject
from services.awards.nominations.domain.nomination import Nomination
from services.awards.store import Shelf

NOMINATIONS = Shelf(
    "nominations", Nomination, filters=("campaign_id", "authority_id", "agency_id", "status", "exemplar_id")
)
ACHIEVEMENTS = "achievements"
INDEXES: dict[str, list[IndexModel]] = {
    "nominations": NOMINATIONS.indexes(),
    ACHIEVEMENTS: [IndexModel([("decision_id", 1)], name="of_decision")],
}


def key_of(subject: Subject, achievement: str) -> str:
    """Name an achievement of somebody, however the words are written; the key tells nothing of the name."""
    parts = (subject.kind, subject.name, subject.unit or "", achievement)
    return hashlib.sha256("\n".join(fold(part) for part in parts).encode()).hexdigest()


def is_taken(tx: Tx, key: str) -> bool:
    """Tell whether a decision that is prepared or issued commends the achievement."""
    return tx.db[ACHIEVEMENTS].find_one({"_id": key}, {"_id": 1}, session=tx.session) is not None


def take(tx: Tx, decision_id: str, nominations: Mapping[str, str]) -> set[str]:
    """Take achievements (key → nomination) for a decision; return the keys that another has taken already."""
    wanted = [
        {"_id": key, "decision_id": decision_id, "nomination_id": nomination_id}
        for key, nomination_id in nominations.items()
    ]
    return nominations.keys() - {row["_id"] for row in tx.insert_missing(ACHIEVEMENTS, wanted)}


def give_back(tx: Tx, decision_id: str) -> None:
    """Release what a decision had taken."""
    tx.db[ACHIEVEMENTS].delete_many({"decision_id": decision_id}, session=tx.session)
