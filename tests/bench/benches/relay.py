"""The relay: how fast it drains an outbox, and how soon what is committed is on Kafka.

The drain is measured between the acknowledgement of its first window and of its last, beside a bare
producer with the same settings that sends the same bytes.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median
from typing import Any
from unittest.mock import patch

from chassis import kafka, outbox
from chassis.mongo import Database
from chassis.relay import WINDOW, Relay
from services.directory.main import SERVICE
from tests.bench.figures import Figure, figure, percentile, spread
from tests.bench.ground import Ground, Place, bench
from tests.bench.load import another_process
from tests.bench.watch import Watch
from tests.bench.wire import TOPIC, officer_events, outbox_rows

Row = dict[str, Any]
WRITES_PER_SECOND = 100
SETTLE_SECONDS = 1.0


@bench(
    "relay",
    "relay_drain_ratio",
    "relay_vs_one_at_a_time",
    "relay_commit_to_ack_ms_p50",
    "relay_commit_to_ack_ms_p99",
)
def run(ground: Ground) -> Iterator[Figure]:
    """Take the figures of the relay."""
    with ground.topics() as prefix, ground.place(SERVICE, prefix) as place:
        size = ground.size
        rounds = [_round(place, size.relay_rows, size.single_events) for _ in range(size.rounds)]
        drained, raw, single = (list(each) for each in zip(*rounds, strict=True))
        told = f"{spread(drained)} rows/s drained, {spread(raw)} sent bare"
        yield figure("relay_drain_ratio", median(drained) / median(raw), told)
        told = f"one row sent, awaited and marked at a time: {spread(single)} rows/s"
        yield figure("relay_vs_one_at_a_time", median(drained) / median(single), told)
        late = [_waits(place, size.steady_seconds) for _ in range(size.rounds)]
        for name, share in (("p50", 0.5), ("p99", 0.99)):
            waits = [percentile(each, share) for each in late]
            told = f"{spread(waits, 1)} ms, {WRITES_PER_SECOND} commits/s for {size.steady_seconds:.0f} s"
            yield figure(f"relay_commit_to_ack_ms_{name}", median(waits), told)


def _round(place: Place, count: int, few: int) -> tuple[float, float, float]:
    rows = outbox_rows(officer_events(count + WINDOW))
    return _drain(place, rows), _bare(place, rows), _one_at_a_time(place, rows[:few])


def _drain(place: Place, rows: list[Row]) -> float:
    """Return the rows per second that the relay sends and marks, its first window aside."""
    rows_of = place.database.db[outbox.COLLECTION]
    rows_of.delete_many({})
    rows_of.insert_many([dict(row) for row in rows])
    watch = Watch("after-mark", lambda: rows_of.count_documents({"st": outbox.PENDING}))
    return watch.rate(Relay("directory", place.settings, place.database, watch))


def _bare(place: Place, rows: list[Row]) -> float:
    """Return the rows per second that a bare producer with the relay's settings sends."""
    producer = kafka.producer(place.settings, "bare")
    messages = [_message(row) for row in rows]
    topic = f"{place.settings.kafka_topic_prefix}{TOPIC}"
    _send(producer, topic, messages[:WINDOW])
    begun = time.perf_counter()
    _send(producer, topic, messages[WINDOW:])
    seconds = time.perf_counter() - begun
    producer.close(timeout=5)
    return (len(rows) - WINDOW) / seconds


def _send(producer: Any, topic: str, messages: list[Row]) -> None:
    futures = [producer.send(topic, **message) for message in messages]
    producer.flush(60)
    if not all(future.is_done and future.exception is None for future in futures):
        raise TimeoutError("the bare producer did not send everything")


def _message(row: Row) -> Row:
    headers = [(name, bytes(value)) for name, value in row["hdr"]]
    return {"key": row["key"].encode(), "value": bytes(row["body"]), "headers": headers}


def _one_at_a_time(place: Place, rows: list[Row]) -> float:
    """Return the rows per second of the loop one writes first: send, wait, mark, next."""
    producer = kafka.producer(place.settings, "single")
    rows_of, topic = place.database.db[outbox.COLLECTION], f"{place.settings.kafka_topic_prefix}{TOPIC}"
    rows_of.delete_many({})
    rows_of.insert_many([dict(row) for row in rows])
    producer.send(topic, **_message(rows[0])).get(10)
    begun = time.perf_counter()
    for row in rows:
        producer.send(topic, **_message(row)).get(10)
        rows_of.update_one({"_id": row["_id"]}, {"$set": {"st": outbox.SENT}})
    seconds = time.perf_counter() - begun
    producer.close(timeout=5)
    return len(rows) / seconds


def _waits(place: Place, seconds: float) -> list[float]:
    """Return, in ms, how long each row waited from its commit to Kafka's acknowledgement."""
    place.database.db[outbox.COLLECTION].delete_many({})
    acknowledged: dict[bytes, float] = {}
    with _tapped(acknowledged), _relaying(place), another_process() as pool:
        asked = (place.settings.mongo_url, place.settings.mongo_db, seconds)
        committed = pool.submit(write_steadily, *asked).result()
        deadline = time.monotonic() + 10
        while len(acknowledged) < len(committed) and time.monotonic() < deadline:
            time.sleep(0.05)
    settled = min(committed.values()) + SETTLE_SECONDS
    return [(acknowledged[id] - at) * 1000 for id, at in committed.items() if at >= settled]


def write_steadily(mongo_url: str, mongo_db: str, seconds: float) -> dict[bytes, float]:
    """Commit an event a hundredth of a second; return when each was committed, by its key.

    The monotonic clock of Linux is one for all processes.
    """
    database, committed = Database(mongo_url, mongo_db), {}
    count = int(seconds * WRITES_PER_SECOND)
    rows = outbox_rows(officer_events(count))
    for row in rows:
        row["key"] = f"key-{row['_id']}"
    begun = time.perf_counter()
    for number, row in enumerate(rows):
        time.sleep(max(0.0, begun + number / WRITES_PER_SECOND - time.perf_counter()))
        database.transaction(lambda tx, row=row: tx.keep(row))
        committed[str(row["key"]).encode()] = time.perf_counter()
    database.close()
    return committed


@contextmanager
def _relaying(place: Place) -> Iterator[None]:
    """Let the relay run in a thread, as in its process."""
    stop = threading.Event()
    loop = Relay("directory", place.settings, place.database)
    thread = threading.Thread(target=loop.run, args=(stop,), daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(30)


@contextmanager
def _tapped(acknowledged: dict[bytes, float]) -> Iterator[None]:
    """Note when Kafka acknowledges each key: what the relay sends goes through as it is."""
    make = kafka.producer

    def producer(*told: Any) -> Any:
        made = make(*told)
        send = made.send

        def tapped(topic: str, **message: Any) -> Any:
            future = send(topic, **message)
            future.add_callback(lambda _: acknowledged.setdefault(message["key"], time.perf_counter()))
            return future

        made.send = tapped
        return made

    with patch.object(kafka, "producer", producer):
        yield
