"""Every query about journeys; each takes the context of who asks (events.md §5)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chassis.context import Context
from chassis.pages import Page, Paging, page
from chassis.text import fold
from chassis.transaction import Tx
from services.portal.journeys.domain import HOLDERS, SILENT, Recipient
from services.portal.journeys.store import recipient_of

Document = dict[str, Any]
ALL, OWN, PUBLIC = "all", "own", "public"
# Told to whoever may open the journey: what was issued and published, and when a report one owes is due.
OPEN = ("directive-issued.v1", "report-due-set.v1", "criteria-published.v1", "award-publicised.v1")
ISSUED_BY_US, SENT_TO_US = "issued", "received"
OLDEST_FIRST = (("_id", 1),)
NEWEST_FIRST = (("issued_on", -1), ("_id", -1))
MOST_OF_CAMPAIGNS = 500
# A row without the agencies of its chunk, which are up to 500 ids.
STEP = (
    "event_id", "type", "occurred_on", "recorded_at", "agency_id", "party_id", "actor_id", "role", "count",
    "facts",
)  # fmt: skip
SILENT_FIRST = ((SILENT, -1), ("_id", 1))
LEAST_FIRST = (("rank", 1), ("_id", 1))


@dataclass(frozen=True)
class Place:
    """Whose direct agencies and branches are shown: what lies right below `parents`.

    `opened` are branches that are not shown as one since what is in them is shown instead.
    """

    directive_id: str
    parents: tuple[str | None, ...]
    opened: tuple[str, ...] = ()

    def filter(self) -> Document:
        """Return the Mongo filter of what lies there."""
        return {"directive_id": {"$eq": self.directive_id}, "parent_id": {"$in": list(self.parents)}}


@dataclass(frozen=True)
class Asked:
    """What a reader looks for in the list: how the symbol begins, and a relation of its own agency."""

    symbol: str = ""
    relation: str = ""


def head_of(tx: Tx, directive_id: str) -> Document | None:
    """Return the head of a directive whoever asks; `view` says what may be shown of it."""
    return tx.get("directives", directive_id)


def view(tx: Tx, ctx: Context, head: Mapping[str, Any]) -> str | None:
    """Return how much of a journey the actor may see: all, own steps, what is public, or None."""
    issuer = head.get("issuer_id")
    if issuer in ctx.scope.agency_ids:
        return ALL
    if head["state"] == "discarded":
        return None
    if issuer and _is_above(tx, ctx, issuer):
        return ALL
    if _holds(tx, ctx, head["_id"]):
        return OWN
    return PUBLIC if head.get("public") else None


def _is_above(tx: Tx, ctx: Context, agency_id: str) -> bool:
    agency = tx.get("agencies", agency_id) if ctx.scope.subtree_ids else None
    return agency is not None and not ctx.scope.subtree_ids.isdisjoint(agency["path"])


def _holds(tx: Tx, ctx: Context, directive_id: str) -> bool:
    rows = [f"{directive_id}:{agency_id}" for agency_id in sorted(ctx.scope.agency_ids)]
    held = {"_id": {"$in": rows}, "holds": True}
    return tx.db["recipients"].find_one(held, {"_id": 1}, session=tx.session) is not None


def listed(tx: Tx, ctx: Context, asked: Asked, paging: Paging) -> Page:
    """Return a page of the issued directives the actor may see and asked for, newest first."""
    wanted: Document = {"state": "issued", "$or": _seen(tx, ctx, asked.relation)}
    if asked.symbol:
        wanted["symbol"] = {"$regex": f"^{re.escape(asked.symbol)}", "$options": "i"}
    return page(tx, "directives", wanted, NEWEST_FIRST, **paging)


def _seen(tx: Tx, ctx: Context, relation: str) -> list[Document]:
    """Return the ways in which a directive is seen; a relation leaves only the way of that name."""
    own = sorted(ctx.scope.agency_ids)
    ways: dict[str, Document] = {
        ISSUED_BY_US: {"issuer_id": {"$in": own}},
        SENT_TO_US: {"_id": {"$in": _held(tx, own)}},
    }
    if relation:
        return [ways[relation]]
    return [*ways.values(), {"issuer_id": {"$in": _issuers_below(tx, ctx)}}, {"public": True}]


def _held(tx: Tx, agency_ids: list[str]) -> list[str]:
    held = {"agency_id": {"$in": agency_ids}, "holds": True}
    found: list[str] = tx.db["recipients"].distinct("directive_id", held, session=tx.session)
    return found


def _issuers_below(tx: Tx, ctx: Context) -> list[str]:
    if not ctx.scope.subtree_ids:
        return []
    issuers = tx.db["directives"].distinct("issuer_id", {}, session=tx.session)
    return _below(tx, ctx, {"_id": {"$in": issuers}})


def concerned(tx: Tx, ctx: Context) -> frozenset[str]:
    """Return the agencies whose steps the actor may see: its own; for leaders and monitors those below."""
    below = _below(tx, ctx, {}) if ctx.scope.subtree_ids else []
    return ctx.scope.agency_ids.union(below)


def _below(tx: Tx, ctx: Context, among: Document) -> list[str]:
    wanted = {"path": {"$in": sorted(ctx.scope.subtree_ids)}, **among}
    return [row["_id"] for row in tx.db["agencies"].find(wanted, {"_id": 1}, session=tx.session)]


def counts_of(tx: Tx, collection: str, ids: Iterable[str]) -> Counter[str]:
    """Return the numbers of all who are counted under these ids, however many they are."""
    counts: Counter[str] = Counter()
    for row in tx.get_many(collection, ids).values():
        counts.update({name: n for name, n in row.items() if isinstance(n, int)})
    return counts


def rows_of(tx: Tx, directive_id: str, agency_ids: Iterable[str]) -> list[Recipient]:
    """Return these agencies as recipients of a directive, those that are."""
    rows = tx.get_many("recipients", (f"{directive_id}:{agency_id}" for agency_id in agency_ids))
    return [recipient_of(row) for row in rows.values()]


def branches_of(tx: Tx, directive_id: str, agency_ids: Iterable[str]) -> list[str]:
    """Return the ids of the counters of all below these agencies."""
    wanted = {"directive_id": {"$eq": directive_id}, "agency_id": {"$in": sorted(agency_ids)}}
    return [row["_id"] for row in tx.db["branches"].find(wanted, {"_id": 1}, session=tx.session)]


def branches_below(tx: Tx, place: Place, paging: Paging) -> Page:
    """Return a page of the branches of a place, those with most silent agencies first."""
    wanted = place.filter() | {"agency_id": {"$nin": list(place.opened)}, HOLDERS: {"$gt": 0}}
    return page(tx, "branches", wanted, SILENT_FIRST, **paging)


def agencies_below(tx: Tx, place: Place, paging: Paging) -> Page:
    """Return a page of the agencies that stand in a place itself, those that have done least first."""
    return page(tx, "recipients", place.filter() | {"holds": True}, LEAST_FIRST, **paging)


def steps(tx: Tx, about: Sequence[str], among: frozenset[str] | None, paging: Paging) -> Page:
    """Return a page of the timeline in the order of recording: all, or what is open and steps of `among`.

    Only in the latter the rows hold `parties`, among which are those that the reader may know.
    """
    wanted: Document = {"about": {"$in": list(about)}}
    shown: Paging = {**paging, "fields": STEP if among is None else (*STEP, "parties")}
    if among is not None:
        wanted["$or"] = [{"type": {"$in": OPEN}}, {"parties": {"$in": sorted(among)}}]
    return page(tx, "timeline", wanted, OLDEST_FIRST, **shown)


def steps_of_report(tx: Tx, report: Mapping[str, Any]) -> list[Document]:
    """Return what has happened to a report that reports has let the reader see, as it was recorded."""
    its_own = {"about": report["directive_id"], "parties": report["agency_id"]}
    wanted = {**its_own, "facts.submission_id": report["id"]}
    return list(tx.db["timeline"].find(wanted, session=tx.session).sort("_id", 1))


def names(tx: Tx, agency_ids: Iterable[str | None]) -> dict[str, str]:
    """Return the names of agencies by id; one that is not known yet is left out."""
    wanted = sorted({id for id in agency_ids if id})
    found = tx.db["agencies"].find({"_id": {"$in": wanted}}, {"name": 1}, session=tx.session)
    return {row["_id"]: row["name"] for row in found}


def agencies_under(tx: Tx, agency_id: str | None, most: int) -> list[Document]:
    """Return the agencies directly below one, with None those below none; the tree is no secret."""
    found = tx.db["agencies"].find({"parent_id": {"$eq": agency_id}}, session=tx.session)
    return list(found.sort([("name", 1), ("_id", 1)]).limit(most))


def agencies_named(tx: Tx, beginning: str, most: int) -> dict[str, str]:
    """Return the names by id of agencies one of whose names begins so, whatever its marks and case."""
    wanted = {"folded_names": {"$regex": f"^{re.escape(fold(beginning))}"}}
    found = tx.db["agencies"].find(wanted, {"name": 1}, session=tx.session).sort("name", 1).limit(most)
    return {row["_id"]: row["name"] for row in found}


def symbols(tx: Tx, ctx: Context, directive_ids: Iterable[str | None]) -> dict[str, str]:
    """Return number and notation of those directives, by id, whose journey the actor may open."""
    heads = tx.get_many("directives", {id for id in directive_ids if id})
    return {id: head["symbol"] for id, head in heads.items() if head.get("symbol") and view(tx, ctx, head)}


def campaigns(tx: Tx, ctx: Context) -> dict[str, str]:
    """Return by id what campaigns are called: by the plan, else by a letter on it that the actor may see."""
    about = {"state": "issued", "campaign_id": {"$ne": None}, "$or": _seen(tx, ctx, "")}
    found = tx.db["directives"].find(about, {"symbol": 1, "campaign_id": 1}, session=tx.session)
    told: dict[str, str] = {}
    for row in found.sort(NEWEST_FIRST).limit(MOST_OF_CAMPAIGNS):
        if row["_id"] == row["campaign_id"] or row["campaign_id"] not in told:
            told[row["campaign_id"]] = row["symbol"]
    return told
