"""Deadlines as stored: each source writes its own fields under its own guard, so any order ends the same.

`ver` guards what a task or a period is, `step` the report that answers a requirement; `sent` belongs to the
reminders alone. `term` is what the tick looks for: a due day, a period, or that the day is missing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from pymongo import IndexModel, UpdateOne

from chassis.documents import aggregate_of
from chassis.pages import Page, Paging, page
from chassis.transaction import Tx
from services.notifications.deadlines.domain import DUE_MISSING, PERIOD, REPORT, REQUIREMENT, Deadline

COLLECTION = "deadlines"
Facts = Mapping[str, Any]
# Not $type: the planner cannot see that a term asked for is a string, but it can see that it is above "".
HAS_TERM = {"term": {"$gt": ""}}
ORDER = (("term", 1), ("_id", 1))
BY_ID = (("_id", 1),)
LISTS = ("owner_ids", "directive_ids", "campaign_ids")
INDEXES: dict[str, list[IndexModel]] = {
    COLLECTION: [
        IndexModel([("answered", 1), *ORDER], name="waiting", partialFilterExpression=HAS_TERM),
        IndexModel(
            [("parties", 1), ("answered", 1), *ORDER], name="of_parties", partialFilterExpression=HAS_TERM
        ),
        IndexModel([("subject_kind", 1), ("due_on", 1)], name="periods_due"),
    ]
}


def learn(tx: Tx, version: int, facts: Mapping[str, Facts]) -> None:
    """Keep what is owed, by id, unless a later version of it is known."""
    stored = tx.db[COLLECTION].find({"_id": {"$in": list(facts)}}, {"ver": 1}, session=tx.session)
    known = {row["_id"]: row.get("ver", 0) for row in stored}
    writes = [
        UpdateOne(
            {"_id": id}, {"$set": {**said, "ver": version}, "$setOnInsert": {"answered": False}}, upsert=True
        )
        for id, said in facts.items()
        if known.get(id, 0) < version
    ]
    if writes:
        tx.db[COLLECTION].bulk_write(writes, ordered=False, session=tx.session)


def answer(tx: Tx, requirement_id: str, step: int, answered: bool) -> None:
    """Keep whether a report stands that answers a requirement, known or not yet."""
    known = tx.db[COLLECTION].find_one({"_id": requirement_id}, {"step": 1}, session=tx.session)
    if known is None or known.get("step", 0) < step:
        told = {"$set": {"answered": answered, "step": step}}
        tx.db[COLLECTION].update_one({"_id": requirement_id}, told, upsert=True, session=tx.session)


def acknowledge(tx: Tx, task_id: str, at: dt.datetime) -> None:
    """Keep when a task was acknowledged, known or not yet."""
    told = {"$set": {"acknowledged_at": at}, "$setOnInsert": {"answered": False}}
    tx.db[COLLECTION].update_one({"_id": task_id}, told, upsert=True, session=tx.session)


def acknowledged_at(tx: Tx, task_id: str) -> dt.datetime | None:
    """Return when a task was acknowledged, None while it waits."""
    found = tx.db[COLLECTION].find_one({"_id": task_id}, {"acknowledged_at": 1}, session=tx.session)
    return (found or {}).get("acknowledged_at")


def ask(tx: Tx, period_id: str, asked: Facts) -> None:
    """Keep that a directive asks for the reports of a period; its day as told, until its owner tells it."""
    known = _period(tx, period_id)
    sets = {name: sorted({*known[name], *asked[name]}) for name in LISTS}
    since = min(known["since"] or asked["since"], asked["since"])
    merged = known | sets | {"since": since, "template": asked["template"]}
    if not known["ver"] and asked["due_on"]:
        merged |= {"due_on": asked["due_on"], "timely_until": asked["timely_until"]}
    _keep_period(tx, known, merged)


def set_due(tx: Tx, period_id: str, version: int, told: Facts) -> None:
    """Keep the day a period is due, unless a later one is known."""
    known = _period(tx, period_id)
    if known["ver"] < version:
        _keep_period(tx, known, known | dict(told) | {"ver": version})


def _period(tx: Tx, period_id: str) -> dict[str, Any]:
    stored: dict[str, Any] | None = tx.db[COLLECTION].find_one({"_id": period_id}, session=tx.session)
    lists: dict[str, list[str]] = {name: [] for name in LISTS}
    unknown = {"_id": period_id, "subject_kind": PERIOD, "kind": PERIOD, "since": None, "template": None}
    days = {"due_on": None, "timely_until": None, "term": None, "answered": False, "ver": 0}
    return stored or {**unknown, **lists, **days}


def _keep_period(tx: Tx, known: Facts, merged: dict[str, Any]) -> None:
    # Nothing is written that is known: every chunk of a directive asks for the same few periods.
    asked = bool(merged["owner_ids"])
    merged["term"] = DUE_MISSING if asked and merged["due_on"] is None else None
    merged["parties"] = merged["owner_ids"]
    if merged != known:
        tx.db[COLLECTION].replace_one({"_id": merged["_id"]}, merged, upsert=True, session=tx.session)


def periods_due(tx: Tx, first: str, last: str) -> list[str]:
    """Return the periods that are due between two days."""
    wanted = {"subject_kind": PERIOD, "due_on": {"$gte": first, "$lte": last}}
    return [row["_id"] for row in tx.db[COLLECTION].find(wanted, {"_id": 1}, session=tx.session)]


def awaited(tx: Tx, terms: Sequence[str]) -> list[str]:
    """Return those of the terms that an open deadline waits for, sorted."""
    wanted = {"answered": False, "term": {"$in": list(terms)}}
    return sorted(tx.db[COLLECTION].distinct("term", wanted, session=tx.session))


def waiting(tx: Tx, terms: Sequence[str], parties: Sequence[str] | None, **paging: Any) -> Page:
    """Return a page of the open deadlines of the given terms, of some parties or of all, days filled in."""
    wanted: dict[str, Any] = {"answered": False, "term": {"$in": list(terms)}}
    if parties is not None:
        wanted["parties"] = {"$in": list(parties)}
    asked: Paging = {"limit": paging["limit"], "cursor": paging["cursor"]}
    found = page(tx, COLLECTION, wanted, BY_ID if len(terms) == 1 else ORDER, **asked)
    ids = sorted({row["period_id"] for row in found.items if row["subject_kind"] == REQUIREMENT})
    stored = tx.db[COLLECTION].find({"_id": {"$in": ids}}, session=tx.session)
    periods = {row["_id"]: row for row in stored}
    return found.map(lambda row: _deadline(row, periods))


def _deadline(row: dict[str, Any], periods: Mapping[str, Facts]) -> Deadline:
    if row["kind"] == REPORT:
        period = periods.get(row["period_id"], {})
        row = row | {name: period.get(name) for name in ("due_on", "timely_until")}
    if row["kind"] == PERIOD:
        row = (
            row
            | {"agency_id": row["owner_ids"][0]}
            | {
                f"{name}_id": row[f"{name}_ids"][0] if len(row[f"{name}_ids"]) == 1 else None
                for name in ("directive", "campaign")
            }
        )
    return aggregate_of(Deadline, row)


def note_sent(tx: Tx, sent: Mapping[str, Facts]) -> None:
    """Keep the last reminder of each deadline."""
    writes = [UpdateOne({"_id": id}, {"$set": {"sent": dict(one)}}) for id, one in sent.items()]
    if writes:
        tx.db[COLLECTION].bulk_write(writes, ordered=False, session=tx.session)
