"""The agency: its names, codes and place in the tree, from its first to its last day."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, ClassVar

from services.directory.domain import Refused, covers, refuse_reversed

KINDS = (
    "executive", "department", "unit", "public-service-unit", "council", "central", "people-council",
    "party", "socio-political", "mass-organisation", "state-capital-enterprise", "press", "outside",
)  # fmt: skip
ROOT, OUTSIDE, DEEPEST = 1, 0, 20
QD20 = re.compile(r"[0-9A-Z](?:[0-9A-Z.]{0,33}[0-9A-Z])?")
QCVN = re.compile(r"\d{3}\.\d{2}\.\d{2}\.[A-Z]\d{2}")


@dataclass(frozen=True, kw_only=True)
class AgencyChanged:
    """An agency is from now on as told here."""

    TYPE: ClassVar[str] = "agency-changed.v1"
    subject: str
    sequence: int
    agency_id: str
    occurred_on: date
    campaign_id: str | None = None
    code_qd20: str | None
    code_qcvn: str | None
    name: str
    aliases: list[str]
    kind: str
    level: int
    parent_id: str | None
    path: list[str]
    valid_from: date
    valid_to: date | None
    successors: list[str]


@dataclass(frozen=True, kw_only=True)
class Agency:
    """A body with a name; `path` are the ids of all above it, from the root to the parent."""

    id: str
    version: int = 1
    code_qd20: str | None = None
    code_qcvn: str | None = None
    name: str
    aliases: tuple[str, ...] = ()
    kind: str
    level: int = OUTSIDE
    parent_id: str | None = None
    path: tuple[str, ...] = ()
    valid_from: date
    valid_to: date | None = None
    successors: tuple[str, ...] = ()

    def valid_on(self, day: date) -> bool:
        """Tell whether the agency exists on a day."""
        return covers(self.valid_from, self.valid_to, day)

    def outlives(self, other: Agency) -> bool:
        """Tell whether the agency still exists when the other has ended."""
        return other.valid_to is not None and (self.valid_to is None or self.valid_to > other.valid_to)

    def changed(self, on: date) -> AgencyChanged:
        """Return the fact that the agency is as it is now."""
        return AgencyChanged(
            subject=self.id,
            sequence=self.version,
            agency_id=self.id,
            occurred_on=on,
            code_qd20=self.code_qd20,
            code_qcvn=self.code_qcvn,
            name=self.name,
            aliases=list(self.aliases),
            kind=self.kind,
            level=self.level,
            parent_id=self.parent_id,
            path=list(self.path),
            valid_from=self.valid_from,
            valid_to=self.valid_to,
            successors=list(self.successors),
        )


@dataclass(frozen=True)
class Surroundings:
    """The agencies that a change of one concerns: above, directly below, anywhere below, after it."""

    parent: Agency | None = None
    children: Sequence[Agency] = ()
    descendants: Sequence[Agency] = ()
    successors: Sequence[Agency] = ()


def establish(
    agency_id: str, facts: Mapping[str, Any], around: Surroundings, on: date
) -> tuple[Agency, list[AgencyChanged]]:
    """Establish an agency under its parent, or as a root, or outside the tree."""
    agency = _placed(_with(Agency(id=agency_id, **_required(facts)), facts), around.parent)
    _refuse_faults(agency, around)
    _refuse_depth([agency])
    return agency, [agency.changed(on)]


def change(
    agency: Agency, facts: Mapping[str, Any], around: Surroundings, on: date
) -> tuple[list[Agency], list[AgencyChanged]]:
    """Change an agency; whatever lies below follows it to its new place."""
    wanted = _placed(_with(agency, facts), around.parent)
    if wanted == agency:
        return [agency], []
    _refuse_cycle(agency, around.parent)
    _refuse_faults(wanted, around)
    after = replace(wanted, version=agency.version + 1)
    moved = [after, *_followers(agency, after, around.descendants)]
    _refuse_depth(moved)
    return moved, [one.changed(on) for one in moved]


def _required(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: facts[name] for name in ("name", "kind", "valid_from")}


def _with(agency: Agency, facts: Mapping[str, Any]) -> Agency:
    kept: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in facts.items()
    }
    return replace(agency, **kept)


def _placed(agency: Agency, parent: Agency | None) -> Agency:
    if parent is None:
        level = ROOT if agency.kind == "executive" else OUTSIDE
        return replace(agency, parent_id=None, path=(), level=level)
    return replace(agency, parent_id=parent.id, path=(*parent.path, parent.id), level=parent.level + 1)


def _followers(before: Agency, after: Agency, descendants: Sequence[Agency]) -> list[Agency]:
    if before.path == after.path and before.level == after.level:
        return []
    return [_follower(one, before, after) for one in descendants]


def _follower(one: Agency, before: Agency, after: Agency) -> Agency:
    path = after.path + one.path[len(before.path) :]
    level = one.level + after.level - before.level
    return replace(one, path=path, level=level, version=one.version + 1)


def _refuse_cycle(agency: Agency, parent: Agency | None) -> None:
    if parent is not None and agency.id in (parent.id, *parent.path):
        raise Refused("tree-cycle", "/parent_id")


def _refuse_depth(agencies: Sequence[Agency]) -> None:
    if any(agency.level > DEEPEST for agency in agencies):
        raise Refused("too-deep", "/parent_id", deepest=DEEPEST)


def _refuse_faults(agency: Agency, around: Surroundings) -> None:
    _refuse_codes(agency)
    refuse_reversed(agency.valid_from, agency.valid_to, "/valid_to")
    if around.parent is not None and around.parent.level == OUTSIDE:
        raise Refused("parent-outside-tree", "/parent_id")
    if around.parent is not None and agency.outlives(around.parent):
        raise Refused("outlives-parent", "/parent_id", parent=around.parent.name)
    if any(child.outlives(agency) for child in around.children):
        raise Refused("children-remain", "/valid_to")
    _refuse_successors(agency, around.successors)


def _refuse_codes(agency: Agency) -> None:
    if agency.code_qd20 is not None and not QD20.fullmatch(agency.code_qd20):
        raise Refused("code-form", "/code_qd20")
    if agency.code_qcvn is not None and not QCVN.fullmatch(agency.code_qcvn):
        raise Refused("code-form", "/code_qcvn")


def _refuse_successors(agency: Agency, successors: Sequence[Agency]) -> None:
    if not agency.successors:
        return
    if agency.valid_to is None:
        raise Refused("successor-without-end", "/successors")
    if agency.id in agency.successors or len(set(agency.successors)) < len(agency.successors):
        raise Refused("successor-itself", "/successors")
    morrow = agency.valid_to + timedelta(days=1)
    for place, successor in enumerate(successors):
        if not successor.valid_on(morrow):
            raise Refused("successor-not-valid", f"/successors/{place}", day=morrow.isoformat())
