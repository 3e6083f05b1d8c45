"""Contracts and code together: each event is published as promised, each subscription is to a real one."""

from __future__ import annotations

import copy
import re

import pytest

from infra.contracts import promises
from infra.contracts.__main__ import stale
from infra.contracts.catalogue import ROOT, EventContract, events, services
from infra.contracts.page import FILE as PAGE
from tests.contracts.publishers import event_classes, wire_fields

KNOWN = {event.type: event for event in events()}
ALL = pytest.mark.parametrize("event", KNOWN.values(), ids=lambda event: event.type)
ISSUED = "directive-issued.v1"


@ALL
def test_an_event_has_a_publisher_that_publishes_it(event: EventContract) -> None:
    owner, _ = event_classes().get(event.type, ("nobody", None))
    assert owner == event.publisher, f"no domain of {event.publisher} declares TYPE = {event.type!r}"


@pytest.mark.parametrize("event_type", sorted(event_classes()))
def test_a_published_event_carries_the_fields_of_its_contract(event_type: str) -> None:
    assert event_type in KNOWN, f"contracts/events has no {event_type}"
    _, known = event_classes()[event_type]
    declared = set(KNOWN[event_type].schema["properties"])
    assert wire_fields(known) <= declared, "a producer publishes a field that its contract does not declare"
    assert set(KNOWN[event_type].schema["required"]) <= wire_fields(known), (
        "a required field is not published"
    )


@pytest.mark.parametrize("service", services(), ids=lambda service: service.name)
def test_a_subscription_names_an_event_that_exists(service) -> None:
    unknown = set(service.subscriptions) - set(KNOWN)
    assert not unknown, f"{service.name} waits for events nobody publishes: {unknown}"


def test_the_generated_files_are_what_the_code_generates() -> None:
    assert not stale(), "run `make contracts` and commit what it writes"


def test_the_ten_lines_are_the_same_wherever_they_stand() -> None:
    lines = [
        re.findall(r"```python\n(.*?)```", (ROOT / file).read_text(encoding="utf-8"), re.DOTALL)[0]
        for file in ("README.md", PAGE)
    ]
    assert lines[0] == lines[1], "docs/events.md repeats README's ten lines; change both"


def changed(**schema_changes: object) -> EventContract:
    """Return directive-issued with some declared fields replaced; None takes a field out."""
    event = copy.deepcopy(KNOWN[ISSUED])
    for name, inner in schema_changes.items():
        if inner is None:
            del event.schema["properties"][name]
        else:
            event.schema["properties"][name] = inner
    return event


def broken(event: EventContract) -> list[str]:
    return promises.broken([event], {ISSUED: promises.promise(KNOWN[ISSUED])})


def test_v1_may_gain_an_optional_field() -> None:
    assert not broken(changed(hue={"type": "string"}))
    inside = {"type": "object", "required": ["red"], "properties": {"red": {"type": "integer"}}}
    assert not broken(changed(hue=inside))


def test_v1_may_tell_better_what_a_field_is_for() -> None:
    clearer = KNOWN[ISSUED].schema["properties"]["symbol"] | {"description": "Number and notation."}
    assert not broken(changed(symbol=clearer))


def test_v1_may_not_lose_narrow_or_widen_a_field() -> None:
    urgency = {"enum": ["normal", "urgent", "very-urgent", "express", "at-once"]}
    for wrong in (changed(symbol=None), changed(symbol={"type": "integer"}), changed(urgency=urgency)):
        assert len(broken(wrong)) == 1


def test_v1_may_not_gain_a_required_field() -> None:
    event = changed(hue={"type": "string"})
    event.schema["required"].append("hue")
    assert broken(event)


def test_v1_may_not_stop_requiring_a_field() -> None:
    event = changed()
    event.schema["required"].remove("symbol")
    assert broken(event)


def test_a_promised_event_may_not_vanish() -> None:
    assert promises.broken([], {ISSUED: {}})
