"""The wire as another client than the product's sees it: read back whole, or written to by a hostile hand."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from confluent_kafka import OFFSET_BEGINNING, Consumer, Producer, TopicPartition

from tests.faults.waiting import until

PARTITIONS = 12  # as in production
Headers = list[tuple[str, bytes]]


@dataclass(frozen=True)
class Message:
    """A record on a topic; `partition` and `offset` are -1 while it is not there yet."""

    key: bytes | None
    value: bytes | None
    headers: Headers
    partition: int = -1
    offset: int = -1

    def header(self, name: str) -> str:
        return dict(self.headers).get(name, b"").decode(errors="replace")

    @property
    def version(self) -> int:
        return int(self.header("ce_sequence") or 0)


class Wire:
    """One topic of a broker."""

    def __init__(self, servers: str, topic: str) -> None:
        self._servers, self._topic = servers, topic

    def ends(self) -> dict[int, int]:
        """Return the end offset of each partition."""
        reader = self._reader()
        try:
            return {p: reader.get_watermark_offsets(place, timeout=20)[1] for p, place in self._places()}
        finally:
            reader.close()

    def read(self) -> list[Message]:
        """Return everything on the topic, by partition and offset."""
        wanted, reader = sum(self.ends().values()), self._reader()
        reader.assign([place for _, place in self._places()])
        found: list[Message] = []

        def all_read() -> bool:
            found.extend(_message(one) for one in reader.consume(1000, 0.2) if one.error() is None)
            return len(found) >= wanted

        until(lambda: not wanted or all_read(), f"{wanted} records are read back")
        reader.close()
        return sorted(found, key=lambda one: (one.partition, one.offset))

    def send(self, messages: Iterable[Message]) -> int:
        """Put messages on the topic, where their partition says or their key."""
        # Small batches: one that is larger than the topic allows is refused whole.
        told = {"bootstrap.servers": self._servers, "linger.ms": 5, "batch.size": 60_000, "log_level": 0}
        producer, number, refused = Producer(told | {"enable.idempotence": True}), 0, []

        def answered(error: object, _: object) -> None:
            if error is not None:
                refused.append(error)

        for number, one in enumerate(messages, 1):
            place = {"partition": one.partition} if one.partition >= 0 else {}
            headers = list(one.headers)
            producer.produce(self._topic, one.value, one.key, headers=headers, on_delivery=answered, **place)
            if number % 1000 == 0:
                producer.flush(30)
        assert producer.flush(30) == 0, "the broker did not answer for every record"
        assert not refused, f"the broker refused {len(refused)} records: {refused[0]}"
        return number

    def _reader(self) -> Consumer:
        group = {"bootstrap.servers": self._servers, "group.id": uuid.uuid4().hex}
        return Consumer(group | {"enable.auto.commit": False, "log_level": 0})

    def _places(self) -> list[tuple[int, TopicPartition]]:
        return [(p, TopicPartition(self._topic, p, OFFSET_BEGINNING)) for p in range(PARTITIONS)]


def _message(one: object) -> Message:
    return Message(one.key(), one.value(), one.headers() or [], one.partition(), one.offset())  # type: ignore[attr-defined]


def mixed(many: list[Message], few: list[Message]) -> list[Message]:
    """Return both, the few spread among the many; each keeps its order."""
    made = list(many)
    for place, one in enumerate(few):
        made.insert(place + (place + 1) * len(many) // (len(few) + 1), one)
    return made
