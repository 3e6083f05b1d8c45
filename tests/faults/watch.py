"""Watches the listener's projection in the oplog: when it moved, and whether it ever went back."""

from __future__ import annotations

import itertools
import threading
import time
from typing import Any

from pymongo.errors import OperationFailure, PyMongoError


class Watch:
    """A change stream on a projection, from now until `end`."""

    def __init__(self, projection: Any) -> None:
        self._projection = projection
        self._stream = projection.watch(max_await_time_ms=200)
        self._stop = threading.Event()
        self.seen: list[tuple[float, str, int]] = []
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def _look(self) -> None:
        while True:
            try:
                change = self._stream.try_next()
            except (PyMongoError, StopIteration):
                self._reopen()
                continue
            if change is None and self._stop.is_set():
                return
            if change and "fullDocument" in change:
                document = change["fullDocument"]
                self.seen.append((time.monotonic(), document["_id"], document["ver"]))

    def _reopen(self) -> None:
        """Go on where the stream was, through an election; where the oplog has forgotten that, go on now."""
        place = {"resume_after": self._stream.resume_token}
        while True:
            self._stream.close()
            try:
                self._stream = self._projection.watch(max_await_time_ms=200, **place)
                return
            except OperationFailure:
                place = {}
            except PyMongoError:
                time.sleep(0.1)
                if self._stop.is_set():
                    return

    def end(self) -> None:
        """Read what is still to come and stop."""
        self._stop.set()
        self._thread.join(30)
        self._stream.close()

    def steps_back(self) -> int:
        """Count how often a projected version was followed by one that is not higher."""
        last: dict[str, int] = {}
        back = 0
        for _, key, version in self.seen:
            back += version <= last.get(key, 0)
            last[key] = version
        return back

    def longest_gap(self) -> float:
        """Return the longest time in which nothing was projected."""
        return max((later[0] - earlier[0] for earlier, later in itertools.pairwise(self.seen)), default=0.0)
