"""Clients over real HTTP that never give a command up: an unanswered one is repeated under its key."""

from __future__ import annotations

import http.client
import itertools
import json
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.faults.waiting import until

TIMEOUT, AGAIN_SECONDS = 12.0, 0.1
KEYS_EACH = 5


@dataclass
class Answers:
    """What the writers were told."""

    acked: set[str] = field(default_factory=set)
    at: list[float] = field(default_factory=list)
    failures: Counter[int] = field(default_factory=Counter)
    replayed: int = 0
    slowest: float = 0.0

    def longest_gap(self, since: float = 0.0) -> float:
        """Return the longest time in which no command succeeded, of gaps that ended after `since`."""
        gaps = itertools.pairwise(sorted(self.at))
        return max((later - earlier for earlier, later in gaps if later > since), default=0.0)


class Writers:
    """Writers at work between `with` and its end; each has subjects of its own."""

    def __init__(self, port: Callable[[], int], headers: Mapping[str, str], number: int, pace: float) -> None:
        self._port, self._headers, self._pace = port, headers, pace
        self._stop, self._lock = threading.Event(), threading.Lock()
        self.answers = Answers()
        self._threads = [threading.Thread(target=self._write, args=(n,), daemon=True) for n in range(number)]

    def __enter__(self) -> Writers:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def end(self) -> None:
        """Stop writing; a command that is not answered by then stays unknown."""
        self._stop.set()
        for thread in self._threads:
            thread.join(TIMEOUT + 5)

    def acked(self) -> int:
        """Return how many commands have been answered 2xx."""
        return len(self.answers.at)

    def await_more(self, number: int) -> None:
        """Return when `number` more commands have been answered."""
        before = self.acked()
        until(lambda: self.acked() >= before + number, f"{number} more commands are answered")

    def _write(self, number: int) -> None:
        client = _Client(self._port, self._headers)
        try:
            self._steps(number, client)
        finally:
            client.close()

    def _steps(self, number: int, client: _Client) -> None:
        for subject in itertools.cycle(f"draft-{number}-{key}" for key in range(KEYS_EACH)):
            if self._stop.is_set():
                return
            self._command(client, {"subject": subject, "command": uuid.uuid4().hex})
            self._stop.wait(self._pace)

    def _command(self, client: _Client, body: dict[str, str]) -> None:
        """Send until it is answered for good, or the run is over and its outcome stays unknown."""
        asked_at = time.monotonic()
        while True:
            status, answer, replayed = client.post("/v1/steps", body, body["command"])
            with self._lock:
                if status == 200:
                    self.answers.replayed += replayed
                    self.answers.acked.add(answer["event_id"])
                    self.answers.at.append(time.monotonic())
                    self.answers.slowest = max(self.answers.slowest, time.monotonic() - asked_at)
                    return
                self.answers.failures[status] += 1
            if self._stop.wait(AGAIN_SECONDS):
                return


class _Client:
    """A connection that is opened anew whenever it broke, and to the port that is right by then."""

    def __init__(self, port: Callable[[], int], headers: Mapping[str, str]) -> None:
        self._port, self._headers = port, dict(headers) | {"Content-Type": "application/json"}
        self._open: tuple[int, http.client.HTTPConnection] | None = None

    def post(self, path: str, body: Any, key: str) -> tuple[int, Any, bool]:
        """Return status, parsed body, and whether it is the answer to an earlier one; 0 for no answer."""
        try:
            connection = self._connected()
            headers = self._headers | {"Idempotency-Key": key}
            connection.request("POST", path, json.dumps(body), headers)
            answer = connection.getresponse()
            said = answer.read()
            replayed = answer.headers.get("Idempotency-Replayed") == "true"
            return answer.status, json.loads(said) if answer.status == 200 else said, replayed
        except (OSError, http.client.HTTPException):
            self.close()
            return 0, None, False

    def _connected(self) -> http.client.HTTPConnection:
        port = self._port()
        if self._open and self._open[0] == port:
            return self._open[1]
        self.close()
        self._open = (port, http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT))
        return self._open[1]

    def close(self) -> None:
        if self._open:
            self._open[1].close()
        self._open = None
