"""Awards as stored, and the part of them that the public sees."""

from __future__ import annotations

from typing import Any

from pymongo import DESCENDING, IndexModel

from chassis.context import Context, Scope
from chassis.documents import document_of
from chassis.pages import Page
from chassis.transaction import Tx
from services.awards.publication.domain import Award
from services.awards.store import Shelf

AWARDS = Shelf("awards", Award, filters=("campaign_id", "authority_id", "agency_id", "decision_id", "status"))
PUBLIC = {"status": "publicised", "confidential": False}
LATEST = [("published_on", DESCENDING), ("_id", DESCENDING)]
INDEXES: dict[str, list[IndexModel]] = {
    "awards": [
        *AWARDS.indexes(),
        IndexModel([("paths", 1), ("_id", -1)], name="of_subtree"),
        IndexModel([("status", 1), *LATEST], name="public"),
        IndexModel([("campaign_id", 1), ("status", 1), *LATEST], name="public_of_campaign"),
    ]
}


def visible(tx: Tx, ctx: Context, award_id: str) -> Award | None:
    """Return an award of the actor's agency, or for leaders, monitors, publishers one decided below it."""
    return AWARDS.one(tx, {"$and": [{"_id": {"$eq": award_id}}, _reach(ctx).filter()]})


def listed(tx: Tx, ctx: Context, asked: dict[str, Any]) -> Page:
    """Return a page of the awards the actor may see."""
    return AWARDS.page(tx, asked, _reach(ctx).filter())


def _reach(ctx: Context) -> Scope:
    """A publisher makes known what is decided below its seat, so it sees as far as a leader does."""
    own = ctx.scope.agency_ids
    return Scope(own, own) if "publisher" in ctx.actor.roles else ctx.scope


def public(tx: Tx, award_id: str) -> Award | None:
    """Return an award that was made known."""
    return AWARDS.one(tx, {"_id": {"$eq": award_id}, **PUBLIC})


def public_page(tx: Tx, asked: dict[str, Any]) -> Page:
    """Return a page of the awards made known, the latest first."""
    return AWARDS.page(tx, asked, PUBLIC, LATEST)


def add_missing(tx: Tx, awards: list[Award]) -> None:
    """Keep the awards of a decision; those that are there stay as they are."""
    tx.insert_missing("awards", [document_of(award) for award in awards])
