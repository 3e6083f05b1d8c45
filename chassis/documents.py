"""Aggregates as documents: between a dataclass of a domain and what MongoDB keeps.

Dates are kept as "YYYY-MM-DD" and never converted, instants as BSON dates, tuples as lists; the `id` of
an aggregate is its `_id`. Fields that only queries need may stand in a document besides.
"""

import datetime as dt
import types
import typing
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, TypeVar

T = TypeVar("T")


def document_of(value: Any) -> dict[str, Any]:
    """Return the document of an aggregate, its id as `_id`."""
    document: dict[str, Any] = plain(value)
    return {"_id": document.pop("id"), **document}


def aggregate_of(kind: type[T], document: Mapping[str, Any]) -> T:
    """Return the aggregate of a stored document; fields the domain does not know are left out."""
    return read(kind, {**document, "id": document["_id"]})


def plain(value: Any) -> Any:
    """Return `value` in the types MongoDB and JSON keep."""
    if is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple | list | frozenset):
        return [plain(item) for item in value]
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return value.isoformat()
    return value


def read(kind: type[T], stored: Mapping[str, Any]) -> T:
    """Return a dataclass from the stored form of its fields."""
    return typing.cast(T, _read(kind, stored))


def _read(kind: Any, stored: Any) -> Any:
    if typing.get_origin(kind) in (typing.Union, types.UnionType):
        kind = next(part for part in typing.get_args(kind) if part is not type(None))
    if stored is None:
        return None
    if isinstance(kind, type) and is_dataclass(kind):
        return kind(**{name: _read(part, stored[name]) for name, part in _parts(kind) if name in stored})
    if (many := typing.get_origin(kind)) in (tuple, frozenset):
        return many(_read(typing.get_args(kind)[0], item) for item in stored)
    return dt.date.fromisoformat(stored) if kind is dt.date else stored


@cache
def _parts(kind: type) -> list[tuple[str, Any]]:
    hints = typing.get_type_hints(kind)
    return [(field.name, hints[field.name]) for field in fields(kind)]
