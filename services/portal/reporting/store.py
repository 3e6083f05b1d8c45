"""Reports as stored: periods, and per directive the counters that answer for all recipients at once.

Counted is what recipients owe and what of it stands, never what is due: due days move, and every morning
more of them have passed. So reading costs the number of different states, whatever the number of
recipients (docs/decisions/0010).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from pymongo import IndexModel, UpdateOne

from chassis.transaction import Tx
from services.portal.reporting.domain import (
    Figures,
    Group,
    Period,
    Report,
    Reporting,
    figures_of,
    group_of,
    reporting_on,
)

Document = dict[str, Any]
Reports = Mapping[str, Report]
Moved = Mapping[str, tuple[Document, int]]
PERIOD = ("template", "owner_id", "due_on", "timely_until")
GROUPS, DAYS = "report_groups", "report_days"

INDEXES: dict[str, list[IndexModel]] = {
    "periods": [],
    GROUPS: [IndexModel([("directive_id", 1)], name="of_directive")],
    DAYS: [IndexModel([("directive_id", 1)], name="of_directive")],
}


def keep_period(tx: Tx, period_id: str, version: int, known: Mapping[str, Any]) -> None:
    """Keep when a period's reports are due, unless a later version is known; version 0 is a stub."""
    row = dict.fromkeys(PERIOD) | dict(known)
    if version:
        tx.project("periods", period_id, version, row)
    else:
        tx.insert_missing("periods", [{"_id": period_id, "ver": 0, **row}])


def count(tx: Tx, directive_id: str, changes: Iterable[tuple[Reports, Reports]]) -> None:
    """Count what changed in the reports of recipients, each as (before, after)."""
    groups: Counter[Group] = Counter()
    days: Counter[tuple[str, str | None]] = Counter()
    for before, after in changes:
        for reports, step in ((before, -1), (after, 1)):
            group = group_of(reports)
            groups[group] += step if group.owed else 0
            days.update({(id, reports[id].counted_on): step for id in group.owed})
    _move(tx, GROUPS, directive_id, dict(_of_group(group, step) for group, step in groups.items()))
    _move(tx, DAYS, directive_id, dict(_of_day(*key, step) for key, step in days.items()))


def _of_group(group: Group, step: int) -> tuple[str, tuple[Document, int]]:
    owed, standing = sorted(group.owed), sorted(group.standing)
    return f"{','.join(owed)}|{','.join(standing)}", ({"owed": owed, "standing": standing}, step)


def _of_day(period_id: str, day: str | None, step: int) -> tuple[str, tuple[Document, int]]:
    return f"{period_id}|{day or ''}", ({"period_id": period_id, "day": day}, step)


def _move(tx: Tx, collection: str, directive_id: str, moved: Moved) -> None:
    """Move counters and take away those at nothing: which came up in between depends on the order."""
    writes = {
        f"{directive_id}|{key}": {
            "$inc": {"recipients": step},
            "$setOnInsert": {"directive_id": directive_id, **state},
        }
        for key, (state, step) in moved.items()
        if step
    }
    if writes:
        updates = [UpdateOne({"_id": id}, step, upsert=True) for id, step in writes.items()]
        tx.db[collection].bulk_write(updates, ordered=False, session=tx.session)
        tx.db[collection].delete_many({"_id": {"$in": list(writes)}, "recipients": 0}, session=tx.session)


def whole(tx: Tx, directive_id: str, today: str) -> Reporting:
    """Return the reports of all recipients, from counters."""
    of_it = {"directive_id": {"$eq": directive_id}}
    groups, days = (tx.db[name].find(of_it, session=tx.session) for name in (GROUPS, DAYS))
    return _reporting(tx, today, groups, days)


def among(tx: Tx, directive_id: str, agency_ids: list[str], today: str) -> Reporting:
    """Return the reports of these agencies only, counted now as the counters are kept."""
    these: Document = {"$match": {"directive_id": directive_id, "agency_id": {"$in": agency_ids}}}
    owing: list[Document] = [these, {"$unwind": "$reports"}, {"$match": {"reports.required": True}}]
    groups = _by({"owed": "$owed", "standing": "$standing"})
    days = _by({"period_id": "$reports.period_id", "day": "$reports.counted_on"})
    by_group = tx.db["recipients"].aggregate([these, *groups], session=tx.session)
    return _reporting(tx, today, by_group, tx.db["recipients"].aggregate([*owing, *days], session=tx.session))


def _by(state: Mapping[str, str]) -> list[Document]:
    flat = {"$mergeObjects": ["$_id", {"recipients": "$recipients"}]}
    return [{"$group": {"_id": state, "recipients": {"$sum": 1}}}, {"$replaceWith": flat}]


def _reporting(tx: Tx, today: str, groups: Iterable[Document], days: Iterable[Document]) -> Reporting:
    known = {Group(frozenset(row["owed"]), frozenset(row["standing"])): row["recipients"] for row in groups}
    by_period: dict[str, dict[str | None, int]] = {}
    for row in days:
        by_period.setdefault(row["period_id"], {})[row["day"]] = row["recipients"]
    return reporting_on(today, known, _figures(tx, by_period))


def _figures(tx: Tx, by_period: Mapping[str, Mapping[str | None, int]]) -> Iterable[Figures]:
    for row in tx.db["periods"].find({"_id": {"$in": sorted(by_period)}}, session=tx.session):
        period = Period(row["_id"], *(row[name] for name in PERIOD))
        yield figures_of(period, by_period[period.id])
