"""Tells the story line by line: what was done, which event carried it on, after how long."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from typing import Any

CONSEQUENCE_SECONDS = 60
LOOK_SECONDS = 0.02


class ConsequenceMissing(Exception):
    """An expected consequence was not seen in time."""


class Telling:
    """Prints one line per step; `out` is a text stream's write."""

    def __init__(self, out: Callable[[str], Any]) -> None:
        self._out = out
        self._acted_at = time.monotonic()

    def line(self, text: str = "") -> None:
        """Print a line as it is."""
        self._out(text)

    def step(self, row: int, on: date | None, text: str) -> None:
        """Print what an officer did; the delay of its consequences counts from here."""
        self._acted_at = time.monotonic()
        self._out(f"{row:>3}  {on.strftime('%d/%m/%Y') if on else '–':<10}  {text}")

    def consequence(self, event: str, text: str, seen: Callable[[], bool]) -> None:
        """Wait until `seen` holds, then print the event and its delay; raises ConsequenceMissing."""
        deadline = time.monotonic() + CONSEQUENCE_SECONDS
        while not seen():
            if time.monotonic() > deadline:
                raise ConsequenceMissing(f"{event}: {text} was not seen within {CONSEQUENCE_SECONDS} s")
            time.sleep(LOOK_SECONDS)
        delay = time.monotonic() - self._acted_at
        self._out(f"{'':15}  → {event:<22} {delay:6.2f} s  {text}")

    def table(self, title: str, rows: list[tuple[str, object]]) -> None:
        """Print a two-column table."""
        width = max(len(name) for name, _ in rows)
        self._out(f"\n{title}")
        for name, value in rows:
            self._out(f"  {name:<{width}}  {value}")
