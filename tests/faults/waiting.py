"""Waiting with an end: what does not come about in time is told, never waited for for ever."""

from __future__ import annotations

import time
from collections.abc import Callable

LONG = 60.0


class InVain(AssertionError):
    """What was waited for did not come about."""


def until(holds: Callable[[], object], what: str, seconds: float = LONG) -> float:
    """Return after how many seconds `holds()` was true; raises InVain after `seconds`."""
    started = time.monotonic()
    while not holds():
        if time.monotonic() - started > seconds:
            raise InVain(f"waited {seconds:.0f} s in vain until {what}")
        time.sleep(0.02)
    return time.monotonic() - started
