"""The inbox as stored: announcements, the audiences some of them are for, and each officer's notifications.

An announcement keeps what an event says to at most 500 agencies. It outlives the event, so that an officer
who becomes known later, because events come in any order, is told as well.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pymongo import IndexModel, UpdateOne

from chassis.context import Context
from chassis.documents import aggregate_of, plain
from chassis.pages import Page, page
from chassis.transaction import Tx
from services.notifications.inbox.domain import MOST_LINES, Line, Notification

NOTIFICATIONS, ANNOUNCEMENTS = "notifications", "announcements"
CALLS, MEMBERS, AUDIENCES, DIRECTIVES = "calls", "members", "audiences", "directives"
NEWEST_FIRST = (("at", -1), ("_id", -1))
INDEXES: dict[str, list[IndexModel]] = {
    NOTIFICATIONS: [
        IndexModel([("officer_id", 1), *NEWEST_FIRST], name="of_officer"),
        IndexModel([("officer_id", 1), ("unread", 1), *NEWEST_FIRST], name="unread_of_officer"),
        IndexModel([("subject_id", 1)], name="about"),
        IndexModel([("mail_due", 1)], name="digests_to_mail", partialFilterExpression={"mail_due": True}),
    ],
    ANNOUNCEMENTS: [
        IndexModel([("agency_ids", 1), ("day", 1)], name="to_agency"),
        IndexModel([("subject_id", 1)], name="about"),
        IndexModel([("pending", 1)], name="pending", partialFilterExpression={"pending": True}),
    ],
    CALLS: [IndexModel([("audience", 1)], name="to_audience")],
    MEMBERS: [IndexModel([("audience", 1)], name="of_audience")],
    AUDIENCES: [],
    DIRECTIVES: [],
}
MOMENTS = ("read_at", "acknowledged_at")
Document = dict[str, Any]


def announce(tx: Tx, announcements: Sequence[Document]) -> list[Document]:
    """Keep announcements; return those that were not known."""
    return tx.insert_missing(ANNOUNCEMENTS, list(announcements))


def add(tx: Tx, notifications: Sequence[Document]) -> None:
    """Keep notifications that are not known."""
    if notifications:
        tx.insert_missing(NOTIFICATIONS, list(notifications))


def announced_to(tx: Tx, agency_id: str, first: str | None, last: str | None) -> list[Document]:
    """Return what was announced to an agency between two days."""
    days = {"$gte": first or "", "$lte": last or "9999-12-31"}
    wanted = {"agency_ids": agency_id, "day": days}
    return list(tx.db[ANNOUNCEMENTS].find(wanted, session=tx.session))


def pending(tx: Tx) -> Document | None:
    """Return an announcement whose officers have not been told yet."""
    found: Document | None = tx.db[ANNOUNCEMENTS].find_one({"pending": True}, session=tx.session)
    return found


def note_told(tx: Tx, announcement_id: str) -> None:
    """Keep that the officers of an announcement have been told."""
    told = {"$set": {"pending": False}}
    tx.db[ANNOUNCEMENTS].update_one({"_id": announcement_id}, told, session=tx.session)


def call(tx: Tx, made: Document) -> list[Document]:
    """Keep what is said to an audience; return the members known, none when it was said before."""
    if not tx.insert_missing(CALLS, [made]):
        return []
    _meet(tx, made["audience"])
    return list(tx.db[MEMBERS].find({"audience": made["audience"]}, session=tx.session))


def join(tx: Tx, member: Document) -> list[Document]:
    """Keep agencies as part of an audience; return what was said to it, nothing when they were known."""
    if not tx.insert_missing(MEMBERS, [member]):
        return []
    _meet(tx, member["audience"])
    return list(tx.db[CALLS].find({"audience": member["audience"]}, session=tx.session))


def _meet(tx: Tx, audience: str) -> None:
    # Whoever speaks and whoever joins at the same moment write one document: one of them runs again and sees.
    tx.add(AUDIENCES, audience, {"changes": 1})


def close(tx: Tx, subject_id: str, at: dt.datetime) -> None:
    """Close every notification about a subject: what it asked for has been done."""
    tx.db[ANNOUNCEMENTS].update_many(
        {"subject_id": subject_id}, {"$set": {"closed_at": at}}, session=tx.session
    )
    wanted = {"subject_id": subject_id, "closed_at": None}
    closed = {"$set": {"closed_at": at, "unread": False}, "$inc": {"version": 1}}
    tx.db[NOTIFICATIONS].update_many(wanted, closed, session=tx.session)


def own(tx: Tx, ctx: Context, notification_id: str) -> Document | None:
    """Return a notification of the officer who asks; nobody else's is ever found."""
    wanted = {"_id": notification_id, "officer_id": ctx.actor.officer_id}
    found: Document | None = tx.db[NOTIFICATIONS].find_one(wanted, session=tx.session)
    return found


def listed(tx: Tx, ctx: Context, asked: Mapping[str, Any]) -> Page:
    """Return a page of the officer's notifications, the newest first."""
    wanted: Document = {"officer_id": ctx.actor.officer_id}
    if asked["unread"] is not None:
        wanted["unread"] = asked["unread"]
    return page(tx, NOTIFICATIONS, wanted, NEWEST_FIRST, limit=asked["limit"], cursor=asked["cursor"])


def count_unread(tx: Tx, ctx: Context) -> int:
    """Count what the officer has not looked at."""
    wanted = {"officer_id": ctx.actor.officer_id, "unread": True}
    return tx.db[NOTIFICATIONS].count_documents(wanted, session=tx.session)


def save(tx: Tx, before: Document, after: Notification) -> Document:
    """Keep a notification as its officer left it; return it."""
    moments = {name: getattr(after, name) for name in ("version", "read_at", "acknowledged_at")}
    changed = before | moments | {"unread": after.unread}
    if changed != before:
        tx.replace(NOTIFICATIONS, changed, before["version"])
    return changed


def notification_of(document: Document) -> Notification:
    """Return the domain's view of a stored notification."""
    return aggregate_of(Notification, document)


def append(digest: Document, lines: Sequence[Line]) -> UpdateOne:
    """Return the write that puts lines into a digest, made when there is none yet.

    A digest that was read and grows is unread again. So many lines are kept; `count` tells of all.
    """
    return UpdateOne(
        {"_id": digest["_id"]},
        {
            "$setOnInsert": {name: digest[name] for name in digest if name not in {"_id", "at", *MOMENTS}},
            "$set": dict.fromkeys(MOMENTS) | {"at": digest["at"], "unread": True, "mail_due": True},
            "$inc": {"version": 1, "count": len(lines)},
            "$push": {"lines": {"$each": [plain(line) for line in lines], "$slice": MOST_LINES}},
        },
        upsert=True,
    )


def write(tx: Tx, writes: Sequence[UpdateOne]) -> None:
    """Carry out writes made by `append`."""
    if writes:
        tx.db[NOTIFICATIONS].bulk_write(list(writes), ordered=False, session=tx.session)


def digests_to_mail(tx: Tx, limit: int) -> list[Document]:
    """Return digests that have grown since their mail was made, or have none."""
    return list(tx.db[NOTIFICATIONS].find({"mail_due": True}, session=tx.session).limit(limit))


def note_mailed(tx: Tx, ids: Sequence[str]) -> None:
    """Keep that the mails of these digests are made."""
    told = {"$set": {"mail_due": False}}
    tx.db[NOTIFICATIONS].update_many({"_id": {"$in": list(ids)}}, told, session=tx.session)


def symbols(tx: Tx, ids: Iterable[str]) -> dict[str, str]:
    """Return number and notation of the known ones of the given directives."""
    found = tx.db[DIRECTIVES].find({"_id": {"$in": sorted(set(ids))}}, {"symbol": 1}, session=tx.session)
    return {one["_id"]: one["symbol"] for one in found}


def notifications(tx: Tx, ids: Iterable[str]) -> dict[str, Document]:
    """Return notifications by id, whoever they belong to; for the sender of mails."""
    found = tx.db[NOTIFICATIONS].find({"_id": {"$in": sorted(set(ids))}}, session=tx.session)
    return {one["_id"]: one for one in found}
