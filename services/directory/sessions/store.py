"""Sessions and sign-in attempts in the store; a refresh token is kept as its hash only."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from services.directory.sessions.domain import FORGOTTEN_AFTER, Attempts

if TYPE_CHECKING:
    from chassis.transaction import Tx

SESSIONS, ATTEMPTS = "sessions", "attempts"


def hash_of(secret: str) -> str:
    """Return what is kept of a random secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def add(tx: Tx, session: dict[str, Any]) -> None:
    """Keep a new session."""
    tx.insert(SESSIONS, session)


def find(tx: Tx, refresh_token: str, now: datetime) -> dict[str, Any] | None:
    """Return the session of a refresh token, unless it has expired."""
    wanted = {"refresh_hash": {"$eq": hash_of(refresh_token)}, "expires_at": {"$gt": now}}
    found: dict[str, Any] | None = tx.db[SESSIONS].find_one(wanted, session=tx.session)
    return found


def set_position(tx: Tx, session: dict[str, Any], position_id: str) -> None:
    """Remember in which position a session goes on."""
    changed = {"$set": {"position_id": position_id}}
    tx.db[SESSIONS].update_one({"_id": session["_id"]}, changed, session=tx.session)


def end(tx: Tx, session: dict[str, Any]) -> None:
    """Forget a session."""
    tx.db[SESSIONS].delete_one({"_id": session["_id"]}, session=tx.session)


def end_all(tx: Tx, officer_id: str) -> None:
    """Forget every session of an officer."""
    tx.db[SESSIONS].delete_many({"officer_id": {"$eq": officer_id}}, session=tx.session)


def attempts(tx: Tx, wanted: Sequence[Attempts], now: datetime) -> list[Attempts]:
    """Return what is known of each of the given attempts, as it stands when nothing is known."""
    found = tx.db[ATTEMPTS].find({"_id": {"$in": [one.id for one in wanted]}}, session=tx.session)
    known = {one["_id"]: one for one in found if one["expires_at"] > now}
    return [_known(one, known.get(one.id)) for one in wanted]


def _known(fresh: Attempts, found: dict[str, Any] | None) -> Attempts:
    if found is None:
        return fresh
    return Attempts(fresh.id, fresh.free, found["failures"], found["blocked_until"])


def save_attempts(tx: Tx, changed: Attempts, now: datetime) -> None:
    """Keep the count of an account's or an address's attempts for an hour from now."""
    kept = {
        "_id": changed.id,
        "failures": changed.failures,
        "blocked_until": changed.blocked_until,
        "expires_at": now + FORGOTTEN_AFTER,
    }
    tx.db[ATTEMPTS].replace_one({"_id": changed.id}, kept, upsert=True, session=tx.session)
