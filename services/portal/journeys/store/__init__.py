"""The read models of journeys as stored: heads, recipients, counters and timeline rows, and their changes.

Who may see what is asked of the agencies' projection at reading. Where a recipient stands in the tree is
kept with it and counted, so that a branch costs the same however many lie in it; an agency that comes late
or moves takes its numbers along (`stand`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from typing import Any
from weakref import WeakKeyDictionary

from pymongo import ASCENDING, DESCENDING, IndexModel, ReplaceOne

from chassis.projections import standing
from chassis.transaction import Tx
from services.portal.journeys.domain import SILENT, Edge, Recipient, branch_reports, branch_steps, difference
from services.portal.reporting import store as reporting
from services.portal.reporting.domain import Report

Change = Callable[[Recipient], Recipient]
Document = dict[str, Any]
REPORT = [one.name for one in fields(Report)]

INDEXES: dict[str, list[IndexModel]] = {
    "directives": [
        IndexModel([("issuer_id", 1), ("issued_on", DESCENDING), ("_id", DESCENDING)], name="of_issuer"),
        IndexModel([("public", 1), ("issued_on", DESCENDING), ("_id", DESCENDING)], name="published"),
        IndexModel([("issued_on", DESCENDING), ("_id", DESCENDING)], name="newest"),
    ],
    "recipients": [
        IndexModel([("agency_id", 1), ("holds", 1), ("directive_id", 1)], name="held_by"),
        IndexModel([("directive_id", 1), ("parent_id", 1), ("rank", 1), ("_id", 1)], name="below"),
    ],
    "funnels": [],
    "branches": [
        IndexModel([("directive_id", 1), ("parent_id", 1), ("silent", DESCENDING), ("_id", 1)], name="below"),
        IndexModel([("directive_id", 1), ("agency_id", 1)], name="of_agency"),
    ],
    "timeline": [
        IndexModel([("about", 1), ("_id", ASCENDING)], name="of_journey"),
        IndexModel([("about", 1), ("parties", 1), ("_id", ASCENDING)], name="of_party_in_journey"),
    ],
}


@dataclass
class _Seen:
    """What a transaction has seen stored: nobody else changes it before the transaction ends.

    So the events of a batch about one agency read its row once.
    """

    heads: set[str] = field(default_factory=set)
    recipients: dict[str, Recipient] = field(default_factory=dict)


_SEEN: WeakKeyDictionary[Tx, _Seen] = WeakKeyDictionary()


def _seen(tx: Tx) -> _Seen:
    return _SEEN.setdefault(tx, _Seen())


def keep_head(tx: Tx, directive_id: str, version: int, head: Mapping[str, Any]) -> None:
    """Keep what a directive says of itself, unless a later version of it is known."""
    there = tx.db["directives"].find_one({"_id": directive_id}, {"ver": 1}, session=tx.session)
    if there is None or there.get("ver", 0) < version:
        told = {"$set": {**head, "ver": version}}
        tx.db["directives"].update_one({"_id": directive_id}, told, upsert=True, session=tx.session)


def keep_stub(tx: Tx, directive_id: str, known: Mapping[str, Any]) -> None:
    """Keep what another event tells of a directive, where the directive itself has not told it yet."""
    heads = _seen(tx).heads
    if not known and directive_id in heads:
        return
    heads.add(directive_id)
    asked = dict.fromkeys(["state", *known], 1)
    there = tx.db["directives"].find_one({"_id": directive_id}, asked, session=tx.session)
    told = there or {}
    wanted = {"state": "stub", **known}
    missing = {name: value for name, value in wanted.items() if told.get(name) is None and value is not None}
    if missing:
        tx.db["directives"].update_one(
            {"_id": directive_id}, {"$set": missing}, upsert=True, session=tx.session
        )


def add_rows(tx: Tx, rows: list[Document]) -> None:
    """Add rows to the timelines they belong to, once."""
    for row in rows:
        tx.project("timeline", row["_id"], 1, row)


def change_recipients(tx: Tx, directive_id: str, changes: Mapping[str, Change]) -> None:
    """Apply a change to each agency's recipient row, and to the directive's numbers what really changed.

    Rows and numbers move in one transaction, so that two consumers at once conflict instead of both counting.
    """
    known = _stored_already(tx, directive_id, changes)
    unknown = changes.keys() - known.keys()
    paths = standing(tx, unknown) if unknown else {}
    before = known | {id: Recipient(path=paths.get(id, ())) for id in unknown}
    after = {id: change(before[id]) for id, change in changes.items()}
    _keep(tx, directive_id, {id: (before[id], after[id]) for id in changes if after[id] != before[id]})


def _stored_already(tx: Tx, directive_id: str, agency_ids: Iterable[str]) -> dict[str, Recipient]:
    seen, ids = _seen(tx).recipients, {_id(directive_id, id): id for id in agency_ids}
    unread = ids.keys() - seen.keys()
    if unread:
        seen.update({id: recipient_of(row) for id, row in tx.get_many("recipients", unread).items()})
    return {agency_id: seen[id] for id, agency_id in ids.items() if id in seen}


def stand(tx: Tx, agency_id: str, path: Sequence[str]) -> None:
    """Count the agency in the branches it stands in now, of every directive it has to do with."""
    elsewhere = {"agency_id": agency_id, "path": {"$ne": list(path)}}
    for row in list(tx.db["recipients"].find(elsewhere, session=tx.session)):
        before = recipient_of(row)
        _keep(tx, row["directive_id"], {agency_id: (before, before.stand(path))})


def _id(directive_id: str, agency_id: str) -> str:
    return f"{directive_id}:{agency_id}"


def _keep(tx: Tx, directive_id: str, moved: Mapping[str, tuple[Recipient, Recipient]]) -> None:
    rows = []
    for agency_id, (_, after) in moved.items():
        key = {"_id": _id(directive_id, agency_id), "directive_id": directive_id, "agency_id": agency_id}
        rows.append(ReplaceOne({"_id": key["_id"]}, key | _stored(after), upsert=True))
        _seen(tx).recipients[key["_id"]] = after
    tx.write("recipients", rows)
    _count(tx, directive_id, list(moved.values()))


def _count(tx: Tx, directive_id: str, moved: Sequence[tuple[Recipient, Recipient]]) -> None:
    for before, after in moved:
        if steps := difference(before, after):
            tx.add("funnels", directive_id, steps)
    for edge, steps in branch_steps(moved).items():
        # The order of branches goes by this one, so it is always there.
        tx.add("branches", branch_id(directive_id, edge), {SILENT: 0} | steps, _place(directive_id, edge))
    reporting.count(tx, directive_id, ((before.reports, after.reports) for before, after in moved))
    for edge, changes in branch_reports(moved).items():
        reporting.count(tx, branch_id(directive_id, edge), changes)


def branch_id(directive_id: str, edge: Edge) -> str:
    """Return the id of a branch's counters; an agency that moves makes its branch another one."""
    above, agency_id = edge
    return f"{directive_id}|{above or ''}|{agency_id}"


def _place(directive_id: str, edge: Edge) -> Document:
    above, agency_id = edge
    return {"directive_id": directive_id, "parent_id": above, "agency_id": agency_id}


def _stored(one: Recipient) -> Document:
    return {
        "path": list(one.path),
        "parent_id": one.path[-1] if one.path else None,
        "purpose": one.purpose,
        "binding": one.binding,
        "arrived": one.arrived,
        "registrations": [{"incoming_id": id, "tasks": n} for id, n in sorted(one.task_counts.items())],
        "assigned": sorted(one.assigned),
        "acknowledged": sorted(one.acknowledged),
        "reports": [_stored_report(period_id, report) for period_id, report in sorted(one.reports.items())],
        "rank": one.rank,
        "holds": one.holds,
    }


def _stored_report(period_id: str, report: Report) -> Document:
    return {"period_id": period_id, "counted_on": report.counted_on, **asdict(report)}


def recipient_of(row: Mapping[str, Any]) -> Recipient:
    """Return a recipient from its row."""
    return Recipient(
        path=tuple(row["path"]),
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
