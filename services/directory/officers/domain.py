"""The officer: a person with positions, each at an agency, with its rights and its days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any, ClassVar

from services.directory.domain import Refused, covers, refuse_reversed

ROLES = (
    "clerk", "leader", "officer", "monitor", "award-secretary", "council-member", "publisher", "admin",
    "service",
)  # fmt: skip
ALONE = frozenset({"admin", "service"})
PERMISSIONS = ("record:backdated",)


@dataclass(frozen=True, kw_only=True)
class OfficerChanged:
    """An officer's positions and rights are from now on as told here; who it is stays here."""

    TYPE: ClassVar[str] = "officer-changed.v1"
    subject: str
    sequence: int
    officer_id: str
    agency_id: str
    occurred_on: date
    campaign_id: str | None = None
    active: bool
    positions: list[dict[str, Any]]


@dataclass(frozen=True, kw_only=True)
class Position:
    """One seat at an agency, perhaps in one of its units, with what it may do and for how long."""

    position_id: str
    agency_id: str
    unit_id: str | None = None
    roles: tuple[str, ...]
    permissions: tuple[str, ...] = ()
    valid_from: date
    valid_to: date | None = None

    def valid_on(self, day: date) -> bool:
        """Tell whether the position is held on a day."""
        return covers(self.valid_from, self.valid_to, day)


@dataclass(frozen=True, kw_only=True)
class Officer:
    """A person in the service of one or more agencies."""

    id: str
    version: int = 1
    name: str
    email: str | None = None
    phone: str | None = None
    active: bool = True
    positions: tuple[Position, ...] = ()

    def positions_on(self, day: date) -> list[Position]:
        """Return the positions the officer may act in on a day."""
        return [one for one in self.positions if one.valid_on(day)] if self.active else []

    def changed(self, on: date, by: str) -> OfficerChanged:
        """Return the fact that the officer's rights are as they are now, in the name of agency `by`."""
        return OfficerChanged(
            subject=self.id,
            sequence=self.version,
            officer_id=self.id,
            agency_id=by,
            occurred_on=on,
            active=self.active,
            positions=[_told(position) for position in self.positions],
        )


def appoint(
    officer_id: str, facts: Mapping[str, Any], on: date, by: str
) -> tuple[Officer, list[OfficerChanged]]:
    """Appoint a person to the first positions."""
    officer = Officer(id=officer_id, **_stated(facts))
    _refuse_faults(officer)
    return officer, [officer.changed(on, by)]


def change(
    officer: Officer, facts: Mapping[str, Any], on: date, by: str
) -> tuple[Officer, list[OfficerChanged]]:
    """Change a person's facts, or dismiss the person; a position once held stays listed."""
    after = replace(officer, **_stated(facts))
    if after == officer:
        return officer, []
    _refuse_removal(officer, after)
    _refuse_faults(after)
    after = replace(after, version=officer.version + 1)
    return after, [after.changed(on, by)]


def _stated(facts: Mapping[str, Any]) -> dict[str, Any]:
    stated = dict(facts)
    if "positions" in stated:
        stated["positions"] = tuple(position_from(one) for one in stated["positions"])
    return stated


def position_from(given: Mapping[str, Any]) -> Position:
    """Return the position that a command or a document states."""
    lists = {name: tuple(given.get(name) or ()) for name in ("roles", "permissions")}
    return Position(**{**given, **lists})


def _told(position: Position) -> dict[str, Any]:
    lists = {"roles": list(position.roles), "permissions": list(position.permissions)}
    return asdict(position) | lists


def _refuse_removal(before: Officer, after: Officer) -> None:
    agencies = {one.position_id: one.agency_id for one in after.positions}
    for position in before.positions:
        if agencies.get(position.position_id) != position.agency_id:
            raise Refused("position-removed", "/positions")


def _refuse_faults(officer: Officer) -> None:
    if not officer.positions:
        raise Refused("no-position", "/positions")
    if len({one.position_id for one in officer.positions}) < len(officer.positions):
        raise Refused("position-twice", "/positions")
    for place, position in enumerate(officer.positions):
        refuse_reversed(position.valid_from, position.valid_to, f"/positions/{place}/valid_to")
        _refuse_mixed(position.roles, f"/positions/{place}/roles")


def _refuse_mixed(roles: Sequence[str], pointer: str) -> None:
    if not roles or len(set(roles)) < len(roles):
        raise Refused("roles-needed", pointer)
    if ALONE.intersection(roles) and len(roles) > 1:
        raise Refused("role-stands-alone", pointer)
