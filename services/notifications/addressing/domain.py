"""The roster: who holds which role at which agency on a day (events.md §4, addressed officer)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any


class Roster:
    """The officers of some agencies on one day, by agency and role.

    An officer in a room of a department is met under both: the room and the department.
    """

    def __init__(self, officers: Iterable[Mapping[str, Any]], day: str) -> None:
        self._holders: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
        for officer in officers:
            for position in positions_on(officer, day):
                for place in places_of(position):
                    for role in position["roles"]:
                        self._holders[place, role].add(officer["_id"])

    def holders(self, agency_id: str | None, roles: Iterable[str]) -> list[str]:
        """Return the ids of those who hold one of the roles at an agency, sorted."""
        found = [self._holders.get((agency_id or "", role), set()) for role in roles]
        return sorted(set().union(*found))


def positions_on(officer: Mapping[str, Any], day: str) -> list[Mapping[str, Any]]:
    """Return the positions an officer holds on a day, first and last day included."""
    if not officer["active"]:
        return []
    return [one for one in officer["positions"] if _covers(one, day)]


def places_of(position: Mapping[str, Any]) -> list[str]:
    """Return the agency of a position, and the unit in it."""
    return [place for place in (position["agency_id"], position.get("unit_id")) if place]


def _covers(position: Mapping[str, Any], day: str) -> bool:
    start, end = position.get("valid_from"), position.get("valid_to")
    return (start is None or start <= day) and (end is None or day <= end)
