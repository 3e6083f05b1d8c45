"""The periods as stored; when something is due is no secret."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pymongo import IndexModel

from chassis.context import Context
from chassis.documents import aggregate_of, document_of
from chassis.pages import Page, page
from chassis.transaction import Tx
from services.reports.periods.domain import Period

INDEXES = {
    "periods": [
        IndexModel([("owner_id", 1), ("_id", 1)], name="of_owner"),
        IndexModel([("issuer_id", 1), ("_id", 1)], name="of_issuer"),
        IndexModel([("template", 1), ("_id", 1)], name="of_template"),
    ]
}
FILTERS = ("template", "owner_id", "issuer_id")


def by_ids(tx: Tx, ids: Iterable[str]) -> dict[str, Period]:
    """Return periods by id."""
    found = tx.db["periods"].find({"_id": {"$in": list(ids)}}, session=tx.session)
    return {row["_id"]: aggregate_of(Period, row) for row in found}


def by_id(tx: Tx, period_id: str) -> Period | None:
    """Return a period."""
    return by_ids(tx, [period_id]).get(period_id)


def received(tx: Tx, ctx: Context, period_id: str) -> Period | None:
    """Return a period whose reports the actor's agency gets."""
    period = by_id(tx, period_id)
    return period if period and period.owner_id == ctx.actor.agency_id else None


def asked_for(tx: Tx, ctx: Context, open_period_id: str) -> Period | None:
    """Return a period for which the actor's agency asked without saying who gets the reports."""
    period = by_id(tx, open_period_id)
    return period if period and period.issuer_id == ctx.actor.agency_id else None


def listed(tx: Tx, asked: dict[str, Any]) -> Page:
    """Return a page of the periods."""
    wanted = {name: asked[name] for name in FILTERS if asked.get(name)}
    found = page(tx, "periods", wanted, [("_id", 1)], limit=asked["limit"], cursor=asked["cursor"])
    return found.map(lambda document: aggregate_of(Period, document))


def add(tx: Tx, period: Period) -> None:
    """Keep a new period."""
    tx.insert("periods", document_of(period))


def replace(tx: Tx, period: Period) -> None:
    """Keep the next version of a period; raises Refusal `version-mismatch`."""
    tx.replace("periods", document_of(period), period.version - 1)
