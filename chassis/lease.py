"""A lease: at most one holder at a time, judged by the server's clock alone."""

import os
import secrets
import socket
import time
from typing import Any

from pymongo import ReturnDocument
from pymongo.database import Database

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
        self.owner = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
        self.fence = 0

    def acquire(self) -> bool:
        """Take or renew the lease; tell whether it is held. The fence rises with every new holder."""
        asked_at = time.monotonic()
        found: Any = self._leases.find_one_and_update(
            {"_id": self._name}, self._take(), upsert=True, return_document=ReturnDocument.AFTER
        )
        held = bool(found["owner"] == self.owner)
        self.fence = found["fence"] if held else self.fence
        self._held_until = asked_at + self._seconds if held else 0.0
        return held

    def _take(self) -> list[dict[str, Any]]:
        """Return the update that makes the lease ours if it is free or ours, and else changes nothing."""
        mine = {"$eq": ["$owner", self.owner]}
        next_fence = {"$add": [{"$ifNull": ["$fence", 0]}, {"$cond": [mine, 0, 1]}]}
        until = {"$add": ["$$NOW", int(self._seconds * 1000)]}
        ours = {"_id": self._name, "owner": self.owner, "until": until, "fence": next_fence}
        free = {"$lte": ["$until", "$$NOW"]}
        return [{"$replaceWith": {"$cond": [{"$or": [free, mine]}, ours, "$$ROOT"]}}]

    def seconds_left(self) -> float:
        """Return how long the lease is surely held by this process's own monotonic clock."""
        return max(0.0, self._held_until - time.monotonic())

    def release(self) -> None:
        """Give the lease up at once, so that another takes over without waiting."""
        self._held_until = 0.0
        self._leases.update_one({"_id": self._name, "owner": self.owner}, [{"$set": {"until": "$$NOW"}}])
