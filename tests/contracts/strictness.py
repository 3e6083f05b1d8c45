"""What a producer is held to in tests: the contract with nothing beside it. Consumers stay open."""

from __future__ import annotations

from typing import Any

import fastjsonschema

from infra.contracts.catalogue import events


def strict(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the schema with every object closed to fields it does not declare."""
    closed = dict(schema)
    if "properties" in schema:
        closed["properties"] = {name: strict(inner) for name, inner in schema["properties"].items()}
        closed["additionalProperties"] = False
    if "items" in schema:
        closed["items"] = strict(schema["items"])
    return closed


def hold_strictly(event_type: str, data: Any) -> None:
    """Raise JsonSchemaValueException unless a producer may publish `data` as it is."""
    schema = next(event.schema for event in events() if event.type == event_type)
    fastjsonschema.compile(strict(schema), use_default=False)(data)
