"""The group: a name for a set of agencies, and the rule that says which belong to it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, ClassVar

from services.directory.agencies.domain import Agency
from services.directory.domain import Refused

CODE = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")


@dataclass(frozen=True, kw_only=True)
class GroupChanged:
    """A group is from now on as told here."""

    TYPE: ClassVar[str] = "group-changed.v1"
    subject: str
    sequence: int
    group_id: str
    agency_id: str
    occurred_on: date
    campaign_id: str | None = None
    code: str
    name: str
    aliases: list[str]
    rule: dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Rule:
    """All given keys hold; besides, the included belong and the excluded do not."""

    kind: str | None = None
    parent_id: str | None = None
    level: int | None = None
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()

    def selects(self, agency: Agency) -> bool:
        """Tell whether an agency belongs to the group, its validity aside."""
        if agency.id in self.exclude:
            return False
        return agency.id in self.include or self._describes(agency)

    def given(self) -> dict[str, Any]:
        """Return the rule with the keys it really has."""
        keys = {"kind": self.kind, "parent_id": self.parent_id, "level": self.level}
        known = {name: value for name, value in keys.items() if value is not None}
        return known | {"include": list(self.include), "exclude": list(self.exclude)}

    def _describes(self, agency: Agency) -> bool:
        asked = ((self.kind, agency.kind), (self.parent_id, agency.parent_id), (self.level, agency.level))
        given = [(wanted, found) for wanted, found in asked if wanted is not None]
        return bool(given) and all(wanted == found for wanted, found in given)


@dataclass(frozen=True, kw_only=True)
class Group:
    """A set of agencies with a stable code and the names under which papers address it."""

    id: str
    version: int = 1
    code: str
    name: str
    aliases: tuple[str, ...] = ()
    rule: Rule

    def members(self, agencies: Iterable[Agency], day: date) -> list[Agency]:
        """Return those of the agencies that belong to the group and exist on a day."""
        return [agency for agency in agencies if agency.valid_on(day) and self.rule.selects(agency)]

    def changed(self, on: date, by: str) -> GroupChanged:
        """Return the fact that the group is as it is now, told in the name of agency `by`."""
        return GroupChanged(
            subject=self.id,
            sequence=self.version,
            group_id=self.id,
            agency_id=by,
            occurred_on=on,
            code=self.code,
            name=self.name,
            aliases=list(self.aliases),
            rule=self.rule.given(),
        )


def establish(group_id: str, facts: Mapping[str, Any], on: date, by: str) -> tuple[Group, list[GroupChanged]]:
    """Establish a group under a code of its own."""
    group = Group(id=group_id, **_stated(facts))
    _refuse_faults(group)
    return group, [group.changed(on, by)]


def change(group: Group, facts: Mapping[str, Any], on: date, by: str) -> tuple[Group, list[GroupChanged]]:
    """Change a group's names or its rule; its code stays."""
    after = replace(group, **_stated(facts))
    if after == group:
        return group, []
    _refuse_faults(after)
    after = replace(after, version=group.version + 1)
    return after, [after.changed(on, by)]


def _stated(facts: Mapping[str, Any]) -> dict[str, Any]:
    stated = dict(facts)
    if "aliases" in stated:
        stated["aliases"] = tuple(stated["aliases"])
    if "rule" in stated:
        stated["rule"] = rule_from(stated["rule"])
    return stated


def rule_from(given: Mapping[str, Any]) -> Rule:
    """Return the rule that a command or a document states."""
    lists = {name: tuple(given.get(name) or ()) for name in ("include", "exclude")}
    return Rule(kind=given.get("kind"), parent_id=given.get("parent_id"), level=given.get("level"), **lists)


def _refuse_faults(group: Group) -> None:
    if not CODE.fullmatch(group.code):
        raise Refused("code-form", "/code")
    if not (set(group.rule.given()) - {"include", "exclude"}) and not group.rule.include:
        raise Refused("rule-empty", "/rule")
    if set(group.rule.include) & set(group.rule.exclude):
        raise Refused("rule-contradicts", "/rule/exclude")
