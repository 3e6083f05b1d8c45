"""The register as stored; an entry is read by its own agency only (events.md §5)."""

from __future__ import annotations

from typing import Any

from pymongo import DESCENDING, IndexModel

from chassis.context import Context
from chassis.documents import aggregate_of, document_of
from chassis.pages import Page, page
from chassis.transaction import Tx
from services.directives.register.domain import IncomingEntry

COLUMNS = [("agency_id", 1), ("book", 1), ("year", 1), ("arrival_number", 1)]
# Not $type: the planner cannot see that an id asked for is a string, but it can see that it is above "".
FROM_DIRECTIVE = {"directive_id": {"$gt": ""}}
INDEXES: dict[str, list[IndexModel]] = {
    "incoming": [
        IndexModel(COLUMNS, name="number_once", unique=True),
        IndexModel([("agency_id", 1), ("_id", DESCENDING)], name="of_agency"),
        IndexModel([("agency_id", 1), ("year", 1), ("_id", DESCENDING)], name="of_year"),
        IndexModel([("agency_id", 1), ("arrived_on", 1), ("_id", DESCENDING)], name="of_day"),
        IndexModel([("agency_id", 1), ("document_symbol", 1), ("_id", DESCENDING)], name="of_symbol"),
        IndexModel(
            [("agency_id", 1), ("directive_id", 1)],
            name="directive_once",
            unique=True,
            partialFilterExpression=FROM_DIRECTIVE,
        ),
    ]
}
FILTERS = ("book", "year", "arrived_on", "directive_id", "document_symbol")


def visible(tx: Tx, ctx: Context, incoming_id: str) -> IncomingEntry | None:
    """Return an entry of the actor's agency."""
    wanted = {"_id": incoming_id, **_own(ctx)}
    found: dict[str, Any] | None = tx.db["incoming"].find_one(wanted, session=tx.session)
    return aggregate_of(IncomingEntry, found) if found else None


def listed(tx: Tx, ctx: Context, asked: dict[str, Any]) -> Page:
    """Return a page of the register of the actor's agency, the latest entry first."""
    filters = {name: asked[name] for name in FILTERS if asked.get(name)}
    if filters.get("arrived_on"):
        filters["arrived_on"] = filters["arrived_on"].isoformat()
    found = page(tx, "incoming", _own(ctx) | filters, limit=asked["limit"], cursor=asked["cursor"])
    return found.map(lambda document: aggregate_of(IncomingEntry, document))


def add(tx: Tx, entry: IncomingEntry) -> None:
    """Keep a new entry."""
    tx.insert("incoming", document_of(entry))


def _own(ctx: Context) -> dict[str, Any]:
    return {"agency_id": {"$in": sorted(ctx.scope.agency_ids)}}
