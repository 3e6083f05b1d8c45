"""What a bench stands on: running servers, how much it shall do, databases and topics that end with it."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from chassis import kafka
from chassis.migrations import migrate
from chassis.mongo import Database
from chassis.service import Service
from chassis.settings import Settings, read_settings
from infra.local.topics import create, declared
from tests.bench.figures import Figure

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Size:
    """How much a run does."""

    rounds: int = 3
    events: int = 20_000
    single_events: int = 1_000
    celery_events: int = 500
    relay_rows: int = 15_000
    steady_seconds: float = 10.0
    audience: int = 50_000
    small_audience: int = 1_000
    repeats: int = 10
    province: int = 10_000
    history: int = 1_000_000
    short_history: int = 100_000
    first_list: int = 10_000
    requests: int = 1_500
    idle_seconds: float = 30.0


FULL = Size()
QUICK = Size(
    rounds=1,
    events=3_000,
    single_events=100,
    celery_events=50,
    relay_rows=2_000,
    steady_seconds=2.0,
    audience=2_000,
    small_audience=500,
    repeats=2,
    province=1_000,
    history=20_000,
    short_history=10_000,
    first_list=10_000,
    requests=100,
    idle_seconds=3.0,
)


@dataclass(frozen=True)
class Place:
    """One service's database and topics, as its processes would be told of them."""

    service: Service
    settings: Settings
    database: Database
    environ: dict[str, str]

    def renamed(self, group: str) -> Place:
        """Return the same place for another consumer group: what has been read is unknown to it."""
        return replace(self, service=replace(self.service, name=group))


@dataclass(frozen=True)
class Ground:
    """The servers and the size of a run."""

    mongo_url: str
    kafka_servers: str
    folder: Path
    size: Size

    @contextmanager
    def place(self, service: Service, prefix: str = "") -> Iterator[Place]:
        """Yield a fresh, migrated database for a service; it is dropped afterwards."""
        environ = {
            "MONGO_URL": self.mongo_url,
            "MONGO_DB": f"bench_{service.name}_{secrets.token_hex(5)}",
            "KAFKA_BOOTSTRAP_SERVERS": self.kafka_servers,
            "KAFKA_TOPIC_PREFIX": prefix,
        }
        settings = read_settings(service, environ)
        database = Database(self.mongo_url, settings.mongo_db)
        try:
            migrate(service, database)
            yield Place(service, settings, database, environ)
        finally:
            database.db.client.drop_database(settings.mongo_db)
            database.close()

    @contextmanager
    def topics(self) -> Iterator[str]:
        """Yield the prefix of topics of one's own, made as topics.yaml declares them; they are deleted."""
        prefix = f"bench-{secrets.token_hex(5)}."
        environ = {"KAFKA_BOOTSTRAP_SERVERS": self.kafka_servers, "KAFKA_TOPIC_PREFIX": prefix}
        settings = read_settings(Service("topics", 0), environ)
        create(settings, declared())
        try:
            yield prefix
        finally:
            client = kafka.admin(settings)
            client.delete_topics([name for name in client.list_topics() if name.startswith(prefix)])
            client.close()


Bench = Callable[[Ground], Iterator[Figure]]
BENCHES: dict[str, tuple[Bench, tuple[str, ...]]] = {}


def bench(name: str, *figures: str) -> Callable[[Bench], Bench]:
    """Enter a function under the name that `make bench NAME=…` takes, with the figures it owes."""

    def enter(run: Bench) -> Bench:
        BENCHES[name] = (run, figures)
        return run

    return enter
