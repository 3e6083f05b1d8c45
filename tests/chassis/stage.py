"""A stand-in for the service directives that listens to itself: one kind of event, effects one can count."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any, ClassVar

from confluent_kafka import OFFSET_BEGINNING, Consumer, Producer, TopicPartition
from confluent_kafka import Message as Message

from chassis.batch import Batches
from chassis.context import Actor, Context, Scope
from chassis.dead_letters import Record, listed
from chassis.events import Event
from chassis.migrations import Migration, collections, migrate
from chassis.mongo import Database
from chassis.service import Service
from chassis.settings import Settings, read_settings
from chassis.transaction import Tx
from tests.chassis.processes import until
from tests.fixtures.events import PARTITIONS, example, record

DISCARDED = "directive-draft-discarded.v1"
TOPIC, LETTERS = "directives.events", "directives.dlq"


@dataclass(frozen=True, kw_only=True)
class DraftDiscarded:
    """What the stand-in publishes."""

    TYPE: ClassVar[str] = DISCARDED
    subject: str
    sequence: int
    directive_id: str = "draft"
    agency_id: str = "agency"
    occurred_on: date = date(2024, 4, 2)
    campaign_id: str | None = None
    origin: dict[str, str] | None = None
    reason_code: str = "mistaken"


def clerk() -> Context:
    return Context(
        Actor("officer-1", "agency"), "clerk", Scope(frozenset({"agency"})), datetime(2024, 4, 2, tzinfo=UTC)
    )


class Killed(BaseException):
    """A process dies here: nothing after this point runs."""


def dies_at(name: str, times: int = 1) -> Callable[[str], None]:
    """Return a step that dies the first `times` it is called by `name`."""
    left = [times]

    def step(called: str) -> None:
        if called == name and left[0] > 0:
            left[0] -= 1
            raise Killed(name)

    return step


def on_discarded(tx: Tx, event: Event) -> None:
    """Project the draft, and note that the event took effect."""
    tx.project("drafts", event.subject, event.sequence, {"reason": event.data["reason_code"]})
    seen = {"$push": {"sequences": event.sequence}}
    tx.db["effects"].update_one({"_id": event.subject}, seen, upsert=True, session=tx.session)


def stand_in(handler: Callable[[Tx, Event], None] = on_discarded) -> Service:
    return Service(
        name="directives",
        port=18998,
        subscriptions={DISCARDED: handler},
        migrations=[Migration(1, "effects", collections({"effects": [], "drafts": []}))],
    )


class Heart:
    """A loop of the service's own: it notes that it beats, and on the word it dies."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self._name, self._beats = settings.mongo_db, database.db["beats"]

    def alive(self) -> bool:
        return True

    def run(self, stop: threading.Event) -> None:
        while not stop.wait(0.05):
            self._beats.update_one({"_id": self._name}, {"$inc": {"count": 1}}, upsert=True)
            if self._beats.find_one({"_id": "die"}):
                raise ValueError("a broken heart")


def with_loops() -> Service:
    """The stand-in with a loop of its own."""
    return replace(stand_in(), loops=(Heart,))


def loops_alone() -> Service:
    """A service that reads no event and publishes none."""
    return replace(with_loops(), subscriptions={}, publishes=False)


class Stage:
    """The stand-in with its database and its topics."""

    def __init__(self, mongo_url: str, kafka_servers: str, prefix: str = "") -> None:
        self.interfere: Callable[[Tx, Event], None] = lambda tx, event: None
        self.service = stand_in(self.on_discarded)
        self.environ = {
            "MONGO_URL": mongo_url,
            "MONGO_DB": f"test_stage_{uuid.uuid4().hex[:12]}",
            "KAFKA_BOOTSTRAP_SERVERS": kafka_servers,
            "KAFKA_TOPIC_PREFIX": prefix,
        }
        self.prefix = prefix
        self.settings = read_settings(self.service, self.environ)
        self.database = Database(mongo_url, self.settings.mongo_db)
        self.db = self.database.db
        migrate(self.service, self.database)

    def on_discarded(self, tx: Tx, event: Event) -> None:
        """Apply an event, after what the test lets happen first."""
        self.interfere(tx, event)
        on_discarded(tx, event)

    def write(self, *steps: tuple[str, int], **said: Any) -> list[str]:
        """Publish an event per (subject, sequence), each in a transaction of its own; return their ids."""
        made = [DraftDiscarded(subject=subject, sequence=sequence, **said) for subject, sequence in steps]
        return [
            self.database.transaction(lambda tx, event=event: tx.publish(event, clerk())) for event in made
        ]

    def apply(self, *records: Record) -> None:
        """Apply a poll batch whose first records are the first of their partitions."""
        beginnings = {(r.topic, r.partition): r.offset for r in reversed(records)}
        Batches(self.service, self.database, lambda _: None).apply(records, beginnings)

    def applied(self) -> dict[str, list[int]]:
        """Return, per subject, the sequences in the order in which they took effect."""
        return {row["_id"]: row["sequences"] for row in self.db["effects"].find()}

    def drafts(self) -> dict[str, int]:
        """Return the version of each projected draft."""
        return {row["_id"]: row["ver"] for row in self.db["drafts"].find()}

    def beats(self) -> int:
        """Count what the service's own loop has done."""
        return sum(row.get("count", 0) for row in self.db["beats"].find())

    def letters(self) -> list[dict[str, Any]]:
        return listed(self.database)

    def states(self) -> dict[str, int]:
        """Count the rows of the outbox by state."""
        rows = self.db["outbox"].aggregate([{"$group": {"_id": "$st", "n": {"$sum": 1}}}])
        return {row["_id"]: row["n"] for row in rows}

    def send(self, *records: Record, topic: str = TOPIC) -> None:
        """Put records on the wire with another client than the product's."""
        producer = Producer({"bootstrap.servers": self.settings.kafka_bootstrap_servers, "linger.ms": 1})
        for one in records:
            headers = list(one.headers)
            producer.produce(
                f"{self.prefix}{topic}", one.value, one.key, partition=one.partition, headers=headers
            )
        assert producer.flush(20) == 0

    def wire(self, topic: str = TOPIC) -> list[Message]:
        """Return everything on a topic, by partition, read with another client than the product's."""
        told = {"bootstrap.servers": self.settings.kafka_bootstrap_servers, "group.id": uuid.uuid4().hex}
        reader = Consumer(told | {"enable.auto.commit": False, "isolation.level": "read_committed"})
        places = [TopicPartition(f"{self.prefix}{topic}", p, OFFSET_BEGINNING) for p in range(PARTITIONS)]
        wanted = sum(reader.get_watermark_offsets(place, timeout=20)[1] for place in places)
        reader.assign(places)
        read: list[Message] = []
        until(lambda: len(read) >= wanted or read.extend(reader.consume(500, 0.2)), f"{wanted} are read")
        reader.close()
        return sorted(read, key=lambda one: (one.partition(), one.offset()))

    def close(self) -> None:
        self.db.client.drop_database(self.settings.mongo_db)
        self.database.close()


@dataclass
class Run:
    """A loop in a thread of its own, as in a worker."""

    loop: Any
    stop: threading.Event
    thread: threading.Thread
    died: BaseException | None = None

    def end(self) -> None:
        self.stop.set()
        self.thread.join(30)
        assert not self.thread.is_alive()


@contextmanager
def running(loop: Any) -> Iterator[Run]:
    """Run a relay or a consumer until the end of the block, or until it dies."""

    def guarded() -> None:
        try:
            loop.run(run.stop)
        except BaseException as error:
            run.died = error

    run = Run(loop, threading.Event(), threading.Thread(target=guarded, daemon=True))
    run.thread.start()
    try:
        yield run
    finally:
        run.end()


def event(subject: str, sequence: int = 1, **said: Any) -> Event:
    return example(DISCARDED, subject, sequence, directive_id=subject, **said)


def records(*events: Event, prefix: str = "") -> list[Record]:
    """Return events as one partition of a topic holds them."""
    return [record(one, offset, prefix=prefix) for offset, one in enumerate(events)]
