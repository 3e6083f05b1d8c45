"""One poll batch applied in one transaction; what fails is split until the one bad event stands alone.

1. Read: a type nobody subscribed to is skipped; what is broken gets its fault.
2. Apply: inbox rows, handlers, dead letters and positions, all or nothing.
3. When that fails for another reason than the store itself: again key by key, in the failing key event by
   event, and the event that fails alone three times becomes a dead letter. The rest goes on.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import structlog
from pymongo.errors import PyMongoError

from chassis import contracts, dead_letters, events, inbox, metrics
from chassis.dead_letters import Fuse, Record
from chassis.events import Event

if TYPE_CHECKING:
    from chassis.mongo import Database
    from chassis.service import Service
    from chassis.transaction import Tx

log = structlog.get_logger()
TRIES = 3
SECONDS = 20.0
Positions = dict[tuple[str, int], int]
Step = Callable[[str], None]
# What is wrong with the store or the way to it; anything else is the event's or the handler's fault.
TRANSIENT = ("TransientTransactionError", "UnknownTransactionCommitResult", "RetryableWriteError")


class StoreBehind(Exception):
    """The store has not read as far as the batch begins: it was restored; `positions` say where to go on."""

    def __init__(self, positions: Positions) -> None:
        self.positions = positions
        super().__init__(f"the store is behind Kafka's offsets in {len(positions)} partitions")


@dataclass(frozen=True)
class Reading:
    """A record of a subscribed type, as event or with what is wrong with it."""

    record: Record
    inbox_id: str
    event: Event | None = None
    fault: Exception | None = None
    attempts: int = 1

    @property
    def partition(self) -> tuple[str, int]:
        """Where it comes from."""
        return self.record.topic, self.record.partition


class Batches:
    """Applies the batches of one consumer."""

    def __init__(self, service: Service, database: Database, step: Step) -> None:
        self._service = service
        self._database = database
        self._step = step
        self._fuse = Fuse()

    def apply(self, records: Sequence[Record], beginnings: Positions) -> None:
        """Apply a batch; `beginnings` are the first offsets Kafka has of each partition.

        Raises StoreBehind, FuseBlown, or PyMongoError when the store cannot be used now.
        """
        readings = [reading for record in records if (reading := self._read(record)) is not None]
        started = time.monotonic()
        first = {(r.topic, r.partition): r.offset for r in reversed(records)}
        after = {(r.topic, r.partition): r.offset + 1 for r in records}
        try:
            self._transact(readings, lambda tx: _advance(tx, first, after, beginnings))
        except Exception as error:
            if isinstance(error, StoreBehind | dead_letters.FuseBlown) or is_the_stores(error):
                raise
            log.warning("batch.split", events=len(readings), error_type=type(error).__name__)
            self._split(readings)
            self._database.transaction(lambda tx: inbox.advance(tx, after), SECONDS)
        metrics.observe("event_processing_duration_seconds", time.monotonic() - started)

    def _read(self, record: Record) -> Reading | None:
        claimed = dead_letters.event_type(record)
        if claimed != "unknown" and claimed not in self._service.subscriptions:
            metrics.add("events_consumed_total", event="other", outcome="ignored")
            return None
        place = f"{record.topic}:{record.partition}:{record.offset}"
        try:
            event = events.decode(events.attributes_of(record.headers), record.value)
            _check(record, event)
        except (events.Undecodable, contracts.ContractViolation) as fault:
            return Reading(record, _claimed_id(record) or place, fault=fault)
        return Reading(record, event.id, event)

    def _transact(self, readings: Sequence[Reading], also: Callable[[Tx], None] | None = None) -> None:
        def run(tx: Tx) -> tuple[list[Reading], int]:
            if also:
                also(tx)
            fresh = self._fresh(tx, readings)
            self._fuse.check((reading.partition, reading.fault is not None) for reading in fresh)
            self._run_all(tx, fresh)
            self._step("in-transaction")
            return fresh, tx.stale

        fresh, stale = self._database.transaction(run, SECONDS)
        self._step("after-transaction")
        self._count(fresh, duplicates=len(readings) - len(fresh), stale=stale)

    def _fresh(self, tx: Tx, readings: Sequence[Reading]) -> list[Reading]:
        """Return what has not been applied before, each id once."""
        by_id = {reading.inbox_id: reading for reading in reversed(readings)}
        known = inbox.seen(tx, by_id)
        return [
            reading
            for reading in readings
            if by_id.get(reading.inbox_id) is reading and reading.inbox_id not in known
        ]

    def _run_all(self, tx: Tx, fresh: Sequence[Reading]) -> None:
        inbox.remember(tx, [_inbox_row(reading) for reading in fresh])
        for reading in fresh:
            if reading.event is not None and reading.fault is None:
                self._service.subscriptions[reading.event.type](tx, reading.event)
            elif reading.fault is not None:
                letter = (
                    self._service.name,
                    reading.inbox_id,
                    reading.record,
                    reading.fault,
                    reading.attempts,
                )
                tx.keep(dead_letters.row(*letter))

    def _count(self, fresh: Iterable[Reading], duplicates: int, stale: int) -> None:
        for reading in fresh:
            dead = reading.fault is not None
            name = reading.event.type if reading.event else "unreadable"
            metrics.add("events_consumed_total", event=name, outcome="dead" if dead else "applied")
            if reading.fault is not None:
                metrics.add("dlq_events_total", reason=type(reading.fault).__name__)
                log.error("event.dead", event_id=reading.inbox_id, error_type=type(reading.fault).__name__)
            self._fuse.note(reading.partition, dead=dead)
            if reading.event:
                age = time.time() - reading.event.time.timestamp()
                metrics.observe("event_end_to_end_age_seconds", age, event=name)
        for outcome, number in (("duplicate", duplicates), ("stale", stale)):
            if number:
                metrics.add("events_consumed_total", number, event="any", outcome=outcome)

    def _split(self, readings: Sequence[Reading]) -> None:
        ordered = sorted(readings, key=lambda r: r.record.key or b"")
        for _, same_key in itertools.groupby(ordered, key=lambda r: r.record.key):
            group = list(same_key)
            try:
                self._transact(group)
            except Exception as error:
                if is_the_stores(error) or isinstance(error, dead_letters.FuseBlown):
                    raise
                for reading in group:
                    self._alone(reading)

    def _alone(self, reading: Reading) -> None:
        """Apply one event, and after three failures put it aside with the last one's reason."""
        for attempt in range(1, TRIES + 1):
            try:
                self._transact([reading])
                return
            except Exception as error:
                if is_the_stores(error) or isinstance(error, dead_letters.FuseBlown):
                    raise
                reading = replace(reading, attempts=attempt)
                failure = error
        self._transact([replace(reading, fault=failure)])


def is_the_stores(error: BaseException) -> bool:
    """Tell whether an error says that MongoDB cannot be used now: then nothing is an event's fault."""
    if not isinstance(error, PyMongoError):
        return False
    return (
        error.timeout or any(error.has_error_label(label) for label in TRANSIENT) or _lost_connection(error)
    )


def _lost_connection(error: PyMongoError) -> bool:
    from pymongo.errors import ConnectionFailure, ExecutionTimeout, NotPrimaryError

    return isinstance(error, ConnectionFailure | ExecutionTimeout | NotPrimaryError)


def _check(record: Record, event: Event) -> None:
    publisher = contracts.publisher_of(event.type)
    if event.source != f"/services/{publisher}" or not record.topic.endswith(f"{publisher}.events"):
        raise events.Undecodable("ce_source or topic is not the publisher's")
    contracts.validate(event.type, event.data)


def _claimed_id(record: Record) -> str | None:
    return dict(record.headers).get("ce_id", b"").decode(errors="replace")[:200] or None


def _inbox_row(reading: Reading) -> dict[str, object]:
    record = reading.record
    return {
        "_id": reading.inbox_id,
        "p": record.partition,
        "o": record.offset,
        "type": dead_letters.event_type(record),
    }


def _advance(tx: Tx, first: Positions, after: Positions, beginnings: Positions) -> None:
    """Move the positions; nothing is compacted or expired, so a gap means a restored store."""
    stored = inbox.positions(tx)
    expected = {place: stored.get(place, beginnings.get(place, 0)) for place in first}
    behind = {place: at for place, at in expected.items() if first[place] > at}
    if behind:
        raise StoreBehind(behind)
    inbox.advance(tx, after)
