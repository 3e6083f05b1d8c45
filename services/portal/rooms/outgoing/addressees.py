"""Whom the lines of a document mean: names of groups and agencies, and how many there are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from chassis.errors import Refusal
from services.portal.calls.client import ServiceAway, read
from services.portal.calls.parts import Part, part

Row = Mapping[str, Any]
SIDES = ("recipients", "copy_to")
# Groups of the directory, and the members that are counted one by one; more are "100+".
MOST = 100


@dataclass(frozen=True)
class Group:
    """A group that a line means: its name, who belongs to it today, and whether there are more."""

    name: str
    members: list[str] = field(default_factory=list)
    more: bool = False

    @property
    def count(self) -> str:
        """How many belong to it, as far as they were counted."""
        return f"{len(self.members)}{'+' if self.more else ''}"


def group_rows() -> list[dict[str, Any]]:
    """Return the groups of the directory; raises ServiceAway."""
    return sorted(_directory("groups", limit=MOST)["items"], key=lambda row: str(row["name"]))


def _directory(*path: str, **asked: Any) -> dict[str, Any]:
    """Return what the directory has; one that refuses it has not heard of the reader's position yet."""
    try:
        return read("directory", *path, **asked).body
    except Refusal as refusal:
        raise ServiceAway("directory") from refusal


def groups_meant(one: Row, *, counted: bool) -> Part[dict[str, Group]]:
    """Return the groups that the lines of a document mean, by id; their members only where `counted`."""
    wanted = set(group_ids(one))
    return part(partial(_groups, wanted, counted=counted)) if wanted else Part({})


def _groups(wanted: set[str], *, counted: bool) -> dict[str, Group]:
    named = {row["id"]: row["name"] for row in group_rows() if row["id"] in wanted}
    return {id: _counted(id, name) if counted else Group(name) for id, name in named.items()}


def _counted(group_id: str, name: str) -> Group:
    found = _directory("groups", group_id, "members", limit=MOST)
    return Group(name, [row["name"] for row in found["items"]], bool(found["next_cursor"]))


def targets(one: Row) -> Iterator[Row]:
    """Yield whom the lines of a document mean."""
    for side in SIDES:
        for line in one.get(side) or []:
            yield from line["targets"]


def group_ids(one: Row) -> Iterator[str]:
    """Yield the groups that the lines mean."""
    yield from (target["group_id"] for target in targets(one) if target["group_id"])


def agency_ids(one: Row) -> Iterator[str | None]:
    """Yield every agency that a document names: its own, in its lines, clauses, reports and flags."""
    yield one["agency_id"]
    yield from (target["agency_id"] for target in targets(one))
    for clause in one.get("clauses") or []:
        yield from (*clause["lead_ids"], *clause["co_ids"], clause["accountable_id"])
    yield from (row["report_to_id"] for row in one.get("reporting") or [])
    yield from (flag.get("agency_id") for flag in one.get("flags") or [])


def recipient_ids(chunks: Iterable[Row]) -> list[str]:
    """Return the agencies of chunks of recipients, in their order."""
    return [row["agency_id"] for chunk in chunks for row in chunk["recipients"]]
