"""Officers in the store: the only place where their names, contacts and accounts are kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from pymongo.errors import DuplicateKeyError

from chassis.pages import Page, page
from services.directory import store
from services.directory.officers.domain import Officer, Position, position_from

if TYPE_CHECKING:
    from chassis.context import Context
    from chassis.transaction import Tx

OFFICERS, ACCOUNTS = "officers", "accounts"
BY_NAME = (("name", 1), ("_id", 1))
FACTS = ("name", "email", "phone", "active")


def to_document(officer: Officer) -> dict[str, Any]:
    """Return an officer as stored; the chassis reads `active` and `positions` of it."""
    document = {"_id": officer.id, "version": officer.version}
    document |= {name: getattr(officer, name) for name in FACTS}
    positions = [_position(position) for position in officer.positions]
    return document | {"positions": positions, "search": store.words_of([officer.name])}


def _position(position: Position) -> dict[str, Any]:
    return vars(position) | {
        "roles": list(position.roles),
        "permissions": list(position.permissions),
        "valid_from": store.iso(position.valid_from),
        "valid_to": store.iso(position.valid_to),
    }


def from_document(found: Mapping[str, Any]) -> Officer:
    """Return a stored officer."""
    return Officer(
        id=found["_id"],
        version=found["version"],
        positions=tuple(_position_from(one) for one in found["positions"]),
        **{name: found[name] for name in FACTS},
    )


def _position_from(found: Mapping[str, Any]) -> Position:
    days = {"valid_from": date.fromisoformat(found["valid_from"]), "valid_to": store.day(found["valid_to"])}
    return position_from({**found, **days})


def find(tx: Tx, ctx: Context, officer_id: str) -> Officer | None:
    """Return an officer; every signed-in officer may read name and positions."""
    found = tx.db[OFFICERS].find_one({"_id": {"$eq": officer_id}}, session=tx.session)
    return from_document(found) if found else None


def listed(tx: Tx, asked: Mapping[str, Any]) -> Page:
    """Return a page of officers, by name."""
    wanted: dict[str, Any] = {}
    fields = {"agency_id": "positions.agency_id", "role": "positions.roles", "active": "active"}
    wanted |= {field: {"$eq": asked[name]} for name, field in fields.items() if asked[name] is not None}
    if asked["ids"]:
        wanted["_id"] = {"$in": asked["ids"]}
    if asked["q"]:
        wanted |= store.containing(asked["q"])
    return page(tx, OFFICERS, wanted, BY_NAME, limit=asked["limit"], cursor=asked["cursor"]).map(
        from_document
    )


def contacts(tx: Tx, ids: Sequence[str]) -> list[Officer]:
    """Return the active officers of `ids`."""
    wanted = {"_id": {"$in": list(ids)}, "active": {"$eq": True}}
    found = tx.db[OFFICERS].find(wanted, session=tx.session).sort("_id", 1)
    return [from_document(one) for one in found]


def set_account(tx: Tx, officer_id: str, username: str, password_hash: str) -> None:
    """Keep an officer's user name and hashed password; raises Refusal `code-taken` for a name in use."""
    account = {"_id": officer_id, "username": username, "password_hash": password_hash}
    try:
        tx.db[ACCOUNTS].replace_one({"_id": officer_id}, account, upsert=True, session=tx.session)
    except DuplicateKeyError as error:
        raise store.taken(error) from error


def find_account(tx: Tx, username: str) -> dict[str, Any] | None:
    """Return the account with a user name."""
    found: dict[str, Any] | None = tx.db[ACCOUNTS].find_one(
        {"username": {"$eq": username}}, session=tx.session
    )
    return found
