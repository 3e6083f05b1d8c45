"""Contracts: the JSON Schemas of event data, compiled once, and who publishes which type."""

import os
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, cast

import fastjsonschema
import orjson

FOLDER = "CONTRACTS_DIR"


class ContractViolation(Exception):
    """The data of an event does not hold its contract; the message names the field, never its value."""


def root() -> Path:
    """Return the folder of event contracts: CONTRACTS_DIR, else the repository's own."""
    return Path(os.environ.get(FOLDER) or Path(__file__).parents[1] / "contracts" / "events")


@cache
def known() -> dict[str, Path]:
    """Return the schema file of every event type, as `something-happened.v1`."""
    files = sorted(root().glob("*/*/v*.schema.json"))
    return {f"{file.parent.name}.{file.name.partition('.')[0]}": file for file in files}


def _file(event_type: str) -> Path:
    if event_type not in known():
        raise ContractViolation(f"there is no contract for {event_type}")
    return known()[event_type]


@cache
def _compiled(event_type: str) -> Callable[[Any], Any]:
    # Defaults would be written into the data: a consumer must see what was sent.
    schema = orjson.loads(_file(event_type).read_bytes())
    return cast(Callable[[Any], Any], fastjsonschema.compile(schema, use_default=False))


def validate(event_type: str, data: Any) -> None:
    """Raise ContractViolation unless `data` holds the contract of `event_type`."""
    try:
        _compiled(event_type)(data)
    except fastjsonschema.JsonSchemaValueException as error:
        raise ContractViolation(f"{event_type}: {error.name} breaks the rule {error.rule}") from error


@cache
def publisher_of(event_type: str) -> str:
    """Return the service that publishes a type; raises ContractViolation for an unknown one."""
    return _file(event_type).parents[1].name


def topic_of(event_type: str, prefix: str = "") -> str:
    """Return the topic a type travels on."""
    return f"{prefix}{publisher_of(event_type)}.events"
