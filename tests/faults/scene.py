"""The scene of a fault: two services with databases, topics and processes that end with it."""

from __future__ import annotations

import os
import secrets
import signal
import urllib.error
import urllib.request
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chassis.migrations import migrate
from chassis.mongo import Database
from chassis.service import Service
from chassis.settings import Settings, read_settings
from infra.local import topics
from infra.local.ports import free_ports
from infra.local.processes import Child, python
from tests.faults.ledger import Ledger, open_ledger
from tests.faults.services import AGENCY, LISTENER, TOPIC, WRITER
from tests.faults.waiting import LONG, until
from tests.faults.watch import Watch
from tests.faults.wire import PARTITIONS, Message, Wire, mixed
from tests.faults.writers import Writers
from tests.fixtures.web import Issuer

ROOT = Path(__file__).resolve().parents[2]
OFFICER = "officer"
WRITERS = 8
# A kind of process: whose, and its command.
Kind = tuple[str, str]
API, RELAY, SCHEDULER = ("writer", "api"), ("writer", "relay"), ("writer", "schedule")
CONSUMER, WORKER = ("listener", "consume"), ("listener", "worker")


@dataclass(frozen=True)
class Servers:
    """Where MongoDB and Kafka are."""

    mongo_url: str
    kafka_servers: str


@dataclass
class Process:
    """A process of a harness service and where it answers."""

    who: str
    command: str
    child: Child
    port: int
    admin_port: int

    def ready(self) -> bool:
        """Tell whether it says that it may be given work."""
        return self.page("/readyz")[0] == 200

    def page(self, path: str) -> tuple[int, str]:
        """Return status and text of one of its pages; 0 when nobody answers."""
        port = self.port if self.command == "api" and path != "/metrics" else self.admin_port
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()
        except OSError:
            return 0, ""

    def kill(self) -> None:
        """End it as a power cut would."""
        self.child.kill()

    def await_death(self, where: str) -> None:
        """Return when it has killed itself at a step; raises AssertionError when it ended otherwise."""
        until(lambda: self.child.ended() is not None, f"{self.who} {self.command} dies {where}")
        died = self.child.ended() == -signal.SIGKILL
        assert died, f"{self.who} {self.command} did not die {where} but ended:\n{self.child.last_words()}"

    def terminate(self, seconds: float = LONG) -> float:
        """Ask it to stop; return how long that took. Raises AssertionError when its status is not 0."""
        os.kill(self.child.pid, signal.SIGTERM)
        took = until(lambda: self.child.ended() is not None, f"{self.who} {self.command} stops", seconds)
        status = self.child.ended()
        assert status == 0, f"{self.who} {self.command} stopped with status {status}; see {self.child.log}"
        return took


class Scene:
    """The two services, their processes and their oracles."""

    def __init__(self, servers: Servers, folder: Path, issuer: Issuer, sabotage: str | None) -> None:
        self.servers, self.folder, self._issuer, self._sabotage = servers, folder, issuer, sabotage
        self.name = f"faults-{secrets.token_hex(4)}"
        self.processes: list[Process] = []
        self.committed: dict[str, tuple[str, int]] = {}
        self.foreign: set[str] = set()
        self.ignored: set[str] = set()
        self.api_port = free_ports(1)[0]
        self._databases = {
            who: Database(servers.mongo_url, f"{self.name}-{who}") for who in ("writer", "listener")
        }
        self.writer, self.listener = (database.db for database in self._databases.values())
        self.store = self._databases["listener"]
        self.wire = Wire(servers.kafka_servers, f"{self.name}.{TOPIC}")
        self.group = f"{self.name}.{LISTENER.name}"
        self.watch: Watch

    def prepare(self) -> None:
        """Create topics, collections and an officer who may write."""
        topics.create(self.settings(WRITER), topics.declared(PARTITIONS))
        for service, database in zip((WRITER, LISTENER), self._databases.values(), strict=True):
            migrate(service, database)
        position = {"position_id": "p", "agency_id": AGENCY, "unit_id": None, "roles": ["clerk"]}
        officer = {"_id": OFFICER, "ver": 1, "active": True, "positions": [position | {"permissions": []}]}
        self.writer["officers"].insert_one(officer)
        self.watch = Watch(self.listener["drafts"])

    def settings(self, service: Service = LISTENER) -> Settings:
        """Return the settings of a service here."""
        made: Settings = read_settings(service, self.environ("listener"))
        return made

    def environ(self, who: str) -> dict[str, str]:
        """Return what every process of a service reads."""
        return {
            "MONGO_URL": self.servers.mongo_url,
            "MONGO_DB": f"{self.name}-{'writer' if who == 'writer' else 'listener'}",
            "KAFKA_BOOTSTRAP_SERVERS": self.servers.kafka_servers,
            "KAFKA_TOPIC_PREFIX": f"{self.name}.",
            "DIRECTORY_URL": self._issuer.url,
            "DRAIN_SECONDS": "0",
            "PYTHONPATH": str(ROOT),
            "PYTHONWARNINGS": "ignore",
        }

    def start(
        self, who: str, command: str, *options: str, port: int | None = None, **environ: str
    ) -> Process:
        """Start a process; `options` are faults it brings about itself (see tests.faults.process)."""
        other, admin, metrics = free_ports(3)
        port = port or (self.api_port if command == "api" else other)
        told = {"PORT": f"{port}", "ADMIN_PORT": f"{admin}", "METRICS_PORT": f"{metrics}"}
        sabotage = ["--sabotage", self._sabotage] if self._sabotage else []
        command_line = python("-m", "tests.faults.process", who, command, *options, *sabotage)
        log = self.folder / self.name / f"{who}-{command}.log"
        child = Child(f"{who} {command}", command_line, log, self.environ(who) | told | environ)
        answering = metrics if command == "api" else admin
        self.processes.append(Process(who, command, child, port, answering))
        return self.processes[-1]

    def started(
        self, who: str, command: str, *options: str, port: int | None = None, **environ: str
    ) -> Process:
        """Start a process and return when it is ready."""
        process = self.start(who, command, *options, port=port, **environ)
        return self.await_ready(process)

    def all_started(self, *kinds: Kind) -> list[Process]:
        """Start processes side by side and return when all are ready."""
        return [self.await_ready(one) for one in [self.start(*kind) for kind in kinds]]

    def await_ready(self, process: Process) -> Process:
        """Return when a process is ready; raises ChildDied when it ends instead."""

        def ready() -> bool:
            process.child.require_alive()
            return process.ready()

        until(ready, f"{process.who} {process.command} is ready")
        return process

    def api(self, *options: str, **environ: str) -> Process:
        """Start the writer's API on its port and return when it is ready."""
        return self.started(*API, *options, **environ)

    def writers(self, port: Callable[[], int] | None = None, pace: float = 0.05) -> Writers:
        """Return eight clients of the API, or of whichever instance `port` names at each request."""
        return Writers(port or (lambda: self.api_port), self.authorization(), WRITERS, pace)

    def authorization(self) -> dict[str, str]:
        """Return the header of the officer's requests."""
        return {"Authorization": f"Bearer {self._issuer.token(OFFICER, 'p')}"}

    def expire_lease(self, who: str = "writer", name: str = "relay") -> None:
        """Let a killed holder's lease be over now, where a row does not wait the ten seconds."""
        (self.writer if who == "writer" else self.listener)["leases"].delete_one({"_id": name})

    def evict(self, process: Process) -> None:
        """Let the broker forget a killed consumer now, where a row does not wait for its session to end."""
        from kafka.admin import MemberToRemove

        gone = [MemberToRemove(member_id=id) for id in self._member_ids(process)]
        with closing(kafka_client().admin(self.settings())) as client, suppress(kafka_client().KafkaError):
            client.remove_group_members(self.group, gone)

    def is_member(self, process: Process) -> bool:
        """Tell whether the group knows a process as one of its members."""
        return bool(self._member_ids(process))

    def _member_ids(self, process: Process) -> list[str]:
        members = self._group()["members"]
        mark = f"-{process.child.pid}"
        return [one["member_id"] for one in members if one["client_id"].endswith(mark)]

    def group_state(self) -> str:
        """Return the state of the listener's consumer group, "Stable" when nobody joins or leaves."""
        return str(self._group()["group_state"])

    def _group(self) -> dict[str, Any]:
        with closing(kafka_client().admin(self.settings())) as client:
            found: dict[str, Any] = client.describe_groups([self.group])[self.group]
            return found

    def counted(self, process: Process, outcome: str) -> float:
        """Return how many events a consumer says it has met with this outcome."""
        lines = process.page("/metrics")[1].splitlines()
        mine = [
            line for line in lines if line.startswith("events_consumed_total{") and f'"{outcome}"' in line
        ]
        return sum(float(line.rpartition(" ")[2]) for line in mine)

    def positions(self) -> dict[int, int]:
        """Return how far the listener has read each partition."""
        rows = self.listener["positions"].find()
        return {int(row["_id"].rpartition(":")[2]): row["next"] for row in rows}

    def await_projected(self, writers: Writers) -> None:
        """Return when something that is written from now on has gone the whole way."""
        writers.await_more(1)
        newest = self.writer["outbox"].find_one({}, {"_id": 1}, sort=[("ts", -1)]) or {}
        until(lambda: self.listener["inbox"].find_one({"_id": newest["_id"]}), "what is written is applied")

    def forget_group(self) -> None:
        """Let Kafka forget how far the listener has read; no member may be left."""
        until(lambda: self.group_state() in {"Empty", "Dead"}, "the group is empty")
        with closing(kafka_client().admin(self.settings())) as client:
            client.delete_groups([self.group])

    def settle(self, seconds: float = LONG) -> None:
        """Return when everything is sent and read; what is not by then, the ledger counts as lost."""
        with suppress(AssertionError):
            until(lambda: not self.writer["outbox"].count_documents({"st": "P"}), "all is sent", seconds)
            ends = {p: end for p, end in self.wire.ends().items() if end}
            until(lambda: ends.items() <= self.positions().items(), "all is read", seconds)

    def ledger(self, acked: set[str] | None = None) -> Ledger:
        """Read the oracles; call it when all has come to rest."""
        self.watch.end()
        found = open_ledger(self.writer, self.listener, self.wire.read(), acked or set())
        found.committed |= self.committed
        found.foreign, found.ignored = self.foreign, self.ignored
        return found

    def put(self, messages: list[Message], among: Sequence[Message] = ()) -> None:
        """Put good events on the wire past the outbox, with others between; the good count as committed."""
        self.committed |= {one.header("ce_id"): (one.header("ce_subject"), one.version) for one in messages}
        self.wire.send(mixed(messages, list(among)))

    def close(self) -> None:
        """End every process and take everything away."""
        for process in self.processes:
            process.child.kill()
        if hasattr(self, "watch"):
            self.watch.end()
        kafka = kafka_client()
        with suppress(kafka.KafkaError):
            client = kafka.admin(self.settings())
            client.delete_topics([name for name in client.list_topics() if name.startswith(f"{self.name}.")])
            client.close()
        for database in self._databases.values():
            database.db.client.drop_database(database.db.name)
            database.close()


@contextmanager
def staged(servers: Servers, folder: Path, sabotage: str | None = None) -> Iterator[Scene]:
    """Yield a scene on running servers."""
    with ExitStack() as stack:
        issuer = Issuer()
        stack.callback(issuer.close)
        scene = Scene(servers, folder, issuer, sabotage)
        stack.callback(scene.close)
        scene.prepare()
        yield scene


def kafka_client() -> Any:
    """Return chassis.kafka; its library warns when it is loaded, which is no matter of the row."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        from chassis import kafka
    return kafka
