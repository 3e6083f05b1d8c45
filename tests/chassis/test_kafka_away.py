"""Kafka stops, hangs and comes back: nothing is lost, nothing is applied twice, nobody stays deaf."""

from __future__ import annotations

import gc
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from chassis import consumer, relay
from chassis.consumer import Consumer
from chassis.relay import Relay
from infra.local import kafka as local_kafka
from infra.local.ports import free_ports
from infra.local.processes import Child
from infra.local.topics import create, declared
from tests.chassis.processes import until
from tests.chassis.stage import Stage, running

# A client of kafka-python that loses its broker while it connects leaves a socket to the garbage collector.
pytestmark = [pytest.mark.timeout(180), pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")]


class Broker:
    """A Kafka of one's own, to be stopped and hung."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.ports = folder, free_ports(2)
        self.servers = f"127.0.0.1:{self.ports[0]}"
        self.start()

    def start(self) -> None:
        self.child: Child = local_kafka.start(self.folder, *self.ports)

    def away(self) -> None:
        self.child.stop()
        until(lambda: not local_kafka.is_open(self.ports[0]), "nobody listens")

    def signal(self, number: signal.Signals) -> None:
        self.child.tell(number)


@pytest.fixture(scope="module")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    made = Broker(tmp_path_factory.mktemp("broker"))
    yield made
    made.child.stop()


@pytest.fixture
def lonely(mongo_url: str, broker: Broker, request: pytest.FixtureRequest) -> Iterator[Stage]:
    """The stand-in with topics on the broker that the test stops."""
    made = Stage(mongo_url, broker.servers, f"t{abs(hash(request.node.name))}.")
    create(made.settings, declared(2))
    yield made
    made.close()
    gc.collect()


def relay_of(stage: Stage) -> Relay:
    return Relay("directives", stage.settings, stage.database)


def consumer_of(stage: Stage) -> Consumer:
    return Consumer(stage.service, stage.settings, stage.database)


def test_while_kafka_is_away_the_outbox_grows_and_afterwards_all_is_sent_and_applied(
    lonely: Stage, broker: Broker
) -> None:
    with running(relay_of(lonely)) as sending, running(consumer_of(lonely)) as reading:
        lonely.write(*[("draft", n) for n in range(1, 11)])
        until(lambda: lonely.applied() == {"draft": list(range(1, 11))}, "the first are applied")
        broker.away()
        lonely.write(*[("draft", n) for n in range(11, 61)])
        assert lonely.states() == {"S": 10, "P": 50}
        broker.start()
        until(lambda: lonely.applied() == {"draft": list(range(1, 61))}, "the rest is applied")
        until(lambda: lonely.states() == {"S": 60}, "all are marked")
    assert (sending.died, reading.died) == (None, None)
    assert lonely.letters() == []


def test_a_hung_broker_loses_nothing_and_keeps_the_order(
    lonely: Stage, broker: Broker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relay, "WINDOW_SECONDS", 3.0)
    with running(relay_of(lonely)), running(consumer_of(lonely)):
        lonely.write(*[("draft", n) for n in range(1, 6)])
        until(lambda: lonely.applied() == {"draft": [1, 2, 3, 4, 5]}, "the first are applied")
        broker.signal(signal.SIGSTOP)
        try:
            lonely.write(*[("draft", n) for n in range(6, 31)])
            until(lambda: lonely.db["leases"].find_one({"_id": "relay"}), "the relay leads")
            assert lonely.states() == {"S": 5, "P": 25}
        finally:
            broker.signal(signal.SIGCONT)
        until(lambda: lonely.states() == {"S": 30}, "all are marked")
        until(lambda: lonely.applied() == {"draft": list(range(1, 31))}, "all are applied, in order")


def test_relay_and_consumer_started_before_the_broker_begin_when_it_is_there(
    lonely: Stage, broker: Broker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(consumer, "REBUILD_SECONDS", 0.1)
    broker.away()
    lonely.write(("draft", 1))
    with running(relay_of(lonely)) as sending, running(consumer_of(lonely)) as reading:
        until(lambda: lonely.db["leases"].find_one({"_id": "relay"}), "the relay turns round")
        broker.start()
        until(lambda: lonely.applied() == {"draft": [1]}, "it is applied")
    assert (sending.died, reading.died) == (None, None)
