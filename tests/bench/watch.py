"""Watches a relay or a consumer at its named steps: how fast it works from its first batch to its last."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

LONG = 120.0


class Watch:
    """A step function that times a loop from the end of its first batch to the end of its last.

    `left()` tells how many are still to be done. Looking costs time that nobody would spend: it is taken off.
    """

    def __init__(self, step: str, left: Callable[[], int]) -> None:
        self._step, self._left = step, left
        self._begun = self._ended = self._looking = 0.0
        self._count = 0
        self.stop = threading.Event()

    def __call__(self, step: str) -> None:
        """Be called at each step of the loop."""
        if step != self._step or self._ended:
            return
        now = time.perf_counter()
        left = self._left()
        looked = time.perf_counter()
        if not self._begun:
            self._begun, self._count = looked, left
        else:
            self._looking += looked - now
        if not left:
            self._ended = looked
            self.stop.set()

    def rate(self, loop: Any) -> float:
        """Run a loop until nothing is left; return what it did a second.

        Raises TimeoutError when it does not come to an end.
        """
        limit = threading.Timer(LONG, self.stop.set)
        limit.daemon = True
        limit.start()
        loop.run(self.stop)
        limit.cancel()
        if not self._ended:
            raise TimeoutError(f"{type(loop).__name__} was not done within {LONG:.0f} s")
        return self._count / (self._ended - self._begun - self._looking)
