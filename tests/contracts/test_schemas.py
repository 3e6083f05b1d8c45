"""Each contract: well-formed, no misspelt keyword, an example that is valid and complete."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import fastjsonschema
import jsonschema
import pytest

from chassis.contracts import ContractViolation, validate
from infra.contracts.catalogue import COMMON, EventContract, events
from tests.contracts.strictness import hold_strictly, strict

# What fastjsonschema really checks, and words for readers; anything else is ignored in silence (trap 22).
KEYWORDS = {
    "$schema", "$id", "title", "description", "x-subject", "type", "required", "properties", "items", "enum",
    "pattern", "format", "minLength", "maxLength", "minimum", "maximum", "minItems", "maxItems",
}  # fmt: skip
FORMATS = {"date", "date-time"}
ALL = pytest.mark.parametrize("event", events(), ids=lambda event: event.type)


def subschemas(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield schema
    for inner in schema.get("properties", {}).values():
        yield from subschemas(inner)
    if "items" in schema:
        yield from subschemas(schema["items"])


def incomplete(schema: dict[str, Any], value: Any, path: str = "") -> Iterator[str]:
    """Yield every declared field that the example leaves out."""
    if isinstance(value, dict):
        declared = schema.get("properties", {})
        yield from (f"{path}/{name}" for name in declared if name not in value)
        for name in declared.keys() & value.keys():
            yield from incomplete(declared[name], value[name], f"{path}/{name}")
    if isinstance(value, list):
        for item in value:
            yield from incomplete(schema.get("items", {}), item, f"{path}[]")


@ALL
def test_a_schema_is_draft_07(event: EventContract) -> None:
    assert event.schema["$schema"] == "http://json-schema.org/draft-07/schema#"
    jsonschema.Draft7Validator.check_schema(event.schema)


@ALL
def test_a_schema_uses_only_keywords_that_are_checked(event: EventContract) -> None:
    found = list(subschemas(event.schema))
    unknown = {word for schema in found for word in schema} - KEYWORDS
    formats = {schema["format"] for schema in found if "format" in schema} - FORMATS
    assert not unknown | formats, f"{event.type}: misspelt, or never checked by fastjsonschema"


@ALL
def test_every_field_says_what_it_may_hold(event: EventContract) -> None:
    silent = [s for s in subschemas(event.schema) if not {"type", "enum"} & s.keys()]
    ghosts = [
        s["required"]
        for s in subschemas(event.schema)
        if set(s.get("required", ())) - set(s.get("properties", ()))
    ]
    assert not silent
    assert not ghosts, "a required field is not declared"


@ALL
def test_a_schema_is_named_after_its_place_and_its_publisher(event: EventContract) -> None:
    name, version = event.type.split(".")
    assert event.schema["$id"] == f"urn:liemchinh:event:{name}:{version}"
    assert event.schema["title"] == event.type
    assert event.schema["description"].startswith(f"Published by {event.publisher}. ")


@ALL
def test_every_event_says_who_did_it_when_and_for_which_campaign(event: EventContract) -> None:
    missing = set(COMMON) - set(event.schema["required"])
    assert not missing


@ALL
def test_the_subject_is_made_of_required_fields(event: EventContract) -> None:
    parts = set(re.findall(r"{(\w+)}", event.subject))
    assert parts
    assert parts <= set(event.schema["required"])


@ALL
def test_consumers_stay_open_to_fields_they_do_not_know(event: EventContract) -> None:
    validate(event.type, event.example | {"a_field_of_tomorrow": 1})


@ALL
def test_an_example_is_valid_for_two_validators(event: EventContract) -> None:
    hold_strictly(event.type, event.example)
    checker = jsonschema.FormatChecker(["date"])
    jsonschema.Draft7Validator(event.schema, format_checker=checker).validate(event.example)


@ALL
def test_an_example_is_complete(event: EventContract) -> None:
    assert not list(incomplete(event.schema, event.example))


@ALL
def test_an_event_without_one_of_its_fields_is_refused(event: EventContract) -> None:
    for name in event.schema["required"]:
        with pytest.raises(ContractViolation):
            validate(event.type, {key: value for key, value in event.example.items() if key != name})


def test_a_strict_schema_refuses_an_undeclared_field_at_any_depth() -> None:
    issued = next(event for event in events() if event.type == "directive-issued.v1")
    check = fastjsonschema.compile(strict(issued.schema), use_default=False)
    check(issued.example)
    inner = issued.example | {"window": issued.example["window"] | {"middle": None}}
    listed = issued.example | {"clauses": [issued.example["clauses"][0] | {"text": "words"}]}
    for wrong in (issued.example | {"extra": 1}, inner, listed):
        with pytest.raises(fastjsonschema.JsonSchemaValueException):
            check(wrong)


def test_no_field_is_made_for_names_addresses_or_words_of_clauses() -> None:
    personal = re.compile(r"phone|email|address|full_name|text$|birth|citizen_id")
    found = [
        (event.type, name)
        for event in events()
        for schema in subschemas(event.schema)
        for name in schema.get("properties", {})
        if personal.search(name)
    ]
    assert not found, "events carry ids, codes, dates and states (events.md §1)"
