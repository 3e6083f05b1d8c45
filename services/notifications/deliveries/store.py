"""Deliveries as stored: made with what they tell, claimed one by one, never with an address."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pymongo import IndexModel, ReturnDocument, UpdateOne

from chassis.context import Context
from chassis.documents import aggregate_of
from chassis.pages import Page, page
from chassis.transaction import Tx
from services.notifications.deliveries.domain import (
    CANCELLED,
    SENDING,
    STATES,
    SUPPRESSED,
    WAITING,
    Delivery,
)

COLLECTION = "deliveries"
STEPS = ("version", "state", "reason", "tries", "at", "next_at", "sent_at")
OPEN = {"state": {"$in": list(WAITING)}}
NEWEST_FIRST = (("at", -1), ("_id", -1))
INDEXES: dict[str, list[IndexModel]] = {
    COLLECTION: [
        IndexModel([("state", 1), ("next_at", 1)], name="due"),
        IndexModel([("state", 1), ("at", 1)], name="by_age"),
        IndexModel([("officer_id", 1), ("state", 1), *NEWEST_FIRST], name="of_officer"),
        IndexModel([("agency_id", 1), ("state", 1), *NEWEST_FIRST], name="of_agency"),
        IndexModel([("notification_id", 1)], name="of_notification", sparse=True),
    ]
}
Document = dict[str, Any]


def new(id: str, notification: Mapping[str, Any], content: Mapping[str, Any]) -> Document:
    """Return a mail that waits; `content` is the notification it tells of, or a text with its facts."""
    return {
        "_id": id,
        "version": 1,
        "officer_id": notification["officer_id"],
        "agency_id": notification["agency_id"],
        "state": SENDING,
        "reason": None,
        "tries": 0,
        "at": notification["at"],
        "next_at": notification["at"],
        "sent_at": None,
        **content,
    }


def add(tx: Tx, deliveries: Sequence[Document]) -> None:
    """Keep mails that are not known; of events that share one, the earliest says how old it is."""
    if not deliveries:
        return
    new = {one["_id"] for one in tx.insert_missing(COLLECTION, list(deliveries))}
    shared = [one for one in deliveries if one["_id"] not in new]
    writes = [
        UpdateOne({"_id": one["_id"], "tries": 0}, {"$min": {name: one[name] for name in ("at", "next_at")}})
        for one in shared
    ]
    if writes:
        tx.db[COLLECTION].bulk_write(writes, ordered=False, session=tx.session)


def cancel_old(tx: Tx, before: dt.datetime) -> int:
    """Cancel what is too old to be sent, such as the mails of a replayed history; return how many."""
    return _end_all(tx, OPEN | {"at": {"$lt": before}}, CANCELLED, "too-old")


def suppress_all(tx: Tx) -> int:
    """Keep everything from leaving that waits; return how much it was."""
    return _end_all(tx, OPEN, SUPPRESSED, "mail-off")


def _end_all(tx: Tx, wanted: Document, state: str, reason: str) -> int:
    ended = {"$set": {"state": state, "reason": reason}, "$inc": {"version": 1}}
    return tx.db[COLLECTION].update_many(wanted, ended).modified_count


def due(tx: Tx, now: dt.datetime, limit: int) -> list[Document]:
    """Return what is to be tried now, the longest waiting first."""
    wanted = OPEN | {"next_at": {"$lte": now}}
    return list(tx.db[COLLECTION].find(wanted).sort("next_at", 1).limit(limit))


def put(tx: Tx, before: Delivery, after: Delivery) -> Document | None:
    """Keep a step of a mail, unless another process took one meanwhile: then None."""
    told = {name: getattr(after, name) for name in STEPS}
    wanted = {"_id": before.id, "version": before.version}
    found: Document | None = tx.db[COLLECTION].find_one_and_update(
        wanted, {"$set": told}, return_document=ReturnDocument.AFTER, session=tx.session
    )
    return found


def delivery_of(document: Mapping[str, Any]) -> Delivery:
    """Return the domain's view of a stored mail."""
    return aggregate_of(Delivery, document)


def of_notifications(tx: Tx, ids: Iterable[str]) -> dict[str, Document]:
    """Return the mail of each notification that has one of its own."""
    found = tx.db[COLLECTION].find({"notification_id": {"$in": sorted(ids)}}, session=tx.session)
    return {one["notification_id"]: one for one in found}


def visible(ctx: Context) -> Document:
    """Return the filter of what one may see: mails to oneself, and an administrator those to its agency."""
    return {"$or": _ways(ctx)}


def _ways(ctx: Context) -> list[Document]:
    own: Document = {"officer_id": ctx.actor.officer_id}
    administered: Document = {"agency_id": {"$in": sorted(ctx.scope.agency_ids)}}
    return [own, administered] if "admin" in ctx.actor.roles else [own]


def listed(tx: Tx, ctx: Context, asked: Mapping[str, Any]) -> Page:
    """Return a page of the mails one may see, the newest first."""
    # All states by name, in each way: the server merges their ranges instead of sorting all one may see.
    states = {"state": {"$in": [asked["state"]] if asked["state"] else list(STATES)}}
    wanted = {"$or": [way | states for way in _ways(ctx)]}
    return page(tx, COLLECTION, wanted, NEWEST_FIRST, limit=asked["limit"], cursor=asked["cursor"])


def of_own_agency(tx: Tx, ctx: Context, delivery_id: str) -> Document | None:
    """Return a mail to an officer of one's agency; what may be done with it is for the role to say."""
    wanted = {"_id": delivery_id, "agency_id": {"$in": sorted(ctx.scope.agency_ids)}}
    found: Document | None = tx.db[COLLECTION].find_one(wanted, session=tx.session)
    return found


def visible_delivery(tx: Tx, ctx: Context, delivery_id: str) -> Document | None:
    """Return a mail one may see."""
    wanted = {"$and": [{"_id": delivery_id}, visible(ctx)]}
    found: Document | None = tx.db[COLLECTION].find_one(wanted, session=tx.session)
    return found
