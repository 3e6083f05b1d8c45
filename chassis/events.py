"""Events: their ids, their form between services (CloudEvents 1.0, Kafka binary mode), their data.

A root event has a UUIDv7. An event caused by an event has a UUIDv8 made of the cause's time and a hash
of (cause id, name), so that a handler that runs again repeats its ids, and they grow as time does.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields, is_dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, Protocol

import orjson
from uuid_utils.compat import uuid7, uuid8

if TYPE_CHECKING:
    from chassis.context import Context

CONTENT_TYPE = "application/json"
SEQUENCE_DIGITS = 20
Headers = list[tuple[str, bytes]]


class DomainEvent(Protocol):
    """What a domain returns: a frozen dataclass with a wire type, its subject and the subject's version."""

    TYPE: ClassVar[str]

    @property
    def subject(self) -> str:
        """The aggregate that changed; the key on Kafka."""

    @property
    def sequence(self) -> int:
        """The aggregate's version after the change."""


@dataclass(frozen=True)
class Event:
    """An event as a consumer sees it."""

    id: str
    source: str
    type: str
    subject: str
    sequence: int
    time: datetime
    data: dict[str, Any]
    correlation_id: str | None = None
    causation_id: str | None = None
    traceparent: str | None = None


class Undecodable(Exception):
    """The record is no event of ours; the message says what is wrong, without its content."""


def new_id() -> str:
    """Return a UUIDv7 as text."""
    return str(uuid7())


def derived_id(cause_id: str, name: str) -> str:
    """Return the UUIDv8 of what the event `cause_id` causes under `name`; the same each time."""
    try:
        time_bits = uuid.UUID(cause_id).int >> 80
    except ValueError:
        time_bits = 0
    digest = hashlib.sha256(f"{cause_id}\n{name}".encode()).digest()
    blocks = (int.from_bytes(part, "big") for part in (digest[:2], digest[2:10]))
    return str(uuid8(time_bits, *blocks))


def event_data(event: DomainEvent, ctx: Context) -> dict[str, Any]:
    """Return the data of an event: its own fields, and who did it in which role.

    A field whose name the event needs otherwise gives its wire name as `metadata={"name": ...}`.
    """
    if not is_dataclass(event):
        raise TypeError(f"{type(event).__name__} is no dataclass")
    values = asdict(event)
    own = {
        field.metadata.get("name", field.name): values[field.name]
        for field in fields(event)
        if field.name not in {"subject", "sequence"}
    }
    return own | {"actor_id": ctx.actor.officer_id, "role": ctx.role}


def headers_of(event: Event) -> Headers:
    """Return the Kafka headers of an event, its data apart."""
    attributes = {
        "specversion": "1.0",
        "id": event.id,
        "source": event.source,
        "type": event.type,
        "subject": event.subject,
        "time": event.time.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "dataschema": f"urn:liemchinh:event:{event.type.replace('.', ':')}",
        "sequence": f"{event.sequence:0{SEQUENCE_DIGITS}d}",
        "partitionkey": event.subject,
        "correlationid": event.correlation_id,
        "causationid": event.causation_id,
    }
    named = {f"ce_{name}": value for name, value in attributes.items()}
    named |= {"traceparent": event.traceparent, "content-type": CONTENT_TYPE}
    return [(name, value.encode()) for name, value in named.items() if value]


def attributes_of(headers: Iterable[tuple[str, bytes | None]]) -> dict[str, str]:
    """Return the headers as text by name; raises Undecodable when one is not UTF-8."""
    try:
        return {name: value.decode() for name, value in headers if value is not None}
    except UnicodeDecodeError as error:
        raise Undecodable("a header is not UTF-8") from error


def decode(attributes: Mapping[str, str], body: bytes | None) -> Event:
    """Return the event of a record; raises Undecodable."""
    try:
        return _event(attributes, orjson.loads(body or b""))
    except KeyError as error:
        raise Undecodable(f"the header {error.args[0]} is missing") from error
    except orjson.JSONDecodeError as error:
        raise Undecodable(f"the body is not JSON: {error.msg}") from error
    except (ValueError, TypeError) as error:
        raise Undecodable("a header has the wrong form") from error


def _event(attributes: Mapping[str, str], data: Any) -> Event:
    if attributes["ce_specversion"] != "1.0" or attributes.get("content-type") != CONTENT_TYPE:
        raise Undecodable("not a CloudEvents 1.0 record with a JSON body")
    if not isinstance(data, dict):
        raise Undecodable("the body is not an object")
    time = datetime.fromisoformat(attributes["ce_time"])
    if time.tzinfo is None or not attributes["ce_id"]:
        raise Undecodable("ce_time has no zone or ce_id is empty")
    because = (attributes.get(name) for name in ("ce_correlationid", "ce_causationid", "traceparent"))
    id, source, kind, subject = (attributes[f"ce_{name}"] for name in ("id", "source", "type", "subject"))
    return Event(id, source, kind, subject, int(attributes["ce_sequence"]), time, data, *because)
