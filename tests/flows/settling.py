"""Waiting until a whole system has nothing left to do."""

from __future__ import annotations

import time
from collections.abc import Callable

from infra.local.stack import Stack
from infra.local.story.ledger import Ledger

SECONDS = 60


def until(holds: Callable[[], bool], seconds: float) -> None:
    """Return when `holds`; fails after `seconds`."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, f"not within {seconds} s"
        time.sleep(0.2)


def settle(stack: Stack) -> None:
    """Return when every event has been sent and applied."""
    ledger = Ledger(stack)
    try:
        until(lambda: ledger.unsent() + ledger.lag() == 0, SECONDS)
    finally:
        ledger.close()
