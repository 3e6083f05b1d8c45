"""The form of an event between services, and its ids."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

import orjson
import pytest
from cloudevents.core.bindings.kafka import KafkaMessage, from_binary_event
from cloudevents.core.formats.json import JSONFormat

from chassis import events
from chassis.events import Undecodable, attributes_of, decode, derived_id, headers_of, new_id
from chassis.outbox import event_data
from tests.chassis.stage import DraftDiscarded, clerk, event

EVENT = replace(event("draft-1", 7), correlation_id="c", causation_id="p", traceparent="00-a-b-01")
BODY = orjson.dumps(EVENT.data)
HEADERS = dict(headers_of(EVENT))


def read(body: bytes | None = BODY, **changes: bytes | None) -> events.Event:
    headers = {name: value for name, value in (HEADERS | changes).items() if value is not None}
    return decode(attributes_of(headers.items()), body)


def test_what_is_sent_is_what_is_read() -> None:
    milliseconds = EVENT.time.replace(microsecond=EVENT.time.microsecond // 1000 * 1000)
    assert read() == replace(EVENT, time=milliseconds)


def test_the_official_sdk_reads_the_same() -> None:
    told = from_binary_event(KafkaMessage(dict(HEADERS), b"draft-1", BODY), JSONFormat())
    assert told.get_id() == EVENT.id
    assert told.get_type() == EVENT.type
    assert told.get_source() == "/services/directives"
    assert told.get_subject() == "draft-1"
    assert told.get_time() == read().time
    assert told.get_dataschema() == "urn:liemchinh:event:directive-draft-discarded:v1"
    assert told.get_extension("sequence") == "0" * 19 + "7"
    assert told.get_extension("partitionkey") == "draft-1"
    assert told.get_data() == EVENT.data


def test_sequences_compare_as_text_as_they_do_as_numbers() -> None:
    texts = [dict(headers_of(event("d", n)))["ce_sequence"] for n in (2, 10, 9, 10**19)]
    assert sorted(texts) == [texts[0], texts[2], texts[1], texts[3]]


def test_every_header_is_bytes_and_what_is_unknown_is_left_out() -> None:
    plain = headers_of(event("d"))
    assert all(type(value) is bytes for _, value in plain)
    assert {name for name, _ in plain}.isdisjoint({"ce_correlationid", "ce_causationid", "traceparent"})


@pytest.mark.parametrize(
    "body",
    [None, b"", b"{", b"[]", b'"text"', b"null", b'{"n": NaN}', b"\xff", b"[" * 1100 + b"]" * 1100],
    ids=["null", "empty", "half", "list", "text", "json-null", "nan", "not-utf8", "nested-1100"],
)
def test_a_body_that_is_no_object_of_json_is_undecodable(body: bytes | None) -> None:
    with pytest.raises(Undecodable):
        read(body)


NAMES = ["ce_specversion", "ce_id", "ce_source", "ce_type", "ce_subject", "ce_time", "ce_sequence"]


@pytest.mark.parametrize("name", NAMES)
def test_a_missing_header_is_named(name: str) -> None:
    with pytest.raises(Undecodable, match=name):
        read(**{name: None})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ce_specversion", b"0.3"),
        ("ce_id", b""),
        ("ce_time", b"2024-04-02T00:00:00"),
        ("ce_time", b"yesterday"),
        ("ce_sequence", b"many"),
        ("ce_source", b"\xff\xfe"),
        ("content-type", b"text/xml"),
        ("content-type", None),
    ],
)
def test_a_header_of_the_wrong_form_is_undecodable(name: str, value: bytes | None) -> None:
    with pytest.raises(Undecodable):
        read(**{name: value})


def test_the_reason_never_repeats_the_content() -> None:
    with pytest.raises(Undecodable) as told:
        read(b'{"name": Nguyen Van Mau}')
    assert "Nguyen" not in str(told.value)


def test_root_ids_grow_with_time() -> None:
    ids = [new_id() for _ in range(1000)]
    assert ids == sorted(ids)
    assert {uuid.UUID(one).version for one in ids} == {7}


def test_a_derived_id_is_repeatable_and_as_monotonic_as_its_cause() -> None:
    first, later = new_id(), new_id()
    assert derived_id(first, "task:1") == derived_id(first, "task:1")
    assert len({derived_id(first, f"task:{n}") for n in range(1000)}) == 1000
    assert derived_id(first, "task:1") != derived_id(later, "task:1")
    made = uuid.UUID(derived_id(first, "task:1"))
    assert (made.version, made.variant) == (8, uuid.RFC_4122)
    assert made.int >> 80 == uuid.UUID(first).int >> 80


def test_the_id_of_a_foreign_cause_is_derived_too() -> None:
    assert derived_id("from-elsewhere", "a") == derived_id("from-elsewhere", "a")


@dataclass(frozen=True, kw_only=True)
class Renamed:
    TYPE: ClassVar[str] = "renamed.v1"
    subject: str
    sequence: int
    told: str = field(metadata={"name": "subject"})


def test_data_are_the_events_own_fields_and_who_did_it() -> None:
    made: Any = event_data(DraftDiscarded(subject="d", sequence=1), clerk())
    assert {"sequence", "subject", "TYPE"}.isdisjoint(made)
    assert (made["directive_id"], made["actor_id"], made["role"]) == ("draft", "officer-1", "clerk")


def test_a_field_may_have_another_name_on_the_wire() -> None:
    made = event_data(Renamed(subject="key", sequence=1, told="Về việc"), clerk())
    assert made["subject"] == "Về việc"
