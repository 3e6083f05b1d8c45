"""P4–P6, P13: a server dies, hangs, hands over or forgets, under load."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import Any

from chassis.kafka import DELIVERY_SECONDS
from infra.local import kafka, mongo
from infra.local.ports import HOST, free_ports
from infra.local.processes import Child
from tests.faults.ground import Ground, fault, row
from tests.faults.replica_set import ReplicaSet, three_members
from tests.faults.scene import API, CONSUMER, RELAY, Scene, Servers
from tests.faults.table import Row
from tests.faults.waiting import InVain, until
from tests.faults.writers import Writers

FAILOVER_SECONDS, ALONE_SECONDS = 6.0, 1.0
# What the producer bridges by itself, and what the relay must.
BRIDGED_SECONDS, TOO_LONG_SECONDS = 2.0, DELIVERY_SECONDS + 2
OPLOG_MB, FILLER_MB = 20, 100
ONE_BROKER = "one broker: what three with min.insync.replicas=2 survive is not shown"


@fault("P4", "primary of three killed, stepped down, killed after its followers, hung")
def p4(ground: Ground) -> Row:
    """No acknowledged write is lost with a primary, and writing goes on with the next one."""
    with ExitStack() as stack:
        members = stack.enter_context(three_members(ground.folder / "replica-set"))
        servers = Servers(members.url, ground.servers.kafka_servers)
        scene = stack.enter_context(ground.scene(servers))
        scene.all_started(API, RELAY, CONSUMER)
        with scene.writers() as writers:
            writers.await_more(50)
            stalls = {
                "killed": killed(members, writers, alone=False),
                "stepped down": stepped_down(members, writers),
                "killed after its followers": killed(members, writers, alone=True),
                "hung": hung(members, writers, ground.size.outage),
            }
        scene.settle()
        ledger, answers = scene.ledger(writers.answers.acked), writers.answers
    told = ", ".join(f"{how} {seconds:.1f} s" for how, seconds in stalls.items())
    slow = max(stalls["killed"], stalls["stepped down"]) > FAILOVER_SECONDS and ground.size.patient
    broken = [f"a failover took longer than {FAILOVER_SECONDS:.0f} s"] if slow else []
    note = f"longest stall: {told}; {sum(answers.failures.values())} requests repeated"
    return row(ledger, 6, answers.longest_gap(), note, broken)


def killed(members: ReplicaSet, writers: Writers, *, alone: bool) -> float:
    """Kill the primary; bring it back when the next one takes writes. Return the writers' longest wait.

    `alone`: its followers die a second before it and come back without it; what only it had must not have
    been acknowledged. (To hang them is not enough: what it has sent them waits in their sockets.)
    """
    old, since = primary(members), time.monotonic()
    followers = [port for port in members.ports if port != old] if alone else []
    for port in followers:
        members.kill(port)
    time.sleep(ALONE_SECONDS if alone else 0)
    members.kill(old)
    for port in followers:
        members.restart(port)
    members.await_new_primary(old)
    writers.await_more(20)
    members.restart(old)
    members.await_all()
    return writers.answers.longest_gap(since)


def stepped_down(members: ReplicaSet, writers: Writers) -> float:
    """Let the primary hand over."""
    old, since = primary(members), time.monotonic()
    members.step_down(old)
    members.await_new_primary(old)
    writers.await_more(20)
    return writers.answers.longest_gap(since)


def hung(members: ReplicaSet, writers: Writers, seconds: float) -> float:
    """Stop the primary's process for some seconds: it comes back believing that it still is one."""
    members.await_all()
    old, since = primary(members), time.monotonic()
    members.tell(old, signal.SIGSTOP)
    time.sleep(seconds)
    members.tell(old, signal.SIGCONT)
    members.await_all()
    writers.await_more(20)
    return writers.answers.longest_gap(since)


def primary(members: ReplicaSet) -> int:
    """Return the port of the primary there is."""
    found = members.primary()
    assert found is not None
    return found


class Broker:
    """A broker of a row's own, to be stopped, killed, hung and started again on its folder."""

    def __init__(self, ground: Ground, name: str) -> None:
        self._folder = ground.folder / name
        self._port, self._controller = free_ports(2)
        self.servers = f"{HOST}:{self._port}"
        self._child: Child
        self.start()

    def start(self) -> None:
        """Start it and return when it answers."""
        self._child = kafka.start(self._folder, self._port, self._controller)

    def tell(self, number: signal.Signals) -> None:
        """Send it a signal."""
        self._child.tell(number)

    def stop(self) -> None:
        """Stop it in good order."""
        self._child.stop()

    def kill(self) -> None:
        """Kill it, whether it hangs or not."""
        self._child.tell(signal.SIGCONT)
        self._child.kill()


@contextmanager
def own_broker(ground: Ground, name: str) -> Iterator[tuple[Broker, Scene]]:
    """Yield a broker and a scene on it, with one of each process started."""
    broker = Broker(ground, name)
    try:
        with ground.scene(Servers(ground.servers.mongo_url, broker.servers)) as scene:
            scene.all_started(API, RELAY, CONSUMER)
            yield broker, scene
    finally:
        broker.kill()


@fault("P5", "Kafka restarted, killed and hung")
def p5(ground: Ground) -> Row:
    """While Kafka is away callers notice nothing, and afterwards everything arrives."""
    with own_broker(ground, "restarted") as (broker, scene), scene.writers() as writers:
        writers.await_more(20)
        for end, seconds in ((broker.stop, BRIDGED_SECONDS), (broker.kill, TOO_LONG_SECONDS)):
            end()
            time.sleep(seconds)
            broker.start()
            scene.await_projected(writers)
        broker.tell(signal.SIGSTOP)
        time.sleep(ground.size.outage)
        broker.tell(signal.SIGCONT)
        scene.await_projected(writers)
        return away(scene, writers, 3, ONE_BROKER)


@fault("P6", "Kafka stopped for a minute")
def p6(ground: Ground) -> Row:
    """The outbox keeps what is written meanwhile, and drains several times faster than it grew."""
    with own_broker(ground, "stopped") as (broker, scene), scene.writers() as writers:
        writers.await_more(20)
        broker.stop()
        since, before = time.monotonic(), writers.acked()
        time.sleep(4 * ground.size.outage)
        written, grew = writers.acked() - before, time.monotonic() - since
        waiting = scene.writer["outbox"].count_documents({"st": "P"})
        broker.start()
        drained = until(
            lambda: not scene.writer["outbox"].count_documents({"st": "P"}, limit=50), "it drains"
        )
        note = f"{waiting} rows waited of {written} written in {grew:.0f} s, drained in {drained:.1f} s"
        return away(scene, writers, 1, note)


def away(scene: Scene, writers: Writers, injected: int, note: str) -> Row:
    """End the writers and return the row: callers must not have noticed anything."""
    writers.end()
    scene.settle()
    failed = sum(writers.answers.failures.values())
    broken = [f"{failed} requests failed"] if failed else []
    ledger = scene.ledger(writers.answers.acked)
    told = f"every request answered; {ledger.duplicates()} duplicates on the wire; {note}"
    return row(ledger, injected, scene.watch.longest_gap(), told, broken)


@fault("P13", "an oplog that rolls over while the relay is stopped")
def p13(ground: Ground) -> Row:
    """The change stream is a doorbell: what the oplog forgets, the outbox still has."""
    port = free_ports(1)[0]
    folder = ground.folder / "small-oplog"
    child = mongo.launch(folder, port, oplog_mb=OPLOG_MB, checkpoint_seconds=2)
    try:
        mongo.become_primary(child, port)
        with ground.scene(Servers(mongo.url(port), ground.servers.kafka_servers)) as scene:
            return rolled_over(scene)
    finally:
        child.kill()


def rolled_over(scene: Scene) -> Row:
    """Hang the relay until the oplog has forgotten where it was."""
    _, relay, _ = scene.all_started(API, RELAY, CONSUMER)
    with scene.writers() as writers:
        writers.await_more(20)
        relay.child.tell(signal.SIGSTOP)
        mark = oldest(scene, -1)
        fill(scene, lambda: oldest(scene, 1) > mark)
        writers.await_more(20)
        relay.child.tell(signal.SIGCONT)
        writers.await_more(20)
        with suppress(InVain):  # then the ledger tells what is lost
            scene.await_projected(writers)
    scene.settle()
    broken = ["the relay ended"] if relay.child.ended() is not None else []
    ledger = scene.ledger(writers.answers.acked)
    note = f"oplog of {OPLOG_MB} MB; the relay went on without a restart"
    return row(ledger, 1, scene.watch.longest_gap(), note, broken)


def oldest(scene: Scene, direction: int) -> Any:
    """Return the time of the oldest entry of the oplog, or of the newest (-1)."""
    oplog = scene.writer.client["local"]["oplog.rs"]
    found = oplog.find_one({}, {"ts": 1}, sort=[("$natural", direction)])
    assert found is not None
    return found["ts"]


def fill(scene: Scene, full: Callable[[], bool]) -> None:
    """Write into the oplog until it is `full`, bounded."""
    filler = scene.writer["filler"]
    for _ in range(FILLER_MB * 4):
        if full():
            return
        filler.insert_one({"bytes": b"x" * 1_000_000})
    until(full, "the oplog rolls over")
