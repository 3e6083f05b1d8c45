"""A decision: the nominations one document is to commend, and its way open → prepared → decided."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Self

from services.awards.domain import Refused, refuse_before, refuse_state
from services.awards.nominations.domain.nomination import Nomination

DOCUMENT_TYPE = "Quyết định"


@dataclass(frozen=True, kw_only=True)
class WantedDocument:
    """What directives is to draft; its words are directives' own, and no name is among them."""

    type: str
    subject_code: str
    signer_position_id: str | None
    recipient_ids: tuple[str, ...]
    based_on: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class AwardDecisionPrepared:
    """A decision is ready to be drafted as a numbered document, which closes it."""

    TYPE: ClassVar[str] = "award-decision-prepared.v1"
    decision_id: str
    sequence: int
    agency_id: str
    occurred_on: dt.date
    campaign_id: str
    nomination_ids: tuple[str, ...]
    authority_id: str
    form: str
    type: str
    document: WantedDocument

    @property
    def subject(self) -> str:
        """The aggregate whose history this is part of."""
        return self.decision_id


@dataclass(frozen=True, kw_only=True)
class GivenAward:
    """An award as others see it."""

    award_id: str
    nomination_id: str
    agency_id: str
    subject_kind: str
    form: str


@dataclass(frozen=True, kw_only=True)
class AwardDecided:
    """The numbered decision is issued: the awards are given."""

    TYPE: ClassVar[str] = "award-decided.v1"
    decision_id: str
    sequence: int
    agency_id: str
    occurred_on: dt.date
    campaign_id: str
    directive_id: str
    symbol: str
    decided_on: dt.date
    awards: tuple[GivenAward, ...]

    @property
    def subject(self) -> str:
        """The aggregate whose history this is part of."""
        return self.decision_id


@dataclass(frozen=True, kw_only=True)
class NumberedDocument:
    """The document that directives has issued for a decision."""

    directive_id: str
    symbol: str
    issued_on: dt.date


@dataclass(frozen=True, kw_only=True)
class Decision:
    """A decision of an authority; `discarded` are the drafts given up, each of which reopened it once."""

    id: str
    version: int
    authority_id: str
    campaign_id: str
    type: str
    form: str
    nomination_ids: tuple[str, ...]
    parties: tuple[str, ...]
    created_at: dt.datetime
    created_by: str
    prepared_on: dt.date | None = None
    directive_id: str | None = None
    symbol: str | None = None
    decided_on: dt.date | None = None
    discarded: tuple[str, ...] = ()
    status: str = "open"

    def prepare(
        self, officer_id: str, day: dt.date, nominations: Sequence[Nomination]
    ) -> tuple[Self, AwardDecisionPrepared]:
        """Hand the decision to be drafted as a document; every nomination must still wait for one."""
        refuse_state(self.status, "open")
        refuse_unfit(officer_id, nominations)
        for nomination in nominations:
            if nomination.submitted_on is not None:
                refuse_before(day, nomination.submitted_on, "/prepared_on")
        prepared = self._next(status="prepared", prepared_on=day)
        return prepared, AwardDecisionPrepared(
            decision_id=self.id,
            sequence=prepared.version,
            agency_id=self.authority_id,
            occurred_on=day,
            campaign_id=self.campaign_id,
            nomination_ids=self.nomination_ids,
            authority_id=self.authority_id,
            form=self.form,
            type=self.type,
            document=WantedDocument(
                type=DOCUMENT_TYPE,
                subject_code=self.form,
                signer_position_id=None,
                recipient_ids=tuple(dict.fromkeys(one.agency_id for one in nominations)),
                based_on=(self.campaign_id,),
            ),
        )

    def reopen(self, directive_id: str) -> Self | None:
        """Open the decision again because its draft was given up; None when that draft says nothing new."""
        if self.status != "prepared" or directive_id in self.discarded:
            return None
        return self._next(status="open", prepared_on=None, discarded=(*self.discarded, directive_id))

    def decide(
        self, document: NumberedDocument, given: Sequence[GivenAward]
    ) -> tuple[Self, AwardDecided] | None:
        """Close the decision with its numbered document; None when it is closed already."""
        if self.status != "prepared":
            return None
        decided = self._next(
            status="decided",
            directive_id=document.directive_id,
            symbol=document.symbol,
            decided_on=document.issued_on,
        )
        return decided, AwardDecided(
            decision_id=self.id,
            sequence=decided.version,
            agency_id=self.authority_id,
            occurred_on=document.issued_on,
            campaign_id=self.campaign_id,
            directive_id=document.directive_id,
            symbol=document.symbol,
            decided_on=document.issued_on,
            awards=tuple(given),
        )

    def _next(self, **changes: Any) -> Self:
        return replace(self, version=self.version + 1, **changes)


def refuse_unfit(officer_id: str, nominations: Sequence[Nomination]) -> None:
    """Refuse nominations that one document cannot commend, and those this officer asked for."""
    first = nominations[0]
    alike = (first.type, first.form, first.campaign_id)
    for i, nomination in enumerate(nominations):
        pointer = f"/nomination_ids/{i}"
        if nomination.status != "submitted":
            raise Refused("nomination-not-submitted", pointer)
        if (nomination.type, nomination.form, nomination.campaign_id) != alike:
            raise Refused("nominations-unlike", pointer)
        if officer_id in nomination.people:
            raise Refused("author-is-appraiser", pointer)
