"""A lease: at most one holder at a time, judged by the server's clock alone."""

from __future__ import annotations

import os
import secrets
import socket
import time
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from pymongo import ReturnDocument
from pymongo.database import Database
from pymongo.errors import DuplicateKeyError

COLLECTION = "leases"
SECONDS = 10.0
RENEW_SECONDS = 3.0


class Lease:
    """One holder's view of the lease `name`; a restarted process is a new holder."""

    def __init__(self, db: Database[dict[str, Any]], name: str, seconds: float = SECONDS) -> None:
        self._leases = db[COLLECTION]
        self._name = name
        self._seconds = seconds
        self._held_until = 0.0
        self._is_there = False
        self.owner = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
        self.fence = 0

    def acquire(self) -> bool:
        """Take or renew the lease; tell whether it is held. The fence rises with every new holder."""
        asked_at = time.monotonic()
        self._ensure_there()
        held = self._leases.find_one_and_update(
            self._free_or_mine(), self._take(), return_document=ReturnDocument.AFTER
        )
        if held is None:
            self._held_until = 0.0
            return False
        self.fence = int(held["fence"])
        self._held_until = asked_at + self._seconds
        return True

    def _ensure_there(self) -> None:
        """The condition is an $expr, which MongoDB refuses in an upsert; so the document comes first."""
        if self._is_there:
            return
        never = {"$setOnInsert": {"until": datetime.fromtimestamp(0, UTC), "fence": 0, "owner": None}}
        with suppress(DuplicateKeyError):
            self._leases.update_one({"_id": self._name}, never, upsert=True)
        self._is_there = True

    def _free_or_mine(self) -> dict[str, Any]:
        free = {"$or": [{"$lt": ["$until", "$$NOW"]}, {"$eq": ["$owner", self.owner]}]}
        return {"_id": self._name, "$expr": free}

    def _take(self) -> list[dict[str, Any]]:
        mine = {"$cond": [{"$eq": ["$owner", self.owner]}, "$fence", {"$add": ["$fence", 1]}]}
        until = {"$add": ["$$NOW", int(self._seconds * 1000)]}
        return [{"$set": {"fence": mine, "owner": self.owner, "until": until}}]

    def seconds_left(self) -> float:
        """Return how long the lease is surely held by this process's own monotonic clock."""
        return max(0.0, self._held_until - time.monotonic())

    def release(self) -> None:
        """Give the lease up at once, so that another takes over without waiting."""
        self._held_until = 0.0
        self._leases.update_one({"_id": self._name, "owner": self.owner}, [{"$set": {"until": "$$NOW"}}])
