"""Consumers of one service side by side: one more comes and one goes under load, and nothing shows it."""

from __future__ import annotations

import re
import secrets
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from chassis import inbox, kafka
from chassis.consumer import topics_of
from chassis.migrations import migrate
from chassis.mongo import Database
from chassis.service import Service
from chassis.settings import Settings, read_settings
from infra.local.ports import HOST, free_ports
from infra.local.processes import Child, python
from infra.local.topics import create, declared
from tests.chassis.processes import fetch, until
from tests.flows import wire as wires
from tests.flows.load import Load
from tests.flows.replays import Collections, difference, documents, replica, state_of
from tests.flows.test_shuffle import service_of

pytestmark = pytest.mark.timeout(180)
PARTITIONS = 6
BURST = 600
STOP_SECONDS = 25
APPLIED = re.compile(rb'^events_consumed_total\{.*outcome="applied"\} ([\d.e+]+)$', re.MULTILINE)


class Group:
    """A service's consumer group on a store and topics of its own; members are real processes."""

    def __init__(self, service: Service, environ: dict[str, str], folder: Path) -> None:
        self.service, self._environ, self._folder = service, environ, folder
        self.settings: Settings = read_settings(service, environ)
        self.database = Database.of(self.settings)
        migrate(service, self.database)
        self.began: Collections = documents(self.database)
        self._members: dict[Child, int] = {}

    def join(self) -> Child:
        """Start one more consumer."""
        [port] = free_ports(1)
        name = f"member-{len(self._members)}"
        command = python("-m", f"services.{self.service.name}", "consume")
        log = self._folder / f"{name}.log"
        child = Child(name, command, log, self._environ | {"ADMIN_PORT": str(port)})
        self._members[child] = port
        return child

    def applied_by(self, member: Child) -> int:
        """Return how many events a member says it has applied."""
        member.require_alive()
        _, page = fetch(f"http://{HOST}:{self._members[member]}/metrics")
        counted = re.findall(
            rb'^events_consumed_total\{.*outcome="applied"\} ([\d.e+]+)$', page, re.MULTILINE
        )
        return int(sum(map(float, counted)))

    def has_read_all(self) -> bool:
        """Tell whether the store's positions are the ends of the topics."""
        ends = kafka.ends(self.settings, topics_of(self.service, self.settings))
        return inbox.positions(self.database.reading()) == {place: end for place, end in ends.items() if end}

    def close(self) -> None:
        """End every member; drop the store and the topics."""
        for member in self._members:
            member.kill()
        self.database.db.client.drop_database(self.settings.mongo_db)
        self.database.close()
        with closing(kafka.admin(self.settings)) as client:
            names = [n for n in client.list_topics() if n.startswith(self.settings.kafka_topic_prefix)]
            client.delete_topics(names)


@contextmanager
def group_of(name: str, mongo_url: str, kafka_servers: str, folder: Path) -> Iterator[Group]:
    """Yield the group of a service, without members yet."""
    prefix = f"test-{secrets.token_hex(5)}."
    environ = {
        "MONGO_URL": mongo_url,
        "MONGO_DB": f"test_scaling_{uuid.uuid4().hex[:12]}",
        "KAFKA_BOOTSTRAP_SERVERS": kafka_servers,
        "KAFKA_TOPIC_PREFIX": prefix,
    }
    group = Group(service_of(name), environ, folder)
    try:
        create(group.settings, declared(PARTITIONS))
        yield group
    finally:
        group.close()


@pytest.mark.parametrize("name", ["portal", "reports"])
def test_a_third_consumer_comes_and_goes_under_load_and_the_end_state_is_that_of_one(
    name: str, mongo_url: str, kafka_servers: str, tmp_path: Path
) -> None:
    with group_of(name, mongo_url, kafka_servers, tmp_path) as group:
        prefix = group.settings.kafka_topic_prefix
        with Load(kafka_servers, prefix) as load:
            first, second = group.join(), group.join()
            for member in (first, second):
                until(lambda member=member: group.applied_by(member), f"{member.name} applies events")
            load.pour(BURST)
            third = group.join()
            until(lambda: group.applied_by(third), "the third applies events")
            load.pour(BURST)
            third.stop(STOP_SECONDS)
            assert third.ended() == 0, f"it did not stop in time or not well:\n{third.last_words()}"
        until(group.has_read_all, "the two that stayed have read all")

        wire = wires.read(kafka_servers, topics_of(group.service, group.settings))
        heard = {one.header("ce_id", b"") for one in wire if one.event_type in group.service.subscriptions}
        assert {row["_id"] for row in group.database.db["inbox"].find({}, {"_id": 1})} == heard
        with replica(group.service, mongo_url) as alone:
            wanted = alone.replay(wires.laid_down(wire))
        assert not difference(wanted, state_of(documents(group.database), group.began))
