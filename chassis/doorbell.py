"""The doorbell: a change stream that tells the relay to look now; all is right without it, only later."""

from __future__ import annotations

import threading
from typing import Any

from pymongo.collection import Collection
from pymongo.errors import PyMongoError

INSERTS: list[dict[str, Any]] = [{"$match": {"operationType": "insert"}}, {"$project": {"_id": 1}}]
FIRST_PAUSE, LONGEST_PAUSE = 0.1, 5.0


def ring(outbox: Collection[dict[str, Any]], bell: threading.Event, stop: threading.Event) -> None:
    """Set `bell` at each insert until `stop`; opened anew, without a resume token, whenever it ends.

    A stream can die without an exception (a dropped collection): only `alive` tells.
    """
    pause = FIRST_PAUSE
    while not stop.is_set():
        try:
            with outbox.watch(INSERTS, max_await_time_ms=1000) as stream:
                while stream.alive and not stop.is_set():
                    if stream.try_next() is not None:
                        bell.set()
                        pause = FIRST_PAUSE
        except PyMongoError:
            pause = min(pause * 2, LONGEST_PAUSE)
        bell.set()
        stop.wait(pause)
