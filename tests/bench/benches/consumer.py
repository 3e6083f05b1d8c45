"""The consumer of a real service: what it applies a second, beside what driver and store can do at most.

Subject: awards, which validates, remembers and projects directory's word on officers. Yardstick: polling and
decoding alone, and inserting alone, in series. Replay: everything comes again and nothing is done.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import closing
from statistics import median
from typing import Any

import orjson

from chassis import inbox, kafka
from chassis.consumer import Consumer
from services.awards.main import SERVICE
from tests.bench.contest import CONTESTANTS, Contest
from tests.bench.figures import Figure, figure, spread
from tests.bench.ground import Ground, Place, bench
from tests.bench.watch import LONG, Watch
from tests.bench.wire import TOPIC, officer_events, send

INSERTED_AT_ONCE = 1_000


@bench(
    "consumer",
    "consumer_ratio",
    "consumer_vs_per_event",
    "replay_vs_first",
    *(peer.figure for peer in CONTESTANTS),
)
def run(ground: Ground) -> Iterator[Figure]:
    """Take the figures of the consumer."""
    size = ground.size
    with ground.topics() as prefix:
        send(ground.kafka_servers, f"{prefix}{TOPIC}", officer_events(size.events))
        contest = Contest(ground, prefix)
        rounds = [(*_round(ground, prefix, number), contest.round()) for number in range(size.rounds)]
    limits, applied, replayed, single, _ = (list(each) for each in zip(*rounds, strict=True))
    told = f"{spread(applied)} events/s applied, serial limit {spread(limits)}"
    yield figure("consumer_ratio", median(applied) / median(limits), told)
    told = f"bare loop, one transaction per event: {spread(single)} events/s"
    yield figure("consumer_vs_per_event", median(applied) / median(single), told)
    told = f"{spread(replayed)} events/s when all has been applied before"
    yield figure("replay_vs_first", median(replayed) / median(applied), told)
    yield from contest.figures(median(applied))


def _round(ground: Ground, prefix: str, number: int) -> tuple[float, float, float, float]:
    events = ground.size.events
    with ground.place(SERVICE, prefix) as place:
        limit = 1 / (1 / _polled(place, f"poll-{number}", events) + 1 / _inserted(place, events))
        applied = _applied(place.renamed(f"first-{number}"), events)
        place.database.db[inbox.POSITIONS].delete_many({})
        replayed = _applied(place.renamed(f"replay-{number}"), events)
    with ground.place(SERVICE, prefix) as place:
        single = _one_at_a_time(place, f"single-{number}", ground.size.single_events)
    return limit, applied, replayed, single


def _applied(place: Place, events: int) -> float:
    """Return the events per second that the service's consumer applies, its first batch aside."""
    positions = place.database.db[inbox.POSITIONS]
    watch = Watch("after-commit", lambda: events - sum(row["next"] for row in positions.find()))
    return watch.rate(Consumer(place.service, place.settings, place.database, watch))


def _polled(place: Place, group: str, events: int) -> float:
    """Return the events per second that the driver hands over in a group and that are decoded, no more."""
    with closing(_client(place, group)) as client:
        first, begun, seen = 0, 0.0, 0
        for records in _batches(client):
            for record in records:
                orjson.loads(record.value)
            seen += len(records)
            first, begun = first or seen, begun or time.perf_counter()
            if seen == events:
                return (seen - first) / (time.perf_counter() - begun)
    raise TimeoutError("the bare consumer did not get every event")


def _inserted(place: Place, events: int) -> float:
    """Return the documents per second that the store takes, journaled and by majority, in large batches."""
    bare = place.database.db["bare"]
    documents = [{"_id": one.id, **one.data} for one in officer_events(events)]
    bare.insert_one({"_id": "first"})
    begun = time.perf_counter()
    for start in range(0, events, INSERTED_AT_ONCE):
        bare.insert_many(documents[start : start + INSERTED_AT_ONCE], ordered=False)
    seconds = time.perf_counter() - begun
    bare.drop()
    return events / seconds


def _one_at_a_time(place: Place, group: str, events: int) -> float:
    """Return the events per second of the loop one writes first: a transaction per event, then the offset."""
    with closing(_client(place, group)) as client:
        begun, seen = 0.0, 0
        for records in _batches(client):
            begun = begun or time.perf_counter()
            for record in records[: events - seen]:
                _apply_alone(place, record)
            seen += len(records[: events - seen])
            client.commit()
            if seen == events:
                return seen / (time.perf_counter() - begun)
    raise TimeoutError("the bare consumer did not get every event")


def _apply_alone(place: Place, record: Any) -> None:
    """Remember the event and keep the officer, in one transaction."""
    headers, data = dict(record.headers), orjson.loads(record.value)
    officer = {"_id": data["officer_id"], "ver": int(headers["ce_sequence"])}
    officer |= {"active": data["active"], "positions": data["positions"]}
    db = place.database.db

    def write(tx: Any) -> None:
        db["inbox"].insert_one({"_id": headers["ce_id"].decode()}, session=tx.session)
        db["officers"].replace_one({"_id": officer["_id"]}, officer, upsert=True, session=tx.session)

    place.database.transaction(write)


def _client(place: Place, group: str) -> Any:
    told = kafka.connection(place.settings) | kafka.CLIENTS["consumer"] | {"auto_offset_reset": "earliest"}
    client = kafka.KafkaConsumer(**told, group_id=f"{place.settings.kafka_topic_prefix}{group}")
    client.subscribe([f"{place.settings.kafka_topic_prefix}{TOPIC}"])
    return client


def _batches(client: Any) -> Iterator[list[Any]]:
    """Yield what each poll brings, until nothing comes for long."""
    deadline = time.monotonic() + LONG
    while time.monotonic() < deadline:
        records = [one for some in client.poll(500).values() for one in some]
        if records:
            yield records
