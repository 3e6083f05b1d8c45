"""The list of directives: all that the actor may read, newest first. No history makes a page cost more."""

from __future__ import annotations

import re
from typing import Any

from chassis.context import Context
from chassis.pages import Page, page
from chassis.transaction import Tx
from services.directives.dispatch import store as dispatches
from services.directives.issuing.domain import STATUSES
from services.directives.issuing.store import OUT, monitored, words_of
from services.directives.lists import Filter, in_status

# So many of the directives received are looked through at once for those that were asked for.
MOST = 1000


# What a list shows of a directive, and all that is read of it.
FIELDS = (
    "version", "agency_id", "status", "symbol", "type", "subject", "public", "signed_on", "issued_on",
    "urgency", "implements_id", "campaign_id", "origin", "recipient_count", "flags",
)  # fmt: skip


def listed(tx: Tx, ctx: Context, asked: dict[str, Any]) -> Page:
    """Return a page of the directives the actor may read, newest first; filters agency_id, status and q."""

    def wanted(after: Filter) -> Filter:
        return {"$and": [{"$or": _ways(tx, ctx, asked, after)}, *_with_words(asked)]}

    return page(tx, "directives", wanted, limit=asked["limit"], cursor=asked["cursor"], fields=FIELDS)


def _issuer(asked: dict[str, Any]) -> Filter:
    return {"agency_id": {"$eq": asked["agency_id"]}} if asked.get("agency_id") else {}


def _with_words(asked: dict[str, Any]) -> list[Filter]:
    return [{"words": {"$regex": f"^{re.escape(word)}"}} for word in words_of(asked.get("q") or "")]


def _ways(tx: Tx, ctx: Context, asked: dict[str, Any], after: Filter) -> list[Filter]:
    """Return the ways in which a directive is seen (events.md §5), each with an index in the list's order."""
    agencies = sorted(ctx.scope.agency_ids)
    issuers = [one for one in agencies if asked.get("agency_id") in (None, one)]
    own = {"agency_id": {"$in": issuers}, **in_status(asked, STATUSES)}
    out = _issuer(asked) | {"status": {"$in": [one for one in OUT if asked.get("status") in (None, one)]}}
    ways = [own, {"public": True, **out}]
    if above := sorted(monitored(ctx)):
        ways.append({"issuer_path": {"$in": above}, **out})
    if got := _received(tx, agencies, asked, after):
        # Said of both, so that the index of what is public gives them in its order, which others merge with.
        ways.append({"public": {"$in": [True, False]}, **out, "_id": {"$in": got}})
    return ways


def _received(tx: Tx, agencies: list[str], asked: dict[str, Any], after: Filter) -> list[str]:
    """Return the newest directives after the cursor that the agencies got and that were asked for.

    A page shows no more of them than it is long, so no more are looked for.
    """
    most, found = asked["limit"] + 1, list[str]()
    if asked.get("status") not in (None, *OUT):
        return found
    step = most
    while len(found) < most:
        got = dispatches.received(tx, agencies, after, step)
        found += _asked_for(tx, got, asked)
        if len(got) < step:
            break
        after, step = {"_id": {"$lt": got[-1]}}, MOST
    return found[:most]


def _asked_for(tx: Tx, ids: list[str], asked: dict[str, Any]) -> list[str]:
    narrower = [_issuer(asked), *_with_words(asked)]
    if not any(narrower):
        return ids
    wanted = {"$and": [{"_id": {"$in": ids}}, *narrower]}
    found = tx.db["directives"].find(wanted, {"_id": 1}, session=tx.session)
    return [row["_id"] for row in found.sort("_id", -1)]
