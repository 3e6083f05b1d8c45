"""Peers: other frameworks that apply the same events with the same effect, each in a process of its own."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import orjson

from chassis.events import Event, headers_of
from services.awards.main import SERVICE
from tests.bench.environments import PEERS, CannotInstall, python_of
from tests.bench.figures import Figure, figure, spread
from tests.bench.ground import Ground
from tests.bench.wire import TOPIC, officer_events

SECONDS = 120


class CannotCompete(Exception):
    """A peer did not do it; the message says why."""


@dataclass(frozen=True)
class Peer:
    """A framework: the name of its environment, how it is used, and the figure it is compared in."""

    environment: str
    mode: str
    figure: str
    batches: bool


CONTESTANTS = (
    Peer("faststream", "batch", "consumer_vs_faststream_batch", batches=True),
    Peer("faststream", "documented", "consumer_vs_faststream_documented", batches=False),
    Peer("quixstreams", "batch", "consumer_vs_quixstreams", batches=True),
    Peer("celery", "task", "consumer_vs_celery", batches=False),
)


class Contest:
    """The rounds of all peers; one that fails once is out, and its figure says why."""

    def __init__(self, ground: Ground, prefix: str) -> None:
        self._ground, self._prefix = ground, prefix
        self._rates: dict[Peer, list[float]] = {peer: [] for peer in CONTESTANTS}
        self._out: dict[Peer, str] = {}

    def round(self) -> None:
        """Let each peer apply the events once."""
        for peer in CONTESTANTS:
            if peer not in self._out:
                try:
                    rates = self._rates[peer]
                    rates.append(rate_of(self._ground, self._prefix, peer, len(rates)))
                except (CannotInstall, CannotCompete) as error:
                    self._out[peer] = str(error)

    def figures(self, ours: float) -> Iterator[Figure]:
        """Yield what the product applies a second over what each peer does."""
        for peer, rates in self._rates.items():
            if peer in self._out:
                yield figure(peer.figure, None, f"{peer.environment} did not run: {self._out[peer]}")
            else:
                told = f"{peer.environment}, {peer.mode}: {spread(rates)} events/s, nothing validated"
                yield figure(peer.figure, ours / median(rates), told)


def rate_of(ground: Ground, prefix: str, peer: Peer, number: int) -> float:
    """Return what a peer applies a second, its first batch aside.

    Raises CannotInstall or CannotCompete.
    """
    events = ground.size.events if peer.batches else ground.size.single_events
    with ground.place(SERVICE, prefix) as place:
        told = {
            "mongo_url": ground.mongo_url,
            "mongo_db": place.settings.mongo_db,
            "kafka": ground.kafka_servers,
            "topic": f"{prefix}{TOPIC}",
            "group": f"{prefix}{peer.environment}-{peer.mode}-{number}",
            "mode": peer.mode,
            "events": events,
            "file": str(_tasks(ground, ground.size.single_events)),
        }
        try:
            return _measured(peer, told)
        finally:
            place.database.db.client.drop_database(f"{place.settings.mongo_db}_broker")


def _measured(peer: Peer, told: dict[str, Any]) -> float:
    command = [str(python_of(peer.environment)), str(PEERS / f"with_{peer.environment}.py")]
    environ = {"BENCH_PEER": json.dumps(told), "PATH": "/usr/bin:/bin"}
    try:
        ran = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=SECONDS)
    except subprocess.TimeoutExpired as error:
        raise CannotCompete(f"not done within {SECONDS} s") from error
    lines = [line for line in ran.stdout.splitlines() if line.startswith("{")]
    if not lines:
        raise CannotCompete(ran.stderr.strip().rpartition("\n")[2] or f"it ended with {ran.returncode}")
    return float(json.loads(lines[-1])["rate"])


def _tasks(ground: Ground, events: int) -> Path:
    """Return the file that says each event as a task is told of it; a queue of tasks is not fed by Kafka."""
    file = ground.folder / "tasks.jsonl"
    file.write_bytes(b"\n".join(_task(event) for event in officer_events(events)))
    return file


def _task(event: Event) -> bytes:
    headers = {name: value.decode() for name, value in headers_of(event)}
    return orjson.dumps({"headers": headers, "data": event.data})
