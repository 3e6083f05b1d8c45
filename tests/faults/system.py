"""The six services with a balancer before each API, whose processes may be replaced under the story."""

from __future__ import annotations

import importlib
import os
import signal
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from pymongo import MongoClient

from infra.local.ports import HOST, free_ports
from infra.local.processes import Child, python
from infra.local.stack import SERVICES, Ports, Stack
from infra.local.story.cast import Cast
from infra.local.story.play import play
from tests.faults.front import Front
from tests.faults.waiting import LONG, until
from tests.flows.settling import settle

STOP_SECONDS, WRITING_SECONDS = 25.0, 120.0
DRAFT = {"type": "Kế hoạch", "subject": "Văn bản thử khi các tiến trình được thay"}


class System(Stack):
    """The running system; clients know only the balancers."""

    def __init__(self, folder: Path) -> None:
        self.lines: list[str] = []
        super().__init__(folder.resolve(), Ports.free(), self.lines.append)
        self.fronts = {name: Front(ports[0]) for name, ports in self.ports.services.items()}
        self.broken: list[str] | None = None
        self.replaced = 0

    @property
    def urls(self) -> dict[str, str]:
        """The address of each balancer."""
        return {name: front.url for name, front in self.fronts.items()}

    def environ(self, service: str) -> dict[str, str]:
        """Return what a process reads: it has a second for the balancer to notice its end."""
        return super().environ(service) | {"DRAIN_SECONDS": "1"}

    def play(self) -> list[str]:
        """Play the story unless that has been done; return what broke it off."""
        if self.broken is None:
            self.broken = [] if play(self, self.lines.append) else [f"the story: {self.lines[-1]}"]
        return self.broken

    def play_and_replace(self) -> list[str]:
        """Play the story, and officers go on writing, while every process is replaced; return what broke."""
        told: list[str] = []
        replaced = threading.Event()
        writing = threading.Thread(target=self._write_until, args=(replaced, told), daemon=True)
        writing.start()
        # Not the other way round: a child dies with the thread that started it.
        self._replace_all(told)
        replaced.set()
        writing.join(WRITING_SECONDS)
        settle(self)
        return told

    def _write_until(self, over: threading.Event, told: list[str]) -> None:
        try:
            told += self.play()
            officer = Cast(self.urls, self.sign_ins)["ubnd.chuyenvien"]
            while not over.is_set():
                draft = officer.create("directives", "/v1/directives", DRAFT)
                officer.act("directives", f"/v1/directives/{draft['id']}", "discard", reason_code="mistaken")
        except Exception as error:
            told.append(f"the officers: {error}".partition("\n")[0])

    def _replace_all(self, told: list[str]) -> None:
        for name, command in list(self.children):
            try:
                self._replace(name, command)
            except Exception as error:
                told.append(f"{name} {command}: {error}".partition("\n")[0])

    def _replace(self, name: str, command: str) -> None:
        """Start another, let the balancer know when it is ready, stop the one there was."""
        old, ports = self.children[name, command], free_ports(3)
        environ = dict(zip(("PORT", "ADMIN_PORT", "METRICS_PORT"), map(str, ports), strict=True))
        log = self.folder / "logs" / f"{name}-{command}-2.log"
        line = python("-m", f"services.{name}", command)
        new = Child(f"{name} {command}", line, log, self.environ(name) | environ)
        self.children[name, command] = new
        until(lambda: _ready(ports[command != "api"]), f"the second {name} {command} is ready")
        if command == "api":
            self.fronts[name].behind = ports[0]
        os.kill(old.pid, signal.SIGTERM)
        until(lambda: old.ended() is not None, f"{name} {command} stops", STOP_SECONDS)
        assert old.ended() == 0, f"it stopped with status {old.ended()}"
        self.replaced += 1

    def unapplied(self) -> tuple[int, int]:
        """Return how many events a listener lacks, and how many it has that nobody published."""
        assert self.servers is not None
        with MongoClient[dict[str, Any]](self.servers.mongo_url) as client:
            rows = [
                row for name in SERVICES for row in client[name]["outbox"].find({"dead": None}, {"type": 1})
            ]
            lost, ghost, known = 0, 0, {row["_id"] for row in rows}
            for name in SERVICES:
                wanted = importlib.import_module(f"services.{name}.main").SERVICE.subscriptions
                applied = set(client[name]["inbox"].distinct("_id"))
                lost += len({row["_id"] for row in rows if row["type"] in wanted} - applied)
                ghost += len(applied - known)
        return lost, ghost

    def stop(self) -> None:
        """Stop everything, the balancers last."""
        super().stop()
        for front in self.fronts.values():
            front.close()


def _ready(port: int) -> bool:
    with suppress(OSError, urllib.error.HTTPError):
        return bool(urllib.request.urlopen(f"http://{HOST}:{port}/readyz", timeout=LONG).status == 200)
    return False


@contextmanager
def whole_system(folder: Path) -> Iterator[System]:
    """Yield the started system with the topics it has in production, and stop it whatever happens."""
    folder.mkdir(parents=True, exist_ok=True)
    system = System(folder)
    try:
        system.start()
        yield system
    finally:
        system.stop()
