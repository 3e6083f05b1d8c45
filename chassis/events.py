"""Events: their ids, their form between services (CloudEvents 1.0, Kafka binary mode), their data.

A root event has a UUIDv7. An event caused by an event has a UUIDv8 made of the cause's time and a hash
of (cause id, name), so that a handler that runs again repeats its ids, and they grow as time does.
"""

import hashlib
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Protocol

import orjson
from uuid_utils.compat import uuid7, uuid8

CONTENT_TYPE = "application/json"
SEQUENCE_DIGITS = 20
Headers = list[tuple[str, bytes]]
# Which header carries what of an event as it is: what every event has, and what some have.
WHAT = {"id": "ce_id", "source": "ce_source", "type": "ce_type", "subject": "ce_subject"}
WHY = {"correlation_id": "ce_correlationid", "causation_id": "ce_causationid", "traceparent": "traceparent"}


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


def headers_of(event: Event) -> Headers:
    """Return the Kafka headers of an event, its data apart."""
    said: dict[str, str | None] = {
        "ce_specversion": "1.0",
        "ce_time": event.time.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "ce_dataschema": f"urn:liemchinh:event:{event.type.replace('.', ':')}",
        "ce_sequence": f"{event.sequence:0{SEQUENCE_DIGITS}d}",
        "ce_partitionkey": event.subject,
        "content-type": CONTENT_TYPE,
    }
    said |= {header: getattr(event, name) for name, header in (WHAT | WHY).items()}
    return [(header, value.encode()) for header, value in said.items() if value]


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
    known: dict[str, Any] = {name: attributes[header] for name, header in WHAT.items()}
    known |= {name: attributes.get(header) for name, header in WHY.items()}
    return Event(**known, sequence=int(attributes["ce_sequence"]), time=time, data=data)
