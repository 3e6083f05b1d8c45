"""Migrations: every collection and index is made here, before anything else runs, by one process at a time.

Nothing is created implicitly: creating a collection inside a transaction conflicts with every other one.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pymongo import IndexModel
from pymongo.database import Database as MongoDatabase

from chassis.lease import Lease
from chassis.mongo import Database
from chassis.service import Service
from chassis.tables import table

Apply = Callable[[MongoDatabase[dict[str, Any]]], None]
COLLECTION = "migrations"
WAIT_SECONDS = 60.0
LEASE_SECONDS = 60.0


@dataclass(frozen=True)
class Migration:
    """A numbered step; a service's own start at 1, the chassis's at -999."""

    number: int
    name: str
    apply: Apply


def collections(indexes: Mapping[str, Sequence[IndexModel]]) -> Apply:
    """Return a step that creates each collection with its indexes."""

    def apply(db: MongoDatabase[dict[str, Any]]) -> None:
        there = set(db.list_collection_names())
        for name, models in indexes.items():
            if name not in there:
                db.create_collection(name)
            if models:
                db[name].create_indexes(list(models))

    return apply


MACHINERY = {name: [IndexModel(**one) for one in indexes] for name, indexes in table("collections").items()}
CHASSIS = (Migration(-999, "machinery", collections(MACHINERY)),)


def steps(service: Service) -> list[Migration]:
    """Return the chassis's and the service's steps in their order."""
    return sorted([*CHASSIS, *service.migrations], key=lambda step: step.number)


def pending(service: Service, database: Database) -> list[Migration]:
    """Return the steps that have not been applied."""
    applied = {row["_id"] for row in database.db[COLLECTION].find({}, {"_id": 1})}
    return [step for step in steps(service) if step.number not in applied]


def migrate(service: Service, database: Database) -> list[Migration]:
    """Apply what is pending and return it; waits for another process that is at it, a minute at most."""
    hold = Lease(database.db, "migrations", LEASE_SECONDS)
    deadline = time.monotonic() + WAIT_SECONDS
    while not hold.acquire():
        if time.monotonic() > deadline:
            raise TimeoutError("another process has been migrating this database for a minute")
        time.sleep(0.2)
    try:
        done = pending(service, database)
        for step in done:
            step.apply(database.db)
            row = {"_id": step.number, "name": step.name, "at": datetime.now(UTC)}
            database.db[COLLECTION].insert_one(row)
        return done
    finally:
        hold.release()
