"""Reports as stored: periods, and the counters that answer for many recipients at once.

Counted is what recipients owe and what of it stands, never what is due: due days move, and every morning
more of them have passed. So reading costs the number of different states, whatever the number of
recipients (docs/decisions/0010). What is counted together has a name, `of`: a directive, or one branch of
its recipients.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import fields
from itertools import chain
from typing import Any

from pymongo import IndexModel

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
Rows = list[Document]
GROUP = tuple(field.name for field in fields(Group))
PERIOD = ("template", "owner_id", "due_on", "timely_until")
COUNTERS = "report_counts"

INDEXES: dict[str, list[IndexModel]] = {
    "periods": [],
    COUNTERS: [IndexModel([("of", 1)], name="of_whom")],
}


def keep_period(tx: Tx, period_id: str, version: int, known: Mapping[str, Any]) -> None:
    """Keep when a period's reports are due, unless a later version is known; version 0 is a stub."""
    row = dict.fromkeys(PERIOD) | dict(known)
    if version:
        tx.project("periods", period_id, version, row)
    else:
        tx.insert_missing("periods", [{"_id": period_id, "ver": 0, **row}])


def count(tx: Tx, of: str, changes: Iterable[tuple[Reports, Reports]]) -> None:
    """Count what changed in the reports of recipients, each as (before, after)."""
    steps: Counter[str] = Counter()
    known: dict[str, Document] = {}
    for before, after in changes:
        for reports, step in ((before, -1), (after, 1)):
            states = states_of(reports)
            known |= states
            steps.update(dict.fromkeys(states, step))
    for key, step in steps.items():
        if step:
            tx.add(COUNTERS, f"{of}|{key}", {"recipients": step}, {"of": of, **known[key]})


def states_of(reports: Reports) -> dict[str, Document]:
    """Return the states in which a recipient with these reports is counted, by the keys of their counters."""
    group = group_of(reports)
    if not group.owed:
        return {}
    told = {name: sorted(getattr(group, name)) for name in GROUP}
    states: dict[str, Document] = {"|".join(["group", *map(",".join, told.values())]): told}
    for period_id in told["owed"]:
        day = reports[period_id].counted_on
        states[f"day|{period_id}|{day or ''}"] = {"period_id": period_id, "day": day}
    return states


def rows_of(reports: Reports) -> Rows:
    """Return what the counters of one recipient alone would be."""
    return [{"recipients": 1, **state} for state in states_of(reports).values()]


def counted(tx: Tx, of: Iterable[str]) -> dict[str, Rows]:
    """Return the counters under each of these names; a name under which nothing is owed is left out."""
    # A state that everybody has left counts nothing, as one that nobody was ever in.
    wanted = {"of": {"$in": sorted(of)}, "recipients": {"$ne": 0}}
    found: defaultdict[str, Rows] = defaultdict(list)
    for row in tx.db[COUNTERS].find(wanted, session=tx.session):
        found[row["of"]].append(row)
    return found


def reporting(tx: Tx, several: Mapping[str, Rows], today: str) -> dict[str, Reporting]:
    """Return the reports as of a day that each of several sets of counters tells of."""
    periods = _periods(tx, chain.from_iterable(several.values()))
    return {name: _reporting(rows, periods, today) for name, rows in several.items()}


def _periods(tx: Tx, rows: Iterable[Document]) -> list[Period]:
    wanted = sorted({row["period_id"] for row in rows if "period_id" in row})
    if not wanted:
        return []
    found = tx.db["periods"].find({"_id": {"$in": wanted}}, session=tx.session)
    return [Period(row["_id"], *(row[name] for name in PERIOD)) for row in found]


def _reporting(rows: Iterable[Document], periods: Iterable[Period], today: str) -> Reporting:
    groups: Counter[Group] = Counter()
    days: defaultdict[str, Counter[str | None]] = defaultdict(Counter)
    for row in rows:
        if "owed" in row:
            groups[Group(*(frozenset(row[name]) for name in GROUP))] += row["recipients"]
        else:
            days[row["period_id"]][row["day"]] += row["recipients"]
    return reporting_on(today, groups, _figures(periods, days))


def _figures(periods: Iterable[Period], days: Mapping[str, Mapping[str | None, int]]) -> list[Figures]:
    return [figures_of(period, days[period.id]) for period in periods if period.id in days]
