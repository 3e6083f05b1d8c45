"""What stands before several instances of an API: it sends requests to those that say they are ready."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Sequence

from tests.faults.scene import Process

LOOK_SECONDS = 0.1


class Balancer:
    """Asks every instance again and again; `port` names a ready one, in turn."""

    def __init__(self, instances: Sequence[Process]) -> None:
        self.instances = list(instances)
        self._ready = [one.port for one in instances]
        self._turns = itertools.count()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)
        self._thread.start()

    def port(self) -> int:
        """Return the port of an instance that was ready a moment ago."""
        ready = self._ready
        return ready[next(self._turns) // 8 % len(ready)]

    def _look(self) -> None:
        while not self._stop.wait(LOOK_SECONDS):
            ready = [one.port for one in list(self.instances) if one.ready()]
            self._ready = ready or self._ready

    def close(self) -> None:
        self._stop.set()
        self._thread.join(10)
