"""What the lists of this service share: they read an index in its order, however long the history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Filter = dict[str, Any]


def of_directive(directive_id: str) -> Filter:
    """Return the filter of what belongs to a directive: ids there begin with the directive's."""
    return {"_id": {"$gte": f"{directive_id}:", "$lt": f"{directive_id};"}}


def in_status(asked: Mapping[str, Any], statuses: Sequence[str]) -> Filter:
    """Return the filter of the status asked for, or of every one.

    The indexes have the status between the scope and the id: with all of them named the server merges their
    ranges in the order of the ids, with none it would sort everything in the scope.
    """
    return {"status": {"$in": [asked["status"]] if asked.get("status") else list(statuses)}}


def chosen(asked: Mapping[str, Any], names: Sequence[str]) -> list[Filter]:
    """Return the filters of the arguments that were given, `directive_id` among them."""
    given = [name for name in names if asked.get(name)]
    return [of_directive(asked[n]) if n == "directive_id" else {n: {"$eq": asked[n]}} for n in given]
