"""Reports as stored: periods, and per directive the counters that answer for all recipients at once.

Counted is what recipients owe and what of it stands, never what is due: due days move, and every morning
more of them have passed. So reading costs the number of different states, whatever the number of
recipients (docs/decisions/0010).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import chain
from typing import Any

from pymongo import DeleteOne, IndexModel, UpdateOne

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
# A counter's key within its directive, what it counts recipients of, and by how much it moves.
Step = tuple[str, Document, int]
PERIOD = ("template", "owner_id", "due_on", "timely_until")
COUNTERS = "report_counts"

INDEXES: dict[str, list[IndexModel]] = {
    "periods": [],
    COUNTERS: [IndexModel([("directive_id", 1)], name="of_directive")],
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
    moved = [_of_group(group, step) for group, step in groups.items() if step]
    _move(tx, directive_id, moved + [_of_day(*key, step) for key, step in days.items() if step])


def _of_group(group: Group, step: int) -> Step:
    owed, standing = sorted(group.owed), sorted(group.standing)
    return f"group|{','.join(owed)}|{','.join(standing)}", {"owed": owed, "standing": standing}, step


def _of_day(period_id: str, day: str | None, step: int) -> Step:
    return f"day|{period_id}|{day or ''}", {"period_id": period_id, "day": day}, step


def _move(tx: Tx, directive_id: str, steps: list[Step]) -> None:
    """Move counters and take away those at nothing: which came up in between depends on the order."""
    writes: list[UpdateOne | DeleteOne] = []
    for key, state, step in steps:
        told = {"$inc": {"recipients": step}, "$setOnInsert": {"directive_id": directive_id, **state}}
        writes.append(UpdateOne({"_id": f"{directive_id}|{key}"}, told, upsert=True))
    fallen = [key for key, _, step in steps if step < 0]
    writes += [DeleteOne({"_id": f"{directive_id}|{key}", "recipients": 0}) for key in fallen]
    if writes:
        tx.db[COUNTERS].bulk_write(writes, session=tx.session)


def whole(tx: Tx, directive_id: str, today: str) -> Reporting:
    """Return the reports of all recipients, from counters."""
    counted = tx.db[COUNTERS].find({"directive_id": {"$eq": directive_id}}, session=tx.session)
    return _reporting(tx, today, counted)


def among(tx: Tx, directive_id: str, agency_ids: list[str], today: str) -> Reporting:
    """Return the reports of these agencies only, counted now as the counters are kept."""
    these: Document = {"$match": {"directive_id": directive_id, "agency_id": {"$in": agency_ids}}}
    owing: list[Document] = [these, {"$unwind": "$reports"}, {"$match": {"reports.required": True}}]
    groups = [these, *_by({"owed": "$owed", "standing": "$standing"})]
    days = [*owing, *_by({"period_id": "$reports.period_id", "day": "$reports.counted_on"})]
    counted = (tx.db["recipients"].aggregate(stages, session=tx.session) for stages in (groups, days))
    return _reporting(tx, today, chain.from_iterable(counted))


def _by(state: Mapping[str, str]) -> list[Document]:
    flat = {"$mergeObjects": ["$_id", {"recipients": "$recipients"}]}
    return [{"$group": {"_id": state, "recipients": {"$sum": 1}}}, {"$replaceWith": flat}]


def _reporting(tx: Tx, today: str, counted: Iterable[Document]) -> Reporting:
    groups: dict[Group, int] = {}
    days: dict[str, dict[str | None, int]] = {}
    for row in counted:
        if "owed" in row:
            groups[Group(frozenset(row["owed"]), frozenset(row["standing"]))] = row["recipients"]
        else:
            days.setdefault(row["period_id"], {})[row["day"]] = row["recipients"]
    return reporting_on(today, groups, _figures(tx, days))


def _figures(tx: Tx, days: Mapping[str, Mapping[str | None, int]]) -> Iterable[Figures]:
    for row in tx.db["periods"].find({"_id": {"$in": sorted(days)}}, session=tx.session):
        period = Period(row["_id"], *(row[name] for name in PERIOD))
        yield figures_of(period, days[period.id])
