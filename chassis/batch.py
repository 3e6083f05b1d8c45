"""One poll batch applied in one transaction; what fails is split until the one bad event stands alone.

1. Cut: where a batch has many events that list what they are about, it takes several transactions.
2. Read: a type nobody subscribed to is skipped; what is broken gets its fault.
3. Apply: inbox rows, handlers, dead letters and positions, all or nothing.
4. When that fails for another reason than the store itself: again key by key, in the failing key event by
   event, and the event that fails alone three times becomes a dead letter. The rest goes on.
"""

import itertools
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import structlog
from pymongo.errors import ConnectionFailure, ExecutionTimeout, PyMongoError

from chassis import contracts, dead_letters, events, inbox, metrics
from chassis.dead_letters import Fuse, FuseBlown, Place, Record
from chassis.events import Event
from chassis.mongo import Database
from chassis.service import Service
from chassis.transaction import Tx

log = structlog.get_logger()
TRIES = 3
SECONDS = 20.0
# In bytes of bodies: a larger event lists what it is about, and a transaction takes so much of such lists,
# which become two thousand rows or so; a row of a transaction of many more costs twice as much (measured).
LISTING, MAX_LISTED = 4 * 1024, 96 * 1024
Positions = dict[Place, int]
Step = Callable[[str], None]
Work = Callable[[Tx], None]
# What is wrong with the store or the way to it; anything else is the event's or the handler's fault.
TRANSIENT = ("TransientTransactionError", "UnknownTransactionCommitResult", "RetryableWriteError")


class StoreBehind(Exception):
    """The store has not read as far as the batch begins: it was restored; `positions` say where to go on."""

    def __init__(self, positions: Positions) -> None:
        self.positions = positions
        super().__init__(f"the store is behind Kafka's offsets in {len(positions)} partitions")


def nothing(_: object) -> None:
    """Do nothing at a step; the tests of faults pass a function that kills the process."""


@dataclass(frozen=True)
class Reading:
    """A record of a subscribed type, as event or with what is wrong with it."""

    record: Record
    inbox_id: str
    event: Event | None = None
    fault: Exception | None = None
    attempts: int = 1


class Batches:
    """Applies the batches of one consumer."""

    def __init__(self, service: Service, database: Database, step: Step) -> None:
        self._service, self._database, self._step = service, database, step
        self._fuse = Fuse()

    def apply(self, records: Sequence[Record], beginnings: Positions) -> None:
        """Apply a batch; `beginnings` are the first offsets Kafka has of each partition.

        Raises StoreBehind, FuseBlown, or PyMongoError when the store cannot be used now; the parts before
        have been applied then.
        """
        for part in parts(records):
            self._apply(part, beginnings)

    def _apply(self, records: Sequence[Record], beginnings: Positions) -> None:
        readings = [reading for record in records if (reading := self._read(record)) is not None]
        started = time.monotonic()
        first = {record.place: record.offset for record in reversed(records)}
        after = {record.place: record.offset + 1 for record in records}
        failure = self._failure(readings, lambda tx: _advance(tx, first, after, beginnings))
        if failure:
            log.warning("batch.split", events=len(readings), error_type=type(failure).__name__)
            self._split(readings)
            self._database.transaction(lambda tx: inbox.advance(tx, after), SECONDS)
        metrics.observe("event_processing_duration_seconds", time.monotonic() - started)

    def _read(self, record: Record) -> Reading | None:
        claimed = record.event_type
        if claimed != "unknown" and claimed not in self._service.subscriptions:
            metrics.add("events_consumed_total", event="other", outcome="ignored")
            return None
        try:
            event = events.decode(events.attributes_of(record.headers), record.value)
            _check(record, event)
        except (events.Undecodable, contracts.ContractViolation) as fault:
            place = f"{record.topic}:{record.partition}:{record.offset}"
            return Reading(record, record.header("ce_id", b"")[:200] or place, fault=fault)
        return Reading(record, event.id, event)

    def _transact(self, readings: Sequence[Reading], also: Work = nothing) -> None:
        def run(tx: Tx) -> tuple[list[Reading], int]:
            also(tx)
            fresh = _fresh(tx, readings)
            self._fuse.check((one.record.place, one.fault is not None) for one in fresh)
            self._run_all(tx, fresh)
            self._step("in-transaction")
            return fresh, tx.stale

        fresh, stale = self._database.transaction(run, SECONDS)
        self._step("after-transaction")
        self._note(fresh, len(readings) - len(fresh), stale)

    def _run_all(self, tx: Tx, fresh: Sequence[Reading]) -> None:
        for one in fresh:
            if one.fault is not None:
                name = self._service.name
                tx.keep(dead_letters.row(name, one.inbox_id, one.record, one.fault, one.attempts))
            elif one.event is not None:
                self._service.subscriptions[one.event.type](tx, one.event)

    def _note(self, fresh: Sequence[Reading], duplicate: int, stale: int) -> None:
        """Show what became of a transaction's events, and of each type how old the first was."""
        told = Counter({("any", "duplicate"): duplicate, ("any", "stale"): stale})
        for one in fresh:
            told[one.event.type if one.event else "unreadable", "dead" if one.fault else "applied"] += 1
            self._fuse.note(one.record.place, dead=one.fault is not None)
            if one.fault is not None:
                metrics.add("dlq_events_total", reason=type(one.fault).__name__)
                log.error("event.dead", event_id=one.inbox_id, error_type=type(one.fault).__name__)
        for (name, outcome), number in told.items():
            metrics.add("events_consumed_total", number, event=name, outcome=outcome)
        first = {one.event.type: one.event.time for one in reversed(fresh) if one.event}
        for name, at in first.items():
            metrics.observe("event_end_to_end_age_seconds", time.time() - at.timestamp(), event=name)

    def _split(self, readings: Sequence[Reading]) -> None:
        by_key: dict[bytes | None, list[Reading]] = {}
        for reading in readings:
            by_key.setdefault(reading.record.key, []).append(reading)
        for same_key in by_key.values():
            if self._failure(same_key):
                for reading in same_key:
                    self._alone(reading)

    def _alone(self, reading: Reading) -> None:
        """Apply one event, and after three failures put it aside with the last one's reason."""
        for _ in range(TRIES):
            failure = self._failure([reading])
            if failure is None:
                return
        self._transact([replace(reading, fault=failure, attempts=TRIES)])

    def _failure(self, readings: Sequence[Reading], also: Work = nothing) -> Exception | None:
        """Apply them together; return what an event is to blame for, raise everything else."""
        try:
            self._transact(readings, also)
        except Exception as error:
            if not blames_an_event(error):
                raise
            return error
        return None


def parts(records: Sequence[Record]) -> list[list[Record]]:
    """Return the records in parts that take a transaction each; one record is never split."""
    sizes = (len(record.value or b"") for record in records)
    listed = itertools.accumulate(size * (size > LISTING) for size in sizes)
    cut = itertools.groupby(zip(listed, records, strict=True), lambda one: one[0] // MAX_LISTED)
    return [[record for _, record in part] for _, part in cut]


def blames_an_event(error: Exception) -> bool:
    """Tell whether an event or its handler is at fault, not the store nor the whole batch."""
    return not isinstance(error, StoreBehind | FuseBlown) and not is_the_stores(error)


def is_the_stores(error: BaseException) -> bool:
    """Tell whether an error says that MongoDB cannot be used now: then nothing is an event's fault."""
    if not isinstance(error, PyMongoError):
        return False
    away = error.timeout or isinstance(error, ConnectionFailure | ExecutionTimeout)
    return away or any(error.has_error_label(label) for label in TRANSIENT)


def _fresh(tx: Tx, readings: Sequence[Reading]) -> list[Reading]:
    """Remember them and return what has not been applied before, each id once."""
    first = {reading.inbox_id: reading for reading in reversed(readings)}
    new = inbox.remember(tx, map(_inbox_row, first.values()))
    return [one for one in readings if first[one.inbox_id] is one and one.inbox_id in new]


def _check(record: Record, event: Event) -> None:
    publisher = contracts.publisher_of(event.type)
    if event.source != f"/services/{publisher}" or not record.topic.endswith(f"{publisher}.events"):
        raise events.Undecodable("ce_source or topic is not the publisher's")
    contracts.validate(event.type, event.data)


def _inbox_row(one: Reading) -> dict[str, object]:
    record = one.record
    return {"_id": one.inbox_id, "p": record.partition, "o": record.offset, "type": record.event_type}


def _advance(tx: Tx, first: Positions, after: Positions, beginnings: Positions) -> None:
    """Move the positions; nothing is compacted or expired, so a gap means a restored store."""
    stored = beginnings | inbox.positions(tx)
    behind = {place: at for place, offset in first.items() if (at := stored.get(place, 0)) < offset}
    if behind:
        raise StoreBehind(behind)
    inbox.advance(tx, after)
