"""Counters of completeness: per directive, report, period and branch what is expected, what stands per day.

A branch that many agencies report into at once is spread over shards.
"""

from __future__ import annotations

import datetime as dt
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from pymongo import IndexModel

from chassis.transaction import Tx
from services.reports.completeness.domain import Count
from services.reports.requirements.domain import Requirement

COLLECTION = "completeness"
EVERYBODY = "*"
SHARDS = 16
INDEXES = {COLLECTION: [IndexModel([("directive_id", 1), ("under", 1)], name="of_branch")]}


def expect(tx: Tx, requirements: Sequence[Requirement]) -> None:
    """Count new requirements in every branch they are in."""
    for requirement in requirements:
        _move(tx, requirement, branches(requirement), {"expected": 1})


def move(tx: Tx, before: Requirement, after: Requirement) -> None:
    """Count what changed between two versions of a requirement: its day, or the branches it is in."""
    if before.agency_path == after.agency_path and before.counted_on == after.counted_on:
        return
    _move(tx, before, branches(before), _share(before, -1))
    _move(tx, after, branches(after), _share(after, 1))


def counts(tx: Tx, directive_id: str, under: str) -> list[Count]:
    """Return per report and period of a directive what a branch owes and what stands, by day.

    A branch that everybody has moved out of owes nothing.
    """
    wanted = {"directive_id": directive_id, "under": under}
    expected: Counter[tuple[str, str]] = Counter()
    days: defaultdict[tuple[str, str], Counter[dt.date]] = defaultdict(Counter)
    for shard in tx.db[COLLECTION].find(wanted, session=tx.session):
        key = (shard["template"], shard["period_id"])
        expected[key] += shard.get("expected", 0)
        days[key].update({dt.date.fromisoformat(day): n for day, n in shard.get("days", {}).items()})
    return [
        Count(template=key[0], period_id=key[1], expected=expected[key], days=days[key])
        for key in sorted(expected)
        if expected[key]
    ]


def branches(requirement: Requirement) -> list[str]:
    """Return every branch the agency is in: itself, all above it, and everybody."""
    return [*requirement.agency_path, requirement.agency_id, EVERYBODY]


def _share(requirement: Requirement, sign: int) -> dict[str, int]:
    day = requirement.counted_on
    return {"expected": sign} | ({f"days.{day.isoformat()}": sign} if day else {})


def _move(tx: Tx, requirement: Requirement, under: Iterable[str], steps: dict[str, int]) -> None:
    shard = zlib.crc32(requirement.agency_id.encode()) % SHARDS
    for branch in under:
        named = {
            "directive_id": requirement.directive_id,
            "template": requirement.template,
            "period_id": requirement.period_id,
            "under": branch,
        }
        tx.add(COLLECTION, "|".join([*named.values(), str(shard)]), steps, named)
