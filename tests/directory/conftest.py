"""The directory hosted on an empty store, with a small tree and an administrator."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from chassis.context import Actor, Context, Scope
from chassis.service import Service
from services.directory import store as records
from services.directory.agencies import domain as agencies
from services.directory.agencies import store as agency_store
from services.directory.agencies.domain import Agency, Surroundings
from services.directory.main import SERVICE
from services.directory.officers import domain as officers
from services.directory.officers import passwords
from services.directory.officers import store as officer_store
from services.directory.officers.domain import Officer
from tests.fixtures.web import Hosted

Headers = dict[str, str]
START = date(2000, 1, 1)
PASSWORD = "mot-mat-khau-de-thu"


class Directory:
    """Puts agencies and officers into the store, signs officers in."""

    def __init__(self, hosted: Hosted) -> None:
        self.hosted = hosted
        self.ctx = Context(Actor("system", "root"), "service", Scope(frozenset()), datetime.now(UTC))
        self.root = self.agency("Tỉnh", kind="executive")
        self.health = self.agency("Sở Y tế", self.root)
        self.justice = self.agency("Sở Tư pháp", self.root)
        self.admin = self.headers(self.officer(self.justice, "admin"))

    def agency(self, name: str, parent: Agency | None = None, **facts: Any) -> Agency:
        stated = {"name": name, "kind": "department", "valid_from": START, **facts}
        made, _ = agencies.establish(str(uuid.uuid4()), stated, Surroundings(parent=parent), START)
        self._add(agency_store.AGENCIES, agency_store.to_document(made))
        return made

    def officer(self, agency: Agency, *roles: str, username: str | None = None, **facts: Any) -> Officer:
        stated = {"name": "Lê Mẫu", "email": "le.mau@mau.example", "phone": "0000 000 001", **facts}
        stated.setdefault("positions", [position(agency, *roles)])
        made, _ = officers.appoint(str(uuid.uuid4()), stated, START, agency.id)
        self._add(officer_store.OFFICERS, officer_store.to_document(made))
        if username:
            hashed = passwords.hashed(PASSWORD)
            self.hosted.database.transaction(
                lambda tx: officer_store.set_account(tx, made.id, username, hashed)
            )
        return made

    def headers(self, officer: Officer, place: int = 0) -> Headers:
        token = self.hosted.issuer.token(officer.id, officer.positions[place].position_id)
        return {"Authorization": f"Bearer {token}"}

    def reader(self, agency: Agency, *roles: str) -> Headers:
        return self.headers(self.officer(agency, *(roles or ("officer",))))

    def stored(self, collection: str, wanted: dict[str, Any] | None = None) -> list[dict[str, Any]]:
        return list(self.hosted.database.db[collection].find(wanted or {}))

    def _add(self, collection: str, document: dict[str, Any]) -> None:
        self.hosted.database.transaction(lambda tx: records.add(tx, self.ctx, collection, document))


def position(agency: Agency, *roles: str, **facts: Any) -> dict[str, Any]:
    known = {"position_id": str(uuid.uuid4()), "agency_id": agency.id, "roles": list(roles)}
    return known | {"valid_from": START} | facts


@pytest.fixture
def directory(hosted: Callable[[Service], Hosted], tmp_path: Path) -> Iterator[Directory]:
    """Return the directory on an empty store, its keys in a folder of this test."""
    host = hosted(SERVICE)
    runtime = host.app.extensions["liemchinh"]
    usual = runtime.settings
    runtime.settings = replace(usual, signing_keys_dir=tmp_path / "keys")
    yield Directory(host)
    runtime.settings = usual
