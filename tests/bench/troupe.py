"""Processes of some services, as `make run` starts them, on the bench's own databases and topics."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from infra.local.servers import Servers
from infra.local.stack import Ports, Stack
from tests.bench.ground import Ground


@dataclass
class Troupe(Stack):
    """A stack of which only some processes run; `told` is what each service's environment says besides."""

    told: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def environ(self, service: str) -> dict[str, str]:
        return super().environ(service) | self.told[service]


@contextmanager
def troupe(ground: Ground, told: Mapping[str, Mapping[str, str]], *processes: str) -> Iterator[Troupe]:
    """Yield the ready processes, each named `service process`; they are stopped afterwards."""
    made = Troupe(ground.folder / "troupe", Ports.free(), print, told=told)
    # The servers are the bench's: stopping the troupe leaves them.
    made.servers = Servers(ground.mongo_url, ground.kafka_servers, lambda: None, {})
    try:
        for name in processes:
            service, _, process = name.partition(" ")
            made.run(service, process)
        made.wait_ready()
        yield made
    finally:
        made.stop()
