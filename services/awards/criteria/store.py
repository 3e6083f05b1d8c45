"""Sets of criteria as stored, and which of them is in force."""

from __future__ import annotations

from typing import Any

from pymongo import IndexModel

from chassis.context import Context
from chassis.pages import Page
from chassis.transaction import Tx
from services.awards.criteria.domain import CriteriaSet
from services.awards.store import NEWEST, Shelf, party

CRITERIA = Shelf("criteria_sets", CriteriaSet, filters=("campaign_id", "status"))
PUBLISHED = {"edition": {"$type": "number"}}
INDEXES: dict[str, list[IndexModel]] = {
    "criteria_sets": [
        IndexModel(
            [("campaign_id", 1), ("edition", 1)],
            name="edition_once",
            unique=True,
            partialFilterExpression=PUBLISHED,
        ),
        *CRITERIA.indexes(),
        IndexModel([("status", 1), *NEWEST], name="by_status"),
    ]
}


def visible(tx: Tx, ctx: Context, criteria_set_id: str) -> CriteriaSet | None:
    """Return a set that was published, or a draft of the actor's agency or for its approval."""
    return CRITERIA.one(tx, {"$and": [{"_id": {"$eq": criteria_set_id}}, _seen(ctx)]})


def listed(tx: Tx, ctx: Context, asked: dict[str, Any]) -> Page:
    """Return a page of the sets the actor may see, newest first."""
    return CRITERIA.page(tx, asked, _seen(ctx))


def _seen(ctx: Context) -> dict[str, Any]:
    return {"$or": [party(ctx), {"status": {"$in": ["published", "retired"]}}]}


def in_force(tx: Tx, campaign_id: str) -> CriteriaSet | None:
    """Return the set a campaign is measured by now, None before the first was published."""
    return CRITERIA.one(tx, {"campaign_id": {"$eq": campaign_id}, "status": "published"})
