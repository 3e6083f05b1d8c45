"""The dispatches as stored; both parties and those above them may read a row (events.md §5)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pymongo import DESCENDING, IndexModel

from chassis import projections
from chassis.context import Context
from chassis.documents import aggregate_of, document_of
from chassis.pages import Page, Paging, page
from chassis.transaction import Tx
from services.directives.dispatch.domain import CODES, Dispatch
from services.directives.lists import Filter, chosen, in_status

INDEXES: dict[str, list[IndexModel]] = {
    "dispatches": [
        # Not one of `parties`: a recipient's place in an index is found by chance, and one such is enough.
        IndexModel([("agency_id", 1), ("status", 1), ("_id", DESCENDING)], name="received"),
        IndexModel([("issuer_id", 1), ("status", 1), ("_id", DESCENDING)], name="sent"),
        IndexModel([("paths", 1), ("status", 1), ("_id", DESCENDING)], name="of_subtree"),
    ]
}
# What a list shows of an arrival, and all that is read of it.
FIELDS = (
    "version", "directive_id", "issuer_id", "agency_id", "purpose", "binding", "status", "code", "symbol",
    "type", "subject", "issued_on", "campaign_id", "arrived_at",
)  # fmt: skip
FILTERS = ("directive_id", "agency_id", "purpose")
STATUSES = tuple(CODES)


def add_missing(tx: Tx, dispatches: Sequence[Dispatch]) -> int:
    """Keep the rows that are not there yet; return how many were."""
    return len(tx.insert_missing("dispatches", [document_of(dispatch) for dispatch in dispatches]))


def visible(tx: Tx, ctx: Context, arrival_id: str) -> Dispatch | None:
    """Return a dispatch that one of the actor's agencies sent or got, or that lies below them."""
    wanted = {"$and": [{"_id": arrival_id}, ctx.scope.filter()]}
    found: dict[str, Any] | None = tx.db["dispatches"].find_one(wanted, session=tx.session)
    return aggregate_of(Dispatch, found) if found else None


def listed(tx: Tx, ctx: Context, asked: dict[str, Any]) -> Page:
    """Return a page of the dispatches the actor may read, newest directive first."""
    wanted = [_seen(ctx), in_status(asked, STATUSES), *chosen(asked, FILTERS)]
    paging: Paging = {"limit": asked["limit"], "cursor": asked["cursor"], "fields": FIELDS}
    return page(tx, "dispatches", {"$and": wanted}, **paging)


def _seen(ctx: Context) -> Filter:
    """Return what `Scope.filter` does, with each of the two parties by its own name."""
    own = {"$in": sorted(ctx.scope.agency_ids)}
    below = [{"paths": {"$in": sorted(ctx.scope.subtree_ids)}}] if ctx.scope.subtree_ids else []
    return {"$or": [{"agency_id": own}, {"issuer_id": own}, *below]}


def lay(tx: Tx, agency_id: str) -> None:
    """Let what an agency sent or got lie under the agencies that are above its parties now."""
    projections.lay(tx, "dispatches", {"$or": [{"agency_id": agency_id}, {"issuer_id": agency_id}]})


def received(tx: Tx, agency_ids: Sequence[str], after: Filter, most: int) -> list[str]:
    """Return the ids of the newest directives that some agencies got, at most so many of each.

    `after` bounds ids, and may name the issuer; an id may be that of a directive, whose rows come right
    behind it. Without an issuer the index has all that is read here.
    """
    wanted = {"agency_id": {"$in": list(agency_ids)}, **in_status({}, STATUSES)}
    rows = tx.db["dispatches"].find(wanted | after, {"_id": 1}, session=tx.session)
    newest = rows.sort("_id", DESCENDING).limit(most * len(agency_ids))
    return list(dict.fromkeys(row["_id"].partition(":")[0] for row in newest))


def replace(tx: Tx, dispatch: Dispatch) -> None:
    """Keep the next version of a dispatch; raises Refusal `version-mismatch`."""
    tx.replace("dispatches", document_of(dispatch), dispatch.version - 1)
