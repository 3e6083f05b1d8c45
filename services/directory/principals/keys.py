"""A service's key: an officer of the role `service` with an account whose password only a file knows.

So a service signs in as everybody does, gets the same quarter of an hour, is slowed by the same limits and
stands in the same audit; what it may do is what routes allow to its role, which goes with no other.
"""

from __future__ import annotations

import os
import secrets
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from chassis.context import Actor, Context, Scope
from services.directory import store as records
from services.directory.officers import domain, passwords
from services.directory.officers import store as officers
from services.directory.principals import store
from services.directory.sessions import store as sessions

if TYPE_CHECKING:
    from chassis.mongo import Database
    from chassis.transaction import Tx
    from services.directory.officers.domain import Officer

ROLE = "service"


class NoAgency(Exception):
    """There is no agency yet in whose name a service could act."""


@dataclass(frozen=True)
class _Principal:
    service: str
    password_hash: str
    now: datetime

    @property
    def id(self) -> str:
        return str(uuid.uuid5(uuid.NAMESPACE_URL, f"urn:liemchinh:service:{self.service}"))


def give_key(database: Database, service: str, file: Path) -> str:
    """Give a service a new key, in a file that its owner alone reads; return the user name it goes with.

    The older key ends, and with it the sessions under it. Raises NoAgency.
    """
    key = secrets.token_urlsafe(32)
    now = datetime.now(UTC)
    known = _Principal(service, passwords.hashed(key), now.replace(microsecond=0))
    # The file first: an account whose key nobody knows would be of no use.
    _write_private(file, key)
    return database.transaction(lambda tx: _install(tx, known))


def _install(tx: Tx, known: _Principal) -> str:
    agency_id = store.top_agency(tx)
    if agency_id is None:
        raise NoAgency
    ctx = Context(Actor("system", agency_id), ROLE, Scope(frozenset()), known.now)
    officer = officers.find(tx, ctx, known.id) or _appoint(tx, ctx, known)
    username = f"service.{known.service}"
    officers.set_account(tx, officer.id, username, known.password_hash)
    sessions.end_all(tx, officer.id)
    tx.audit(ctx, kind="officer", object_id=officer.id, action="give-key", version=officer.version)
    return username


def _appoint(tx: Tx, ctx: Context, known: _Principal) -> Officer:
    seat = {
        "position_id": f"{known.id}:seat",
        "agency_id": ctx.actor.agency_id,
        "roles": [ROLE],
        "valid_from": ctx.today,
    }
    stated = {"name": f"Dịch vụ {known.service}", "positions": [seat]}
    officer, events = domain.appoint(known.id, stated, ctx.today, ctx.actor.agency_id)
    records.add(tx, ctx, officers.OFFICERS, officers.to_document(officer))
    for event in events:
        tx.publish(event, ctx)
    return officer


def _write_private(file: Path, content: str) -> None:
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    unfinished = file.with_name(f"{file.name}.{secrets.token_hex(4)}.new")
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as opened:
        opened.write(content)
    unfinished.replace(file)
