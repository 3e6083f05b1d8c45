"""The doctor's look at one service: its processes, store, outbox, topics, and what it has not read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing

import requests
from pymongo.errors import PyMongoError

from chassis import dead_letters, health, inbox, kafka, outbox
from chassis.consumer import topics_of
from chassis.mongo import Database
from chassis.service import Service
from chassis.settings import Settings
from chassis.worker import needed_topics

ANSWER_SECONDS, STORE_MS = 3, 2000
# Beyond this an outbox does not drain; the alarm stands at the same figure.
OLDEST_SECONDS = 300
Seen = tuple[bool, str]


def examine(service: Service, settings: Settings) -> Iterator[tuple[str, Seen]]:
    """Return what can be seen of one service from outside: check → (whether it is well, in words)."""
    yield "api", _ready(f"http://{settings.host}:{settings.port}/readyz")
    if service.publishes or service.subscriptions or service.loops:
        yield "worker", _ready(f"http://{settings.host}:{settings.admin_port}/readyz")
    checks = {"database": _store, "outbox": _outbox, "topics": _topics, "lag": _lag}
    with closing(Database.of(settings, server_selection_ms=STORE_MS)) as database:
        for name, check in checks.items():
            try:
                if name in {"topics", "lag"} and not kafka.reachable(settings):
                    raise kafka.KafkaError
                yield name, check(service, settings, database)
            except (PyMongoError, kafka.KafkaError) as error:
                server = "MongoDB" if isinstance(error, PyMongoError) else "Kafka"
                yield name, (False, f"{server} does not answer")


def _ready(url: str) -> Seen:
    try:
        answer = requests.get(url, timeout=ANSWER_SECONDS)
        checks: Mapping[str, bool] = answer.json()["checks"]
    except (requests.RequestException, ValueError, KeyError):
        return False, f"nobody answers at {url}"
    failing = [name for name, holds in checks.items() if holds is (name == "draining")]
    return answer.ok, f"not ready: {', '.join(failing)}" if failing else "ready"


def _store(service: Service, _: Settings, database: Database) -> Seen:
    told = health.store_checks(service, database)
    if not told["mongo"]:
        return False, "MongoDB does not answer"
    letters = dead_letters.count_open(database)
    words = "migrated" if told["migrations"] else f"run: python -m services.{service.name} migrate"
    return told["migrations"] and not letters, f"{words}, {letters} open dead letters"


def _outbox(_: Service, __: Settings, database: Database) -> Seen:
    pending, age, refused = outbox.backlog(database.db)
    return age < OLDEST_SECONDS and not refused, f"{pending} pending, oldest {age:.0f} s, {refused} refused"


def _topics(service: Service, settings: Settings, _: Database) -> Seen:
    missing = kafka.missing_topics(settings, needed_topics(service, settings))
    return not missing, f"missing: {', '.join(missing)}" if missing else "present"


def _lag(service: Service, settings: Settings, database: Database) -> Seen:
    ends = kafka.ends(settings, topics_of(service, settings)) if service.subscriptions else {}
    read = inbox.positions(database.reading())
    return True, f"{sum(end - read.get(place, 0) for place, end in ends.items())} events to apply"
