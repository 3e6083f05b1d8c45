"""An exemplar: somebody a unit has found worthy of notice, and what a council says to it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Self

from services.awards.catalogue.domain import Law
from services.awards.domain import Refused, Subject, refuse_before, refuse_state


@dataclass(frozen=True, kw_only=True)
class ExemplarStep:
    """A step of an exemplar as others see it: what it is, never who."""

    exemplar_id: str
    sequence: int
    agency_id: str
    occurred_on: dt.date
    campaign_id: str
    subject_kind: str
    council_id: str
    evidence: tuple[str, ...]

    @property
    def subject(self) -> str:
        """The aggregate whose history this is part of."""
        return self.exemplar_id


@dataclass(frozen=True, kw_only=True)
class ExemplarSpotted(ExemplarStep):
    """A unit shows an exemplar to a council."""

    TYPE: ClassVar[str] = "exemplar-spotted.v1"


@dataclass(frozen=True, kw_only=True)
class ExemplarVerified(ExemplarStep):
    """The council has found it true."""

    TYPE: ClassVar[str] = "exemplar-verified.v1"


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """A member's word: whose, for which bodies it speaks, in which it has any seat, on which day."""

    officer_id: str
    acting_for: frozenset[str]
    seats: frozenset[str]
    day: dt.date


@dataclass(frozen=True, kw_only=True)
class Exemplar:
    """An exemplar; each step returns its next version."""

    id: str
    version: int
    agency_id: str
    campaign_id: str
    council_id: str
    subject: Subject
    achievement: str
    evidence: tuple[str, ...]
    spotted_on: dt.date
    parties: tuple[str, ...]
    created_at: dt.datetime
    created_by: str
    judged_by: str | None = None
    judged_on: dt.date | None = None
    reason: str | None = None
    status: str = "spotted"

    def spotted(self) -> ExemplarSpotted:
        """Tell the council of it."""
        return ExemplarSpotted(**self._step(self.agency_id, self.spotted_on))

    def verify(self, verdict: Verdict, law: Law) -> tuple[Self, ExemplarVerified]:
        """Find it true."""
        verified = self._judged(verdict, law, status="verified")
        return verified, ExemplarVerified(**verified._step(self.council_id, verdict.day))

    def reject(self, verdict: Verdict, law: Law, reason: str) -> Self:
        """Find it wanting, with the reason."""
        return self._judged(verdict, law, status="rejected", reason=reason)

    def _judged(self, verdict: Verdict, law: Law, **changes: Any) -> Self:
        """Take a member's word; nobody judges an exemplar of a unit in which they have a seat."""
        if self.agency_id in verdict.seats or verdict.officer_id == self.created_by:
            raise Refused("own-unit", source=law.source("recusal"))
        if self.council_id not in verdict.acting_for:
            raise Refused("forbidden")
        refuse_state(self.status, "spotted")
        refuse_before(verdict.day, self.spotted_on, f"/{changes['status']}_on")
        return replace(
            self,
            version=self.version + 1,
            judged_by=verdict.officer_id,
            judged_on=verdict.day,
            **changes,
        )

    def _step(self, agency_id: str, day: dt.date) -> dict[str, Any]:
        return {
            "exemplar_id": self.id,
            "sequence": self.version,
            "agency_id": agency_id,
            "occurred_on": day,
            "campaign_id": self.campaign_id,
            "subject_kind": self.subject.kind,
            "council_id": self.council_id,
            "evidence": self.evidence,
        }
