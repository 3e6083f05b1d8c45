"""Worker processes: the consumer, the relay and a service's own loops, alone or side by side, until SIGTERM.

Each runs in a thread of its own; when one dies, the process ends with status 1 and says why. On SIGTERM the
batch and the window at hand are finished and the lease is given up, in 20 seconds at most.
"""

import faulthandler
import os
import signal
import threading
import time
from collections.abc import Iterable
from contextlib import closing, suppress

import structlog
from pymongo.errors import PyMongoError

from chassis import dead_letters, health, kafka
from chassis.consumer import Consumer, topics_of
from chassis.mongo import Database
from chassis.relay import Relay
from chassis.service import Loop, Service
from chassis.settings import Settings

log = structlog.get_logger()
STOP_SECONDS = 20.0
LOOK_SECONDS = 5.0
HUNG_STATUS = 70


def run_worker(service: Service, settings: Settings, process: str) -> None:
    """Run the loops of `process` (consume, relay, schedule, or worker: all of them) until told to stop."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    with closing(Database.of(settings, server_selection_ms=30_000)) as database:
        loops = loops_of(service, settings, database, process)
        if needs_kafka(loops):
            check_kafka(service, settings, stop)
        Work(service, settings, database, loops).run(stop)


def loops_of(service: Service, settings: Settings, database: Database, process: str) -> list[Loop]:
    """Make the loops a process of the service runs."""
    consumes = bool(service.subscriptions) and process in {"consume", "worker"}
    relays = service.publishes and process in {"relay", "worker"}
    made: list[Loop] = [Consumer(service, settings, database)] if consumes else []
    # Dead letters leave through the outbox: who consumes and publishes nothing needs a relay too.
    if relays or (consumes and not service.publishes):
        made.append(Relay(service.name, settings, database))
    if process in {"schedule", "worker"}:
        made += [make(settings, database) for make in service.loops]
    return made


def needs_kafka(loops: Iterable[Loop]) -> bool:
    """Tell whether any of the loops talks to Kafka; a service's own never do."""
    return any(isinstance(loop, Consumer | Relay) for loop in loops)


def check_kafka(service: Service, settings: Settings, stop: threading.Event) -> None:
    """Wait until a broker answers; raises CannotStart when a topic or the C checksum is missing."""
    kafka.refuse_slow_checksums()
    while not kafka.reachable(settings) and not stop.wait(1.0):
        log.warning("kafka.away")
    missing = [] if stop.is_set() else kafka.missing_topics(settings, needed_topics(service, settings))
    if missing:
        raise kafka.CannotStart(f"Kafka has no topic {', '.join(missing)}; create what topics.yaml declares")


def needed_topics(service: Service, settings: Settings) -> list[str]:
    """Return the topics a service reads and writes."""
    own = ["events"] * service.publishes + ["dlq"] * bool(service.subscriptions)
    written = [f"{settings.kafka_topic_prefix}{service.name}.{kind}" for kind in own]
    return [*written, *topics_of(service, settings)]


class Work:
    """The threads of one worker process and what it says of itself."""

    def __init__(self, service: Service, settings: Settings, database: Database, loops: list[Loop]) -> None:
        self._service, self._settings, self._database, self._loops = service, settings, database, loops
        self._failed: BaseException | None = None

    def run(self, stop: threading.Event) -> None:
        """Run until `stop`, or until a loop fails; raises SystemExit 1 then."""
        address = (self._settings.host, self._settings.admin_port)
        server = health.serve_worker(address, self._alive, self._checks)
        threads = [threading.Thread(target=self._guard, args=(one, stop), daemon=True) for one in self._loops]
        for thread in threads:
            thread.start()
        log.info("worker.started", loops=[type(loop).__name__ for loop in self._loops])
        while not stop.wait(LOOK_SECONDS):
            self._look_after()
        deadline = time.monotonic() + STOP_SECONDS
        for thread in threads:
            thread.join(max(0.0, deadline - time.monotonic()))
        server.close()
        log.info("worker.stopped")
        if self._failed is not None or any(thread.is_alive() for thread in threads):
            raise SystemExit(1)

    def _guard(self, loop: Loop, stop: threading.Event) -> None:
        try:
            loop.run(stop)
        except BaseException as error:
            self._failed = error
            log.exception("worker.failed", error_type=type(error).__name__)
            stop.set()

    def _alive(self) -> bool:
        return self._failed is None and all(loop.alive() for loop in self._loops)

    def _look_after(self) -> None:
        """A loop that hangs inside a library cannot be mended from outside: show where, and end."""
        if not all(loop.alive() for loop in self._loops):
            log.critical("worker.hangs")
            faulthandler.dump_traceback(all_threads=True)
            os._exit(HUNG_STATUS)
        with suppress(PyMongoError):
            dead_letters.count_open(self._database)

    def _checks(self) -> dict[str, bool]:
        told = health.store_checks(self._service, self._database)
        if needs_kafka(self._loops):
            told["kafka"] = kafka.reachable(self._settings)
        for loop in self._loops:
            if isinstance(loop, Consumer):
                told |= {"assigned": loop.assigned, "fuse": not loop.blown}
        return told
