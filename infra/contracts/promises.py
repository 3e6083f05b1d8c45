"""Promises: `contracts/promised.json` keeps what each event's fields have been, so that v1 only gains
optional ones. Generating adds to the file and never changes what stands there."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from infra.contracts.catalogue import ROOT, EventContract, fields

FILE = ROOT / "contracts" / "promised.json"
# What a field is for may be told better later; what it may hold stays.
WORDS = frozenset({"title", "description", "properties", "required"})
Promises = dict[str, dict[str, str]]


def kept() -> Promises:
    """Return the promises made so far."""
    return json.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else {}


def written(known: Sequence[EventContract]) -> str:
    """Return the file with every field there is now."""
    made = {event.type: promise(event) for event in known}
    return json.dumps(kept() | made, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def promise(event: EventContract) -> dict[str, str]:
    """Return each field's rule in one line."""
    return {path: _rule(schema, required) for path, schema, required in fields(event.schema)}


def _rule(schema: dict[str, Any], required: bool) -> str:
    told = {name: value for name, value in schema.items() if name not in WORDS and name != "items"}
    if "items" in schema:
        told["items"] = {name: value for name, value in schema["items"].items() if name not in WORDS}
    rule = json.dumps(told, ensure_ascii=False, sort_keys=True)
    return f"{'required' if required else 'optional'} {rule}"


def broken(known: Sequence[EventContract], promised: Promises) -> list[str]:
    """Return a sentence for each promise that the contracts no longer keep."""
    now = {event.type: promise(event) for event in known}
    gone = [f"{event} was promised and has no contract" for event in promised if event not in now]
    return gone + [
        f"{event}: {told}; make it v2 beside v1. Only while nobody outside has seen this version "
        f"may its entry be taken out of contracts/promised.json."
        for event in now
        for told in _differences(now[event], promised.get(event, {}))
    ]


def _differences(now: dict[str, str], then: dict[str, str]) -> list[str]:
    lost = [f"the field {path} was promised and is gone" for path in then if path not in now]
    changed = [f"the field {path} has changed" for path in then if path in now and now[path] != then[path]]
    # A required field inside a new optional object breaks nobody.
    added = [
        f"the new field {path} must be optional"
        for path in now
        if then and path not in then and now[path].startswith("required") and _parent(path) in {"", *then}
    ]
    return lost + changed + added


def _parent(path: str) -> str:
    return path.rpartition(".")[0].removesuffix("[]")
