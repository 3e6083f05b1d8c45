"""How the directory's records are kept: added, replaced, searched by words, listed by validity."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any

from pymongo import ASCENDING, IndexModel
from pymongo.errors import DuplicateKeyError

from chassis.errors import Refusal
from chassis.migrations import Migration, collections
from chassis.text import fold

if TYPE_CHECKING:
    from chassis.context import Context
    from chassis.transaction import Tx

MAX_WORDS = 64


def add(tx: Tx, ctx: Context, collection: str, document: dict[str, Any]) -> None:
    """Insert a new record; raises Refusal `code-taken` when a unique code is held by another."""
    made = {"created_at": ctx.now, "created_by": ctx.actor.officer_id}
    try:
        tx.insert(collection, _versioned(document) | made)
    except DuplicateKeyError as error:
        raise taken(error) from error


def save(tx: Tx, collection: str, document: dict[str, Any]) -> None:
    """Replace a record by its next version; raises Refusal `version-mismatch` or `code-taken`."""
    known = tx.get(collection, document["_id"]) or {}
    try:
        tx.replace(collection, known | _versioned(document), document["version"] - 1)
    except DuplicateKeyError as error:
        raise taken(error) from error


def _versioned(document: dict[str, Any]) -> dict[str, Any]:
    # `ver` is the name under which the chassis's projections keep the same number.
    return document | {"ver": document["version"]}


def taken(error: DuplicateKeyError) -> Refusal:
    """Return the refusal of a code, year or user name that another record holds."""
    fields = (error.details or {}).get("keyPattern", {"_id": 1})
    name = next(iter(fields))
    return Refusal("code-taken", f"/{'year' if name == '_id' else name}")


def words_of(names: Iterable[str]) -> list[str]:
    """Return what a search for the beginning of any word of the names must match."""
    ends: dict[str, None] = {}
    for name in names:
        words = fold(name).split(" ")
        ends |= {" ".join(words[place:])[:MAX_WORDS]: None for place in range(len(words))}
    return list(ends)


def containing(asked: str) -> dict[str, Any]:
    """Return the filter of records that have a word beginning with what was asked."""
    return {"search": {"$regex": f"^{re.escape(fold(asked)[:MAX_WORDS])}"}}


def valid_on(day: date) -> dict[str, Any]:
    """Return the filter of records that are valid on a day."""
    on = day.isoformat()
    return {"valid_from": {"$lte": on}, "$or": [{"valid_to": None}, {"valid_to": {"$gte": on}}]}


def iso(day: date | None) -> str | None:
    """Return a day as it is stored."""
    return day.isoformat() if day else None


def day(text: str | None) -> date | None:
    """Return a stored day."""
    return date.fromisoformat(text) if text else None


def _unique(field: str) -> IndexModel:
    # A code may pass to a successor; only of those in force there is one.
    held = {field: {"$type": "string"}, "valid_to": {"$type": "null"}}
    return IndexModel(
        [(field, ASCENDING)], name=f"{field}_in_force", unique=True, partialFilterExpression=held
    )


def _by(*fields: str, **options: Any) -> IndexModel:
    return IndexModel([(field, ASCENDING) for field in fields], **options)


INDEXES = {
    "agencies": [
        _unique("code_qd20"),
        _unique("code_qcvn"),
        _by("parent_id", "name", "_id"),
        _by("kind", "name", "_id"),
        _by("name", "_id"),
        _by("search"),
    ],
    "groups": [_by("code", unique=True), _by("name", "_id")],
    "officers": [_by("positions.agency_id", "name", "_id"), _by("name", "_id"), _by("search")],
    "calendars": [],
    "accounts": [_by("username", unique=True)],
    "sessions": [
        _by("refresh_hash", unique=True),
        _by("officer_id"),
        _by("expires_at", expireAfterSeconds=0),
    ],
    "attempts": [_by("expires_at", expireAfterSeconds=0)],
}
MIGRATIONS = (Migration(1, "the directory's records", collections(INDEXES)),)
