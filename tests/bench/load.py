"""Clients over real HTTP, in a process of their own: at a steady pace, or as fast as the answers come."""

from __future__ import annotations

import http.client
import itertools
import json
import multiprocessing
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

TIMEOUT = 30.0
CONNECTIONS = 8


@dataclass(frozen=True)
class Request:
    """What is asked; `name` tells the answers apart."""

    name: str
    method: str
    path: str
    headers: dict[str, str]
    body: Any = None


@contextmanager
def another_process() -> Iterator[ProcessPoolExecutor]:
    """Yield a process to work in: a thread here would share the lock of what is measured."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        yield pool


def steadily(port: int, requests: Sequence[Request], pace: float) -> dict[str, float]:
    """Send `pace` requests a second, however long the answers take; return when each was answered.

    The monotonic clock of Linux is one for all processes. Raises RuntimeError for an answer that is no
    success.
    """
    begun = time.perf_counter()
    return _answered(port, requests, lambda number: begun + number / pace)


def at_once(port: int, requests: Sequence[Request]) -> float:
    """Send every request as soon as a connection is free; return the requests per second.

    Raises RuntimeError for an answer that is no success.
    """
    begun = time.perf_counter()
    _answered(port, requests, lambda number: 0.0)
    return len(requests) / (time.perf_counter() - begun)


def _answered(port: int, requests: Sequence[Request], due: Callable[[int], float]) -> dict[str, float]:
    answered: dict[str, float] = {}
    failures: list[str] = []
    numbers = itertools.count()

    def work() -> None:
        client = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT)
        while (number := next(numbers)) < len(requests) and not failures:
            time.sleep(max(0.0, due(number) - time.perf_counter()))
            try:
                answered[requests[number].name] = _send(client, requests[number])
            except (OSError, http.client.HTTPException, RuntimeError) as error:
                failures.append(f"{requests[number].path}: {error}")
        client.close()

    threads = [threading.Thread(target=work, daemon=True) for _ in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise RuntimeError(failures[0])
    return answered


def _send(client: http.client.HTTPConnection, asked: Request) -> float:
    body = None if asked.body is None else json.dumps(asked.body)
    client.request(asked.method, asked.path, body, asked.headers | {"Content-Type": "application/json"})
    answer = client.getresponse()
    said = answer.read()
    if answer.status >= 300:
        raise RuntimeError(f"{answer.status} {said[:300].decode(errors='replace')}")
    return time.perf_counter()
