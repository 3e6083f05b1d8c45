"""The relay: sends the outbox to Kafka, in order per key, at least once; one leader at a time by lease.

1. Hold the lease. 2. Read up to 500 pending rows in the order of their server timestamp. 3. Send them all,
wait for every future under one deadline. 4. Mark what is acknowledged. 5. On any failure mark, per key, only
what went before the first failure, throw the producer away, pause, and read the table again.

A doorbell tells the relay to look now: a change stream on the outbox. All is right without it, only later.
"""

import threading
import time
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

import structlog
from pymongo.collection import Collection
from pymongo.errors import PyMongoError

from chassis import kafka, metrics, outbox
from chassis.batch import Step, nothing
from chassis.lease import RENEW_SECONDS, SECONDS, Lease
from chassis.mongo import Database
from chassis.settings import Settings

log = structlog.get_logger()
WINDOW = 500
LOOK_SECONDS = 1.0
STANDBY_SECONDS = 3.0
PAUSE_SECONDS = 1.0
WINDOW_SECONDS = kafka.DELIVERY_SECONDS + 2.0
TRIES_ALONE = 3
ALIVE_SECONDS = 60.0
INSERTS: list[dict[str, Any]] = [{"$match": {"operationType": "insert"}}, {"$project": {"_id": 1}}]
FIRST_PAUSE, LONGEST_PAUSE = 0.1, 5.0
Row = dict[str, Any]


class WindowFailed(Exception):
    """Not every row of a window was acknowledged."""


class Relay:
    """Sends one service's outbox until it is stopped."""

    def __init__(self, name: str, settings: Settings, database: Database, step: Step = nothing) -> None:
        self._name, self._settings, self._db, self._step = name, settings, database.db, step
        self._outbox = database.db[outbox.COLLECTION]
        self._lease = Lease(database.db, "relay")
        self._producer: Any = None
        self._suspects: dict[str, int] = {}
        self._bell = threading.Event()
        self.turned_at = time.monotonic()

    def alive(self) -> bool:
        """Tell whether the loop has come round in the last minute."""
        return time.monotonic() - self.turned_at < ALIVE_SECONDS

    def run(self, stop: threading.Event) -> None:
        """Send until `stop` is set; the window at hand is finished, the lease given up."""
        bell = threading.Thread(target=ring, args=(self._outbox, self._bell, stop), daemon=True)
        bell.start()
        try:
            while not stop.is_set():
                self.turned_at = time.monotonic()
                self._turn(stop)
        finally:
            stop.set()
            self._drop_producer()
            with suppress(PyMongoError):  # then it runs out by itself
                self._lease.release()
            bell.join(5)

    def _turn(self, stop: threading.Event) -> None:
        try:
            if not self._leads():
                stop.wait(STANDBY_SECONDS)
            elif not self._connected():
                stop.wait(PAUSE_SECONDS)
            elif not self._window():
                self._rest()
        except (WindowFailed, kafka.KafkaError, PyMongoError) as error:
            log.warning("relay.failed", error_type=type(error).__name__)
            self._drop_producer()
            stop.wait(PAUSE_SECONDS)

    def _leads(self) -> bool:
        if self._lease.seconds_left() > SECONDS - RENEW_SECONDS:
            return True
        fence = self._lease.fence
        held = self._lease.acquire()
        if held and self._lease.fence != fence:
            log.info("relay.leads", fence=self._lease.fence)
            metrics.add("relay_lease_changes_total")
        self._step("after-lease")
        return held

    def _connected(self) -> bool:
        """Make a producer only when a broker answers: pending records and a closed port burn a core."""
        if self._producer is None and kafka.reachable(self._settings):
            self._producer = kafka.producer(self._settings, self._name)
            log.info("relay.connected")
        return self._producer is not None

    def _rest(self) -> None:
        """Show how the outbox stands, and look again when the bell rings or a second is over."""
        pending, age, quarantined = outbox.backlog(self._db)
        metrics.set_to("outbox_pending_events", pending)
        metrics.set_to("outbox_oldest_age_seconds", age)
        metrics.set_to("outbox_quarantined_events", quarantined)
        self._bell.wait(LOOK_SECONDS)

    def _window(self) -> bool:
        """Send one window; tell whether there was anything to send."""
        self._bell.clear()
        rows = self._pending()
        if not rows:
            return False
        self._step("after-read")
        outcome = self._send(rows)
        self._step("before-mark")
        self._mark(delivered(rows, outcome))
        self._step("after-mark")
        if len(outcome) < len(rows) or any(outcome.values()):
            self._judge(rows, outcome)
            raise WindowFailed
        return True

    def _pending(self) -> list[Row]:
        """Return the next window; a row under suspicion stands alone, or innocent neighbours look guilty."""
        if self._suspects:
            return list(self._outbox.find({"_id": next(iter(self._suspects)), "st": outbox.PENDING}))
        quarantined = self._outbox.distinct("key", {"st": outbox.QUARANTINED})
        wanted = {"st": outbox.PENDING, "key": {"$nin": quarantined}}
        return list(self._outbox.find(wanted).sort("ts", 1).limit(WINDOW))

    def _send(self, rows: list[Row]) -> dict[str, Exception | None]:
        """Send all, then wait for each under one deadline; what never resolved is not in the answer."""
        futures: dict[str, Any] = {}
        outcome: dict[str, Exception | None] = {}
        for row in rows:
            try:
                topic = f"{self._settings.kafka_topic_prefix}{row['topic']}"
                futures[row["_id"]] = self._producer.send(topic, **_message(row))
            except kafka.KafkaError as error:
                outcome[row["_id"]] = error
                break
        self._step("mid-send")
        deadline = time.monotonic() + WINDOW_SECONDS
        for row_id, future in futures.items():
            while not future.is_done and time.monotonic() < deadline:
                self._leads()
                with suppress(kafka.KafkaError):
                    future.get(max(0.01, min(RENEW_SECONDS, deadline - time.monotonic())))
            if future.is_done:
                outcome[row_id] = future.exception
        return outcome

    def _mark(self, rows: list[Row]) -> None:
        """Mark rows as sent; a dead letter is the operators' record and gets no date to expire by."""
        sent = {"$set": {"st": outbox.SENT}}
        for dead, mark in ((True, sent), (False, sent | {"$currentDate": {"sentAt": True}})):
            if ids := [row["_id"] for row in rows if ("dead" in row) is dead]:
                self._outbox.update_many({"_id": {"$in": ids}}, mark)
        for row in rows:
            self._suspects.pop(row["_id"], None)
            metrics.add("events_published_total", event=row["type"])

    def _judge(self, rows: list[Row], outcome: dict[str, Exception | None]) -> None:
        for row in (row for row in rows if isinstance(outcome.get(row["_id"]), kafka.UNSENDABLE)):
            tries = self._suspects.get(row["_id"], -1) + 1 if len(rows) == 1 else 0
            self._suspects[row["_id"]] = tries
            if tries >= TRIES_ALONE:
                del self._suspects[row["_id"]]
                self._outbox.update_one({"_id": row["_id"]}, {"$set": {"st": outbox.QUARANTINED}})
                log.error("relay.quarantined", event_id=row["_id"], event_type=row["type"])

    def _drop_producer(self) -> None:
        """Close in a try: a producer with records left raises and stays half alive."""
        if self._producer is not None:
            with suppress(kafka.KafkaError):
                self._producer.close(timeout=1)
            self._producer = None


def delivered(rows: Iterable[Row], outcome: dict[str, Exception | None]) -> list[Row]:
    """Return the rows to mark: per key what went before the first failure, so a later version waits."""
    broken, done = set[Any](), []
    for row in rows:
        if row["_id"] not in outcome or outcome[row["_id"]]:
            broken.add(row["key"])
        if row["key"] not in broken:
            done.append(row)
    return done


def _message(row: Row) -> dict[str, Any]:
    key = row["key"]
    return {
        "key": key.encode() if isinstance(key, str) else key,
        "value": row["body"],
        "headers": [(name, value) for name, value in row["hdr"]],
    }


def ring(rows: Collection[Row], bell: threading.Event, stop: threading.Event) -> None:
    """Set `bell` at each insert until `stop`; opened anew, without a resume token, whenever it ends.

    A stream can die without an exception (a dropped collection): only `alive` tells.
    """
    pause = FIRST_PAUSE
    while not stop.is_set():
        try:
            with rows.watch(INSERTS, max_await_time_ms=1000) as stream:
                while stream.alive and not stop.is_set():
                    if stream.try_next() is not None:
                        bell.set()
                        pause = FIRST_PAUSE
        except PyMongoError:
            pause = min(pause * 2, LONGEST_PAUSE)
        bell.set()
        stop.wait(pause)
