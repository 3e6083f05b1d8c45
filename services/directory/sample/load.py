"""Loading the sample: records and events in bounded batches through the normal transaction, resumable."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from chassis.context import Actor, Context, Scope
from services.directory.agencies import store as agency_store
from services.directory.calendars import store as calendar_store
from services.directory.groups import store as group_store
from services.directory.officers import passwords
from services.directory.officers import store as officer_store
from services.directory.sample import store
from services.directory.sample.bodies import agencies
from services.directory.sample.groupings import groups
from services.directory.sample.people import Person, people
from services.directory.sample.years import calendars

if TYPE_CHECKING:
    from chassis.events import DomainEvent
    from chassis.mongo import Database
    from chassis.transaction import Tx
    from services.directory.agencies.domain import Agency

BATCH = 100
SEED = 2024


class OwnData(Exception):
    """The directory holds agencies that are not the sample's."""


@dataclass(frozen=True)
class Record:
    """One thing to load: where, in whose name, as which document and event."""

    kind: str
    collection: str
    agency_id: str
    document: dict[str, Any]
    event: DomainEvent


@dataclass(frozen=True)
class Loaded:
    """What a run has added, by kind of record, and whether the story's passwords are new."""

    added: Mapping[str, int]
    new_passwords: bool


def load(database: Database, sign_ins: Path, seed: int = SEED) -> Loaded:
    """Load what is missing of the sample; raises OwnData when the directory belongs to others."""
    bodies, ctx = agencies(), _context("", datetime.now(UTC).replace(microsecond=0))
    if store.is_of_others(database.reading(), [agency.id for agency in bodies]):
        raise OwnData
    officers = people(bodies, seed, ctx.today)
    records = list(_records(bodies, officers, ctx))
    added: Counter[str] = Counter()
    for start in range(0, len(records), BATCH):
        batch = records[start : start + BATCH]
        added.update(database.transaction(lambda tx, batch=batch: _load_batch(tx, ctx, batch)))  # type: ignore[misc]
    return Loaded(added, _give_passwords(database, sign_ins, bodies, officers))


def _context(agency_id: str, now: datetime) -> Context:
    return Context(actor=Actor("system", agency_id), role="service", scope=Scope(frozenset()), now=now)


def _records(bodies: Sequence[Agency], officers: Sequence[Person], ctx: Context) -> Iterator[Record]:
    root, on = bodies[0].id, ctx.today
    for year in calendars(root, on):
        document = calendar_store.to_document(year)
        yield Record("calendar", calendar_store.CALENDARS, root, document, year.changed(on, root))
    for agency in bodies:
        document = agency_store.to_document(agency)
        yield Record("agency", agency_store.AGENCIES, agency.id, document, agency.changed(on))
    for group in groups({agency.name: agency.id for agency in bodies}, on):
        document = group_store.to_document(group)
        yield Record("group", group_store.GROUPS, root, document, group.changed(on, root))
    for person in officers:
        document, by = officer_store.to_document(person.officer), person.agency_id
        yield Record("officer", officer_store.OFFICERS, by, document, person.officer.changed(on, by))


def _load_batch(tx: Tx, ctx: Context, batch: Sequence[Record]) -> list[str]:
    """Add the records that are missing and tell of them; returns the kinds of what was added."""
    made = {"created_at": ctx.now, "created_by": ctx.actor.officer_id}
    added: list[str] = []
    for collection in dict.fromkeys(record.collection for record in batch):
        known = {record.document["_id"]: record for record in batch if record.collection == collection}
        documents = [
            record.document | made | {"ver": record.document["version"]} for record in known.values()
        ]
        missing = tx.insert_missing(collection, documents)
        added += [_tell(tx, ctx, known[document["_id"]]) for document in missing]
    return added


def _tell(tx: Tx, ctx: Context, record: Record) -> str:
    by = _context(record.agency_id, ctx.now)
    tx.publish(record.event, by)
    tx.audit(by, kind=record.kind, object_id=record.document["_id"], action="load-sample", version=1)
    return record.kind


def _give_passwords(
    database: Database, sign_ins: Path, bodies: Sequence[Agency], officers: Sequence[Person]
) -> bool:
    """Give the officers of the story new passwords, unless they have some and the file tells them."""
    story = [person for person in officers if person.username]
    if sign_ins.exists() and store.have_accounts(database.reading(), [one.officer.id for one in story]):
        return False
    names = {agency.id: agency.name for agency in bodies}
    rows = [_sign_in(person, names) for person in story]
    # The file first: accounts whose passwords nobody knows would be of no use.
    _write_private(sign_ins, orjson.dumps(rows, option=orjson.OPT_INDENT_2))
    hashes = {row["username"]: passwords.hashed(row["password"]) for row in rows}
    database.transaction(lambda tx: _set_accounts(tx, story, hashes))
    return True


def _set_accounts(tx: Tx, story: Sequence[Person], hashes: Mapping[str, str]) -> None:
    now = datetime.now(UTC)
    for person in story:
        username = str(person.username)
        officer_store.set_account(tx, person.officer.id, username, hashes[username])
        tx.audit(
            _context(person.agency_id, now),
            kind="officer",
            object_id=person.officer.id,
            action="set-account",
            version=person.officer.version,
        )


def _sign_in(person: Person, names: Mapping[str, str]) -> dict[str, Any]:
    position = person.officer.positions[0]
    return {
        "username": person.username,
        "password": passwords.made_up(),
        "name": person.officer.name,
        "agency": names[position.agency_id],
        "agency_id": position.agency_id,
        "position_id": position.position_id,
        "roles": list(position.roles),
    }


def _write_private(path: Path, content: bytes) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = path.with_suffix(".new")
    unfinished.unlink(missing_ok=True)
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
    unfinished.replace(path)
