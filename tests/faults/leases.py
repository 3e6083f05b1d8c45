"""Watches a lease in the oplog: who held it, and whether anyone took it before its time was over."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Held:
    """A state of the lease: its holder, since when and until when, all by the server's clock."""

    owner: str
    at: datetime
    until: datetime


class LeaseWatch:
    """Every state of the lease "relay", from now until `end`."""

    def __init__(self, leases: Any) -> None:
        self._stream = leases.watch([{"$match": {"documentKey._id": "relay"}}], max_await_time_ms=200)
        self._stop = threading.Event()
        self._now: dict[str, Any] = {}
        self.held: list[Held] = []
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def _look(self) -> None:
        while True:
            change = self._stream.try_next()
            if change is None and self._stop.is_set():
                return
            if change:
                moved = change.get("updateDescription", {}).get("updatedFields", {})
                self._now = change.get("fullDocument") or self._now | moved
                self.held.append(Held(self._now["owner"], change["wallTime"], self._now["until"]))

    def end(self) -> None:
        """Read what is still to come and stop."""
        self._stop.set()
        self._thread.join(30)
        self._stream.close()

    def changes(self) -> int:
        """Count how often the lease got another holder."""
        return len(self._successions())

    def overlaps(self) -> int:
        """Count holders that took the lease before it was over."""
        return sum(later.at < earlier.until for earlier, later in self._successions())

    def _successions(self) -> list[tuple[Held, Held]]:
        pairs = zip(self.held, self.held[1:], strict=False)
        return [(earlier, later) for earlier, later in pairs if earlier.owner != later.owner]
