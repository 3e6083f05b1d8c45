"""Waiting until a whole system has nothing left to do."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from typing import Any

from pymongo import MongoClient

from infra.local.stack import Stack
from infra.local.story.ledger import Ledger
from services.notifications.deliveries.store import OPEN

SECONDS = 60


def until(holds: Callable[[], bool], seconds: float) -> None:
    """Return when `holds`; fails after `seconds`."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, f"not within {seconds} s"
        time.sleep(0.2)


def settle(stack: Stack) -> None:
    """Return when every event has been sent and applied, and what is to be mailed is off the list."""
    assert stack.servers is not None
    ledger = Ledger(stack)
    with MongoClient[dict[str, Any]](stack.servers.mongo_url) as client:
        unmailed = partial(client["notifications"]["deliveries"].count_documents, OPEN)
        try:
            until(lambda: ledger.unsent() + ledger.lag() + unmailed() == 0, SECONDS)
        finally:
            ledger.close()
