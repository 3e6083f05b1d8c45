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
    return typing.cast(T, _reader(typing.cast(Any, kind))(stored))


@cache
def _reader(kind: Any) -> Any:
    """Return the function that reads a kind of value, made once; None for what is kept as it is."""
    if typing.get_origin(kind) in (typing.Union, types.UnionType):
        return _reader(next(part for part in typing.get_args(kind) if part is not type(None)))
    if isinstance(kind, type) and is_dataclass(kind):
        return _reader_of_parts(kind, typing.get_type_hints(kind))
    if (many := typing.get_origin(kind)) in (tuple, frozenset):
        one = _reader(typing.get_args(kind)[0])
        return lambda stored: None if stored is None else many(map(one, stored) if one else stored)
    return (lambda stored: stored and dt.date.fromisoformat(stored)) if kind is dt.date else None


def _reader_of_parts(kind: type, hints: Mapping[str, Any]) -> Any:
    parts = [(field.name, _reader(hints[field.name])) for field in fields(kind)]
    return lambda row: row and kind(**{n: one(row[n]) if one else row[n] for n, one in parts if n in row})
