"""An award: what a decision gave to one subject, and its way to the public."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import ClassVar, Self

from services.awards.catalogue.domain import Law
from services.awards.domain import Refused, Subject, refuse_before, refuse_state

PUBLIC = "/v1/public/awards"


@dataclass(frozen=True, kw_only=True)
class AwardPublicised:
    """An award is on the public page; the name is there, not here."""

    TYPE: ClassVar[str] = "award-publicised.v1"
    award_id: str
    sequence: int
    agency_id: str
    occurred_on: dt.date
    campaign_id: str
    decision_id: str
    directive_id: str
    published_on: dt.date
    public_path: str

    @property
    def subject(self) -> str:
        """The aggregate whose history this is part of."""
        return self.award_id


@dataclass(frozen=True, kw_only=True)
class Publication:
    """Where and when an award was made known, by whom, and that its subject agreed."""

    officer_id: str
    agency_id: str
    published_on: dt.date
    consent: bool
    outlet: str | None = None
    link: str | None = None


@dataclass(frozen=True, kw_only=True)
class Award:
    """An award; `paths` are the agencies above its authority, none of them for a confidential one."""

    id: str
    version: int
    decision_id: str
    nomination_id: str
    directive_id: str
    symbol: str
    decided_on: dt.date
    agency_id: str
    authority_id: str
    campaign_id: str
    form: str
    type: str
    subject: Subject
    achievement: str
    confidential: bool
    parties: tuple[str, ...]
    paths: tuple[str, ...]
    created_at: dt.datetime
    created_by: str
    publication: Publication | None = None
    published_on: dt.date | None = None
    status: str = "decided"

    def publicise(self, publication: Publication, law: Law) -> tuple[Self, AwardPublicised]:
        """Make it known: never a confidential one, and a person's or family's only with their consent."""
        refuse_state(self.status, "decided")
        if self.confidential:
            raise Refused("award-confidential", source=law.source("confidential"))
        if self.subject.is_personal and not publication.consent:
            raise Refused("consent-missing", "/consent", source=law.source("consent"))
        day = publication.published_on
        refuse_before(day, self.decided_on, "/published_on")
        known = replace(
            self, version=self.version + 1, status="publicised", publication=publication, published_on=day
        )
        return known, AwardPublicised(
            award_id=self.id,
            sequence=known.version,
            agency_id=publication.agency_id,
            occurred_on=day,
            campaign_id=self.campaign_id,
            decision_id=self.decision_id,
            directive_id=self.directive_id,
            published_on=day,
            public_path=f"{PUBLIC}/{self.id}",
        )
