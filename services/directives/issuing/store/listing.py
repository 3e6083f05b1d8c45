"""The list of directives: all that the actor may read, newest first. No history makes a page cost more."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, fields
from typing import Any

from chassis.context import Context
from chassis.documents import aggregate_of
from chassis.pages import Page, page
from chassis.transaction import Tx
from services.directives.dispatch import store as dispatches
from services.directives.issuing.domain import STATUSES, Flag, Origin
from services.directives.issuing.store import OUT, monitored, words_of
from services.directives.lists import Filter, in_status

# So many of the directives received are looked through at once for those that were asked for.
MOST = 1000


@dataclass(frozen=True, kw_only=True)
class Row:
    """What a list shows of a directive, and all that is read of it."""

    id: str
    version: int
    agency_id: str
    status: str
    symbol: str | None
    type: str
    subject: str | None
    public: bool
    signed_on: dt.date | None
    issued_on: dt.date | None
    urgency: str
    implements_id: str | None
    campaign_id: str | None
    origin: Origin | None
    recipient_count: int
    flags: tuple[Flag, ...]


FIELDS = [field.name for field in fields(Row)]


def listed(tx: Tx, ctx: Context, asked: dict[str, Any]) -> Page:
    """Return a page of the directives the actor may read, newest first; filters status and q."""

    def wanted(after: Filter) -> Filter:
        return {"$and": [{"$or": _ways(tx, ctx, asked, after)}, *_with_words(asked)]}

    found = page(tx, "directives", wanted, limit=asked["limit"], cursor=asked["cursor"], fields=FIELDS)
    return found.map(lambda document: aggregate_of(Row, document))


def _with_words(asked: dict[str, Any]) -> list[Filter]:
    return [{"words": {"$regex": f"^{re.escape(word)}"}} for word in words_of(asked.get("q") or "")]


def _ways(tx: Tx, ctx: Context, asked: dict[str, Any], after: Filter) -> list[Filter]:
    """Return the ways in which a directive is seen (events.md §5), each with an index in the list's order."""
    agencies = sorted(ctx.scope.agency_ids)
    own = {"agency_id": {"$in": agencies}, **in_status(asked, STATUSES)}
    out = {"status": {"$in": [one for one in OUT if asked.get("status") in (None, one)]}}
    ways = [own, {"public": True, **out}, {"_id": {"$in": _received(tx, agencies, asked, after)}}]
    if above := sorted(monitored(ctx)):
        ways.append({"issuer_path": {"$in": above}, **out})
    return ways


def _received(tx: Tx, agencies: list[str], asked: dict[str, Any], after: Filter) -> list[str]:
    """Return the newest directives after the cursor that the agencies got and that were asked for.

    A page shows no more of them than it is long, so no more are looked for.
    """
    most, found = asked["limit"] + 1, list[str]()
    step = most
    while len(found) < most:
        got = dispatches.received(tx, agencies, after, step)
        found += _asked_for(tx, got, asked)
        if len(got) < step:
            break
        after, step = {"_id": {"$lt": got[-1]}}, MOST
    return found[:most]


def _asked_for(tx: Tx, ids: list[str], asked: dict[str, Any]) -> list[str]:
    chosen = _with_words(asked)
    if asked.get("status"):
        chosen.append({"status": {"$eq": asked["status"]}})
    if not chosen:
        return ids
    found = tx.db["directives"].find(
        {"$and": [{"_id": {"$in": ids}}, *chosen]}, {"_id": 1}, session=tx.session
    )
    return [row["_id"] for row in found.sort("_id", -1)]
