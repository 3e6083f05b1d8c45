"""A set of criteria: what a campaign is measured by, never edited once it is published."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Self

from services.awards.catalogue.domain import Law
from services.awards.domain import Refused, refuse_state

WHOLE = 100
GUARD = "no-negative-detection"


@dataclass(frozen=True, kw_only=True)
class Criterion:
    """A measure: its weight in the whole, its most points, which way is better, what its evidence counts."""

    code: str
    text: str
    weight: int
    max: int
    direction: str
    evidence_kind: str
    target: str | None = None
    mandatory: bool = False
    guard: str | None = None

    def guarded(self) -> Self:
        """Return the criterion with the guard that its evidence calls for."""
        return replace(self, guard=GUARD if self.evidence_kind == "detection" else None)


@dataclass(frozen=True, kw_only=True)
class AnnouncedCriterion:
    """What others may know of a criterion: everything but its words."""

    code: str
    weight: int
    max: int
    direction: str
    guard: str | None


@dataclass(frozen=True, kw_only=True)
class CriteriaPublished:
    """A set is in force; `version` counts the sets of its campaign."""

    TYPE: ClassVar[str] = "criteria-published.v1"
    criteria_set_id: str
    sequence: int
    agency_id: str
    occurred_on: dt.date
    campaign_id: str
    version: int
    criteria: tuple[AnnouncedCriterion, ...]

    @property
    def subject(self) -> str:
        """The aggregate whose history this is part of."""
        return self.criteria_set_id


@dataclass(frozen=True, kw_only=True)
class Publishing:
    """The act of publishing: by whom, on which day, as which edition of the campaign's criteria."""

    officer_id: str
    day: dt.date
    edition: int


@dataclass(frozen=True, kw_only=True)
class CriteriaSet:
    """A set of criteria; each step returns its next version. `edition` is its number once published."""

    id: str
    version: int
    agency_id: str
    campaign_id: str
    issuer_id: str
    criteria: tuple[Criterion, ...]
    author_ids: tuple[str, ...]
    parties: tuple[str, ...]
    created_at: dt.datetime
    created_by: str
    edition: int | None = None
    published_by: str | None = None
    published_on: dt.date | None = None
    status: str = "draft"

    def edit(self, officer_id: str, criteria: Sequence[Criterion]) -> Self:
        """Replace the criteria of a draft; a published set is never edited, a change is a new set."""
        refuse_state(self.status, "draft")
        authors = tuple(dict.fromkeys((*self.author_ids, officer_id)))
        return self._next(criteria=tuple(criteria), author_ids=authors)

    def publish(self, by: Publishing) -> tuple[Self, CriteriaPublished]:
        """Put the set in force; never by an author (plan 577, IV.6.b: Ban TĐKT drafts, another approves)."""
        refuse_state(self.status, "draft")
        if by.officer_id in self.author_ids:
            raise Refused("author-is-publisher")
        published = self._next(
            status="published", edition=by.edition, published_by=by.officer_id, published_on=by.day
        )
        return published, CriteriaPublished(
            criteria_set_id=self.id,
            sequence=published.version,
            agency_id=self.issuer_id,
            occurred_on=by.day,
            campaign_id=self.campaign_id,
            version=by.edition,
            criteria=tuple(_announced(criterion) for criterion in self.criteria),
        )

    def retire(self) -> Self:
        """Give way to a newer edition; what was scored by this one stays as it is."""
        refuse_state(self.status, "published")
        return self._next(status="retired")

    def _next(self, **changes: Any) -> Self:
        return replace(self, version=self.version + 1, **changes)


def _announced(criterion: Criterion) -> AnnouncedCriterion:
    names = AnnouncedCriterion.__dataclass_fields__
    return AnnouncedCriterion(**{name: getattr(criterion, name) for name in names})


def checked(criteria: Sequence[Criterion], law: Law) -> tuple[Criterion, ...]:
    """Return criteria that may stand together, each with its guard.

    Refuses a code that stands twice, detections counted as a fault (finding 7: the fight against corruption
    must not punish who finds it), and weights that do not sum to exactly 100.
    """
    seen: set[str] = set()
    for i, criterion in enumerate(criteria):
        if criterion.code in seen:
            raise Refused("criterion-twice", f"/criteria/{i}/code", criterion=criterion.code)
        seen.add(criterion.code)
        if criterion.evidence_kind == "detection" and criterion.direction == "down":
            raise Refused("detection-as-fault", f"/criteria/{i}/direction", source=law.source("detection"))
    total = sum(criterion.weight for criterion in criteria)
    if total != WHOLE:
        raise Refused("weights-not-whole", "/criteria", total=total, source=law.source("criteria"))
    return tuple(criterion.guarded() for criterion in criteria)
