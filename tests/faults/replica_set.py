"""Three mongods on loopback as one replica set, each of which may be killed, hung and brought back."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pymongo import MongoClient
from pymongo.errors import PyMongoError

from infra.local import mongo
from infra.local.ports import HOST, free_ports
from infra.local.processes import Child
from tests.faults.waiting import until

# As delivery.md 2.2 sets them in production: a stall of 4 instead of 11 seconds.
SETTINGS = {"electionTimeoutMillis": 3000, "heartbeatIntervalMillis": 1000}


class ReplicaSet:
    """The set; a member is known by its port."""

    def __init__(self, folder: Path) -> None:
        self._folder, self.ports = folder, free_ports(3)
        self._members: dict[int, Child] = {port: self._launch(port) for port in self.ports}
        hosts = ",".join(f"{HOST}:{port}" for port in self.ports)
        self.url = f"mongodb://{hosts}/?replicaSet={mongo.REPLICA_SET}"

    def initiate(self) -> None:
        """Make the members one set and return when it has a primary that is no longer catching up."""
        members = [{"_id": n, "host": f"{HOST}:{port}"} for n, port in enumerate(self.ports)]
        config = {"_id": mongo.REPLICA_SET, "members": members, "settings": SETTINGS}
        for port in self.ports:
            until(lambda port=port: self._asked(port, "ping"), "a member answers")
        self._asked(self.ports[0], "replSetInitiate", config)
        until(lambda: self.primary() is not None, "the set has a primary")
        until(lambda: sum(self._state(port) == "secondary" for port in self.ports) == 2, "two members follow")

    def primary(self) -> int | None:
        """Return the port of the member that takes writes now."""
        return next((port for port in self.ports if self._state(port) == "primary"), None)

    def kill(self, port: int) -> None:
        """Kill a member as a power cut would."""
        self._members[port].kill()

    def restart(self, port: int) -> None:
        """Start a killed member again; it follows by itself."""
        self._members[port] = self._launch(port)

    def tell(self, port: int, number: signal.Signals) -> None:
        """Send a member a signal."""
        self._members[port].tell(number)

    def step_down(self, port: int) -> None:
        """Let a primary hand over in good order."""
        self._asked(port, "replSetStepDown", 10)

    def await_new_primary(self, old: int) -> None:
        """Return when another member takes writes."""
        until(lambda: self.primary() not in (None, old), "another member is primary")

    def await_all(self) -> None:
        """Return when every member is primary or follows."""
        until(
            lambda: sorted(map(self._state, self.ports)) == ["primary", "secondary", "secondary"],
            "all three members are there",
        )

    def stop(self) -> None:
        """End all three."""
        for child in self._members.values():
            child.tell(signal.SIGCONT)
            child.kill()

    def _launch(self, port: int) -> Child:
        return mongo.launch(self._folder / f"member-{port}", port)

    def _state(self, port: int) -> str:
        told = self._asked(port, "hello") or {}
        return (
            "primary" if told.get("isWritablePrimary") else "secondary" if told.get("secondary") else "none"
        )

    def _asked(self, port: int, command: str, value: Any = 1) -> dict[str, Any] | None:
        """Return a member's answer; None when it gives none."""
        address = f"mongodb://{HOST}:{port}/?directConnection=true"
        patience = {"serverSelectionTimeoutMS": 1000, "socketTimeoutMS": 2000}
        try:
            with MongoClient[dict[str, Any]](address, **patience) as client:
                return dict(client.admin.command(command, value))
        except PyMongoError:
            return None


@contextmanager
def three_members(folder: Path) -> Iterator[ReplicaSet]:
    """Yield a set with a primary and two followers."""
    made = ReplicaSet(folder)
    try:
        made.initiate()
        yield made
    finally:
        made.stop()
