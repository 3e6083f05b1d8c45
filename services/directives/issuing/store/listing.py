"""The list of directives: all that the actor may read, newest first. No history makes a page cost more."""

from __future__ import annotations

import re
from typing import Any

from chassis.context import Context
from chassis.pages import Page, Paging, page
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
    paging: Paging = {"limit": asked["limit"], "cursor": asked["cursor"], "fields": FIELDS}
    if asked.get("status") in (None, *OUT) and asked.get("agency_id") not in ctx.scope.agency_ids:
        paging["also"] = lambda after: _received(tx, ctx, asked, after)
    return page(tx, "directives", {"$and": [_seen(ctx, asked), *_with_words(asked)]}, **paging)


def _out(asked: dict[str, Any]) -> Filter:
    """Return the filter of what others may see at all, as far as it was asked for."""
    issuer = {"agency_id": {"$eq": asked["agency_id"]}} if asked.get("agency_id") else {}
    return issuer | {"status": {"$in": [one for one in OUT if asked.get("status") in (None, one)]}}


def _with_words(asked: dict[str, Any]) -> list[Filter]:
    return [{"words": {"$regex": f"^{re.escape(word)}"}} for word in words_of(asked.get("q") or "")]


def _seen(ctx: Context, asked: dict[str, Any]) -> Filter:
    """Return what may be read without having got it (events.md §5), each way with an index of its own."""
    issuers = [one for one in sorted(ctx.scope.agency_ids) if asked.get("agency_id") in (None, one)]
    own = {"agency_id": {"$in": issuers}, **in_status(asked, STATUSES)}
    if asked.get("status") not in (None, *OUT):
        return own
    ways = [*([own] if issuers else []), {"public": True, **_out(asked)}]
    if above := sorted(monitored(ctx)):
        ways.append({"issuer_path": {"$in": above}, **_out(asked)})
    return {"$or": ways}


def _received(tx: Tx, ctx: Context, asked: dict[str, Any], after: Filter) -> list[dict[str, Any]]:
    """Return the newest directives after the cursor that the actor's agencies got and that were asked for.

    A page shows no more of them than it is long, so no more are looked for. They are found by their ids: as
    one more way in the filter they would make the server sort what all ways bring.
    """
    agencies, most, words = sorted(ctx.scope.agency_ids), asked["limit"] + 1, _with_words(asked)
    found, step = list[dict[str, Any]](), most
    sent = {"issuer_id": {"$eq": asked["agency_id"]}} if asked.get("agency_id") else {}
    while len(found) < most:
        got = dispatches.received(tx, agencies, after | sent, step)
        if got:
            wanted = {"$and": [{"_id": {"$in": got}, **_out(asked)}, *words]}
            found += tx.db["directives"].find(wanted, FIELDS, session=tx.session).sort("_id", -1)
        if len(got) < step:
            break
        after, step = {"_id": {"$lt": got[-1]}}, MOST
    return found
