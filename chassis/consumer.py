"""The consumer: poll, one transaction per batch, then the offsets; one thread owns it.

Kafka's offset is only the second copy: where the store says something else, the store is right. When the
store cannot be used, the batch is read again later and nothing is put aside. Any exception out of `poll`
ends this client and a new one is made: polling on after one can spin for ever.
"""

import threading
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import structlog
from pymongo.errors import PyMongoError

from chassis import contracts, inbox, kafka, metrics
from chassis.batch import Batches, Positions, Step, StoreBehind, is_the_stores, nothing
from chassis.dead_letters import FuseBlown, Place, Record
from chassis.mongo import Database
from chassis.service import Service
from chassis.settings import Settings

log = structlog.get_logger()
POLL_MS = 500
REBUILD_SECONDS = 1.0
FIRST_PAUSE, LONGEST_PAUSE = 0.2, 10.0
ALIVE_SECONDS = 60.0
CAUGHT_UP = {"_id": "caught-up"}


class Consumer:
    """Applies the events a service subscribes to, until it is stopped or its fuse blows."""

    def __init__(self, service: Service, settings: Settings, store: Database, step: Step = nothing) -> None:
        self._service, self._settings, self._store, self._step = service, settings, store, step
        self._batches = Batches(service, store, step)
        self._beginnings: Positions = {}
        self._placed: set[Place] = set()
        self._pause = FIRST_PAUSE
        self._caught_up = False
        self.polled_at = time.monotonic()
        self.assigned = self.blown = False
        self.topics = topics_of(service, settings)

    def alive(self) -> bool:
        """Tell whether the loop has come round in the last minute, or rests because its fuse has blown."""
        return self.blown or time.monotonic() - self.polled_at < ALIVE_SECONDS

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
                raise kafka.CannotStart("Kafka no longer has the offsets this store needs") from error
            except (kafka.KafkaError, PyMongoError) as error:
                if isinstance(error, PyMongoError) and not is_the_stores(error):
                    raise
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
            with suppress(kafka.KafkaError):
                client.close(autocommit=False, timeout_ms=5000)

    def _round(self, client: Any) -> None:
        records = self._poll(client)
        self.polled_at = time.monotonic()
        self.assigned = True
        first = {record.place: record.offset for record in reversed(records)}
        try:
            self._look_back(client, first)
            if records:
                self._apply(client, records)
        except StoreBehind as behind:
            log.warning("consumer.store-behind", partitions=len(behind.positions))
            _seek(client, first | behind.positions)
        except PyMongoError as error:
            self._wait_for_store(client, first, error)

    def _apply(self, client: Any, records: list[Record]) -> None:
        self._step("after-poll")
        self._batches.apply(records, self._beginnings_of(client, {one.place for one in records}))
        self._pause = FIRST_PAUSE
        self._commit(client, records)
        self._check_caught_up()

    def _poll(self, client: Any) -> list[Record]:
        try:
            polled = client.poll(POLL_MS)
        except kafka.NoOffsetForPartitionError:
            self._seek_unknown(client)
            return []
        return [
            Record(topic, partition, one.offset, one.timestamp, one.key, list(one.headers), one.value)
            for (topic, partition), records in polled.items()
            for one in records
        ]

    def _seek_unknown(self, client: Any) -> None:
        """A partition without a committed offset goes on where the store is, else at the beginning."""
        unknown = [place for place in client.assignment() if client.committed(place) is None]
        _seek(client, self._read_up_to(client, unknown))
        log.info("consumer.positioned", partitions=len(unknown))

    def _look_back(self, client: Any, first: Positions) -> None:
        """See once whether a restored store lacks what was read where nothing new comes to show it."""
        quiet = client.assignment() - self._placed - first.keys()
        if quiet:
            stored = self._read_up_to(client, quiet)
            if behind := {place: at for place, at in stored.items() if at < client.position(place)}:
                raise StoreBehind(behind)
            self._placed |= quiet

    def _read_up_to(self, client: Any, places: Iterable[Place]) -> Positions:
        """Return where the store goes on in each place: behind what it has read, else at the beginning."""
        known = self._beginnings_of(client, places) | inbox.positions(self._store.reading())
        return {place: known[place] for place in places}

    def _beginnings_of(self, client: Any, places: Iterable[Place]) -> Positions:
        if new := set(places) - self._beginnings.keys():
            self._beginnings |= client.beginning_offsets([kafka.TopicPartition(*place) for place in new])
        return self._beginnings

    def _wait_for_store(self, client: Any, first: Positions, error: PyMongoError) -> None:
        """Go back to the batch's start and wait, polling paused so that the group keeps the member."""
        if not is_the_stores(error):
            raise error
        log.warning("consumer.store-away", error_type=type(error).__name__, pause_seconds=self._pause)
        _seek(client, first)
        client.pause(*client.assignment())
        client.poll(int(self._pause * 1000))
        client.resume(*client.assignment())
        self._pause = min(self._pause * 2, LONGEST_PAUSE)

    def _commit(self, client: Any, records: list[Record]) -> None:
        after = {kafka.TopicPartition(*record.place): record.offset + 1 for record in records}
        offsets = {place: kafka.OffsetAndMetadata(at, "", -1) for place, at in after.items()}
        try:
            client.commit(offsets, timeout_ms=5000)
        except kafka.COMMIT_LOST:
            log.info("consumer.commit-lost")
        self._step("after-commit")
        for place, at in after.items():
            labels = {"topic": place.topic, "partition": str(place.partition)}
            metrics.set_to("kafka_consumer_lag_records", (client.highwater(place) or at) - at, **labels)

    def _bootstrap(self, client: Any) -> None:
        """Note on a store's first start how far Kafka is; until the store is there, its API is not ready."""
        ends = client.end_offsets(kafka.partitions(client, self.topics))
        target = {"ends": [[*place, end] for place, end in ends.items() if end], "caught_up_at": None}
        self._store.db[inbox.BOOTSTRAP].update_one(CAUGHT_UP, {"$setOnInsert": target}, upsert=True)
        self._caught_up = False
        self._check_caught_up()

    def _check_caught_up(self) -> None:
        if self._caught_up:
            return
        bootstrap, at = self._store.db[inbox.BOOTSTRAP], inbox.positions(self._store.reading())
        told: dict[str, Any] = bootstrap.find_one(CAUGHT_UP) or {}
        self._caught_up = all(at.get((topic, p), 0) >= end for topic, p, end in told.get("ends", ()))
        if self._caught_up and not told.get("caught_up_at"):
            bootstrap.update_one(CAUGHT_UP, {"$set": {"caught_up_at": datetime.now(UTC)}})
            log.info("consumer.caught-up")


def topics_of(service: Service, settings: Settings) -> list[str]:
    """Return the topics that carry what a service subscribes to."""
    return sorted({contracts.topic_of(t, settings.kafka_topic_prefix) for t in service.subscriptions})


def _seek(client: Any, positions: Mapping[tuple[str, int], int]) -> None:
    """Seek what is still assigned; a partition that has moved on is its new owner's."""
    for place in client.assignment():
        if place in positions:
            client.seek(place, positions[place])
