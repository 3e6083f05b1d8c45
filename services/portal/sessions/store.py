"""Browser sessions in the store, under the hash of their id, until they expire."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime
from typing import Any

from pymongo import ASCENDING, IndexModel

from chassis.mongo import Database

COLLECTION = "sessions"
INDEXES = {COLLECTION: [IndexModel([("expires_at", ASCENDING)], name="expire", expireAfterSeconds=0)]}


def new_id() -> str:
    """Return an id nobody can guess."""
    return secrets.token_urlsafe(32)


def _key(session_id: str) -> str:
    """A reader of the store cannot use what is kept there as a cookie."""
    return hashlib.sha256(session_id.encode()).hexdigest()


def find(database: Database, session_id: str, now: datetime) -> dict[str, Any] | None:
    """Return the content and end of a session, unless it has expired."""
    wanted = {"_id": _key(session_id), "expires_at": {"$gt": now}}
    found: dict[str, Any] | None = database.db[COLLECTION].find_one(wanted)
    return found


def keep(database: Database, session_id: str, content: dict[str, Any], expires_at: datetime) -> None:
    """Keep the content of a session."""
    row = {"_id": _key(session_id), "content": content, "expires_at": expires_at}
    database.db[COLLECTION].replace_one({"_id": row["_id"]}, row, upsert=True)


def forget(database: Database, session_id: str) -> None:
    """Forget a session."""
    database.db[COLLECTION].delete_one({"_id": _key(session_id)})


def signing_secret(database: Database) -> bytes:
    """Return the secret that signs form tokens, made once and shared by all processes."""
    made = {"$setOnInsert": {"key": secrets.token_bytes(32)}}
    database.db["bootstrap"].update_one({"_id": "form-key"}, made, upsert=True)
    kept = database.db["bootstrap"].find_one({"_id": "form-key"})
    return bytes(kept["key"]) if kept else b""
