"""The read models made once more from Kafka: the same as those that answer, and what differs is put right."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass

import orjson
import pytest
from click.testing import CliRunner, Result
from confluent_kafka import Producer

from chassis import contracts, kafka
from chassis.consumer import Consumer, topics_of
from chassis.events import Event, headers_of
from chassis.migrations import migrate
from chassis.mongo import Database
from chassis.settings import Settings, read_settings
from infra.local.ports import free_ports
from services.portal.__main__ import cli
from services.portal.main import SERVICE
from services.portal.rebuilding.comparing import READ_MODELS, kept_of
from tests.chassis.processes import until
from tests.chassis.stage import running
from tests.portal import stream
from tests.portal.stream import PLAN

FUNNEL = {"_id": PLAN}


@dataclass(frozen=True)
class Wired:
    """The portal's store and the topics it reads, with the story on them."""

    environ: dict[str, str]
    settings: Settings
    database: Database

    def send(self, events: list[Event]) -> None:
        """Put events on their topics."""
        producer = Producer({"bootstrap.servers": self.settings.kafka_bootstrap_servers})
        for one in events:
            topic = contracts.topic_of(one.type, self.settings.kafka_topic_prefix)
            producer.produce(topic, orjson.dumps(one.data), one.subject.encode(), headers=headers_of(one))
        assert producer.flush(30) == 0

    def consume(self) -> None:
        """Apply what is on the topics."""
        ends = kafka.ends(self.settings, topics_of(SERVICE, self.settings))
        with running(Consumer(SERVICE, self.settings, self.database)):
            until(lambda: self.read() == sum(ends.values()), "everything is applied")

    def read(self) -> int:
        return sum(int(row["next"]) for row in self.database.db["positions"].find())

    def rebuild(self, *options: str, **environ: str) -> Result:
        return CliRunner().invoke(cli, ["rebuild", *options], env=self.environ | environ)

    def held(self) -> dict[str, list[dict[str, object]]]:
        """Return the read models without counters that count nothing."""
        found = {name: self.database.db[name].find().sort("_id", 1) for name in READ_MODELS}
        return {name: [kept for row in rows if (kept := kept_of(name, row))] for name, rows in found.items()}


@pytest.fixture
def wired(mongo_url: str, kafka_servers: str, topic_prefix: str) -> Iterator[Wired]:
    environ = {
        "MONGO_URL": mongo_url,
        "MONGO_DB": f"test_rebuild_{secrets.token_hex(6)}",
        "KAFKA_BOOTSTRAP_SERVERS": kafka_servers,
        "KAFKA_TOPIC_PREFIX": topic_prefix,
    }
    settings = read_settings(SERVICE, environ)
    with closing(Database.of(settings)) as database:
        migrate(SERVICE, database)
        made = Wired(environ, settings, database)
        made.send(stream.story())
        made.consume()
        yield made
        assert f"{settings.mongo_db}-rebuild" not in database.db.client.list_database_names()
        database.db.client.drop_database(database.db.name)


def hashes(told: Result) -> list[str]:
    """Return the hashes of the last comparison: live, rebuilt."""
    found = [line.split()[1].rstrip(",") for line in told.output.splitlines() if line[:4] in {"live", "rebu"}]
    return found[-2:]


def test_what_answers_is_what_the_wire_makes(wired: Wired) -> None:
    before = wired.held()
    assert any(before["branches"])
    for options in ([], ["--check"]):
        told = wired.rebuild(*options)
        assert told.exit_code == 0, told.output
        live, rebuilt = hashes(told)
        assert live == rebuilt
        assert told.output.endswith("equal\n")
    assert wired.held() == before


def test_a_spoilt_row_is_named_and_put_right(wired: Wired) -> None:
    db, before = wired.database.db, wired.held()
    db["funnels"].update_one(FUNNEL, {"$inc": {"action_registered": 5}})
    db["recipients"].delete_one({"_id": f"{PLAN}:health"})
    db["timeline"].insert_one({"_id": "never told", "about": PLAN})
    named = [
        f"unlike: funnels {PLAN}: action_registered",
        f"unlike: recipients {PLAN}:health: missing",
        "unlike: timeline never told: too much",
    ]
    told = wired.rebuild("--check")
    assert told.exit_code == 1
    assert [line for line in told.output.splitlines() if line.startswith("unlike")] == named
    assert "not equal: 3 documents, 0 put right" in told.output
    assert len(set(hashes(told))) == 2
    told = wired.rebuild()
    assert told.exit_code == 0, told.output
    assert "not equal: 3 documents, 3 put right" in told.output
    assert len(set(hashes(told))) == 1
    assert wired.held() == before


def test_read_models_that_are_lost_are_made_again(wired: Wired) -> None:
    before = wired.held()
    for name in READ_MODELS:
        wired.database.db[name].delete_many({})
    told = wired.rebuild()
    assert told.exit_code == 0, told.output
    assert wired.held() == before


def test_the_store_is_compared_as_far_as_it_has_read(wired: Wired) -> None:
    wired.send([stream.registered(PLAN, "front", 0)])
    assert wired.rebuild("--check").exit_code == 0
    wired.consume()
    assert wired.rebuild("--check").exit_code == 0


def test_what_is_applied_after_a_rebuild_goes_on_from_it(wired: Wired) -> None:
    wired.database.db["funnels"].delete_many({})
    assert wired.rebuild().exit_code == 0
    wired.send([stream.registered(PLAN, "front", 0)])
    wired.consume()
    assert wired.database.db["funnels"].find_one(FUNNEL, {"_id": 0, "action_registered": 1}) == {
        "action_registered": 3
    }
    assert wired.rebuild("--check").exit_code == 0


def test_without_kafka_nothing_is_compared(wired: Wired) -> None:
    nobody = f"127.0.0.1:{free_ports(1)[0]}"
    told = wired.rebuild(KAFKA_BOOTSTRAP_SERVERS=nobody)
    assert told.exit_code == 1
    assert "Kafka does not answer" in told.output
