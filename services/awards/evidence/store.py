"""Accepted reports and issued directives as projected from events."""

from __future__ import annotations

from collections.abc import Collection

from pymongo import IndexModel

from chassis.documents import aggregate_of
from chassis.transaction import Tx
from services.awards.evidence.domain import Campaign, Evidence
from services.awards.store import Shelf

EVIDENCE = Shelf("evidence", Evidence, filters=("campaign_id", "agency_id"))
DIRECTIVES = "directives"
INDEXES: dict[str, list[IndexModel]] = {
    "evidence": EVIDENCE.indexes(),
    DIRECTIVES: [],
}


def campaign(tx: Tx, campaign_id: str) -> Campaign | None:
    """Return a campaign, None when no directive that is known launched it."""
    found = tx.get(DIRECTIVES, campaign_id)
    launched = found is not None and found["campaign_id"] == campaign_id
    return aggregate_of(Campaign, found) if found and launched else None


def accepted(tx: Tx, agency_id: str, campaign_id: str, ids: Collection[str]) -> set[str]:
    """Return those of `ids` that are accepted reports of an agency in a campaign."""
    wanted = {"_id": {"$in": sorted(ids)}, "agency_id": agency_id, "campaign_id": campaign_id}
    return {row["_id"] for row in tx.db["evidence"].find(wanted, {"_id": 1}, session=tx.session)}
