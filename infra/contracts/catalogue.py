"""What there is: the events with schema and example, and the services with what they listen to."""

from __future__ import annotations

import importlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chassis.service import Service

ROOT = Path(__file__).parents[2]
EVENTS = ROOT / "contracts" / "events"
# In the data of every event (docs/events.md); who did what in whose name, when, for which campaign.
COMMON = ("agency_id", "actor_id", "role", "occurred_on", "campaign_id")


@dataclass(frozen=True)
class EventContract:
    """One version of one event: its folder tells who publishes it."""

    type: str
    publisher: str
    schema: dict[str, Any]
    example: dict[str, Any]
    file: Path

    @property
    def subject(self) -> str:
        """What the subject, which is the key on Kafka, is made of."""
        return str(self.schema["x-subject"])

    @property
    def own_fields(self) -> list[str]:
        """The fields beside those of every event."""
        return [name for name in self.schema["properties"] if name not in COMMON]


def events() -> list[EventContract]:
    """Return every event contract, by publisher and name."""
    return [_event(file) for file in sorted(EVENTS.glob("*/*/v*.schema.json"))]


def _event(file: Path) -> EventContract:
    version = file.name.partition(".")[0]
    example = file.with_name(f"{version}.example.json")
    return EventContract(
        type=f"{file.parent.name}.{version}",
        publisher=file.parents[1].name,
        schema=json.loads(file.read_text(encoding="utf-8")),
        example=json.loads(example.read_text(encoding="utf-8")),
        file=file,
    )


def services() -> list[Service]:
    """Return what every service tells about itself, by name."""
    return [_service(main.parent.name) for main in sorted(ROOT.glob("services/*/main.py"))]


def _service(name: str) -> Service:
    known: Service = importlib.import_module(f"services.{name}.main").SERVICE
    return known


def listeners(event: EventContract, running: Sequence[Service]) -> list[str]:
    """Return the names of the services that subscribe to an event."""
    return [service.name for service in running if event.type in service.subscriptions]


def fields(schema: dict[str, Any], path: str = "") -> Iterator[tuple[str, dict[str, Any], bool]]:
    """Yield (path, schema, whether required) of every declared field; `[]` marks what is in a list."""
    required = schema.get("required", [])
    for name, inner in schema.get("properties", {}).items():
        here = f"{path}.{name}" if path else name
        yield here, inner, name in required
        yield from fields(inner, here)
    if "items" in schema:
        yield from fields(schema["items"], f"{path}[]")
