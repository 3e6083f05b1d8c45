"""A province at work: many events, sent at a steady pace by another client than the product's."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import count, islice
from typing import Any

from confluent_kafka import Producer

from chassis.events import Event, new_id
from tests.fixtures.events import contracts, example, record

AGENCIES = [f"agency-{number}" for number in range(12)]
TASKS = 2
AT_ONCE, PAUSE_SECONDS = 10, 0.1
FLUSH_SECONDS = 20


@cache
def _like(event_type: str) -> Event:
    """Return one event of the type, held to its contract strictly; the others differ from it in their ids."""
    return example(event_type)


def _event(event_type: str, **said: Any) -> Event:
    data = _like(event_type).data | said
    subject = contracts()[event_type].subject.format(**data)
    return replace(_like(event_type), id=new_id(), subject=subject, data=data)


def directives() -> Iterator[Event]:
    """Yield, without end, what happens to one directive after another: each event on a key of its own."""
    for number in count():
        yield from _directive(f"directive-{number}")
        # Members share partitions, not topics: each needs something to do in whatever topic it gets.
        for agency in AGENCIES:
            officer = _event("officer-changed.v1", officer_id=f"officer of {agency}", agency_id=agency)
            yield replace(officer, sequence=number + 1)


def _directive(id: str) -> Iterator[Event]:
    yield _event("directive-issued.v1", directive_id=id)
    to = [{"agency_id": one, "purpose": "action", "binding": "assigned"} for one in AGENCIES]
    yield _event("directive-dispatched.v1", directive_id=id, recipients=to)
    yield _event("documents-arrived.v1", directive_id=id, agency_ids=AGENCIES)
    for agency in AGENCIES:
        incoming = {"incoming_id": f"{id}:{agency}", "agency_id": agency, "task_count": TASKS}
        yield _event("document-registered.v1", directive_id=id, **incoming)
        for number in range(TASKS):
            task = {"task_id": f"{id}:{agency}:{number}", "assignee_id": agency}
            yield _event("task-assigned.v1", directive_id=id, **task)
            yield replace(_event("task-acknowledged.v1", directive_id=id, **task), sequence=2)


class Load:
    """Sends events at a steady pace in a thread of its own until the end of the block, and more when told."""

    def __init__(self, kafka_servers: str, prefix: str) -> None:
        self._events, self._taking, self._prefix = directives(), threading.Lock(), prefix
        # The partition of a key is the one the relay's client would choose.
        told = {"bootstrap.servers": kafka_servers, "partitioner": "murmur2_random", "linger.ms": 1}
        self._producer = Producer(told)
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Load:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()
        assert self._producer.flush(FLUSH_SECONDS) == 0

    def pour(self, number: int) -> None:
        """Send so many events at once."""
        with self._taking:
            for one in islice(self._events, number):
                sent = record(one, prefix=self._prefix)
                self._producer.produce(sent.topic, sent.value, sent.key, headers=list(sent.headers))
        self._producer.poll(0)

    def _run(self) -> None:
        while not self._over.wait(PAUSE_SECONDS):
            self.pour(AT_ONCE)
