"""The read models of journeys as stored: heads, recipients, counters and timeline rows, and their changes.

What an agency may see of others is asked of the agencies' projection at reading: stored ancestors would
have to be mended whenever an agency comes late or moves.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, fields
from typing import Any

from pymongo import ASCENDING, DESCENDING, IndexModel, ReplaceOne

from chassis.transaction import Tx
from services.portal.journeys.domain import Recipient, difference
from services.portal.reporting import store as reporting
from services.portal.reporting.domain import Report, group_of

Change = Callable[[Recipient], Recipient]
Document = dict[str, Any]
REPORT = [field.name for field in fields(Report)]

INDEXES: dict[str, list[IndexModel]] = {
    "directives": [
        IndexModel([("issuer_id", 1), ("issued_on", DESCENDING), ("_id", DESCENDING)], name="of_issuer"),
        IndexModel([("public", 1), ("issued_on", DESCENDING), ("_id", DESCENDING)], name="published"),
        IndexModel([("issued_on", DESCENDING), ("_id", DESCENDING)], name="newest"),
    ],
    "recipients": [
        IndexModel([("agency_id", 1), ("holds", 1), ("directive_id", 1)], name="held_by"),
        IndexModel([("directive_id", 1), ("agency_id", 1)], name="of_directive"),
    ],
    "funnels": [],
    "timeline": [
        IndexModel([("about", 1), ("_id", ASCENDING)], name="of_journey"),
        IndexModel([("about", 1), ("parties", 1), ("_id", ASCENDING)], name="of_party_in_journey"),
    ],
}


def keep_head(tx: Tx, directive_id: str, version: int, head: Mapping[str, Any]) -> None:
    """Keep what a directive says of itself, unless a later version of it is known."""
    there = tx.db["directives"].find_one({"_id": directive_id}, {"ver": 1}, session=tx.session)
    if there is None or there.get("ver", 0) < version:
        told = {"$set": {**head, "ver": version}}
        tx.db["directives"].update_one({"_id": directive_id}, told, upsert=True, session=tx.session)


def keep_stub(tx: Tx, directive_id: str, known: Mapping[str, Any]) -> None:
    """Keep what another event tells of a directive, where the directive itself has not told it yet."""
    there = tx.db["directives"].find_one({"_id": directive_id}, session=tx.session)
    told = there or {}
    wanted = {"state": "stub", **known}
    missing = {name: value for name, value in wanted.items() if told.get(name) is None and value is not None}
    if missing:
        tx.db["directives"].update_one(
            {"_id": directive_id}, {"$set": missing}, upsert=True, session=tx.session
        )


def add_rows(tx: Tx, rows: list[Document]) -> None:
    """Add rows to the timelines they belong to, once."""
    tx.insert_missing("timeline", rows)


def change_recipients(tx: Tx, directive_id: str, changes: Mapping[str, Change]) -> None:
    """Apply a change to each agency's recipient row, and to the directive's numbers what really changed.

    Rows and numbers move in one transaction, so that two consumers at once conflict instead of both counting.
    """
    ids = {agency_id: f"{directive_id}:{agency_id}" for agency_id in changes}
    found = tx.db["recipients"].find({"_id": {"$in": list(ids.values())}}, session=tx.session)
    known = {row["agency_id"]: _recipient(row) for row in found}
    before = {id: known.get(id, Recipient()) for id in changes}
    after = {id: change(before[id]) for id, change in changes.items()}
    moved = [id for id in changes if after[id] != before[id]]
    if moved:
        key = {id: {"_id": ids[id], "directive_id": directive_id, "agency_id": id} for id in moved}
        rows = [ReplaceOne({"_id": ids[id]}, key[id] | _stored(after[id]), upsert=True) for id in moved]
        tx.db["recipients"].bulk_write(rows, ordered=False, session=tx.session)
        _count(tx, directive_id, [(before[id], after[id]) for id in moved])


def _count(tx: Tx, directive_id: str, moved: Sequence[tuple[Recipient, Recipient]]) -> None:
    for before, after in moved:
        steps = difference(before, after)
        if steps:
            tx.add("funnels", directive_id, steps)
    reporting.count(tx, directive_id, [(before.reports, after.reports) for before, after in moved])


def _stored(one: Recipient) -> Document:
    group = group_of(one.reports)
    return {
        "purpose": one.purpose,
        "binding": one.binding,
        "arrived": one.arrived,
        "registrations": [{"incoming_id": id, "tasks": n} for id, n in sorted(one.task_counts.items())],
        "assigned": sorted(one.assigned),
        "acknowledged": sorted(one.acknowledged),
        "reports": [_stored_report(period_id, report) for period_id, report in sorted(one.reports.items())],
        "owed": sorted(group.owed),
        "standing": sorted(group.standing),
        "stage": one.stage,
        "holds": one.holds,
    }


def _stored_report(period_id: str, report: Report) -> Document:
    return {"period_id": period_id, "counted_on": report.counted_on, **asdict(report)}


def _recipient(row: Document) -> Recipient:
    return Recipient(
        purpose=row["purpose"],
        binding=row["binding"],
        arrived=row["arrived"],
        task_counts={entry["incoming_id"]: entry["tasks"] for entry in row["registrations"]},
        assigned=frozenset(row["assigned"]),
        acknowledged=frozenset(row["acknowledged"]),
        reports={entry["period_id"]: _report(entry) for entry in row["reports"]},
    )


def _report(entry: Document) -> Report:
    return Report(**{name: entry[name] for name in REPORT})
