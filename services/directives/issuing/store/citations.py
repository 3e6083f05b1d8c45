"""Which records a reference may mean, among those the actor may read."""

from __future__ import annotations

import datetime as dt

from chassis.context import Context
from chassis.documents import aggregate_of
from chassis.transaction import Tx
from services.directives.issuing import store
from services.directives.issuing.domain import Directive

MOST = 20


def cited(tx: Tx, ctx: Context, symbol: str, day: dt.date) -> list[str]:
    """Return the ids of the readable directives and own incoming entries with that symbol and date.

    An entry that came from a directive of this installation stands for that directive.
    """
    return list(dict.fromkeys([*_directives(tx, ctx, symbol, day), *_entries(tx, ctx, symbol, day)]))


def _directives(tx: Tx, ctx: Context, symbol: str, day: dt.date) -> list[str]:
    same = {"symbol": {"$eq": symbol}, "issued_on": {"$eq": day.isoformat()}}
    found = tx.db["directives"].find(same, session=tx.session).limit(MOST)
    directives = [aggregate_of(Directive, document) for document in found]
    return [directive.id for directive in directives if store.sees(tx, ctx, directive)]


def _entries(tx: Tx, ctx: Context, symbol: str, day: dt.date) -> list[str]:
    same = {
        "agency_id": {"$in": sorted(ctx.scope.agency_ids)},
        "document_symbol": {"$eq": symbol},
        "document_date": {"$eq": day.isoformat()},
    }
    found = tx.db["incoming"].find(same, {"directive_id": 1}, session=tx.session).limit(MOST)
    return [entry.get("directive_id") or entry["_id"] for entry in found]


def is_readable(tx: Tx, ctx: Context, record_id: str) -> bool:
    """Tell whether a person may cite a record: a directive they may read or an own incoming entry."""
    if store.visible(tx, ctx, record_id):
        return True
    own = {"_id": {"$eq": record_id}, "agency_id": {"$in": sorted(ctx.scope.agency_ids)}}
    return tx.db["incoming"].find_one(own, {"_id": 1}, session=tx.session) is not None
