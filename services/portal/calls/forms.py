"""Forms: what was filled in, as the body an API takes, and what the API found wrong, field by field.

A field's name says where its value belongs in the body: `signer.name` is `/signer/name`, `overrides.0.code`
the code of the first override. So a service's error finds its field without a table.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from chassis.events import new_id
from services.portal.calls.client import Rejected

RESERVED = frozenset({"csrf_token", "key", "version"})


@dataclass(frozen=True)
class Form:
    """A form on a page: its values by field name, and what was wrong with them when it was sent."""

    values: Mapping[str, str] = field(default_factory=dict)
    key: str = field(default_factory=new_id)
    version: str = ""
    message: str = ""
    errors: Mapping[str, str] = field(default_factory=dict)

    def get(self, name: str, otherwise: str = "") -> str:
        """Return the value of a field."""
        return self.values.get(name, otherwise)


def sent_back(filled: Mapping[str, str], refused: Rejected) -> Form:
    """Return a form as it was sent, with what the service says about it; it may be sent anew."""
    errors = {field_of(item.get("pointer", "")): item.get("detail", "") for item in refused.errors}
    return Form(filled, version=filled.get("version", ""), message=refused.detail, errors=errors)


def field_of(pointer: str) -> str:
    """Return the name of the field that a JSON pointer means."""
    return pointer.strip("/").replace("/", ".")


def body_of(filled: Mapping[str, str]) -> dict[str, Any]:
    """Return the body that the filled-in fields describe; a field left empty is left out."""
    body: dict[str, Any] = {}
    for name, value in filled.items():
        if name not in RESERVED and value.strip():
            _put(body, name.split("."), value.strip())
    told: dict[str, Any] = _with_lists(body)
    return told


def _put(body: dict[str, Any], way: list[str], value: str) -> None:
    *outer, last = way
    for step in outer:
        body = body.setdefault(step, {})
    body[last] = value


def _with_lists(part: Any) -> Any:
    """Turn objects whose keys are all numbers into lists, in the order of the numbers."""
    if not isinstance(part, dict):
        return part
    inner = {name: _with_lists(value) for name, value in part.items()}
    if inner and all(name.isdigit() for name in inner):
        return [inner[name] for name in sorted(inner, key=int)]
    return inner
