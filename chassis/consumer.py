"""The consumer: poll, one transaction per batch, then the offsets; one thread owns it.

Kafka's offset is only the second copy: where the store says something else, the store is right. When the
store cannot be used, the batch is read again later and nothing is put aside. Any exception out of `poll`
ends this client and a new one is made: polling on after one can spin for ever.
"""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import structlog
from pymongo.errors import PyMongoError

from chassis import contracts, inbox, kafka, metrics
from chassis.batch import Batches, Positions, Step, StoreBehind, is_the_stores
from chassis.dead_letters import FuseBlown, Record

if TYPE_CHECKING:
    from chassis.mongo import Database
    from chassis.service import Service
    from chassis.settings import Settings

log = structlog.get_logger()
POLL_MS = 500
REBUILD_SECONDS = 1.0
FIRST_PAUSE, LONGEST_PAUSE = 0.2, 10.0
ALIVE_SECONDS = 60.0


def nothing(_: str) -> None:
    """Do nothing at a step; the fault tests pass a function that kills the process."""


class Consumer:
    """Applies the events a service subscribes to, until it is stopped or its fuse blows."""

    def __init__(
        self, service: Service, settings: Settings, database: Database, step: Step = nothing
    ) -> None:
        self._service = service
        self._settings = settings
        self._store = database
        self._step = step
        self._batches = Batches(service, database, step)
        self._beginnings: Positions = {}
        self._pause = FIRST_PAUSE
        self.polled_at = time.monotonic()
        self.assigned = False
        self.blown = False
        self.topics = topics_of(service, settings)

    def alive(self) -> bool:
        """Tell whether the loop has come round in the last minute."""
        return time.monotonic() - self.polled_at < ALIVE_SECONDS

    def run(self, stop: threading.Event) -> None:
        """Consume until `stop` is set. A blown fuse leaves the process alive, not ready and idle."""
        while not stop.is_set() and not self.blown:
            self.polled_at = time.monotonic()
            if not kafka.reachable(self._settings):
                stop.wait(REBUILD_SECONDS)
                continue
            try:
                self._session(stop)
            except FuseBlown as error:
                log.critical("consumer.fuse-blown", reason=str(error))
                self.blown = True
            except kafka.OffsetOutOfRangeError as error:
                log.critical("consumer.offsets-lost", reason="Kafka no longer has what the store needs")
                raise kafka.CannotStart("Kafka no longer has the offsets this store needs") from error
            except kafka.KafkaError as error:
                log.warning("consumer.rebuilt", error_type=type(error).__name__)
                stop.wait(REBUILD_SECONDS)

    def _session(self, stop: threading.Event) -> None:
        client = kafka.consumer(self._settings, self._service.name)
        try:
            client.subscribe(self.topics)
            self._bootstrap(client)
            while not stop.is_set():
                self._round(client)
        finally:
            self.assigned = False
            _close(client)

    def _round(self, client: Any) -> None:
        records = self._poll(client)
        self.polled_at = time.monotonic()
        self.assigned = True
        if not records:
            return
        self._step("after-poll")
        try:
            self._batches.apply(records, self._beginnings_of(client, records))
        except StoreBehind as behind:
            log.warning("consumer.store-behind", partitions=len(behind.positions))
            _seek(client, behind.positions)
            return
        except PyMongoError as error:
            self._wait_for_store(client, records, error)
            return
        self._pause = FIRST_PAUSE
        self._commit(client, records)
        self._check_caught_up()

    def _poll(self, client: Any) -> list[Record]:
        try:
            polled = client.poll(POLL_MS)
        except kafka.NoOffsetForPartitionError:
            self._seek_unknown(client)
            return []
        return [_record(place, one) for place, records in polled.items() for one in records]

    def _seek_unknown(self, client: Any) -> None:
        """A partition without a committed offset goes on where the store is, else at the beginning."""
        stored = inbox.positions(self._store.reading())
        unknown = [place for place in client.assignment() if client.committed(place) is None]
        starts = client.beginning_offsets(unknown)
        _seek(
            client, {(p.topic, p.partition): stored.get((p.topic, p.partition), starts[p]) for p in unknown}
        )
        log.info("consumer.positioned", partitions=len(unknown))

    def _beginnings_of(self, client: Any, records: list[Record]) -> Positions:
        places = {(r.topic, r.partition) for r in records} - self._beginnings.keys()
        if places:
            asked = client.beginning_offsets([kafka.TopicPartition(*place) for place in places])
            self._beginnings |= {(p.topic, p.partition): offset for p, offset in asked.items()}
        return self._beginnings

    def _wait_for_store(self, client: Any, records: list[Record], error: PyMongoError) -> None:
        """Go back to the batch's start and wait, polling paused so that the group keeps the member."""
        if not is_the_stores(error):
            raise error
        log.warning("consumer.store-away", error_type=type(error).__name__, pause_seconds=self._pause)
        _seek(client, {(r.topic, r.partition): r.offset for r in reversed(records)})
        client.pause(*client.assignment())
        client.poll(int(self._pause * 1000))
        client.resume(*client.assignment())
        self._pause = min(self._pause * 2, LONGEST_PAUSE)

    def _commit(self, client: Any, records: list[Record]) -> None:
        after = {(r.topic, r.partition): r.offset + 1 for r in records}
        offsets = {kafka.TopicPartition(*p): kafka.OffsetAndMetadata(at, "", -1) for p, at in after.items()}
        try:
            client.commit(offsets, timeout_ms=5000)
        except kafka.COMMIT_LOST:
            log.info("consumer.commit-lost")
        self._step("after-commit")
        for (topic, partition), at in after.items():
            lag = (client.highwater(kafka.TopicPartition(topic, partition)) or at) - at
            metrics.set_to("kafka_consumer_lag_records", lag, topic=topic, partition=str(partition))

    def _bootstrap(self, client: Any) -> None:
        """Note on a store's first start how far Kafka is; until the store is there, its API is not ready."""
        bootstrap = self._store.db[inbox.BOOTSTRAP]
        if bootstrap.find_one({"_id": "caught-up"}):
            return
        places = [
            kafka.TopicPartition(t, p) for t in self.topics for p in client.partitions_for_topic(t) or ()
        ]
        ends = {f"{p.topic}:{p.partition}": end for p, end in client.end_offsets(places).items() if end}
        bootstrap.update_one({"_id": "target"}, {"$setOnInsert": {"ends": ends}}, upsert=True)
        self._check_caught_up()

    def _check_caught_up(self) -> None:
        bootstrap = self._store.db[inbox.BOOTSTRAP]
        target = bootstrap.find_one({"_id": "target"})
        if target is None:
            return
        at = {f"{topic}:{p}": offset for (topic, p), offset in inbox.positions(self._store.reading()).items()}
        if all(at.get(place, 0) >= end for place, end in target["ends"].items()):
            moment = {"$setOnInsert": {"caught_up_at": datetime.now(UTC)}}
            bootstrap.update_one({"_id": "caught-up"}, moment, upsert=True)
            bootstrap.delete_one({"_id": "target"})
            log.info("consumer.caught-up")


def topics_of(service: Service, settings: Settings) -> list[str]:
    """Return the topics that carry what a service subscribes to."""
    return sorted({contracts.topic_of(t, settings.kafka_topic_prefix) for t in service.subscriptions})


def _record(place: Any, one: Any) -> Record:
    return Record(
        place.topic, place.partition, one.offset, one.timestamp, one.key, list(one.headers), one.value
    )


def _seek(client: Any, positions: Positions) -> None:
    """Seek what is still assigned; a partition that has moved on is its new owner's."""
    assigned = client.assignment()
    for place, offset in positions.items():
        partition = kafka.TopicPartition(*place)
        if partition in assigned:
            client.seek(partition, offset)


def _close(client: Any) -> None:
    try:
        client.close(autocommit=False, timeout_ms=5000)
    except kafka.KafkaError as error:
        log.warning("consumer.close-failed", error_type=type(error).__name__)
