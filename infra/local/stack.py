"""The whole system on this machine: servers, topics, migrations, every service's processes, in that order."""

from __future__ import annotations

import importlib
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests
from pymongo import MongoClient

from infra.local import servers, topics
from infra.local.ports import HOST, free_ports, refuse_taken
from infra.local.processes import Child, python, stop_all

# Name and fixed port of each service; a new one is added here.
SERVICES = {
    "directory": 8081,
    "directives": 8082,
    "reports": 8083,
    "notifications": 8084,
    "awards": 8085,
    "portal": 8080,
}
SERVER_PORTS = (27117, 9192, 9193)
READY_SECONDS = 90.0
ADMIN_OFFSET, METRICS_OFFSET = 100, 200


@dataclass(frozen=True)
class Ports:
    """Where everything listens: the servers' three, and (api, worker, metrics) of each service."""

    servers: tuple[int, int, int]
    services: dict[str, tuple[int, int, int]]

    @classmethod
    def fixed(cls) -> Ports:
        """Return the ports of `make run`."""
        each = {name: (port, port + ADMIN_OFFSET, port + METRICS_OFFSET) for name, port in SERVICES.items()}
        return cls(SERVER_PORTS, each)

    @classmethod
    def free(cls) -> Ports:
        """Return ports that nothing uses now."""
        found = iter(free_ports(3 + 3 * len(SERVICES)))
        trios = list(zip(found, found, found, strict=True))
        return cls(trios[0], dict(zip(SERVICES, trios[1:], strict=True)))

    def named(self) -> dict[str, int]:
        """Return every service port by what it is for."""
        kinds = ("API", "worker", "metrics")
        return {
            f"{name} {kind}": port
            for name, each in self.services.items()
            for kind, port in zip(kinds, each, strict=True)
        }


@dataclass
class Stack:
    """The running system; made by `running`."""

    folder: Path
    ports: Ports
    say: Callable[[str], None]
    children: dict[tuple[str, str], Child] = field(default_factory=dict)
    servers: servers.Servers | None = None

    @property
    def urls(self) -> dict[str, str]:
        """The address of each service's API."""
        return {name: f"http://{HOST}:{ports[0]}" for name, ports in self.ports.services.items()}

    @property
    def sign_ins(self) -> Path:
        """The file with user names and passwords of the sample officers."""
        return self.folder / "sign-ins.json"

    def start(self) -> None:
        """Start everything and return when all is ready; raises with a sentence when something is not."""
        refuse_taken(self.ports.named())
        choice = servers.choose_here()
        self.say(f"servers: {choice.mode} ({choice.why})")
        with self._step("MongoDB and Kafka"):
            self.servers = servers.start(choice, self.folder, self.ports.servers)
        with self._step("topics"):
            self._create_topics()
        with self._step("migrations"):
            self._migrate()
        with self._step(f"{2 * len(SERVICES)} processes ready"):
            for name in SERVICES:
                self.run(name, "api")
                self.run(name, "worker")
            self.wait_ready()

    def run(self, service: str, process: str) -> Child:
        """Start one process of a service."""
        log = self.folder / "logs" / f"{service}-{process}.log"
        command = python("-m", f"services.{service}", process)
        child = Child(f"{service} {process}", command, log, self.environ(service))
        self.children[service, process] = child
        return child

    def kill(self, service: str, process: str) -> None:
        """Kill a process as a power cut would."""
        self.children.pop((service, process)).kill()

    def environ(self, service: str) -> dict[str, str]:
        """Return what a process of a service reads from its environment."""
        if self.servers is None:
            raise RuntimeError("the servers have not been started")
        api, admin, metrics = self.ports.services[service]
        return self.servers.environ() | {
            "PORT": str(api),
            "ADMIN_PORT": str(admin),
            "METRICS_PORT": str(metrics),
            **{f"{name.upper()}_URL": url for name, url in self.urls.items()},
            "PUBLIC_URL": self.urls["portal"],
            "SIGNING_KEYS_DIR": str(self.folder / "keys"),
            "SIGN_INS_FILE": str(self.sign_ins),
            "SERVICE_KEYS_DIR": str(self.folder / "service-keys"),
            "SERVICE_KEY_FILE": str(self.folder / "service-keys" / service),
            # Everything of a mail but its sending; and the story, which plays in 2024, says when to remind.
            "MAIL_MODE": "test",
            "DAILY_TICK": "no",
            "SESSION_KEY_FILE_PATH": str(self.folder / "session-key"),
            # Nobody balances load here, so nobody needs time to notice a stop.
            "DRAIN_SECONDS": "0",
        }

    def do(self, service: str, command: str, *options: str) -> str:
        """Run a job of a service to its end and return what it printed; raises ChildDied when it fails."""
        log = self.folder / "logs" / f"{service}-{command}.log"
        job = python("-m", f"services.{service}", command, *options)
        child = Child(f"{service} {command}", job, log, self.environ(service))
        child.wait(READY_SECONDS)
        if child.ended():
            child.require_alive()
        return child.last_words()

    def wait_ready(self) -> None:
        """Return when every process says it is ready; raises ChildDied or TimeoutError."""
        deadline = time.monotonic() + READY_SECONDS
        for service, process in list(self.children):
            while not self._ready(service, process):
                self.children[service, process].require_alive()
                if time.monotonic() > deadline:
                    raise TimeoutError(f"{service} {process} was not ready within {READY_SECONDS:.0f} s")
                time.sleep(0.1)

    def _ready(self, service: str, process: str) -> bool:
        port = self.ports.services[service][0 if process == "api" else 1]
        try:
            return requests.get(f"http://{HOST}:{port}/readyz", timeout=3).status_code == 200
        except requests.RequestException:
            return False

    def holds_data(self) -> bool:
        """Tell whether the directory knows agencies: data of an earlier run, here or on given servers."""
        if self.servers is None:
            raise RuntimeError("the servers have not been started")
        with MongoClient[dict[str, Any]](self.servers.mongo_url) as client:
            return client["directory"]["agencies"].find_one() is not None

    def require_alive(self) -> None:
        """Raise ChildDied when any process has ended."""
        for child in self.children.values():
            child.require_alive()

    def stop(self) -> None:
        """Stop everything: services first, then the servers."""
        stop_all(list(self.children.values()))
        self.children.clear()
        if self.servers is not None:
            self.servers.stop()
            self.servers = None

    def _create_topics(self) -> None:
        from chassis.service import Service
        from chassis.settings import read_settings

        topics.create(read_settings(Service("topics", 0), self.environ("directory")), topics.declared())

    def _migrate(self) -> None:
        jobs = [self.run(name, "migrate") for name in SERVICES]
        for name, job in zip(SERVICES, jobs, strict=True):
            job.wait(READY_SECONDS)
            del self.children[name, "migrate"]
            if job.ended():
                job.require_alive()

    @contextmanager
    def _step(self, what: str) -> Iterator[None]:
        started = time.monotonic()
        yield
        self.say(f"  {what}: {time.monotonic() - started:.1f} s")


@contextmanager
def running(folder: Path, ports: Ports, say: Callable[[str], None]) -> Iterator[Stack]:
    """Yield the started system and stop it afterwards, whatever happens."""
    folder.mkdir(parents=True, exist_ok=True)
    stack = Stack(folder.resolve(), ports, say)
    try:
        stack.start()
        yield stack
    finally:
        stack.stop()


def subscribers() -> dict[str, bool]:
    """Return for each service whether it subscribes to events."""
    return {
        name: bool(importlib.import_module(f"services.{name}.main").SERVICE.subscriptions)
        for name in SERVICES
    }
