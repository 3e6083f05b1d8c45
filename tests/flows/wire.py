"""What lies on the topics of events, read with another client than the product's; and other orders of it."""

from __future__ import annotations

import random
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from confluent_kafka import OFFSET_BEGINNING, Consumer, Message, TopicPartition

from chassis.dead_letters import Record
from infra.local.topics import declared
from tests.chassis.processes import until

SECONDS = 20
REPEATED = 0.2


def topics_of_events(prefix: str = "") -> list[str]:
    """Return every topic that carries events, as topics.yaml declares them."""
    return [f"{prefix}{name}" for name in declared() if name.endswith(".events")]


def read(kafka_servers: str, topics: Iterable[str]) -> list[Record]:
    """Return every record of the topics in the order in which the broker got them."""
    told = {"bootstrap.servers": kafka_servers, "group.id": uuid.uuid4().hex, "enable.auto.commit": False}
    reader = Consumer(told)
    try:
        places = [place for topic in topics for place in _places(reader, topic)]
        wanted = sum(reader.get_watermark_offsets(place, timeout=SECONDS)[1] for place in places)
        reader.assign(places)
        found: list[Message] = []
        until(lambda: found.extend(reader.consume(1000, 0.2)) or len(found) >= wanted, "all is read")
    finally:
        reader.close()
    return [_record(one) for one in sorted(found, key=lambda one: (one.timestamp()[1], one.offset()))]


def _places(reader: Consumer, topic: str) -> list[TopicPartition]:
    known = reader.list_topics(topic, timeout=SECONDS).topics[topic].partitions
    return [TopicPartition(topic, number, OFFSET_BEGINNING) for number in known]


def _record(one: Message) -> Record:
    place = (one.topic(), one.partition(), one.offset(), one.timestamp()[1])
    return Record(*place, one.key(), one.headers() or [], one.value())


def shuffled(records: Sequence[Record], seed: int) -> list[Record]:
    """Return the records in a random order, some of them repeated: versions of a subject go backwards."""
    chance = random.Random(seed)
    order = [*records, *(one for one in records if chance.random() < REPEATED)]
    chance.shuffle(order)
    return laid_down(order)


def interleaved(records: Sequence[Record], seed: int) -> list[Record]:
    """Return the records in a random order between subjects and in their own within each, some repeated."""
    chance = random.Random(seed)
    waiting: dict[bytes | None, list[Record]] = defaultdict(list)
    for one in reversed(records):
        waiting[one.key].append(one)
    keys = [one.key for one in records]
    chance.shuffle(keys)
    order: list[Record] = []
    for key in keys:
        order.append(waiting[key].pop())
        if chance.random() < REPEATED:
            order.append(chance.choice(order))
    return laid_down(order)


def laid_down(order: Iterable[Record]) -> list[Record]:
    """Return the records as a wire would hold them in this order: each partition's offsets count up."""
    lengths: Counter[tuple[str, int]] = Counter()
    wire = []
    for one in order:
        wire.append(replace(one, offset=lengths[one.place]))
        lengths[one.place] += 1
    return wire
