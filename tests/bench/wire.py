"""The events the benches send: directory's word on officers, as it lies on Kafka and in an outbox."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

import orjson
from confluent_kafka import Producer

from chassis import outbox
from chassis.events import Event, headers_of, new_id
from tests.fixtures.events import example

TOPIC = "directory.events"
VERSIONS = 5


def officer_events(count: int) -> Iterator[Event]:
    """Yield events of about 500 bytes, each officer changing five times."""
    first = example("officer-changed.v1")
    officers = max(1, count // VERSIONS)
    for number in range(count):
        officer_id = f"0190a1b2-0000-7000-8000-{number % officers:012d}"
        data = first.data | {"officer_id": officer_id}
        yield replace(first, id=new_id(), subject=officer_id, sequence=number // officers + 1, data=data)


def outbox_rows(events: Iterable[Event]) -> list[dict[str, object]]:
    """Return the rows a use case would have left behind."""
    return [
        outbox.pending(one.id, TOPIC, one.subject, headers_of(one), orjson.dumps(one.data))
        | {"ver": one.sequence, "type": one.type}
        for one in events
    ]


def send(servers: str, topic: str, events: Iterable[Event]) -> None:
    """Put events on a topic, as fast as another client than the product's can."""
    told = {"bootstrap.servers": servers, "linger.ms": 5, "compression.type": "lz4", "partitioner": "murmur2"}
    producer = Producer(told)
    for one in events:
        producer.produce(topic, orjson.dumps(one.data), one.subject.encode(), headers=headers_of(one))
        producer.poll(0)
    if producer.flush(60):
        raise TimeoutError(f"Kafka did not take all events of {topic}")
