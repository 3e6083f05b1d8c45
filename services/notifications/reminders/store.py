"""Reminders as stored: the rungs that went out, the days the run was made, the digests they stand in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pymongo import IndexModel, ReplaceOne

from chassis.documents import aggregate_of, document_of
from chassis.transaction import Tx
from services.notifications.reminders.domain import Reminder

REMINDERS, RUNS = "reminders", "runs"
INDEXES: dict[str, list[IndexModel]] = {REMINDERS: [], RUNS: []}


def reminders(tx: Tx, ids: Iterable[str]) -> dict[str, Reminder]:
    """Return those of the given reminders that were ever sent."""
    found = tx.db[REMINDERS].find({"_id": {"$in": sorted(set(ids))}}, session=tx.session)
    return {row["_id"]: aggregate_of(Reminder, row) for row in found}


def save(tx: Tx, changed: Sequence[Reminder]) -> None:
    """Keep reminders as they are now; two writers at once conflict, and one begins again."""
    writes = [ReplaceOne({"_id": one.id}, document_of(one), upsert=True) for one in changed]
    if writes:
        tx.db[REMINDERS].bulk_write(writes, ordered=False, session=tx.session)


def has_run(tx: Tx, day: dt.date) -> bool:
    """Tell whether a run for a day came to its end."""
    return tx.db[RUNS].find_one({"_id": day.isoformat()}) is not None


def note_run(tx: Tx, day: dt.date, told: Mapping[str, Any]) -> None:
    """Keep that a run for a day came to its end."""
    tx.db[RUNS].update_one({"_id": day.isoformat()}, {"$set": dict(told)}, upsert=True, session=tx.session)
